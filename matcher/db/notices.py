"""Queries on notices as they were published, on who won, and on every number that a tender goes by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from matcher.db.contents import content_hash
from matcher.db.engine import batches
from matcher.db.notice_tables import awards, notices, tender_identifiers
from matcher.db.tables import buyers, documents, supplier_aliases, suppliers, tenders
from matcher.model import Award, Notice, NoticeKind, Origin
from matcher.names import name_key
from matcher.notice_json import content_of, notice_of


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A notice as stored; it belongs to the tender with key `procedure_key` of its list."""

    id: int
    tender_id: int | None
    procedure_key: str
    content_hash: str
    document_id: int | None
    file_name: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A notice on the page of its tender."""

    publication_id: str
    version: str
    kind: NoticeKind
    published_at: datetime | None
    file_name: str
    url: str


@dataclass(frozen=True, slots=True)
class Won:
    """A contract that a registered supplier won."""

    award: Award
    tender_public_id: str
    title: str
    buyer: str


def hash_of(notice: Notice) -> str:
    """The hash by which a change is noticed; where the notice was read is not a part of it."""
    nowhere = replace(notice, origin=Origin(), tender=replace(notice.tender, lots=tuple(replace(lot, origin=Origin()) for lot in notice.tender.lots)))
    return content_hash(content_of(nowhere))


def of_procedures(connection: Connection, source_list_id: int, keys: Iterable[str], publication_ids: Iterable[str]) -> list[StoredNotice]:
    """The notices of these procedures, with those of the whole procedures of these publications."""
    keys = set(keys)
    for batch in batches(set(publication_ids)):
        query = sa.select(notices.c.procedure_key).where(notices.c.source_list_id == source_list_id, notices.c.publication_id.in_(batch)).distinct()
        keys.update(connection.scalars(query))
    query = sa.select(notices, documents.c.file_name).outerjoin(documents, notices.c.document_id == documents.c.id).order_by(notices.c.id)
    return [
        StoredNotice(row.id, row.tender_id, row.procedure_key, row.content_hash, row.document_id, row.file_name or "", notice_of(row.content))
        for batch in batches(keys)
        for row in connection.execute(query.where(notices.c.source_list_id == source_list_id, notices.c.procedure_key.in_(batch)))
    ]


def of_tender(connection: Connection, tender_ids: Sequence[int]) -> list[NoticeLine]:
    """The notices of these tenders, newest first."""
    query = (
        sa.select(notices, documents.c.file_name)
        .outerjoin(documents, notices.c.document_id == documents.c.id)
        .where(notices.c.tender_id.in_(tender_ids))
        .order_by(notices.c.published_at.desc(), notices.c.id.desc())
    )
    return [
        NoticeLine(row.publication_id, row.version, NoticeKind(row.kind), row.published_at, row.file_name or "", row.content["tender"]["url"])
        for row in connection.execute(query)
    ]


def store(connection: Connection, source_list_id: int, given: Sequence[tuple[str, int | None, Notice, int | None]]) -> None:
    """Insert or replace notices: (procedure key, tender id, notice, document id). The tender is None while its procedure has no title yet."""
    for batch in batches(given):
        for procedure_key, tender_id, notice, document_id in batch:
            values = {
                "tender_id": tender_id, "procedure_key": procedure_key, "kind": notice.kind.value, "published_at": notice.published_at,
                "content": content_of(notice), "content_hash": hash_of(notice), "document_id": document_id,
            }  # fmt: skip
            identity = {"source_list_id": source_list_id, "publication_id": notice.publication_id, "version": notice.version}
            known = sa.and_(*(notices.c[name] == value for name, value in identity.items()))
            if not connection.execute(notices.update().where(known).values(values)).rowcount:
                connection.execute(notices.insert().values(**identity, **values))


def assign(connection: Connection, tender_ids: Mapping[int, int]) -> None:
    """To which tender notices that stay as they are now belong: tender id by notice id."""
    if tender_ids:
        statement = notices.update().where(notices.c.id == sa.bindparam("notice_id")).values(tender_id=sa.bindparam("new_tender_id"))
        connection.execute(statement, [{"notice_id": notice, "new_tender_id": tender} for notice, tender in tender_ids.items()])


# --- who won -----------------------------------------------------------------------------------------------------------------------------------


def replace_awards(connection: Connection, given: Mapping[int, Sequence[Award]]) -> None:
    """What is known of who won these tenders, by tender id."""
    for batch in batches(given):
        connection.execute(awards.delete().where(awards.c.tender_id.in_(batch)))
    rows = [
        {"tender_id": tender_id, "supplier_key": name_key(award.supplier), **asdict(award), "lots": list(award.lots)}
        for tender_id, won in given.items()
        for award in won
    ]
    if rows:
        connection.execute(awards.insert(), rows)


def awards_of(connection: Connection, tender_ids: Sequence[int]) -> list[Award]:
    """Who won these tenders, by lot."""
    query = sa.select(awards).where(awards.c.tender_id.in_(tender_ids)).order_by(awards.c.tender_id, awards.c.id)
    return [_award(row) for row in connection.execute(query)]


def iterate_awards(connection: Connection) -> Iterator[Won]:
    """Every award with its tender, in a fixed order."""
    for row in connection.execute(_won().order_by(awards.c.tender_id, awards.c.id)):
        yield Won(_award(row), row.public_id, row.title, row.buyer_name)


def won_by(connection: Connection, supplier_id: int) -> list[Won]:
    """What a registered supplier won before, by its KvK number or any of its names, newest first."""
    numbers = sa.select(suppliers.c.kvk).where(suppliers.c.id == supplier_id, suppliers.c.kvk != "")
    aliases = sa.select(supplier_aliases.c.key).where(supplier_aliases.c.supplier_id == supplier_id)
    name = connection.scalar(sa.select(suppliers.c.name).where(suppliers.c.id == supplier_id)) or ""
    query = (
        _won()
        .where(sa.or_(awards.c.supplier_number.in_(numbers), awards.c.supplier_key.in_(aliases), awards.c.supplier_key == name_key(name)))
        .order_by(awards.c.award_date.desc(), awards.c.id.desc())
    )
    return [Won(_award(row), row.public_id, row.title, row.buyer_name) for row in connection.execute(query)]


def _won() -> sa.Select[Any]:
    return sa.select(awards, tenders.c.public_id, tenders.c.title, sa.func.coalesce(buyers.c.name, "").label("buyer_name")).select_from(
        awards.join(tenders, awards.c.tender_id == tenders.c.id).outerjoin(buyers, tenders.c.buyer_id == buyers.c.id)
    )


def _award(row: Row[Any]) -> Award:
    return Award(
        row.supplier, tuple(row.lots), row.supplier_number, row.supplier_place, row.amount, row.currency, row.award_date, row.bids
    )  # fmt: skip


# --- numbers -----------------------------------------------------------------------------------------------------------------------------------


def replace_identifiers(connection: Connection, given: Mapping[int, Iterable[str]]) -> None:
    """Every number that these tenders go by, by tender id."""
    for batch in batches(given):
        connection.execute(tender_identifiers.delete().where(tender_identifiers.c.tender_id.in_(batch)))
    rows = [{"tender_id": tender_id, "value": value} for tender_id, values in given.items() for value in sorted(set(values))]
    if rows:
        connection.execute(tender_identifiers.insert(), rows)
