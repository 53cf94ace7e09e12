"""The program's side of reading a spreadsheet: start the reading process, and take its sheets one at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from matcher.errors import SourceError
from matcher.sources import child
from matcher.sources.grid import limits_argument
from matcher.sources.limits import ReadLimits

Cell = str | float | int | bool | date


def _day(said: dict[str, Any]) -> date | dict[str, Any]:
    return date.fromisoformat(said["day"]) if "day" in said else said


_LINES = json.JSONDecoder(object_hook=_day, parse_constant=lambda _: "")
"""What is not a finite number (a hostile sheet says 1e999) is an empty cell."""


@dataclass(slots=True)
class Row:
    """One row with something in it. `number` is the sheet's own, from 1; columns count from 0."""

    number: int
    cells: list[Cell]
    struck: list[int] = field(default_factory=list)
    bold: list[int] = field(default_factory=list)


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
    for said in child.lines(child.command("matcher.sources.grid", str(path.absolute()), limits_argument(limits)), limits, _LINES):
        if isinstance(said, list):
            if sheet is not None:
                sheet.rows += [Row(*row) for row in said]
        else:
            if sheet is not None:
                yield sheet
            sheet = Sheet(said.pop("sheet"), **said)
    if sheet is not None:
        yield sheet
