from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from matcher.errors import SourceError
from matcher.model import Status
from matcher.problems import PROBLEMS

HEAD = ["Onderwerp", "CPV-code", "Raming", "Sluitingsdatum", "Ingangsdatum"]
ROW = ["Schoonmaak raadhuis", "90911200-8", 50000, "01-03-2027", "1 juli 2027"]
SHARED = Path(__file__).parents[4] / "shared" / "real"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Omschr.", "title"), ("Naam opdracht", "title"), ("Korte beschrijving aanbesteding", "title"), ("Naam van de opdracht", "title"), ("Item",
            "title"), ("Omschrijvng", "title"),
    ],
)  # fmt: skip
def test_it_finds_the_title_under_many_names(read, write_xlsx, heading, field):
    assert read(write_xlsx([[heading, "CPV", "Raming"], ["Schoonmaak", "90911200-8", 5]])).fields[heading] == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Geraamde waarde (excl. btw)", "value"), ("Budget p/j", "value"), ("Est. value (EUR, ex VAT)", "value"), ("€", "value"),
            ("Deadline inschr.", "deadline"), ("Sl.dat", "deadline"),
        ("Uiterste inschrijfdatum", "deadline"), ("Submission deadline", "deadline"), ("Ing.dat", "start"), ("Verwachte startdatum contract",
            "start"), ("Ingangs-datum", "start"),
        ("CPV-code(s)", "cpv"), ("CPV description", ""), ("Perc.", "lot"), ("Afd.", "department"), ("Looptijd", "duration"), ("Kenmerk",
            "reference"), ("Einddatum huidig contract", ""),
        ("Publicatiedatum", ""), ("Eind contract", ""), ("Verwachte start aanbesteding", ""), ("Contactpers.", ""), ("Tel.", ""), ("Inkoper", ""),
            ("Huidige leverancier", ""), ("Naam opdrachtgever", "buyer"),
            ("Bijz.", "remarks"), ("Wijk / locatie", "place"),
    ],
)  # fmt: skip
def test_it_knows_dutch_and_english_headings_shortened_and_misspelt(read, write_xlsx, heading, field):
    assert read(write_xlsx([["Onderwerp", "Status", heading], ["Schoonmaak", "gepland", "x"]])).fields[heading] == field


@pytest.mark.parametrize(
    "above", [[], [["Gemeente Lindeveen"], ["Inkoopkalender 2027"], []], [["LOGO"], [], ["Versie: 3"], [], [], ["let op: concept"]]]
)
def test_it_finds_the_heading_row_below_logo_and_title(read, write_xlsx, above):
    found = read(write_xlsx([*above, HEAD, ROW]))
    row = len(above) + 2
    lot = found.by_row[row]
    assert (lot.title, lot.cpv, lot.value_amount) == ("Schoonmaak raadhuis", ("90911200",), 50000)
    assert (lot.deadline_date, lot.start_date) == (date(2027, 3, 1), date(2027, 7, 1))
    assert found.left_out[row - 1] == "heading"


def test_it_reads_a_heading_of_two_rows_with_merged_cells(read, write_xlsx):
    rows = [
        ["Nr", "Onderwerp", "CPV", "", "Raming", "", "Planning", "", ""],
        ["", "", "code", "omschrijving", "van", "tot", "Publicatie", "Sluiting", "Start contract"],
        [1, "Catering", "55300000-3", "Restaurant", 75, 90, "jan 2027", "15-3-2027", "Q3 2027"],
    ]
    found = read(write_xlsx(rows, merged=["A1:A2", "B1:B2", "C1:D1", "E1:F1", "G1:I1"]))
    lot = found.by_row[3]
    assert (lot.cpv, lot.value_amount, lot.value_max_amount) == (("55300000",), 75, 90)
    assert (lot.deadline_date, lot.start_date, lot.period) == (date(2027, 3, 15), None, "Q3 2027")


def test_it_keeps_real_row_numbers_and_column_letters_when_the_table_does_not_start_in_the_corner(read, write_xlsx):
    found = read(write_xlsx([[], [], ["", "", *HEAD], ["", "", *ROW], [], ["", "", "Bestrating", "", 7]]))
    assert sorted(found.by_row) == [4, 6]
    assert found.left_out[5] == "empty"
    assert [column.letter for column in found.all.columns] == ["C", "D", "E", "F", "G"]


def test_it_leaves_out_categories_subtotals_and_footnotes_and_says_so(read, write_xlsx):
    rows = [
        HEAD, ["Facilitair"], ROW, ["Catering", "", "n.t.b."], ["Subtotaal", "", 50000], [], ["TECHNIEK"], ["Liftonderhoud", "50750000-7", 90000],
        ["  zie ook bijlage C"], ["Totaal", "", 140000], [], ["* Aan deze lijst kunnen geen rechten worden ontleend."], ["EO = Europees openbaar"],
            HEAD, ["Bestrating", "", 4],
    ]  # fmt: skip
    found = read(write_xlsx(rows, bold=[2]))
    assert [lot.title for lot in found.lots] == ["Schoonmaak raadhuis", "Catering", "Liftonderhoud", "Bestrating"]
    assert [tender.category for tender in found.tenders][:3] == ["Facilitair", "Facilitair", "TECHNIEK"]
    assert {row: found.left_out[row] for row in (1, 2, 5, 6, 7, 9, 10, 12, 13, 14)} == {
        1: "heading", 2: "category", 5: "subtotal", 6: "empty", 7: "category", 9: "continuation", 10: "subtotal", 12: "footnote", 13: "footnote",
            14: "heading",
    }  # fmt: skip


def test_it_accounts_for_every_row_of_a_sheet(read, write_xlsx):
    found = read(write_xlsx([["Gemeente X"], [], HEAD, ["Groep"], ROW, [], ROW, ["Subtotaal", "", 5]]))
    assert sorted({*found.left_out, *found.by_row}) == list(range(1, 9))
    assert not found.left_out.keys() & found.by_row.keys()


def test_it_keeps_a_tender_of_which_only_the_title_is_known(read, write_xlsx):
    found = read(write_xlsx([HEAD, ROW, ["Bewegwijzering fase 2"], ["Catering", "", 6]]))
    assert [lot.title for lot in found.lots] == ["Schoonmaak raadhuis", "Bewegwijzering fase 2", "Catering"]


@pytest.mark.parametrize(
    ("row", "title"),
    [
        (["VERVALLEN: Sloop loods", "", 5], "Sloop loods"),
        (["Sloop loods (ingetrokken)", "", 5], "Sloop loods"),
        (["VERVALLEN - Sloop loods", "", 5], "Sloop loods"),
        (["Sloop loods", "", "VERVALLEN"], "Sloop loods"),
        (["Sloop loods", "", 5, "Ingetrokken"], "Sloop loods"),
    ],
)
def test_it_sees_that_a_tender_was_withdrawn(read, write_xlsx, row, title):
    found = read(write_xlsx([HEAD, ROW, row]))
    assert (found.by_row[3].title, found.by_row[3].status) == (title, Status.WITHDRAWN)
    assert found.by_row[2].status == Status.PLANNED


def test_it_takes_a_struck_through_row_for_withdrawn(read, write_xlsx):
    found = read(write_xlsx([HEAD, ROW, ["Sloop", "45111100-9", 5], ["Bouw", "45000000-7", 6]], struck=[3]))
    assert found.column("status") == [Status.PLANNED, Status.WITHDRAWN, Status.PLANNED]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("gepland", Status.PLANNED),
        ("Open", Status.OPEN),
        ("gesloten", Status.CLOSED),
        ("Gegund", Status.AWARDED),
        ("nog niet gegund", Status.PLANNED),
        ("geannuleerd", Status.WITHDRAWN),
        ("awarded", Status.AWARDED),
    ],
)
def test_it_reads_the_status_column(read, write_xlsx, word, status):
    assert read(write_xlsx([["Onderwerp", "Status", "Raming"], ["Sloop", word, 5]])).column("status") == [status]


def test_it_makes_one_tender_of_lot_rows_under_a_merged_title(read, write_xlsx):
    rows = [
        ["Omschrijving", "Perceel", "Omschrijving perceel", "CPV", "Raming"],
        ["Schilderwerk", "1", "Complex A", "45442100-8", 15],
        ["", "2", "Complex B", "45442100-8", 9],
        ["Dakwerk", "", "", "", 3],
    ]
    found = read(write_xlsx(rows, merged=["A2:A3"]))
    assert [(len(tender.lots), tender.title) for tender in found.tenders] == [(2, "Schilderwerk"), (1, "Dakwerk")]
    assert [(lot.title, lot.number, lot.description, lot.value_amount, lot.origin.row) for lot in found.tenders[0].lots] == [
        ("Schilderwerk", "1", "Complex A", 15, 2),
        ("Schilderwerk", "2", "Complex B", 9, 3),
    ]


def test_it_brings_rows_of_one_reference_together_and_keeps_each_rows_id(read, write_xlsx):
    rows = [["Kenmerk", "Onderwerp", "Perceel", "Raming"], ["Z-1", "Wasserij noord", 1, 5], ["Z-2", "Vervoer", "", 7], ["Z-1", "Wasserij zuid", 2, 6]]
    found = read(write_xlsx(rows))
    tender = next(tender for tender in found.tenders if tender.reference == "Z-1")
    assert [(lot.number, lot.title, lot.external_id) for lot in tender.lots] == [("1", "Wasserij noord", "Z-1"), ("2", "Wasserij zuid", "Z-1")]


def test_it_splits_several_lots_in_one_cell(read, write_xlsx):
    found = read(write_xlsx([["Onderwerp", "Perceel", "Raming"], ["Maaltijden", "1: Noord; 2: Zuid", 80000]]))
    assert [(lot.number, lot.title, lot.description, lot.value_amount) for lot in found.tenders[0].lots] == [
        ("1", "Maaltijden", "Noord", 80000),
        ("2", "Maaltijden", "Zuid", 80000),
    ]
    assert "value_covers_lots" in found.codes


def test_it_leaves_out_an_exact_duplicate_and_names_the_first_row(read, write_xlsx):
    found = read(write_xlsx([["Nr", *HEAD], [1, *ROW], [2, *ROW], [3, *ROW[:4], "1 augustus 2027"]]))
    assert sorted(found.by_row) == [2, 4]
    assert found.left_out[3] == "duplicate"
    problem = found.all.problems[0]
    assert (problem.code, problem.params["row"], problem.origin.row) == ("duplicate_row", "2", 3)


def test_it_counts_in_thousands_and_per_year_where_heading_or_note_says_so(read, write_xlsx):
    rows = [
        ["bedragen excl. btw, per jaar tenzij anders vermeld"],
        ["Onderwerp", "Raming (x € 1.000)", "Looptijd", "Bijz."],
        ["Sloop", 120, "3+1", ""],
        ["Bouw", "1,2 mln", "", "eenmalig"],
    ]
    found = read(write_xlsx(rows))
    first, second = found.lots
    assert (first.value_amount, first.vat, first.value_basis, first.value_total_amount) == (120_000, "excl", "year", 480_000)
    assert (second.value_amount, second.value_basis, second.value_total_amount) == (1_200_000, "total", None)


def test_it_reads_a_range_from_two_columns(read, write_xlsx):
    found = read(write_xlsx([["Titel", "Raming van", "Raming tot"], ["Sloop", 5, 9], ["Bouw", 5, ""], ["Dak", 5, 0]]))
    assert [(lot.value_amount, lot.value_max_amount) for lot in found.lots] == [(5, 9), (5, None), (5, None)]


def test_it_takes_the_total_beside_a_yearly_amount_and_the_yearly_one_where_that_is_empty(read, write_xlsx):
    found = read(write_xlsx([["Titel", "Raming per jaar", "Raming totale looptijd"], ["Sloop", 5, 20], ["Bouw", 30, ""]]))
    assert [(lot.value_amount, lot.value_basis, lot.value_total_amount) for lot in found.lots] == [(20, "total", None), (30, "year", None)]


def test_it_repeats_a_merged_title_even_over_rows_with_nothing_but_an_amount(read, write_xlsx):
    found = read(write_xlsx([["Titel", "Raming", "CPV"], ["Bouw", 5, "45000000-7"], ["", 6, ""], ["Sloop", 7, ""]], merged=["A2:A3"]))
    assert [(lot.title, lot.value_amount) for lot in found.lots] == [("Bouw", 5), ("Bouw", 6), ("Sloop", 7)]


def test_it_takes_a_date_that_shows_only_its_month_for_a_period(read, write_xlsx):
    found = read(write_xlsx([HEAD, [*ROW[:3], date(2027, 3, 1), date(2027, 10, 1)]], formats={"E2": "mmm-yy"}))
    assert (found.lots[0].deadline_date, found.lots[0].start_date, found.lots[0].period) == (date(2027, 3, 1), None, "okt 2027")


def test_it_reads_every_visible_sheet_and_tells_of_hidden_ones_and_others(read, tmp_path):
    book = openpyxl.Workbook()
    for name in ("2026", "2027", "Archief", "Keuzelijst"):
        sheet = book.create_sheet(name)
        for row in [["Procedure"], ["EO"]] if name == "Keuzelijst" else [HEAD, [f"Werk {name}", *ROW[1:]]]:
            sheet.append(row)
    del book["Sheet"]
    book["Archief"].sheet_state = "hidden"
    book.save(tmp_path / "jaren.xlsx")
    found = read(tmp_path / "jaren.xlsx")
    assert [(lot.origin.sheet, lot.origin.row) for lot in found.lots] == [("2026", 2), ("2027", 2)]
    assert sorted(found.codes) == ["sheet_hidden", "sheet_without_table"]


def test_it_prefers_a_visible_column_to_a_hidden_one_of_the_same_kind(read, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Onderwerp", "Raming", "Budget"])
    sheet.append(["Sloop", 1, 2])
    sheet.column_dimensions["B"].hidden = True
    book.save(tmp_path / "verborgen.xlsx")
    assert read(tmp_path / "verborgen.xlsx").column("value_amount") == [2]


def test_it_lets_a_mapping_win_over_recognition(read, write_xlsx):
    path = write_xlsx([["Wat gaan we doen", "Oude naam", "Geld"], ["Sloop", "x", 5]])
    found = read(path, mapping={"Wat gaan we doen": "title", "Geld": "value"})
    assert [(lot.title, lot.value_amount) for lot in found.lots] == [("Sloop", 5)]
    with pytest.raises(SourceError) as error:
        read(path, mapping={"Geld": "money"})
    assert error.value.code == "mapping_field_unknown"


def test_no_name_address_or_number_of_staff_comes_out(read, write_xlsx):
    rows = [
        ["Gemeente Lindeveen"], ["Opsteller: H. Zandstra, h.zandstra@lindeveen.nl"], ["Onderwerp", "Contactpersoon", "Telefoon", "Budgethouder", "",
            "Raming", "Opmerkingen"],
        ["Sloop", "H. Zandstra", "088 000 0145", "Q. Zandstra", "q.zandstra@lindeveen.nl", 5, "Bel dhr. Zandstra, 06-12345678, of mail "
            "h.zandstra@lindeveen.nl"],
        ["Bouw", "H. Zandstra", "088 000 0145", "Q. Zandstra", "q.zandstra@lindeveen.nl", "vraag h.zandstra@lindeveen.nl",
            "Contactpersoon: H. Zandstra"],
    ]  # fmt: skip
    found = read(write_xlsx(rows))
    assert found.column("title") == ["Sloop", "Bouw"]
    assert "andstra" not in repr(found.all)
    assert "0145" not in repr(found.all)
    assert "12345678" not in repr(found.all)


def test_it_notes_reserved_contracts_with_the_words_that_say_so(read, write_xlsx):
    rows = [
        ["Onderwerp", "Raming", "Bijzonderheden"], ["Groen", 5, "Spoed. Voorbehouden aan sociale werkplaatsen (art. 2.82 Aw). Zie bestek."], ["Was",
            5, "Niet voorbehouden"], ["Post", 5, "liefst sociale werkplaats"],
        ["Catering", 5, "Alle rechten voorbehouden"],
    ]  # fmt: skip
    found = read(write_xlsx(rows))
    assert found.column("reserved") == ["participation", "", "", ""]
    assert found.lots[0].reserved_evidence == "Voorbehouden aan sociale werkplaatsen (art. 2.82 Aw)"


def test_it_reports_codes_amounts_and_statuses_that_it_could_not_use(read, write_xlsx):
    rows = [["Onderwerp", "CPV", "Raming", "Status"], ["Sloop", "9051100", "zie bestek", "wachtkamer"], ["Bouw", "45000000-1", -5, ""]]
    found = read(write_xlsx(rows))
    assert sorted(found.codes) == ["cpv_check_digit", "cpv_not_a_code", "status_unknown", "value_negative", "value_not_understood"]
    assert found.lots[1].cpv == ("45000000",)
    problem = next(problem for problem in found.all.problems if problem.code == "cpv_not_a_code")
    assert (problem.origin.sheet, problem.origin.row, problem.column, problem.params["text"]) == ("2027", 2, "CPV", "9051100")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_it_reads_separated_text_in_any_encoding(read, tmp_path, encoding, separator):
    lines = [["Onderwerp", "CPV", "Raming"], ['"Vervoer cliënten; dag, nacht"', "60120000-5", '"€ 1.000,50"'], ["", "", ""], ["Café", "", "n.t.b."]]
    if encoding == "cp1252":
        lines[1][2] = "1000.50"
    path = tmp_path / "lijst.csv"
    path.write_text("\r\n".join(separator.join(line) for line in lines), encoding=encoding)
    found = read(path)
    assert [(lot.title, lot.value_amount, lot.origin.sheet, lot.origin.row) for lot in found.lots] == [
        ("Vervoer cliënten; dag, nacht", 1000.5, "csv", 2),
        ("Café", None, "csv", 4),
    ]


def test_it_goes_by_content_and_not_by_name(read, write_xlsx):
    path = write_xlsx([HEAD, ROW])
    renamed = path.rename(path.with_suffix(".csv"))
    assert len(read(renamed).lots) == 1


def test_it_names_the_file_as_the_officer_does(read, write_xlsx):
    found = read(write_xlsx([HEAD, ROW]), file_name="Onze lijst.xlsx")
    assert found.all.file == "Onze lijst.xlsx"
    assert found.lots[0].origin.file == "Onze lijst.xlsx"


def test_it_refuses_a_file_without_a_table_of_tenders(read, write_xlsx):
    with pytest.raises(SourceError) as error:
        read(write_xlsx([["Supplier", "Date", "Amount"], ["A", "2027-01-01", 5]]))
    assert error.value.code == "no_table"


def test_it_reads_an_opendocument_list_with_struck_rows_and_merged_titles(read, tmp_path):
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.style import Style, TextProperties
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    document = OpenDocumentSpreadsheet()
    gone = Style(name="gone", family="table-cell")
    gone.addElement(TextProperties(textlinethroughstyle="solid"))
    document.automaticstyles.addElement(gone)
    table = Table(name="Blad")
    for number, values in enumerate([HEAD, ROW, ["Sloop", "45111100-9", 5, "", ""], ["Bouw", "", 6, "", ""]]):
        row = TableRow()
        for value in values:
            cell = TableCell(
                valuetype="float" if isinstance(value, int) else "string",
                stylename=gone if number == 2 else None,
                **({"value": value} if isinstance(value, int) else {}),
            )
            cell.addElement(P(text=str(value)))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    document.save(tmp_path / "lijst.ods")
    found = read(tmp_path / "lijst.ods")
    assert [(lot.title, lot.status, lot.value_amount) for lot in found.lots] == [
        ("Schoonmaak raadhuis", Status.PLANNED, 50000),
        ("Sloop", Status.WITHDRAWN, 5),
        ("Bouw", Status.PLANNED, 6),
    ]


def test_it_sees_strike_through_of_single_words_and_not_of_fonts_that_switch_it_off(read, tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (HEAD, ROW, ["Bouw", "", 6]):
        sheet.append(row)
    for cell in sheet[2]:
        cell.font = Font(strike=False)
    book.save(tmp_path / "uit.xlsx")
    assert read(tmp_path / "uit.xlsx").column("status") == [Status.PLANNED, Status.PLANNED]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the folder with real input is not beside this checkout")
def test_it_accounts_for_all_rows_of_a_councils_contract_notices(read):
    found = read(SHARED / "spreadsheets" / "lancashire-contract-notices.xlsx")
    assert len(found.by_row) == 635
    assert found.left_out == {1: "heading", 534: "duplicate"}
    assert len({tender.buyer for tender in found.tenders}) > 5
    assert {lot.status for lot in found.lots} >= {Status.AWARDED, Status.CLOSED}


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the folder with real input is not beside this checkout")
def test_every_real_file_is_read_or_refused_in_one_sentence(read):
    for path in sorted((SHARED / "spreadsheets").iterdir()):
        try:
            found = read(path)
        except SourceError as error:
            assert "{" not in PROBLEMS[error.code].format(**error.params)
        else:
            assert found.tenders
