"""Queries on tenders that are, or may be, the same one in different places. What a person decided is never overruled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.columns import new_public_id
from matcher.db.engine import batches, lock
from matcher.db.notice_tables import notices, same_tenders, superseded, tender_identifiers
from matcher.db.tables import buyers, lots, source_lists, tenders
from matcher.model import Status

LINKED = ("certain", "confirmed")
DECIDED = ("confirmed", "rejected")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a tender for the question whether it is another one as well."""

    id: int
    key: str
    source_list_id: int
    source_key: str
    """ "feed:ted", "buyer:...": the key of its list."""
    buyer: str
    title: str
    description: str
    reference: str
    lots: tuple[str, ...]
    cpv: tuple[str, ...]
    value_amount: float | None
    deadline_date: date | None
    start_date: date | None
    period: str
    published_at: datetime | None
    """Of its newest notice."""


@dataclass(frozen=True, slots=True)
class Link:
    """That two tenders are one: `certain`, or a question to a person: `doubtful`."""

    tender_id: int
    other_id: int
    state: str
    probability: float
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TenderSide:
    """One side of a pair, as a person sees it."""

    public_id: str
    title: str
    description: str
    buyer: str
    source: str
    reference: str
    cpv: tuple[str, ...]
    value_amount: float | None
    deadline_date: date | None
    start_date: date | None
    period: str
    lots: tuple[str, ...]
    status: Status


@dataclass(frozen=True, slots=True)
class DoubtfulPair:
    """Two tenders that may be one."""

    public_id: str
    probability: float
    evidence: Mapping[str, Any]
    one: TenderSide
    other: TenderSide


@dataclass(frozen=True, slots=True)
class LinkedTender:
    """Where a tender was found as well. `certain`: by the program; else a person said so."""

    public_id: str
    title: str
    source: str
    publication_id: str
    url: str
    certain: bool


# --- finding -----------------------------------------------------------------------------------------------------------------------------------


def begin(connection: Connection) -> None:
    """Let nobody else link until the transaction ends."""
    lock(connection, same_tenders)


def may_be_double(connection: Connection) -> bool:
    """Whether tenders came from more than one place, or from a portal, where one may have several numbers."""
    return len(connection.scalars(sa.select(source_lists.c.id).limit(2)).all()) > 1 or bool(
        connection.scalar(sa.select(sa.exists().where(tender_identifiers.c.value != "")))
    )


def buyers_of(connection: Connection, tender_ids: Iterable[int]) -> set[int]:
    """The buyers of these tenders."""
    found: set[int] = set()
    for batch in batches(tender_ids):
        query = sa.select(tenders.c.buyer_id).where(tenders.c.id.in_(batch), tenders.c.buyer_id.is_not(None))
        found.update(number for number in connection.scalars(query.distinct()) if number is not None)
    return found


def of_buyers(connection: Connection, buyer_ids: Iterable[int], names: Sequence[str] = ()) -> set[int]:
    """The tenders of these buyers, and those of others whose text holds one of `names`."""
    found: set[int] = set()
    for batch in batches(buyer_ids):
        found.update(connection.scalars(sa.select(tenders.c.id).where(tenders.c.buyer_id.in_(batch))))
    for name in names:
        mentions = sa.or_(tenders.c.title.icontains(name, autoescape=True), tenders.c.description.icontains(name, autoescape=True))
        found.update(connection.scalars(sa.select(tenders.c.id).where(mentions)))
    return found


def sharing_numbers(connection: Connection, tender_ids: Iterable[int]) -> dict[tuple[int, int], str]:
    """The pairs of tenders, at least one of them among these, that go by one number: {(id, larger id): number}."""
    other = tender_identifiers.alias()
    found: dict[tuple[int, int], str] = {}
    for batch in batches(tender_ids):
        query = (
            sa.select(tender_identifiers.c.tender_id, other.c.tender_id, tender_identifiers.c.value)
            .join(other, other.c.value == tender_identifiers.c.value)
            .where(tender_identifiers.c.tender_id.in_(batch), other.c.tender_id != tender_identifiers.c.tender_id)
            .order_by(tender_identifiers.c.value.desc())
        )
        for one, another, value in connection.execute(query):
            found[min(one, another), max(one, another)] = value
    return found


def candidates(connection: Connection, tender_ids: Iterable[int]) -> list[Candidate]:
    """These tenders, in order of id."""
    newest = sa.select(notices.c.tender_id, sa.func.max(notices.c.published_at).label("at")).group_by(notices.c.tender_id).subquery()
    query = (
        sa.select(tenders, source_lists.c.key.label("source_key"), sa.func.coalesce(buyers.c.name, "").label("buyer_name"), newest.c.at)
        .select_from(tenders.join(source_lists).outerjoin(buyers, tenders.c.buyer_id == buyers.c.id))
        .outerjoin(newest, newest.c.tender_id == tenders.c.id)
    )
    found = []
    for batch in batches(sorted(set(tender_ids))):
        of_tender: dict[int, list[sa.Row[Any]]] = {}
        for lot in connection.execute(sa.select(lots).where(lots.c.tender_id.in_(batch)).order_by(lots.c.id)):
            of_tender.setdefault(lot.tender_id, []).append(lot)
        for row in connection.execute(query.where(tenders.c.id.in_(batch)).order_by(tenders.c.id)):
            own = of_tender.get(row.id, [])
            found.append(
                Candidate(
                    row.id, row.key, row.source_list_id, row.source_key, row.buyer_name, row.title,
                    row.description or next((lot.description for lot in own), ""), row.reference,
                    tuple(lot.title for lot in own if lot.title != row.title), tuple(dict.fromkeys(code for lot in own for code in lot.cpv)),
                    _value(own), next((lot.deadline_date for lot in own if lot.deadline_date), None),
                    next((lot.start_date for lot in own if lot.start_date), None), next((lot.period for lot in own if lot.period), ""), row.at,
                )
            )  # fmt: skip
    return found


def _value(own: Sequence[sa.Row[Any]]) -> float | None:
    values = [float(lot.value_amount) for lot in own if lot.value_amount]
    return (values[0] if len(set(values)) == 1 else sum(values)) if values else None


# --- links -------------------------------------------------------------------------------------------------------------------------------------


def replace_links(connection: Connection, scope: Iterable[int], found: Sequence[Link]) -> None:
    """What the program finds about pairs within `scope`; pairs that a person decided on stay as they are."""
    scope = set(scope)
    decided = {
        (row.tender_id, row.other_id)
        for row in connection.execute(sa.select(same_tenders.c.tender_id, same_tenders.c.other_id).where(same_tenders.c.state.in_(DECIDED)))
    }
    wanted = {(link.tender_id, link.other_id): link for link in found if (link.tender_id, link.other_id) not in decided}
    known: dict[tuple[int, int], sa.Row[Any]] = {}
    for batch in batches(scope):
        query = sa.select(same_tenders).where(same_tenders.c.tender_id.in_(batch), same_tenders.c.state.not_in(DECIDED))
        known |= {(row.tender_id, row.other_id): row for row in connection.execute(query) if row.other_id in scope}
    gone = [row.id for pair, row in known.items() if pair not in wanted]
    for ids in batches(gone):
        connection.execute(same_tenders.delete().where(same_tenders.c.id.in_(ids)))
    for pair, link in wanted.items():
        values = {"state": link.state, "probability": link.probability, "evidence": dict(link.evidence)}
        if pair in known:
            if any(getattr(known[pair], name) != value for name, value in values.items()):
                connection.execute(same_tenders.update().where(same_tenders.c.id == known[pair].id).values(values))
        else:
            identity = {"public_id": new_public_id(), "tender_id": link.tender_id, "other_id": link.other_id}
            connection.execute(same_tenders.insert().values(**identity, **values))


def linked_with(connection: Connection, tender_ids: Iterable[int]) -> list[tuple[int, int]]:
    """The pairs that are one tender, of these and of all that hang together with them."""
    pairs: set[tuple[int, int]] = set()
    seen: set[int] = set()
    asked = set(tender_ids)
    while asked:
        seen |= asked
        new: set[tuple[int, int]] = set()
        for batch in batches(asked):
            ends = sa.or_(same_tenders.c.tender_id.in_(batch), same_tenders.c.other_id.in_(batch))
            query = sa.select(same_tenders.c.tender_id, same_tenders.c.other_id).where(ends, same_tenders.c.state.in_(LINKED))
            new |= {(row.tender_id, row.other_id) for row in connection.execute(query)}
        pairs |= new
        asked = {number for pair in new for number in pair} - seen
    return sorted(pairs)


def supersede(connection: Connection, by: Mapping[int, int], scope: Iterable[int]) -> None:
    """Within `scope`, which tenders are shown under which (id -> id). Where that is new, the next match takes their lots in or out."""
    before: dict[int, int] = {}
    scope = set(scope)
    for batch in batches(scope):
        before |= {row.tender_id: row.by_id for row in connection.execute(sa.select(superseded).where(superseded.c.tender_id.in_(batch)))}
    turned = {tender_id for tender_id in before.keys() | by.keys() if (tender_id in before) != (tender_id in by)}
    stale = [tender_id for tender_id, primary in before.items() if by.get(tender_id) != primary]
    for ids in batches(stale):
        connection.execute(superseded.delete().where(superseded.c.tender_id.in_(ids)))
    rows = [{"tender_id": tender_id, "by_id": primary} for tender_id, primary in by.items() if before.get(tender_id) != primary]
    if rows:
        connection.execute(superseded.insert(), rows)
    for ids in batches(turned):
        connection.execute(lots.update().where(lots.c.tender_id.in_(ids)).values(matched_hash=None))


def decide(connection: Connection, public_id: str, *, same: bool, by: str, now: datetime) -> tuple[int, int] | None:
    """A person says whether two tenders are one; the ids of both, None if there is no such question."""
    chosen = same_tenders.c.public_id == public_id
    state = "confirmed" if same else "rejected"
    row = connection.execute(
        same_tenders.update()
        .where(chosen)
        .values(state=state, decided_by=by, decided_at=now)
        .returning(same_tenders.c.tender_id, same_tenders.c.other_id)
    ).one_or_none()
    return (row.tender_id, row.other_id) if row else None


# --- what is shown -----------------------------------------------------------------------------------------------------------------------------


def count_doubtful(connection: Connection) -> int:
    """How many pairs wait for a person."""
    return connection.scalar(sa.select(sa.func.count()).select_from(same_tenders).where(same_tenders.c.state == "doubtful")) or 0


def doubtful(connection: Connection, *, limit: int, offset: int = 0) -> list[DoubtfulPair]:
    """The pairs that wait for a person, the likeliest first."""
    query = (
        sa.select(same_tenders)
        .where(same_tenders.c.state == "doubtful")
        .order_by(same_tenders.c.probability.desc(), same_tenders.c.id)
        .limit(limit)
        .offset(offset)
    )
    rows = connection.execute(query).all()
    sides = _sides(connection, {number for row in rows for number in (row.tender_id, row.other_id)})
    return [DoubtfulPair(row.public_id, row.probability, row.evidence, sides[row.tender_id], sides[row.other_id]) for row in rows]


def _sides(connection: Connection, tender_ids: Iterable[int]) -> dict[int, TenderSide]:
    found: dict[int, TenderSide] = {}
    known = {candidate.id: candidate for candidate in candidates(connection, tender_ids)}
    for batch in batches(known):
        query = (
            sa.select(tenders.c.id, tenders.c.public_id, source_lists.c.name, sa.func.min(lots.c.status).label("status"))
            .select_from(tenders.join(source_lists).join(lots))
            .where(tenders.c.id.in_(batch))
            .group_by(tenders.c.id, tenders.c.public_id, source_lists.c.name)
        )
        for row in connection.execute(query):
            it = known[row.id]
            found[row.id] = TenderSide(
                row.public_id, it.title, it.description, it.buyer, row.name, it.reference, it.cpv, it.value_amount, it.deadline_date, it.start_date,
                it.period, it.lots, Status(row.status),
            )  # fmt: skip
    return found


def linked(connection: Connection, tender_id: int) -> list[LinkedTender]:
    """Where a tender was found as well."""
    pairs = linked_with(connection, [tender_id])
    others = {number for pair in pairs for number in pair} - {tender_id}
    direct = dict.fromkeys(others, True)
    for one, other in pairs:
        ends = (same_tenders.c.tender_id == one, same_tenders.c.other_id == other)
        if connection.scalar(sa.select(same_tenders.c.state).where(*ends)) == "confirmed":
            direct |= {number: False for number in (one, other) if number != tender_id}
    query = sa.select(tenders, source_lists.c.name).select_from(tenders.join(source_lists)).where(tenders.c.id.in_(others)).order_by(tenders.c.id)
    return [LinkedTender(row.public_id, row.title, row.name, row.publication_id, row.url, direct[row.id]) for row in connection.execute(query)]


def shown_under(connection: Connection, public_id: str) -> str | None:
    """The public id of the tender that this one is shown under; None if it stands by itself."""
    primary = tenders.alias()
    query = (
        sa.select(primary.c.public_id)
        .select_from(superseded)
        .join(tenders, superseded.c.tender_id == tenders.c.id)
        .join(primary, superseded.c.by_id == primary.c.id)
        .where(tenders.c.public_id == public_id)
    )
    return connection.scalar(query)
