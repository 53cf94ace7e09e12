import datetime
import zipfile

import openpyxl
import pytest
import xlrd
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table as ListTable

from matcher.problems import PROBLEMS, PROBLEMS_EN
from matcher.sources.annotate import Remark, annotate, suffix_for
from matcher.sources.limits import ReadLimits
from matcher.sources.sheets import read_sheets
from matcher.sources.status_column import without_status

HEADING = "Wijkmatch"
STATUSES = {("2027", 1): "overgeslagen: titel", ("2027", 4): "nieuw", ("2027", 5): "gewijzigd: raming", ("2027", 7): "=HYPERLINK(\"http://x\")",
            ("2028", 2): "ongewijzigd", ("Overzicht", 1): "staat niet in heading_rows"}  # fmt: skip
HEADING_ROWS = {"2027": 3, "2028": 1}
REMARKS = [
    Remark("2027", 4, "Het bedrag is niet te lezen.", "Raming"),
    Remark("2027", 5, "=1+1 is geen datum.", "Sluitingsdatum"),
    Remark("2027", 5, "Deze rij is dubbel."),
    Remark("2027", 7, "Kolom is weg.", "Kenmerk"),
    Remark("2027", 0, "Er zijn verborgen rijen."),
]


def officer_book():
    """A list with what officers put in one: title, merged cells, styles, formulas, frozen panes, a filter, comments, hidden things, a chart."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "2027"
    rows = [
        ["Inkoopkalender Gasthuis Oosterveld"],
        [],
        ["Onderwerp", "CPV", "Raming", "Sluitingsdatum"],
        ["Glasbewassing & gevel", "90911300-9", 48000, datetime.date(2027, 3, 1)],
        ["Groenonderhoud", "77310000-6", 0, datetime.date(2027, 4, 1)],
        ["Totaal", None, "=SUM(C4:C5)"],
        [CellRichText("Catering ", TextBlock(InlineFont(b=True, strike=True), "vervallen")), None, "=C4*2"],
    ]
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    for cell in sheet[3]:
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="336699")
    sheet["C4"].number_format = "€ #,##0"
    sheet["C4"].comment = Comment("Raming van vorig jaar", "Inkoop", width=150, height=40)
    sheet["B4"].comment = Comment("Nog navragen", "Inkoop")
    sheet.freeze_panes = "B4"
    sheet.auto_filter.ref = "A3:D7"
    sheet.column_dimensions["A"].width = 37
    sheet.column_dimensions.group("F", "Z", hidden=True)
    sheet.row_dimensions[5].hidden = True
    choice = DataValidation(type="list", formula1='"ja,nee"')
    sheet.add_data_validation(choice)
    choice.add("B4:B7")
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=3, max_row=5), titles_from_data=True)
    sheet.add_chart(chart, "A12")
    other = book.create_sheet("2028")
    for row in (["Naam", "Budget"], ["Sloop", 10], ["Dak", 20]):
        other.append(row)
    other.add_table(ListTable(displayName="Lijst", ref="A1:C3"))
    other["C1"] = "Afdeling"
    book.create_sheet("Overzicht").sheet_state = "hidden"
    book["Overzicht"]["A1"] = "x"
    book.defined_names["grens"] = openpyxl.workbook.defined_name.DefinedName("grens", attr_text="'2027'!$C$4")
    return book


@pytest.fixture
def listed(tmp_path, rewrite):
    """The workbook as Excel would have saved it: with results of formulas, and parts that openpyxl does not know."""
    officer_book().save(tmp_path / "lijst.xlsx")

    def edit(name, content):
        content = content.replace(b"<f>SUM(C4:C5)</f><v></v>", b"<f>SUM(C4:C5)</f><v>48000</v>")
        content = content.replace(b"<f>SUM(C4:C5)</f><v />", b"<f>SUM(C4:C5)</f><v>48000</v>")
        return content.replace(b"<f>SUM(C4:C5)</f><v/>", b"<f>SUM(C4:C5)</f><v>48000</v>")

    return rewrite(tmp_path / "lijst.xlsx", edit, [("xl/media/logo.png", b"\x89PNG logo"), ("customXml/item1.xml", b"<a/>")])


def run(source, target, **changes):
    options = {"statuses": STATUSES, "remarks": REMARKS, "heading": HEADING, "heading_rows": HEADING_ROWS, "limits": ReadLimits()}
    return annotate(source, target, **(options | changes))


def cells(path):
    """Everything that openpyxl knows of each cell."""
    book = openpyxl.load_workbook(path, rich_text=True)
    return {
        (sheet.title, cell.coordinate): (
            repr(cell.value), cell.number_format, repr(cell.font), repr(cell.fill), repr(cell.border), repr(cell.alignment),
            cell.comment and (cell.comment.text, cell.comment.author),
        )
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not isinstance(cell, openpyxl.cell.MergedCell)
    }  # fmt: skip


def column_of(sheet, letter):
    return {cell.row: cell.value for cell in sheet[letter] if cell.value is not None}


def values(path):
    return {sheet.name: {row.number: row.cells for row in sheet.rows} for sheet in read_sheets(path, ReadLimits())}


def test_it_puts_the_statuses_beside_the_table_and_the_remarks_at_their_cells(listed, tmp_path):
    assert run(listed, tmp_path / "terug.xlsx") == ()
    book = openpyxl.load_workbook(tmp_path / "terug.xlsx")
    sheet = book["2027"]
    # E is taken by the merged title; F is the first free column, and was hidden
    assert column_of(sheet, "F") == {1: "overgeslagen: titel", 3: HEADING, 4: "nieuw", 5: "gewijzigd: raming", 7: '=HYPERLINK("http://x")'}
    assert sheet["F7"].data_type == "s"
    assert sheet["F3"].font.b and sheet["F3"].fill.fgColor.rgb == "00336699"
    assert not sheet.column_dimensions["F"].hidden and sheet.column_dimensions["F"].width > 15
    assert sheet.column_dimensions["G"].hidden and sheet.column_dimensions["G"].max == 26
    comments = {cell.coordinate: (cell.comment.author, cell.comment.text) for row in sheet.iter_rows() for cell in row if cell.comment}
    assert comments == {
        "B4": ("Inkoop", "Nog navragen"),
        "C4": ("Inkoop", "Raming van vorig jaar\n────────\nWijkmatch:\nHet bedrag is niet te lezen."),
        "D5": ("Wijkmatch", "=1+1 is geen datum."),
        "F5": ("Wijkmatch", "Deze rij is dubbel."),
        "F7": ("Wijkmatch", "Kenmerk: Kolom is weg."),
        "F3": ("Wijkmatch", "Er zijn verborgen rijen."),
    }
    # D would be free but for the table, which has no heading there
    assert column_of(book["2028"], "D") == {1: HEADING, 2: "ongewijzigd"}
    assert book["Overzicht"].dimensions == "A1:A1"


def test_it_changes_nothing_else(listed, tmp_path):
    run(listed, tmp_path / "terug.xlsx")
    before, after = cells(listed), cells(tmp_path / "terug.xlsx")
    commented = {("2027", "C4"), ("2027", "D5")}
    assert {place for place, what in before.items() if after[place] != what} == commented
    assert all(after[place][:-1] == before[place][:-1] for place in commented)
    assert {place[1][0] for place in after.keys() - before.keys()} <= {"E", "F", "D"}
    with zipfile.ZipFile(listed) as old, zipfile.ZipFile(tmp_path / "terug.xlsx") as new:
        assert new.testzip() is None
        assert [name for name in new.namelist() if name in old.namelist()] and set(old.namelist()) <= set(new.namelist())
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
        texts = [name for name in old.namelist() if "comment" in name.lower() and not name.endswith(".rels")]
        assert changed == {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", *texts}
        assert b"<f>SUM(C4:C5)</f><v>48000</v>" in new.read("xl/worksheets/sheet1.xml")
    book = openpyxl.load_workbook(tmp_path / "terug.xlsx")
    sheet = book["2027"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, [str(each) for each in sheet.merged_cells.ranges]) == ("B4", "A3:D7", ["A1:E1"])
    assert (sheet.column_dimensions["A"].width, sheet.row_dimensions[5].hidden, len(sheet.data_validations.dataValidation)) == (37, True, 1)
    assert (book["Overzicht"].sheet_state, book.defined_names["grens"].attr_text, len(sheet._charts)) == ("hidden", "'2027'!$C$4", 1)
    assert values(tmp_path / "terug.xlsx")["2027"][6] == ["Totaal", "", 48000.0]


def test_a_second_time_replaces_what_the_first_time_wrote(listed, tmp_path):
    once, twice, other = (tmp_path / name for name in ("een.xlsx", "twee.xlsx", "drie.xlsx"))
    run(listed, once)
    run(once, twice)
    with zipfile.ZipFile(once) as first, zipfile.ZipFile(twice) as second:
        assert {name: first.read(name) for name in first.namelist()} == {name: second.read(name) for name in second.namelist()}
    run(twice, other, statuses={("2027", 5): "dubbel"}, remarks=[], heading_rows={"2027": 3})
    sheet = openpyxl.load_workbook(other)["2027"]
    assert column_of(sheet, "F") == {3: HEADING, 5: "dubbel"} and sheet.max_column == 6
    comments = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert comments == {"B4": "Nog navragen", "C4": "Raming van vorig jaar"}


def test_the_annotated_workbook_can_be_written_over_its_source(listed):
    before = values(listed)
    run(listed, listed)
    sheets = [without_status(sheet, HEADING) for sheet in read_sheets(listed, ReadLimits())]
    assert {sheet.name: {row.number: row.cells for row in sheet.rows} for sheet in sheets} == before
    assert not list(listed.parent.glob(".*"))


def test_a_status_stands_on_a_row_that_the_sheet_does_not_have_yet(listed, tmp_path):
    run(listed, tmp_path / "terug.xlsx", statuses={("2027", 2): "leeg", ("2027", 20): "ver", ("2027", 9): "na de lijst"}, remarks=[])
    assert column_of(openpyxl.load_workbook(tmp_path / "terug.xlsx")["2027"], "F") == {2: "leeg", 3: HEADING, 9: "na de lijst", 20: "ver"}


@pytest.mark.parametrize(
    ("what", "edit"),
    [
        ("prefixed", lambda xml: xml.replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:?", b"<?").replace(b"xmlns=", b"xmlns:x=")),
        ("single quotes", lambda xml: xml.replace(b'"', b"'")),
        ("comment", lambda xml: xml.replace(b"<sheetData>", b"<sheetData><!-- <row r=\"1\"> -->")),
        ("no places", lambda xml: xml.replace(b' r="A1"', b"").replace(b' r="B1"', b"").replace(b' r="A2"', b"").replace(b' r="B2"', b"")),
        ("styled empty cells behind", lambda xml: xml.replace(b"</row>", b'<c r="C2" s="0"/><c r="D2" s="0" /></row>').replace(
            b'<c r="C2" s="0"/><c r="D2" s="0" /></row>', b'<c r="C1" s="0"/><c r="D1" s="0" /></row>', 1)),
        ("spans", lambda xml: xml.replace(b'<row r="1"', b'<row spans="1:2" r="1"')),
        ("extension", lambda xml: xml.replace(b"</worksheet>", b"<extLst><ext uri=\"x\"/></extLst></worksheet>")),
    ],
)  # fmt: skip
def test_it_knows_the_ways_in_which_programs_write_a_sheet(tmp_path, write_xlsx, rewrite, what, edit):
    plain = write_xlsx([["Onderwerp", "Raming"], ["Dak", 5]])
    path = rewrite(plain, lambda name, content: edit(content) if name.endswith("sheet1.xml") else content)
    before = values(path)
    assert before == values(plain)
    annotate(path, path, statuses={("2027", 2): "nieuw"}, remarks=[Remark("2027", 2, "Kijk.", "Raming")], heading=HEADING,
             heading_rows={"2027": 1}, limits=ReadLimits())  # fmt: skip
    assert values(path) == {"2027": {1: ["Onderwerp", "Raming", HEADING], 2: ["Dak", 5, "nieuw"]}}
    sheet = openpyxl.load_workbook(path)["2027"]
    assert (sheet["C2"].value, sheet["B2"].comment.text) == ("nieuw", "Kijk.")
    with zipfile.ZipFile(path) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml")
    assert b"spans=" not in xml or b'spans="1:3"' in xml
    assert b"<extLst" not in xml or xml.index(b"legacyDrawing") < xml.index(b"<extLst")


def test_the_status_heading_looks_like_the_heading_beside_it(write_xlsx, tmp_path):
    path = write_xlsx([["Onderwerp", "Raming"], ["Dak", 5]], bold=[1])
    annotate(path, tmp_path / "t.xlsx", statuses={("2027", 2): "nieuw"}, remarks=[], heading=HEADING, heading_rows={"2027": 1}, limits=ReadLimits())
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["2027"]
    assert (sheet["C1"].font.b, sheet["C2"].font.b) == (True, False)


@pytest.mark.parametrize(("column", "place"), [("Raming", "C6"), ("Planning start", "D6"), ("Planning einde", "E6"), ("Onderwerp", "B5")])
def test_it_finds_the_cell_under_two_rows_of_headings_and_in_a_merged_title(write_xlsx, tmp_path, column, place):
    rows = [
        ["lijst"],
        [],
        ["Nr", "Onderwerp", "Raming", "Planning"],
        [None, None, None, "start", "einde"],
        [1, "Dak", 5, "q1", "q2"],
        [2, None, 6, "q3", "q4"],
    ]
    path = write_xlsx(rows, merged=["D3:E3", "B5:B6"])
    for heading_row in (3, 4):
        annotate(path, tmp_path / "t.xlsx", statuses={}, remarks=[Remark("2027", 6, "Kijk.", column)], heading=HEADING,
                 heading_rows={"2027": heading_row}, limits=ReadLimits())  # fmt: skip
        sheet = openpyxl.load_workbook(tmp_path / "t.xlsx")["2027"]
        assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == [place]


def test_a_conversation_at_a_cell_is_left_alone(write_xlsx, rewrite, tmp_path):
    book = openpyxl.load_workbook(write_xlsx([["Onderwerp", "Raming"], ["Dak", 5]]))
    book.active["B2"].comment = Comment("[Threaded comment] Klopt dit?", "tc={1}")
    book.save(tmp_path / "gesprek.xlsx")
    namespace = b"http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
    thread = b'<ThreadedComments xmlns="%s"><threadedComment ref="B2"/></ThreadedComments>' % namespace
    relation = (b'<Relationship Id="t1" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
                b'Target="../threadedComments/threadedComment1.xml"/></Relationships>')  # fmt: skip
    path = rewrite(
        tmp_path / "gesprek.xlsx",
        lambda name, content: content.replace(b"</Relationships>", relation) if name.endswith("sheet1.xml.rels") else content,
        [("xl/threadedComments/threadedComment1.xml", thread)],
    )
    annotate(
        path, path, statuses={}, remarks=[Remark("2027", 2, "Te laag.", "Raming")], heading=HEADING, heading_rows={"2027": 1}, limits=ReadLimits()
    )
    sheet = openpyxl.load_workbook(path)["2027"]
    assert (sheet["B2"].comment.text, sheet["C2"].comment.text) == ("[Threaded comment] Klopt dit?", "B2: Te laag.")


def test_macros_stay_and_a_broken_signature_is_told(write_xlsx, rewrite, tmp_path):
    extra = [("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 macro"), ("_xmlsignatures/sig1.xml", b"<Signature/>")]
    path = rewrite(write_xlsx([["Onderwerp"], ["Dak"]], name="lijst.xlsm"), lambda name, content: content, extra)
    assert suffix_for(path) == ".xlsm"
    lost = annotate(path, path, statuses={("2027", 2): "nieuw"}, remarks=[], heading=HEADING, heading_rows={"2027": 1}, limits=ReadLimits())
    assert lost == ("signature_broken",) and lost[0] in PROBLEMS and lost[0] in PROBLEMS_EN
    with zipfile.ZipFile(path) as archive:
        assert archive.read("xl/vbaProject.bin") == b"\xd0\xcf\x11\xe0 macro"


CSV = "Onderwerp;Raming;Opmerking\nDak;5;=1+1\n\nSloop;1.250;-nvt\nGlas;@x;#REF!\n"


def ods_file(path):
    document = OpenDocumentSpreadsheet()
    table = Table(name="csv")
    for line in CSV.splitlines():
        row = TableRow()
        for text in line.split(";") if line else ():
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(path)


@pytest.mark.parametrize("kind", ["csv", "tsv", "ods"])
def test_of_another_kind_it_makes_a_workbook_with_the_same_values_at_the_same_places(tmp_path, kind):
    path = tmp_path / f"lijst.{kind}"
    ods_file(path) if kind == "ods" else path.write_text(CSV.replace(";", "\t" if kind == "tsv" else ";"))
    statuses = {("csv", 2): "nieuw", ("csv", 4): "+gewijzigd"}
    remarks = [Remark("csv", 4, "Te lezen als 1250?", "Raming"), Remark("csv", 4, "Let op."), Remark("csv", 5, "Geen bedrag.", "raming")]
    target = tmp_path / f"terug{suffix_for(path)}"
    lost = annotate(path, target, statuses=statuses, remarks=remarks, heading=HEADING, heading_rows={"csv": 1}, limits=ReadLimits())
    assert lost == ("only_values_kept",) and lost[0] in PROBLEMS and lost[0] in PROBLEMS_EN
    sheet = openpyxl.load_workbook(target)["csv"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Onderwerp", "Raming", "Opmerking", HEADING],
        ["Dak", "5", "=1+1", "nieuw"],
        [None] * 4,
        ["Sloop", "1.250", "-nvt", "+gewijzigd"],
        ["Glas", "@x", "#REF!", None],
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s"}
    comments = {cell.coordinate: (cell.comment.author, cell.comment.text) for row in sheet.iter_rows() for cell in row if cell.comment}
    assert comments == {
        "B4": (HEADING, "Te lezen als 1250?"), "D4": (HEADING, "Let op."), "D5": (HEADING, "raming: Geen bedrag."),
    }  # fmt: skip
    again = tmp_path / "nogmaals.xlsx"
    annotate(target, again, statuses=statuses, remarks=remarks, heading=HEADING, heading_rows={"csv": 1}, limits=ReadLimits())
    assert cells(again) == cells(target)


def test_an_xls_becomes_a_workbook_with_its_values_days_and_struck_lines(shared, tmp_path):
    path = shared("real", "lists", "wonenzuidrand_aanbplan27.xls")
    sheets = list(read_sheets(path, ReadLimits()))
    heading_rows = {sheet.name: 1 for sheet in sheets}
    annotate(path, tmp_path / "t.xlsx", statuses={}, remarks=[], heading=HEADING, heading_rows=heading_rows, limits=ReadLimits())
    after = [without_status(sheet, HEADING) for sheet in read_sheets(tmp_path / "t.xlsx", ReadLimits())]
    assert [(sheet.name, sheet.hidden, sorted(sheet.merged)) for sheet in after] == [
        (sheet.name, sheet.hidden, sorted(list(each) for each in sheet.merged)) for sheet in sheets
    ]
    assert [(row.number, row.cells, list(row.struck)) for sheet in after for row in sheet.rows] == [
        (row.number, row.cells, [each for each in row.struck if each < len(row.cells)]) for sheet in sheets for row in sheet.rows
    ]
    assert xlrd.open_workbook(path).nsheets == len(after)


def test_every_real_workbook_keeps_its_values_and_parts(shared, tmp_path):
    for path in sorted(shared("real", "lists").glob("*.xlsx")):
        before = values(path)
        statuses = {(name, row): "nieuw" for name, rows in before.items() for row in rows}
        target = tmp_path / path.name
        annotate(path, target, statuses=statuses, remarks=[], heading=HEADING, heading_rows=dict.fromkeys(before, 1), limits=ReadLimits())
        assert {
            sheet.name: {row.number: row.cells for row in without_status(sheet, HEADING).rows} for sheet in read_sheets(target, ReadLimits())
        } == before
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(target) as new:
            assert {name for name in old.namelist() if "worksheets" not in name and old.read(name) != new.read(name)} <= {"[Content_Types].xml"}
