"""The index in memory and on disk: what changed is matched against everybody else, as if everything had been matched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from matcher import current_index, evaluate, rematch
from matcher.config import Config
from matcher.db import suppliers
from matcher.db.engine import Database
from matcher.db.tables import lots, matches, rankings
from matcher.db.tables import suppliers as suppliers_table
from matcher.matching.items import SUPPLIER, TENDER
from matcher.model import Supplier

GOLD = Path(__file__).parents[2] / "datasets" / "gold"

Stored = dict[tuple[int, int | None, int | None], tuple[float, int, bool]]


@pytest.fixture
def region(database: Database, config: Config, now: datetime) -> Database:
    """A small region, matched."""
    evaluate.import_gold(database, config, GOLD)
    rematch.rematch(database, config, now=now)
    return database


def stored(database: Database) -> Stored:
    with database.read() as connection:
        rows = connection.execute(sa.select(matches))
        return {(row.lot_id, row.supplier_id, row.jobseeker_id): (round(row.score, 5), row.rank, row.shown) for row in rows}


def stamp(database: Database) -> str:
    with database.read() as connection:
        return str(connection.scalar(sa.select(rankings.c.index_stamp)))


def describe(database: Database, description: str, now: datetime, external_id: str = "S001") -> str:
    """Give a supplier another description; the old one."""
    with database.write() as connection:
        known = next(each for each in suppliers.iterate(connection) if each.supplier.external_id == external_id)
        suppliers.update(connection, [(known, replace(known.supplier, description=description))], now)
    return known.supplier.description


def add_supplier(database: Database, external_id: str, description: str, now: datetime) -> int:
    with database.write() as connection:
        suppliers.insert(connection, [Supplier(f"Firma {external_id}", external_id, description=description)], now=now)
        return int(connection.scalar(sa.select(suppliers_table.c.id).where(suppliers_table.c.external_id == external_id)) or 0)


def touch(database: Database, external_id: str, **values: object) -> int:
    """Say something else of a lot, as an import would."""
    with database.write() as connection:
        where = lots.c.external_id == external_id
        connection.execute(lots.update().where(where).values({"matched_hash": None, "content_hash": external_id.ljust(64, "x")} | values))
        return int(connection.scalar(sa.select(lots.c.id).where(where)) or 0)


def in_another_process(config: Config) -> None:
    """Forget what this process holds in memory."""
    current_index._OPEN.clear()


def test_a_change_that_is_taken_back_leaves_every_match_as_it_was(region: Database, config: Config, now: datetime) -> None:
    before, first = stored(region), stamp(region)
    old = describe(region, "Wij repareren fietsen en scootmobielen", now)
    rematch.rematch(region, config, now=now)
    assert stored(region) != before
    describe(region, old, now)
    rematch.rematch(region, config, now=now)
    assert stored(region) == before
    assert stamp(region) == first  # all of it without matching everything


@pytest.mark.parametrize("elsewhere", [False, True], ids=["in memory", "from disk"])
def test_a_new_supplier_gets_the_matches_that_a_full_match_gives_it(region: Database, config: Config, now: datetime, elsewhere: bool) -> None:
    if elsewhere:
        in_another_process(config)
    number = add_supplier(region, "X1", "wij wassen ramen van flats en kantoren, ook op hoogte", now)
    assert rematch.rematch(region, config, now=now).suppliers == 1
    small = {key[0]: value for key, value in stored(region).items() if key[1] == number and value[2]}
    rematch.rematch(region, config, now=now, full=True)
    full = {key[0]: value for key, value in stored(region).items() if key[1] == number and value[2]}
    clear = [{lot for lot, (score, *_) in found.items() if score > config.matching.min_score_suppliers + 0.05} for found in (small, full)]
    assert clear[0] == clear[1] != set()
    both = small.keys() & full.keys()
    assert [small[lot][0] for lot in both] == pytest.approx([full[lot][0] for lot in both], abs=0.05)  # rarity is learnt anew by a full match


def test_what_one_process_matched_the_other_one_knows(region: Database, config: Config, now: datetime) -> None:
    (folder, mine), *_ = current_index._OPEN.items()
    in_another_process(config)
    number = add_supplier(region, "X1", "buitenschilderwerk en houtrotherstel", now)
    rematch.rematch(region, config, now=now)
    assert current_index._OPEN[folder].index is not mine.index
    current_index._OPEN[folder] = mine  # back in the first process, whose index has not heard of it
    lot = touch(region, "G103", title="Buitenschilderwerk en houtrotherstel 40 woningen")
    assert rematch.rematch(region, config, now=now).lots == 1
    assert (lot, number, None) in stored(region)


def test_an_index_that_is_gone_or_damaged_is_made_anew(region: Database, config: Config, now: datetime) -> None:
    first = stamp(region)
    for harm in ("damaged", "gone"):
        in_another_process(config)
        folder = config.storage.data_dir / "index" / stamp(region)
        for file in folder.iterdir():
            file.write_bytes(b"PK nonsense") if harm == "damaged" else file.unlink()
        touch(region, "G001", title=f"Glasbewassing {harm}")
        assert rematch.rematch(region, config, now=now).lots == 150
    assert stamp(region) != first
    assert [each.name for each in (config.storage.data_dir / "index").iterdir()] == [stamp(region)]


def test_many_changes_match_everything_and_learn_anew(region: Database, config: Config, now: datetime) -> None:
    first = stamp(region)
    for number in range(60):
        add_supplier(region, f"X{number}", "wij doen de was", now)
    assert rematch.rematch(region, config, now=now).lots == 150
    assert stamp(region) != first


def test_a_withdrawn_lot_is_found_by_nobody_who_comes_later(region: Database, config: Config, now: datetime) -> None:
    lot = touch(region, "G103", status="withdrawn")
    rematch.rematch(region, config, now=now)
    number = add_supplier(region, "X1", "buitenschilderwerk en houtrotherstel", now)
    rematch.rematch(region, config, now=now)
    assert lot not in {key[0] for key in stored(region)}
    touch(region, "G103", status="planned", content_hash="y" * 64)
    rematch.rematch(region, config, now=now)
    assert (lot, number, None) in stored(region)


def test_a_supplier_that_is_erased_is_matched_with_nothing(region: Database, config: Config, now: datetime) -> None:
    number = add_supplier(region, "X1", "buitenschilderwerk en houtrotherstel", now)
    rematch.rematch(region, config, now=now)
    with region.write() as connection:
        connection.execute(suppliers_table.delete().where(suppliers_table.c.id == number))
    touch(region, "G103", title="Buitenschilderwerk 12 woningen")
    rematch.rematch(region, config, now=now)
    assert number not in {key[1] for key in stored(region)}


def test_a_kept_index_finds_rows_of_base_and_delta_alike(region: Database, config: Config, now: datetime) -> None:
    add_supplier(region, "X1", "iets heel anders: paragnostische lezingen", now)
    rematch.rematch(region, config, now=now)
    (ready,) = current_index._OPEN.values()
    kept = ready.index.kept[SUPPLIER]
    places = np.asarray([len(kept.base), 3, 0])
    taken = kept.take(places)
    for row, place in enumerate(places.tolist()):
        shelf, own = (kept.base, place) if place < len(kept.base) else (kept.delta, place - len(kept.base))
        assert (taken.rows.words[[row]] != shelf.population.rows.words[[own]]).nnz == 0
        assert kept.ids_at(places)[row] == shelf.ids[own]
    assert len(ready.index.kept[TENDER].delta) == 0
