"""The schema of the digest: who gets it, what was mailed, and which matches were told in it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Table, UniqueConstraint

from matcher.db.columns import moment, public_id, reference, row_id
from matcher.db.tables import metadata

subscribers = Table(
    "subscribers",
    metadata,
    row_id(),
    public_id(),
    Column("email", sa.Text, nullable=False),
    Column("name", sa.Text, nullable=False),
    Column("kind", sa.Text, CheckConstraint("kind IN ('supplier', 'buyer', 'connector')", name="kind"), nullable=False),
    Column("language", sa.String(2), nullable=False, server_default="nl"),
    reference("supplier_id", "suppliers.id", nullable=True),
    reference("buyer_id", "buyers.id", nullable=True),
    moment("unsubscribed_at"),
    UniqueConstraint("email", "kind"),
)

outbox = Table(  # one row per person and ISO week: a digest is made once
    "outbox",
    metadata,
    row_id(),
    public_id(),
    reference("subscriber_id", "subscribers.id"),
    Column("iso_week", sa.String(8), nullable=False),  # 2026-W47
    Column("message_id", sa.Text, nullable=False, unique=True),
    Column("message", sa.LargeBinary, nullable=False),
    Column("state", sa.Text, CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name="state"), nullable=False),
    moment("created_at", nullable=False),
    moment("sent_at"),
    UniqueConstraint("subscriber_id", "iso_week"),
)

mailed_matches = Table(  # what a subscriber has been told already
    "mailed_matches",
    metadata,
    row_id(),
    reference("outbox_id", "outbox.id"),
    reference("subscriber_id", "subscribers.id"),
    reference("lot_id", "lots.id"),
    reference("supplier_id", "suppliers.id"),
    UniqueConstraint("subscriber_id", "lot_id", "supplier_id"),
)
