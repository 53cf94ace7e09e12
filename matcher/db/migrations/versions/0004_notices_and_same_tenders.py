"""Notices of portals, awards, tenders that are the same one, and lots that are gone from their list."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TENDER_TEXTS = ("notice_version", "procedure_id", "url")


def upgrade() -> None:
    """One version up."""
    for name in TENDER_TEXTS:
        op.add_column("tenders", _text(name))
    op.add_column("lots", _text("gone"))
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer(), nullable=False),
        _reference("source_list_id"),
        sa.Column("tender_id", sa.Integer()),
        sa.Column("publication_id", sa.Text(), nullable=False),
        _text("version"),
        sa.Column("procedure_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("document_id", sa.Integer()),
        sa.ForeignKeyConstraint(["source_list_id"], ["source_lists.id"], name=op.f("fk_notices_source_list_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_notices_tender_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_notices_document_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("source_list_id", "publication_id", "version", name=op.f("uq_notices_source_list_id_publication_id_version")),
    )
    _index("notices", "source_list_id", "tender_id", "document_id")
    op.create_index("ix_notices_procedure", "notices", ["source_list_id", "procedure_key"])
    op.create_table(
        "awards",
        sa.Column("id", sa.Integer(), nullable=False),
        _reference("tender_id"),
        sa.Column("lots", sa.JSON(), nullable=False),
        sa.Column("supplier", sa.Text(), nullable=False),
        sa.Column("supplier_key", sa.Text(), nullable=False),
        _text("supplier_number"),
        _text("supplier_place"),
        sa.Column("amount", sa.Numeric(16, 2)),
        sa.Column("currency", sa.String(3), nullable=False, server_default=sa.text("'EUR'")),
        sa.Column("award_date", sa.Date()),
        sa.Column("bids", sa.Integer()),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_awards_tender_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
    )
    _index("awards", "tender_id", "supplier_key", "supplier_number")
    op.create_table(
        "tender_identifiers",
        sa.Column("value", sa.Text(), nullable=False),
        _reference("tender_id"),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_tender_identifiers_tender_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("value", "tender_id", name=op.f("pk_tender_identifiers")),
    )
    _index("tender_identifiers", "tender_id")
    op.create_table(
        "same_tenders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(16), nullable=False),
        _reference("tender_id"),
        _reference("other_id"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        _text("decided_by"),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("state IN ('certain', 'doubtful', 'confirmed', 'rejected')", name=op.f("ck_same_tenders_state")),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_same_tenders_tender_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["tenders.id"], name=op.f("fk_same_tenders_other_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_same_tenders")),
        sa.UniqueConstraint("public_id", name=op.f("uq_same_tenders_public_id")),
        sa.UniqueConstraint("tender_id", "other_id", name=op.f("uq_same_tenders_tender_id_other_id")),
    )
    _index("same_tenders", "tender_id", "other_id")
    op.create_table(
        "superseded",
        _reference("tender_id"),
        _reference("by_id"),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_superseded_tender_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["tenders.id"], name=op.f("fk_superseded_by_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("tender_id", name=op.f("pk_superseded")),
    )
    _index("superseded", "by_id")
    op.create_table(
        "fetched",
        sa.Column("url", sa.Text(), nullable=False),
        _text("etag"),
        _text("last_modified"),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_fetched")),
    )


def downgrade() -> None:
    """One version down."""
    for table in ("fetched", "superseded", "same_tenders", "tender_identifiers", "awards", "notices"):
        op.drop_table(table)
    op.drop_column("lots", "gone")
    for name in reversed(TENDER_TEXTS):
        op.drop_column("tenders", name)


def _reference(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, server_default=sa.text("''"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)
