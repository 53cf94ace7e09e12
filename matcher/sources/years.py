"""Columns for the budget of each year or month with a total beside them: that total is what the tender is worth."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from matcher.sources.columns import Headings
from matcher.sources.tables import Table

_PERIOD = re.compile(
    r"(?<!\d)20[2-4]\d(?!\d)|\b(?:jan(?:uari)?|feb(?:ruari)?|mrt|maart|apr(?:il)?|mei|juni?|juli?|aug(?:ustus)?|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|"
    r"dec(?:ember)?|january|february|mar(?:ch)?|may|june|july|august|oct(?:ober)?)\b",
    re.IGNORECASE,
)
_TOTAL = re.compile(r"\btota(?:al|le)\b|\btotal\b", re.IGNORECASE)
_AMOUNTS = frozenset({"value", "value_total"})


def with_total_of_years(table: Table, headings: Headings) -> Table:
    """Return a table whose value is the total beside two or more columns that have all but a year or month in common.

    The same table if it has none such.
    """
    alike: dict[str, set[int]] = defaultdict(set)
    labels = {column: label for column, label in table.labels.items() if table.fields.get(column, "value") in _AMOUNTS}
    for column, label in labels.items():
        if _PERIOD.search(label):
            alike[" ".join(_PERIOD.sub("", label).split())].add(column)
    value = next(iter(table.columns_of("value")), None)
    years = next((columns for columns in alike.values() if len(columns) > 1 and (value is None or value in columns)), None)
    if not years or any(headings.recognise(labels[column])[1] > 1 for column in years):  # somebody said which of them counts
        return table
    total = next((column for column, label in labels.items() if column not in years and _TOTAL.search(label)), None)
    if total is None:
        return table
    fields = {column: field for column, field in table.fields.items() if field not in _AMOUNTS} | {total: "value"}
    return replace(table, fields=dict(sorted(fields.items())), over_years=True)
