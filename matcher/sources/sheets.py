"""The program's side of reading a spreadsheet: start the reading process, and take its sheets one at a time."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, overload

from matcher.errors import SourceError
from matcher.sources import child
from matcher.sources.grid import BETWEEN, limits_argument
from matcher.sources.limits import ReadLimits

Cell = str | float | int | bool | date


_LINES = json.JSONDecoder(parse_constant=lambda _: "")
"""What is not a finite number (a hostile sheet says 1e999) is an empty cell."""


@dataclass(slots=True)
class Row:
    """One row with something in it. `number` is the sheet's own, from 1; columns count from 0."""

    number: int
    cells: list[Cell]
    struck: Sequence[int] = ()
    bold: Sequence[int] = ()


_Looks = tuple[Sequence[int], Sequence[int]]
"""The struck and the bold columns of a row."""


@dataclass(slots=True)
class Rows(Sequence[Row]):
    """The rows of a sheet with something in them, column by column: what stands at one place in every list is of one row.

    A single row is made of them when it is asked for; in most lists few are.
    """

    numbers: list[int] = field(default_factory=list)
    columns: list[list[Cell]] = field(default_factory=list)
    looks: dict[int, _Looks] = field(default_factory=dict)
    """By place, of rows that have any."""

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Rows: ...
    def __getitem__(self, place: int | slice) -> Row | Rows:
        """Return one row, or those from one place to another."""
        if isinstance(place, slice):
            start, stop, _ = place.indices(len(self))
            looks = {at - start: look for at, look in self.looks.items() if start <= at < stop} if self.looks else {}
            return Rows(self.numbers[place], [column[place] for column in self.columns], looks)
        place = range(len(self))[place]
        return _row(self.numbers[place], [column[place] for column in self.columns], self.looks.get(place))

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows."""
        for place, (number, *cells) in enumerate(zip(self.numbers, *self.columns, strict=True)):
            yield _row(number, cells, self.looks.get(place))

    def column(self, column: int) -> list[Cell]:
        """Return a column, also one to the right of all that are filled."""
        return self.columns[column] if column < len(self.columns) else [""] * len(self)

    def numbered(self, number: int) -> Row | None:
        """Return the row with a number, if there is something in it."""
        place = bisect_left(self.numbers, number)
        return self[place] if place < len(self) and self.numbers[place] == number else None

    def between(self, above: int, below: int) -> Rows:
        """Return the rows with numbers between these two."""
        return self[bisect_right(self.numbers, above) : bisect_left(self.numbers, below)]

    def below(self, above: int, at_most: int | None = None) -> Rows:
        """Return the rows, or so many of them, with larger numbers than this one."""
        first = bisect_right(self.numbers, above)
        return self[first : None if at_most is None else first + at_most]

    def picked(self, places: Sequence[int]) -> Rows:
        """Return the rows at some places, from the top down."""
        if len(places) == len(self):
            return self
        looks = {new: self.looks[place] for new, place in enumerate(places) if place in self.looks} if self.looks else {}
        return Rows([self.numbers[place] for place in places], [[column[place] for place in places] for column in self.columns], looks)

    def replaced(self, columns: Mapping[int, list[Cell]]) -> Rows:
        """Return the rows with other cells in some columns."""
        width = max(len(self.columns), *(column + 1 for column in columns))
        return Rows(self.numbers, [columns.get(column) or self.column(column) for column in range(width)], self.looks)

    def add(self, numbers: list[int], columns: list[list[Cell]], looks: Mapping[str, _Looks]) -> None:
        """Take in further rows."""
        for own, more in zip_longest(self.columns, columns):
            if own is None:
                self.columns.append([""] * len(self) + more)
            else:
                own.extend(more or [""] * len(numbers))
        self.looks |= {len(self) + int(place): look for place, look in looks.items()}
        self.numbers += numbers


def _row(number: int, cells: list[Cell], looks: _Looks | None) -> Row:
    while cells and cells[-1] == "":
        cells.pop()
    return Row(number, cells, *looks) if looks else Row(number, cells)


@dataclass(slots=True)
class Sheet:
    """One sheet: its filled rows and its looks (see `formatting.Marks`)."""

    name: str
    hidden: bool = False
    merged: list[list[int]] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    hidden_rows: int = 0
    uncomputed: str = ""
    lines: list[str] = field(default_factory=list)
    rows: Rows = field(default_factory=Rows)


def read_sheets(path: Path, limits: ReadLimits) -> Iterator[Sheet]:
    """Yield the sheets of a spreadsheet or separated text file, in their order. Raised if the file as a whole is refused: SourceError."""
    if not path.is_file():
        raise SourceError("not_a_file" if path.exists() else "file_missing", path=path)
    sheet: Sheet | None = None
    said = child.lines(child.command("matcher.sources.grid", str(path.absolute()), limits_argument(limits)), limits, _value)
    for head in said:
        if "rows" in head and sheet is not None:
            sheet.rows.add(head["rows"], list(map(_cells, islice(said, head["columns"]))), head["looks"])
        else:
            if sheet is not None:
                yield sheet
            sheet = Sheet(head.pop("sheet"), **head)
    if sheet is not None:
        yield sheet


def _value(line: bytes) -> Any:  # noqa: ANN401  # what the reading process says
    text = line.decode("utf-8")
    return text[1:-1].split(BETWEEN) if text[0] == BETWEEN else _LINES.decode(text)


def _cells(column: list[Cell] | dict[str, Any]) -> list[Cell]:
    if isinstance(column, list):
        return column
    cells: list[Cell] = column["cells"]
    for written, places in column["days"].items():
        day = date.fromisoformat(written)
        for place in places:
            cells[place] = day
    return cells
