"""The status column of an annotated workbook, when the officer sends that workbook in again."""

from __future__ import annotations

from dataclasses import replace

from matcher.sources.sheets import Row, Sheet
from matcher.sources.texts import clean

HEADING = "Wijkmatch"
_LOOKED_AT = 120
"""Rows in which the heading is sought, as for any heading row."""


def without_status(sheet: Sheet, heading: str = HEADING) -> Sheet:
    """Return a sheet with the column under this heading made empty: what `annotate` wrote there is no part of the list.

    Left in, a status makes a line of text out of an empty row, and can be taken for a title.
    """
    named = next((row for row in sheet.rows[:_LOOKED_AT] if any(_is(cell, heading) for cell in row.cells)), None)
    if named is None:
        return sheet
    columns = {column for column, cell in enumerate(named.cells) if _is(cell, heading)}
    rows = [_emptied(row, columns) for row in sheet.rows]
    return replace(sheet, rows=[row for row in rows if row.cells])


def _is(cell: object, heading: str) -> bool:
    return isinstance(cell, str) and clean(cell) == heading


def _emptied(row: Row, columns: set[int]) -> Row:
    cells = ["" if column in columns else cell for column, cell in enumerate(row.cells)]
    while cells and cells[-1] == "":
        cells.pop()
    return Row(row.number, cells, [each for each in row.struck if each not in columns], [each for each in row.bold if each not in columns])
