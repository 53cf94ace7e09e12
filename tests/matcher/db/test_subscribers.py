"""Subscribers are added once, and stay away once they left."""

from __future__ import annotations

from datetime import datetime, timedelta

from matcher.db import subscribers
from matcher.db.engine import Database

ROW = {"email": "a@example.org", "name": "A", "kind": "connector", "language": "nl", "supplier_id": None, "buyer_id": None}


def test_it_adds_a_subscriber_once_and_lets_them_leave(any_database: Database, now: datetime) -> None:
    with any_database.write() as connection:
        assert subscribers.add(connection, [ROW, ROW | {"email": "b@example.org"}]) == 2
        first, _ = subscribers.load_subscribed(connection)
        subscribers.unsubscribe(connection, first.id, now=now)
        subscribers.unsubscribe(connection, first.id, now=now + timedelta(days=1))
        assert subscribers.add(connection, [ROW]) == 0
        assert [each.email for each in subscribers.load_subscribed(connection)] == ["b@example.org"]
        left = subscribers.find_public(connection, first.public_id)
        assert left is not None
        assert left.unsubscribed_at == now
        subscribers.resubscribe(connection, first.id)
        assert subscribers.count(connection) == 2
