"""The schema of what portals publish, and of which tenders are the same one."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Index, Table, UniqueConstraint

from matcher.db.columns import amount, json, moment, public_id, reference, row_id, text
from matcher.db.tables import lots, metadata

notices = Table(  # as published; what a tender is now follows from all notices of its procedure
    "notices",
    metadata,
    row_id(),
    reference("source_list_id", "source_lists.id"),
    reference("tender_id", "tenders.id", nullable=True),  # none while no notice of the procedure has a title yet
    Column("publication_id", sa.Text, nullable=False),
    Column("version", sa.Text, nullable=False, server_default=""),
    Column("procedure_key", sa.Text, nullable=False),  # the key of the tender
    Column("kind", sa.Text, nullable=False),
    moment("published_at"),
    json("content"),
    Column("content_hash", sa.String(64), nullable=False),
    reference("document_id", "documents.id", nullable=True, cascade=False),
    UniqueConstraint("source_list_id", "publication_id", "version"),
    Index("ix_notices_procedure", "source_list_id", "procedure_key"),
)

awards = Table(  # who won; replaced when a newer notice says otherwise
    "awards",
    metadata,
    row_id(),
    reference("tender_id", "tenders.id"),
    json("lots"),  # numbers; none = the tender as a whole
    Column("supplier", sa.Text, nullable=False),
    Column("supplier_key", sa.Text, nullable=False, index=True),  # the folded name
    Column("supplier_number", sa.Text, nullable=False, server_default="", index=True),
    text("supplier_place"),
    amount("amount"),
    Column("currency", sa.String(3), nullable=False, server_default="EUR"),
    Column("award_date", sa.Date),
    Column("bids", sa.Integer),
)

tender_identifiers = Table(  # every number that a tender goes by, its own and those that it refers to: "ted:137599-2024", "procedure:..."
    "tender_identifiers",
    metadata,
    Column("value", sa.Text, primary_key=True),
    Column("tender_id", sa.Integer, sa.ForeignKey("tenders.id", ondelete="CASCADE"), primary_key=True, index=True),
)

same_tenders = Table(  # two tenders from different places that are one, or may be
    "same_tenders",
    metadata,
    row_id(),
    public_id(),
    reference("tender_id", "tenders.id"),
    reference("other_id", "tenders.id"),
    Column("state", sa.Text, CheckConstraint("state IN ('certain', 'doubtful', 'confirmed', 'rejected')", name="state"), nullable=False),
    Column("probability", sa.Float, nullable=False),
    json("evidence"),
    text("decided_by"),
    moment("decided_at"),
    UniqueConstraint("tender_id", "other_id"),
)

superseded = Table(  # a tender that is shown under another one, to which it is linked: it is not matched, listed or counted by itself
    "superseded",
    metadata,
    Column("tender_id", sa.Integer, sa.ForeignKey("tenders.id", ondelete="CASCADE"), primary_key=True),
    reference("by_id", "tenders.id"),
)

fetched = Table(  # what a web server said of an address, so that it need not send the same again
    "fetched",
    metadata,
    Column("url", sa.Text, primary_key=True),
    text("etag"),
    text("last_modified"),
    moment("fetched_at", nullable=False),
)

IS_SUPERSEDED = lots.c.tender_id.in_(sa.select(superseded.c.tender_id))
