"""Queries on tenders and their lots. What the source said before is kept in lot_versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from matcher.by_column import column_of, columns_of, flat, picked
from matcher.db.columns import new_public_ids
from matcher.db.contents import lot_content, lot_hashes
from matcher.db.cpv_suggestions import LotCodes, codes_of
from matcher.db.engine import batches, insert_columns
from matcher.db.notice_tables import superseded
from matcher.db.tables import buyers, documents, lot_versions, lots, tenders
from matcher.model import Lot, Origin, Status, Tender

DocumentIds = Mapping[str, int | None]
"""The stored document of every file that was read, by the name in `Origin.file`."""
_TENDER_COLUMNS = tuple(field.name for field in fields(Tender) if field.name not in ("lots", "buyer"))
_LOT_COLUMNS = tuple(field.name for field in fields(Lot) if field.name != "origin")
_lot_values = attrgetter(*_LOT_COLUMNS)


@dataclass(frozen=True, slots=True)
class StoredLot:
    """A lot as stored; `content_hash` covers it and its tender's fields. `codes`: what the last rematch says of its CPV codes."""

    id: int
    public_id: str
    version: int
    content_hash: str
    document_id: int | None
    lot: Lot
    gone: str = ""
    """Where the newest version of its list lacks it: "proposed" for withdrawal, or "kept" by a person."""
    codes: LotCodes = field(default_factory=LotCodes)


@dataclass(frozen=True, slots=True)
class StoredTender:
    """A tender as stored, with its lots in the order in which they came. `tender.lots` holds the same lots as plain values."""

    id: int
    public_id: str
    key: str
    buyer_id: int | None
    tender: Tender
    lots: tuple[StoredLot, ...]


@dataclass(frozen=True, slots=True)
class NewTender:
    """A tender to be inserted with its lots, which have distinct numbers."""

    key: str
    tender: Tender
    buyer_id: int | None
    lot_hashes: Sequence[str] = ()
    """The content hash of each lot, where they are known already."""


@dataclass(frozen=True, slots=True)
class NewLot:
    """A lot to be added to a stored tender."""

    tender_id: int
    tender: Tender
    lot: Lot


@dataclass(frozen=True, slots=True)
class ChangedTender:
    """A stored tender of which the source now says something else, or which goes by another key."""

    id: int
    key: str
    tender: Tender
    buyer_id: int | None


@dataclass(frozen=True, slots=True)
class ChangedLot:
    """A stored lot, with what it was (`before`, of tender `tender_before`) and what it now is."""

    stored: StoredLot
    tender_before: Tender
    tender: Tender
    lot: Lot


@dataclass(frozen=True, slots=True)
class Version:
    """What the source said of a lot until `seen_at`."""

    version: int
    content: Mapping[str, Any]
    seen_at: datetime


# --- reading -----------------------------------------------------------------------------------------------------------------------------------


def load_of_list(connection: Connection, source_list_id: int) -> list[StoredTender]:
    """Everything that a source list holds, in the order in which it came."""
    return _load(connection, tenders.c.source_list_id == source_list_id)


def find_public(connection: Connection, public_id: str) -> StoredTender | None:
    """The tender with this public id."""
    return next(iter(_load(connection, tenders.c.public_id == public_id)), None)


def load(connection: Connection, tender_ids: Iterable[int]) -> list[StoredTender]:
    """The tenders with these ids."""
    return [stored for batch in batches(set(tender_ids)) for stored in _load(connection, tenders.c.id.in_(batch))]


def versions(connection: Connection, lot_id: int) -> list[Version]:
    """What the source said of a lot before, oldest first."""
    query = sa.select(lot_versions.c.version, lot_versions.c.content, lot_versions.c.seen_at).where(lot_versions.c.lot_id == lot_id)
    return [Version(*row) for row in connection.execute(query.order_by(lot_versions.c.version))]


def buyers_of(connection: Connection, tender_ids: Iterable[int]) -> set[int]:
    """The ids of the buyers of these tenders."""
    return {
        buyer_id
        for batch in batches(tender_ids)
        for buyer_id in connection.scalars(sa.select(tenders.c.buyer_id).where(tenders.c.id.in_(batch)).distinct())
        if buyer_id is not None
    }


def ids_by_key(connection: Connection, source_list_id: int, keys: Iterable[str]) -> dict[str, int]:
    """The ids of the tenders of a list with these keys."""
    query = sa.select(tenders.c.key, tenders.c.id).where(tenders.c.source_list_id == source_list_id)
    return {key: tender_id for batch in batches(set(keys)) for key, tender_id in connection.execute(query.where(tenders.c.key.in_(batch)))}


def of_lots(connection: Connection, lot_ids: Iterable[int]) -> set[int]:
    """The ids of the tenders that these lots belong to."""
    return {number for batch in batches(lot_ids) for number in connection.scalars(sa.select(lots.c.tender_id).where(lots.c.id.in_(batch)).distinct())}


def count(connection: Connection) -> tuple[int, int]:
    """How many tenders and how many lots there are."""
    return (
        connection.scalar(sa.select(sa.func.count()).select_from(tenders)) or 0,
        connection.scalar(sa.select(sa.func.count()).select_from(lots)) or 0,
    )


def iterate_for_export(connection: Connection) -> Iterator[Row[Any]]:
    """One row per lot with its tender (tender_*), buyer, place in the file, and the tender that it is shown under, in a fixed order."""
    primary = tenders.alias()
    query = (
        sa.select(
            lots,
            tenders.c.public_id.label("tender_public_id"),
            tenders.c.title.label("tender_title"),
            tenders.c.description.label("tender_description"),
            tenders.c.reference.label("tender_reference"),
            tenders.c.publication_id,
            tenders.c.notice_version,
            tenders.c.url,
            primary.c.public_id.label("same_as"),
            buyers.c.name.label("buyer_name"),
            documents.c.file_name,
        )
        .select_from(lots.join(tenders).outerjoin(buyers, tenders.c.buyer_id == buyers.c.id))
        .outerjoin_from(lots, documents, lots.c.document_id == documents.c.id)
        .outerjoin(superseded, superseded.c.tender_id == tenders.c.id)
        .outerjoin(primary, superseded.c.by_id == primary.c.id)
        .order_by(tenders.c.id, lots.c.id)
    )
    yield from connection.execute(query)


# --- writing -----------------------------------------------------------------------------------------------------------------------------------


def insert(connection: Connection, source_list_id: int, new: Sequence[NewTender], *, documents: DocumentIds, now: datetime) -> list[int]:
    """Add tenders with their lots; the ids of the tenders."""
    if not new:
        return []
    given = column_of(new, "tender")
    columns = (
        columns_of(given, _TENDER_COLUMNS)
        | columns_of(new, ("key", "buyer_id"))
        | {
            "public_id": new_public_ids(len(new)),
            "source_list_id": [source_list_id] * len(new),
            "created_at": [now] * len(new),
            "changed_at": [now] * len(new),
        }
    )
    newest = connection.scalar(sa.select(sa.func.max(tenders.c.id))) or 0
    insert_columns(connection, tenders, columns)
    # rows are numbered in the order in which they are inserted
    query = sa.select(tenders.c.id).where(tenders.c.id > newest, tenders.c.source_list_id == source_list_id).order_by(tenders.c.id)
    ids = list(connection.scalars(query).all())
    own, places = flat(column_of(given, "lots"))
    known, _ = flat(column_of(new, "lot_hashes"))
    hashes = known if len(known) == len(own) else lot_hashes(picked(given, places), own)
    _insert_lots(connection, [ids[place] for place in places], own, hashes, documents=documents)
    return ids


def insert_lots(connection: Connection, new: Sequence[NewLot], *, documents: DocumentIds) -> None:
    """Add lots to stored tenders."""
    if new:
        ids, given, own = columns_of(new, ("tender_id", "tender", "lot")).values()
        _insert_lots(connection, ids, own, lot_hashes(given, own), documents=documents)


def _insert_lots(connection: Connection, tender_ids: Sequence[int], own: Sequence[Lot], hashes: Sequence[str], *, documents: DocumentIds) -> None:
    """Add lots, each with the id of its tender and its content hash."""
    columns = _lot_columns(own, hashes, documents) | {"public_id": new_public_ids(len(own)), "tender_id": tender_ids}
    insert_columns(connection, lots, columns)


def update(connection: Connection, changed: Sequence[ChangedTender], *, now: datetime) -> None:
    """Write what the source now says of tenders; their lots are written by `update_lots`."""
    if not changed:
        return
    columns = columns_of([item.tender for item in changed], _TENDER_COLUMNS) | {
        "key": [item.key for item in changed],
        "buyer_id": [item.buyer_id for item in changed],
        "changed_at": [now] * len(changed),
    }
    _update_columns(connection, tenders, [item.id for item in changed], columns)


def update_lots(connection: Connection, changed: Sequence[ChangedLot], *, documents: DocumentIds, now: datetime, history: bool = True) -> None:
    """Write what the source now says of lots, and have them matched again. `history`: keep what it said before, as a version."""
    if not changed:
        return
    if history:
        _keep(connection, changed, now)
    given, own = columns_of(changed, ("tender", "lot")).values()
    columns = _lot_columns(own, lot_hashes(given, own), documents) | {
        "version": [item.stored.version + history for item in changed],
        "matched_hash": [None] * len(changed),
        "gone": [""] * len(changed),
    }
    _update_columns(connection, lots, [item.stored.id for item in changed], columns)


def _keep(connection: Connection, changed: Sequence[ChangedLot], now: datetime) -> None:
    kept = [
        {
            "lot_id": item.stored.id,
            "version": item.stored.version,
            "content_hash": item.stored.content_hash,
            "content": lot_content(item.tender_before, item.stored.lot),
            "document_id": item.stored.document_id,
            "sheet": item.stored.lot.origin.sheet,
            "row": item.stored.lot.origin.row,
            "seen_at": now,
        }
        for item in changed
    ]
    connection.execute(lot_versions.insert(), kept)


def move_lots(connection: Connection, moved: Sequence[tuple[int, Origin]], *, documents: DocumentIds) -> None:
    """Write where unchanged lots (by id) now stand."""
    if moved:
        _update_columns(connection, lots, [lot_id for lot_id, _ in moved], _places([origin for _, origin in moved], documents))


# --- rows and values ---------------------------------------------------------------------------------------------------------------------------


def _load(connection: Connection, condition: sa.ColumnElement[bool]) -> list[StoredTender]:
    of_tender: dict[int, list[StoredLot]] = {}
    query = (
        sa.select(lots, documents.c.file_name)
        .select_from(lots.join(tenders).outerjoin(documents, lots.c.document_id == documents.c.id))
        .where(condition)
        .order_by(lots.c.id)
    )
    for row in connection.execute(query):
        stored = StoredLot(row.id, row.public_id, row.version, row.content_hash, row.document_id, lot_of(row), row.gone, codes_of(row))
        of_tender.setdefault(row.tender_id, []).append(stored)
    query = (
        sa.select(tenders, buyers.c.name.label("buyer_name"))
        .select_from(tenders.outerjoin(buyers, tenders.c.buyer_id == buyers.c.id))
        .where(condition)
        .order_by(tenders.c.id)
    )
    return [_tender_of(row, of_tender.get(row.id, [])) for row in connection.execute(query)]


def lot_of(row: Row[Any]) -> Lot:
    """A row of lots, with its document's file_name, as a `Lot`."""
    values = dict(zip(_LOT_COLUMNS, _lot_values(row), strict=True))
    values |= {"cpv": tuple(row.cpv), "status": Status(row.status), "origin": Origin(row.file_name or "", row.sheet, row.row)}
    return Lot(**values)


def _tender_of(row: Row[Any], stored_lots: Sequence[StoredLot]) -> StoredTender:
    tender = Tender(
        title=row.title,
        lots=tuple(stored.lot for stored in stored_lots),
        buyer=row.buyer_name or "",
        description=row.description,
        reference=row.reference,
        category=row.category,
        procedure=row.procedure,
        department=row.department,
        ocid=row.ocid,
        publication_id=row.publication_id,
        notice_version=row.notice_version,
        procedure_id=row.procedure_id,
        url=row.url,
    )
    return StoredTender(row.id, row.public_id, row.key, row.buyer_id, tender, tuple(stored_lots))


def _lot_columns(own: Sequence[Lot], hashes: Sequence[str], documents: DocumentIds) -> dict[str, Sequence[Any]]:
    """The columns of lots, given with their content hashes."""
    columns = columns_of(own, _LOT_COLUMNS)
    columns["status"] = [status.value for status in columns["status"]]
    return columns | {"content_hash": hashes} | _places(column_of(own, "origin"), documents)


def _places(origins: Sequence[Origin], documents: DocumentIds) -> dict[str, Sequence[Any]]:
    return {"document_id": [documents[file] for file in column_of(origins, "file")], **columns_of(origins, ("sheet", "row"))}


def _update_columns(connection: Connection, table: sa.Table, ids: Sequence[int], columns: Mapping[str, Sequence[Any]]) -> None:
    """Write columns of the rows with these ids."""
    statement = table.update().where(table.c.id == sa.bindparam("b_id")).values({name: sa.bindparam(name) for name in columns})
    rows = [
        {"b_id": row_id, **dict(zip(columns, values, strict=True))} for row_id, values in zip(ids, zip(*columns.values(), strict=True), strict=True)
    ]
    connection.execute(statement, rows)
