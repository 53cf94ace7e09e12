"""The reading process: `python -m matcher.sources.grid FILE LIMITS` prints a file's sheets as JSON lines.

It runs apart from the program because a file of 5 kB can make any reader ask for 512 GiB and be aborted. It sets its own limits on memory and
processor time before it opens the file, and imports no more than it needs. One line of JSON each:

    {"sheet": name, "hidden": bool, "merged": [[top, left, bottom, right]], "hidden_columns": [], "hidden_rows": 0, "uncomputed": "F7", "lines": []}
    {"rows": [number], "columns": 15, "looks": {}}                 of a thousand rows with something in them; a line for each column follows
    {"error": code, "params": {}}                                  the file as a whole is refused
    {"end": true}

Rows count from 1, columns from 0; looks are, by the row's place among its thousand, its struck and its bold columns. The line of a column is a list
of its cells, a text, number, true or false each; {"cells": [], "days": {"2027-03-01": [places]}} where some are days; or, as for most
columns, no JSON but nothing else than texts, with `BETWEEN` before each of them: nothing in them has to be quoted, and splitting them is all that is
left to do.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from itertools import compress, islice, repeat, zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

from matcher.errors import SourceError
from matcher.sources.limits import ReadLimits

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

    from matcher.sources.formatting import Marks

BETWEEN = "\x7f"
"""A character that hardly any text holds, and that says nothing."""
_ROWS_AT_ONCE = 1000
_ROOM = 4
"""How often the filled cells that a file may have fit into what its sheet spans: an empty cell takes a little room as well."""
_MONTHS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")


def main(arguments: list[str], output: TextIO) -> None:
    """Read the file named by the first argument under the limits of the second (a JSON object), and print it."""
    limits = ReadLimits(**json.loads(arguments[1]))
    limits.confine()
    gc.disable()  # there are no rings among hundreds of thousands of cells
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


class _Block(NamedTuple):
    """Up to a thousand rows with something in them, column by column."""

    numbers: list[int]
    columns: list[tuple[Any, ...]]
    looks: Mapping[int, tuple[list[int], list[int]]] = MappingProxyType({})


def read_lines(path: Path, limits: ReadLimits) -> Iterator[Any]:
    """Yield what is printed. Raised if the file as a whole must be refused: SourceError."""
    from matcher.sources.kinds import kind_of  # noqa: PLC0415  (after the limits are set)

    if path.stat().st_size > limits.file_bytes:
        raise SourceError("file_too_large", megabytes=limits.file_bytes // 1_000_000)
    kind = kind_of(path)
    if kind == "text":
        from matcher.sources.delimited import read_delimited  # noqa: PLC0415

        yield {"sheet": "csv"}
        yield from _in_lines(_delimited_blocks(read_delimited(path, limits)), limits)
        return
    yield from _read_workbook(path, kind, limits)


def _in_lines(blocks: Iterable[_Block], limits: ReadLimits) -> Iterator[Any]:
    """Yield the lines of a sheet."""
    rows = columns = 0
    for block in blocks:
        rows, columns = rows + len(block.numbers), max(columns, len(block.columns))
        if rows * columns > _ROOM * limits.cells:  # one wide row makes every column as long as the sheet
            raise SourceError("too_many_cells", cells=limits.cells)
        yield {"rows": block.numbers, "columns": len(block.columns), "looks": dict(block.looks)}
        yield from map(_column, block.columns)


def _delimited_blocks(records: Iterator[tuple[int, list[str]]]) -> Iterator[_Block]:
    while block := list(islice(records, _ROWS_AT_ONCE)):
        yield _Block([number for number, _ in block], list(zip_longest(*(cells for _, cells in block), fillvalue="")))


def _column(cells: Sequence[Any]) -> str | list[Any] | dict[str, Any]:
    """Return a column as its line says it; a text is the line itself."""
    with suppress(TypeError):  # not all of them are texts
        texts = BETWEEN.join(cells)
        if texts.count(BETWEEN) == len(cells) - 1 and "\n" not in texts:
            return BETWEEN + texts
    written = list(cells)
    if not any(issubclass(kind, date) for kind in set(map(type, cells))):
        return written
    days: dict[str, list[int]] = {}
    said = cache(_said)
    for place, cell in enumerate(cells):
        if isinstance(cell, date):
            days.setdefault(said(cell), []).append(place)
            written[place] = ""
    return {"cells": written, "days": days}


def _said(day: date) -> str:
    return day.isoformat()[:10]


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

    def spend(self, rows: int, columns: int, cells: int) -> None:
        self.rows += rows
        self.cells += cells
        if self.rows > self.limits.rows:
            raise SourceError("too_many_rows", rows=self.limits.rows)
        if columns > self.limits.columns:
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
        yield from _in_lines(_read_blocks(sheet, sheet.start[1], marks, budget), budget.limits)


def _read_blocks(sheet: CalamineSheet, first_column: int, marks: Marks | None, budget: _Budget) -> Iterator[_Block]:
    from matcher.sources.formatting import Marks  # noqa: PLC0415

    marks = marks or Marks()
    struck, bold, shown_otherwise = _by_row(marks.struck), _by_row(marks.bold), _by_row({*marks.dayless, *marks.left})
    looks_of = {number: (struck.get(number, []), bold.get(number, [])) for number in struck.keys() | bold.keys()}
    # iter_rows gives the empty rows above the first filled cell, but not the empty columns before it.
    rows, first = sheet.iter_rows(), 0
    while block := list(islice(rows, _ROWS_AT_ONCE)):
        numbers = list(range(first, first + len(block)))
        for number in shown_otherwise.keys() & set(numbers):
            for column in shown_otherwise[number]:
                _show(block[number - first], column - first_column, marks, (number, column))
        first += len(block)
        if (empty := [""] * len(block[0])) in block:
            filled = [row != empty for row in block]
            numbers, block = list(compress(numbers, filled)), list(compress(block, filled))
            if not block:
                continue
        columns = [*repeat(("",) * len(block), first_column), *zip(*block, strict=True)]
        while columns[-1].count("") == len(block):
            columns.pop()
        budget.spend(len(block), len(columns), sum(len(block) - column.count("") for column in columns))
        looks = {place: looks_of[number] for place, number in enumerate(numbers) if number in looks_of} if looks_of else {}
        yield _Block([number + 1 for number in numbers], columns, looks)


def _show(cells: list[Any], column: int, marks: Marks, place: tuple[int, int]) -> None:
    """Put a cell's value as the sheet shows it."""
    if 0 <= column < len(cells):
        if isinstance(cells[column], date) and place in marks.dayless:
            cells[column] = _without_day(cells[column], marks.dayless[place])
        cells[column] = marks.left.get(place, cells[column])


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
    return json.dumps(limits._asdict())


if __name__ == "__main__":
    main(sys.argv[1:], sys.stdout)
