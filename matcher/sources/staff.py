"""Columns that tell who handles a tender, by the heading over their headings: "Contact" above "Naam", "Team" and "Tel."."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from matcher.sources.columns import Headings
from matcher.sources.people import BELOW_ROLE
from matcher.sources.sheets import Row, Sheet
from matcher.sources.texts import can_be_a_name, clean, folded

_CONTACT = "contact"
_NO_PERSON = frozenset({"title", "lot_title", "description", "remarks", "cpv", "cpv_text", "value", "value_max", "deadline", "start", "when", "end",
                        "published", "lot", "status", "procedure", "duration", "reserved", "retender", "supplier", "reference"})  # fmt: skip
"""What may stand beside the columns of people under one heading ("Organisatie"), and is not about them."""
_TITLES = frozenset({"title", "name"})
_NAMES_TENDER = frozenset({"title", "name", "lot_title", "description"})
_LOOKED_AT = 60
_LONGEST = 4
"""Words of a heading over headings; "Contact: Inkoop, tst 4410" is a line above a table."""


def columns_of_staff(sheet: Sheet, rows: Sequence[Row], headings: Headings) -> set[int]:
    """Return the columns below a heading of people. `rows`: the heading, of one row or two; of one, the row right above it counts too."""
    lower = rows[-1]
    upper = rows[0] if len(rows) > 1 else next(iter(sheet.rows.below(lower.number - 2, 1)), lower)
    if upper.number != lower.number - 1:
        return set()
    if sum(cell != "" for cell in upper.cells) < 2 and not _covers_some(sheet, upper, lower):
        return set()  # a line above the table
    found: set[int] = set()
    for column, cell in enumerate(upper.cells):
        if not isinstance(cell, str) or not _names_staff(cell, headings):
            continue
        merged = next((right for top, left, _, right in sheet.merged if (top, left) == (upper.number - 1, column)), None)
        for below in range(column, len(lower.cells)):
            if below > (column if merged is None else merged) and (merged is not None or not _empty(upper, below)):
                break
            label = lower.cells[below] if isinstance(lower.cells[below], str) else ""
            if merged is None and not _goes_on(str(label), headings):
                break
            field = headings.recognise(str(label))[0]
            if field not in _NO_PERSON or (merged and _holds_names(sheet, lower, below) and (field not in _TITLES or _names_title(upper, headings))):
                found.add(below)
    labels = {
        column: cell for row in (upper, lower) for column, cell in enumerate(row.cells) if isinstance(cell, str) and cell and column not in found
    }
    return found if any(headings.recognise(clean(label))[0] in _NAMES_TENDER for label in labels.values()) else set()


def _names_title(upper: Row, headings: Headings) -> bool:
    """Say whether the title stands beside the heading of people, not below it."""
    return any(headings.recognise(clean(cell))[0] in _TITLES for cell in upper.cells if isinstance(cell, str) and cell)


def _holds_names(sheet: Sheet, heading: Row, column: int) -> bool:
    """Say whether what stands below a heading over people can be nothing but names, whatever its column is called: "Inhoud" and "Inkoop"."""
    below = (row.cells[column] for row in sheet.rows if row.number > heading.number and column < len(row.cells))
    texts = [cell for cell in islice(below, _LOOKED_AT) if cell != ""]
    return bool(texts) and all(isinstance(cell, str) and can_be_a_name(cell) for cell in texts)


def _covers_some(sheet: Sheet, upper: Row, lower: Row) -> bool:
    """Say whether a cell of the upper row is merged over some columns of the lower one, not over all of them."""
    width = sum(cell != "" for cell in lower.cells)
    return any(top == upper.number - 1 and 0 < right - left < width - 1 for top, left, _, right in sheet.merged)


def _names_staff(heading: str, headings: Headings) -> bool:
    return 0 < len(folded(heading).split()) <= _LONGEST and ":" not in heading and headings.recognise(clean(heading))[0] == _CONTACT


def _goes_on(label: str, headings: Headings) -> bool:
    return headings.recognise(clean(label))[0] == _CONTACT or not BELOW_ROLE.isdisjoint(folded(label).split())


def _empty(row: Row, column: int) -> bool:
    return column >= len(row.cells) or row.cells[column] == ""
