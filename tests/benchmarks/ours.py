"""The matcher: in memory, stage by stage; and as a user meets it, with the database."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path

import measuring
import numpy as np
import sqlalchemy as sa
import texts

from matcher import config, ingest, rematch
from matcher.db import matches, suppliers
from matcher.db.engine import Database, migrate
from matcher.db.matches import MatchRow
from matcher.db.tables import matches as table
from matcher.matchable import supplier_item
from matcher.matching.features import Numbers, Population
from matcher.matching.reasons import explain
from matcher.matching.scoring import ranks
from matcher.matching.space import SUPPLIER, TENDER, Item, fit_and_project
from matcher.model import Side
from matcher.vocabulary import load_concepts
from matcher.weights import shipped_weights

TOP, CANDIDATES = 10, config.load().matching.candidates
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


def matching(costs: measuring.Costs, folder: Path) -> None:
    """From texts to the ten best of either side, with score and reasons, in memory."""
    corpus = texts.load(folder)
    asked = [Item((row["title"], row["description"], ""), cpv=tuple(row["cpv"])) for row in corpus.tenders]
    offered = [supplier_item(row["name"], row["description"], row["keywords"], row.get("cpv", ()), row.get("sbi", ())) for row in corpus.suppliers]
    concepts, weights = load_concepts(), shipped_weights(Side.SUPPLIER)
    with costs.stage("features"):
        space, rows = fit_and_project(concepts, {TENDER: asked, SUPPLIER: offered})
    lots = Population(rows[TENDER], _numbers(len(asked)))
    profiles = Population(rows[SUPPLIER], _numbers(len(offered)))
    with costs.stage("one way"):
        _, scored = rematch.score_side(space, lots, profiles, weights, per_lot=CANDIDATES, per_profile=0)
        ranks(scored.pairs.lot, scored.score)
    with costs.stage("both ways"):
        context, scored = rematch.score_side(space, lots, profiles, weights, per_lot=CANDIDATES, per_profile=CANDIDATES)
        rank = ranks(scored.pairs.lot, scored.score)
    shown = np.flatnonzero(rank <= TOP)
    with costs.stage("reasons"):
        explain(context, scored, shown)
    pairs = len(scored.pairs)
    with costs.stage("one new tender"):  # as a search would do it: the space and the suppliers' rows are at hand
        one = Population(space.project(asked[-1:], TENDER), _numbers(1))
        context, scored = rematch.score_side(space, one, profiles, weights, per_lot=CANDIDATES, per_profile=0)
        explain(context, scored, np.argsort(-scored.score)[:TOP])
    costs.figures |= {"pairs": pairs, "explained": len(shown)}


def _numbers(count: int) -> Numbers:
    """Places and amounts such as a region has."""
    random = np.random.default_rng(texts.SEED)
    return replace(
        Numbers.unknown(count),
        amount=10 ** random.uniform(3.5, 6.5, count),
        latitude=random.uniform(52.1, 52.6, count),
        longitude=random.uniform(4.6, 6.9, count),
        social=random.integers(0, 2, count).astype(np.float64),
    )


def stored(costs: measuring.Costs, folder: Path) -> None:
    """A whole rematch from database to database; one changed supplier and one new tender against the rest; and storing alone."""
    settings = config.load(environment={"WIJKMATCH_DATA_DIR": str(folder)})
    settings = replace(settings, imports=replace(settings.imports, max_file_mb=500, max_seconds=3600))
    database = Database(f"sqlite:///{folder / 'bench.db'}")
    migrate(database)
    ingest.import_tenders(database, settings, folder / "tenders.jsonl", now=NOW)
    ingest.import_suppliers(database, settings, folder / "suppliers.jsonl", now=NOW)
    with costs.stage("rematch all"):
        report = rematch.rematch(database, settings, now=NOW)
    with database.write() as connection:
        some = next(suppliers.iterate(connection))
        changed = replace(some.supplier, description=f"{some.supplier.description} Ook glasbewassing en schilderwerk.")
        suppliers.update(connection, [(some, changed)], NOW)
    with costs.stage("rematch one changed supplier"):
        rematch.rematch(database, settings, now=NOW)
    new = {"id": "NEW", "title": "Glasbewassing en gevelreiniging stadskantoor", "buyer": "Gemeente Nieuwdal"}
    (folder / "new.jsonl").write_text(json.dumps(new), encoding="utf-8")
    ingest.import_tenders(database, settings, folder / "new.jsonl", now=NOW)
    with costs.stage("rematch one new tender"):
        rematch.rematch(database, settings, now=NOW)
    rows, ranking_id = _take_out(database)
    with costs.stage("store"), database.write() as connection:
        matches.insert(connection, rows, ranking_id)
    database.close()
    with costs.stage("plain insert"):
        _insert_plainly(folder / "plain.db", rows)
    costs.figures |= {"matches stored": len(rows), "matches shown": report.matches}


def _take_out(database: Database) -> tuple[list[MatchRow], int]:
    """The stored matches, taken out so that they can be stored again, and the id of their versions."""
    names = [field.name for field in fields(MatchRow)]
    with database.write() as connection:
        found = connection.execute(sa.select(table)).all()
        matches.delete_for_lots(connection, None)
    return [MatchRow(**{name: getattr(row, name) for name in names}) for row in found], found[0].ranking_id


def _insert_plainly(path: Path, rows: list[MatchRow]) -> None:
    """The same rows into a bare table: no keys, constraints or indexes."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE matches (lot_id, supplier_id, jobseeker_id, score, rank, part, shown, reasons)")
        connection.executemany(
            "INSERT INTO matches VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(row.lot_id, row.supplier_id, row.jobseeker_id, row.score, row.rank, row.part, row.shown, json.dumps(row.reasons)) for row in rows],
        )
