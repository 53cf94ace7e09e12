"""Queries on lots that the newest version of their list lacks: proposed as withdrawn, until a person says so or a version has them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db import tenders as stored_tenders
from matcher.db.engine import batches
from matcher.db.tables import buyers, invitations, judgements, lots, source_lists, tenders
from matcher.model import Status


@dataclass(frozen=True, slots=True)
class GoneLot:
    """A lot that a person should decide on."""

    public_id: str
    title: str
    number: str
    tender_public_id: str
    tender_title: str
    buyer: str
    list_name: str


def propose(connection: Connection, lot_ids: Sequence[int]) -> None:
    """These lots are gone from their list; what a person decided before stays decided."""
    for batch in batches(lot_ids):
        connection.execute(lots.update().where(lots.c.id.in_(batch), lots.c.gone == "").values(gone="proposed"))


def remove(connection: Connection, gone: Sequence[stored_tenders.StoredLot], *, now: datetime) -> None:
    """Delete lots that a procedure no longer has, and tenders that are left without any. What a person judged stays, as withdrawn."""
    ids = [stored.id for stored in gone]
    judged = {lot_id for batch in batches(ids) for table in (judgements, invitations)
              for lot_id in connection.scalars(sa.select(table.c.lot_id).where(table.c.lot_id.in_(batch)))}  # fmt: skip
    for batch in batches(ids):
        tender_ids = connection.scalars(sa.select(lots.c.tender_id).where(lots.c.id.in_(batch)).distinct()).all()
        connection.execute(lots.delete().where(lots.c.id.in_(batch), lots.c.id.not_in(judged)))
        connection.execute(tenders.delete().where(tenders.c.id.in_(tender_ids), ~sa.exists().where(lots.c.tender_id == tenders.c.id)))
    connection.execute(lots.update().where(lots.c.id.in_(judged)).values(gone="proposed"))
    if judged:
        public_ids = [stored.public_id for stored in gone if stored.id in judged]
        withdraw(connection, public_ids, now=now)


def take_back(connection: Connection, lot_ids: Sequence[int]) -> None:
    """These lots are in their list again."""
    for batch in batches(lot_ids):
        connection.execute(lots.update().where(lots.c.id.in_(batch)).values(gone=""))


def proposed(connection: Connection, *, source_list: str = "") -> list[GoneLot]:
    """What is proposed as withdrawn, of every list or of the one with this public id."""
    query = (
        sa.select(
            lots.c.public_id, lots.c.title, lots.c.number, tenders.c.public_id, tenders.c.title, sa.func.coalesce(buyers.c.name, ""),
            source_lists.c.name,
        )
        .select_from(lots.join(tenders).join(source_lists).outerjoin(buyers, tenders.c.buyer_id == buyers.c.id))
        .where(lots.c.gone == "proposed")
        .order_by(source_lists.c.name, tenders.c.title, lots.c.id)
    )  # fmt: skip
    if source_list:
        query = query.where(source_lists.c.public_id == source_list)
    return [GoneLot(*row) for row in connection.execute(query)]


def count(connection: Connection) -> int:
    """How many lots wait for somebody to decide."""
    return connection.scalar(sa.select(sa.func.count()).select_from(lots).where(lots.c.gone == "proposed")) or 0


def keep(connection: Connection, public_ids: Sequence[str]) -> int:
    """A person says that these lots go on, though their list lacks them; how many were still in question."""
    chosen = sa.and_(lots.c.public_id.in_(public_ids), lots.c.gone == "proposed")
    return connection.execute(lots.update().where(chosen).values(gone="kept")).rowcount


def withdraw(connection: Connection, public_ids: Sequence[str], *, now: datetime) -> int:
    """A person says that these lots are withdrawn; how many were still in question. What the list said before is kept as a version."""
    chosen = sa.and_(lots.c.public_id.in_(public_ids), lots.c.gone == "proposed")
    tender_ids = connection.scalars(sa.select(lots.c.tender_id).where(chosen).distinct()).all()
    changed = [
        stored_tenders.ChangedLot(stored, tender.tender, tender.tender, replace(stored.lot, status=Status.WITHDRAWN))
        for tender in stored_tenders.load(connection, tender_ids)
        for stored in tender.lots
        if stored.public_id in public_ids and stored.gone == "proposed"
    ]
    for file, document_id in {(item.stored.lot.origin.file, item.stored.document_id) for item in changed}:
        read_there = [item for item in changed if (item.stored.lot.origin.file, item.stored.document_id) == (file, document_id)]
        stored_tenders.update_lots(connection, read_there, documents={file: document_id}, now=now)
    return len(changed)
