"""The fictional region of datasets/demo, so that a first run shows something. Loaded by the same functions that a user's own files go through."""

from __future__ import annotations

import csv
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from matcher.config import Config, data_file
from matcher.db import buyers, jobseekers, places, subscribers, suppliers, tenders
from matcher.db.engine import Database
from matcher.ingest import ImportReport, import_tenders
from matcher.model import Buyer, Place
from matcher.progress import Progress
from matcher.registers import import_jobseekers, import_suppliers


def is_empty(database: Database) -> bool:
    """Whether nothing was ever imported into this database."""
    with database.read() as connection:
        return not any((tenders.count(connection)[0], suppliers.count(connection), jobseekers.count(connection), buyers.count(connection)))


def load(database: Database, config: Config, *, now: datetime, folder: Path | None = None, progress: Progress | None = None) -> list[ImportReport]:
    """Load the region: districts, buyers, their lists, suppliers, job-seekers and subscribers. Loading it twice changes nothing."""
    folder = folder or data_file("demo")
    with database.write() as connection:
        places.store(connection, read_places(folder / "places.csv"))
        buyers.store(connection, [Buyer(**row | {"aliases": tuple(row.get("aliases", ()))}) for row in _records(folder / "buyers.jsonl")])
    reports = [import_suppliers(database, config, folder / "suppliers.jsonl", now=now, progress=progress)]
    reports.append(import_jobseekers(database, config, folder / "jobseekers.jsonl", now=now, progress=progress))
    reports += [import_tenders(database, config, path, now=now, progress=progress) for path in sorted(folder.glob("*.xlsx"))]
    _subscribe(database, _records(folder / "subscribers.jsonl"))
    return reports


def read_places(path: Path) -> list[Place]:
    """The districts of a table with columns pc4, place, lat and lon."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Place(row["pc4"], row["place"], float(row["lat"]), float(row["lon"])) for row in csv.DictReader(file)]


def _subscribe(database: Database, rows: list[dict[str, Any]]) -> None:
    with database.write() as connection:
        supplier_ids = suppliers.find_external(connection, (row["supplier"] for row in rows if row.get("supplier")))
        buyer_ids = buyers.find(connection, (row["buyer"] for row in rows if row.get("buyer")))
        subscribers.add(
            connection,
            [
                {
                    **{name: row[name] for name in ("email", "name", "kind", "language")},
                    "supplier_id": supplier_ids[row["supplier"]] if row.get("supplier") else None,
                    "buyer_id": buyer_ids[row["buyer"]] if row.get("buyer") else None,
                }
                for row in rows
            ],
        )


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
