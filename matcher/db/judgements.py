"""Queries on judgements: what a person said of a lot and a profile. Nothing is overwritten; of one pair the newest counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.engine import batches, lock
from matcher.db.tables import jobseekers, judgements, lots, suppliers, tenders
from matcher.model import Side, Verdict


@dataclass(frozen=True, slots=True)
class GivenJudgement:
    """What is said of one pair now. `profile_id`: a supplier or a job-seeker, by `side`."""

    side: Side
    lot_id: int
    profile_id: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class StoredJudgement:
    """The newest judgement of one pair, with the tender and the buyer that the lot belongs to."""

    lot_id: int
    profile_id: int
    verdict: Verdict
    judged_at: datetime
    tender_id: int
    buyer_id: int | None


def record(connection: Connection, given: Sequence[GivenJudgement], *, now: datetime) -> tuple[int, int, int]:
    """Store what is said of pairs: how many are new, changed and unchanged. Of one pair the last one in `given` counts.

    What was said before is kept; saying the same thing again stores nothing.
    """
    lock(connection, judgements)  # two people at the same moment: the second sees what the first said
    last = {(item.side, item.lot_id, item.profile_id): item for item in given}
    known = {
        (side, judged.lot_id, judged.profile_id): judged.verdict
        for side in {item.side for item in given}
        for judged in _newest(connection, side, {item.lot_id for item in given})
    }
    new = [item for key, item in last.items() if key not in known]
    changed = [item for key, item in last.items() if known.get(key, item.verdict) is not item.verdict]
    rows = [
        {"lot_id": item.lot_id, _column(item.side).name: item.profile_id, "verdict": item.verdict.value, "judged_at": now} for item in new + changed
    ]
    for side in Side:  # one statement has one set of columns
        if of_side := [row for row in rows if _column(side).name in row]:
            connection.execute(judgements.insert(), of_side)
    return len(new), len(changed), len(last) - len(rows)


def newest(connection: Connection, side: Side) -> list[StoredJudgement]:
    """The newest judgement of every pair of this side, in the order in which they were given."""
    return sorted(_newest(connection, side, None), key=lambda judged: (judged.judged_at, judged.lot_id, judged.profile_id))


def count(connection: Connection, side: Side) -> int:
    """How many pairs of this side were judged."""
    column = _column(side)
    pairs = sa.select(judgements.c.lot_id, column).where(column.is_not(None)).distinct().subquery()
    return connection.scalar(sa.select(sa.func.count()).select_from(pairs)) or 0


def verdicts_on_suppliers(connection: Connection, lot_ids: Sequence[int]) -> dict[tuple[int, str], Verdict]:
    """The newest verdicts on these lots, by lot and public id of the supplier."""
    found = _newest(connection, Side.SUPPLIER, set(lot_ids))
    public_ids = {
        supplier_id: public_id
        for batch in batches({judged.profile_id for judged in found})
        for supplier_id, public_id in connection.execute(sa.select(suppliers.c.id, suppliers.c.public_id).where(suppliers.c.id.in_(batch)))
    }
    return {(judged.lot_id, public_ids[judged.profile_id]): judged.verdict for judged in found}


def lots_called(connection: Connection, names: Iterable[str]) -> dict[str, set[int]]:
    """The lots with these public ids, ids of their input row, public ids of their tender, or references."""
    columns = (lots.c.public_id, lots.c.external_id, tenders.c.public_id, tenders.c.reference)
    return _called(connection, sa.select(lots.c.id).select_from(lots.join(tenders)), columns, names)


def profiles_called(connection: Connection, side: Side, names: Iterable[str]) -> dict[str, set[int]]:
    """The profiles of one side with these public ids, or ids of their input row."""
    table = suppliers if side is Side.SUPPLIER else jobseekers
    return _called(connection, sa.select(table.c.id), (table.c.public_id, table.c.external_id), names)


def _called(connection: Connection, query: sa.Select[tuple[int]], columns: Sequence[sa.Column[Any]], names: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for batch in batches(sorted(names)):
        for column in columns:
            for row_id, name in connection.execute(query.add_columns(column).where(column.in_(batch))):
                found.setdefault(name, set()).add(row_id)
    return found


def _newest(connection: Connection, side: Side, lot_ids: Iterable[int] | None) -> list[StoredJudgement]:
    column = _column(side)
    last = sa.select(sa.func.max(judgements.c.id)).where(column.is_not(None)).group_by(judgements.c.lot_id, column)
    query = (
        sa.select(judgements.c.lot_id, column, judgements.c.verdict, judgements.c.judged_at, lots.c.tender_id, tenders.c.buyer_id)
        .select_from(judgements.join(lots).join(tenders))
        .order_by(judgements.c.id)
    )
    queries = (
        [query.where(judgements.c.id.in_(last))]
        if lot_ids is None
        else (query.where(judgements.c.id.in_(last.where(judgements.c.lot_id.in_(batch)))) for batch in batches(lot_ids))
    )
    return [
        StoredJudgement(lot_id, profile_id, Verdict(verdict), judged_at, tender_id, buyer_id)
        for each in queries
        for lot_id, profile_id, verdict, judged_at, tender_id, buyer_id in connection.execute(each)
    ]


def _column(side: Side) -> sa.Column[int]:
    return judgements.c.supplier_id if side is Side.SUPPLIER else judgements.c.jobseeker_id
