"""Tenders in lists: one page of lines with everything on them, in a fixed number of statements, and how many there are behind each filter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.conditions import contains, number_of
from matcher.db.matches import MATCHED_STATUSES
from matcher.db.notice_tables import superseded
from matcher.db.tables import buyers, lots, matches, source_lists, suppliers, tenders
from matcher.model import Status

FITS = ("local", "nobody", "work", "waiting")
"""Filters on tenders: somebody nearby, nobody nearby, work for job-seekers, not compared yet."""
IS_SHOWN_UNDER_ANOTHER = tenders.c.id.in_(sa.select(superseded.c.tender_id))
_LIVELIEST_FIRST = (Status.OPEN, Status.PLANNED, Status.CLOSED, Status.AWARDED, Status.WITHDRAWN)
_NAMES_SHOWN = 3
_Query = sa.Select[*tuple[Any, ...]]
_also = tenders.alias()


@dataclass(frozen=True, slots=True)
class TenderFilter:
    """Which tenders to list. `buyer` and `source_list` are public ids; `today` decides which deadlines have passed; `sort`: deadline or score."""

    today: date
    text: str = ""
    buyer: str = ""
    source_list: str = ""
    status: str = ""
    fit: str = ""
    sort: str = "deadline"


@dataclass(frozen=True, slots=True)
class NamedScore:
    """A supplier and the best score that it has here."""

    public_id: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class TenderLine:
    """A tender in a list. `deadline_date` is the next one to come, else the last that passed; the value is that of its only lot."""

    public_id: str
    title: str
    buyer: str
    category: str
    lots: int
    status: Status
    deadline_date: date | None
    value_amount: float | None
    value_max_amount: float | None
    value_basis: str
    reserved: bool
    best_score: float | None
    lots_local: int
    lots_compared: int
    suppliers: int
    best_suppliers: tuple[NamedScore, ...]
    jobseekers: int


@dataclass(frozen=True, slots=True)
class TenderCounts:
    """How many tenders the filter without `fit` finds, in all and per fit."""

    every: int
    local: int
    nobody: int
    work: int
    waiting: int


def counts(connection: Connection, wanted: TenderFilter) -> TenderCounts:
    """How many tenders there are behind each choice of `fit`."""
    facts = facts_of_tenders(wanted.today)
    columns = [sa.func.count().label("every"), *(number_of(_fit(facts, name)).label(name) for name in FITS)]
    row = connection.execute(_filtered(sa.select(*columns), facts, wanted)).one()
    return TenderCounts(row.every, row.local, row.nobody, row.work, row.waiting)


def page(connection: Connection, wanted: TenderFilter, *, limit: int, offset: int = 0) -> list[TenderLine]:
    """One page of tenders."""
    facts = facts_of_tenders(wanted.today)
    query = _filtered(sa.select(tenders, sa.func.coalesce(buyers.c.name, "").label("buyer_name"), *_columns(facts)), facts, wanted)
    if wanted.fit:
        query = query.where(_fit(facts, wanted.fit))
    passed = sa.case((facts.c.next_deadline.is_not(None), 0), (facts.c.last_deadline.is_(None), 1), else_=2)
    by_deadline = (passed, facts.c.next_deadline, facts.c.last_deadline.desc())
    by_score = (sa.case((facts.c.best_score.is_(None), 1), else_=0), facts.c.best_score.desc())
    query = query.order_by(*(by_score if wanted.sort == "score" else by_deadline), tenders.c.title, tenders.c.id)
    rows = connection.execute(query.limit(limit).offset(offset)).all()
    names = _suppliers_of(connection, [row.id for row in rows])
    people = _jobseekers_of(connection, [row.id for row in rows])
    return [_tender_line(row, names.get(row.id, []), people.get(row.id, 0)) for row in rows]


def _tender_line(row: sa.Row[Any], names: Sequence[NamedScore], people: int) -> TenderLine:
    single = row.lots == 1
    return TenderLine(
        public_id=row.public_id,
        title=row.title,
        buyer=row.buyer_name,
        category=row.category,
        lots=row.lots,
        status=_LIVELIEST_FIRST[row.liveliest],
        deadline_date=row.next_deadline or row.last_deadline,
        value_amount=row.value_amount if single else None,
        value_max_amount=row.value_max_amount if single else None,
        value_basis=row.value_basis if single else "",
        reserved=bool(row.reserved),
        best_score=row.best_score,
        lots_local=row.lots_local,
        lots_compared=row.lots_compared,
        suppliers=len(names),
        best_suppliers=tuple(names[:_NAMES_SHOWN]),
        jobseekers=people,
    )


def facts_of_tenders(today: date) -> sa.Subquery:
    """What there is to say of a tender as a whole, from its lots."""
    fitting = (
        sa.select(
            matches.c.lot_id,
            sa.func.max(sa.case((matches.c.supplier_id.is_not(None), matches.c.score))).label("best_score"),
            sa.func.count(matches.c.supplier_id).label("suppliers"),
            sa.func.count(matches.c.jobseeker_id).label("jobseekers"),
        )
        .where(matches.c.shown)
        .group_by(matches.c.lot_id)
        .subquery()
    )
    alive = lots.c.status.in_(MATCHED_STATUSES)
    rank = sa.case({status.value: position for position, status in enumerate(_LIVELIEST_FIRST)}, value=lots.c.status)
    return (
        sa.select(
            lots.c.tender_id,
            sa.func.count().label("lots"),
            sa.func.min(rank).label("liveliest"),
            sa.func.min(sa.case((lots.c.deadline_date >= today, lots.c.deadline_date))).label("next_deadline"),
            sa.func.max(lots.c.deadline_date).label("last_deadline"),
            sa.func.max(lots.c.value_amount).label("value_amount"),
            sa.func.max(lots.c.value_max_amount).label("value_max_amount"),
            sa.func.max(lots.c.value_basis).label("value_basis"),
            number_of(lots.c.reserved != "").label("reserved"),
            sa.func.max(fitting.c.best_score).label("best_score"),
            number_of(fitting.c.suppliers > 0).label("lots_local"),
            number_of(fitting.c.jobseekers > 0).label("lots_work"),
            number_of(sa.and_(alive, lots.c.matched_hash.is_not(None))).label("lots_compared"),
            number_of(sa.and_(alive, lots.c.matched_hash.is_(None))).label("lots_waiting"),
        )
        .select_from(lots.outerjoin(fitting, fitting.c.lot_id == lots.c.id))
        .group_by(lots.c.tender_id)
        .subquery()
    )


def _columns(facts: sa.Subquery) -> list[sa.ColumnElement[Any]]:
    return [column for column in facts.c if column.name != "tender_id"]


def _fit(facts: sa.Subquery, name: str) -> sa.ColumnElement[bool]:
    conditions = {
        "local": facts.c.lots_local > 0,
        "nobody": sa.and_(facts.c.lots_compared > 0, facts.c.lots_local == 0),
        "work": facts.c.lots_work > 0,
        "waiting": facts.c.lots_waiting > 0,
    }
    return conditions[name]


def _filtered(query: _Query, facts: sa.Subquery, wanted: TenderFilter) -> _Query:
    joined = tenders.join(facts, facts.c.tender_id == tenders.c.id).outerjoin(buyers, tenders.c.buyer_id == buyers.c.id)
    query = query.select_from(joined).where(~IS_SHOWN_UNDER_ANOTHER)
    for word in wanted.text.split():
        in_lot = sa.exists().where(lots.c.tender_id == tenders.c.id, contains(word, lots.c.title, lots.c.description, lots.c.place))
        query = query.where(
            sa.or_(contains(word, tenders.c.title, tenders.c.description, tenders.c.reference, tenders.c.category, buyers.c.name), in_lot)
        )
    if wanted.buyer:
        query = query.where(buyers.c.public_id == wanted.buyer)
    if wanted.source_list:
        its_id = sa.select(source_lists.c.id).where(source_lists.c.public_id == wanted.source_list)
        of_list = tenders.c.source_list_id.in_(its_id)
        under = sa.select(superseded.c.by_id).select_from(superseded.join(_also, superseded.c.tender_id == _also.c.id))
        query = query.where(sa.or_(of_list, tenders.c.id.in_(under.where(_also.c.source_list_id.in_(its_id)))))
    if wanted.status:
        query = query.where(sa.exists().where(lots.c.tender_id == tenders.c.id, lots.c.status == wanted.status))
    return query


def _suppliers_of(connection: Connection, tender_ids: Sequence[int]) -> dict[int, list[NamedScore]]:
    best = sa.func.max(matches.c.score).label("best")
    query = (
        sa.select(lots.c.tender_id, suppliers.c.public_id, suppliers.c.name, best)
        .select_from(matches.join(lots).join(suppliers))
        .where(matches.c.shown, lots.c.tender_id.in_(tender_ids))
        .group_by(lots.c.tender_id, suppliers.c.public_id, suppliers.c.name)
        .order_by(best.desc(), suppliers.c.name)
    )
    found: dict[int, list[NamedScore]] = {}
    for row in connection.execute(query):
        found.setdefault(row.tender_id, []).append(NamedScore(row.public_id, row.name, row.best))
    return found


def _jobseekers_of(connection: Connection, tender_ids: Sequence[int]) -> dict[int, int]:
    query = (
        sa.select(lots.c.tender_id, sa.func.count(matches.c.jobseeker_id.distinct()).label("people"))
        .select_from(matches.join(lots))
        .where(matches.c.shown, lots.c.tender_id.in_(tender_ids))
        .group_by(lots.c.tender_id)
    )
    return {row.tender_id: row.people for row in connection.execute(query)}
