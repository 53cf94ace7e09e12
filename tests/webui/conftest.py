"""A site on a database of its own, with a small village in it that the real imports brought there."""

from __future__ import annotations

import json
import re
import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from matcher import config as configuration
from matcher.db.engine import Database
from matcher.db.tables import jobseekers, lots, matches, rankings, suppliers, tenders
from matcher.ingest import import_tenders
from matcher.registers import import_jobseekers, import_suppliers
from tests.webui.forms import csrf_token, workbook
from webui.app import create_app

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HEADINGS = ["Kenmerk", "Naam opdracht", "Omschrijving", "Waarde (excl. btw)", "Sluitingsdatum", "Plaats", "CPV-code"]


class Village:
    """What a test puts into the database, and the site that shows it."""

    now = NOW

    def __init__(self, folder: Path, empty: Path):
        self.folder = folder
        self.config = configuration.load(environment={"WIJKMATCH_DATA_DIR": str(folder / "data")})
        self.config.storage.data_dir.mkdir()
        shutil.copy(empty, self.config.storage.data_dir / "wijkmatch.db")
        self.database = Database(self.config.database_url)
        self.app = create_app(self.config, self.database, clock=lambda: NOW)

    def client(self, language="nl"):
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        return client

    def close(self):
        self.app.extensions["wijkmatch"].background.close()
        self.database.close()

    def list_file(self, rows, name="lijst.xlsx", headings=HEADINGS):
        path = self.folder / name
        path.write_bytes(workbook(rows, headings))
        return path

    def add_tenders(self, rows, buyer="Ziekenhuis De Es", name="lijst.xlsx", headings=HEADINGS):
        import_tenders(self.database, self.config, self.list_file(rows, name, headings), buyer=buyer, now=NOW)

    def _profiles(self, importer, rows):
        path = self.folder / "profielen.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        importer(self.database, self.config, path, now=NOW)

    def add_suppliers(self, *rows):
        self._profiles(import_suppliers, rows)

    def add_jobseekers(self, *rows):
        self._profiles(import_jobseekers, rows)

    def id_of(self, table, condition):
        with self.database.read() as connection:
            return connection.execute(sa.select(table.c.id).where(condition)).scalar_one()

    def public_id(self, table, condition):
        with self.database.read() as connection:
            return connection.execute(sa.select(table.c.public_id).where(condition)).scalar_one()

    def tender_address(self, title):
        return f"/tenders/{self.public_id(tenders, tenders.c.title == title)}"

    def supplier_address(self, name):
        return f"/suppliers/{self.public_id(suppliers, suppliers.c.name == name)}"

    def lot(self, title):
        return self.id_of(lots, lots.c.title == title)

    def compared(self, *titles):
        """These lots have been matched as they are now (all of them, without titles)."""
        condition = lots.c.title.in_(titles) if titles else sa.true()
        with self.database.write() as connection:
            connection.execute(lots.update().where(condition).values(matched_hash=lots.c.content_hash))

    def match(self, title, *, supplier=None, jobseeker=None, score, rank=1, part=False, shown=True, reasons=()):
        """A match as a rematch stores it."""
        with self.database.write() as connection:
            ranking = connection.scalar(sa.select(rankings.c.id))
            if ranking is None:
                values = {"algorithm": "1", "weights": "w", "thesaurus": "t", "created_at": NOW}
                ranking = connection.execute(rankings.insert().values(values).returning(rankings.c.id)).scalar_one()
            values = {"lot_id": self.lot(title), "score": score, "rank": rank, "part": part, "shown": shown, "ranking_id": ranking}
            values["reasons"] = list(reasons)
            if supplier:
                values["supplier_id"] = self.id_of(suppliers, suppliers.c.name == supplier)
            else:
                values["jobseeker_id"] = self.id_of(jobseekers, jobseekers.c.external_id == jobseeker)
            connection.execute(matches.insert().values(values))
        self.compared(title)


def _because(kind_of_work, kilometres=None):
    reasons = [{"code": "concepts", "contribution": 2.0, "params": {"concepts": [[kind_of_work, "", ""]]}}]
    if kilometres is not None:
        reasons.append({"code": "distance", "contribution": -0.2, "params": {"km": kilometres}})
    return reasons


@pytest.fixture
def village(tmp_path, migrated_sqlite):
    village = Village(tmp_path, migrated_sqlite)
    yield village
    village.close()


@pytest.fixture(scope="session")
def build_village(migrated_sqlite):
    """build_village(folder), for tests that share one site."""
    return lambda folder: Village(folder, migrated_sqlite)


@pytest.fixture
def client(village):
    return village.client()


@pytest.fixture
def because():
    """Reasons as the matcher stores them: because(concept, kilometres)."""
    return _because


@pytest.fixture
def follow():
    """follow(client, address): the page once no work is going on behind it, as somebody sees it who keeps refreshing."""

    def keep_refreshing(client, address):
        while True:
            page = client.get(address)
            if "data-follow" not in page.text:
                return page
            time.sleep(0.02)

    return keep_refreshing


@pytest.fixture
def press(follow):
    """press(client, address, button, **fields): send the form of the check page as it stands, with some fields changed."""

    def send_form(client, address, button, **changes):
        page = follow(client, address)
        fields = {"csrf_token": csrf_token(page), "buyer": re.search(r'name="buyer" value="([^"]*)"', page.text)[1]}
        for name, options in re.findall(r'<select class="form-select" name="(field-\d+)"[^>]*>(.*?)</select>', page.text, re.S):
            fields[name] = re.search(r'value="([^"]*)" selected', options)[1] if " selected" in options else ""
        answer = client.post(f"{address}/{button}", data=fields | changes)
        assert answer.status_code == 303
        return follow(client, address)

    return send_form
