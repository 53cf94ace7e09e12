"""Exports: the columns that other programs rely on, and texts that stay texts."""

from __future__ import annotations

import csv
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from matcher.db import cpv_suggestions, documents, jobseekers, matches, source_lists, suppliers, tables, tenders
from matcher.db.cpv_suggestions import LotCodes
from matcher.db.engine import Database
from matcher.db.matches import MatchRow
from matcher.db.tenders import NewTender
from matcher.errors import ExportError
from matcher.export import SUFFIXES, export
from matcher.model import CpvSuggestion, JobSeeker, Lot, Origin, Supplier, Tender

MATCHES = (
    "side rank score part tender_id tender_external_id lot_id buyer title source_file source_sheet source_row profile_id external_id profile_name"
    " reasons"
).split()
TENDERS = (
    "tender_id lot_id external_id buyer title description cpv value_eur value_max_eur currency deadline start period lot reserved status source_file"
    " source_sheet source_row"
).split()
REASONS = [{"code": "distance", "contribution": 0.4, "params": {"km": 3.2}}]


@pytest.fixture
def filled(database: Database, now: datetime) -> Database:
    """Two tenders, a supplier, a job-seeker and a match of each; with texts that spreadsheet programs like to spoil."""
    with database.write() as connection:
        source = source_lists.lock_or_create(connection, "buyer:de es", kind="list", name="De Es", buyer_id=None)
        document = documents.create(connection, file_name="plan.xlsx", sha256="0" * 64, read_at=now, source_list_id=source.id)
        first = Lot(
            title="=SUM(A1:A9)",
            description='- dagelijks\nook \'s avonds; "alles"',
            external_id="00012",
            cpv=("03000000", "90911200"),
            value_amount=50_000.5,
            deadline_date=date(2027, 3, 1),
            origin=Origin("plan.xlsx", "Plan", 4),
        )
        second = Lot(title="Café-inrichting", number="01", period="Q2 2027", value_amount=None, origin=Origin("plan.xlsx", "Plan", 5))
        new = [NewTender(lot.title, Tender(lot.title, (lot,)), None) for lot in (first, second)]
        tenders.insert(connection, source.id, new, documents={"plan.xlsx": document.id}, now=now)
        suppliers.insert(connection, [Supplier("+Plus & Co", external_id="007", kvk="00001234", keywords=("ramen", "glas"), headcount=3)], now)
        jobseekers.insert(connection, [JobSeeker("J-01", wants="tuinieren")], now)
        lot_ids = list(connection.scalars(tables.lots.select().with_only_columns(tables.lots.c.id).order_by(tables.lots.c.id)))
        ranking = matches.ensure_ranking(connection, ("1", "w", "t"), stamp="", now=now)
        rows = [
            MatchRow(lot_ids[0], 1, None, 0.87, 1, False, True, json.dumps(REASONS)),
            MatchRow(lot_ids[0], None, 1, 0.61, 1, True, True, json.dumps(REASONS)),
            MatchRow(lot_ids[1], 1, None, 0.2, 1, False, False, json.dumps(REASONS)),
        ]
        matches.insert(connection, rows, ranking)
    return database


def rows_of(path: Path) -> list[dict[str, object]]:
    """The rows of any exported file, as a program reads them that keeps texts texts."""
    if path.suffix == ".json":
        return json.loads(path.read_text(encoding="utf-8"))
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    if path.suffix == ".csv":
        return list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    sheet = openpyxl.load_workbook(path).active
    head, *body = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(head, values, strict=True)) for values in body]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(("what", "columns", "count"), [("matches", MATCHES, 2), ("tenders", TENDERS, 2), ("suppliers", ["supplier_id"], 1)])
def test_it_exports_the_columns_that_programs_rely_on(
    filled: Database, tmp_path: Path, suffix: str, what: str, columns: list[str], count: int
) -> None:
    path = tmp_path / f"out{suffix}"
    assert export(filled, what, path) == count
    rows = rows_of(path)
    assert len(rows) == count
    assert list(rows[0])[: len(columns)] == columns


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_it_keeps_ids_and_codes_as_they_are(filled: Database, tmp_path: Path, suffix: str) -> None:
    export(filled, "tenders", tmp_path / f"t{suffix}")
    export(filled, "suppliers", tmp_path / f"s{suffix}")
    (first, second), (supplier,) = rows_of(tmp_path / f"t{suffix}"), rows_of(tmp_path / f"s{suffix}")
    listed = suffix in (".json", ".jsonl")
    assert first["external_id"] == "00012"
    assert first["cpv"] == (["03000000", "90911200"] if listed else "03000000, 90911200")
    assert second["lot"] == "01"
    assert supplier["kvk"] == "00001234"
    assert float(first["value_eur"]) == 50_000.5
    assert first["deadline"] == "2027-03-01"
    assert int(first["source_row"]) == 4


def test_it_writes_no_formula_into_a_workbook(filled: Database, tmp_path: Path) -> None:
    export(filled, "tenders", tmp_path / "t.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    title = next(cell for cell in cells if cell.value == "=SUM(A1:A9)")
    assert (title.data_type, title.quotePrefix) == ("s", True)


@pytest.mark.parametrize(("what", "column", "text"), [("tenders", "title", "'=SUM(A1:A9)"), ("suppliers", "name", "'+Plus & Co")])
def test_it_disarms_formulas_in_csv(filled: Database, tmp_path: Path, what: str, column: str, text: str) -> None:
    export(filled, what, tmp_path / "out.csv")
    assert rows_of(tmp_path / "out.csv")[0][column] == text


def test_it_writes_csv_that_pandas_reads_unasked(filled: Database, tmp_path: Path) -> None:
    export(filled, "tenders", tmp_path / "t.csv")
    frame = pd.read_csv(tmp_path / "t.csv")
    assert list(frame.columns)[:19] == TENDERS
    assert frame["title"].tolist()[1] == "Café-inrichting"
    assert frame["description"].tolist()[0] == "'- dagelijks\nook 's avonds; \"alles\""


def test_it_shows_job_seekers_by_pseudonym_and_reasons_in_words(filled: Database, tmp_path: Path) -> None:
    export(filled, "matches", tmp_path / "m.jsonl", language="en")
    supplier, person = rows_of(tmp_path / "m.jsonl")
    assert (supplier["side"], supplier["external_id"], supplier["profile_name"], supplier["score"], supplier["part"]) == (
        "supplier", "007", "+Plus & Co", 0.87, False
    )  # fmt: skip
    assert (person["side"], person["external_id"], person["profile_name"], person["part"]) == ("jobseeker", "J-01", "J-01", True)
    assert "3.2" in supplier["reasons"]
    assert supplier["tender_external_id"] == "00012"


def test_it_exports_an_empty_database_with_its_headings(database: Database, tmp_path: Path) -> None:
    assert export(database, "matches", tmp_path / "m.csv") == 0
    assert (tmp_path / "m.csv").read_text(encoding="utf-8").strip().split(",") == MATCHES


@pytest.mark.parametrize(("name", "part"), [("out.pdf", ".csv, .xlsx"), ("out", ".csv, .xlsx")])
def test_it_refuses_a_form_that_it_does_not_know(database: Database, tmp_path: Path, name: str, part: str) -> None:
    with pytest.raises(ExportError, match=part):
        export(database, "matches", tmp_path / name)


def test_it_says_so_when_the_file_cannot_be_written(database: Database, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ExportError, match="cannot be written"):
        export(database, "matches", tmp_path / "file" / "out.csv")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_it_exports_suggested_codes_with_their_probability(filled: Database, tmp_path: Path, suffix: str) -> None:
    found = LotCodes((CpvSuggestion("90911300", 0.8123, "cleaning.windows"), CpvSuggestion("45442000", 0.3)))
    with filled.write() as connection:
        cpv_suggestions.store(connection, {connection.scalars(tables.lots.select().order_by(tables.lots.c.id)).first(): found})
    export(filled, "tenders", tmp_path / f"t{suffix}")
    first, second = rows_of(tmp_path / f"t{suffix}")
    listed = suffix in (".json", ".jsonl")
    assert first["cpv_suggested"] == (["90911300:0.81", "45442000:0.30"] if listed else "90911300:0.81, 45442000:0.30")
    assert not second["cpv_suggested"]
