"""Matches without indexes that another one stands for, or that nobody looks things up with: a full match writes hundreds of thousands of rows."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OF_PEOPLE = sa.text("jobseeker_id IS NOT NULL")


def upgrade() -> None:
    """One version up."""
    for name in ("ix_matches_lot_id", "ix_matches_ranking_id", "ix_matches_jobseeker_id", "uq_matches_lot_jobseeker"):
        op.drop_index(name, table_name="matches")
    op.create_index("ix_matches_jobseeker_id", "matches", ["jobseeker_id"], unique=False, sqlite_where=OF_PEOPLE, postgresql_where=OF_PEOPLE)
    op.create_index(
        "uq_matches_lot_jobseeker", "matches", ["lot_id", "jobseeker_id"], unique=True, sqlite_where=OF_PEOPLE, postgresql_where=OF_PEOPLE
    )


def downgrade() -> None:
    """One version down."""
    for name in ("ix_matches_jobseeker_id", "uq_matches_lot_jobseeker"):
        op.drop_index(name, table_name="matches")
    op.create_index("uq_matches_lot_jobseeker", "matches", ["lot_id", "jobseeker_id"], unique=True)
    for column in ("jobseeker_id", "ranking_id", "lot_id"):
        op.create_index(f"ix_matches_{column}", "matches", [column], unique=False)
