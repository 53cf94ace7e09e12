"""The same content has the same fingerprint, whatever else differs; other content has another."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher import demo
from matcher.config import Config
from matcher.db import fetched, fingerprint, notice_tables, runs, tables
from matcher.db.engine import Database
from matcher.db.schema import metadata
from matcher.ingest import import_tenders
from matcher.rematch import rematch
from tests.matcher.lists import write_list

NOTICES = Path(__file__).parents[1] / "sources" / "notices"
RELEASES = Path(__file__).parents[1] / "sources" / "ocds" / "releases.json"
ROWS = (
    ("Z-01", "Schoonmaak kantoren", None, "Dagelijks, 1.200 m2", 50_000.125, "90911200-8", "2027-03-01", "gepland"),
    ("Z-02", "Dakonderhoud", 1, "Gebouw Noord", 20_000, "45261900", None, "gepland"),
    ("Z-02", "Dakonderhoud", 2, "Gebouw Zuid", 30_000, "45261900", None, "gepland"),
)


def of(database: Database) -> str:
    with database.read() as connection:
        return fingerprint.fingerprint(connection)


def fill(database: Database, config: Config, folder: Path, now: datetime, *, shuffled: int = 0) -> None:
    plan = folder / "plan.xlsx"
    paths = [*sorted(NOTICES.glob("*.xml")), RELEASES, plan if plan.exists() else write_list(plan, ROWS)]
    if shuffled:
        random.Random(shuffled).shuffle(paths)
    for path in paths:
        import_tenders(database, config, path, buyer="De Es" if path.suffix == ".xlsx" else None, now=now)


def test_both_databases_and_every_order_give_the_same(
    database: Database, postgresql: Database, config: Config, tmp_path: Path, now: datetime
) -> None:
    fill(database, config, tmp_path, now)
    demo.load(database, config, now=now)
    demo.load(postgresql, config, now=now)
    fill(postgresql, config, tmp_path, now + timedelta(days=3), shuffled=5)
    with database.read() as one, postgresql.read() as other:
        hashes = fingerprint.table_hashes(one)
        assert hashes == fingerprint.table_hashes(other)
    assert {"notices", "awards", "tender_identifiers", "suppliers", "lots"} <= {name for name, table in hashes.items() if table.rows}
    before = of(database)
    rematch(database, config, now=now)
    fill(database, config, tmp_path, now + timedelta(days=9), shuffled=6)  # the same again
    assert of(database) == before


def _version(connection: Connection, now: datetime) -> None:
    lot = connection.scalar(sa.select(tables.lots.c.id).limit(1))
    connection.execute(tables.lot_versions.insert().values(lot_id=lot, version=1, content_hash="0" * 64, content={}, seen_at=now))


def _linked(connection: Connection, now: datetime) -> None:
    one, other = connection.scalars(sa.select(tables.tenders.c.id).limit(2)).all()
    row = {"state": "certain", "probability": 0.9, "evidence": {}, "decided_by": ""}
    connection.execute(notice_tables.same_tenders.insert().values(tender_id=one, other_id=other, **row))


CHANGED: dict[str, Callable[[Connection, datetime], object]] = {
    "a title": lambda connection, now: connection.execute(tables.tenders.update().where(tables.tenders.c.reference == "Z-01").values(title="Glas")),
    "a cent": lambda connection, now: connection.execute(tables.lots.update().where(tables.lots.c.number == "1").values(value_amount=20_000.01)),
    "an amount that is gone": lambda connection, now: connection.execute(tables.lots.update().values(value_amount=None)),
    "a list of codes": lambda connection, now: connection.execute(tables.lots.update().values(cpv=[])),
    "a date": lambda connection, now: connection.execute(tables.lots.update().values(deadline_date=now.date())),
    "whose it is": lambda connection, now: connection.execute(tables.tenders.update().values(buyer_id=None)),
    "a name of a buyer": lambda connection, now: connection.execute(tables.buyer_aliases.update().values(name="De Esch")),
    "a lot that is gone from its list": lambda connection, now: connection.execute(tables.lots.update().values(gone="proposed")),
    "a row": lambda connection, now: connection.execute(tables.lots.delete().where(tables.lots.c.number == "2")),
    "what a lot was": _version,
    "which tenders are one": _linked,
}  # fmt: skip
UNCHANGED: dict[str, Callable[[Connection, datetime], object]] = {
    "public ids": lambda connection, now: connection.execute(tables.lots.update().where(tables.lots.c.number == "1").values(public_id="abc")),
    "when it was stored": lambda connection, now: connection.execute(tables.tenders.update().values(changed_at=now + timedelta(days=9))),
    "a run": lambda connection, now: runs.create(connection, kind="match", subject="", now=now),
    "what was matched": lambda connection, now: connection.execute(tables.lots.update().values(matched_hash="0" * 64)),
    "what a server said": lambda connection, now: fetched.store(connection, "https://esdorp.example", etag="x", last_modified="", now=now),
    "an upload that was deleted": lambda connection, now: connection.execute(tables.documents.update().values(stored_as="x")),
}


@pytest.mark.parametrize(
    ("edit", "differs"),
    [*((edit, True) for edit in CHANGED.values()), *((edit, False) for edit in UNCHANGED.values())],
    ids=[*CHANGED, *UNCHANGED],
)
def test_it_tells_content_from_the_rest(
    any_database: Database, config: Config, tmp_path: Path, now: datetime, edit: Callable[[Connection, datetime], object], differs: bool
) -> None:
    import_tenders(any_database, config, write_list(tmp_path / "plan.xlsx", ROWS), buyer="De Es", now=now)
    before = of(any_database)
    with any_database.write() as connection:
        edit(connection, now)
    assert (of(any_database) != before) is differs


def test_two_linked_tenders_are_the_same_two_in_either_order(database: Database, config: Config, tmp_path: Path, now: datetime) -> None:
    import_tenders(database, config, write_list(tmp_path / "plan.xlsx", ROWS), buyer="De Es", now=now)
    with database.write() as connection:
        _linked(connection, now)
    before, links = of(database), notice_tables.same_tenders
    with database.write() as connection:
        connection.execute(links.update().values(tender_id=links.c.other_id, other_id=links.c.tender_id))
    assert of(database) == before


def test_of_every_table_it_is_decided_whether_it_is_content() -> None:
    known = {*fingerprint.CONTENT, *fingerprint.NOT_CONTENT}
    assert known == set(metadata.tables) and not set(fingerprint.CONTENT) & fingerprint.NOT_CONTENT.keys()
