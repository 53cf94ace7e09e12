"""Columns whose heading says nothing, or not enough: their values say what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from matcher.sources.amounts import basis_of
from matcher.sources.column_values import (
    days_in,
    holds_bases,
    holds_names,
    holds_statuses,
    looks_like_code,
    looks_like_money,
    may_be_money,
    mean_length,
    middle_day,
    share,
    text_at,
)
from matcher.sources.sheets import Cell, Row
from matcher.sources.texts import are_people, folded, masked

USEFUL = frozenset({"value", "value_max", "cpv", "deadline", "start", "procedure", "lot", "reference", "duration", "status", "buyer"})
"""Fields of which some stand in every table of tenders."""
_MAY_BE_TITLES = frozenset({"department", "category", "place"})
"""Fields that a heading such as "Werk/dienst/object" may be taken for."""
_LONG_TEXT = 25
"""Letters that the cells of a column have at least, on average, if they describe what is bought."""


def look_at_values(fields: dict[int, str], labels: dict[int, str], certain: dict[int, tuple[str, float]], data: Sequence[Row]) -> None:
    """Recognise by their values the columns whose heading says nothing: codes, contact data, amounts with a euro sign, titles."""
    width = max((len(row.cells) for row in data), default=0)
    texts: dict[int, list[str]] = {}
    unknown: dict[int, list[Cell]] = {}
    for column in range(min(width, 100)):
        if column in fields or (column in certain and certain[column][0] != "title"):
            continue  # a second title is none, and its values say what it is
        values = [row.cells[column] for row in data if column < len(row.cells) and row.cells[column] != ""]
        if len(values) < 2:
            continue
        strings = [str(value) for value in values]
        unknown[column] = values
        if sum(masked(text) != text for text in strings) >= 0.3 * len(values) or are_people(strings):
            fields[column] = "contact"
        elif "cpv" not in fields.values() and share(values, looks_like_code) >= 0.6:
            fields[column] = "cpv"
        elif "value" not in fields.values() and sum("€" in text for text in strings) >= 0.5 * len(values):
            fields[column] = "value"
        elif "status" not in fields.values() and holds_statuses(strings):
            fields[column] = "status"
        elif "basis" not in fields.values() and holds_bases(column, data):
            fields[column] = "basis"
        elif all(type(value) is str for value in values):
            texts[column] = strings
    if "cpv" not in fields.values():  # "CPV / omschrijving" may be above the codes
        columns = (column for column in fields if fields[column] == "cpv_text")
        codes = next(
            (column for column in columns if share([row.cells[column] for row in data if text_at(row, column)] or [""], looks_like_code) >= 0.6), None
        )
        if codes is not None:
            fields[codes] = "cpv"
    if "value" not in fields.values() and (money := [column for column in unknown if share(unknown[column], looks_like_money) >= 0.6]):
        fields[money[0]] = "value"
    if "value" not in fields.values():
        rounded = [column for column in unknown if column not in fields and share(unknown[column], may_be_money) >= 0.7]
        if len(rounded) == 1:
            fields[rounded[0]] = "value"
    if "value" not in fields.values() and (total := _total_column(labels, fields, data)) is not None:
        fields[total] = "value"
    yearly = next((column for column, field in fields.items() if field == "value" and basis_of(labels.get(column, "")) == "year"), None)
    settled = not {"value_total", "value_max"}.isdisjoint(fields.values())
    bare = {column: label for column, label in labels.items() if folded(label) in ("totaal", "total")}  # "Totaal besteed" says something else
    if yearly is not None and not settled and (total := _total_column(bare, fields, data)) is not None:
        fields[yearly], fields[total] = "value_total", "value"
    _look_at_days(fields, {column: days for column in unknown if (days := days_in(unknown[column]))}, data)
    if "title" not in fields.values():
        for column, field in fields.items():
            words = [text for row in data if (text := text_at(row, column))]
            if words and field in _MAY_BE_TITLES and (field == "category" or certain.get(column, ("", 1.0))[1] < 1):
                texts[column] = words
    if "title" not in fields.values() and len({field for field in fields.values() if field in USEFUL}) >= 3 and texts:
        longest = max(texts, key=lambda column: mean_length(texts[column]))
        if holds_names(longest, data):
            fields[longest] = "title"
    if "title" in fields.values() and {"description", "remarks"}.isdisjoint(fields.values()):
        wide = {length: column for column in texts if column not in fields and (length := mean_length(texts[column])) >= _LONG_TEXT}
        if wide:
            fields[wide[max(wide)]] = "description"


def _total_column(labels: Mapping[int, str], fields: Mapping[int, str], data: Sequence[Row]) -> int | None:
    """Return the column under "Totaal" if it holds amounts; such a heading alone may also be above numbers of pieces."""
    for column, label in labels.items():
        if folded(label).split()[:1] in (["totaal"], ["total"]) and fields.get(column, "other") == "other":
            cells = [row.cells[column] for row in data if column < len(row.cells) and row.cells[column] != ""]
            if share(cells or [""], lambda cell: looks_like_money(cell) or (isinstance(cell, (int, float)) and cell >= 1000)) >= 0.6:
                return column
    return None


def _look_at_days(fields: dict[int, str], unknown: Mapping[int, Sequence[date]], data: Sequence[Row]) -> None:
    """Recognise columns of days whose heading says nothing by their order: tenders are handed in before the contract starts."""
    days = {field: days_in([cell for row in data if column < len(row.cells) and (cell := row.cells[column]) != ""])
            for column, field in fields.items() if field in ("deadline", "start")}  # fmt: skip
    ordered = sorted(unknown, key=lambda column: middle_day(unknown[column]))
    if not days and len(ordered) == 2:
        fields[ordered[0]], fields[ordered[1]] = "deadline", "start"
    elif len(days) == 1 and len(ordered) == 1 and all(days.values()):
        (known, theirs), (column, its) = next(iter(days.items())), next(iter(unknown.items()))
        between = (middle_day(its) - middle_day(theirs)).days
        if known == "deadline" and between > 14:
            fields[column] = "start"
        elif known == "start" and between < -14:
            fields[column] = "deadline"
