"""The matches that the pages of a tender and of a supplier show. Job-seekers come out of here as numbers only, never as persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.engine import batches
from matcher.db.matches import MATCHED_STATUSES
from matcher.db.tables import buyers, lots, matches, suppliers, tenders
from matcher.model import Status

_Reasons = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class ShownSupplier:
    """A supplier beside a lot. `shown` is false for one that just missed: those are for lots that nobody fits."""

    lot_id: int
    supplier_id: int
    score: float
    part: bool
    shown: bool
    reasons: _Reasons
    public_id: str
    name: str
    kind: str
    place: str
    headcount: int | None
    certificates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownLot:
    """A lot beside a supplier, with the tender around it."""

    score: float
    part: bool
    reasons: _Reasons
    lot_title: str
    lot_number: str
    tender_public_id: str
    tender_title: str
    buyer: str
    deadline_date: date | None
    start_date: date | None
    period: str
    status: Status


@dataclass(frozen=True, slots=True)
class OpenTender:
    """A tender that one can still answer to, by one of its lots."""

    public_id: str
    title: str
    deadline_date: date | None


@dataclass(frozen=True, slots=True)
class ShownJobSeeker:
    """One job-seeker who fits a lot, without a word on who: only why, for counting by kind of work. `person` tells two rows of one person apart."""

    lot_id: int
    person: int
    reasons: _Reasons


def suppliers_of_lots(connection: Connection, lot_ids: Sequence[int], *, near: int = 3) -> list[ShownSupplier]:
    """The shown suppliers of these lots and up to `near` that just missed, the best first."""
    found: list[ShownSupplier] = []
    for batch in batches(lot_ids):
        query = (
            sa.select(matches, suppliers.c.public_id, *(suppliers.c[name] for name in ("name", "kind", "place", "headcount", "certificates")))
            .select_from(matches.join(suppliers))
            .where(matches.c.lot_id.in_(batch), sa.or_(matches.c.shown, matches.c.rank <= near))
            .order_by(matches.c.lot_id, matches.c.rank)
        )
        found += [
            ShownSupplier(
                row.lot_id,
                row.supplier_id,
                row.score,
                row.part,
                row.shown,
                row.reasons,
                row.public_id,
                row.name,
                row.kind,
                row.place,
                row.headcount,
                tuple(row.certificates),
            )
            for row in connection.execute(query)
        ]
    return found


def jobseekers_of_lots(connection: Connection, lot_ids: Sequence[int]) -> list[ShownJobSeeker]:
    """The shown job-seekers of these lots."""
    columns = (matches.c.lot_id, matches.c.jobseeker_id, matches.c.reasons)
    return [
        ShownJobSeeker(*row)
        for batch in batches(lot_ids)
        for row in connection.execute(
            sa.select(*columns).where(matches.c.lot_id.in_(batch), matches.c.shown, matches.c.jobseeker_id.is_not(None)).order_by(matches.c.id)
        )
    ]


def lots_of_supplier(connection: Connection, supplier_id: int) -> list[ShownLot]:
    """The lots that this supplier is shown with, the best first."""
    query = (
        sa.select(
            matches.c.score,
            matches.c.part,
            matches.c.reasons,
            lots.c.title.label("lot_title"),
            lots.c.number,
            tenders.c.public_id,
            tenders.c.title,
            sa.func.coalesce(buyers.c.name, "").label("buyer_name"),
            lots.c.deadline_date,
            lots.c.start_date,
            lots.c.period,
            lots.c.status,
        )
        .select_from(matches.join(lots).join(tenders).outerjoin(buyers, tenders.c.buyer_id == buyers.c.id))
        .where(matches.c.supplier_id == supplier_id, matches.c.shown)
        .order_by(matches.c.score.desc(), tenders.c.title, lots.c.id)
    )
    return [
        ShownLot(
            row.score,
            row.part,
            row.reasons,
            row.lot_title,
            row.number,
            row.public_id,
            row.title,
            row.buyer_name,
            row.deadline_date,
            row.start_date,
            row.period,
            Status(row.status),
        )
        for row in connection.execute(query)
    ]


def compared_lots(connection: Connection, lot_ids: Sequence[int]) -> set[int]:
    """Which of these lots have been matched as they are now: only of those can it be said that nobody fits."""
    in_question = sa.or_(lots.c.status.in_(MATCHED_STATUSES), sa.exists().where(matches.c.lot_id == lots.c.id))
    return {
        lot_id
        for batch in batches(lot_ids)
        for lot_id in connection.scalars(sa.select(lots.c.id).where(lots.c.id.in_(batch), lots.c.matched_hash.is_not(None), in_question))
    }


def open_tenders(connection: Connection, lot_ids: Iterable[int], today: date) -> dict[int, OpenTender]:
    """The tenders of those of these lots that are planned or open and whose deadline has not passed, by lot."""
    still_open = sa.and_(lots.c.status.in_((Status.PLANNED, Status.OPEN)), sa.or_(lots.c.deadline_date.is_(None), lots.c.deadline_date >= today))
    return {
        row.id: OpenTender(row.public_id, row.title, row.deadline_date)
        for batch in batches(set(lot_ids))
        for row in connection.execute(
            sa.select(lots.c.id, tenders.c.public_id, tenders.c.title, lots.c.deadline_date)
            .select_from(lots.join(tenders))
            .where(lots.c.id.in_(batch), still_open)
        )
    }
