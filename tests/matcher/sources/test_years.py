from datetime import date

import pytest


@pytest.mark.parametrize(
    "headings",
    [
        ("Budget 2027", "Budget 2028", "Totaal"),
        ("2027", "2028", "Totaal"),
        ("2027 (€)", "2028 (€)", "Totale raming"),
        ("mrt", "april", "Totaal 2027"),
    ],
)
def test_of_budgets_per_year_with_a_total_beside_them_the_total_counts(read, write_xlsx, headings):
    rows = [["Werk", "CPV", *headings, "Start"], ["Daken", "45261210-9", 480, 320, 800, ""], ["Liften", "50750000-7", "", 90, 90, "Q2 2027"]]
    assert read(write_xlsx(rows)).column("value_amount") == [800, 90]


def test_years_may_be_numbers_in_the_second_row_of_a_heading(read, write_xlsx):
    rows = [["", "", "Per jaar (x € 1.000)", "", "", "", "Aanbesteding", ""],
            ["Nr", "Investering", 2027, 2028, 2029, "Totaal", "Inschrijving t/m", "Start uitvoering"],
            ["G1", "Daken", 480, 320, "", 800, "1-2-2027", "3-5-2027"], ["G2", "Liften", "", 90, 10.5, 100.5, "", "1-5-2028"]]  # fmt: skip
    found = read(write_xlsx(rows, merged=["C1:F1", "G1:H1"]))
    assert (found.column("title"), found.column("value_amount")) == (["Daken", "Liften"], [800_000, 100_500])
    assert found.column("value_basis") == ["total", "total"]
    assert (found.column("deadline_date"), found.column("start_date")) == ([date(2027, 2, 1), None], [date(2027, 5, 3), date(2028, 5, 1)])


def test_an_officer_may_say_that_the_budget_of_one_year_counts(read, write_xlsx):
    rows = [["Werk", "CPV", "Budget 2027", "Budget 2028", "Totaal"], ["Daken", "45261210-9", 480, 320, 800], ["Liften", "50750000-7", "", 90, 90]]
    assert read(write_xlsx(rows), mapping={"Budget 2027": "value"}).by_row[2].value_amount == 480
