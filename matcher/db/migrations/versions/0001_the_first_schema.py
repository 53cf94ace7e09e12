"""The first schema."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
    adopted_weights buyers jobseekers places rankings runs suppliers vocabulary_entries buyer_aliases problems source_lists subscribers
    supplier_aliases documents outbox tenders lots invitations judgements lot_versions mailed_matches matches
""".split()
"""Each refers to earlier ones only."""

_ONE_PROFILE = {"one_profile": "(supplier_id IS NULL) <> (jobseeker_id IS NULL)"}


def upgrade() -> None:
    """One version up."""
    _create(
        "adopted_weights",
        _id(),
        *map(_required, ("version", "side")),
        *map(_json, ("weights", "figures")),
        sa.Column("active", sa.Boolean(), server_default=sa.false(), nullable=False),
        _moment("created_at"),
        unique=("version", "side"),
    )
    _create(
        "buyers",
        _id(),
        _public_id(),
        _required("name"),
        *map(_text, ("kind", "regime", "postcode", "place")),
        values={"regime": "regime IN ('', 'yes', 'no', 'contested')"},
    )
    _create(
        "jobseekers",
        _id(),
        _public_id(),
        _required("external_id", unique=True),
        _required("wants"),
        *map(_text, ("skills", "experience")),
        sa.Column("hours_per_week", sa.Float()),
        _text("postcode4"),
        sa.Column("max_travel_km", sa.Float()),
        _json("languages"),
        sa.Column("driving_licence", sa.Boolean()),
        sa.Column("consent_until", sa.Date()),
        _hash("content_hash"),
        _hash("matched_hash", nullable=True),
        *map(_moment, ("created_at", "changed_at")),
    )
    _create(
        "places",
        sa.Column("pc4", sa.String(4), nullable=False),
        _required("place"),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        key="pc4",
    )
    _create(
        "rankings",
        _id(),
        *map(_required, ("algorithm", "weights", "thesaurus")),
        _moment("created_at"),
        unique=("algorithm", "weights", "thesaurus"),
    )
    _create(
        "runs",
        _id(),
        _public_id(),
        _required("kind"),
        _text("subject"),
        sa.Column("claim_key", sa.Text(), info={"unique": True}),
        _required("state"),
        _text("claimed_by"),
        _moment("created_at"),
        _moment("started_at", nullable=True),
        _moment("finished_at", nullable=True),
        *map(_count, ("progress_done", "progress_total")),
        _text("progress_step"),
        _json("counts"),
        _text("error"),
        indexed=["kind"],
        values={"state": "state IN ('waiting', 'running', 'done', 'failed')"},
    )
    _create(
        "suppliers",
        _id(),
        _public_id(),
        _required("key", unique=True),
        sa.Column("external_id", sa.Text()),
        _required("name"),
        *map(_text, ("kvk", "description")),
        *map(_json, ("keywords", "sbi", "cpv")),
        *map(_text, ("postcode", "place")),
        sa.Column("headcount", sa.Integer()),
        _amount("max_contract_amount"),
        _json("certificates"),
        _text("kind"),
        sa.Column("is_person", sa.Boolean(), server_default=sa.false(), nullable=False),
        _text("email"),
        _hash("content_hash"),
        _hash("matched_hash", nullable=True),
        *map(_moment, ("created_at", "changed_at")),
    )
    _create(
        "vocabulary_entries",
        _id(),
        *map(_required, ("scheme", "code")),
        *map(_text, ("label_nl", "label_en")),
        _json("alternatives"),
        _text("isco"),
        unique=("scheme", "code"),
    )
    _create(
        "buyer_aliases",
        _required("key"),
        _reference("buyer_id", "buyers"),
        _required("name"),
        key="key",
    )
    _create(
        "problems",
        _id(),
        _reference("run_id", "runs"),
        *map(_required, ("severity", "code")),
        _json("params"),
        *map(_text, ("file", "sheet")),
        _count("row"),
        _text("column_name"),
    )
    _create(
        "source_lists",
        _id(),
        _public_id(),
        _required("key", unique=True),
        _required("kind"),
        _reference("buyer_id", "buyers", nullable=True),
        _text("name"),
        _json("mapping"),
    )
    _create(
        "subscribers",
        _id(),
        _public_id(),
        *map(_required, ("email", "name", "kind")),
        sa.Column("language", sa.String(2), server_default="nl", nullable=False),
        _reference("supplier_id", "suppliers", nullable=True),
        _reference("buyer_id", "buyers", nullable=True),
        _moment("unsubscribed_at", nullable=True),
        unique=("email", "kind"),
        values={"kind": "kind IN ('supplier', 'buyer', 'connector')"},
    )
    _create(
        "supplier_aliases",
        _required("key"),
        _reference("supplier_id", "suppliers"),
        _required("name"),
        key="key",
    )
    _create(
        "documents",
        _id(),
        _public_id(),
        _reference("source_list_id", "source_lists", nullable=True),
        _reference("run_id", "runs", nullable=True, cascade=False),
        _required("file_name"),
        _hash("sha256"),
        *map(_text, ("stored_as", "buyer_name")),
        _moment("read_at"),
        _moment("expires_at", nullable=True),
        indexed=["sha256"],
    )
    _create(
        "outbox",
        _id(),
        _public_id(),
        _reference("subscriber_id", "subscribers"),
        sa.Column("iso_week", sa.String(8), nullable=False),
        _required("message_id", unique=True),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        _required("state"),
        _moment("created_at"),
        _moment("sent_at", nullable=True),
        unique=("subscriber_id", "iso_week"),
        values={"state": "state IN ('waiting', 'sending', 'sent', 'failed')"},
    )
    _create(
        "tenders",
        _id(),
        _public_id(),
        _reference("source_list_id", "source_lists"),
        _required("key"),
        _reference("buyer_id", "buyers", nullable=True, cascade=False),
        _required("title"),
        *map(_text, ("description", "reference", "category", "department", "procedure", "ocid", "publication_id")),
        _hash("content_hash"),
        *map(_moment, ("created_at", "changed_at")),
        unique=("source_list_id", "key"),
    )
    _create(
        "lots",
        _id(),
        _public_id(),
        _reference("tender_id", "tenders"),
        _text("number"),
        _required("title"),
        _text("description"),
        sa.Column("external_id", sa.Text()),
        _json("cpv"),
        *map(_amount, ("value_amount", "value_max_amount", "value_total_amount")),
        _text("value_text"),
        sa.Column("currency", sa.String(3), server_default="EUR", nullable=False),
        *map(_text, ("vat", "value_basis")),
        sa.Column("deadline_date", sa.Date()),
        sa.Column("start_date", sa.Date()),
        *map(_text, ("period", "duration", "place", "reserved", "reserved_evidence")),
        _required("status"),
        _hash("content_hash"),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        _hash("matched_hash", nullable=True),
        _reference("document_id", "documents", nullable=True, cascade=False),
        _text("sheet"),
        _count("row"),
        unique=("tender_id", "number"),
        indexed=["external_id", "status"],
    )
    _create(
        "invitations",
        _id(),
        _public_id(),
        _reference("lot_id", "lots"),
        _reference("supplier_id", "suppliers", nullable=True),
        _reference("jobseeker_id", "jobseekers", nullable=True),
        _text("invited_by"),
        _moment("invited_at"),
        values=_ONE_PROFILE,
    )
    _create(
        "judgements",
        _id(),
        _public_id(),
        _reference("lot_id", "lots"),
        _reference("supplier_id", "suppliers", nullable=True),
        _reference("jobseeker_id", "jobseekers", nullable=True),
        _required("verdict"),
        _text("judged_by"),
        _moment("judged_at"),
        values=_ONE_PROFILE | {"verdict": "verdict IN ('accepted', 'rejected', 'unsure')"},
    )
    _create(
        "lot_versions",
        _id(),
        _reference("lot_id", "lots"),
        sa.Column("version", sa.Integer(), nullable=False),
        _hash("content_hash"),
        _json("content"),
        _reference("document_id", "documents", nullable=True, cascade=False),
        _text("sheet"),
        _count("row"),
        _moment("seen_at"),
        unique=("lot_id", "version"),
    )
    _create(
        "mailed_matches",
        _id(),
        _reference("outbox_id", "outbox"),
        _reference("subscriber_id", "subscribers"),
        _reference("lot_id", "lots"),
        _reference("supplier_id", "suppliers"),
        unique=("subscriber_id", "lot_id", "supplier_id"),
    )
    _create(
        "matches",
        _id(),
        _reference("lot_id", "lots"),
        _reference("supplier_id", "suppliers", nullable=True),
        _reference("jobseeker_id", "jobseekers", nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("part", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        _json("reasons"),
        _reference("ranking_id", "rankings"),
        values=_ONE_PROFILE,
    )
    op.create_index("uq_matches_lot_jobseeker", "matches", ["lot_id", "jobseeker_id"], unique=True)
    op.create_index("uq_matches_lot_supplier", "matches", ["lot_id", "supplier_id"], unique=True)


def downgrade() -> None:
    """One version down."""
    for table in reversed(TABLES):
        op.drop_table(table)


def _create(
    table: str,
    *columns: sa.Column[Any],
    key: str = "id",
    unique: tuple[str, ...] = (),
    indexed: Sequence[str] = (),
    values: Mapping[str, str] = {},
) -> None:
    """Create a table, its references with their indexes, and what is unique: marked columns one by one, those of `unique` together.

    `values`: rules on what stands in a row, by name. Databases that were made by earlier versions have only those about profiles.
    """
    references = sorted((column.name, *column.info["refers_to"]) for column in columns if "refers_to" in column.info)
    uniques = sorted([*((column.name,) for column in columns if column.info.get("unique")), *([unique] if unique else [])])
    op.create_table(
        table,
        *columns,
        *(sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in values.items()),
        *(
            sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"), ondelete=on_delete)
            for name, target, on_delete in references
        ),
        sa.PrimaryKeyConstraint(key, name=op.f(f"pk_{table}")),
        *(sa.UniqueConstraint(*names, name=op.f(f"uq_{table}_{'_'.join(names)}")) for names in uniques),
    )
    for name in (*(name for name, _target, _on_delete in references), *indexed):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name], unique=False)


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _public_id() -> sa.Column[str]:
    return sa.Column("public_id", sa.String(16), nullable=False, info={"unique": True})


def _reference(name: str, target: str, *, nullable: bool = False, cascade: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable, info={"refers_to": (target, "CASCADE" if cascade else "SET NULL")})


def _required(name: str, *, unique: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False, info={"unique": unique})


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def _hash(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(64), nullable=nullable)


def _json(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.JSON(), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _amount(name: str) -> sa.Column[float]:
    return sa.Column(name, sa.Numeric(16, 2, asdecimal=False))


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), server_default="0", nullable=False)
