"""What the start page shows: how much there is, and the lists that last came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.conditions import number_of
from matcher.db.matches import MATCHED_STATUSES
from matcher.db.notice_tables import IS_SUPERSEDED
from matcher.db.tables import buyers, documents, jobseekers, lots, matches, source_lists, suppliers, tenders
from matcher.db.tender_lines import IS_SHOWN_UNDER_ANOTHER, facts_of_tenders


@dataclass(frozen=True, slots=True)
class Figures:
    """How much there is. Of the lots that can still be won: `lots_local` have a supplier shown, `lots_nobody` none, `lots_waiting` await matching."""

    tenders: int
    lots: int
    suppliers: int
    jobseekers: int
    lots_local: int
    lots_nobody: int
    lots_waiting: int


@dataclass(frozen=True, slots=True)
class ListLine:
    """A buyer's list and the file in which it last came."""

    name: str
    buyer: str
    buyer_public_id: str
    file_name: str
    read_at: datetime
    tenders: int
    local: int


def figures(connection: Connection) -> Figures:
    """The figures of the start page."""
    shown = sa.exists().where(matches.c.lot_id == lots.c.id, matches.c.shown, matches.c.supplier_id.is_not(None))
    alive, compared = sa.and_(lots.c.status.in_(MATCHED_STATUSES), ~IS_SUPERSEDED), lots.c.matched_hash.is_not(None)
    row = connection.execute(
        sa.select(
            _count(tenders, ~IS_SHOWN_UNDER_ANOTHER),
            _count(lots, ~IS_SUPERSEDED),
            _count(suppliers),
            _count(jobseekers),
            _count(lots, alive, compared, shown),
            _count(lots, alive, compared, ~shown),
            _count(lots, alive, ~compared),
        )
    ).one()
    return Figures(*row)


def newest_lists(connection: Connection, limit: int = 5) -> list[ListLine]:
    """The lists that last came in, newest first."""
    newest = sa.select(sa.func.max(documents.c.id)).where(documents.c.source_list_id.is_not(None)).group_by(documents.c.source_list_id)
    facts = facts_of_tenders(date.min)
    query = (
        sa.select(
            source_lists.c.name,
            sa.func.coalesce(buyers.c.name, ""),
            sa.func.coalesce(buyers.c.public_id, ""),
            documents.c.file_name,
            documents.c.read_at,
            sa.func.count(tenders.c.id),
            number_of(facts.c.lots_local > 0),
        )
        .select_from(source_lists.join(documents, documents.c.source_list_id == source_lists.c.id))
        .outerjoin(buyers, source_lists.c.buyer_id == buyers.c.id)
        .outerjoin(tenders, tenders.c.source_list_id == source_lists.c.id)
        .outerjoin(facts, facts.c.tender_id == tenders.c.id)
        .where(documents.c.id.in_(newest))
        .group_by(
            source_lists.c.id, source_lists.c.name, buyers.c.name, buyers.c.public_id, documents.c.id, documents.c.file_name, documents.c.read_at
        )
        .order_by(documents.c.id.desc())
        .limit(limit)
    )
    return [ListLine(*row) for row in connection.execute(query)]


def _count(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(table).where(*conditions).scalar_subquery()
