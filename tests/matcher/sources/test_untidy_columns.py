"""Lists that follow no model: what a careful reader makes of headings that say little, and of columns without any."""

from datetime import date

import pytest

from matcher.model import Severity, Status

HEAD = ["Onderwerp", "Raming", "Sluitingsdatum"]


def test_it_reads_the_days_of_an_american_column_the_american_way(read, write_xlsx):
    rows = [
        ["Title", "Estimated value", "Closing date", "Start date"],
        ["Lockers", 5, "03/15/2027", "04/30/2027"],
        ["Minibus", 6, "03/04/2027", "05/01/2027"],
    ]
    assert read(write_xlsx(rows)).column("start_date") == [date(2027, 4, 30), date(2027, 5, 1)]
    assert read(write_xlsx(rows)).column("deadline_date") == [date(2027, 3, 15), date(2027, 3, 4)]


@pytest.mark.parametrize("heading", ["Omvang", "Kolom 2", "Indruk"])
def test_a_column_of_euros_is_one_of_amounts_whatever_its_heading(read, write_xlsx, heading):
    rows = [["Onderwerp", heading, "Deadline"], ["Hekwerk", "€ 5.000", "1-3-2027"], ["Zonwering", "ca. € 6.000", "1-3-2027"]]
    assert read(write_xlsx(rows)).column("value_amount") == [5000, 6000]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (("Mijlpaal 1", "Mijlpaal 2"), (date(2027, 3, 1), date(2027, 7, 1))),
        (("Deadline", "Mijlpaal"), (date(2027, 3, 1), date(2027, 7, 1))),
        (("Mijlpaal", "Start contract"), (date(2027, 3, 1), date(2027, 7, 1))),
        (("Besluit college", "Mijlpaal"), (None, None)),
        (("Publicatie", "Start contract"), (None, date(2027, 7, 1))),
    ],
)
def test_days_under_headings_that_say_nothing_are_settled_by_their_order(read, write_xlsx, headings, expected):
    rows = [["Onderwerp", "Raming", *headings], ["Hekwerk", 5, "1-3-2027", "1-7-2027"], ["Zonwering", 6, "8-3-2027", "8-7-2027"]]
    lot = read(write_xlsx(rows)).by_row[2]
    assert (lot.deadline_date, lot.start_date) == expected


@pytest.mark.parametrize(("cells", "expected"), [((46508, 46539), date(2027, 5, 1)), ((46500, 47000), None), ((46508, 120_000), None)])
def test_numbers_that_can_only_be_days_are_days_whatever_the_heading(read, write_xlsx, cells, expected):
    rows = [
        ["Onderwerp", "Raming", "Deadline", "Mijlpaal"],
        *([name, 5, "1-3-2027", cell] for name, cell in zip(["Hek", "Lift"], cells, strict=True)),
    ]
    assert read(write_xlsx(rows)).by_row[2].start_date == expected


def test_of_a_yearly_amount_and_a_total_the_total_is_the_value(read, write_xlsx):
    rows = [
        ["Onderwerp", "Totale waarde", "Geraamde waarde p/j", "Looptijd"],
        ["Linnen", 1_200_000, 300_000, "4 jaar"],
        ["Zorgbedden", "", "45.000 p/j", "4 jaar"],
    ]
    assert [(lot.value_amount, lot.value_total_amount) for lot in read(write_xlsx(rows)).lots] == [(1_200_000, None), (45_000, 180_000)]


def test_a_bare_total_beside_a_yearly_amount_is_the_value(read, write_xlsx):
    rows = [["Inkoop", "p/j", "jr", "totaal"], ["Linnen", 60_000, 4, 240_000], ["Zorgbedden", 30_000, 3, 90_000], ["Zout", "?", "?", "?"]]
    assert read(write_xlsx(rows)).column("value_amount") == [240_000, 90_000, None]
    pieces = [["Inkoop", "p/j", "totaal"], ["Linnen", 60_000, 4], ["Zorgbedden", 30_000, 3]]
    assert read(write_xlsx(pieces)).column("value_amount") == [60_000, 30_000]


@pytest.mark.parametrize("heading", ["Opdrachtgever", "Team", "Naam", "Vakgroep", "Kartrekker"])
def test_a_column_of_people_stays_out_whatever_its_heading(read, write_xlsx, heading):
    rows = [["Onderwerp", "Raming", heading], ["Hekwerk", 5, "Lieke de Boer"], ["Zonwering", 6, "J. Pietersma"], ["Liften", 7, "Karin Oosterveld"]]
    found = read(write_xlsx(rows))
    assert [lot.title for lot in found.lots] == ["Hekwerk", "Zonwering", "Liften"]
    assert not any(name in repr(found.all) for name in ("Boer", "Pietersma", "Oosterveld"))


@pytest.mark.parametrize("heading", ["Werk / dienst", "Team of object", "Werk / levering / dienst"])
def test_where_no_heading_says_title_the_column_with_the_names_is_it(read, write_xlsx, heading):
    rows = [["nr", heading, "Toelichting", "Raming", "CPV", "Status"], [1, "Hybride grasmat hoofdveld", "", "€ 1,1 mln", "45236110-4", "loopt"],
            [2, "Dakbeplating westtribune", "op hoogte", "320.000", "45261910-6", ""], [3, "Legionellabeheer", "", "14k", "", "idee"]]  # fmt: skip
    assert read(write_xlsx(rows)).column("title") == ["Hybride grasmat hoofdveld", "Dakbeplating westtribune", "Legionellabeheer"]


def test_how_many_lots_there_are_is_no_lot(read, write_xlsx):
    assert read(write_xlsx([["What", "No. of lots", "Budget"], ["Turnstiles", 2, 48000], ["Tours", 1, 9500]])).column("number") == ["", ""]


def test_a_heading_cell_that_only_looks_filled_is_no_heading(read, write_xlsx):
    rows = [["Onderwerp", "Sluitingsdatum", " \u00a0"], ["Hekwerk", "in het voorjaar", "\u00a0"], ["Zonwering", "2-3-2027", ""]]
    assert [lot.title for lot in read(write_xlsx(rows)).lots] == ["Hekwerk", "Zonwering"]


@pytest.mark.parametrize(
    "note",
    ["geen contracten onder € 25.000 p/j", "Drempel is € 221.000 excl. btw", "Wijzigingen boven € 10.000 melden", "Budget vanaf 216.000 euro"],
)
def test_a_round_thousand_in_a_note_multiplies_nothing(read, write_xlsx, note):
    assert read(write_xlsx([HEAD, ["Hekwerk", 5000, ""], ["Zonwering", 6000, "1-3-2027"], [], [note]])).column("value_amount") == [5000, 6000]


def test_a_technical_export_is_read_and_its_people_stay_out(read, tmp_path):
    head = "CNTR_NR;OMSCHR;PERC_NR;BEDR_EXCL;DAT_INGANG;STAT;CTP_NAAM"
    lines = ["C1;GROENVOORZ. BUITENTERREINEN;1;96500,50;01-05-2027;VOORBEREIDING;Jansen A.",
             "C1;GROENVOORZ. BUITENTERREINEN;2;118000,00;01-05-2027;VOORBEREIDING;Jansen A.",
             "C2;MEUBILAIR;;15000,00;01-06-2027;VERVALLEN;Smit"]  # fmt: skip
    path = tmp_path / "CMS_EXPORT.csv"
    path.write_text("\n".join([head, *lines]), encoding="utf-16")
    found = read(path)
    assert [(lot.title, lot.number, lot.value_amount, lot.start_date, lot.status) for lot in found.lots] == [
        ("GROENVOORZ. BUITENTERREINEN", "1", 96_500.5, date(2027, 5, 1), Status.PLANNED),
        ("GROENVOORZ. BUITENTERREINEN", "2", 118_000, date(2027, 5, 1), Status.PLANNED),
        ("MEUBILAIR", "", 15_000, date(2027, 6, 1), Status.WITHDRAWN),
    ]
    assert not any(name in repr(found.all) for name in ("Jansen", "Smit"))


@pytest.mark.parametrize("unknown", ["in voorbereiding", "idee"])
def test_a_column_of_nothing_but_statuses_is_one_whatever_its_heading(read, write_xlsx, unknown):
    rows = [[*HEAD, "Kol. 4"], ["Hekwerk", 5, "1-3-2027", "gepland"], ["Zonwering", 6, "", "VERVALLEN"], ["Liften", 7, "", unknown]]
    assert read(write_xlsx(rows)).column("status") == [Status.PLANNED, Status.WITHDRAWN, Status.PLANNED]


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (("Ingang lopend contract", "Start nieuw contract"), date(2027, 7, 1)),
        (("Current contract start", "New start"), date(2027, 7, 1)),
        (("Ingangsdatum", "Ingangsdatum nieuw contract"), date(2027, 7, 1)),
        (("Ingangsdatum huidig contract", "Besluit college"), None),
    ],
)
def test_the_start_of_the_running_contract_is_not_that_of_the_next(read, write_xlsx, headings, expected):
    rows = [["Onderwerp", "Raming", *headings], ["Hekwerk", 5, "1-3-2022", "1-7-2027"], ["Zonwering", 6, "8-3-2021", "8-7-2027"]]
    assert read(write_xlsx(rows)).by_row[2].start_date == expected


@pytest.mark.parametrize(
    ("planning", "expected"),
    [
        ("Publicatie: 11-01-2027\nInschrijven tot: 26-02-2027\nStart: 01-05-2027", (date(2027, 2, 26), date(2027, 5, 1), "")),
        ("Publicatie: maart 2027 / Inschrijven tot: 26-2-2027 / Gunning: 1-4-2027 / Start: mei 2027", (date(2027, 2, 26), None, "mei 2027")),
        ("Gunning: 1-4-2027", (None, None, "")),
        ("Start: n.t.b.; Evaluatie: 1-5-2028", (None, None, "")),
        ("vrijdag 26-2-2027, 12:00 uur", (None, date(2027, 2, 26), "")),
        ("let op: 26-2-2027", (None, date(2027, 2, 26), "")),
    ],
)
def test_labels_in_a_cell_of_several_days_decide(read, write_xlsx, planning, expected):
    found = read(write_xlsx([["Onderwerp", "Raming", "Planning"], ["Hekwerk", 5, planning], ["Zonwering", 6, "Q2 2027"]]))
    lot = found.by_row[2]
    assert (lot.deadline_date, lot.start_date, lot.period) == expected
    assert found.by_row[3].period == "Q2 2027"


@pytest.mark.parametrize("heading", ["Wat houdt het in?", "Wat speelt er?", "Kolom 2", ""])
def test_a_column_of_long_texts_beside_the_title_is_the_description(read, write_xlsx, heading):
    rows = [["Wat kopen we in?", heading, "Raming", "Planning"], ["Liften", "onderhoud van alle liften, met storingsdienst", 5, "Q2 2027"],
            ["Zonwering", "", 6, ""], ["Luchtkast", "\u2022 vervangen van twee kasten\n\u2022 buiten openingstijd", 7, ""]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert found.column("title") == ["Liften", "Zonwering", "Luchtkast"]
    assert [lot.description[:20] for lot in found.lots] == ["onderhoud van alle l", "", "\u2022 vervangen van twee"]


def test_what_is_no_title_beside_a_heading_that_says_more(read, write_xlsx):
    rows = [["Wat", "Naam opdracht", "Raming"], ["dienst", "Onderhoud liften", 5], ["levering", "Zonwering", 6]]
    found = read(write_xlsx(rows))
    assert (found.column("title"), found.column("description")) == (["Onderhoud liften", "Zonwering"], ["", ""])


def test_it_tells_of_an_amount_that_is_written_out_in_a_column_of_thousands(read, write_xlsx):
    rows = [["Onderwerp", "Raming (x € 1.000)", "Planning"], ["Peilschalen", "€ 60.000,-", ""], ["Baggeren", 975, ""], ["Liften", "75", "2028"]]
    found = read(write_xlsx(rows))
    assert found.column("value_amount") == [60_000, 975_000, 75_000]
    told = [problem for problem in found.all.problems if problem.code == "value_written_out"]
    assert [(problem.origin.row, problem.params, problem.severity) for problem in told] == [(2, {"text": "€ 60.000,-"}, Severity.NOTE)]


def test_a_person_is_no_buyer(read, write_xlsx):
    rows = [
        ["Gemeente Lindeveen"],
        [*HEAD, "Opdrachtgever"],
        ["Hekwerk", 5, "1-3-2027", "J. Jansen 06-12345678"],
        ["Zonwering", 6, "", "afdeling Beheer"],
    ]
    found = read(write_xlsx(rows))
    assert "Jansen" not in repr(found.all) and "12345678" not in repr(found.all)


@pytest.mark.parametrize(
    ("heading", "answers", "withdrawn"),
    [
        ("Gaat door?", ["ja", "nee", "Nee, te duur", ""], [2, 3]),
        ("Gaat het door? (ja/nee)", ["ja", "nee", "onzeker", "J"], [2]),
        ("Nog nodig?", ["ja", "ja", "N", "?"], [3]),
        ("Actueel (j/n)", ["j", "n", "J", ""], [2]),
        ("Going ahead", ["Yes", "No", "yes", "TBC"], [2]),
        ("Vervallen", ["", "x", "ja", "nee"], [2, 3]),
        ("Vervalt (j/n)", ["n", "n", "j", ""], [3]),
    ],
)
@pytest.mark.parametrize("status", [[], ["Status"]])
def test_a_column_may_ask_whether_a_tender_goes_on(read, write_xlsx, heading, answers, withdrawn, status):
    rows = [[*HEAD, heading, *status], *([f"Hekwerk {nr}", 5, "1-3-2027", said, *(["gepland"] if status else [])] for nr, said in enumerate(answers))]
    found = read(write_xlsx(rows))
    assert [nr for nr, lot in enumerate(found.lots, 1) if lot.status is Status.WITHDRAWN] == withdrawn


def test_the_title_of_the_new_tender_beside_the_running_contract(read, write_xlsx):
    rows = [["Productgroep", "Besteller", "Titel nieuwe aanbesteding", "Waarde huidig contract", "Raming nieuw contract",
             "Ingangsdatum huidig contract", "Indienen offerte uiterlijk", "Ingangsdatum nieuw contract"],
            ["Machines", "Techniek", "Lasapparaten", 38_000, 52_000, "1-9-2017", "15-2-2027", "14-6-2027"],
            ["Voeding", "Horeca", "Leskeukens", 24_000, "27.500", "1-9-2023", "8-3-2027", "23-8-2027"]]  # fmt: skip
    assert [(lot.title, lot.value_amount, lot.deadline_date, lot.start_date) for lot in read(write_xlsx(rows)).lots] == [
        ("Lasapparaten", 52_000, date(2027, 2, 15), date(2027, 6, 14)), ("Leskeukens", 27_500, date(2027, 3, 8), date(2027, 8, 23))]  # fmt: skip


@pytest.mark.parametrize("heading", ["Wat nog te doen", "Actie", "Wat speelt er", "Wat is hiervoor nodig", "Wat wil de raad"])
def test_a_column_of_names_without_a_heading_is_the_title_beside_what_must_be_done(read, write_xlsx, heading):
    rows = [["Cluster", "", "Budget", "CPV", "Sluit", heading], ["Ruimte", "Fietsbrug over de Linge", "2 ton", "45221113-7", "", "locatieonderzoek"],
            ["", "Dorpsvisie Zuid", 5000, "79416200-5", "1-3-2027", ""], ["Mens", "Maaltijd aan huis", 7, "", "", "evaluatie"]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert found.column("title") == ["Fietsbrug over de Linge", "Dorpsvisie Zuid", "Maaltijd aan huis"]
    assert found.column("description") == ["locatieonderzoek", "", "evaluatie"]


@pytest.mark.parametrize("heading", ["Opdr.gever intern", "Opdr. gever", "Proj.leider", "Contact pers.", "Opdrachtgever"])
def test_a_shortened_heading_of_people_makes_no_title_of_their_names(read, write_xlsx, heading):
    rows = [["Omschrijving", "Bedrag excl", "Start", heading], ["Tilliften", 5, "1-4-2027", "Jansen"], ["Linnen", 6, "1-7-2027", "de Wit"]]
    found = read(write_xlsx(rows))
    assert found.column("title") == ["Tilliften", "Linnen"]
    assert "Jansen" not in repr(found.all) and "de Wit" not in repr(found.all)


@pytest.mark.parametrize("beside", ["Max", "Totaal besteed"])
def test_a_total_beside_a_maximum_or_of_what_is_spent_is_not_the_value(read, write_xlsx, beside):
    rows = [
        ["Inkoop", "Waarde per jaar", beside, "Totaal" if beside == "Max" else "Opmerking"],
        ["Linnen", 60_000, 80_000, 240_000],
        ["Zout", 3000, 4000, 9000],
    ]
    assert read(write_xlsx(rows)).column("value_amount") == [60_000, 3000]


@pytest.mark.parametrize("codes", [("2027-01", "2027-02", "2027-14"), ("W12", "W13", "W14"), ("W 1", "W 2", "W 3")])
def test_numbers_of_projects_are_no_months_or_weeks(read, write_xlsx, codes):
    rows = [["Project", "Omschrijving", "Raming"], *([code, f"post {letter}", 5] for code, letter in zip(codes, "abc", strict=True))]
    found = read(write_xlsx(rows))
    assert (found.column("external_id"), found.column("period")) == (list(codes), ["", "", ""])


@pytest.mark.parametrize(("cells", "expected"), [(("1-6-2027", "eind 2027", "2028-Q3"), True), (("Ladders", "Helmen", "Kleding"), False)])
def test_under_delivery_may_stand_what_or_when(read, write_xlsx, cells, expected):
    rows = [["Nr", "Omschrijving", "Raming", "Levering"], *([number, f"post {number} van de lijst", 5, cell] for number, cell in enumerate(cells, 1))]
    lots = read(write_xlsx(rows)).lots
    assert (lots[0].start_date, lots[1].period, lots[2].external_id) == ((date(2027, 6, 1), "eind 2027", None) if expected else (None, "", None))


@pytest.mark.parametrize(
    ("heading", "cells", "references"),
    [
        ("Opdracht nr", (1, 2, 3), [None, None, None]),
        ("Opdracht nr", (101, 102, 103), ["101", "102", "103"]),
        ("Opdracht nr", (1, 2, 4), ["1", "2", "4"]),
        ("ID", (1, 2, 3), ["1", "2", "3"]),
        ("Kenmerk nr", (1, 2, 3), ["1", "2", "3"]),
        ("Opdracht nr", ("001", "002", "003"), ["001", "002", "003"]),
    ],
)
def test_numbers_that_only_count_the_rows_are_no_references(read, write_xlsx, heading, cells, references):
    rows = [[heading, "Omschrijving", "Raming"], *([cell, f"post {letter}", 5] for cell, letter in zip(cells, "abc", strict=True))]
    path = write_xlsx(rows)
    assert read(path).column("external_id") == references
    assert read(path, mapping={heading: "reference"}).column("external_id") == list(map(str, cells))
    assert len(read(write_xlsx([row[:2] for row in rows])).lots) == 3


@pytest.mark.parametrize("heading", ["Eenmalig of per jaar?", "Kosten voor wie", "Budget van"])
def test_a_column_of_words_is_none_of_amounts(read, write_xlsx, heading):
    rows = [["Onderwerp", heading, "Kosten", "Start"], ["Hekwerk", "per jaar", 5000, ""], ["Tapijt", "eenmalig", "", ""], ["Zout", "", "6k", ""]]
    found = read(write_xlsx(rows))
    assert (found.column("value_amount"), found.column("value_text"), found.codes) == ([5000, None, 6000], ["", "", "6k"], [])
    unknown = [["Onderwerp", "Kosten", "Start"], ["Hekwerk", "n.t.b.", "1-3-2027"], ["Tapijt", "pm", ""], ["Zout", "ntb", ""]]
    assert read(write_xlsx(unknown)).column("value_text") == ["n.t.b.", "pm", "ntb"]
    unread = [["Onderwerp", "Kosten", "Start"], ["Hekwerk", "veel geld", "1-3-2027"], ["Tapijt", "meer geld", ""]]
    assert read(write_xlsx(unread)).codes == ["value_not_understood"] * 2


def test_a_note_beside_the_title_of_a_list_is_no_heading_over_its_columns(read, write_xlsx):
    rows = [["Tenders 2027", "", "", "", "omzet o.b.v. 2026"], ["Middel", "Omzet per jaar", "Bieding sluit", "Duur", "Apotheker"],
            ["Infuusvloeistof", 5000, "1-3-2027", "2 jaar", "dr. Sterk"], ["Contrastmiddel", 6000, "", "1+1", "mw. Pol"]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert found.column("value_amount") == [5000, 6000]
    assert "Sterk" not in repr(found.all) and "Pol" not in repr(found.all)


def test_what_is_said_in_words_under_how_much_is_money(read, write_xlsx):
    rows = [
        ["wat", "ongeveer hoeveel", "moet er zijn"],
        ["doek", "anderhalve ton", "1 mei 2027"],
        ["hek", "zo'n 60.000", "najaar"],
        ["bank", "12k", ""],
    ]
    found = read(write_xlsx(rows))
    assert (found.column("value_amount"), found.by_row[2].start_date) == ([150_000, 60_000, 12_000], date(2027, 5, 1))
    few = read(write_xlsx([["Wat", "Ongeveer hoeveel", "Kosten"], ["doek", 12, 5000], ["hek", 300, 6000], ["bank", "40 stuks", 7000]]))
    assert (few.column("value_amount"), few.codes) == ([5000, 6000, 7000], [])
    pieces = read(write_xlsx([["Wat", "Hoeveel", "CPV"], ["doek", "12 stuks", "39515000-5"], ["hek", "3 stuks", "34928200-0"]]))
    assert pieces.column("value_amount") == [None, None]


@pytest.mark.parametrize(
    ("heading", "terms", "deadlines", "expected"),
    [
        ("Nieuwe contractperiode", ("1-8-2027 t/m 31-7-2031", "1-4-2027 - 31-3-2029"), ("", ""), [date(2027, 8, 1), date(2027, 4, 1)]),
        ("Looptijd", ("1-8-2027 t/m 31-7-2031", "1-4-2027 tot 31-3-2029"), ("1-3-2027", ""), [date(2027, 8, 1), date(2027, 4, 1)]),
        ("Looptijd", ("1-8-2023 t/m 31-7-2027", "1-4-2027 t/m 31-3-2029"), ("1-3-2027", "1-2-2027"), [None, None]),
        ("Contractperiode", ("1-8-2023 t/m 31-7-2027", "1-4-2022 t/m 31-3-2027"), ("", ""), [None, None]),
        ("Looptijd", ("1-8-2027 t/m 31-7-2031", "1-4-2022 t/m 31-3-2026"), ("1-3-2027", ""), [date(2027, 8, 1), None]),
        ("Looptijd (oud / nieuw)", ("1-8-2023 t/m 31-7-2027", "1-4-2022 t/m 31-3-2027"), ("", ""), [None, None]),
        ("Nieuwe looptijd", ("4 jaar vanaf 1-8-2027", "2+2"), ("", ""), [None, None]),
    ],
)
def test_a_term_from_day_to_day_says_when_the_next_contract_starts(read, write_xlsx, heading, terms, deadlines, expected):
    rows = [
        ["Onderwerp", "Raming", heading, "Offertes uiterlijk"],
        *([f"post {term}", 5, term, day] for term, day in zip(terms, deadlines, strict=True)),
    ]
    found = read(write_xlsx(rows))
    assert (found.column("start_date"), found.column("duration")) == (expected, list(terms))


def test_until_when_is_no_amount(read, write_xlsx):
    rows = [["Wat", "Hoeveel", "Tot"], ["Graszaad", "12.000 euro", "29 januari"], ["Bekers", "85k", "26-2-2027"]]
    found = read(write_xlsx(rows))
    assert (found.column("value_amount"), found.column("deadline_date")) == ([12_000, 85_000], [None, date(2027, 2, 26)])
