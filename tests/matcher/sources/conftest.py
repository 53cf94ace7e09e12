"""Small workbooks made for a test, and what was read of them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from matcher.model import Lot, Tender, TenderReading
from matcher.sources.limits import ReadLimits
from matcher.sources.spreadsheet import read_tenders


class Reading:
    """A reading, looked at row by row."""

    def __init__(self, reading: TenderReading) -> None:
        self.all = reading
        pairs = [(tender, lot) for tender in reading.tenders for lot in tender.lots]
        self.lots: list[Lot] = [lot for _, lot in sorted(pairs, key=lambda pair: pair[1].origin.row)]
        self.tenders: list[Tender] = list(reading.tenders)
        self.by_row: dict[int, Lot] = {lot.origin.row: lot for lot in reversed(self.lots)}
        self.left_out = {left.origin.row: left.why for left in reading.left_out}
        self.codes = [problem.code for problem in reading.problems]
        self.fields = {column.header: column.field for column in reading.columns}

    def column(self, name: str) -> list[object]:
        """Return one attribute of all lots, by row."""
        return [getattr(lot, name) for lot in self.lots]


@pytest.fixture
def read() -> Callable[..., Reading]:
    """Read a list with the default limits."""

    def reading(path: Path, **options: object) -> Reading:
        return Reading(read_tenders(path, limits=ReadLimits(), **options))  # type: ignore[arg-type]

    return reading


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Callable[..., Path]:
    """Write one sheet; `struck` and `bold` are sheet rows, `merged` cell ranges, `formats` cell -> number format."""

    def write(
        rows: Iterable[Sequence[object]],
        *,
        name: str = "lijst.xlsx",
        merged: Sequence[str] = (),
        struck: Sequence[int] = (),
        bold: Sequence[int] = (),
        formats: dict[str, str] | None = None,
    ) -> Path:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "2027"
        for row in rows:
            sheet.append(list(row))
        for numbers, font in ((struck, Font(strike=True)), (bold, Font(bold=True))):
            for number in numbers:
                for cell in sheet[number]:
                    cell.font = font
        for cells in merged:
            sheet.merge_cells(cells)
        for cell_name, code in (formats or {}).items():
            sheet[cell_name].number_format = code
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def rewrite(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook again, each of its parts passed through `edit`."""

    def write(source: Path, edit: Callable[[str, bytes], bytes], extra: Sequence[tuple[str, bytes]] = ()) -> Path:
        path = tmp_path / f"rewritten-{source.name}"
        with zipfile.ZipFile(io.BytesIO(source.read_bytes())) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.namelist():
                new.writestr(part, edit(part, old.read(part)))
            for part, content in extra:
                new.writestr(part, content)
        return path

    return write
