from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from matcher.sources.limits import ReadLimits
from matcher.sources.sheets import read_sheets


def sheet_of(path, rows, struck=(), bold=()):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for place in struck:
        book.active[place].font = Font(strike=True)
    for place in bold:
        book.active[place].font = Font(bold=True)
    book.save(path)
    (sheet,) = read_sheets(path, ReadLimits())
    return sheet


@pytest.mark.parametrize(
    "column",
    [
        ["Dak", "Kap", "Gevel"],
        ["Dak", "\x7f", "een\x7ftwee"],
        ["een\ntwee", "Kap", "Gevel"],
        ["Dak", 12.0, "Gevel"],
        ["Dak", True, 0.5],
        [date(2027, 3, 1), "maart", 2027.0],
        ["2027-03-01", date(2027, 3, 1), date(2027, 3, 1)],
        ["[1]", '{"end": true}', '"'],
    ],
)
def test_every_cell_comes_over_as_it_is(tmp_path, column):
    sheet = sheet_of(tmp_path / "lijst.xlsx", [["Rij", cell] for cell in column])
    assert [row.cells for row in sheet.rows] == [["Rij", cell] for cell in column]


def test_rows_end_with_their_last_cell_and_keep_their_numbers(tmp_path):
    moment = datetime(2027, 3, 1, 9, 30)  # noqa: DTZ001  # as a sheet holds it
    rows = [["a", "b", "c"], [], ["d"], [None, moment], *([number] for number in range(5, 2500)), ["e", "f", "g", "h"]]
    sheet = sheet_of(tmp_path / "lijst.xlsx", rows)
    assert [(row.number, row.cells) for row in sheet.rows[:3]] == [(1, ["a", "b", "c"]), (3, ["d"]), (4, ["", date(2027, 3, 1)])]
    assert [(row.number, row.cells) for row in sheet.rows[-2:]] == [(2499, [2499.0]), (2500, ["e", "f", "g", "h"])]
    assert len(sheet.rows) == 2499


def test_looks_stand_with_their_row(tmp_path):
    rows = [[f"rij {number}", "tekst"] for number in range(1, 1201)]
    sheet = sheet_of(tmp_path / "lijst.xlsx", rows, struck=["B2", "A1100"], bold=["A1", "B1100"])
    looks = {row.number: (list(row.struck), list(row.bold)) for row in sheet.rows if row.struck or row.bold}
    assert looks == {1: ([], [0]), 2: ([1], []), 1100: ([0], [1])}
