"""Which column is which field, where two could be or the heading alone does not say."""

from datetime import date

import pytest

from matcher.model import Status


def test_of_amounts_with_and_without_vat_the_one_without_counts(read, write_xlsx):
    rows = [["Onderwerp", "Raming incl. btw", "Raming excl. btw", "Start"], ["Hekwerk", 121, 100, ""], ["Zonwering", 242, 200, "Q2 2027"]]
    assert read(write_xlsx(rows)).column("value_amount") == [100, 200]


@pytest.mark.parametrize("headings", [["Project", "Titel van het project"], ["Procurement ref", "Title of procurement"]])
def test_a_column_of_codes_is_no_title_beside_one_that_may_be(read, write_xlsx, headings):
    rows = [[*headings, "Brief description", "Raming"], ["P-101", "Hekwerk", "nieuw hek", 5000], ["P-102", "Zonwering", "screens", 6000]]
    found = read(write_xlsx(rows))
    assert (found.column("title"), found.column("external_id"), found.column("description")) == (
        ["Hekwerk", "Zonwering"], ["P-101", "P-102"], ["nieuw hek", "screens"])  # fmt: skip


def test_codes_with_their_check_digits_are_cpv_codes_whatever_they_are_called(read, write_xlsx):
    rows = [["Onderwerp", "Code", "Raming"], ["Liften", "50750000-7", 5000], ["Schoonmaak", "90911200-8", 6000]]
    assert read(write_xlsx(rows)).column("cpv") == [("50750000",), ("90911200",)]
    rows = [["Onderwerp", "Code", "Raming"], ["Liften", "2027-001", 5000], ["Schoonmaak", "2027-002", 6000]]
    assert read(write_xlsx(rows)).column("cpv") == [(), ()]


def test_codes_may_stand_with_their_descriptions(read, write_xlsx):
    rows = [["Onderwerp", "CPV / omschrijving", "Raming"], ["Liften", "50750000-7", 5000], ["Schoonmaak", "90911200-8 schoonmaak", 6000]]
    assert read(write_xlsx(rows)).column("cpv") == [("50750000",), ("90911200",)]


def test_days_written_as_text_are_no_titles(read, write_xlsx):
    rows = [["Wat speelt er", "Contract", "CPV", "Raming", "Kenmerk"], ["Liften in flats", "1 mei 2027", "50750000-7", 5000, "A-1"],
            ["Schoonmaak van flats", "01-06-2027", "90911200-8", 6000, "A-2"]]  # fmt: skip
    assert read(write_xlsx(rows)).column("title") == ["Liften in flats", "Schoonmaak van flats"]


def test_a_column_that_is_only_called_total_is_the_value_if_it_holds_amounts(read, write_xlsx):
    rows = [["Onderwerp", "Start", "Totaal"], ["Liften", "Q1 2027", 25_000], ["Schoonmaak", "Q2 2027", 6000]]
    assert read(write_xlsx(rows)).column("value_amount") == [25_000, 6000]
    rows = [["Onderwerp", "Start", "Totaal"], ["Liften", "Q1 2027", 2], ["Bedden", "Q2 2027", 60]]
    assert read(write_xlsx(rows)).column("value_amount") == [None, None]


@pytest.mark.parametrize(("cells", "expected"), [((25_000, 6500), [25_000, 6500]), ((25_000, "6,500"), [25_000, 6500]), ((1204, 1317), [None, None])])
def test_round_thousands_under_a_heading_that_says_nothing_are_amounts(read, write_xlsx, cells, expected):
    rows = [["Onderwerp", "Start", "Kolom 3"], ["Liften", "Q1 2027", cells[0]], ["Schoonmaak", "Q2 2027", cells[1]]]
    assert read(write_xlsx(rows)).column("value_amount") == expected


def test_a_heading_that_names_the_work_or_its_cost_is_settled_by_what_stands_below(read, write_xlsx):
    rows = [["Investering", "CPV", "Start"], ["Liften", "50750000-7", ""], ["Daken", "45261210-9", "Q2 2027"]]
    assert read(write_xlsx(rows)).column("title") == ["Liften", "Daken"]
    rows = [["Project", "Investering", "Start"], ["Liften", 25_000, ""], ["Daken", 6000, "Q2 2027"]]
    assert read(write_xlsx(rows)).column("value_amount") == [25_000, 6000]


def test_a_second_title_column_of_texts_of_its_own_is_the_description(read, write_xlsx):
    rows = [
        ["Project", "Wat", "Raming", "Opmerkingen"],
        ["Lekdijk", "frezen en inlagen", 5000, ""],
        ["Molenwal", "natuurlijk spelen", 6000, "graag snel"],
    ]
    assert read(write_xlsx(rows)).column("description") == ["frezen en inlagen", "natuurlijk spelen"]
    rows = [["Project", "Wat", "Raming", "Opmerkingen"], ["Lekdijk", "werk", 5000, ""], ["Molenwal", "levering", 6000, "graag snel"]]
    assert read(write_xlsx(rows)).column("description") == ["", "graag snel"]


def test_what_the_running_contract_costs_does_not_stand_in_for_the_next(read, write_xlsx):
    rows = [["Contract", "Waarde per jaar", "Nieuwe aanbesteding", "Raming nieuwe opdracht"],
            ["Liften", 25_000, "ja", 90_000], ["Bluskleding", 6000, "ja", ""], ["Planten", 400, "VERVALLEN", "pm"]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert (found.column("value_amount"), found.column("status")) == ([90_000, None, None], [Status.PLANNED, Status.PLANNED, Status.WITHDRAWN])


def test_the_title_of_a_list_is_no_heading_above_its_headings(read, write_xlsx):
    rows = [["Contracten met een nieuwe aanbesteding in 2027"],
            ["Contract", "Waarde per jaar", "Ingangsdatum contract", "Ingangsdatum nieuw contract"],
            ["Liften", 25_000, "1-5-2023", "1-5-2027"], ["Daken", 6000, "1-6-2023", "1-6-2027"]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert (found.column("value_amount"), found.column("start_date")) == ([25_000, 6000], [date(2027, 5, 1), date(2027, 6, 1)])


def test_an_amount_of_nothing_is_none(read, write_xlsx):
    rows = [["Onderwerp", "Raming van", "Raming tot"], ["Liften", 0, ""], ["Daken", 0, 6000], ["Hek", "0,00", ""]]
    found = read(write_xlsx(rows))
    assert (found.column("value_amount"), found.column("value_max_amount")) == ([None, 0, None], [None, 6000, None])


@pytest.mark.parametrize(
    "heads",
    [[date(2027, month, 1) for month in range(1, 13)], list(range(1, 53)), [2026, 2027, 2028]],
)
def test_months_weeks_or_years_of_a_planning_are_headings(read, write_xlsx, heads):
    rows = [
        ["Project", "Raming", "CPV", *heads, "Opmerking"],
        ["Liften", 25_000, "50750000-7", "P", "", "G"],
        ["Daken", 6000, "45261210-9", "", "P", "G"],
    ]
    found = read(write_xlsx(rows))
    assert (found.column("title"), found.column("value_amount")) == (["Liften", "Daken"], [25_000, 6000])


def test_a_credit_may_be_named_by_its_number(read, write_xlsx):
    rows = [["Krediet", "Omschrijving", "CPV", "Bedrag"], ["K7001", "Liften", "50750000-7", 25_000], ["K7002", "Daken", "45261210-9", 6000]]
    found = read(write_xlsx(rows))
    assert (found.column("external_id"), found.column("value_amount")) == (["K7001", "K7002"], [25_000, 6000])
    rows = [["Onderwerp", "CPV", "Krediet"], ["Liften", "50750000-7", "EUR 25.000"], ["Daken", "45261210-9", "EUR 6.000"]]
    assert read(write_xlsx(rows)).column("value_amount") == [25_000, 6000]


@pytest.mark.parametrize(
    ("services", "field"),
    [
        (["Schoonmaak portieken", "Glasbewassing flats", "Groenonderhoud", "Ontstoppen riolering"], "title"),
        (["Sociale Zaken", "Openbare Werken", "Sociale Zaken", "Openbare Werken"], "department"),
        (["Sociale Zaken", "Openbare Werken"], "department"),
        (["ICT", "HR", "Zorg", "Bouw"], "department"),
    ],
)
def test_under_a_word_for_services_and_departments_stand_services_if_each_row_has_its_own(read, write_xlsx, services, field):
    rows = [["Dienst", "Omschrijving", "Per jaar"], *([name, f"wekelijks, locatie {number}", 5000] for number, name in enumerate(services))]
    found = read(write_xlsx(rows))
    assert found.fields["Dienst"] == field
    assert found.fields["Omschrijving"] == ("description" if field == "title" else "title")


def test_what_a_column_holds_is_not_judged_by_the_table_below(read, write_xlsx):
    first = [["Onderwerp", "Voor wie", "Raming", "Sluiting"], ["Maaltijden", "negen locaties, 1.150 bewoners", 5000, "1-3-2027"],
             ["Kleding", "alle intramurale locaties samen", 6000, "1-4-2027"]]  # fmt: skip
    second = [["Contract", "Leverancier", "Nieuwe raming", "Ingangsdatum"], *([f"Afval {number}", "Reno", 7000, "1-5-2027"] for number in range(4))]
    found = read(write_xlsx([*first, [], *second]))
    assert found.column("description")[:2] == ["negen locaties, 1.150 bewoners", "alle intramurale locaties samen"]


@pytest.mark.parametrize(
    ("headings", "deadline", "start"),
    [
        (("Aanbesteding (opening)", "Start werk"), date(2027, 2, 22), date(2027, 4, 19)),
        (("Opdracht (uiterlijk indienen)", "Opdracht (start)"), date(2027, 2, 22), date(2027, 4, 19)),
        (("Sluiting", "Contract (einde)"), date(2027, 2, 22), None),
    ],
)
def test_brackets_say_what_day_a_word_for_the_whole_stands_above(read, write_xlsx, headings, deadline, start):
    rows = [["Onderwerp", "Raming", *headings], *([title, 5000, "22-2-2027", "19-4-2027"] for title in ("Hekwerk", "Zonwering"))]
    found = read(write_xlsx(rows))
    assert (found.column("title"), found.column("deadline_date"), found.column("start_date")) == (
        ["Hekwerk", "Zonwering"],
        [deadline] * 2,
        [start] * 2,
    )


def test_brackets_say_nothing_of_a_column_without_days(read, write_xlsx):
    rows = [["Project (incl. startdatum)", "Raming"], ["Hekwerk, per 1 mei", 5000], ["Zonwering", 6000]]
    assert read(write_xlsx(rows)).column("title") == ["Hekwerk, per 1 mei", "Zonwering"]
