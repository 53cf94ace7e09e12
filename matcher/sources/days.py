"""Days and periods: only an exact day becomes a date; "Q2 2027", "week 14" and "medio 2027" stay as written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from matcher.sources.texts import current

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january", "februari feb febr february", "maart mrt mar march maa", "april apr", "mei may", "juni jun june", "juli jul july",
            "augustus aug august", "september sep sept", "oktober okt oct october", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_DASHES = str.maketrans("‐‑‒–—−", "------")
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_MONTH_NAME = re.compile(
    rf"(?i)(?<![\d])(\d{{1,2}})(?:\s*(?:-|t/m|tot(?:\s+en\s+met)?|en|to)\s*\d{{1,2}})?\s*(?:e|ste|de|st|nd|rd|th)?[\s\-./]*(?:of\s+)?({_NAMES})(?![a-z])\.?[\s\-./,]*['’]?(\d{{4}}|"
    rf"\d{{2}})(?!\d)"
)
_MONTH_NAME_DAY = re.compile(rf"(?i)\b({_NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})(?!\d)")
_NUMERIC = re.compile(r"(?<![\d.,/-])(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?['’]?(\d{4}|\d{2})(?![\d])")
_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_COMPACT = re.compile(r"^(20\d{2})(\d{2})(\d{2})$")
_COMPACT_DUTCH = re.compile(r"^(\d{2})(\d{2})(20\d{2})$")
_HEDGED = re.compile(
    r"(?i)(?<!\w)(?:ca|circa|rond|omstreeks|ongeveer|about|around|approx\w*|medio|begin|eind|±|~|mogelijk|indicatief|streven|w/c|"
    r"we?e?k (?:of|van|vanaf|commencing|beginning|starting))\b|"
    r"[±~]|^(?:na|after|vanaf ca)\b"
)
_NONE = re.compile(
    r"(?i)^[\s\-–—/?.]*(?:n\.?\s?[vtn]\.?\s?[tb]\.?|n/?a|ntb|nvt|tbd|tbc|t\.b\.d\.|pm|p\.m\.|geen|none|onbekend|unknown|nader te "
    r"bepalen|nog (?:niet bekend|onbekend|te bepalen)|x|ja|nee|yes|no|"
    r"to be determined|to be confirmed|[0\-/.]+|31[-/.]12[-/.]9999|9999-?12-?31)?[\s\-–—/?.]*$"
)
"""Zeros and the last day of time are how programs write that there is no day."""
QUARTER = re.compile(
    r"(?:\b(?:[qk]|kw\.?|kwartaal|quarter)\s?[1-4]|\b[1-4](?:e|ste|de|st|nd|rd|th)?\s?(?:kwartaal|kw|quarter|q|k)\b\.?)(?P<year>\s*['’]?(?:20)?\d\d)?\W*$",
    re.IGNORECASE,
)
"""A quarter at the end of a heading."""
_LABEL = re.compile(r"([^\W\d][^\d:;,/|\n]{1,40}):(?!\d)")
"""In a cell of several days: "Publicatie: 11-1-2027"."""
_EPOCH = date(1899, 12, 30)


def labelled(text: str) -> list[tuple[str, str]]:
    """Return the labels in a cell of several days, each with what stands behind it.

    >>> labelled("Inschrijven tot: 26-02-2027 / Start: Q2"), labelled("26-02-2027, 12:00 uur")
    ([('Inschrijven tot', '26-02-2027'), ('Start', 'Q2')], [])
    """
    found = list(_LABEL.finditer(text))
    parts = [text[label.end() : after.start() if after else None] for label, after in zip(found, [*found[1:], None], strict=False)]
    return [(label[1].strip(), part.strip(" \n\t\r;,/|-–")) for label, part in zip(found, parts, strict=True)]


@dataclass(frozen=True, slots=True)
class When:
    """A day, or a period as written, or neither."""

    day: date | None = None
    period: str = ""


def read_when(cell: str | float | int | date, month_first: bool = False) -> When:
    """Read a cell of a date column. Numbers are serial days of a spreadsheet (46433 is 2027-02-15), a bare year is a period."""
    if isinstance(cell, date):
        return When(cell) if 1990 <= cell.year <= 2100 else When(period=cell.isoformat())
    if isinstance(cell, bool):
        return When()
    if isinstance(cell, (int, float)):
        if 36000 <= cell <= 73050:
            return When(_EPOCH + timedelta(days=int(cell)))
        if 1990 <= cell <= 2100 and cell == int(cell):
            return When(period=str(int(cell)))
        if cell == 0:
            return When()
        return _read(f"{cell:.0f}") if 19900101 <= cell <= 21001231 else When(period=str(cell) if isinstance(cell, int) else f"{cell:g}")
    return _read(cell, month_first)


def are_month_first(cells: Iterable[object]) -> bool:
    """Say whether the days in a column are written the American way: one cell has to prove it ("03/15/2027"), and none the contrary.

    >>> are_month_first(["03/15/2027", "04/05/2027"]), are_month_first(["04/05/2027"])
    (True, False)
    """
    pairs = [(int(found[1]), int(found[2])) for cell in cells if isinstance(cell, str) for found in _NUMERIC.finditer(cell)]
    return any(second > 12 for _, second in pairs) and all(first <= 12 for first, _ in pairs)


@lru_cache(maxsize=16384)
def _read(text: str, month_first: bool = False) -> When:
    if _NONE.match(text):
        return When()
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return read_when(float(text.replace(",", ".")))
    now = current(text)
    day = None if _HEDGED.search(now) else first_day(now, month_first)
    return When(day) if day else When(period=text)


def first_day(text: str, month_first: bool = False) -> date | None:
    """Return the first exact day that a text names, days before months ("03-04-2027" is 3 April) unless `month_first`; None if it names none.

    >>> first_day("ma 1 mrt. '27, 12:00 uur"), first_day("1-4-2027 t/m 31-3-2031"), first_day("Q2 2027")
    (datetime.date(2027, 3, 1), datetime.date(2027, 4, 1), None)
    """
    text = text.translate(_DASHES)
    found: list[tuple[int, date]] = []
    numeric = "mdy" if month_first else "dmy"
    for pattern, order in (
        (_ISO, "ymd"),
        (_COMPACT, "ymd"),
        (_COMPACT_DUTCH, "dmy"),
        (_DAY_MONTH_NAME, "dny"),
        (_MONTH_NAME_DAY, "ndy"),
        (_NUMERIC, numeric),
    ):
        for match in pattern.finditer(text):
            day = _day(dict(zip(order, match.groups(), strict=True)))
            if day:
                found.append((match.start(), day))
    return min(found)[1] if found else None


def _day(parts: dict[str, str]) -> date | None:
    year = int(parts["y"])
    year += 2000 if year < 100 else 0
    month = int(parts["m"]) if "m" in parts else _MONTHS[parts["n"].lower()]
    day = int(parts["d"])
    if "m" in parts and month > 12 >= day:
        day, month = month, day
    try:
        return date(year, month, day) if 1990 <= year <= 2100 else None
    except ValueError:
        return None
