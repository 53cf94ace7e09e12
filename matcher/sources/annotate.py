"""The officer's own workbook back, with what became of each row: a status column beside the table, and comments at the cells concerned.

An .xlsx or .xlsm keeps everything else as it is (see `package`, which edits it in a process of its own). Of any other kind a new .xlsx is made, with
the same sheets, rows and values at the same places.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from openpyxl.worksheet.cell_range import CellRange

from matcher.errors import SourceError
from matcher.sources import child
from matcher.sources.archive import column_letter
from matcher.sources.grid import limits_argument
from matcher.sources.kinds import kind_of
from matcher.sources.limits import ReadLimits
from matcher.sources.notes import AUTHOR, note_size
from matcher.sources.sheet_rows import writable
from matcher.sources.sheets import Cell as Value
from matcher.sources.sheets import Row, Sheet, read_sheets
from matcher.sources.texts import clean

_WIDEST = 60
_NOT_IN_A_NAME = re.compile(r"[\[\]*:?/\\]")
_FARTHEST = 16_384
_MERGED = 2000
"""Merged ranges in which the cell of a remark is looked up; no list has more."""
_STATUS = -1
"""Stands for the status column, wherever that comes."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of a cell. `row`: the 1-based sheet row, 0 = the sheet as a whole; `column`: its heading as written, "" = the whole row."""

    sheet: str
    row: int
    text: str
    column: str = ""


@dataclass(slots=True)
class _Wish:
    """What is to be written on one sheet. Columns count from 0; -1 is the status column."""

    heading_row: int
    column: int = _STATUS
    """The status column that an earlier time left, if any."""
    statuses: dict[int, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    notes: list[tuple[int, int, str]] = field(default_factory=list)
    """The remarks by row and column."""


def annotate(
    source: Path,
    target: Path,
    *,
    statuses: Mapping[tuple[str, int], str],
    remarks: Sequence[Remark],
    heading: str,
    heading_rows: Mapping[str, int],
    limits: ReadLimits,
) -> tuple[str, ...]:
    """Write the annotated workbook to `target`, and return the codes (of `matcher.problems`) of what could not be kept.

    `statuses`: (sheet, 1-based row) -> text; `heading`: what the status column is called; `heading_rows`: sheet -> row of the column names. A sheet
    that is not named there stays as it is. The status column is the first one free in every row, or the one with this heading that an earlier time
    left: then it and the comments of that time are replaced. A remark on the row stands at its status; one of a column that is not found as well,
    with the column's name before it. Raised if the file as a whole is refused: SourceError.
    """
    wishes = {sheet: _Wish(row) for sheet, row in heading_rows.items()}
    for (sheet, row), text in statuses.items():
        if sheet in wishes:
            wishes[sheet].statuses[row] = text
    for remark in remarks:
        if remark.sheet in wishes:
            wishes[remark.sheet].remarks.append(remark)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.absolute().parent) as folder:
        new = Path(folder) / "annotated"
        sheets = _placed(read_sheets(source, limits), wishes, heading)
        if source.is_file() and kind_of(source) == "xlsx":
            for _ in sheets:
                pass
            lost = _edit(source, new, heading, wishes, limits)
        else:
            _write_new(new, sheets, heading, wishes)
            lost = ("only_values_kept",)
        new.replace(target)
    return lost


def suffix_for(source: Path) -> str:
    """Return the suffix that the annotated workbook must have: ".xlsm" keeps its macros, anything else becomes an ".xlsx"."""
    return ".xlsm" if source.suffix.lower() == ".xlsm" and kind_of(source) == "xlsx" else ".xlsx"


def _placed(sheets: Iterable[Sheet], wishes: Mapping[str, _Wish], heading: str) -> Iterator[Sheet]:
    """Pass the sheets on, with the place of each remark and of an earlier status column found."""
    for sheet in sheets:
        if (wish := wishes.get(sheet.name)) is not None:
            labels = _Labels(sheet, wish.heading_row)
            wish.column = labels.last(heading)
            for remark in wish.remarks:
                column = labels.column(remark.column) if remark.column else _STATUS
                text = f"{remark.column}: {remark.text}" if remark.column and column == _STATUS else remark.text
                wish.notes.append((*_first_of_merged(sheet, remark.row or wish.heading_row, column), text))
        yield sheet


class _Labels:
    """The headings of one sheet's columns, also where two rows of headings make one."""

    def __init__(self, sheet: Sheet, heading_row: int) -> None:
        rows = {row.number: [clean(str(cell)) for cell in row.cells] for row in sheet.rows.between(heading_row - 2, heading_row + 2)}
        self._named = rows.get(heading_row, [])
        self._columns = {label: column for column, label in reversed([*enumerate(self._named)]) if label}
        for upper, lower in ((heading_row - 1, heading_row), (heading_row, heading_row + 1)):
            high = ""
            for column, (above, below) in enumerate(zip_longest(rows.get(upper, []), rows.get(lower, []), fillvalue="")):
                high = above or high
                self._columns.setdefault(f"{high} {below}" if below else above, column)

    def column(self, name: str) -> int:
        """Return the column with this heading; -1 if there is none."""
        return self._columns.get(clean(name), _STATUS)

    def last(self, heading: str) -> int:
        """Return the last column with exactly this name in the heading row; -1 if there is none."""
        return max((column for column, label in enumerate(self._named) if label == clean(heading)), default=_STATUS)


def _first_of_merged(sheet: Sheet, row: int, column: int) -> tuple[int, int]:
    """Return the cell that speaks for this one: the first of its merged range."""
    for top, left, bottom, right in sheet.merged[:_MERGED]:
        if top <= row - 1 <= bottom and left <= column <= right:
            return top + 1, left
    return row, column


def _edit(source: Path, target: Path, heading: str, wishes: Mapping[str, _Wish], limits: ReadLimits) -> tuple[str, ...]:
    """Let the annotating process write the workbook."""
    sheets = {
        name: {"heading_row": wish.heading_row, "column": wish.column, "statuses": wish.statuses, "notes": wish.notes}
        for name, wish in wishes.items()
    }
    command = child.command("matcher.sources.package", str(source.absolute()), str(target), limits_argument(limits))
    wanted = json.dumps({"heading": heading, "sheets": sheets}).encode()
    try:
        done = subprocess.run(command, input=wanted, capture_output=True, env=child.environment(), timeout=limits.wall_seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise SourceError("file_too_slow") from error
    if done.returncode:
        raise child.broke_off(done.returncode, done.stderr)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise SourceError(answer["error"], **answer["params"])
    return tuple(answer["lost"])


def _write_new(target: Path, sheets: Iterable[Sheet], heading: str, wishes: Mapping[str, _Wish]) -> None:
    """Write a new workbook with the values of these sheets."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        out = book.create_sheet(_NOT_IN_A_NAME.sub("_", sheet.name)[:31] or "1")
        out.sheet_state = "hidden" if sheet.hidden else "visible"
        for top, left, bottom, right in sheet.merged:
            if (bottom, right) > (top, left) and right < _FARTHEST:
                out.merged_cells.ranges.add(CellRange(min_row=top + 1, min_col=left + 1, max_row=bottom + 1, max_col=right + 1))
        _write_rows(out, sheet, heading, wishes.get(sheet.name))
    if all(out.sheet_state == "hidden" for out in book.worksheets):
        (book.worksheets[0] if book.worksheets else book.create_sheet()).sheet_state = "visible"
    book.save(target)


def _write_rows(out: WriteOnlyWorksheet, sheet: Sheet, heading: str, wish: _Wish | None) -> None:
    column = max([0, *(len(row.cells) for row in sheet.rows), *(right + 1 for *_, right in sheet.merged if right < _FARTHEST - 1)])
    texts: dict[int, str] = {}
    notes: dict[int, dict[int, str]] = {}
    if wish:
        column = wish.column if wish.column != _STATUS else column
        texts = {number: text for number, text in wish.statuses.items() if number > 0} | {wish.heading_row: heading}
        for number, place, text in wish.notes:
            there = notes.setdefault(number, {})
            place = column if place == _STATUS else place  # noqa: PLW2901
            there[place] = f"{there[place]}\n{text}" if place in there else text
        out.column_dimensions[column_letter(column + 1)].width = min(max(map(len, texts.values())) + 2, _WIDEST)  # type: ignore[attr-defined]
    rows = {row.number: row for row in sheet.rows}
    for number in range(1, max((*rows, *texts, *notes), default=0) + 1):
        row = rows.get(number, Row(number, [], [], []))
        said = notes.get(number, {})
        width = max((column + 1 if wish else 0, len(row.cells), *(place + 1 for place in said)))
        values = [writable(value) if isinstance(value, str) else value for value in row.cells] + [""] * (width - len(row.cells))
        if wish:
            values[column] = writable(texts.get(number, ""))
        if said or row.bold or row.struck or any(_needs_care(value) for value in values):
            # openpyxl takes a bare value behind a cell for one more value of that cell: a row has either only bare values, or none
            out.append([_cell(out, row, place, value, said.get(place, "")) for place, value in enumerate(values)])
        else:
            out.append([None if value == "" else value for value in values])


def _needs_care(value: Value) -> bool:
    """Say whether openpyxl would make something else of a value: a formula or an error of a text, a day without its format."""
    return value.startswith(("=", "#")) if isinstance(value, str) else isinstance(value, date)


def _cell(out: WriteOnlyWorksheet, row: Row, column: int, value: Value, note: str) -> Cell:
    cell = WriteOnlyCell(out, None if value == "" else value)  # type: ignore[arg-type]
    if isinstance(value, str) and value:
        cell.data_type = "s"
    elif isinstance(value, date):
        cell.number_format = "dd-mm-yyyy"
    if column in row.bold or column in row.struck:
        cell.font = Font(bold=column in row.bold, strike=column in row.struck)
    if note:
        broad, high = note_size(note)
        cell.comment = Comment(writable(note), AUTHOR, width=broad * 4 // 3, height=high * 4 // 3)  # openpyxl counts pixels
    return cell
