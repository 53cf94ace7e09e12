"""Lists that follow no model: what a careful reader makes of rows that are no tenders, and of several tables on a sheet."""

from datetime import date

import openpyxl
import pytest

from matcher.errors import SourceError
from matcher.model import Status

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


@pytest.mark.parametrize(("amount", "lots"), [(6000, ["1", "2"]), ("n.t.b.", ["1", "2"]), (9000, ["", "1", "2"])])
def test_rows_that_begin_as_lots_are_those_of_the_tender_above_them(read, write_xlsx, amount, lots):
    rows = [["Onderwerp", "CPV", "Raming", "Sluiting"], ["Liften", "50750000-7", 5000, ""], ["Schoonmaak", "90911200-8", amount, "1-3-2027"],
            ["   - perceel 1 kliniek", "", 4000, ""], ["   - perceel 2 kantoren", "", 2000, ""], ["Tapijt", "", 7000, ""]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert [lot.number for lot in found.lots] == ["", *lots, ""]
    if len(lots) == 2:
        assert [(lot.title, lot.cpv, lot.deadline_date) for lot in found.lots[1:3]] == [
            ("perceel 1 kliniek", ("90911200",), date(2027, 3, 1)), ("perceel 2 kantoren", ("90911200",), date(2027, 3, 1))]  # fmt: skip
        assert [tender.title for tender in found.tenders] == ["Liften", "Schoonmaak", "Tapijt"]


@pytest.mark.parametrize(
    ("first", "second", "day"),
    [
        ("Perceel 4 drukwerk", "Perceel 5 drukwerk", ""),
        ("Perceel 12 bouwrijp maken", "Perceel 14 bouwrijp maken", ""),
        ("Lot A noord", "Lot B zuid", "1-9-2027"),
    ],
)
def test_lots_of_another_tender_are_not_those_of_the_one_above_them(read, write_xlsx, first, second, day):
    rows = [["Onderwerp", "Raming", "Sluiting"], ["Schoonmaak", 6000, "1-3-2027"], [first, 4000, day], [second, 2000, day]]
    assert read(write_xlsx(rows)).column("title") == ["Schoonmaak", first, second]


@pytest.mark.parametrize(("buyer", "titles"), [("", ["Schoonmaak"]), ("Gemeente Zeedorp", ["Schoonmaak", "Perceel 1: noord", "Perceel 2: zuid"])])
def test_lots_of_another_buyer_are_not_those_of_the_tender_above_them(read, write_xlsx, buyer, titles):
    rows = [["Aanbestedende dienst", "Onderwerp", "Raming"], ["Gemeente Asdonk", "Schoonmaak", 6000],
            [buyer, "Perceel 1: noord", 4000], [buyer, "Perceel 2: zuid", 2000]]  # fmt: skip
    assert [tender.title for tender in read(write_xlsx(rows)).tenders] == titles


@pytest.mark.parametrize(
    ("groups", "numbers"), [((1, "Materieel"), ("1.1", "1.2")), (("A.", "Kleding"), ("A.1", "A.2")), (("A", "MATERIEEL"), (1, 2))]
)
def test_a_group_with_a_number_of_its_own_is_a_category(read, write_xlsx, groups, numbers):
    head = ["Nr", "Omschrijving", "Raming", "Sluiting", "Procedure"]
    tenders = [[number, title, 5000, "1-3-2027", "EO"] for number, title in zip(numbers, ("Ladders", "Helmen"), strict=True)]
    found = read(write_xlsx([head, groups, *tenders]))
    assert [(tender.title, tender.category) for tender in found.tenders] == [("Ladders", groups[1]), ("Helmen", groups[1])]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ((1, "WMO-VERVOER"), (2, "Helmen")),
        (("2027-1", "BRUGGEN"), ("2027-2", "Helmen")),
        ((1, "Ladders"), (2, "Helmen")),
        ((1, "Ladders"), (11, "Helmen")),
        ((1, "ICT"), (2, "Helmen")),
        ((1, "LADDERS"), (2, "HELMEN")),
    ],
)
def test_a_tender_of_which_only_the_number_is_known_is_no_group(read, write_xlsx, first, second):
    rows = [["Nr", "Omschrijving", "Raming", "Sluiting", "Procedure"], first, [*second, 5000, "1-3-2027", "EO"], [30, "Laarzen", 6000, "", "EO"]]
    assert read(write_xlsx(rows)).column("title") == [first[1], second[1], "Laarzen"]


def test_what_follows_the_last_total_is_no_tender(read, write_xlsx):
    found = read(write_xlsx([HEAD, ["Hekwerk", 5, ""], ["Zonwering", 6, ""], ["Totaal", 11], ["All prices exclude VAT"], ["Voor akkoord"]]))
    assert [lot.title for lot in found.lots] == ["Hekwerk", "Zonwering"]


def test_a_title_that_says_it_was_withdrawn_is_a_tender_though_it_stands_alone(read, write_xlsx):
    found = read(write_xlsx([HEAD, ["VERVALLEN - Kunst in de hal"], ["Hekwerk", 5, "1-3-2027"], ["Zonwering", 6, "1-3-2027"]]))
    assert (found.by_row[2].title, found.by_row[2].status) == ("Kunst in de hal", Status.WITHDRAWN)


def test_a_total_with_more_beside_it_stays_a_total(read, write_xlsx):
    found = read(write_xlsx([[*HEAD, "Afdeling"], ["Hekwerk", 5, "", "Beheer"], ["Totaal", 5, "", "Beheer"]]))
    assert [lot.title for lot in found.lots] == ["Hekwerk"]


def test_a_second_table_with_headings_of_its_own_is_read_by_those(read, write_xlsx):
    second = ["Opdracht", "Raming", "Offertes binnen", "Aanvang", "Inkoper"]
    rows = [["Kenmerk", "Aanvang", "Naam opdracht", "Geraamde waarde", "CPV", "Status"],
            ["W-1", "1-9-2027", "Baggeren", "€ 2 mln", "45246000-3", ""], [], ["B. Onderhands"], second,
            ["Kantoorpapier", "18.000", "15-2-2027", "1-4-2027", "Inge"], second,
            ["Werkkleding", "55.000", "14-5-2027", "1-7-2027", "Inge"]]  # fmt: skip
    found = read(write_xlsx(rows))
    assert [(lot.title, lot.value_amount, lot.deadline_date) for lot in found.lots] == [
        ("Baggeren", 2_000_000, None), ("Kantoorpapier", 18_000, date(2027, 2, 15)), ("Werkkleding", 55_000, date(2027, 5, 14))]  # fmt: skip


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


def test_a_list_of_changes_is_no_list_of_tenders(read, write_xlsx):
    rows = [["Datum", "Wat is gewijzigd", "Bedrag", "Door"], ["14-9-2026", "Slibverwerking toegevoegd", 5600, "VL"],
            ["5-10-2026", "Vispassages ingetrokken", -145, "Br"]]  # fmt: skip
    with pytest.raises(SourceError):
        read(write_xlsx(rows))


def test_a_status_of_one_lot_or_of_the_last_contract_is_not_that_of_the_tender(read, write_xlsx):
    rows = [
        [*HEAD, "Status"],
        ["Hekwerk", 5, "", "perceel 2 vervalt"],
        ["Zonwering", 6, "", "vorige ingetrokken"],
        ["Lift", 7, "", "niet meer nodig"],
    ]
    assert read(write_xlsx(rows)).column("status") == [Status.PLANNED, Status.PLANNED, Status.WITHDRAWN]


def test_the_phases_of_a_project_are_known_as_planned(read, write_xlsx):
    phases = ["VO", "bestek", "In aanbesteding", "Uitvraag", "ontwerpfase", "PvE", "RAP"]
    found = read(write_xlsx([[*HEAD, "Fase"], *([f"Werk {phase}", 5, "", phase] for phase in phases)]))
    assert found.column("status") == [Status.PLANNED] * len(phases)
    assert [problem.params["text"] for problem in found.all.problems if problem.code == "status_unknown"] == ["RAP"]


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
