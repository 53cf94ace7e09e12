"""The schema. Constraints guard; code checks only for a kinder message.

Names: times end `_at` (UTC), dates `_date`; `public_id` is what addresses, mails and exports show. JSON columns hold lists and parameters that no
query looks into. `origin` columns (document, sheet, row) are provenance, never identity.
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.engine import Dialect

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(sa.TypeDecorator[datetime]):
    """An aware UTC time on every database; SQLite itself forgets the zone. Raises ValueError for a naive time."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: nobody could tell what they meant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_public_id() -> str:
    """16 hexadecimal digits, of which the first is a letter: opaque, not guessable, and never taken for a number ("12e456...") by a spreadsheet."""
    return secrets.choice("abcdef") + secrets.token_hex(8)[1:]


def _id() -> Column[int]:
    return Column("id", sa.Integer, primary_key=True)


def _public_id() -> Column[str]:
    return Column("public_id", sa.String(16), nullable=False, unique=True, default=new_public_id)


def _text(name: str) -> Column[str]:
    return Column(name, sa.Text, nullable=False, default="", server_default="")


def _amount(name: str) -> Column[float]:
    return Column(name, sa.Numeric(16, 2, asdecimal=False))


def _at(name: str, *, nullable: bool = True) -> Column[datetime]:
    return Column(name, UtcDateTime, nullable=nullable)


def _json(name: str) -> Column[object]:
    return Column(name, sa.JSON, nullable=False)


def _ref(name: str, target: str, *, nullable: bool = False, cascade: bool = True) -> Column[int]:
    return Column(name, ForeignKey(target, ondelete="CASCADE" if cascade else "SET NULL"), nullable=nullable, index=True)


def _one_profile() -> CheckConstraint:
    return CheckConstraint("(supplier_id IS NULL) <> (jobseeker_id IS NULL)", name="one_profile")


# --- who buys, and where lists come from -------------------------------------------------------------------------------------------------------

buyers = Table(
    "buyers",
    metadata,
    _id(),
    _public_id(),
    Column("name", sa.Text, nullable=False),
    _text("kind"),
    Column("regime", sa.Text, CheckConstraint("regime IN ('', 'yes', 'no', 'contested')", name="regime"), nullable=False, server_default=""),
    _text("postcode"),
    _text("place"),
)

buyer_aliases = Table(
    "buyer_aliases",
    metadata,
    Column("key", sa.Text, primary_key=True),  # the folded name: "blackburn with darwen"
    _ref("buyer_id", "buyers.id"),
    Column("name", sa.Text, nullable=False),
)

source_lists = Table(  # a list belongs to a buyer and outlives its file name
    "source_lists",
    metadata,
    _id(),
    _public_id(),
    Column("key", sa.Text, nullable=False, unique=True),
    Column("kind", sa.Text, nullable=False),  # list or feed
    _ref("buyer_id", "buyers.id", nullable=True),
    _text("name"),
    _json("mapping"),  # header text -> field, as the officer corrected it
)

runs = Table(
    "runs",
    metadata,
    _id(),
    _public_id(),
    Column("kind", sa.Text, nullable=False, index=True),  # import, match, digest, ingest
    _text("subject"),  # what it is about: a file, a source, a week
    Column("claim_key", sa.Text, unique=True),  # only one process can insert it
    Column("state", sa.Text, CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"), nullable=False),
    _text("claimed_by"),
    _at("created_at", nullable=False),
    _at("started_at"),
    _at("finished_at"),
    Column("progress_done", sa.Integer, nullable=False, server_default="0"),
    Column("progress_total", sa.Integer, nullable=False, server_default="0"),
    _text("progress_step"),
    _json("counts"),
    _text("error"),
)

documents = Table(  # a file as it was read or uploaded
    "documents",
    metadata,
    _id(),
    _public_id(),
    _ref("source_list_id", "source_lists.id", nullable=True),
    _ref("run_id", "runs.id", nullable=True, cascade=False),
    Column("file_name", sa.Text, nullable=False),
    Column("sha256", sa.String(64), nullable=False, index=True),
    _text("stored_as"),  # file name in data_dir/uploads; "" once deleted
    _text("buyer_name"),
    _at("read_at", nullable=False),
    _at("expires_at"),
)

problems = Table(
    "problems",
    metadata,
    _id(),
    _ref("run_id", "runs.id"),
    Column("severity", sa.Text, nullable=False),
    Column("code", sa.Text, nullable=False),
    _json("params"),
    _text("file"),
    _text("sheet"),
    Column("row", sa.Integer, nullable=False, server_default="0"),
    _text("column_name"),
)

# --- what is asked -----------------------------------------------------------------------------------------------------------------------------

_STATUS = CheckConstraint("status IN ('planned', 'open', 'closed', 'awarded', 'withdrawn')", name="status")

tenders = Table(
    "tenders",
    metadata,
    _id(),
    _public_id(),
    _ref("source_list_id", "source_lists.id"),
    Column("key", sa.Text, nullable=False),  # own reference, else the normalised title
    _ref("buyer_id", "buyers.id", nullable=True, cascade=False),
    Column("title", sa.Text, nullable=False),
    _text("description"),
    _text("reference"),
    _text("category"),
    _text("department"),
    _text("procedure"),
    _text("ocid"),
    _text("publication_id"),
    Column("content_hash", sa.String(64), nullable=False),
    _at("created_at", nullable=False),
    _at("changed_at", nullable=False),
    UniqueConstraint("source_list_id", "key"),
)

lots = Table(
    "lots",
    metadata,
    _id(),
    _public_id(),
    _ref("tender_id", "tenders.id"),
    Column("number", sa.Text, nullable=False, server_default=""),
    Column("title", sa.Text, nullable=False),
    _text("description"),
    Column("external_id", sa.Text, index=True),
    _json("cpv"),
    _amount("value_amount"),
    _amount("value_max_amount"),
    _amount("value_total_amount"),
    _text("value_text"),
    Column("currency", sa.String(3), nullable=False, server_default="EUR"),
    _text("vat"),
    _text("value_basis"),
    Column("deadline_date", sa.Date),
    Column("start_date", sa.Date),
    _text("period"),
    _text("duration"),
    _text("place"),
    Column(
        "reserved",
        sa.Text,
        CheckConstraint("reserved IN ('', 'participation', 'execution')", name="reserved"),
        nullable=False,
        default="",
        server_default="",
    ),
    _text("reserved_evidence"),
    Column("status", sa.Text, _STATUS, nullable=False, index=True),
    Column("content_hash", sa.String(64), nullable=False),
    Column("version", sa.Integer, nullable=False, server_default="1"),
    Column("matched_hash", sa.String(64)),  # the content that the stored matches were made from; NULL = to be matched
    _ref("document_id", "documents.id", nullable=True, cascade=False),
    _text("sheet"),
    Column("row", sa.Integer, nullable=False, server_default="0"),
    UniqueConstraint("tender_id", "number"),
)

lot_versions = Table(  # what the source said before
    "lot_versions",
    metadata,
    _id(),
    _ref("lot_id", "lots.id"),
    Column("version", sa.Integer, nullable=False),
    Column("content_hash", sa.String(64), nullable=False),
    _json("content"),
    _ref("document_id", "documents.id", nullable=True, cascade=False),
    _text("sheet"),
    Column("row", sa.Integer, nullable=False, server_default="0"),
    _at("seen_at", nullable=False),
    UniqueConstraint("lot_id", "version"),
)

# --- who could do it ---------------------------------------------------------------------------------------------------------------------------

suppliers = Table(
    "suppliers",
    metadata,
    _id(),
    _public_id(),
    Column("key", sa.Text, nullable=False, unique=True),  # the id given, else KvK, else name + postcode
    Column("external_id", sa.Text),
    Column("name", sa.Text, nullable=False),
    _text("kvk"),
    _text("description"),
    _json("keywords"),
    _json("sbi"),
    _json("cpv"),
    _text("postcode"),
    _text("place"),
    Column("headcount", sa.Integer),
    _amount("max_contract_amount"),
    _json("certificates"),
    _text("kind"),
    Column("is_person", sa.Boolean, nullable=False, server_default=sa.false()),
    _text("email"),
    Column("content_hash", sa.String(64), nullable=False),
    Column("matched_hash", sa.String(64)),
    _at("created_at", nullable=False),
    _at("changed_at", nullable=False),
)

supplier_aliases = Table(
    "supplier_aliases",
    metadata,
    Column("key", sa.Text, primary_key=True),
    _ref("supplier_id", "suppliers.id"),
    Column("name", sa.Text, nullable=False),
)

jobseekers = Table(
    "jobseekers",
    metadata,
    _id(),
    _public_id(),
    Column("external_id", sa.Text, nullable=False, unique=True),
    Column("wants", sa.Text, nullable=False),
    _text("skills"),
    _text("experience"),
    Column("hours_per_week", sa.Float),
    _text("postcode4"),
    Column("max_travel_km", sa.Float),
    _json("languages"),
    Column("driving_licence", sa.Boolean),
    Column("consent_until", sa.Date),
    Column("content_hash", sa.String(64), nullable=False),
    Column("matched_hash", sa.String(64)),
    _at("created_at", nullable=False),
    _at("changed_at", nullable=False),
)

places = Table(
    "places",
    metadata,
    Column("pc4", sa.String(4), primary_key=True),
    Column("place", sa.Text, nullable=False),
    Column("latitude", sa.Float, nullable=False),
    Column("longitude", sa.Float, nullable=False),
)

vocabulary_entries = Table(  # official lists that a user imported: CPV, ESCO, SBI
    "vocabulary_entries",
    metadata,
    _id(),
    Column("scheme", sa.Text, nullable=False),
    Column("code", sa.Text, nullable=False),
    _text("label_nl"),
    _text("label_en"),
    _json("alternatives"),
    _text("isco"),
    UniqueConstraint("scheme", "code"),
)

# --- what fits, and what people say of it ------------------------------------------------------------------------------------------------------

matches = Table(  # replaced by every rematch: nothing of a person hangs on a row of it
    "matches",
    metadata,
    _id(),
    _ref("lot_id", "lots.id"),
    _ref("supplier_id", "suppliers.id", nullable=True),
    _ref("jobseeker_id", "jobseekers.id", nullable=True),
    Column("score", sa.Float, nullable=False),
    Column("rank", sa.Integer, nullable=False),
    Column("part", sa.Boolean, nullable=False),
    Column("shown", sa.Boolean, nullable=False),  # at or above min_score, and among the first ten of its side
    _json("reasons"),
    _ref("ranking_id", "rankings.id"),
    _one_profile(),
    Index("uq_matches_lot_supplier", "lot_id", "supplier_id", unique=True),
    Index("uq_matches_lot_jobseeker", "lot_id", "jobseeker_id", unique=True),
)

rankings = Table(  # the versions that made a set of matches
    "rankings",
    metadata,
    _id(),
    Column("algorithm", sa.Text, nullable=False),
    Column("weights", sa.Text, nullable=False),
    Column("thesaurus", sa.Text, nullable=False),
    _at("created_at", nullable=False),
    UniqueConstraint("algorithm", "weights", "thesaurus"),
)

adopted_weights = Table(
    "adopted_weights",
    metadata,
    _id(),
    Column("version", sa.Text, nullable=False),
    Column("side", sa.Text, nullable=False),
    _json("weights"),
    _json("figures"),
    Column("active", sa.Boolean, nullable=False, server_default=sa.false()),
    _at("created_at", nullable=False),
    UniqueConstraint("version", "side"),
)

judgements = Table(
    "judgements",
    metadata,
    _id(),
    _public_id(),
    _ref("lot_id", "lots.id"),
    _ref("supplier_id", "suppliers.id", nullable=True),
    _ref("jobseeker_id", "jobseekers.id", nullable=True),
    Column("verdict", sa.Text, CheckConstraint("verdict IN ('accepted', 'rejected', 'unsure')", name="verdict"), nullable=False),
    _text("judged_by"),
    _at("judged_at", nullable=False),
    _one_profile(),
)

invitations = Table(
    "invitations",
    metadata,
    _id(),
    _public_id(),
    _ref("lot_id", "lots.id"),
    _ref("supplier_id", "suppliers.id", nullable=True),
    _ref("jobseeker_id", "jobseekers.id", nullable=True),
    _text("invited_by"),
    _at("invited_at", nullable=False),
    _one_profile(),
)

# --- the digest --------------------------------------------------------------------------------------------------------------------------------

subscribers = Table(
    "subscribers",
    metadata,
    _id(),
    _public_id(),
    Column("email", sa.Text, nullable=False),
    Column("name", sa.Text, nullable=False),
    Column("kind", sa.Text, CheckConstraint("kind IN ('supplier', 'buyer', 'connector')", name="kind"), nullable=False),
    Column("language", sa.String(2), nullable=False, server_default="nl"),
    _ref("supplier_id", "suppliers.id", nullable=True),
    _ref("buyer_id", "buyers.id", nullable=True),
    _at("unsubscribed_at"),
    UniqueConstraint("email", "kind"),
)

outbox = Table(  # one row per person and ISO week: a digest is made once
    "outbox",
    metadata,
    _id(),
    _public_id(),
    _ref("subscriber_id", "subscribers.id"),
    Column("iso_week", sa.String(8), nullable=False),  # 2026-W47
    Column("message_id", sa.Text, nullable=False, unique=True),
    Column("message", sa.LargeBinary, nullable=False),
    Column("state", sa.Text, CheckConstraint("state IN ('waiting', 'sending', 'sent', 'failed')", name="state"), nullable=False),
    _at("created_at", nullable=False),
    _at("sent_at"),
    UniqueConstraint("subscriber_id", "iso_week"),
)

mailed_matches = Table(  # what a subscriber has been told already
    "mailed_matches",
    metadata,
    _id(),
    _ref("outbox_id", "outbox.id"),
    _ref("subscriber_id", "subscribers.id"),
    _ref("lot_id", "lots.id"),
    _ref("supplier_id", "suppliers.id"),
    UniqueConstraint("subscriber_id", "lot_id", "supplier_id"),
)
