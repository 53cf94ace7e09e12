"""What a heading makes of the days below it: of a term from day to day ("1-8-2027 t/m 31-7-2031") and of the number of a week."""

from __future__ import annotations

import re
from datetime import date

from matcher.sources.columns import is_of_next_alone
from matcher.sources.data_rows import DataRows
from matcher.sources.days import read_when

_PARTS = (("w", "week", 53), ("ma", "maand", 12), ("mo", "month", 12), ("kw", "kwartaal", 4), ("q", "quarter", 4))
"""How a word for a part of the year begins, what is put before its number, and the last one of a year."""
_PART_OF_YEAR = re.compile(r"(?i)\b(?:week(?:nummer|nr)?|wk|maand|month|kwartaal|kw|quarter)\b")
_TWO_NUMBERS = re.compile(r"(?i)\b(?:dag|day|jaar|year)\b")
"""In such a heading: 1-8 below "Start (dag-maand)" is no pair of months."""
_NUMBERS = re.compile(r"(\d{1,2})(?:\s?-\s?(\d{1,2}))?")
_BOUNDS = re.compile(r"\s*(?:\bt/m\b|\btot(?: en met)?\b|\buntil\b|\bto\b|\s[-–—]\s|[–—])\s*", re.IGNORECASE)


def name_weeks(data: DataRows, name: str, heading: str) -> None:
    """Put the word before bare numbers of weeks, months or quarters: 14 below "Week start" is "week 14"."""
    if not (found := _PART_OF_YEAR.search(heading)) or _TWO_NUMBERS.search(heading):
        return
    unit, last = next((word, last) for start, word, last in _PARTS if found[0].lower().startswith(start))
    for row, text in enumerate(data.texts[name]):
        if (numbers := _NUMBERS.fullmatch(text)) and all(0 < int(number) <= last for number in numbers.groups(text.split("-")[0])):
            data.cells[name][row] = data.texts[name][row] = f"{unit} {text}"


def start_of_terms(data: DataRows, heading: str) -> None:
    """Give rows without a start the first day of their term, where that is the one of the contract to come.

    `heading`: of the terms. It says so ("Nieuwe contractperiode"), or every deadline in the list comes before: else it may be the contract that runs.
    """
    known = {term: day for term in set(data.texts["duration"]) if (day := _first_day(term))}
    starts = {row: known[term] for row, term in enumerate(data.texts["duration"]) if term in known and not data.texts["start"][row]}
    if not starts:
        return
    deadlines = {row: day for row in starts if (day := _day_of(data.cells["deadline"][row]))}
    if not is_of_next_alone(heading):
        follow = deadlines and all(day < starts[row] for row, day in deadlines.items())
        starts = {row: day for row, day in starts.items() if day > min(deadlines.values())} if follow else {}
    for row, day in starts.items():
        data.cells["start"][row], data.texts["start"][row] = day, day.isoformat()


def _first_day(term: str) -> date | None:
    """Return the day that a term starts, if it is one from day to day."""
    parts = _BOUNDS.split(term.strip()) if any(map(str.isdigit, term)) else []
    days = [read_when(part).day for part in parts if part]
    return days[0] if len(days) == 2 and all(days) else None


def _day_of(cell: str | float | int | date) -> date | None:
    return read_when(cell).day if cell != "" else None
