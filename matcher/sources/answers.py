"""Columns that ask whether a tender goes on ("Gaat door?", "Vervallen (ja/nee)"): their yes and no in the words of a status."""

from __future__ import annotations

from dataclasses import replace

from matcher.sources.columns import asks_whether
from matcher.sources.sheets import Cell, Row, Sheet
from matcher.sources.tables import Table
from matcher.sources.wordings import says_no, says_yes

_STOPPED = "vervallen"


def with_answers(sheet: Sheet, table: Table) -> Sheet:
    """Return a sheet in whose columns of this kind a status stands instead of yes and no; the same sheet if it has none."""
    columns = {column: asks for column in table.columns_of("status") if (asks := asks_whether(table.labels.get(column, "")))}
    if not columns:
        return sheet
    rows = [row if row.number <= table.heading_rows[-1] else _answered(row, columns) for row in sheet.rows]
    return replace(sheet, rows=rows)


def _answered(row: Row, columns: dict[int, str]) -> Row:
    cells = [_status(cell, columns[column]) if column in columns else cell for column, cell in enumerate(row.cells)]
    return replace(row, cells=cells)


def _status(cell: Cell, asked: str) -> Cell:
    text = "ja" if cell is True else "nee" if cell is False else f"{cell:g}" if isinstance(cell, (int, float)) else cell
    if not isinstance(text, str) or not text:
        return cell
    no, yes = says_no(text), says_yes(text)
    if not no and not yes:
        return cell
    return _STOPPED if no == (asked == "goes_on") else ""
