"""Districts are stored once, and mended where their coordinates change."""

from __future__ import annotations

from matcher.db import places
from matcher.db.engine import Database
from matcher.db.places import Place


def test_it_stores_districts(any_database: Database) -> None:
    hengelo, enschede = Place("7553", "Hengelo", 52.26, 6.79), Place("7511", "Enschede", 52.22, 6.89)
    moved = Place("7511", "Enschede", 52.23, 6.90)
    with any_database.write() as connection:
        assert places.store(connection, [hengelo, enschede]) == (2, 0, 0)
        assert places.store(connection, [hengelo, moved]) == (0, 1, 1)
        assert places.load(connection) == {"7511": moved, "7553": hengelo}


def test_it_stores_a_whole_country(database: Database) -> None:
    country = [Place(str(pc4), f"Plaats {pc4}", 52.0 + pc4 / 1e5, 5.0) for pc4 in range(1000, 5100)]
    with database.write() as connection:
        assert places.store(connection, country) == (4100, 0, 0)
        assert places.count(connection) == 4100
