"""Notices of portals as they come: in any order, more than once, corrected, and with lots that people already judged."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.db import fingerprint, gone_lots, notice_tables, notices, tables, tenders
from matcher.db.engine import Database
from matcher.model import Award, Lot, Notice, NoticeKind, Origin, Status, Tender
from matcher.notices import store_notices

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def lot(number: str = "", title: str = "", **of_lot) -> Lot:
    return Lot(title or f"Perceel {number}".strip(), number=number, **of_lot)


def notice(publication: str, kind: NoticeKind, day: int, *lots: Lot, title: str = "Schoonmaak", procedure: str = "P1", **more) -> Notice:
    """A notice of TED that was published on a day of January."""
    tender = Tender(title, lots or (lot(),), buyer=more.pop("buyer", "Gemeente Esdorp"), publication_id=publication, procedure_id=procedure)
    more = {"origin": Origin(f"{publication}.xml"), **more}
    return Notice("ted", publication, kind, tender, published_at=datetime(2026, 1, day, tzinfo=UTC), procedure_id=procedure, **more)


PLANNED = notice("1-2026", NoticeKind.PLANNING, 1, title="Schoonmaak gemeentehuis")
ASKED = notice("2-2026", NoticeKind.COMPETITION, 5, *(lot(n, status=Status.OPEN, cpv=("90911200",)) for n in "123"), refers_to=("tenderned:88",))
CHANGED = notice("3-2026", NoticeKind.CHANGE, 9, lot("2", deadline_date=date(2026, 3, 1)), title="")
WON = notice("4-2026", NoticeKind.AWARD, 20, lot("1"), title="", awards=(Award("De Poetscoöperatie", ("1",), amount=40_000.0),))
WON_AGAIN = notice("5-2026", NoticeKind.AWARD, 25, lot("1"), title="", awards=(Award("Glans en Zonen", ("1",), amount=38_000.0),))
CORRECTED = replace(
    ASKED, version="02", published_at=datetime(2026, 1, 6, tzinfo=UTC), tender=replace(ASKED.tender, title="Schoonmaak en glasbewassing"),
    origin=Origin("2-2026-02.xml"),
)  # fmt: skip
OTHER = notice("6-2026", NoticeKind.COMPETITION, 6, title="Catering", procedure="P2")
ALL = (PLANNED, ASKED, CHANGED, WON, WON_AGAIN, CORRECTED, OTHER)


def store(database: Database, *several: Notice, now=NOW):
    with database.write() as connection:
        return store_notices(connection, several, run_id=None, sha256=None, now=now)


def stored(database: Database) -> dict[str, tenders.StoredTender]:
    with database.read() as connection:
        return {each.tender.title: each for each in tenders.load(connection, connection.scalars(sa.select(tables.tenders.c.id)))}


def lots_of(database: Database, title: str) -> dict[str, Lot]:
    return {each.lot.number: each.lot for each in stored(database)[title].lots}


def awards(database: Database) -> list[tuple[str, tuple[str, ...]]]:
    with database.read() as connection:
        ids = connection.scalars(sa.select(tables.tenders.c.id)).all()
        return [(award.supplier, award.lots) for award in notices.awards_of(connection, ids)]


def whole(database: Database) -> dict[str, fingerprint.TableHash]:
    with database.read() as connection:
        return fingerprint.table_hashes(connection)


def test_a_tender_is_what_all_its_notices_together_say(any_database):
    store(any_database, *ALL)
    found = stored(any_database)
    assert set(found) == {"Schoonmaak en glasbewassing", "Catering"}
    lots = lots_of(any_database, "Schoonmaak en glasbewassing")
    assert {number: each.status for number, each in lots.items()} == {"1": Status.AWARDED, "2": Status.OPEN, "3": Status.OPEN}
    assert str(lots["2"].deadline_date) == "2026-03-01" and awards(any_database) == [("Glans en Zonen", ("1",))]
    with any_database.read() as connection:
        numbers = set(connection.scalars(sa.select(notice_tables.tender_identifiers.c.value)))
    assert {"ted:1-2026", "ted:5-2026", "ted:P1", "tenderned:88"} <= numbers


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(range(len(ALL))), cuts=st.sets(st.integers(1, len(ALL) - 1)), twice=st.integers(0, len(ALL) - 1))
def test_no_order_and_no_number_of_readings_makes_a_difference(migrated_sqlite: Path, tmp_path: Path, order, cuts, twice):
    results = []
    for chosen, borders in ((list(range(len(ALL))), []), ([*order, order[twice]], sorted(cuts))):
        path = tmp_path / "one.db"
        shutil.copy(migrated_sqlite, path)
        database = Database(f"sqlite:///{path}")
        for begin, end in zip([0, *borders], [*borders, len(chosen)], strict=True):
            store(database, *(ALL[number] for number in chosen[begin:end]))
        results.append(whole(database))
        database.close()
        for left in tmp_path.glob("one.db*"):
            left.unlink()
    documents = [each.pop("documents") for each in results]  # which files were read, and how often
    assert results[0] == results[1] and all(each.rows for each in documents)


def test_the_same_notices_again_change_nothing(any_database):
    store(any_database, *ALL)
    before = whole(any_database)
    again = store(any_database, *reversed(ALL), now=NOW + DAY)
    assert (again.new, again.changed, again.unchanged, again.changes, again.tender_ids) == (0, 0, 11, (), frozenset())
    assert whole(any_database) == before


@pytest.mark.parametrize("first", [0, 1])
def test_one_notice_in_two_files_is_one_and_traced_to_the_same_file(any_database, first):
    both = [replace(OTHER, origin=Origin(file)) for file in ("a.xml", "b.xml")]
    for each in (both[first], both[1 - first]):
        store(any_database, each)
    assert lots_of(any_database, "Catering")[""].origin.file == "a.xml"
    with any_database.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(notice_tables.notices)) == 1


def test_a_notice_that_says_something_else_under_its_own_number_replaces_what_it_said(any_database):
    store(any_database, OTHER)
    mended = replace(OTHER, tender=replace(OTHER.tender, title="Catering en vending"))
    result = store(any_database, mended)
    assert (result.new, result.changed, set(stored(any_database))) == (0, 1, {"Catering en vending"})


def test_a_notice_of_which_the_procedure_was_learnt_later_keeps_its_tender(any_database):
    early = replace(OTHER, procedure_id="", tender=replace(OTHER.tender, procedure_id=""))
    store(any_database, early)
    before = stored(any_database)["Catering"]
    result = store(any_database, OTHER)
    after = stored(any_database)["Catering"]
    assert (before.key, after.key) == ("publication:6-2026", "procedure:P2")
    assert (before.public_id, before.lots[0].public_id) == (after.public_id, after.lots[0].public_id) and result.new == 0
    assert store(any_database, early).changed == 0  # the poorer reading takes nothing back
    assert stored(any_database)["Catering"].key == "procedure:P2"


def test_a_notice_that_joins_a_known_procedure_leaves_no_empty_tender(any_database):
    store(any_database, replace(WON, procedure_id="", tender=replace(WON.tender, procedure_id="")))
    store(any_database, ASKED)
    store(any_database, WON)
    assert [each.key for each in stored(any_database).values()] == ["procedure:P1"]
    assert awards(any_database) == [("De Poetscoöperatie", ("1",))]


def test_awards_are_replaced_by_those_of_a_later_notice(any_database):
    store(any_database, ASKED, WON)
    assert awards(any_database) == [("De Poetscoöperatie", ("1",))]
    store(any_database, WON_AGAIN)
    assert awards(any_database) == [("Glans en Zonen", ("1",))]


def judge(database: Database, title: str) -> None:
    """Somebody found this lot fitting for a supplier."""
    with database.write() as connection:
        supplier = connection.execute(
            tables.suppliers.insert().values(
                key="s", name="Schoon", keywords=[], sbi=[], cpv=[], certificates=[], content_hash="0" * 64, created_at=NOW, changed_at=NOW
            )
        ).inserted_primary_key[0]
        lot_id = connection.scalar(sa.select(tables.lots.c.id).where(tables.lots.c.title == title))
        connection.execute(tables.judgements.insert().values(lot_id=lot_id, supplier_id=supplier, verdict="accepted", judged_at=NOW))


@pytest.mark.parametrize("judged", [False, True])
def test_a_planned_lot_gives_way_to_the_three_that_are_put_out_unless_it_was_judged(any_database, judged):
    planned = notice("1-2026", NoticeKind.PLANNING, 1, lot("LOT-0000", "Alles samen"))
    store(any_database, planned)
    if judged:
        judge(any_database, "Alles samen")
    store(any_database, ASKED)
    with any_database.read() as connection:
        found = dict(connection.execute(sa.select(tables.lots.c.title, tables.lots.c.status)).all())
        verdicts = connection.scalar(sa.select(sa.func.count()).select_from(tables.judgements))
        waiting = gone_lots.count(connection)
    assert {"Perceel 1", "Perceel 2", "Perceel 3"} <= found.keys() and (verdicts, waiting) == (int(judged), 0)
    assert found.get("Alles samen") == ("withdrawn" if judged else None)
    before = whole(any_database)
    store(any_database, planned, ASKED)
    assert whole(any_database) == before


def test_two_at_once_store_a_notice_once(any_database):
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: store(any_database, *ALL), range(4)))
    assert sorted(result.new for result in results) == [0, 0, 0, 4] and len(stored(any_database)) == 2
