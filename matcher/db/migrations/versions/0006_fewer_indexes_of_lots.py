"""Tenders and lots without indexes that another one stands for, or that too little is looked up with: an import writes tens of thousands of rows."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_INDEXES = (("tenders", "source_list_id"), ("lots", "tender_id"), ("lots", "external_id"), ("lots", "document_id"))


def upgrade() -> None:
    """One version up."""
    for table, column in _INDEXES:
        op.drop_index(f"ix_{table}_{column}", table_name=table)


def downgrade() -> None:
    """One version down."""
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column], unique=False)
