"""Columns for each quarter or month under one heading: the one that is filled in says when, and how much if the heading speaks of money."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from matcher.sources.columns import Headings
from matcher.sources.data_rows import DataRows
from matcher.sources.days import QUARTER
from matcher.sources.rows import cell_text
from matcher.sources.sheets import Sheet
from matcher.sources.tables import Table

_MONEY = re.compile(r"bedrag|raming|waarde|budget|kosten|€|euro|amount|value|spend", re.IGNORECASE)
_DAY = re.compile(r"\d{1,2}[-/. ]\w+[-/. ]20\d\d")
_YEAR = re.compile(r"\b20\d\d\b")
_MONTH = re.compile(
    r"\b(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mrt|maart|mar(?:ch)?|apr(?:il)?|mei|may|june?|juni|july?|juli|"
    r"aug(?:ustus|ust)?|sept?(?:ember)?|okt(?:ober)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?(?P<year>\s*[-'’]?(?:20)?\d\d)?\W*$",
    re.IGNORECASE,
)
_LEAST_QUARTERS, _LEAST_MONTHS = 2, 6
_SEVERAL = 3
"""Neighbours that are told by the first and the last of them: "mrt t/m aug 2027"."""
_MARKS = frozenset({"x", "v", "✓", "✔", "•", "●", "ja", "yes"})


def quarters_of(sheet: Sheet, table: Table, headings: Headings) -> dict[int, str]:
    """Return column -> quarter with its year, of the first two or more columns that have all but the quarter in common, or of six months."""
    alike: dict[tuple[str, int], dict[int, str]] = defaultdict(dict)
    for column, label in table.labels.items():
        field, certainty = headings.recognise(label)
        if certainty > 1 and field != "value":
            continue  # somebody said that it is something else
        for part_of_year, least in ((QUARTER, _LEAST_QUARTERS), (_MONTH, _LEAST_MONTHS)):
            if found := part_of_year.search(label):
                named = found[0].strip() if found["year"] else f"{found[0].strip()} {_year(sheet, table)}".strip()
                alike[label[: found.start()], least][column] = named
    titles = set(table.columns_of("title"))  # "Project Q1" and "Project Q2" say what, not how much or when
    return next((columns for (_, least), columns in alike.items() if len(set(columns.values())) >= least and titles.isdisjoint(columns)), {})


def with_quarters(table: Table, quarters: Collection[int]) -> Table:
    """Return a table of which these columns together are the value, if their heading speaks of money and no other column is it; else nothing."""
    fields = {column: field for column, field in table.fields.items() if column not in quarters}
    if "value" not in fields.values() and any(_MONEY.search(table.labels[column]) for column in quarters):
        fields |= dict.fromkeys(quarters, "value")
    return replace(table, fields=dict(sorted(fields.items())))


def fill_in(data: DataRows, sheet: Sheet, table: Table, quarters: Mapping[int, str]) -> None:
    """Give each row the amount of its one filled quarter, and that quarter as its period where it has no start.

    A row with amounts in several quarters has none: whether they are to be added up, it does not say.
    """
    place_of = {number: place for place, number in enumerate(sheet.rows.numbers)}
    columns = {column: sheet.rows.column(column) for column in quarters}
    for place, number in enumerate(data.numbers):
        cells = {column: cell for column, own in columns.items() if (cell := own[place_of[number]]) != ""}
        amounts = {column: cell for column, cell in cells.items() if cell_text(cell).lower() not in _MARKS}
        if len(amounts) <= 1 and not data.cells["start"][place]:
            data.cells["start"][place] = _told([quarters[column] for column in amounts or cells], quarters)
        if table.fields.get(min(quarters)) == "value":
            amount = next(iter(amounts.values())) if len(amounts) == 1 else ""
            data.cells["value"][place], data.texts["value"][place] = amount, cell_text(amount)


def _told(filled: Sequence[str], quarters: Mapping[int, str]) -> str:
    """Return what to call the quarters or months that are filled in."""
    every = list(quarters.values())
    first = every.index(filled[0]) if filled else 0
    if len(filled) >= _SEVERAL and every[first : first + len(filled)] == list(filled):
        return f"{filled[0]} t/m {filled[-1]}"
    return ", ".join(filled)


def _year(sheet: Sheet, table: Table) -> str:
    """Return the year that the sheet's name or a line above the table tells; "" if there is none."""
    above = [cell for row in sheet.rows.between(0, table.heading_rows[0]) for cell in row.cells if isinstance(cell, str)]
    return next((found[0] for line in (sheet.name, *above) if (found := _YEAR.search(_DAY.sub("", line)))), "")
