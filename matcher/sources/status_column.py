"""The status column of an annotated workbook, when the officer sends that workbook in again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from matcher.sources.sheets import Sheet
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
    rows = sheet.rows.replaced({column: [""] * len(sheet.rows) for column in columns})
    rows.looks = {place: (_others(struck, columns), _others(bold, columns)) for place, (struck, bold) in rows.looks.items()}
    return replace(sheet, rows=rows.picked([place for place, row in enumerate(rows) if row.cells]))


def _is(cell: object, heading: str) -> bool:
    return isinstance(cell, str) and clean(cell) == heading


def _others(found: Sequence[int], columns: set[int]) -> list[int]:
    return [column for column in found if column not in columns]
