"""What was matched since the last full match, and the stamp of the index that that match made."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PENDING = sa.text("coalesce(matched_hash, '') <> content_hash")


def upgrade() -> None:
    """One version up."""
    op.create_table(
        "matched_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matched_changes")),
        sqlite_autoincrement=True,
    )
    op.add_column("rankings", sa.Column("index_stamp", sa.Text(), server_default=sa.text("''"), nullable=False))
    for table in ("lots", "suppliers", "jobseekers"):
        op.create_index(f"ix_{table}_pending", table, ["id"], unique=False, sqlite_where=PENDING, postgresql_where=PENDING)


def downgrade() -> None:
    """One version down."""
    for table in ("lots", "suppliers", "jobseekers"):
        op.drop_index(f"ix_{table}_pending", table_name=table)
    op.drop_column("rankings", "index_stamp")
    op.drop_table("matched_changes")
