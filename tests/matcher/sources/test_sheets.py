from datetime import date, datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from matcher.sources.limits import ReadLimits
from matcher.sources.sheets import Row, Rows, read_sheets


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


@pytest.fixture
def rows():
    found = Rows()
    found.add([1, 3], [["a", "b"], [1.0, ""]], {"1": ([0], [])})
    found.add([4, 9], [["c", "d"], ["", ""], ["", "wijd"]], {"0": ([], [1])})
    return found


def test_rows_are_made_of_the_columns_of_several_blocks(rows):
    made = [Row(1, ["a", 1.0]), Row(3, ["b"], [0], []), Row(4, ["c"], [], [1]), Row(9, ["d", "", "wijd"])]
    assert list(rows) == [rows[place] for place in range(4)] == made
    assert (rows[-1], len(rows), rows.column(2), rows.column(7)) == (made[3], 4, ["", "", "", "wijd"], [""] * 4)
    assert (rows.numbered(4), rows.numbered(5), rows.numbered(10)) == (made[2], None, None)


@pytest.mark.parametrize(
    ("some", "numbers"),
    [
        (lambda rows: rows[1:3], [3, 4]),
        (lambda rows: rows.between(1, 9), [3, 4]),
        (lambda rows: rows.between(1, 4), [3]),
        (lambda rows: rows.below(3), [4, 9]),
        (lambda rows: rows.below(0, 2), [1, 3]),
        (lambda rows: rows.picked([1, 3]), [3, 9]),
        (lambda rows: rows.below(9), []),
    ],
)
def test_some_rows_are_those_of_the_whole_with_their_looks(rows, some, numbers):
    assert list(some(rows)) == [row for row in rows if row.number in numbers]
    assert len(some(rows)) == len(numbers)


def test_other_cells_leave_the_rows_that_they_were_put_in(rows):
    changed = rows.replaced({0: ["x"] * 4, 4: ["y"] * 4})
    assert [row.cells for row in changed] == [["x", 1.0, "", "", "y"], ["x", "", "", "", "y"], ["x", "", "", "", "y"], ["x", "", "wijd", "", "y"]]
    assert rows[0].cells == ["a", 1.0]
