"""The program's side of reading a spreadsheet: start the reading process, and take its sheets one at a time."""

from __future__ import annotations

import json
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

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
    reading = child.command("matcher.sources.grid", str(path.absolute()), limits_argument(limits))
    with tempfile.TemporaryFile() as remarks:
        process = subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=remarks, stdin=subprocess.DEVNULL, env=child.environment())  # noqa: S603
        too_long = threading.Timer(limits.wall_seconds, process.kill)
        too_long.start()
        try:
            yield from _take(process, remarks)
        finally:
            too_long.cancel()
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()


def _take(process: subprocess.Popen[bytes], remarks: IO[bytes]) -> Iterator[Sheet]:
    sheet: Sheet | None = None
    for line in process.stdout or ():
        said = _LINES.decode(line.decode("utf-8"))
        if isinstance(said, list):
            if sheet is not None:
                sheet.rows += [Row(*row) for row in said]
        elif "sheet" in said:
            if sheet is not None:
                yield sheet
            sheet = Sheet(said.pop("sheet"), **said)
        elif "error" in said:
            raise SourceError(said["error"], **said["params"])
        elif "end" in said:
            if sheet is not None:
                yield sheet
            return
    code = process.wait()
    remarks.seek(0)
    raise child.broke_off(code, remarks.read())
