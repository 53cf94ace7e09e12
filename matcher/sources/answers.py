"""Columns that ask whether a tender goes on ("Gaat door?", "Vervallen (ja/nee)"): their yes and no in the words of a status."""

from __future__ import annotations

import re
from dataclasses import replace

from matcher.sources.columns import asks_whether
from matcher.sources.rows import cell_text
from matcher.sources.sheets import Cell, Sheet
from matcher.sources.tables import Table
from matcher.sources.wordings import says_no, says_yes

_STOPPED = "vervallen"
_POSTPONED = re.compile(r"20\d\d|uitgesteld|later|volgend|postponed|delayed", re.IGNORECASE)
"""Of what is put off "nee" is said of now."""


def with_answers(sheet: Sheet, table: Table) -> Sheet:
    """Return a sheet in whose columns of this kind a status stands instead of yes and no; the same sheet if it has none."""
    columns = {
        column: asks
        for column in table.columns_of("status")
        if (asks := asks_whether(table.labels.get(column, ""))) and _answers(sheet, table, column)
    }
    if not columns:
        return sheet
    above = len(sheet.rows.between(0, table.heading_rows[-1] + 1))
    said = {}
    for column, asks in columns.items():
        cells = sheet.rows.column(column)
        said[column] = cells[:above] + [_status(cell, asks) for cell in cells[above:]]
    return replace(sheet, rows=sheet.rows.replaced(said))


def _answers(sheet: Sheet, table: Table, column: int) -> bool:
    """Say whether most of a column is yes or no: below "Nog nodig" there may be amounts, below "Vervalt" days."""
    filled = [cell for cell in sheet.rows.below(table.heading_rows[-1]).column(column) if cell != ""]
    said = [text for cell in filled if says_yes(text := cell_text(cell)) or says_no(text)]
    return len(said) > len(filled) / 2


def _status(cell: Cell, asked: str) -> Cell:
    text = cell_text(cell)
    if not text or _POSTPONED.search(text):
        return cell
    no, yes = says_no(text), says_yes(text)
    if not no and not yes:
        return cell
    return _STOPPED if no == (asked == "goes_on") else ""
