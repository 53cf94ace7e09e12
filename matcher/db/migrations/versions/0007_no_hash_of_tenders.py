"""Tenders without a content hash: what a list says is compared with what stands in the tender itself, and lots have a hash of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One version up."""
    op.drop_column("tenders", "content_hash")


def downgrade() -> None:
    """One version down: with no hash, every tender counts as changed when its list is next read."""
    op.add_column("tenders", sa.Column("content_hash", sa.String(length=64), nullable=False, server_default=""))
