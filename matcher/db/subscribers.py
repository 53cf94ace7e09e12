"""Queries on subscribers to the weekly digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.columns import new_public_id
from matcher.db.digest_tables import subscribers
from matcher.db.engine import insert_new


@dataclass(frozen=True, slots=True)
class StoredSubscriber:
    """A subscriber as stored. `kind`: supplier, buyer or connector; `language`: nl or en."""

    id: int
    public_id: str
    email: str
    name: str
    kind: str
    language: str
    supplier_id: int | None
    buyer_id: int | None
    unsubscribed_at: datetime | None


def add(connection: Connection, new: Sequence[Mapping[str, object]]) -> int:
    """Add subscribers (email, name, kind, language, supplier_id, buyer_id); how many were new. Who is there already, or left, stays as they are."""
    return insert_new(connection, subscribers, [{"public_id": new_public_id(), **row} for row in new])


def load_subscribed(connection: Connection) -> list[StoredSubscriber]:
    """Everybody who wants the digest, in the order in which they came."""
    return _select(connection, subscribers.c.unsubscribed_at.is_(None))


def find_public(connection: Connection, public_id: str) -> StoredSubscriber | None:
    """The subscriber with this public id, subscribed or not."""
    return next(iter(_select(connection, subscribers.c.public_id == public_id)), None)


def unsubscribe(connection: Connection, subscriber_id: int, *, now: datetime) -> None:
    """No more digests. Doing it twice keeps the first time."""
    still = sa.and_(subscribers.c.id == subscriber_id, subscribers.c.unsubscribed_at.is_(None))
    connection.execute(subscribers.update().where(still).values(unsubscribed_at=now))


def resubscribe(connection: Connection, subscriber_id: int) -> None:
    """Digests again, asked for by the subscriber."""
    connection.execute(subscribers.update().where(subscribers.c.id == subscriber_id).values(unsubscribed_at=None))


def count(connection: Connection) -> int:
    """How many want the digest."""
    return connection.scalar(sa.select(sa.func.count()).select_from(subscribers).where(subscribers.c.unsubscribed_at.is_(None))) or 0


def _select(connection: Connection, *conditions: sa.ColumnElement[bool]) -> list[StoredSubscriber]:
    names = StoredSubscriber.__dataclass_fields__
    query = sa.select(*(subscribers.c[name] for name in names)).where(*conditions).order_by(subscribers.c.id)
    return [StoredSubscriber(*row) for row in connection.execute(query)]
