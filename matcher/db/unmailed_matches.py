"""Queries on what a subscriber has not been told yet. Only tenders that can still be won; job-seekers come out as numbers only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.digest_tables import mailed_matches
from matcher.db.engine import batches
from matcher.db.notice_tables import IS_SUPERSEDED
from matcher.db.subscribers import StoredSubscriber
from matcher.db.tables import buyers, judgements, lots, matches, suppliers, tenders
from matcher.model import Status, Verdict

_OPEN = (Status.PLANNED, Status.OPEN)


@dataclass(frozen=True, slots=True)
class OpenLot:
    """A lot that can still be won, with the tender around it. Amounts as in `model.Lot`."""

    lot_id: int
    lot_title: str
    lot_number: str
    tender_public_id: str
    tender_title: str
    buyer_id: int | None
    buyer: str
    deadline_date: date | None
    start_date: date | None
    period: str
    value_amount: float | None
    value_max_amount: float | None
    value_text: str
    value_basis: str
    vat: str
    reserved: str


@dataclass(frozen=True, slots=True)
class UnmailedMatch:
    """A shown match of a lot and a supplier. `rank`: 1 = the best supplier of the lot."""

    lot: OpenLot
    supplier_id: int
    supplier_public_id: str
    supplier: str
    supplier_place: str
    score: float
    rank: int
    part: bool
    reasons: Sequence[Mapping[str, Any]]


def load(connection: Connection, subscriber: StoredSubscriber, *, today: date) -> list[UnmailedMatch]:
    """The shown matches that no message told this subscriber of, the best first: a supplier's own, a buyer's own, or everybody's.

    Left out: matches whose newest judgement is a rejection, lots that are closed, and those whose deadline was before `today`.
    """
    told = sa.exists().where(
        mailed_matches.c.subscriber_id == subscriber.id,
        mailed_matches.c.lot_id == matches.c.lot_id,
        mailed_matches.c.supplier_id == matches.c.supplier_id,
    )
    of_pair = sa.and_(judgements.c.lot_id == matches.c.lot_id, judgements.c.supplier_id == matches.c.supplier_id)
    newest = sa.select(sa.func.max(judgements.c.id)).where(of_pair).correlate(matches).scalar_subquery()
    rejected = sa.exists().where(judgements.c.id == newest, judgements.c.verdict == Verdict.REJECTED.value)
    query = (
        sa.select(
            *_lot_columns(), matches.c.supplier_id, suppliers.c.public_id, suppliers.c.name, suppliers.c.place, matches.c.score, matches.c.rank,
            matches.c.part, matches.c.reasons,
        )
        .select_from(matches.join(lots).join(tenders).join(suppliers).outerjoin(buyers, tenders.c.buyer_id == buyers.c.id))
        .where(matches.c.shown, ~told, ~rejected, *_open(today))
        .order_by(matches.c.score.desc(), matches.c.rank, matches.c.id)
    )  # fmt: skip
    if subscriber.kind == "supplier":
        query = query.where(matches.c.supplier_id == subscriber.supplier_id)
    elif subscriber.kind == "buyer":
        query = query.where(tenders.c.buyer_id == subscriber.buyer_id)
    width = len(OpenLot.__dataclass_fields__)
    return [UnmailedMatch(OpenLot(*row[:width]), *row[width:]) for row in connection.execute(query)]


def own_page(connection: Connection, subscriber: StoredSubscriber) -> str | None:
    """The public id of the supplier or buyer whose matches the subscriber gets, "" for a connector; None if none is known."""
    if subscriber.kind == "connector":
        return ""
    table, own_id = (suppliers, subscriber.supplier_id) if subscriber.kind == "supplier" else (buyers, subscriber.buyer_id)
    return connection.scalar(sa.select(table.c.public_id).where(table.c.id == own_id))


def jobseekers_of_lots(connection: Connection, lot_ids: Iterable[int]) -> dict[int, int]:
    """How many job-seekers each of these lots is shown with; lots with none are missing."""
    found: dict[int, int] = {}
    for batch in batches(dict.fromkeys(lot_ids)):
        query = sa.select(matches.c.lot_id, sa.func.count()).where(matches.c.lot_id.in_(batch), matches.c.shown, matches.c.jobseeker_id.is_not(None))
        found.update((lot_id, number) for lot_id, number in connection.execute(query.group_by(matches.c.lot_id)))
    return found


def lots_nobody_fits(connection: Connection, *, since: datetime | None, today: date) -> list[OpenLot]:
    """The lots that came in after `since` (None: ever), have been matched, and are shown with no supplier; the next deadline first."""
    fits = sa.exists().where(matches.c.lot_id == lots.c.id, matches.c.shown, matches.c.supplier_id.is_not(None))
    query = (
        sa.select(*_lot_columns())
        .select_from(lots.join(tenders).outerjoin(buyers, tenders.c.buyer_id == buyers.c.id))
        .where(lots.c.matched_hash.is_not(None), ~fits, *_open(today))
        .order_by(sa.case((lots.c.deadline_date.is_(None), 1), else_=0), lots.c.deadline_date, lots.c.id)
    )
    if since is not None:
        query = query.where(tenders.c.created_at > since)
    return [OpenLot(*row) for row in connection.execute(query)]


def _lot_columns() -> tuple[sa.ColumnElement[Any], ...]:
    values = ("deadline_date", "start_date", "period", "value_amount", "value_max_amount", "value_text", "value_basis", "vat", "reserved")
    return (
        lots.c.id, lots.c.title.label("lot_title"), lots.c.number, tenders.c.public_id.label("tender_public_id"),
        tenders.c.title.label("tender_title"), tenders.c.buyer_id, sa.func.coalesce(buyers.c.name, "").label("buyer_name"),
        *(lots.c[name] for name in values),
    )  # fmt: skip


def _open(today: date) -> tuple[sa.ColumnElement[bool], ...]:
    return lots.c.status.in_(_OPEN), ~IS_SUPERSEDED, sa.or_(lots.c.deadline_date.is_(None), lots.c.deadline_date >= today)
