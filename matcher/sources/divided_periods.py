"""A period over two columns, the year in one and its quarter, month or week in the other: together they say when."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from matcher.sources.days import When, read_when
from matcher.sources.merged import filled_down
from matcher.sources.rows import cell_text
from matcher.sources.sheets import Cell, Rows, Sheet
from matcher.sources.tables import Table
from matcher.sources.texts import folded

_DAYS = ("start", "deadline", "published", "end")
_YEAR = re.compile(r"20[2-4]\d")
_MONTHS = "januari februari maart april mei juni juli augustus september oktober november december".split()
_Part = Callable[[int], str]
_NUMBERED: Mapping[str, _Part] = {
    "kwartaal kw kwart quarter qtr q": lambda number: f"Q{number}" if 1 <= number <= 4 else "",
    "maand mnd month": lambda number: _MONTHS[number - 1] if 1 <= number <= 12 else "",
    "week wk weeknr weeknummer": lambda number: f"week {number}" if 1 <= number <= 53 else "",
}
"""What a bare number says below a heading with one of these words."""
_BESIDE = frozenset(
    "start begin einde eind deadline sluitings ingangs publicatie aanbesteding aanbestedings opdracht contract uitvoering planning ingang gunning "
    "verwacht verwachte gepland geplande geschat geschatte van de het in nr nummer datum expected planned of end closing".split()
)
"""Words that may stand before a unit of time in a heading; "uren per week" is no week of the year."""
_MOSTLY = 0.8
"""Of the filled cells of a column of years so many are one; others may say "n.t.b."."""


@dataclass(frozen=True)
class _Divided:
    """The columns of a period."""

    years: int
    parts: int
    said: _Part

    def whole(self, year: Cell, part: Cell) -> Cell:
        """Return what the two cells say: "Q2 2027"; the one that says something where the other does not."""
        if read_when(part) == When() or not _is_year(year):
            return year if read_when(part) == When() else part
        number = cell_text(part)
        text = self.said(int(number)) if number.isascii() and number.isdigit() else number
        return f"{text} {cell_text(year)}" if text else year


def with_whole_periods(sheet: Sheet, table: Table) -> tuple[Sheet, Table]:
    """Return a sheet in which the left one of two such columns holds both ("Q2 2027") and the right one nothing, and its table with both in use.

    The same ones if there are none. Only neighbours go together, one of which is a column of days.
    """
    data = sheet.rows.below(table.heading_rows[-1])
    for field in _DAYS:
        for column in table.columns_of(field):
            for other in (column - 1, column + 1):
                if other in table.fields or other not in table.labels:
                    continue
                if divided := _divided(table, column, other, data):
                    table = replace(table, fields=dict(sorted({**table.fields, other: field}.items())))
                    return _with_both(sheet, table, divided), table
    return sheet, table


def _divided(table: Table, column: int, other: int, data: Rows) -> _Divided | None:
    for years, parts in ((column, other), (other, column)):
        said = _numbered_by(table.labels.get(parts, ""))
        texts = [cell_text(cell) for cell in _filled(data, parts)]
        if said and _are_years(_filled(data, years)) and not any(_YEAR.search(text) or _is_no_part(text, said) for text in texts):
            return _Divided(years, parts, said)
    return None


def _numbered_by(heading: str) -> _Part | None:
    """Return what the numbers below a heading say, also of a compound: "Startkwartaal"."""
    words = [word for word in folded(heading).split() if word not in _BESIDE]
    if len(words) != 1 or "(" in heading:
        return None
    return next((said for units, said in _NUMBERED.items() if any(_is_of(words[0], unit) for unit in units.split())), None)


def _is_of(word: str, unit: str) -> bool:
    return word == unit or (len(unit) > 3 and word.removesuffix(unit) in _BESIDE)


def _is_no_part(text: str, said: _Part) -> bool:
    return text.isascii() and text.isdigit() and int(text) > 0 and not said(int(text))


def _with_both(sheet: Sheet, table: Table, divided: _Divided) -> Sheet:
    left, right = sorted((divided.years, divided.parts))
    merged, rows = filled_down(sheet, table), sheet.rows
    both = {left: list(rows.column(left)), right: list(rows.column(right))}
    for place, number in enumerate(rows.numbers):
        year, part = (both[column][place] or merged.get((number, column), "") for column in (divided.years, divided.parts))
        if number > table.heading_rows[-1] and (whole := divided.whole(year, part)) != "":
            both[left][place], both[right][place] = whole, ""
    return replace(sheet, rows=rows.replaced(both))


def _are_years(cells: Sequence[Cell]) -> bool:
    return bool(cells) and sum(map(_is_year, cells)) >= _MOSTLY * len(cells)


def _is_year(cell: Cell) -> bool:
    return bool(_YEAR.fullmatch(cell_text(cell)))


def _filled(data: Rows, column: int) -> list[Cell]:
    return [cell for cell in data.column(column) if cell != ""]
