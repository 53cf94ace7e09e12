"""Queries on the outbox: one message per subscriber and ISO week, and which matches it told of.

A message is waiting, then sending, then sent; it failed if nobody will ever send it. `sent_at` is when it was sent, or, while it is being sent,
when that began: a process that died leaves such a row behind, and another may take it over once that is long enough ago.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from matcher.db.digest_tables import mailed_matches, outbox, subscribers
from matcher.db.engine import insert_new


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is to be sent, and whose it is."""

    id: int
    public_id: str
    iso_week: str
    message: bytes
    subscriber_public_id: str


def has(connection: Connection, subscriber_id: int, iso_week: str) -> bool:
    """Whether the message of this subscriber and week ("2026-W47") was made already."""
    query = sa.select(outbox.c.id).where(outbox.c.subscriber_id == subscriber_id, outbox.c.iso_week == iso_week)
    return connection.execute(query).first() is not None


def last_made_at(connection: Connection, subscriber_id: int) -> datetime | None:
    """When the newest message to this subscriber, that did not fail, was made."""
    query = sa.select(outbox.c.created_at).where(outbox.c.subscriber_id == subscriber_id, outbox.c.state != "failed")
    return connection.scalar(query.order_by(outbox.c.created_at.desc()).limit(1))


def add(connection: Connection, *, public_id: str, subscriber_id: int, iso_week: str, message_id: str, message: bytes, now: datetime) -> int | None:
    """Claim this subscriber's week with a waiting message; its id, or None if another process was first."""
    row: dict[str, object] = {"public_id": public_id, "subscriber_id": subscriber_id, "iso_week": iso_week}
    row |= {"message_id": message_id, "message": message, "state": "waiting", "created_at": now}
    if not insert_new(connection, outbox, [row]):
        return None
    return connection.scalar(sa.select(outbox.c.id).where(outbox.c.public_id == public_id))


def remember(connection: Connection, outbox_id: int, subscriber_id: int, told: Iterable[tuple[int, int]]) -> None:
    """Note which matches, as (lot id, supplier id), the message tells the subscriber of."""
    pairs = dict.fromkeys(told)
    rows = [{"outbox_id": outbox_id, "subscriber_id": subscriber_id, "lot_id": lot_id, "supplier_id": supplier_id} for lot_id, supplier_id in pairs]
    insert_new(connection, mailed_matches, rows)


def give_up_earlier(connection: Connection, subscriber_id: int, *, before_week: str) -> None:
    """Messages of earlier weeks that never left will not any more: what they told of becomes news again."""
    _give_up(connection, outbox.c.subscriber_id == subscriber_id, outbox.c.iso_week < before_week, outbox.c.state == "waiting")


def to_send(connection: Connection, *, iso_week: str, stale_before: datetime) -> list[Outgoing]:
    """The waiting messages of this week, and those of any week that somebody began to send before `stale_before`, without ending.

    Who unsubscribed meanwhile gets none.
    """
    query = (
        sa.select(outbox.c.id, outbox.c.public_id, outbox.c.iso_week, outbox.c.message, subscribers.c.public_id)
        .select_from(outbox.join(subscribers))
        .where(_free(stale_before), sa.or_(outbox.c.iso_week == iso_week, outbox.c.state == "sending"), subscribers.c.unsubscribed_at.is_(None))
        .order_by(outbox.c.id)
    )
    return [Outgoing(*row) for row in connection.execute(query)]


def take(connection: Connection, outbox_id: int, *, stale_before: datetime, now: datetime) -> bool:
    """Begin to send a message; False if another process does, or its reader unsubscribed."""
    subscribed = sa.exists().where(subscribers.c.id == outbox.c.subscriber_id, subscribers.c.unsubscribed_at.is_(None))
    mine = sa.and_(outbox.c.id == outbox_id, _free(stale_before), subscribed)
    return connection.execute(outbox.update().where(mine).values(state="sending", sent_at=now)).rowcount == 1


def mark_sent(connection: Connection, outbox_id: int, *, now: datetime) -> None:
    """The mail server has it."""
    connection.execute(outbox.update().where(outbox.c.id == outbox_id).values(state="sent", sent_at=now))


def put_back(connection: Connection, outbox_id: int) -> None:
    """It could not be sent now: it waits for the next attempt."""
    connection.execute(outbox.update().where(outbox.c.id == outbox_id).values(state="waiting", sent_at=None))


def give_up(connection: Connection, outbox_id: int) -> None:
    """It will never be sent: what it told of becomes news again."""
    _give_up(connection, outbox.c.id == outbox_id)


def forget_messages(connection: Connection, *, before: datetime) -> int:
    """Empty the messages that were made before `before`: addresses and names are not kept longer than needed. How many there were."""
    old = sa.and_(outbox.c.created_at < before, sa.func.length(outbox.c.message) > 0)
    _give_up(connection, old, outbox.c.state.in_(("waiting", "sending")))
    return connection.execute(outbox.update().where(old).values(message=b"")).rowcount


def _free(stale_before: datetime) -> sa.ColumnElement[bool]:
    return sa.or_(outbox.c.state == "waiting", sa.and_(outbox.c.state == "sending", outbox.c.sent_at < stale_before))


def _give_up(connection: Connection, *which: sa.ColumnElement[bool]) -> None:
    ids = sa.select(outbox.c.id).where(*which).scalar_subquery()
    connection.execute(mailed_matches.delete().where(mailed_matches.c.outbox_id.in_(ids)))
    connection.execute(outbox.update().where(*which).values(state="failed", sent_at=None))
