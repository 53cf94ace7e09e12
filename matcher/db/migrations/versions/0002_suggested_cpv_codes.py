"""Suggested CPV codes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One version up."""
    for name in ("cpv_suggested", "cpv_implausible"):
        op.add_column("lots", sa.Column(name, sa.JSON(), server_default=sa.text("'[]'"), nullable=False))


def downgrade() -> None:
    """One version down."""
    for name in ("cpv_suggested", "cpv_implausible"):
        op.drop_column("lots", name)
