"""Queries on matches: what the matcher reads, what it stores, and what is shown. Nothing of a person hangs on a match row: a rematch replaces it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import repeat
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from matcher.db.engine import batches, insert_many, lock
from matcher.db.notice_tables import IS_SUPERSEDED
from matcher.db.tables import PENDING, buyers, documents, jobseekers, lots, matched_changes, matches, rankings, suppliers, tenders
from matcher.model import Reason, Side, Status

AnyRow = Row[*tuple[Any, ...]]

MATCHED_STATUSES = (Status.PLANNED, Status.OPEN, Status.CLOSED)
"""Everything but withdrawn and awarded is matched; `match --all` takes those too. A tender that is shown under another one never is."""


@dataclass(frozen=True, slots=True)
class MatchRow:
    """A match as it is stored; exactly one of `supplier_id` and `jobseeker_id` is given.

    `reasons`: plain values of `model.Reason` as JSON (see `reasons_as_json`): a million of them as objects would fill the memory.
    """

    lot_id: int
    supplier_id: int | None
    jobseeker_id: int | None
    score: float
    rank: int
    part: bool
    shown: bool
    reasons: str


# --- what the matcher reads --------------------------------------------------------------------------------------------------------------------

_TABLES = {"lots": lots, "suppliers": suppliers, "jobseekers": jobseekers}
_CLOSED = sa.or_(lots.c.status.not_in(MATCHED_STATUSES), IS_SUPERSEDED)
_DROPPED_OUT = sa.and_(_CLOSED, PENDING)


def _among(column: sa.Column[int]) -> sa.ColumnElement[bool]:
    """Whether a column holds one of the given `ids`."""
    return column.in_(sa.bindparam("ids", expanding=True))


_LOTS = (
    sa.select(
        lots.c.id, lots.c.public_id, lots.c.external_id, lots.c.title, lots.c.description, lots.c.cpv, lots.c.value_amount,
        lots.c.value_max_amount, lots.c.place, lots.c.content_hash,
        lots.c.matched_hash, tenders.c.title.label("tender_title"), tenders.c.description.label("tender_description"), tenders.c.category,
        buyers.c.postcode.label("buyer_postcode"), buyers.c.place.label("buyer_place"),
    )
    .select_from(lots.join(tenders).outerjoin(buyers, tenders.c.buyer_id == buyers.c.id))
    .order_by(lots.c.id)
)  # fmt: skip
_EVERY_LOT, _OPEN_LOTS = _LOTS.where(~IS_SUPERSEDED), _LOTS.where(~_CLOSED)
_PROFILES = {table: sa.select(table).order_by(table.c.id) for table in (suppliers, jobseekers)}
_SOME = {
    query: query.where(_among(column))
    for query, column in ((_EVERY_LOT, lots.c.id), (_OPEN_LOTS, lots.c.id), *((query, table.c.id) for table, query in _PROFILES.items()))
}


def load_lots(connection: Connection, *, every_status: bool, ids: Sequence[int] | None = None) -> Sequence[AnyRow]:
    """One row per lot to be matched, of these `ids` or of all, with its tender's texts and its buyer's place, in order of id."""
    return _rows_of(connection, _EVERY_LOT if every_status else _OPEN_LOTS, ids)


def load_suppliers(connection: Connection, ids: Sequence[int] | None = None) -> Sequence[AnyRow]:
    """Suppliers, of these `ids` or all, in order of id."""
    return _rows_of(connection, _PROFILES[suppliers], ids)


def load_jobseekers(connection: Connection, ids: Sequence[int] | None = None) -> Sequence[AnyRow]:
    """Job-seekers, of these `ids` or all, in order of id."""
    return _rows_of(connection, _PROFILES[jobseekers], ids)


def _rows_of(connection: Connection, query: sa.Select[Any], ids: Sequence[int] | None) -> Sequence[AnyRow]:
    if ids is None:
        return connection.execute(query).all()
    return [row for batch in batches(sorted(ids)) for row in connection.execute(_SOME[query], {"ids": batch})]


_PENDING = sa.union_all(*(sa.select(sa.literal_column(f"'{kind}'"), table.c.id).where(PENDING) for kind, table in _TABLES.items()))


def pending(connection: Connection) -> dict[str, set[int]]:
    """By kind what changed since it was matched last, or never was; also lots that were closed since."""
    found: dict[str, set[int]] = {kind: set() for kind in _TABLES}
    for kind, row_id in connection.execute(_PENDING):
        found[kind].add(row_id)
    return found


_CHANGES_SINCE = sa.select(matched_changes).where(matched_changes.c.id > sa.bindparam("last"))


def changes_since(connection: Connection, last: int) -> tuple[dict[str, set[int]], int]:
    """What was matched since a change number, by kind; and the number of the last change."""
    found: dict[str, set[int]] = {kind: set() for kind in _TABLES}
    for row in connection.execute(_CHANGES_SINCE, {"last": last}):
        found[row.kind].add(row.row_id)
        last = max(last, row.id)
    return found, last


_EXISTING = {kind: sa.select(table.c.id).where(_among(table.c.id)) for kind, table in _TABLES.items()}


def existing(connection: Connection, kind: str, ids: Iterable[int]) -> set[int]:
    """Those of these ids that are still there."""
    return {row_id for batch in batches(set(ids)) for row_id in connection.scalars(_EXISTING[kind], {"ids": batch})}


_MATCHED_WITH = sa.select(matches.c.lot_id, matches.c.supplier_id, matches.c.jobseeker_id).where(_among(matches.c.lot_id))


def profiles_matched_with(connection: Connection, lot_ids: Iterable[int]) -> dict[Side, list[tuple[int, int]]]:
    """(lot, profile) of the stored matches of these lots, by side."""
    found: dict[Side, list[tuple[int, int]]] = {side: [] for side in Side}
    for batch in batches(set(lot_ids)):
        for lot_id, supplier_id, jobseeker_id in connection.execute(_MATCHED_WITH, {"ids": batch}):
            side, profile_id = (Side.SUPPLIER, supplier_id) if supplier_id is not None else (Side.JOBSEEKER, jobseeker_id)
            found[side].append((lot_id, profile_id))
    return found


def matched_lots_of(connection: Connection, side: Side, profile_ids: Iterable[int]) -> set[int]:
    """The lots that have a stored match with one of these profiles."""
    column = matches.c.supplier_id if side is Side.SUPPLIER else matches.c.jobseeker_id
    return {
        lot_id
        for batch in batches(set(profile_ids))
        for lot_id in connection.scalars(sa.select(matches.c.lot_id).where(column.in_(batch)).distinct())
    }


_NEWEST_RANKING = (
    sa.select(rankings.c.id, rankings.c.algorithm, rankings.c.weights, rankings.c.thesaurus, rankings.c.index_stamp)
    .order_by(rankings.c.created_at.desc(), rankings.c.id.desc())
    .limit(1)
)


def current_ranking(connection: Connection) -> tuple[tuple[str, str, str], str] | None:
    """The versions (algorithm, weights, thesaurus) of the newest stored matches, and the stamp of their index; None if nothing was matched yet."""
    row = connection.execute(_NEWEST_RANKING).first()
    return ((row.algorithm, row.weights, row.thesaurus), row.index_stamp) if row else None


# --- what the matcher stores -------------------------------------------------------------------------------------------------------------------


def begin_storing(connection: Connection) -> None:
    """One rematch stores at a time, so that changes are numbered in the order in which they become visible."""
    lock(connection, matched_changes)


def ensure_ranking(connection: Connection, versions: tuple[str, str, str], *, stamp: str, now: datetime) -> int:
    """The id of this combination of versions, which becomes the newest; `stamp`: of the index of a full match, which makes older changes void."""
    algorithm, weights, thesaurus = versions
    connection.execute(matched_changes.delete())
    where = sa.and_(rankings.c.algorithm == algorithm, rankings.c.weights == weights, rankings.c.thesaurus == thesaurus)
    known = connection.scalar(sa.select(rankings.c.id).where(where))
    if known is not None:
        connection.execute(rankings.update().where(rankings.c.id == known).values(created_at=now, index_stamp=stamp))
        return int(known)
    values = {"algorithm": algorithm, "weights": weights, "thesaurus": thesaurus, "index_stamp": stamp, "created_at": now}
    result = connection.execute(rankings.insert().values(values))
    return int(result.inserted_primary_key[0])  # type: ignore[index]  # an insert of one row has a key


def outdate(connection: Connection) -> None:
    """Let the next rematch match everything anew."""
    connection.execute(rankings.update().values(index_stamp=""))


def ranking_of(connection: Connection, stamp: str) -> int | None:
    """The id of the newest ranking, if it is still that of this index."""
    row = connection.execute(_NEWEST_RANKING).first()
    return int(row.id) if row is not None and row.index_stamp == stamp else None


_LAST_CHANGE = sa.select(sa.func.max(matched_changes.c.id))


def note_changes(connection: Connection, changed: Mapping[str, Iterable[int]]) -> int:
    """Note for other processes what was matched; the number of the last change, 0 if there is none."""
    rows = [{"kind": kind, "row_id": row_id} for kind, ids in changed.items() for row_id in sorted(ids)]
    if rows:
        connection.execute(matched_changes.insert(), rows)
    return connection.scalar(_LAST_CHANGE) or 0


_DELETE_FOR_LOTS = matches.delete().where(_among(matches.c.lot_id))


def delete_for_lots(connection: Connection, lot_ids: Iterable[int] | None) -> None:
    """Forget the matches of these lots; of all lots if None."""
    if lot_ids is None:
        connection.execute(matches.delete())
        return
    for batch in batches(set(lot_ids)):
        connection.execute(_DELETE_FOR_LOTS, {"ids": batch})


_STORED = ("lot_id", "supplier_id", "jobseeker_id", "score", "rank", "part", "shown", "reasons")
_encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode  # made once: reasons are most of what is stored


def reasons_as_json(reasons: Iterable[Reason]) -> str:
    """Reasons as they are stored."""
    return _encode([{"code": reason.code, "contribution": reason.contribution, "params": dict(reason.params)} for reason in reasons])


def insert(connection: Connection, rows: Sequence[MatchRow], ranking_id: int) -> None:
    """Store matches."""
    columns = (map(attrgetter(name), rows) for name in _STORED)
    insert_many(connection, matches, (*_STORED, "ranking_id"), zip(*columns, repeat(ranking_id)))  # the last one goes on for ever


_MARK_MATCHED = {
    kind: table.update().where(table.c.id == sa.bindparam("row_id")).values(matched_hash=sa.bindparam("hash")) for kind, table in _TABLES.items()
}


def mark_matched(connection: Connection, kind: str, hashes: Mapping[int, str]) -> None:
    """Note by id which content of lots, suppliers or jobseekers the matches were made from: what changed since is matched next time."""
    if hashes:
        connection.execute(_MARK_MATCHED[kind], [{"row_id": row_id, "hash": value} for row_id, value in hashes.items()])


def forget_closed(connection: Connection, *, every: bool) -> None:
    """Forget what was found for lots that were withdrawn, awarded or put under another tender since they were matched; for all such if `every`."""
    closed = sa.select(lots.c.id).where(_CLOSED if every else _DROPPED_OUT)
    connection.execute(matches.delete().where(matches.c.lot_id.in_(closed)))
    forgotten = {"matched_hash": lots.c.content_hash, "cpv_suggested": [], "cpv_implausible": []}
    connection.execute(lots.update().where(_CLOSED if every else _DROPPED_OUT).values(forgotten))


# --- what is shown -----------------------------------------------------------------------------------------------------------------------------


def iterate_shown(connection: Connection) -> Iterable[AnyRow]:
    """Every shown match with what an export needs, by lot, side and rank."""
    query = (
        sa.select(
            matches.c.score, matches.c.rank, matches.c.part, matches.c.reasons, matches.c.supplier_id, matches.c.jobseeker_id,
            tenders.c.public_id.label("tender_public_id"), lots.c.public_id.label("lot_public_id"), lots.c.external_id.label("tender_external_id"),
            buyers.c.name.label("buyer_name"), tenders.c.title.label("tender_title"), lots.c.title.label("lot_title"),
            documents.c.file_name, lots.c.sheet, lots.c.row,
            suppliers.c.public_id.label("supplier_public_id"), suppliers.c.external_id.label("supplier_external_id"),
            suppliers.c.name.label("supplier_name"),
            jobseekers.c.public_id.label("jobseeker_public_id"), jobseekers.c.external_id.label("jobseeker_external_id"),
        )
        .select_from(
            matches.join(lots, matches.c.lot_id == lots.c.id).join(tenders, lots.c.tender_id == tenders.c.id)
            .outerjoin(buyers, tenders.c.buyer_id == buyers.c.id).outerjoin(documents, lots.c.document_id == documents.c.id)
            .outerjoin(suppliers, matches.c.supplier_id == suppliers.c.id).outerjoin(jobseekers, matches.c.jobseeker_id == jobseekers.c.id)
        )
        .where(matches.c.shown)
        .order_by(lots.c.id, matches.c.supplier_id.is_(None), matches.c.rank, matches.c.id)
    )  # fmt: skip
    yield from connection.execute(query)
