"""Cells of a table that are merged over several rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from matcher.sources.sheets import Cell, Sheet
from matcher.sources.tables import Table

_FILLED_DOWN = frozenset(
    {"title", "reference", "buyer", "cpv", "deadline", "start", "procedure", "department", "category", "duration", "status", "place", "when"}
)
"""Fields of which a cell merged over several rows counts for each of them. An amount over several lots is not the amount of each."""
_TALLEST, _MOST = 2000, 20_000
"""Rows of the tallest merged cell that is looked at, and how many such cells are: no list has more."""


def filled_down(sheet: Sheet, table: Table) -> dict[tuple[int, int], Cell]:
    """Return, for cells merged over several rows, (sheet row, column) -> the value of the first; only for fields that hold for each row."""
    values: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, _ in _tall(sheet):
        if table.fields.get(left) not in _FILLED_DOWN or top + 1 <= table.heading_rows[-1]:
            continue
        first = sheet.rows.numbered(top + 1)
        if first is None or left >= len(first.cells) or first.cells[left] == "":
            continue
        for number in range(top + 2, bottom + 2):
            values[number, left] = first.cells[left]
    return values


def covered(sheet: Sheet, table: Table) -> set[tuple[int, int]]:
    """Return (sheet row, column) of the cells that are merged with one above, in columns that are used."""
    return {
        (number, column)
        for top, left, bottom, right in _tall(sheet)
        for column in table.fields
        if left <= column <= right
        for number in range(top + 2, bottom + 2)
    }


def _tall(sheet: Sheet) -> Iterator[list[int]]:
    return islice((each for each in sheet.merged if 0 < each[2] - each[0] <= _TALLEST), _MOST)
