"""Adopted versions are all kept; one is in use, and each knows the one before it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from matcher.db import adopted_weights
from matcher.db.adopted_weights import SHIPPED, AdoptedWeights
from matcher.db.engine import Database
from matcher.model import Side


def weights(intercept: float) -> AdoptedWeights:
    return AdoptedWeights(intercept, {"words": 2.0 + intercept}, {"judgements": 20})


def adopt(database: Database, now: datetime, **sides: float) -> str:
    with database.write() as connection:
        return adopted_weights.adopt(connection, {Side(side): weights(intercept) for side, intercept in sides.items()}, now=now)


def back(database: Database) -> str | None:
    with database.write() as connection:
        return adopted_weights.back(connection)


def in_use(database: Database) -> dict[str, float]:
    with database.read() as connection:
        version = adopted_weights.current(connection)
    return {side.value: learnt.intercept for side, learnt in version.sides.items()} if version else {}


def test_a_version_keeps_the_side_that_did_not_change_and_can_be_gone_back_from(any_database: Database, now: datetime) -> None:
    assert in_use(any_database) == {}
    assert adopt(any_database, now, supplier=-1.0) == "learnt-1"
    assert in_use(any_database) == {"supplier": -1.0}
    assert adopt(any_database, now, jobseeker=-2.0) == "learnt-2"
    assert in_use(any_database) == {"supplier": -1.0, "jobseeker": -2.0}
    assert back(any_database) == "learnt-1"
    assert in_use(any_database) == {"supplier": -1.0}
    assert adopt(any_database, now, supplier=-3.0) == "learnt-3"  # on top of learnt-1: what was gone back from stays gone
    assert in_use(any_database) == {"supplier": -3.0}
    assert [back(any_database), back(any_database), back(any_database)] == ["learnt-1", SHIPPED, None]
    assert in_use(any_database) == {}
    with any_database.read() as connection:
        kept = adopted_weights.versions(connection)
        assert [(version.name, version.before, version.active) for version in kept] == [
            ("learnt-1", SHIPPED, False),
            ("learnt-2", "learnt-1", False),
            ("learnt-3", "learnt-1", False),
        ]
        assert adopted_weights.find(connection, "learnt-2") == kept[1]
        assert adopted_weights.find(connection, "learnt-9") is None
    assert kept[0].sides == {Side.SUPPLIER: weights(-1.0)}
    assert kept[0].created_at == now


def test_two_people_who_adopt_at_once_make_two_versions_of_which_one_is_used(any_database: Database, now: datetime) -> None:
    with ThreadPoolExecutor(4) as pool:
        names = set(pool.map(lambda number: adopt(any_database, now, supplier=-float(number)), range(4)))
    assert names == {"learnt-1", "learnt-2", "learnt-3", "learnt-4"}
    with any_database.read() as connection:
        assert sum(version.active for version in adopted_weights.versions(connection)) == 1
