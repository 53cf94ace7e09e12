import io
import os
import struct
import subprocess
import sys
import zipfile
from contextlib import nullcontext

import openpyxl
import pytest

from matcher.errors import SourceError
from matcher.problems import PROBLEMS, PROBLEMS_EN
from matcher.sources.grid import limits_argument
from matcher.sources.limits import ReadLimits
from matcher.sources.records import read_records
from matcher.sources.spreadsheet import read_tenders

ROWS = [["Onderwerp", "CPV", "Raming"], ["Sloop", "45111100-9", 5]]
CONTENT = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><office:body><office:spreadsheet><table:table '
    'table:name="A">{}</table:table></office:spreadsheet></office:body>'
    "</office:document-content>"
)
CELL = '<table:table-cell office:value-type="string"{}><text:p>x</text:p></table:table-cell>'


def workbook_bytes(edit=None, extra=()):
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    whole = io.BytesIO()
    book.save(whole)
    out = io.BytesIO()
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, edit(content) if edit and name.endswith("sheet1.xml") else content)
        for name, content in extra:
            new.writestr(name, content)
    return out.getvalue()


def with_cell(name):
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active[name] = "x"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def wide():
    book = openpyxl.Workbook()
    book.active.append(["Onderwerp", "CPV", *range(16_382)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def ods(rows, kind="spreadsheet"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr("content.xml", CONTENT.format(rows))
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def laughs(content):
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = content.replace(b"<sheetData>", b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>')
    return f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{entities}]>'.encode() + text


UNHURRIED = ReadLimits(cpu_seconds=300, wall_seconds=600.0)
"""What is refused with these is refused for what it holds, however busy the machine is."""
HOSTILE = {
    "empty.xlsx": (lambda: b"", "file_empty"),
    "blank.csv": (lambda: b" \r\n \r\n", "file_empty"),
    "picture.xlsx": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "file_is_picture"),
    "scan.xlsx": (lambda: b"%PDF-1.7\n" + bytes(range(256)), "file_is_pdf"),
    "webpage.xls": (lambda: b"<html><table><tr><td>Onderwerp</td></tr></table></html>", "file_is_html"),
    "webpage2.xls": (lambda: "\ufeff<meta charset=utf-8><table></table>".encode(), "file_is_html"),
    "xml.xls": (lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "file_is_xml"),
    "noise.xlsx": (lambda: os.urandom(4000) + b"\x00\x01", "file_not_a_spreadsheet"),
    "other.xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4000), "file_not_a_spreadsheet"),
    "locked.xlsx": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(3000),
        "file_encrypted"),
    "truncated.xlsx": (lambda: workbook_bytes()[:-200], "file_damaged"),
    "half.xlsx": (lambda: workbook_bytes(lambda content: content[: len(content) // 2]), "file_damaged"),
    "laughs.xlsx": (lambda: workbook_bytes(laughs), "file_bomb"),
    "bomb.xlsx": (lambda: workbook_bytes(extra=[("xl/media/image1.png", bytes(450_000_000))]), "file_bomb"),
    "entries.xlsx": (lambda: workbook_bytes(extra=[(f"x/{number}", b"") for number in range(5001)]), "file_bomb"),
    "astray.xlsx": (lambda: with_cell("XFD1048576"), "cell_far_away"),
    "below.xlsx": (lambda: with_cell("A1048576"), "cell_far_away"),
    "wide.xlsx": (wide, "too_many_columns"),
    "wide.csv": (lambda: b"Onderwerp;CPV" + b";x" * 20_000, "too_many_columns"),
    "wide.ods": (lambda: ods(f'<table:table-row>{CELL.format(" table:number-columns-repeated=" + chr(34) + "16000" + chr(34))}</table:table-row>'),
        "too_many_columns"),
    "long.ods": (lambda: ods(f'<table:table-row table:number-rows-repeated="1000000">{CELL.format("")}</table:table-row>'), "too_many_rows"),
    "document.xlsx": (lambda: ods("", "text"), "file_not_a_spreadsheet"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_it_refuses_a_hostile_or_broken_file_in_one_clear_sentence(tmp_path, name):
    make, code = HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(make())
    with pytest.raises(SourceError) as error:
        read_tenders(path, limits=UNHURRIED)
    assert error.value.code == code
    for table in (PROBLEMS, PROBLEMS_EN):
        sentence = table[code].format(**error.value.params)
        assert sentence.endswith((".", ")"))
        assert "{" not in sentence


def test_a_part_that_is_packed_in_a_rare_way_and_damaged_is_told_as_damaged(tmp_path):
    pytest.importorskip("lzma")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", CONTENT.format(""))
    content = bytearray(out.getvalue())
    content[len("mimetype") + 30 + 4] = 0xFF  # the first byte that says how it is packed: behind the local header and the version
    path = tmp_path / "packed.ods"
    path.write_bytes(content)
    with pytest.raises(SourceError) as error:
        read_tenders(path, limits=UNHURRIED)
    assert error.value.code == "file_damaged"


@pytest.mark.shared
def test_an_xls_whose_folders_lead_in_a_circle_is_read_without_its_looks(shared, tmp_path):
    path = shared("real", "lists", "wonenzuidrand_aanbplan27.xls")
    content = bytearray(path.read_bytes())
    (sector,) = struct.unpack_from("<i", content, 48)
    second = (sector + 1) * 512 + 128  # the entry after the root, of 128 bytes as each
    struct.pack_into("<ii", content, second + 68, 1, 1)  # its neighbours on both sides: itself
    (tmp_path / path.name).write_bytes(content)
    assert len(read_tenders(tmp_path / path.name, limits=UNHURRIED).tenders) == len(read_tenders(path, limits=UNHURRIED).tenders) == 18


def test_a_sheet_that_asks_for_too_much_memory_ends_only_the_reading_process(tmp_path):
    path = tmp_path / "many.csv"
    path.write_bytes(b"Onderwerp;CPV\n" + b"Sloop van een zeer grote loods;45111100\n" * 400_000)
    with pytest.raises(SourceError) as error:
        read_tenders(path, limits=ReadLimits(memory_bytes=60_000_000))
    assert error.value.code == "file_too_demanding"


def test_it_stops_reading_when_the_time_is_up(tmp_path):
    path = tmp_path / "many.csv"
    path.write_bytes(b"Onderwerp;CPV\n" + b"Sloop;45111100\n" * 100_000)
    with pytest.raises(SourceError) as error:
        read_tenders(path, limits=ReadLimits(wall_seconds=0.01))
    assert error.value.code == "file_too_slow"


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (ReadLimits(file_bytes=1000), "file_too_large"),
        (ReadLimits(rows=1), "too_many_rows"),
        (ReadLimits(columns=2), "too_many_columns"),
        (ReadLimits(cells=3), "too_many_cells"),
    ],
)
def test_it_holds_a_file_to_its_limits(tmp_path, limits, code):
    path = tmp_path / "lijst.xlsx"
    path.write_bytes(workbook_bytes())
    with pytest.raises(SourceError) as error:
        read_tenders(path, limits=limits)
    assert error.value.code == code


@pytest.mark.parametrize(("cells", "refused"), [(1000, True), (2000, False)])
def test_one_wide_row_does_not_make_a_long_sheet_a_large_one(tmp_path, cells, refused):
    path = tmp_path / "lijst.csv"
    path.write_text("Onderwerp;CPV\n" + "Sloop;45111100\n" * 100 + ";".join(["breed"] * 60), encoding="utf-8")
    with pytest.raises(SourceError) if refused else nullcontext() as error:
        read_tenders(path, limits=ReadLimits(cells=cells))
    assert not refused or error.value.code == "too_many_cells"


def test_it_says_that_a_file_is_missing(tmp_path):
    with pytest.raises(SourceError) as error:
        read_tenders(tmp_path / "weg.xlsx", limits=ReadLimits())
    assert error.value.code == "file_missing"


def test_the_reading_process_imports_no_more_than_it_needs(tmp_path):
    path = tmp_path / "lijst.xlsx"
    path.write_bytes(workbook_bytes())
    script = (
        "import sys, io; from matcher.sources.grid import main; main(sys.argv[1:], io.StringIO()); "
        "print([name for name in ('numpy', 'pandas', 'sqlalchemy', 'sklearn', 'flask', 'openpyxl') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path), limits_argument(ReadLimits())], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "INF"])
def test_a_number_without_end_is_an_empty_cell(tmp_path, number):
    rows = f'<row r="3"><c r="A3" t="inlineStr"><is><t>Dak</t></is></c><c r="B3"><v>{number}</v></c><c r="C3"><v>{number}</v></c></row>'
    path = tmp_path / "lijst.xlsx"
    path.write_bytes(workbook_bytes(lambda content: content.replace(b"</sheetData>", rows.encode() + b"</sheetData>")))
    try:
        tenders = read_tenders(path, limits=ReadLimits()).tenders
    except SourceError as error:  # what the reader of workbooks takes for no number at all
        assert error.code == "file_damaged" and number == "INF"
    else:
        assert [(tender.title, tender.lots[0].cpv, tender.lots[0].value_amount) for tender in tenders][1:] == [("Dak", (), None)]


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
@pytest.mark.parametrize("name", ["lijst.xlsx", "lijst.jsonl"])
def test_it_refuses_what_is_no_file_without_waiting_for_it(tmp_path, make, name):
    path = tmp_path / name
    make(path)
    with pytest.raises(SourceError) as error:
        (read_records if name.endswith("l") else read_tenders)(path, limits=ReadLimits())
    assert error.value.code == "not_a_file"
