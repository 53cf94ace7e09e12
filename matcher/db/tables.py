"""The schema. Constraints guard; code checks only for a kinder message.

Names: times end `_at` (UTC), dates `_date`; `public_id` is what addresses, mails and exports show. JSON columns hold lists and parameters that no
query looks into. `origin` columns (document, sheet, row) are provenance, never identity. What portals publish stands in `notice_tables`, the mails
in `digest_tables`.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, Column, Index, MetaData, Table, UniqueConstraint

from matcher.db.columns import amount, found, json, moment, one_profile, public_id, reference, row_id, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# --- who buys, and where lists come from -------------------------------------------------------------------------------------------------------

buyers = Table(
    "buyers",
    metadata,
    row_id(),
    public_id(),
    Column("name", sa.Text, nullable=False),
    text("kind"),
    Column("regime", sa.Text, CheckConstraint("regime IN ('', 'yes', 'no', 'contested')", name="regime"), nullable=False, server_default=""),
    text("postcode"),
    text("place"),
)

buyer_aliases = Table(
    "buyer_aliases",
    metadata,
    Column("key", sa.Text, primary_key=True),  # the folded name: "blackburn with darwen"
    reference("buyer_id", "buyers.id"),
    Column("name", sa.Text, nullable=False),
)

source_lists = Table(  # a list belongs to a buyer and outlives its file name
    "source_lists",
    metadata,
    row_id(),
    public_id(),
    Column("key", sa.Text, nullable=False, unique=True),
    Column("kind", sa.Text, nullable=False),  # list or feed
    reference("buyer_id", "buyers.id", nullable=True),
    text("name"),
    json("mapping"),  # header text -> field, as the officer corrected it
)

runs = Table(
    "runs",
    metadata,
    row_id(),
    public_id(),
    Column("kind", sa.Text, nullable=False, index=True),  # import, match, digest, ingest
    text("subject"),  # what it is about: a file, a source, a week
    Column("claim_key", sa.Text, unique=True),  # only one process can insert it
    Column("state", sa.Text, CheckConstraint("state IN ('waiting', 'running', 'done', 'failed')", name="state"), nullable=False),
    text("claimed_by"),
    moment("created_at", nullable=False),
    moment("started_at"),
    moment("finished_at"),
    Column("progress_done", sa.Integer, nullable=False, server_default="0"),
    Column("progress_total", sa.Integer, nullable=False, server_default="0"),
    text("progress_step"),
    json("counts"),
    text("error"),
)

documents = Table(  # a file as it was read or uploaded
    "documents",
    metadata,
    row_id(),
    public_id(),
    reference("source_list_id", "source_lists.id", nullable=True),
    reference("run_id", "runs.id", nullable=True, cascade=False),
    Column("file_name", sa.Text, nullable=False),
    Column("sha256", sa.String(64), nullable=False, index=True),
    text("stored_as"),  # file name in data_dir/uploads; "" once deleted
    text("buyer_name"),
    moment("read_at", nullable=False),
    moment("expires_at"),
)

problems = Table(
    "problems",
    metadata,
    row_id(),
    reference("run_id", "runs.id"),
    Column("severity", sa.Text, nullable=False),
    Column("code", sa.Text, nullable=False),
    json("params"),
    text("file"),
    text("sheet"),
    Column("row", sa.Integer, nullable=False, server_default="0"),
    text("column_name"),
)

# --- what is asked -----------------------------------------------------------------------------------------------------------------------------

tenders = Table(
    "tenders",
    metadata,
    row_id(),
    public_id(),
    reference("source_list_id", "source_lists.id", indexed=False),  # the unique index below begins with it
    Column("key", sa.Text, nullable=False),  # own reference, else the normalised title
    reference("buyer_id", "buyers.id", nullable=True, cascade=False),
    Column("title", sa.Text, nullable=False),
    text("description"),
    text("reference"),
    text("category"),
    text("department"),
    text("procedure"),
    text("ocid"),
    text("publication_id"),
    text("notice_version"),
    text("procedure_id"),
    text("url"),
    moment("created_at", nullable=False),
    moment("changed_at", nullable=False),
    UniqueConstraint("source_list_id", "key"),
)

lots = Table(  # without rules on values: a list has tens of thousands, and checking each of them costs a quarter of its insert
    "lots",
    metadata,
    row_id(),
    public_id(),
    reference("tender_id", "tenders.id", indexed=False),  # the unique index below begins with it
    Column("number", sa.Text, nullable=False, server_default=""),
    Column("title", sa.Text, nullable=False),
    text("description"),
    Column("external_id", sa.Text),
    json("cpv"),
    amount("value_amount"),
    amount("value_max_amount"),
    amount("value_total_amount"),
    text("value_text"),
    Column("currency", sa.String(3), nullable=False, server_default="EUR"),
    text("vat"),
    text("value_basis"),
    Column("deadline_date", sa.Date),
    Column("start_date", sa.Date),
    text("period"),
    text("duration"),
    text("place"),
    text("reserved"),
    text("reserved_evidence"),
    Column("status", sa.Text, nullable=False, index=True),
    text("gone"),  # "" or, where the newest version of its list lacks it: "proposed" for withdrawal, or "kept" as a person decided
    Column("content_hash", sa.String(64), nullable=False),
    Column("version", sa.Integer, nullable=False, server_default="1"),
    Column("matched_hash", sa.String(64)),  # the content that the stored matches were made from; NULL = to be matched
    found("cpv_suggested"),  # these two are replaced by every rematch of the lot
    found("cpv_implausible"),
    reference("document_id", "documents.id", nullable=True, cascade=False, indexed=False),  # documents are never deleted
    text("sheet"),
    Column("row", sa.Integer, nullable=False, server_default="0"),
    UniqueConstraint("tender_id", "number"),
)

lot_versions = Table(  # what the source said before
    "lot_versions",
    metadata,
    row_id(),
    reference("lot_id", "lots.id"),
    Column("version", sa.Integer, nullable=False),
    Column("content_hash", sa.String(64), nullable=False),
    json("content"),
    reference("document_id", "documents.id", nullable=True, cascade=False),
    text("sheet"),
    Column("row", sa.Integer, nullable=False, server_default="0"),
    moment("seen_at", nullable=False),
    UniqueConstraint("lot_id", "version"),
)

# --- who could do it ---------------------------------------------------------------------------------------------------------------------------

suppliers = Table(
    "suppliers",
    metadata,
    row_id(),
    public_id(),
    Column("key", sa.Text, nullable=False, unique=True),  # the id given, else KvK, else name + postcode
    Column("external_id", sa.Text),
    Column("name", sa.Text, nullable=False),
    text("kvk"),
    text("description"),
    json("keywords"),
    json("sbi"),
    json("cpv"),
    text("postcode"),
    text("place"),
    Column("headcount", sa.Integer),
    amount("max_contract_amount"),
    json("certificates"),
    text("kind"),
    Column("is_person", sa.Boolean, nullable=False, server_default=sa.false()),
    text("email"),
    Column("content_hash", sa.String(64), nullable=False),
    Column("matched_hash", sa.String(64)),
    moment("created_at", nullable=False),
    moment("changed_at", nullable=False),
)

supplier_aliases = Table(
    "supplier_aliases",
    metadata,
    Column("key", sa.Text, primary_key=True),
    reference("supplier_id", "suppliers.id"),
    Column("name", sa.Text, nullable=False),
)

jobseekers = Table(
    "jobseekers",
    metadata,
    row_id(),
    public_id(),
    Column("external_id", sa.Text, nullable=False, unique=True),
    Column("wants", sa.Text, nullable=False),
    text("skills"),
    text("experience"),
    Column("hours_per_week", sa.Float),
    text("postcode4"),
    Column("max_travel_km", sa.Float),
    json("languages"),
    Column("driving_licence", sa.Boolean),
    Column("consent_until", sa.Date),
    Column("content_hash", sa.String(64), nullable=False),
    Column("matched_hash", sa.String(64)),
    moment("created_at", nullable=False),
    moment("changed_at", nullable=False),
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
    row_id(),
    Column("scheme", sa.Text, nullable=False),
    Column("code", sa.Text, nullable=False),
    text("label_nl"),
    text("label_en"),
    json("alternatives"),
    text("isco"),
    UniqueConstraint("scheme", "code"),
)

# --- what fits, and what people say of it ------------------------------------------------------------------------------------------------------

_OF_PEOPLE = sa.text("jobseeker_id IS NOT NULL")

matches = Table(  # replaced by every rematch: nothing of a person hangs on a row of it
    "matches",
    metadata,
    row_id(),
    reference("lot_id", "lots.id", indexed=False),  # the first unique index below begins with it
    reference("supplier_id", "suppliers.id", nullable=True),
    reference("jobseeker_id", "jobseekers.id", nullable=True, indexed=False),
    Column("score", sa.Float, nullable=False),
    Column("rank", sa.Integer, nullable=False),
    Column("part", sa.Boolean, nullable=False),
    Column("shown", sa.Boolean, nullable=False),  # at or above min_score, and among the first ten of its side
    json("reasons"),
    reference("ranking_id", "rankings.id", indexed=False),  # rankings are never deleted
    one_profile(),
    Index("uq_matches_lot_supplier", "lot_id", "supplier_id", unique=True),
    Index("uq_matches_lot_jobseeker", "lot_id", "jobseeker_id", unique=True, sqlite_where=_OF_PEOPLE, postgresql_where=_OF_PEOPLE),
    Index("ix_matches_jobseeker_id", "jobseeker_id", sqlite_where=_OF_PEOPLE, postgresql_where=_OF_PEOPLE),
)

rankings = Table(  # the versions that made a set of matches
    "rankings",
    metadata,
    row_id(),
    Column("algorithm", sa.Text, nullable=False),
    Column("weights", sa.Text, nullable=False),
    Column("thesaurus", sa.Text, nullable=False),
    text("index_stamp"),  # the name of the index that the newest full match made
    moment("created_at", nullable=False),
    UniqueConstraint("algorithm", "weights", "thesaurus"),
)

matched_changes = Table(  # what was matched since the last full match, for indexes that other processes hold
    "matched_changes",
    metadata,
    row_id(),
    Column("kind", sa.Text, nullable=False),
    Column("row_id", sa.Integer, nullable=False),
    sqlite_autoincrement=True,  # numbers are never given twice
)

adopted_weights = Table(
    "adopted_weights",
    metadata,
    row_id(),
    Column("version", sa.Text, nullable=False),
    Column("side", sa.Text, nullable=False),
    json("weights"),
    json("figures"),
    Column("active", sa.Boolean, nullable=False, server_default=sa.false()),
    moment("created_at", nullable=False),
    UniqueConstraint("version", "side"),
)

judgements = Table(
    "judgements",
    metadata,
    row_id(),
    public_id(),
    reference("lot_id", "lots.id"),
    reference("supplier_id", "suppliers.id", nullable=True),
    reference("jobseeker_id", "jobseekers.id", nullable=True),
    Column("verdict", sa.Text, CheckConstraint("verdict IN ('accepted', 'rejected', 'unsure')", name="verdict"), nullable=False),
    text("judged_by"),
    moment("judged_at", nullable=False),
    one_profile(),
)

invitations = Table(
    "invitations",
    metadata,
    row_id(),
    public_id(),
    reference("lot_id", "lots.id"),
    reference("supplier_id", "suppliers.id", nullable=True),
    reference("jobseeker_id", "jobseekers.id", nullable=True),
    text("invited_by"),
    moment("invited_at", nullable=False),
    one_profile(),
)

# --- indexes that find what is to be matched, however much is matched already ------------------------------------------------------------------

PENDING = sa.text("coalesce(matched_hash, '') <> content_hash")

for _table in (lots, suppliers, jobseekers):
    Index(f"ix_{_table.name}_pending", _table.c.id, sqlite_where=PENDING, postgresql_where=PENDING)
