"""The matcher: in memory, stage by stage; and as a user meets it, with the database."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import measuring
import numpy as np
import sqlalchemy as sa
import texts

from matcher import config, ingest, registers, rematch
from matcher.db import matches, suppliers
from matcher.db.engine import Database, migrate
from matcher.db.matches import MatchRow
from matcher.db.tables import matches as table
from matcher.matchable import supplier_item
from matcher.matching.features import Numbers, Population
from matcher.matching.items import SUPPLIER, TENDER, Item
from matcher.matching.reasons import explain
from matcher.matching.scoring import ranks
from matcher.matching.space import fit_and_project
from matcher.matching.thesaurus import prepare
from matcher.model import Side
from matcher.vocabulary import load_concepts
from matcher.weights import shipped_weights

TOP, CANDIDATES = 10, config.load().matching.candidates
TIMES, FEWER = 20, 2_000
NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


def matching(costs: measuring.Costs, folder: Path) -> None:
    """From texts to the ten best of either side, with score and reasons, in memory."""
    corpus = texts.load(folder)
    asked = [Item((row["title"], row["description"], ""), cpv=tuple(row["cpv"])) for row in corpus.tenders]
    offered = [supplier_item(row["name"], row["description"], row["keywords"], row.get("cpv", ()), row.get("sbi", ())) for row in corpus.suppliers]
    concepts, weights = load_concepts(), shipped_weights(Side.SUPPLIER)
    with costs.stage("thesaurus"):  # once in the life of a process, like the import of a library
        prepare(tuple(concepts), ())
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
    """A whole rematch from database to database; one new tender and one changed supplier after that; and storing alone."""
    database, settings = _filled(folder, texts.load(folder))
    with costs.stage("rematch all"):
        report = rematch.rematch(database, settings, now=NOW)
    _one_by_one(costs, folder, database, settings)
    rows, ranking_id = _stored_matches(database)

    def store() -> None:
        with database.write() as connection:
            matches.insert(connection, rows, ranking_id)

    costs.repeated("store", 3, lambda _: _empty(database), store)
    database.close()
    costs.repeated("plain insert", 3, lambda _: (folder / "plain.db").unlink(missing_ok=True), lambda: _insert_plainly(folder / "plain.db", rows))
    costs.figures |= {"matches stored": len(rows), "matches shown": report.matches}


def one_by_one(costs: measuring.Costs, folder: Path) -> None:
    """One new tender and one changed supplier, where matching everything from the database would take too long: with fewer tenders."""
    corpus = texts.load(folder)
    database, settings = _filled(folder, replace(corpus, tenders=corpus.tenders[:FEWER]))
    rematch.rematch(database, settings, now=NOW)
    _one_by_one(costs, folder, database, settings)
    database.close()


def _filled(folder: Path, corpus: texts.Corpus) -> tuple[Database, config.Config]:
    """A database with a corpus in it."""
    settings = config.load(environment={"WIJKMATCH_DATA_DIR": str(folder)})
    settings = replace(settings, imports=replace(settings.imports, max_file_mb=2_000, max_seconds=7200, max_rows=len(corpus.suppliers) + 1))
    database = Database(f"sqlite:///{folder / 'bench.db'}")
    migrate(database)
    corpus.save(folder)
    ingest.import_tenders(database, settings, folder / "tenders.jsonl", now=NOW)
    registers.import_suppliers(database, settings, folder / "suppliers.jsonl", now=NOW)
    return database, settings


def _one_by_one(costs: measuring.Costs, folder: Path, database: Database, settings: config.Config) -> None:
    """Medians of a process that goes on running, stored, without the import itself."""
    some = texts.load(folder).tenders[-TIMES:]
    with database.read() as connection:
        before = list(islice(suppliers.iterate(connection), TIMES))

    def new_tender(number: int) -> None:
        row = some[number % len(some)]
        (folder / "new.jsonl").write_text(json.dumps({**row, "id": f"NEW{number}", "title": f"{row['title']}, vervolg"}), encoding="utf-8")
        ingest.import_tenders(database, settings, folder / "new.jsonl", now=NOW)

    def changed_supplier(number: int) -> None:
        known = before[number % len(before)]
        changed = replace(known.supplier, description=f"{known.supplier.description} Ook glasbewassing en schilderwerk.")
        with database.write() as connection:
            suppliers.update(connection, [(known, changed)], NOW)

    def match() -> None:
        rematch.rematch(database, settings, now=NOW)

    costs.repeated("one new tender", TIMES, new_tender, match)
    costs.repeated("one changed supplier", TIMES, changed_supplier, match)


def _stored_matches(database: Database) -> tuple[list[MatchRow], int]:
    """The stored matches, and the id of their versions."""
    names = [field.name for field in fields(MatchRow)]
    with database.read() as connection:
        found = connection.execute(sa.select(table)).all()
    return [
        MatchRow(**{name: getattr(row, name) for name in names} | {"reasons": json.dumps(row.reasons, separators=(",", ":"))}) for row in found
    ], found[0].ranking_id


def _empty(database: Database) -> None:
    with database.write() as connection:
        matches.delete_for_lots(connection, None)


def _insert_plainly(path: Path, rows: list[MatchRow]) -> None:
    """The same rows, with the same JSON, into a bare table: no keys, constraints or indexes."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE matches (lot_id, supplier_id, jobseeker_id, score, rank, part, shown, reasons)")
        connection.executemany(
            "INSERT INTO matches VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [(row.lot_id, row.supplier_id, row.jobseeker_id, row.score, row.rank, row.part, row.shown, row.reasons) for row in rows],
        )
