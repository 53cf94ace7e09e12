"""What stands around the tenders of a table, and looks like one."""

import openpyxl
import pytest

from matcher.model import Status

HEAD = ["Nr", "Onderwerp", "Raming", "CPV", "Sluitingsdatum", "Start"]
TENDERS = [[1, "Hekwerk", 5000, "34928200-0", "1-3-2027", "1-5-2027"], [2, "Zonwering", 6000, "44115810-0", "1-4-2027", "1-6-2027"]]


def titles(found):
    return [lot.title for lot in found.lots]


@pytest.mark.parametrize(
    "guide", [["", "(korte naam)", "(in euro)", "(8 cijfers)", "(dd-mm-jj)"], ["A", "B", "C", "D", "E", "F"], [1, 2, 3, 4, 5, 6]]
)
def test_a_guide_below_the_heading_is_no_tender(read, write_xlsx, guide):
    found = read(write_xlsx([HEAD, guide, *TENDERS]))
    assert (titles(found), found.left_out[2]) == (["Hekwerk", "Zonwering"], "heading")


@pytest.mark.parametrize(
    "below",
    [
        [["EO", "Europees openbaar"], ["MO", "Meervoudig onderhands"]],
        [["Contact:", "Jan de Vries", "06-12345678"], ["Opgesteld door", "P. Jansen", "12-11-2026"]],
        [["EO", "aangepast tarief"]],
        [["Totaal", "", 11000], ["Opgesteld door", "P. Jansen", "12-11-2026"]],
        [["Totaal", "", 11000], ["", "Afschrijving in 12 jaar", 917, "", "1-1-2028", "1-1-2029"], [], ["Vragen?"]],
        [["Namens inkoop", "Jan de Vries"]],
        [["", "Nog uit te zoeken:", "2 stuks"], ["", "Zorggroep Veenstreek, facilitair bureau"]],
        [["", "Restant", 300]],
        [["", "Legenda"], ["", "groen", "op schema"], ["", "rood", "vertraagd"]],
        [["Samenvatting"], ["Domein", "Aantal", "Bedrag"], ["Facilitair", 2, 11000]],
    ],
)
def test_what_follows_an_empty_row_below_the_last_tender_and_is_not_like_one_is_none(read, write_xlsx, below):
    found = read(write_xlsx([HEAD, *TENDERS, [], *below]))
    assert titles(found) == ["Hekwerk", "Zonwering"]
    assert "Vries" not in repr(found.all)


@pytest.mark.parametrize("gap", [[], [[]]])
def test_a_list_of_people_below_the_tenders_stays_out(read, write_xlsx, gap):
    people = [["Naam", "Functie", "Telefoon", "E-mail"], ["Els Bos", "Inkoper", "9911", "els"], ["Tom", "Adviseur", "4412", "tom"]]
    found = read(write_xlsx([HEAD, *TENDERS, *gap, *people]))
    assert titles(found) == ["Hekwerk", "Zonwering"]
    assert not any(name in repr(found.all) for name in ("Els", "Tom", "9911"))


@pytest.mark.parametrize("head", [HEAD, ["Onderwerp", "Raming"]])
@pytest.mark.parametrize(
    "below",
    [
        [["Naam:", "Els Bos"], ["Functie:", "inkoper"], ["Telefoon:", 4410]],
        [["Naam", "Els Bos"], ["Functie", "inkoper"], ["Telefoon", "tst 4410"]],
        [["Naam:", "Functie:", "Telefoon:"], ["Els Bos", "inkoper", "4410"], ["Tom", "adviseur", "4412"]],
        [["Inkoper:", "Els Bos"]],
        [["Functie: inkoper"], ["E-mail: els@voorbeeld.nl"], ["Inkoper: Els Bos"]],
        [["Els Bos"]],
        [["Versie", "Datum", "Auteur"], ["0.1", "1-3-2027", "Els Bos"], ["0.2", "1-4-2027", "Tom"]],
        [["Akkoord:", "Kees Bos", "12-3-2027"]],
        [["Kees Bos: prijzen nog checken!"]],
    ],
)
def test_labels_of_somebody_below_the_tenders_make_none(read, write_xlsx, head, below):
    tenders = [[row[HEAD.index(name)] for name in head] for row in TENDERS]
    found = read(write_xlsx([head, *tenders, [], *below]))
    assert titles(found) == ["Hekwerk", "Zonwering"]
    assert not any(name in repr(found.all) for name in ("Els", "Tom", "Kees", "4410", "4412"))


@pytest.mark.parametrize(
    ("below", "expected"),
    [
        ([["", "Onvoorziene werken 2028:", 250000], ["", "Reparatie brug", 50000]], ["Reparatie brug"]),
        ([["", "Nog uit te zoeken:", "2 stuks"], ["", "Reparatie brug", 50000, "", "", "1-5-2028"]], ["Reparatie brug"]),
        ([["", "Nog uit te zoeken:", "2 stuks"], ["", "prijs", "nog vragen"]], []),
        ([["", "Verdeling:", "bedrag"], ["", "Facilitair", 5000], ["", "Techniek", 6000]], []),
        ([["", "Let op:", "prijzen van 2026"], [3, "Liften", 7000, "50750000-7", "", "1-1-2028"]], ["Liften"]),
    ],
)
@pytest.mark.parametrize("gap", [1, 12])
def test_a_note_with_a_colon_takes_no_tender_with_it(read, write_xlsx, below, expected, gap):
    assert titles(read(write_xlsx([HEAD, *TENDERS, *[[]] * gap, *below]))) == ["Hekwerk", "Zonwering", *expected]


def test_what_somebody_says_between_the_tenders_leaves_their_category(read, write_xlsx):
    found = read(write_xlsx([HEAD, [], ["", "Facilitair"], TENDERS[0], ["", "Kees: prijzen nog checken!"], TENDERS[1]]))
    assert [(tender.title, tender.category) for tender in found.tenders] == [("Hekwerk", "Facilitair"), ("Zonwering", "Facilitair")]


@pytest.mark.parametrize("line", ["Kees Bos", "Inkoopkalender 2027 - Kees Bos", "Opgesteld door Kees Bos"])
def test_somebody_above_the_tenders_is_no_buyer(read, write_xlsx, line):
    assert "Kees" not in repr(read(write_xlsx([[line], HEAD, *TENDERS])).all)


def test_somebody_between_the_tenders_is_no_category_that_is_kept(read, write_xlsx):
    groups = [["Jan Vis"], ["Ellen de Bos (inkoop)"], ["Facilitair"]]
    rows = [
        row
        for group, tender in zip(groups, [*TENDERS, [3, "Liften", 7000, "50750000-7", "", "1-1-2028"]], strict=True)
        for row in ([], group, tender)
    ]
    found = read(write_xlsx([HEAD, *rows]))
    assert [(tender.title, tender.category) for tender in found.tenders] == [("Hekwerk", ""), ("Zonwering", ""), ("Liften", "Facilitair")]
    assert "Vis" not in repr(found.all) and "Bos" not in repr(found.all)


@pytest.mark.parametrize("gap", [[], [[]]])
@pytest.mark.parametrize(
    "footer", ["Stichting Zorgpalet Veenstreek, facilitair bureau", "Gemeente Lindeveen", "Waterschap De Oude Beek - team Inkoop"]
)
def test_the_name_of_an_organisation_below_the_last_tender_is_the_buyer(read, write_xlsx, footer, gap):
    found = read(write_xlsx([HEAD, *TENDERS, *gap, ["", footer]]))
    assert (titles(found), {tender.buyer for tender in found.tenders}) == (["Hekwerk", "Zonwering"], {footer.split(",")[0].split(" - ")[0]})


def test_the_buyer_below_the_last_of_two_tables_is_that_of_both(read, write_xlsx):
    second = ["Onderwerp", "Sluitingsdatum", "Raming"]
    found = read(write_xlsx([HEAD, *TENDERS, [], ["", "En voor 2028"], second, ["Liften", "1-3-2028", 7], [], ["Stichting Zorgpalet Veenstreek"]]))
    assert [(tender.title, tender.buyer) for tender in found.tenders] == [
        (title, "Stichting Zorgpalet Veenstreek") for title in ("Hekwerk", "Zonwering", "Liften")]  # fmt: skip


@pytest.mark.parametrize("last", ["Gemeentehuis verven", "Museum Waterhoek verlichting", "Zout"])
def test_a_title_alone_may_be_the_last_tender(read, write_xlsx, last):
    assert titles(read(write_xlsx([HEAD, *TENDERS, ["", last]]))) == ["Hekwerk", "Zonwering", last]


def test_a_tender_of_which_little_is_known_may_follow_an_empty_row(read, write_xlsx):
    assert titles(read(write_xlsx([HEAD, *TENDERS, [], [3, "Liften", 7000], ["", "Zout", "n.t.b."]]))) == ["Hekwerk", "Zonwering", "Liften", "Zout"]


def test_a_category_may_carry_the_sum_of_its_tenders(read, write_xlsx):
    found = read(write_xlsx([HEAD, ["", "Facilitair", 11000], *TENDERS, ["", "Techniek", 900], [3, "Liften", 7000, "50750000-7", "", "1-1-2028"]]))
    assert [(tender.title, tender.category) for tender in found.tenders] == [
        ("Hekwerk", "Facilitair"), ("Zonwering", "Facilitair"), ("Techniek", "Facilitair"), ("Liften", "Facilitair")]  # fmt: skip


@pytest.mark.parametrize("heading", ["Vervallen", "Ingetrokken opdrachten", "VERVALLEN AANBESTEDINGEN"])
def test_what_stands_below_a_heading_of_withdrawn_tenders_is_withdrawn(read, write_xlsx, heading):
    rows = [HEAD, ["Lopend"], TENDERS[0], [heading], TENDERS[1], ["Nieuw"], [3, "Liften", 7000, "50750000-7", "", "1-1-2028"]]
    assert read(write_xlsx(rows)).column("status") == [Status.PLANNED, Status.WITHDRAWN, Status.PLANNED]


def test_a_second_heading_below_a_line_makes_it_a_category(read, write_xlsx):
    found = read(write_xlsx([HEAD, *TENDERS, [], ["", "Vervallen trajecten"], HEAD, [3, "Liften", 7000, "50750000-7", "", "1-1-2028"]]))
    assert (titles(found), found.lots[-1].status) == (["Hekwerk", "Zonwering", "Liften"], Status.WITHDRAWN)


def test_a_legend_of_what_the_list_abbreviates_is_no_tender(read, write_xlsx):
    head = ["Onderwerp", "Raming", "CPV", "Start", "Procedure"]
    rows = [[title, amount, code, start, "EO"] for _, title, amount, code, _, start in TENDERS]
    assert titles(read(write_xlsx([head, *rows, [], ["EO", "Europees openbaar"], ["MO", "onderhands"]]))) == ["Hekwerk", "Zonwering"]


def test_a_sheet_of_withdrawn_tenders_says_so_in_its_name(read, tmp_path):
    book = openpyxl.Workbook()
    for sheet, name in ((book.active, "2027"), (book.create_sheet("Vervallen"), "Vervallen")):
        sheet.title = name
        for row in (HEAD, *([number, f"{title} {name}", *rest] for number, title, *rest in TENDERS)):
            sheet.append(row)
    book.save(tmp_path / "lijst.xlsx")
    statuses = {(lot.origin.sheet, lot.status) for lot in read(tmp_path / "lijst.xlsx").lots}
    assert statuses == {("2027", Status.PLANNED), ("Vervallen", Status.WITHDRAWN)}


def test_a_cell_of_nothing_but_spaces_is_no_reason_to_break_off(read, write_xlsx):
    found = read(write_xlsx([HEAD, *TENDERS, ["Let op:", "zie bijlage", " "], ["Naam:", "J. Vis", " "]]))
    assert titles(found)[:2] == ["Hekwerk", "Zonwering"]
