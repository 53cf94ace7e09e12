import pytest


@pytest.mark.parametrize(
    "headings", [("Budget 2027", "Budget 2028", "Totaal"), ("2027", "2028", "Totaal"), ("2027 (€)", "2028 (€)", "Totale raming")]
)
def test_of_budgets_per_year_with_a_total_beside_them_the_total_counts(read, write_xlsx, headings):
    rows = [["Werk", "CPV", *headings, "Start"], ["Daken", "45261210-9", 480, 320, 800, ""], ["Liften", "50750000-7", "", 90, 90, "Q2 2027"]]
    assert read(write_xlsx(rows)).column("value_amount") == [800, 90]


def test_an_officer_may_say_that_the_budget_of_one_year_counts(read, write_xlsx):
    rows = [["Werk", "CPV", "Budget 2027", "Budget 2028", "Totaal"], ["Daken", "45261210-9", 480, 320, 800], ["Liften", "50750000-7", "", 90, 90]]
    assert read(write_xlsx(rows), mapping={"Budget 2027": "value"}).by_row[2].value_amount == 480
