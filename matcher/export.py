"""Tenders, matches and suppliers to files: .xlsx for people, .csv, .json and .jsonl for programs.

A .csv is UTF-8 without byte order mark, with commas: what pandas, csv modules and databases read unasked. Dutch Excel expects semicolons and
would show it in one column whatever the mark, so for Excel there is .xlsx, where every text is stored as text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet
from sqlalchemy.engine import Connection

from matcher.db import matches, notices, suppliers, tenders
from matcher.db.cpv_suggestions import codes_of
from matcher.db.engine import Database
from matcher.errors import ExportError
from matcher.explanations import reason_sentences

SUFFIXES = (".csv", ".xlsx", ".json", ".jsonl")
_FORMULA = re.compile(r"[=+\-@\t\r]")
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST_CELL = 32_767  # characters: the limit of Excel
_Rows = Iterable[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name and pandas dtype, in their order, and how their rows are read."""

    columns: Mapping[str, str]
    rows: Any


def export(database: Database, what: str, path: Path, *, language: str = "nl") -> int:
    """Write matches, tenders or suppliers to `path`, in the form that its suffix names; the number of rows.

    Lists (cpv, sbi, keywords, certificates) are lists in .json and .jsonl, and joined with ", " elsewhere; `reasons` is one text everywhere.
    `cpv_suggested` is such a list of "code:probability".
    Raises ExportError for an unknown suffix, or if the file cannot be written.
    """
    if path.suffix.casefold() not in SUFFIXES:
        raise ExportError(f"cannot export to {path.name}: the name must end in one of {', '.join(SUFFIXES)}")
    table = TABLES[what]
    with database.read() as connection:
        rows = list(table.rows(connection, language))
    frame = pd.DataFrame({name: pd.Series([row[name] for row in rows], dtype=dtype) for name, dtype in table.columns.items()})
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _WRITERS[path.suffix.casefold()](frame, path, what)
    except OSError as error:
        raise ExportError(f"{path} cannot be written: {error.strerror}") from error
    return len(frame)


# --- rows --------------------------------------------------------------------------------------------------------------------------------------


def _matches(connection: Connection, language: str) -> _Rows:
    for row in matches.iterate_shown(connection):
        supplier = row.supplier_id is not None
        yield {
            "side": "supplier" if supplier else "jobseeker",
            "rank": row.rank,
            "score": round(row.score, 4),
            "part": row.part,
            "tender_id": row.tender_public_id,
            "tender_external_id": row.tender_external_id,
            "lot_id": row.lot_public_id,
            "buyer": row.buyer_name,
            "title": row.lot_title,
            "source_file": row.file_name,
            "source_sheet": row.sheet,
            "source_row": row.row or None,
            "profile_id": row.supplier_public_id if supplier else row.jobseeker_public_id,
            "external_id": row.supplier_external_id if supplier else row.jobseeker_external_id,
            # job-seekers are known by their pseudonym only
            "profile_name": row.supplier_name if supplier else row.jobseeker_external_id,
            "reasons": " ".join(reason_sentences(row.reasons, language)),
        }


def _tenders(connection: Connection, _language: str) -> _Rows:
    for row in tenders.iterate_for_export(connection):
        yield {
            "tender_id": row.tender_public_id,
            "lot_id": row.public_id,
            "external_id": row.external_id,
            "buyer": row.buyer_name,
            "title": row.title,
            "description": row.description,
            "cpv": row.cpv,
            "value_eur": row.value_amount,
            "value_max_eur": row.value_max_amount,
            "currency": row.currency,
            "deadline": row.deadline_date.isoformat() if row.deadline_date else None,
            "start": row.start_date.isoformat() if row.start_date else None,
            "period": row.period,
            "lot": row.number or None,
            "reserved": row.reserved,
            "status": row.status,
            "source_file": row.file_name,
            "source_sheet": row.sheet,
            "source_row": row.row or None,
            "reference": row.tender_reference,
            "value_text": row.value_text,
            "value_basis": row.value_basis,
            "value_total_eur": row.value_total_amount,
            "vat": row.vat,
            "duration": row.duration,
            "place": row.place,
            "cpv_suggested": [f"{each.code}:{each.probability:.2f}" for each in codes_of(row).suggested],
            "publication_id": row.publication_id,
            "notice_version": row.notice_version,
            "url": row.url,
            "same_as": row.same_as,
        }


def _awards(connection: Connection, _language: str) -> _Rows:
    for won in notices.iterate_awards(connection):
        award = won.award
        yield {
            "tender_id": won.tender_public_id,
            "buyer": won.buyer,
            "title": won.title,
            "lots": list(award.lots),
            "supplier": award.supplier,
            "supplier_number": award.supplier_number,
            "supplier_place": award.supplier_place,
            "amount": award.amount,
            "currency": award.currency,
            "award_date": award.award_date.isoformat() if award.award_date else None,
            "bids": award.bids,
        }


def _suppliers(connection: Connection, _language: str) -> _Rows:
    for stored in suppliers.iterate(connection):
        supplier = stored.supplier
        yield {
            "supplier_id": stored.public_id,
            "external_id": supplier.external_id,
            "name": supplier.name,
            "kvk": supplier.kvk,
            "description": supplier.description,
            "keywords": list(supplier.keywords),
            "sbi": list(supplier.sbi),
            "cpv": list(supplier.cpv),
            "postcode": supplier.postcode,
            "place": supplier.place,
            "headcount": supplier.headcount,
            "max_contract_eur": supplier.max_contract_amount,
            "certificates": list(supplier.certificates),
            "kind": supplier.kind,
            "is_person": supplier.is_person,
        }


def _columns(names: str, **typed: str) -> dict[str, str]:
    return {name: typed.get(name, "object") for name in names.split()}


TABLES = {
    "matches": Table(
        _columns(
            "side rank score part tender_id tender_external_id lot_id buyer title source_file source_sheet source_row profile_id external_id"
            " profile_name reasons",
            rank="Int64",
            score="Float64",
            part="boolean",
            source_row="Int64",
        ),
        _matches,
    ),
    "tenders": Table(
        _columns(
            "tender_id lot_id external_id buyer title description cpv value_eur value_max_eur currency deadline start period lot reserved status"
            " source_file source_sheet source_row reference value_text value_basis value_total_eur vat duration place cpv_suggested"
            " publication_id notice_version url same_as",
            value_eur="Float64",
            value_max_eur="Float64",
            value_total_eur="Float64",
            source_row="Int64",
        ),
        _tenders,
    ),
    "suppliers": Table(
        _columns(
            "supplier_id external_id name kvk description keywords sbi cpv postcode place headcount max_contract_eur certificates kind is_person",
            headcount="Int64",
            max_contract_eur="Float64",
            is_person="boolean",
        ),
        _suppliers,
    ),
    "awards": Table(
        _columns(
            "tender_id buyer title lots supplier supplier_number supplier_place amount currency award_date bids", amount="Float64", bids="Int64"
        ),
        _awards,
    ),
}
"""What can be exported. Programs rely on the names and the order of the columns: new ones go behind."""


# --- files -------------------------------------------------------------------------------------------------------------------------------------


def _write_csv(frame: pd.DataFrame, path: Path, _title: str) -> None:
    texts = [name for name in frame.columns if frame[name].dtype == object]
    frame = frame.assign(**{name: frame[name].map(lambda value: _safe(_joined(value))) for name in texts})
    frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\r\n")


def _write_json(frame: pd.DataFrame, path: Path, _title: str) -> None:
    path.write_text(json.dumps(list(_plain_rows(frame)), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _write_jsonl(frame: pd.DataFrame, path: Path, _title: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in _plain_rows(frame))


def _write_xlsx(frame: pd.DataFrame, path: Path, title: str) -> None:
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet(title)
    sheet.freeze_panes = "A2"
    for number, name in enumerate(frame.columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 16)
    sheet.append([_text_cell(sheet, name, bold=True) for name in frame.columns])
    for row in _plain_rows(frame):
        sheet.append([_text_cell(sheet, text) if isinstance(text := _joined(value), str) else text for value in row.values()])
    if len(frame):
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{len(frame) + 1}"
    workbook.save(path)


_WIDTHS = {"title": 50, "description": 60, "reasons": 80, "buyer": 28, "profile_name": 28, "name": 28, "source_file": 28, "keywords": 40}
_WRITERS = {".csv": _write_csv, ".json": _write_json, ".jsonl": _write_jsonl, ".xlsx": _write_xlsx}


def _plain_rows(frame: pd.DataFrame) -> Iterable[dict[str, Any]]:
    """Rows of plain Python values: None where a value is missing, whole numbers as int."""
    columns = [frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame.columns]
    for values in zip(*columns, strict=True):
        yield dict(zip(frame.columns, values, strict=True))


def _joined(value: object) -> object:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else value


def _safe(value: object) -> object:
    # a spreadsheet program would carry out a text that begins like a formula; the apostrophe makes it text
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _text_cell(sheet: WriteOnlyWorksheet, text: str, *, bold: bool = False) -> Cell:
    cell: Cell = WriteOnlyCell(sheet, _NOT_IN_XML.sub("", text)[:_LONGEST_CELL])
    cell.data_type = "s"  # never a formula or an error code, whatever it begins with
    cell.quotePrefix = bool(_FORMULA.match(text))
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return cell
