"""Columns for each quarter under one heading: the one that is filled in says when, and how much if the heading speaks of money."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from matcher.sources.columns import Headings
from matcher.sources.days import QUARTER
from matcher.sources.rows import cell_text
from matcher.sources.sheets import Row, Sheet
from matcher.sources.tables import Table

_MONEY = re.compile(r"bedrag|raming|waarde|budget|kosten|€|euro|amount|value|spend", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}[-/. ]\w+[-/. ]20\d\d")
_YEAR = re.compile(r"\b20\d\d\b")
_MARKS = frozenset({"x", "v", "✓", "✔", "•", "●", "ja", "yes"})


def join_quarters(sheet: Sheet, table: Table, headings: Headings) -> tuple[Sheet, Table, dict[int, str]]:
    """Return the sheet with one column of amounts for all quarters, its table, and sheet row -> the quarters that are filled in.

    A row with amounts in several quarters has none: whether they are to be added up, it does not say.
    """
    quarters = _quarters(sheet, table, headings)
    if not quarters:
        return sheet, table, {}
    first = min(quarters)
    fields = {column: field for column, field in table.fields.items() if column not in quarters}
    money = "value" not in fields.values() and bool(_MONEY.search(table.labels[first]))
    if money:
        fields |= dict.fromkeys(quarters, "value")
    rows, periods = [], {}
    for row in sheet.rows:
        filled = [column for column in quarters if row.number > table.heading_rows[-1] and column < len(row.cells) and row.cells[column] != ""]
        amounts = [column for column in filled if cell_text(row.cells[column]).lower() not in _MARKS]
        if filled and len(amounts) <= 1:
            periods[row.number] = ", ".join(quarters[column] for column in amounts or filled)
        if filled and money:
            cells = ["" if column in quarters else cell for column, cell in enumerate(row.cells)]
            cells[first] = row.cells[amounts[0]] if len(amounts) == 1 else ""
            rows.append(Row(row.number, cells, row.struck, row.bold))
        else:
            rows.append(row)
    return replace(sheet, rows=rows), replace(table, fields=dict(sorted(fields.items()))), periods


def _quarters(sheet: Sheet, table: Table, headings: Headings) -> dict[int, str]:
    """Return column -> quarter with its year, of the first two or more columns that have all but the quarter in common."""
    alike: dict[str, dict[int, str]] = defaultdict(dict)
    for column, label in table.labels.items():
        field, certainty = headings.recognise(label)
        if certainty > 1 and field != "value":
            continue  # somebody said that it is something else
        if found := QUARTER.search(label):
            alike[label[: found.start()]][column] = found[0].strip() if found["year"] else f"{found[0].strip()} {_year(sheet, table)}".strip()
    return next((columns for columns in alike.values() if len(set(columns.values())) > 1), {})


def _year(sheet: Sheet, table: Table) -> str:
    """Return the year that the sheet's name or a line above the table tells; "" if there is none."""
    above = [cell for row in sheet.rows if row.number < table.heading_rows[0] for cell in row.cells if isinstance(cell, str)]
    return next((found[0] for line in (sheet.name, *above) if (found := _YEAR.search(_DAY.sub("", line)))), "")
