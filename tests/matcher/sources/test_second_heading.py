"""Headings over two rows: what the upper and the lower one say together, and what the lower one says alone."""

from datetime import date

import pytest


def test_the_lower_heading_counts_below_one_that_only_says_project(read, write_xlsx):
    rows = [
        ["ID", "Project", "", "Budget €'000", ""],
        ["", "Name", "Scope", "Low", "High"],
        ["P-1", "LED screens", "240 m", 450, 600],
        ["P-2", "Laundry", "", 40, ""],
    ]
    found = read(write_xlsx(rows, merged=["B1:C1", "D1:E1"]))
    lot = found.by_row[3]
    assert (lot.title, lot.description, lot.value_amount, lot.value_max_amount) == ("LED screens", "240 m", 450_000, 600_000)


def test_what_a_heading_over_the_headings_says_of_amounts_counts(read, write_xlsx):
    rows = [["Opdracht", "", "Financieel (x € 1.000)", "", "Planning"], ["Nr", "Naam", "Raming min", "Raming max", "Inschrijving sluit"],
            [1, "Maaien hoofdwatergangen", 850, 1100, "22-2-2027"], [2, "Vangmiddelen", 42.5, "", ""]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert (found.column("value_amount"), found.column("value_max_amount")) == ([850_000, 42_500], [1_100_000, None])


def test_a_row_beside_a_merged_heading_of_the_titles_belongs_to_the_headings(read, write_xlsx):
    rows = [["Nr", "Omschrijving", "Deelnemers", "", "Raming", "Sluiting"], ["", "", "Asdonk", "Lierveld", "", ""],
            [1, "Straatwerk", "x", "", 5000, "1-3-2027"], [2, "Kolken zuigen", "x", "x", 6000, "2-3-2027"]]  # fmt: skip
    found = read(write_xlsx(rows, merged=["C1:D1", "A1:A2", "B1:B2", "E1:E2", "F1:F2"]))
    assert (found.column("title"), found.codes, found.left_out[2]) == (["Straatwerk", "Kolken zuigen"], [], "heading")
    tender = [["Nr", "Omschrijving", "Deelnemers", "", "Raming", "Sluiting"], [1, "Straatwerk", "Asdonk", "Lierveld", "", ""], *rows[3:]]
    assert read(write_xlsx(tender, merged=["C1:D1"])).column("title") == ["Straatwerk", "Kolken zuigen"]


def test_a_legend_beside_the_title_of_a_list_is_no_heading(read, write_xlsx):
    rows = [["Planning 2027", "", "", "P = publiceren, I = inschrijving sluit, S = start"], ["Opdracht", "Raming", "CPV", "jan", "feb", "mrt"],
            ["Hekwerk", 5000, "34928200-0", "P", "I", "S"], ["Tapijt", 6000, "", "", "", ""]]  # fmt: skip
    lots = read(write_xlsx(rows)).lots
    assert [(lot.title, lot.period) for lot in lots] == [("Hekwerk", ""), ("Tapijt", "")]


def test_a_mark_in_the_column_of_a_month_says_when(read, write_xlsx):
    months = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul"]
    rows = [["Planning 2027"], ["Opdracht", "Raming", *months], ["Hekwerk", 5000, "", "x"], ["Tapijt", 6000, "", "", "x", "x", "x"],
            ["Dakgoten", 7000, "x", "", "x"], ["Liften", 8000, "P", "I", "", "S"], ["Zout", 9000]]  # fmt: skip
    assert read(write_xlsx(rows)).column("period") == ["feb 2027", "mrt 2027 t/m mei 2027", "jan 2027, mrt 2027", "", ""]
    few = [["Opdracht", "Raming", "mei", "juni"], ["Hekwerk", 5000, "x", ""], ["Tapijt", 6000, "", "x"]]
    assert read(write_xlsx(few)).column("value_amount") == [5000, 6000]


def test_of_a_range_over_two_columns_the_second_is_the_highest(read, write_xlsx):
    rows = [["Onderwerp", "Geraamde waarde", "", "Sluiting"], ["", "van", "t/m", ""], ["Hekwerk", 5000, 7000, "1-3-2027"], ["Tapijt", 6000, "", ""]]
    found = read(write_xlsx(rows, merged=["B1:C1", "A1:A2", "D1:D2"]))
    assert (found.column("value_amount"), found.column("value_max_amount")) == ([5000, 6000], [7000, None])


def test_a_second_row_divides_headings_that_are_not_merged(read, write_xlsx):
    rows = [["Nr", "Onderwerp", "Raming (k€)", "", "Raming 2026 (k€)", "CPV", "Planning", "Contract", "", "Opmerkingen"],
            ["", "", "van", "tot", "oud", "", "", "ingang", "einde", ""],
            [1, "Schoonmaak klinieken", 6200, 8400, 5900, "90911200-8", "aanbesteden Q1 2027", "", "", "SROI 5%"],
            [2, "Vaccins", "n.t.b.", "", 120, "33651600-4", "2028", "1.4.2028", "31.3.2032", ""]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert [(lot.title, lot.value_amount, lot.value_max_amount, lot.start_date, lot.description) for lot in found.lots] == [
        ("Schoonmaak klinieken", 6_200_000, 8_400_000, None, "SROI 5%"), ("Vaccins", None, None, date(2028, 4, 1), "")]  # fmt: skip


def test_of_an_old_and_a_new_amount_the_new_one_counts(read, write_xlsx):
    rows = [["Onderwerp", "Raming totaal excl. btw", "", "Status"], ["", "oud (voorjaar)", "nieuw (najaar)", ""],
            ["Ziekenhuisbedden", 1_300_000, 1_450_000, ""], ["Linnen", 600_000, "€ 720.000,00", ""]]  # fmt: skip
    assert read(write_xlsx(rows, merged=["B1:C1"])).column("value_amount") == [1_450_000, 720_000]


def test_a_lower_heading_says_which_day_it_is(read, write_xlsx):
    rows = [["Wat gaan we inkopen?", "Bedrag", "Wanneer", ""], ["", "", "offertes binnen", "begin contract"],
            ["Schoolmeubilair", 45_000, "12-2-2027", "1-7-2027"], ["Leesboeken", 9_000, "1-3-2027", "1-8-2027"]]  # fmt: skip
    lots = read(write_xlsx(rows, merged=["C1:D1"])).lots
    assert [(lot.deadline_date, lot.start_date) for lot in lots] == [
        (date(2027, 2, 12), date(2027, 7, 1)), (date(2027, 3, 1), date(2027, 8, 1))]  # fmt: skip


def test_an_amount_in_the_column_of_a_quarter_says_how_much_and_when(read, write_xlsx):
    rows = [["Kalender 2027, stand 15 oktober 2026"], ["Nr", "Project", "CPV", "Publicatie in (bedrag x \u20ac 1.000)", "", "", "", "Opmerkingen"],
            ["", "", "", "K1", "K2", "K3", "K4", ""], [1, "Fietspad", "45233162-2", "", 1150, "", "", ""],
            [2, "Asfalt", "45233222-1", "", "", "850 - 1.000", "", ""], [3, "Baggeren", "", "", "", "x", "X", ""],
            [4, "Sluis", "", 100, 200, "", "", ""], ["", "Subtotaal", "", 100, 1350, 850, "", ""]]  # fmt: skip
    path = write_xlsx(rows, merged=["D2:G2", "A2:A3", "B2:B3", "C2:C3", "H2:H3"])
    found = read(path)
    again = read(path, mapping={header: field for header, field in found.fields.items() if field})  # as an officer confirms it
    assert again.all.tenders == found.all.tenders
    assert [(lot.title, lot.value_amount, lot.value_max_amount, lot.period) for lot in found.lots] == [
        ("Fietspad", 1_150_000, None, "K2 2027"), ("Asfalt", 850_000, 1_000_000, "K3 2027"), ("Baggeren", None, None, "K3 2027, K4 2027"),
        ("Sluis", None, None, "")]  # fmt: skip


def test_a_budget_over_all_quarters_is_no_amount_of_one_of_them(read, write_xlsx):
    rows = [["Onderwerp", "Budget per kwartaal", "", "", ""], ["", "Q1", "Q2", "Q3", "Q4"], ["Hekwerk", 5, 6, 7, 8], ["Zout", "", 9, "", ""]]
    assert read(write_xlsx(rows, merged=["B1:E1"])).column("value_amount") == [None, 9]


def test_a_mark_in_the_column_of_a_quarter_only_says_when(read, write_xlsx):
    rows = [["Onderwerp", "Raming", "1e kwartaal 2027", "2e kwartaal 2027"], ["Liften", 265, "", "x"], ["Hekwerk", 60, 3, 4], ["Zout", 5, "", ""]]
    assert [(lot.value_amount, lot.period) for lot in read(write_xlsx(rows)).lots] == [(265, "2e kwartaal 2027"), (60, ""), (5, "")]


def test_a_cost_centre_is_no_amount_though_it_stands_under_financial(read, write_xlsx):
    rows = [["Onderwerp", "Financieel", "", "CPV"], ["", "Raming", "Kostenplaats", ""],
            ["Hekwerk", "n.t.b.", 41230, "34928200-0"], ["Zonwering", 6000, 41230, ""]]  # fmt: skip
    assert read(write_xlsx(rows, merged=["B1:C1"])).column("value_amount") == [None, 6000]


@pytest.mark.parametrize(
    "upper", ["Contact", "Inkoper", "Behandelaar", "Opsteller", "Aanspreekpunt", "Trekker", "Projectleider", "Wie", "Verantwoordelijk"]
)
@pytest.mark.parametrize("merged", [("D1:F1",), ()])
def test_what_stands_below_a_heading_of_people_stays_out(read, write_xlsx, upper, merged):
    rows = [["2027", "", "", upper], ["Titel opdracht", "Raming", "Sluiting", "Naam", "Team", "Tel.", "Korte toelichting"],
            ["Tankwagens", 5, "1-3-2027", "Lies", "FB", "4410", "zes stuks"], ["Helmen", 6, "2-3-2027", "Team Inkoop / R. Ploeg", "FB", "4412", ""],
            ["Laarzen", 7, "3-3-2027", "Lies", "FB", "4410", ""]]  # fmt: skip
    found = read(write_xlsx(rows, merged=merged))
    assert (found.column("title"), found.column("description")) == (["Tankwagens", "Helmen", "Laarzen"], ["zes stuks", "", ""])
    assert not any(said in repr(found.all) for said in ("Lies", "Ploeg", "4410", "FB"))


@pytest.mark.parametrize("above", ["Contact: Inkoop", "Vragen? Bel de inkoper of de helpdesk", "Wie koopt wat in 2027, en wanneer dan"])
def test_a_line_above_the_headings_makes_no_column_one_of_people(read, write_xlsx, above):
    rows = [[above], ["Naam", "Raming", "Sluiting"], ["Tankwagens", 5, "1-3-2027"], ["Helmen", 6, "2-3-2027"]]
    assert read(write_xlsx(rows)).column("title") == ["Tankwagens", "Helmen"]


def test_a_second_row_with_words_that_are_not_known_is_one_where_numbers_and_days_stand_below(read, write_xlsx):
    rows = [["Werk", "Uitvoering", "", "Aantal", "", "Kosten", "Uitvraag", "Let op"], ["", "jaar", "maand", "", "eenheid", "x € 1.000", "dicht op"],
            ["Dakgoten", 2027, 10, 310, "woning", 14, "27-8-2027", "telescoop"],
            ["Schilderwerk", 2027, 5, 22, "portiek", "61,5", "eind juni", ""]]  # fmt: skip
    lots = read(write_xlsx(rows)).lots
    assert [(lot.title, lot.value_amount, lot.deadline_date, lot.description) for lot in lots] == [
        ("Dakgoten", 14_000, date(2027, 8, 27), "telescoop"), ("Schilderwerk", 61_500, None, "")]  # fmt: skip


def test_a_second_row_says_in_brackets_what_the_day_is_of(read, write_xlsx):
    rows = [["(bedragen in hele euro's)"], ["Lijn", "Behoefte", "Raming ex btw", "", "Sluitingsdatum", "Ingangsdatum"],
            ["", "", "van", "tot", "(tender)", "(contract)"], ["Infra", "Netwerk", 750_000, 820_000, "28-4-2027", "2-8-2027"],
            ["", "Schermen", 45_000, "", "11-3-2027", "3-5-2027"]]  # fmt: skip
    found = read(write_xlsx(rows, merged=["C2:D2", "A4:A5"]))
    assert (found.column("value_amount"), found.column("value_max_amount")) == ([750_000, 45_000], [820_000, None])
    assert (found.by_row[4].deadline_date, found.by_row[4].start_date) == (date(2027, 4, 28), date(2027, 8, 2))


@pytest.mark.parametrize("units", [["", "x € 1.000", "(dd-mm-jj)"], ["", "(in k€)", ""], ["", "x 1000 euro", "datum"], ["", "k€ excl. btw", ""]])
def test_a_row_of_units_below_the_headings_belongs_to_them(read, write_xlsx, units):
    upper = ["", "Financieel", "Planning"]
    rows = [["Onderwerp", "Raming", "Sluiting"], units, ["Hekwerk", 14, "1-3-2027"], ["Zonwering", "61,5", "2-3-2027"]]
    for above in ([], [upper]):
        found = read(write_xlsx([*above, *rows]))
        assert (found.column("title"), found.column("value_amount")) == (["Hekwerk", "Zonwering"], [14_000, 61_500])


def test_a_first_tender_of_which_little_is_known_is_no_second_row(read, write_xlsx):
    rows = [["Onderwerp", "Raming", "Planning", "Procedure"], ["Hekwerk", "", "Q2 2027", "nieuw"], ["Liften", 7000, "Q3 2027", "EO"]]
    assert read(write_xlsx(rows)).column("title") == ["Hekwerk", "Liften"]


def test_a_heading_of_two_rows_may_be_repeated_on_every_page(read, write_xlsx):
    head = [["Werk", "Uitvoering", "", "Kosten", "Uitvraag"], ["", "jaar", "maand", "x € 1.000", "dicht op"]]
    found = read(
        write_xlsx([*head, ["Dakgoten", 2027, 10, 14, "27-8-2027"], *head, ["Bestrating", 2028, 3, 96, ""], ["Liften", 2028, 4, 40, "1-2-2028"]])
    )
    assert (found.column("title"), found.left_out[4], found.left_out[5]) == (["Dakgoten", "Bestrating", "Liften"], "heading", "heading")


@pytest.mark.parametrize("merged", [(), ("C1:D1", "C5:D5")])
def test_a_heading_and_the_one_above_it_may_be_repeated_between_the_tenders(read, write_xlsx, merged):
    head = [["Project", "Organisatie", "Planning", "", "Financieel"], ["naam", "afdeling", "sluiting", "start", "raming"]]
    tenders = [[title, "Wonen", "1-3-2027", "1-5-2027", 5000] for title in ("Hekwerk", "Zonwering", "Dakgoten", "Liften")]
    found = read(write_xlsx([*head, *tenders[:2], *head, *tenders[2:]], merged=merged))
    assert found.column("title") == ["Hekwerk", "Zonwering", "Dakgoten", "Liften"]
    assert (found.left_out[5], found.left_out[6]) == ("heading", "heading")


@pytest.mark.parametrize(
    ("lower", "names"),
    [
        (("Inhoud", "Inkoop"), (("Vis", "Jong"), ("Dam", "de Kok"))),
        (("Inhoud", "Budget"), (("J. Vis", "Els Bos"), ("mw. Dam", "Kok"))),
        (("Techniek", "Planning"), (("Vis / Dam", "Els"), ("Kok", "Jong"))),
    ],
)
def test_whatever_stands_below_a_heading_over_people_is_left_out_if_it_holds_names(read, write_xlsx, lower, names):
    rows = [["Project", "Raming", "Aanspreekpunten", ""], ["", "", *lower], ["Hekwerk", 5000, *names[0]], ["Zonwering", 6000, *names[1]]]
    found = read(write_xlsx(rows, merged=["C1:D1"]))
    assert found.column("title") == ["Hekwerk", "Zonwering"]
    assert not any(name in repr(found.all) for name in ("Vis", "Jong", "Dam", "Kok", "Els", "Bos"))


def test_a_second_row_of_nothing_but_headings_is_one_though_the_title_stands_in_it(read, write_xlsx):
    rows = [["Projectleider", "", "Project", "Geld", ""], ["Naam", "Nr", "Naam", "Raming", "Krediet"],
            ["Jan", 1, "Brug herstellen", "40.000", "50.000"], ["Piet", 2, "Kade vernieuwen", "12.000", "15.000"]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert (found.column("title"), found.column("value_amount")) == (["Brug herstellen", "Kade vernieuwen"], [40_000, 12_000])
    assert "Jan" not in repr(found.all) and "Piet" not in repr(found.all)
