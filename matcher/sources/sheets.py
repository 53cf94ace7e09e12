"""The program's side of reading a spreadsheet: start the reading process, and take its sheets one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from matcher.errors import SourceError
from matcher.sources import child
from matcher.sources.grid import BETWEEN, limits_argument
from matcher.sources.limits import ReadLimits

Cell = str | float | int | bool | date


_LINES = json.JSONDecoder(parse_constant=lambda _: "")
"""What is not a finite number (a hostile sheet says 1e999) is an empty cell."""
_day = lru_cache(maxsize=4096)(date.fromisoformat)


@dataclass(slots=True)
class Row:
    """One row with something in it. `number` is the sheet's own, from 1; columns count from 0."""

    number: int
    cells: list[Cell]
    struck: Sequence[int] = ()
    bold: Sequence[int] = ()


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
    rows: list[Row] = field(default_factory=list)


def read_sheets(path: Path, limits: ReadLimits) -> Iterator[Sheet]:
    """Yield the sheets of a spreadsheet or separated text file, in their order. Raised if the file as a whole is refused: SourceError."""
    if not path.is_file():
        raise SourceError("not_a_file" if path.exists() else "file_missing", path=path)
    sheet: Sheet | None = None
    said = child.lines(child.command("matcher.sources.grid", str(path.absolute()), limits_argument(limits)), limits, _value)
    for head in said:
        if "rows" in head and sheet is not None:
            sheet.rows += _rows(head, islice(said, head["columns"]))
        else:
            if sheet is not None:
                yield sheet
            sheet = Sheet(head.pop("sheet"), **head)
    if sheet is not None:
        yield sheet


def _value(line: bytes) -> Any:  # noqa: ANN401  # what the reading process says
    text = line.decode("utf-8")
    return text[1:-1].split(BETWEEN) if text[0] == BETWEEN else _LINES.decode(text)


def _rows(head: dict[str, Any], columns: Iterable[list[Cell] | dict[str, Any]]) -> list[Row]:
    """Return the rows that a line announces, of the columns that follow it."""
    cells: list[list[Cell]] = list(map(list, zip(*map(_cells, columns), strict=True)))
    for own in cells:
        while own and own[-1] == "":
            own.pop()
    rows = list(map(Row, head["rows"], cells))
    for place, struck in head["struck"].items():
        rows[int(place)].struck, rows[int(place)].bold = struck, head["bold"][place]
    return rows


def _cells(column: list[Cell] | dict[str, Any]) -> list[Cell]:
    if isinstance(column, list):
        return column
    cells: list[Cell] = column["cells"]
    for place in column["days"]:
        cells[place] = _day(str(cells[place]))
    return cells
