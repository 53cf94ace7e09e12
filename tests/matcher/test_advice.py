"""What would change it: that what is promised is what a rematch of the really changed supplier gives."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from shutil import copy

import pytest
import sqlalchemy as sa

from matcher import advice, current_index, evaluate
from matcher import config as configuration
from matcher.config import Config
from matcher.db import shown_matches, suppliers
from matcher.db.engine import Database
from matcher.db.shown_matches import ShownSupplier
from matcher.db.tables import lots, matches, tenders
from matcher.db.tables import suppliers as suppliers_table
from matcher.matching.items import SUPPLIER, TENDER
from matcher.matching.shortfall import kinds_named
from matcher.model import Side, Supplier, WhyNot
from matcher.rematch import min_score, rematch
from matcher.vocabulary import concept_label

GOLD = Path(__file__).parents[2] / "datasets" / "gold"
NOW = datetime.fromisoformat("2026-11-16T09:30:00+00:00")
TODAY = date(2026, 11, 16)

Matched = tuple[Database, Config]


@pytest.fixture(scope="module", params=[10, 1], ids=["ten are shown", "one is shown"])
def matched(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Matched]:
    """A region that was matched. Who changes it puts it back."""
    folder = tmp_path_factory.mktemp("advice")
    config = configuration.load(environment={"WIJKMATCH_DATA_DIR": str(folder)})
    config = replace(config, matching=replace(config.matching, shown_per_tender=request.param))
    copy(migrated_sqlite, folder / "wijkmatch.db")
    database = Database(config.database_url)
    evaluate.import_gold(database, config, GOLD)
    rematch(database, config, now=NOW)
    yield database, config
    database.close()


def shown_tenders(database: Database, supplier_id: int) -> dict[str, set[int]]:
    """By public id the open tenders that a supplier is shown with, with their lots."""
    query = (
        sa.select(tenders.c.public_id, lots.c.id, lots.c.status, lots.c.deadline_date)
        .select_from(matches.join(lots).join(tenders))
        .where(matches.c.supplier_id == supplier_id, matches.c.shown)
    )
    found: dict[str, set[int]] = {}
    with database.read() as connection:
        for row in connection.execute(query):
            if row.status in ("planned", "open") and (row.deadline_date is None or row.deadline_date >= TODAY):
                found.setdefault(row.public_id, set()).add(row.id)
    return found


def naming(config: Config, lot_ids: set[int], concept: str) -> bool:
    """Whether the title of one of these lots names the kind of work, or one below it."""
    index = current_index._OPEN[current_index.folder_of(config)].index
    kept, finder = index.kept[TENDER], index.space.finder
    rows = kept.take(kept.places_of(sorted(lot_ids))).rows
    below = finder.below[finder.index[concept]]
    return any(not below.isdisjoint(kinds_named(index.space, rows, place)) for place in range(len(rows)))


class Changed:
    """A supplier that really has one more keyword, and was matched so."""

    def __init__(self, matched: Matched, supplier_id: int, concept: str) -> None:
        self._database, self._config = matched
        with self._database.read() as connection:
            self._before = next(stored for stored in suppliers.iterate(connection) if stored.id == supplier_id)
        self._keyword = concept_label(concept, "nl")

    def __enter__(self) -> None:
        supplier = self._before.supplier
        self._store(replace(supplier, keywords=(*supplier.keywords, self._keyword)))

    def __exit__(self, *_: object) -> None:
        self._store(self._before.supplier)

    def _store(self, supplier: Supplier) -> None:
        with self._database.write() as connection:
            suppliers.update(connection, [(self._before, supplier)], NOW)
        assert rematch(self._database, self._config, now=NOW).suppliers == 1


def supplier_ids(database: Database) -> list[int]:
    with database.read() as connection:
        return list(connection.scalars(sa.select(suppliers_table.c.id).order_by(suppliers_table.c.id)))


def test_the_tenders_that_an_addition_brings_are_those_that_a_rematch_gives(matched: Matched) -> None:
    database, config = matched
    tried = 0
    for supplier_id in supplier_ids(database):
        additions = advice.what_would_help(database, config, supplier_id, TODAY) if tried < 25 else []
        before = shown_tenders(database, supplier_id)
        for addition in additions:
            with Changed(matched, supplier_id, addition.concept):
                after = shown_tenders(database, supplier_id)
            new = {key for key in after.keys() - before.keys() if naming(config, after[key], addition.concept)}
            assert {tender.public_id for tender in addition.tenders} == new
            assert addition.lost == len(before.keys() - after.keys())
            tried += 1
        assert shown_tenders(database, supplier_id) == before
    assert tried >= 10


def test_it_asks_about_at_most_three_kinds_of_work_which_the_profile_does_not_name(matched: Matched) -> None:
    database, config = matched
    for supplier_id in supplier_ids(database)[:30]:
        additions = advice.what_would_help(database, config, supplier_id, TODAY)
        assert len(additions) <= advice.MOST_ADVICE
        counts = [len(addition.tenders) for addition in additions]
        assert counts == sorted(counts, reverse=True)
        assert all(len(addition.tenders) > addition.lost for addition in additions)
        with database.read() as connection:
            row = connection.execute(sa.select(suppliers_table).where(suppliers_table.c.id == supplier_id)).one()
        said = {word.casefold() for word in row.keywords}
        assert said.isdisjoint(concept_label(addition.concept, "nl").casefold() for addition in additions)


def test_only_tenders_that_are_still_open_count(matched: Matched) -> None:
    database, config = matched
    supplier_id = next(each for each in supplier_ids(database) if advice.what_would_help(database, config, each, TODAY))
    promised = {tender.public_id for each in advice.what_would_help(database, config, supplier_id, TODAY) for tender in each.tenders}
    of_promised = lots.c.tender_id.in_(sa.select(tenders.c.id).where(tenders.c.public_id.in_(promised)))
    with database.read() as connection:
        as_they_were = connection.execute(sa.select(lots.c.id, lots.c.status, lots.c.deadline_date).where(of_promised)).all()
    for values in ({"status": "closed"}, {"deadline_date": date(2026, 11, 15)}):
        with database.write() as connection:
            connection.execute(lots.update().where(of_promised).values(values))
        told = advice.what_would_help(database, config, supplier_id, TODAY)
        with database.write() as connection:
            for row in as_they_were:
                connection.execute(lots.update().where(lots.c.id == row.id).values(status=row.status, deadline_date=row.deadline_date))
        assert promised.isdisjoint(tender.public_id for each in told for tender in each.tenders)


def nearest_of(database: Database) -> list[ShownSupplier]:
    with database.read() as connection:
        lot_ids = list(connection.scalars(sa.select(lots.c.id).order_by(lots.c.id)))
        return [each for each in shown_matches.suppliers_of_lots(connection, lot_ids) if not each.shown]


def test_the_change_that_it_names_really_is_enough(matched: Matched) -> None:
    database, config = matched
    nearest = nearest_of(database)
    told = advice.why_not(database, config, nearest)
    assert told.keys() == {(each.lot_id, each.public_id) for each in nearest}
    with_change = [each for each in nearest if told[each.lot_id, each.public_id].change]
    assert len(with_change) >= 3
    for each in with_change[:6]:
        why = told[each.lot_id, each.public_id]
        assert why.missing is not None and why.change in why.missing
        with Changed(matched, each.supplier_id, why.change), database.read() as connection:
            shown = connection.scalar(
                sa.select(matches.c.score).where(matches.c.lot_id == each.lot_id, matches.c.supplier_id == each.supplier_id, matches.c.shown)
            )
        assert shown is not None and shown >= min_score(config, Side.SUPPLIER)


def test_it_promises_nothing_to_who_is_far_from_fitting(matched: Matched) -> None:
    database, config = matched
    far = [each for each in nearest_of(database) if each.score < 0.1 * min_score(config, Side.SUPPLIER)]
    told = advice.why_not(database, config, far)
    assert far and {why.change for why in told.values()} == {""}
    assert any(why.missing for why in told.values())


def test_it_reads_the_index_from_disk_only_when_told_to_and_then_says_the_same(matched: Matched, monkeypatch: pytest.MonkeyPatch) -> None:
    database, config = matched
    nearest = nearest_of(database)
    supplier_id = next(each for each in supplier_ids(database) if advice.what_would_help(database, config, each, TODAY))
    additions, told = advice.what_would_help(database, config, supplier_id, TODAY), advice.why_not(database, config, nearest)
    monkeypatch.setattr(current_index, "_OPEN", {})
    assert not advice.is_prepared(database, config)
    assert advice.what_would_help(database, config, supplier_id, TODAY) == []
    without = advice.why_not(database, config, nearest)
    assert {key: (why.code, why.alone) for key, why in without.items()} == {key: (why.code, why.alone) for key, why in told.items()}
    assert {why.missing for why in without.values()} == {None}
    advice.prepare(database, config)
    assert advice.is_prepared(database, config)
    assert advice.what_would_help(database, config, supplier_id, TODAY) == additions
    assert advice.why_not(database, config, nearest) == told


def test_where_nothing_was_matched_there_is_nothing_to_say(database: Database, config: Config) -> None:
    advice.prepare(database, config)
    assert advice.is_prepared(database, config)
    assert advice.what_would_help(database, config, 1, TODAY) == []
    assert advice.why_not(database, config, []) == {}


def test_it_changes_nothing(matched: Matched) -> None:
    database, config = matched

    def state() -> tuple[object, ...]:
        index = current_index._OPEN[current_index.folder_of(config)].index
        with database.read() as connection:
            rows = [connection.execute(sa.select(table).order_by(table.c.id)).all() for table in (matches, suppliers_table, lots)]
        return (rows, index.last_change, *((len(kept.delta), dict(kept.place), kept.alive.sum()) for kept in index.kept.values()))

    before = state()
    advice.why_not(database, config, nearest_of(database))
    for supplier_id in supplier_ids(database)[:10]:
        advice.what_would_help(database, config, supplier_id, TODAY)
    assert state() == before


def test_it_knows_what_another_process_matched(matched: Matched, monkeypatch: pytest.MonkeyPatch) -> None:
    database, config = matched
    folder = current_index.folder_of(config)
    here = current_index._OPEN[folder]
    with database.write() as connection:
        suppliers.insert(connection, [Supplier("Raamploeg", "X1", description="wij wassen ramen")], now=NOW)
    monkeypatch.setattr(current_index, "_OPEN", {})
    assert rematch(database, config, now=NOW).suppliers == 1
    assert current_index._OPEN[folder] is not here
    current_index._OPEN[folder] = here
    with database.read() as connection:
        new = suppliers.find_external(connection, ["X1"])["X1"]
    assert new not in here.index.kept[SUPPLIER].place
    with current_index.looking_up(database, config) as opened:
        assert opened is here and new in here.index.kept[SUPPLIER].place


def test_a_page_does_not_wait_for_long_matching(matched: Matched, monkeypatch: pytest.MonkeyPatch) -> None:
    database, config = matched
    monkeypatch.setattr(current_index, "_PATIENCE_SECONDS", 0.01)
    lock = current_index._OPEN[current_index.folder_of(config)].index.lock
    busy, done = threading.Event(), threading.Event()

    def match() -> None:
        with lock:
            busy.set()
            done.wait(60)

    thread = threading.Thread(target=match)
    thread.start()
    busy.wait(60)
    try:
        nearest = nearest_of(database)[:1]
        assert advice.what_would_help(database, config, nearest[0].supplier_id, TODAY) == []
        why = advice.why_not(database, config, nearest)[nearest[0].lot_id, nearest[0].public_id]
        assert why == WhyNot(why.code, why.alone)
    finally:
        done.set()
        thread.join()
