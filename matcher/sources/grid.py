"""The reading process: `python -m matcher.sources.grid FILE LIMITS` prints a file's sheets as JSON lines.

It runs apart from the program because a file of 5 kB can make any reader ask for 512 GiB and be aborted. It sets its own limits on memory and
processor time before it opens the file, and imports no more than it needs. One line of JSON each:

    {"sheet": name, "hidden": bool, "merged": [[top, left, bottom, right]], "hidden_columns": [], "hidden_rows": 0, "uncomputed": "F7", "lines": []}
    {"rows": [number], "columns": 15, "struck": {}, "bold": {}}    of a thousand rows with something in them; a line for each column follows
    {"error": code, "params": {}}                                  the file as a whole is refused
    {"end": true}

Rows count from 1, columns from 0; looks are the columns by the row's place among its thousand. The line of a column is a list of its cells, a text,
number, true or false each; {"cells": [], "days": [places]} where some are days, written as "2027-03-01"; or, as for most columns, no JSON but nothing
else than texts, with `BETWEEN` before each of them: nothing in them has to be quoted, and splitting them is all that is left to do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from matcher.errors import SourceError
from matcher.sources.limits import ReadLimits

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

    from matcher.sources.formatting import Marks

BETWEEN = "\x7f"
"""A character that hardly any text holds, and that says nothing."""
_ROWS_AT_ONCE = 1000
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def main(arguments: list[str], output: TextIO) -> None:
    """Read the file named by the first argument under the limits of the second (a JSON object), and print it."""
    limits = ReadLimits(**json.loads(arguments[1]))
    limits.confine()
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":"), default=str).encode
    try:
        for line in read_lines(Path(arguments[0]), limits):
            output.write(line if isinstance(line, str) else encode(line))
            output.write("\n")
        output.write('{"end":true}\n')
    except SourceError as error:
        output.write(json.dumps({"error": error.code, "params": error.params}) + "\n")
    except MemoryError:
        output.write('{"error":"file_too_demanding","params":{}}\n')
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # Rust's own: the reader came upon what its makers did not foresee
            raise
        output.write('{"error":"file_damaged","params":{}}\n')


def read_lines(path: Path, limits: ReadLimits) -> Iterator[Any]:
    """Yield what is printed. Raised if the file as a whole must be refused: SourceError."""
    from matcher.sources.kinds import kind_of  # noqa: PLC0415  (after the limits are set)

    if path.stat().st_size > limits.file_bytes:
        raise SourceError("file_too_large", megabytes=limits.file_bytes // 1_000_000)
    kind = kind_of(path)
    if kind == "text":
        from matcher.sources.delimited import read_delimited  # noqa: PLC0415

        yield {"sheet": "csv"}
        yield from _in_lines(read_delimited(path, limits))
        return
    yield from _read_workbook(path, kind, limits)


def _in_lines(rows: Iterator[list[Any]]) -> Iterator[Any]:
    """Yield rows (number, cells, and where there are any, struck and bold columns) column by column."""
    while block := list(islice(rows, _ROWS_AT_ONCE)):
        columns = list(zip_longest(*(row[1] for row in block), fillvalue=""))
        looks = {place: row[2:] for place, row in enumerate(block) if len(row) > 2}
        struck, bold = ({place: look[which] for place, look in looks.items()} for which in (0, 1))
        yield {"rows": [row[0] for row in block], "columns": len(columns), "struck": struck, "bold": bold}
        yield from map(_column, columns)


def _column(cells: Sequence[Any]) -> str | list[Any] | dict[str, Any]:
    """Return a column as its line says it; a text is the line itself."""
    with suppress(TypeError):  # not all of them are texts
        texts = BETWEEN.join(cells)
        if texts.count(BETWEEN) == len(cells) - 1 and "\n" not in texts:
            return BETWEEN + texts
    days = [place for place, cell in enumerate(cells) if isinstance(cell, date)]
    if not days:
        return list(cells)
    written = list(cells)
    for place in days:
        written[place] = written[place].isoformat()[:10]
    return {"cells": written, "days": days}


def _read_workbook(path: Path, kind: str, limits: ReadLimits) -> Iterator[Any]:
    import python_calamine as calamine  # noqa: PLC0415

    from matcher.sources.archive import check_archive  # noqa: PLC0415

    unpacked = check_archive(path, limits) if kind != "xls" else {}
    budget = _Budget(limits)
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        looks = dict(_marks(path, kind, unpacked))
        del unpacked
        for sheet in book.sheets_metadata:
            if sheet.typ not in (calamine.SheetTypeEnum.WorkSheet, calamine.SheetTypeEnum.MacroSheet):
                continue
            hidden = sheet.visible != calamine.SheetVisibleEnum.Visible
            yield from _read_sheet(book.get_sheet_by_name(sheet.name), hidden, looks.pop(sheet.name, None), budget)
    except calamine.PasswordError as error:
        raise SourceError("file_encrypted") from error
    except calamine.CalamineError as error:
        code = "file_encrypted" if "password" in str(error).lower() or "encrypt" in str(error).lower() else "file_damaged"
        raise SourceError(code) from error
    except OSError as error:  # a part that breaks off
        raise SourceError("file_damaged") from error


def _marks(path: Path, kind: str, unpacked: Mapping[str, bytes]) -> Iterator[tuple[str, Any]]:
    """Yield the looks of each sheet; a file whose values can be read but whose styles can not loses only its looks."""
    if kind == "xlsx":
        from matcher.sources.formatting import xlsx_marks  # noqa: PLC0415

        with suppress(ValueError):
            yield from xlsx_marks(path, unpacked)
    elif kind == "xls":
        from struct import error as StructError  # noqa: N812, PLC0415

        from xlrd import XLRDError  # noqa: PLC0415
        from xlrd.compdoc import CompDocError  # noqa: PLC0415

        from matcher.sources.formatting import xls_marks  # noqa: PLC0415

        try:
            yield from xls_marks(path)
        except (
            XLRDError,
            CompDocError,
            StructError,
            AssertionError,
            LookupError,
            OverflowError,
            ValueError,
            NotImplementedError,
            RecursionError,
        ) as error:
            if "encrypted" in str(error).lower():
                raise SourceError("file_encrypted") from error
    elif kind == "ods":
        from lxml.etree import XMLSyntaxError  # noqa: PLC0415

        from matcher.sources.opendocument import ods_marks  # noqa: PLC0415

        try:
            yield from ods_marks(path)
        except XMLSyntaxError as error:
            raise SourceError("file_damaged") from error
        except ValueError:
            return


class _Budget:
    """Counts the rows and cells of a whole file."""

    def __init__(self, limits: ReadLimits) -> None:
        self.limits = limits
        self.rows = 0
        self.cells = 0

    def spend(self, cells: int) -> None:
        self.rows += 1
        self.cells += cells
        if self.rows > self.limits.rows:
            raise SourceError("too_many_rows", rows=self.limits.rows)
        if cells > self.limits.columns:
            raise SourceError("too_many_columns", columns=self.limits.columns)
        if self.cells > self.limits.cells:
            raise SourceError("too_many_cells", cells=self.limits.cells)


def _read_sheet(sheet: CalamineSheet, hidden: bool, marks: Marks | None, budget: _Budget) -> Iterator[Any]:
    from matcher.sources.archive import column_letter  # noqa: PLC0415

    merged = marks.merged if marks else [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    head: dict[str, Any] = {"sheet": sheet.name, "hidden": hidden, "merged": merged}
    if marks:
        head |= {"hidden_columns": sorted(marks.hidden_columns), "hidden_rows": marks.hidden_rows, "lines": marks.lines}
        if marks.uncomputed:
            head["uncomputed"] = f"{column_letter(marks.uncomputed[1] + 1)}{marks.uncomputed[0] + 1}"
    yield head
    if sheet.start is not None:
        yield from _in_lines(_read_rows(sheet, sheet.start[1], marks, budget))


def _read_rows(sheet: CalamineSheet, first_column: int, marks: Marks | None, budget: _Budget) -> Iterator[list[Any]]:
    struck, bold = (_by_row(marks.struck), _by_row(marks.bold)) if marks else ({}, {})
    dayless, left = (marks.dayless, marks.left) if marks else ({}, {})
    # iter_rows gives the empty rows above the first filled cell, but not the empty columns before it.
    before: list[Any] = [""] * first_column
    for number, values in enumerate(sheet.iter_rows()):
        cells = before + values
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            continue
        budget.spend(len(cells))
        if dayless:
            for column, value in enumerate(cells):
                if isinstance(value, date) and (number, column) in dayless:
                    cells[column] = _without_day(value, dayless[number, column])
        if left:
            for column in range(len(cells)):
                cells[column] = left.get((number, column), cells[column])
        if number in struck or number in bold:
            yield [number + 1, cells, struck.get(number, []), bold.get(number, [])]
        else:
            yield [number + 1, cells]


def _by_row(places: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for row, column in places:
        found.setdefault(row, []).append(column)
    return found


def _without_day(day: date, shown: str) -> str:
    """Return a day as the sheet shows it: "okt 2027" or "2027"."""
    return f"{day.year:04}" if shown == "year" else f"{_MONTHS[day.month - 1]} {day.year:04}"


def limits_argument(limits: ReadLimits) -> str:
    """Return the second argument of the reading process."""
    return json.dumps(asdict(limits))


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdout)
