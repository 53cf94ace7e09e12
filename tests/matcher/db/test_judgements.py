"""What people say of a pair is kept, and the newest counts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from matcher.db import judgements
from matcher.db.engine import Database
from matcher.db.judgements import GivenJudgement
from matcher.db.tables import jobseekers, suppliers
from matcher.db.tables import judgements as table
from matcher.model import Side, Verdict
from tests.matcher.region import Region

YES, NO, UNSURE = Verdict.ACCEPTED, Verdict.REJECTED, Verdict.UNSURE


@pytest.fixture
def region(any_database: Database) -> Region:
    region = Region(any_database)
    region.match("Glasbewassing", "De Ruit")
    region.match("Drukwerk", "Inkt")
    region.seekers("Glasbewassing", 1)
    return region


def say(region: Region, now: datetime, *verdicts: tuple[str, str, Verdict]) -> tuple[int, int, int]:
    given = [GivenJudgement(Side.SUPPLIER, region.lot(lot), region.supplier(supplier), verdict) for lot, supplier, verdict in verdicts]
    with region.database.write() as connection:
        return judgements.record(connection, given, now=now)


def newest(region: Region, side: Side = Side.SUPPLIER) -> dict[tuple[int, int], Verdict]:
    with region.database.read() as connection:
        found = judgements.newest(connection, side)
        assert judgements.count(connection, side) == len(found)
    return {(judged.lot_id, judged.profile_id): judged.verdict for judged in found}


def test_the_newest_word_on_a_pair_counts_and_what_was_said_before_is_kept(region: Region, now: datetime) -> None:
    windows = (region.lot("Glasbewassing"), region.supplier("De Ruit"))
    assert say(region, now, ("Glasbewassing", "De Ruit", YES), ("Drukwerk", "Inkt", UNSURE)) == (2, 0, 0)
    assert say(region, now + timedelta(days=1), ("Glasbewassing", "De Ruit", NO), ("Drukwerk", "Inkt", UNSURE)) == (0, 1, 1)
    assert newest(region) == {windows: NO, (region.lot("Drukwerk"), region.supplier("Inkt")): UNSURE}
    assert [row.verdict for row in region.rows(table)] == ["accepted", "unsure", "rejected"]
    assert say(region, now + timedelta(days=2), ("Glasbewassing", "De Ruit", YES)) == (0, 1, 0)
    assert newest(region)[windows] is YES


def test_of_one_pair_in_one_go_the_last_word_counts(region: Region, now: datetime) -> None:
    assert say(region, now, ("Glasbewassing", "De Ruit", YES), ("Glasbewassing", "De Ruit", NO)) == (1, 0, 0)
    assert list(newest(region).values()) == [NO]


def test_the_sides_are_told_apart(region: Region, now: datetime) -> None:
    (person,) = region.rows(jobseekers)
    lot = region.lot("Glasbewassing")
    with region.database.write() as connection:
        given = [GivenJudgement(Side.JOBSEEKER, lot, person.id, NO), GivenJudgement(Side.SUPPLIER, lot, region.supplier("De Ruit"), YES)]
        assert judgements.record(connection, given, now=now) == (2, 0, 0)
    assert newest(region, Side.JOBSEEKER) == {(lot, person.id): NO}
    assert list(newest(region).values()) == [YES]


def test_the_pages_get_verdicts_by_lot_and_public_id(region: Region, now: datetime) -> None:
    say(region, now, ("Glasbewassing", "De Ruit", YES), ("Drukwerk", "Inkt", NO))
    public_ids = {row.name: row.public_id for row in region.rows(suppliers)}
    with region.database.read() as connection:
        found = judgements.verdicts_on_suppliers(connection, [region.lot("Glasbewassing")])
        assert judgements.verdicts_on_suppliers(connection, []) == {}
    assert found == {(region.lot("Glasbewassing"), public_ids["De Ruit"]): YES}
