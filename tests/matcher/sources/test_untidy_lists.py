"""Lists that follow no model: what a careful reader makes of headings that say little and rows that are no tenders."""

from datetime import date

import openpyxl
import pytest

from matcher.errors import SourceError
from matcher.model import Severity, Status

ABOVE = [["Gemeente Lindeveen", "", "", "Pagina 1 van 2"], ["Inkoopkalender 2027"]]
HEAD = ["Onderwerp", "Raming", "Sluitingsdatum"]


def test_it_leaves_out_what_every_printed_page_repeats(read, write_xlsx):
    rows = [*ABOVE, HEAD, ["Hekwerk", 5000, "1-3-2027"], ["Gemeente Lindeveen", "", "", "Pagina 2 van 2"], HEAD, ["Zonwering", 6000, "2-3-2027"]]
    found = read(write_xlsx(rows))
    assert [lot.title for lot in found.lots] == ["Hekwerk", "Zonwering"]
    assert (found.left_out[5], found.left_out[6]) == ("heading", "heading")


@pytest.mark.parametrize(
    "line", [["Pagina 2 van 4"], ["Gemeente Lindeveen", "", "", "projectenlijst - blad 2"], ["", "", "pag. 2"], ["Lindeveen, blad 2"]]
)
def test_it_leaves_out_a_line_with_the_number_of_a_page(read, write_xlsx, line):
    rows = [["Gemeente Lindeveen"], ["Inkoopkalender 2027"], HEAD, ["Hekwerk", 5000, "1-3-2027"], line, ["Drukwerk blad 2", "", "2-3-2027"]]
    assert [lot.title for lot in read(write_xlsx(rows)).lots] == ["Hekwerk", "Drukwerk blad 2"]


def test_it_takes_parts_of_a_year_between_the_rows_for_categories(read, write_xlsx):
    rows = [HEAD, ["1e kwartaal 2027"], ["Hekwerk", 5, "1-3-2027"], ["2e kwartaal 2027"], ["Zonwering", 6, ""], ["3e kwartaal 2027"],
            ["geen aanbestedingen gepland"], ["4e kwartaal 2027"], ["Kerstverlichting", 7, ""]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert [(tender.title, tender.category) for tender in found.tenders] == [
        ("Hekwerk", "1e kwartaal 2027"), ("Zonwering", "2e kwartaal 2027"), ("Kerstverlichting", "4e kwartaal 2027")]  # fmt: skip


def test_what_follows_the_last_total_is_no_tender(read, write_xlsx):
    found = read(write_xlsx([HEAD, ["Hekwerk", 5, ""], ["Zonwering", 6, ""], ["Totaal", 11], ["All prices exclude VAT"], ["Voor akkoord"]]))
    assert [lot.title for lot in found.lots] == ["Hekwerk", "Zonwering"]


def test_a_title_that_says_it_was_withdrawn_is_a_tender_though_it_stands_alone(read, write_xlsx):
    found = read(write_xlsx([HEAD, ["VERVALLEN - Kunst in de hal"], ["Hekwerk", 5, "1-3-2027"], ["Zonwering", 6, "1-3-2027"]]))
    assert (found.by_row[2].title, found.by_row[2].status) == ("Kunst in de hal", Status.WITHDRAWN)


def test_a_total_with_more_beside_it_stays_a_total(read, write_xlsx):
    found = read(write_xlsx([[*HEAD, "Afdeling"], ["Hekwerk", 5, "", "Beheer"], ["Totaal", 5, "", "Beheer"]]))
    assert [lot.title for lot in found.lots] == ["Hekwerk"]


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


def test_of_a_yearly_amount_and_a_total_the_total_is_the_value(read, write_xlsx):
    rows = [
        ["Onderwerp", "Totale waarde", "Geraamde waarde p/j", "Looptijd"],
        ["Linnen", 1_200_000, 300_000, "4 jaar"],
        ["Zorgbedden", "", "45.000 p/j", "4 jaar"],
    ]
    assert [(lot.value_amount, lot.value_total_amount) for lot in read(write_xlsx(rows)).lots] == [(1_200_000, None), (45_000, 180_000)]


@pytest.mark.parametrize("heading", ["Opdrachtgever", "Team", "Naam", "Vakgroep", "Kartrekker"])
def test_a_column_of_people_stays_out_whatever_its_heading(read, write_xlsx, heading):
    rows = [["Onderwerp", "Raming", heading], ["Hekwerk", 5, "Lieke de Boer"], ["Zonwering", 6, "J. Pietersma"], ["Liften", 7, "Karin Oosterveld"]]
    found = read(write_xlsx(rows))
    assert [lot.title for lot in found.lots] == ["Hekwerk", "Zonwering", "Liften"]
    assert not any(name in repr(found.all) for name in ("Boer", "Pietersma", "Oosterveld"))


def test_a_second_table_with_headings_of_its_own_is_read_by_those(read, write_xlsx):
    second = ["Opdracht", "Raming", "Offertes binnen", "Aanvang", "Inkoper"]
    rows = [["Kenmerk", "Aanvang", "Naam opdracht", "Geraamde waarde", "CPV", "Status"],
            ["W-1", "1-9-2027", "Baggeren", "€ 2 mln", "45246000-3", ""], [], ["B. Onderhands"], second,
            ["Kantoorpapier", "18.000", "15-2-2027", "1-4-2027", "Inge"], second,
            ["Werkkleding", "55.000", "14-5-2027", "1-7-2027", "Inge"]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert [(lot.title, lot.value_amount, lot.deadline_date) for lot in found.lots] == [
        ("Baggeren", 2_000_000, None), ("Kantoorpapier", 18_000, date(2027, 2, 15)), ("Werkkleding", 55_000, date(2027, 5, 14))]  # fmt: skip


@pytest.mark.parametrize("heading", ["Werk / dienst", "Team of object", "Werk / levering / dienst"])
def test_where_no_heading_says_title_the_column_with_the_names_is_it(read, write_xlsx, heading):
    rows = [["nr", heading, "Toelichting", "Raming", "CPV", "Status"], [1, "Hybride grasmat hoofdveld", "", "€ 1,1 mln", "45236110-4", "loopt"],
            [2, "Dakbeplating westtribune", "op hoogte", "320.000", "45261910-6", ""], [3, "Legionellabeheer", "", "14k", "", "idee"]]  # fmt: skip
    assert read(write_xlsx(rows)).column("title") == ["Hybride grasmat hoofdveld", "Dakbeplating westtribune", "Legionellabeheer"]


def test_what_a_heading_over_the_headings_says_of_amounts_counts(read, write_xlsx):
    rows = [["Opdracht", "", "Financieel (x € 1.000)", "", "Planning"], ["Nr", "Naam", "Raming min", "Raming max", "Inschrijving sluit"],
            [1, "Maaien hoofdwatergangen", 850, 1100, "22-2-2027"], [2, "Vangmiddelen", 42.5, "", ""]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert (found.column("value_amount"), found.column("value_max_amount")) == ([850_000, 42_500], [1_100_000, None])


def test_how_many_lots_there_are_is_no_lot(read, write_xlsx):
    assert read(write_xlsx([["What", "No. of lots", "Budget"], ["Turnstiles", 2, 48000], ["Tours", 1, 9500]])).column("number") == ["", ""]


def test_a_heading_cell_that_only_looks_filled_is_no_heading(read, write_xlsx):
    rows = [["Onderwerp", "Sluitingsdatum", " \u00a0"], ["Hekwerk", "in het voorjaar", "\u00a0"], ["Zonwering", "2-3-2027", ""]]
    assert [lot.title for lot in read(write_xlsx(rows)).lots] == ["Hekwerk", "Zonwering"]


def test_three_tables_below_each_other_are_read_each_by_its_own_headings(read, write_xlsx):
    rows = [["", "Theater De Vloer"], ["", "1. Gebouw"], ["", "Wat", "Raming excl. btw", "CPV", "Sluiting", "Start"],
            ["", "Theaterstoelen", "€ 390.000,-", "39111200-5", "vr 12 feb 27", "ma 5 jul 27"], [], ["2. Horeca"],
            ["Nr", "Opdracht", "Opmerking", "Bedrag", "Inschrijven vóór", "Ingang", "CPV-code"],
            [1, "Bier en frisdrank", "", "760.000", "1-3-2027", "1-7-2027", "15960000-4"], [], ["", "3. Marketing"],
            ["", "Onderwerp", "Budget (x € 1.000)", "", "Planning", "CPV"], ["", "Ticketsysteem", "120", "", "Q1 2028", "48000000-8"]]  # fmt: skip
    assert [(lot.title, lot.value_amount, lot.cpv) for lot in read(write_xlsx(rows)).lots] == [
        ("Theaterstoelen", 390_000, ("39111200",)),
        ("Bier en frisdrank", 760_000, ("15960000",)),
        ("Ticketsysteem", 120_000, ("48000000",)),
    ]


def test_a_second_row_divides_headings_that_are_not_merged(read, write_xlsx):
    rows = [["Nr", "Onderwerp", "Raming (k€)", "", "Raming 2026 (k€)", "CPV", "Planning", "Contract", "", "Opmerkingen"],
            ["", "", "van", "tot", "oud", "", "", "ingang", "einde", ""],
            [1, "Schoonmaak klinieken", 6200, 8400, 5900, "90911200-8", "aanbesteden Q1 2027", "", "", "SROI 5%"],
            [2, "Vaccins", "n.t.b.", "", 120, "33651600-4", "2028", "1.4.2028", "31.3.2032", ""]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert [(lot.title, lot.value_amount, lot.value_max_amount, lot.start_date, lot.description) for lot in found.lots] == [
        ("Schoonmaak klinieken", 6_200_000, 8_400_000, None, "SROI 5%"), ("Vaccins", None, None, date(2028, 4, 1), "")]  # fmt: skip


@pytest.mark.parametrize(
    "note",
    ["geen contracten onder € 25.000 p/j", "Drempel is € 221.000 excl. btw", "Wijzigingen boven € 10.000 melden", "Budget vanaf 216.000 euro"],
)
def test_a_round_thousand_in_a_note_multiplies_nothing(read, write_xlsx, note):
    assert read(write_xlsx([HEAD, ["Hekwerk", 5000, ""], ["Zonwering", 6000, "1-3-2027"], [], [note]])).column("value_amount") == [5000, 6000]


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


def test_a_list_of_changes_is_no_list_of_tenders(read, write_xlsx):
    rows = [["Datum", "Wat is gewijzigd", "Bedrag", "Door"], ["14-9-2026", "Slibverwerking toegevoegd", 5600, "VL"],
            ["5-10-2026", "Vispassages ingetrokken", -145, "Br"]]  # fmt: skip
    with pytest.raises(SourceError):
        read(write_xlsx(rows))


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


def test_a_status_of_one_lot_or_of_the_last_contract_is_not_that_of_the_tender(read, write_xlsx):
    rows = [
        [*HEAD, "Status"],
        ["Hekwerk", 5, "", "perceel 2 vervalt"],
        ["Zonwering", 6, "", "vorige ingetrokken"],
        ["Lift", 7, "", "niet meer nodig"],
    ]
    assert read(write_xlsx(rows)).column("status") == [Status.PLANNED, Status.PLANNED, Status.WITHDRAWN]


def test_the_buyer_may_stand_on_a_cover_sheet(read, tmp_path):
    book = openpyxl.Workbook()
    for line in ("Zuiderpoort Arena", "Sourcing pipeline 2027/28", "Version 7, internal use"):
        book.active.append(["", line])
    for name, above in (("Matchday", []), ("Building", [["Building & grounds - werken"]])):
        sheet = book.create_sheet(name)
        for row in (*above, HEAD, ["Hekwerk " + name, 5, "1-3-2027"], ["Zonwering " + name, 6, "1-3-2027"]):
            sheet.append(row)
    book.save(tmp_path / "pipeline_v7.xlsx")
    assert {tender.buyer for tender in read(tmp_path / "pipeline_v7.xlsx").tenders} == {"Zuiderpoort Arena"}


def test_what_is_struck_through_within_a_cell_does_not_count(read, write_xlsx, rewrite):
    path = write_xlsx([HEAD, ["Hekwerk", 5, "15-03-2027 12-04-2027"], ["Zonwering", 6, "1-3-2027"]])
    runs = b'<r><rPr><strike/></rPr><t xml:space="preserve">15-03-2027 </t></r><r><t>12-04-2027</t></r>'
    found = read(rewrite(path, lambda part, xml: xml.replace(b"<t>15-03-2027 12-04-2027</t>", runs)))
    assert found.column("deadline_date") == [date(2027, 4, 12), date(2027, 3, 1)]
    assert found.column("status") == [Status.PLANNED, Status.PLANNED]


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


@pytest.mark.parametrize("heading", ["Opnieuw aanbesteden", "Heraanbesteden ja/nee", "Re-tender?"])
def test_what_is_not_tendered_again_is_left_out(read, write_xlsx, heading):
    said = {"Hekwerk": "ja", "Zonwering": "Nee, loopt af", "Liften": "n.v.t.", "Zout": "", "Koffie": "NO"}
    rows = [[*HEAD, heading], *([title, 5, "1-3-2027", again] for title, again in said.items())]
    found = read(write_xlsx(rows))
    assert [lot.title for lot in found.lots] == ["Hekwerk", "Liften", "Zout"]
    assert (found.left_out[3], found.left_out[6]) == ("not_again", "not_again")


def test_a_trial_that_says_so_is_no_tender(read, write_xlsx):
    rows = [HEAD, ["TEST TEST NIET GEBRUIKEN", 5, "1-3-2027"], ["Testen van brandmelders", 6, "1-3-2027"], ["dummy - do not use", 1, ""],
            ["Proefboringen, niet in wegen", 7, ""]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert [lot.title for lot in found.lots] == ["Testen van brandmelders", "Proefboringen, niet in wegen"]
    assert (found.left_out[2], found.left_out[4]) == ("trial", "trial")


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


def test_a_row_that_is_merged_but_for_its_text_goes_on_the_description_above(read, write_xlsx):
    rows = [["Nr", "Onderwerp", "Toelichting", "CPV", "Raming", "Planning"],
            [1, "Schoonmaak", "alle zalen", "90911200-8", 640_000, "Start: 1-5-2027"], ["", "", "glasbewassing binnen"], ["", "", "SROI 5%"],
            [2, "Drukwerk", "affiches", "79810000-5", 5, ""], ["", "", "Perceel 2: folders"],
            [3, "Liften", "twee liften", "50750000-7", 6, ""], ["", "", "noodtelefoon", "", 7]]  # fmt: skip
    columns = {"A": (2, 4), "B": (2, 4), "D": (2, 4), "E": (2, 4), "F": (2, 4)}
    merged = [f"{name}{first}:{name}{last}" for name, (first, last) in columns.items()] + [f"{name}5:{name}6" for name in "ABDEF"]
    found = read(write_xlsx(rows, merged=[*merged, *(f"{name}7:{name}8" for name in "ABDF")]))
    assert found.by_row[2].description == "alle zalen glasbewassing binnen SROI 5%"
    assert (found.left_out[3], found.left_out[4]) == ("continuation", "continuation")
    assert {5, 6, 7, 8} <= found.by_row.keys()


def test_it_tells_of_an_amount_that_is_written_out_in_a_column_of_thousands(read, write_xlsx):
    rows = [["Onderwerp", "Raming (x € 1.000)", "Planning"], ["Peilschalen", "€ 60.000,-", ""], ["Baggeren", 975, ""], ["Liften", "75", "2028"]]
    found = read(write_xlsx(rows))
    assert found.column("value_amount") == [60_000, 975_000, 75_000]
    told = [problem for problem in found.all.problems if problem.code == "value_written_out"]
    assert [(problem.origin.row, problem.params, problem.severity) for problem in told] == [(2, {"text": "€ 60.000,-"}, Severity.NOTE)]


LOTS_HEAD = ["Ref", "Contract title", "Lot", "Scope", "CPV", "Est. value", "Tender deadline"]


@pytest.mark.parametrize(
    ("parent", "first", "second"),
    [
        (("NU-1", "Framework", 300), ("", 1), ("", 2)),
        (("NU-1", "3 lots", ""), ("", 1), ("", 2)),
        (("NU-1", "", ""), ("NU-1", "Lot 1"), ("NU-1", "Lot 2")),
        (("NU-1", "", 300), ("NU-1.1", ""), ("NU-1.2", "")),
        (("7", "", ""), ("7a", 1), ("7b", 2)),
    ],
)
def test_a_row_above_its_lots_is_their_tender(read, write_xlsx, parent, first, second):
    reference, said, amount = parent
    rows = [LOTS_HEAD, [reference, "Laboratory gases", "", said, "", amount, "1-3-2027"],
            [first[0], "Nitrogen", first[1], "", "24111800-3", 200, ""], [second[0], "Cylinders", second[1], "", "24111000-5", 100, "2-4-2027"],
            ["X-9", "Cleaning", "", "", "90911200-8", 5, ""]]  # fmt: skip
    found = read(write_xlsx(rows))
    tender = found.tenders[0]
    assert (tender.title, tender.reference, tender.description, len(found.tenders)) == ("Laboratory gases", reference, said, 2)
    assert [(lot.title, lot.value_amount, lot.deadline_date) for lot in tender.lots] == [
        ("Nitrogen", 200, date(2027, 3, 1)), ("Cylinders", 100, date(2027, 4, 2))]  # fmt: skip
    assert len({lot.number for lot in tender.lots} - {""}) == 2
    assert found.left_out[2] == "parent"


@pytest.mark.parametrize(
    ("parent", "first", "second"),
    [
        (("NU-1", "", 900), ("", 1), ("", 2)),
        (("NU-1", "", ""), ("", 1), ("", 2)),
        (("1", "", 300), ("1.1", ""), ("1.2", "")),
        (("NU-1", "", ""), ("NU-11", ""), ("NU-12", "")),
        (("NU-1", "2 lots", ""), ("NU-2", 1), ("NU-2", 2)),
    ],
)
def test_a_row_above_others_that_need_not_be_its_lots_is_a_tender(read, write_xlsx, parent, first, second):
    reference, said, amount = parent
    rows = [LOTS_HEAD, [reference, "Laboratory gases", "", said, "", amount, ""], [first[0], "Nitrogen", first[1], "", "24111800-3", 200, ""],
            [second[0], "Cylinders", second[1], "", "24111000-5", 100, ""]]  # fmt: skip
    assert read(write_xlsx(rows)).column("title") == ["Laboratory gases", "Nitrogen", "Cylinders"]


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


def test_a_person_is_no_buyer(read, write_xlsx):
    rows = [
        ["Gemeente Lindeveen"],
        [*HEAD, "Opdrachtgever"],
        ["Hekwerk", 5, "1-3-2027", "J. Jansen 06-12345678"],
        ["Zonwering", 6, "", "afdeling Beheer"],
    ]
    found = read(write_xlsx(rows))
    assert "Jansen" not in repr(found.all) and "12345678" not in repr(found.all)
