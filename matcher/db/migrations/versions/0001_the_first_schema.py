"""The first schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One version up."""
    op.create_table(
        "adopted_weights",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adopted_weights")),
        sa.UniqueConstraint("version", "side", name=op.f("uq_adopted_weights_version_side")),
    )
    op.create_table(
        "buyers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("regime", sa.Text(), server_default="", nullable=False),
        sa.Column("postcode", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_buyers")),
        sa.UniqueConstraint("public_id", name=op.f("uq_buyers_public_id")),
    )
    op.create_table(
        "jobseekers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("wants", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), server_default="", nullable=False),
        sa.Column("experience", sa.Text(), server_default="", nullable=False),
        sa.Column("hours_per_week", sa.Float(), nullable=True),
        sa.Column("postcode4", sa.Text(), server_default="", nullable=False),
        sa.Column("max_travel_km", sa.Float(), nullable=True),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("driving_licence", sa.Boolean(), nullable=True),
        sa.Column("consent_until", sa.Date(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("matched_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobseekers")),
        sa.UniqueConstraint("external_id", name=op.f("uq_jobseekers_external_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_jobseekers_public_id")),
    )
    op.create_table(
        "places",
        sa.Column("pc4", sa.String(length=4), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("pc4", name=op.f("pk_places")),
    )
    op.create_table(
        "rankings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("weights", sa.Text(), nullable=False),
        sa.Column("thesaurus", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rankings")),
        sa.UniqueConstraint("algorithm", "weights", "thesaurus", name=op.f("uq_rankings_algorithm_weights_thesaurus")),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("claim_key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("progress_done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("progress_total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("progress_step", sa.Text(), server_default="", nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
        sa.UniqueConstraint("claim_key", name=op.f("uq_runs_claim_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_runs_public_id")),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_runs_kind"), ["kind"], unique=False)

    op.create_table(
        "suppliers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kvk", sa.Text(), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("sbi", sa.JSON(), nullable=False),
        sa.Column("cpv", sa.JSON(), nullable=False),
        sa.Column("postcode", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("max_contract_amount", sa.Numeric(precision=16, scale=2, asdecimal=False), nullable=True),
        sa.Column("certificates", sa.JSON(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="", nullable=False),
        sa.Column("is_person", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("matched_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppliers")),
        sa.UniqueConstraint("key", name=op.f("uq_suppliers_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_suppliers_public_id")),
    )
    op.create_table(
        "vocabulary_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("label_nl", sa.Text(), server_default="", nullable=False),
        sa.Column("label_en", sa.Text(), server_default="", nullable=False),
        sa.Column("alternatives", sa.JSON(), nullable=False),
        sa.Column("isco", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vocabulary_entries")),
        sa.UniqueConstraint("scheme", "code", name=op.f("uq_vocabulary_entries_scheme_code")),
    )
    op.create_table(
        "buyer_aliases",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name=op.f("fk_buyer_aliases_buyer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_buyer_aliases")),
    )
    with op.batch_alter_table("buyer_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_buyer_aliases_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("file", sa.Text(), server_default="", nullable=False),
        sa.Column("sheet", sa.Text(), server_default="", nullable=False),
        sa.Column("row", sa.Integer(), server_default="0", nullable=False),
        sa.Column("column_name", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_problems_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    with op.batch_alter_table("problems", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_problems_run_id"), ["run_id"], unique=False)

    op.create_table(
        "source_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name=op.f("fk_source_lists_buyer_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_lists")),
        sa.UniqueConstraint("key", name=op.f("uq_source_lists_key")),
        sa.UniqueConstraint("public_id", name=op.f("uq_source_lists_public_id")),
    )
    with op.batch_alter_table("source_lists", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_lists_buyer_id"), ["buyer_id"], unique=False)

    op.create_table(
        "subscribers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), server_default="nl", nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("buyer_id", sa.Integer(), nullable=True),
        sa.Column("unsubscribed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name=op.f("fk_subscribers_buyer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_subscribers_supplier_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscribers")),
        sa.UniqueConstraint("email", "kind", name=op.f("uq_subscribers_email_kind")),
        sa.UniqueConstraint("public_id", name=op.f("uq_subscribers_public_id")),
    )
    with op.batch_alter_table("subscribers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscribers_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscribers_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "supplier_aliases",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_supplier_aliases_supplier_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_supplier_aliases")),
    )
    with op.batch_alter_table("supplier_aliases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplier_aliases_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("source_list_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stored_as", sa.Text(), server_default="", nullable=False),
        sa.Column("buyer_name", sa.Text(), server_default="", nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_documents_run_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["source_list_id"], ["source_lists.id"], name=op.f("fk_documents_source_list_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("public_id", name=op.f("uq_documents_public_id")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_documents_run_id"), ["run_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_sha256"), ["sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_documents_source_list_id"), ["source_list_id"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("iso_week", sa.String(length=8), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name=op.f("fk_outbox_subscriber_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_outbox_public_id")),
        sa.UniqueConstraint("subscriber_id", "iso_week", name=op.f("uq_outbox_subscriber_id_iso_week")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_subscriber_id"), ["subscriber_id"], unique=False)

    op.create_table(
        "tenders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("source_list_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("buyer_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("reference", sa.Text(), server_default="", nullable=False),
        sa.Column("category", sa.Text(), server_default="", nullable=False),
        sa.Column("department", sa.Text(), server_default="", nullable=False),
        sa.Column("procedure", sa.Text(), server_default="", nullable=False),
        sa.Column("ocid", sa.Text(), server_default="", nullable=False),
        sa.Column("publication_id", sa.Text(), server_default="", nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["buyer_id"], ["buyers.id"], name=op.f("fk_tenders_buyer_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["source_list_id"], ["source_lists.id"], name=op.f("fk_tenders_source_list_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenders")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tenders_public_id")),
        sa.UniqueConstraint("source_list_id", "key", name=op.f("uq_tenders_source_list_id_key")),
    )
    with op.batch_alter_table("tenders", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tenders_buyer_id"), ["buyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tenders_source_list_id"), ["source_list_id"], unique=False)

    op.create_table(
        "lots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("tender_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("cpv", sa.JSON(), nullable=False),
        sa.Column("value_amount", sa.Numeric(precision=16, scale=2, asdecimal=False), nullable=True),
        sa.Column("value_max_amount", sa.Numeric(precision=16, scale=2, asdecimal=False), nullable=True),
        sa.Column("value_total_amount", sa.Numeric(precision=16, scale=2, asdecimal=False), nullable=True),
        sa.Column("value_text", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.String(length=3), server_default="EUR", nullable=False),
        sa.Column("vat", sa.Text(), server_default="", nullable=False),
        sa.Column("value_basis", sa.Text(), server_default="", nullable=False),
        sa.Column("deadline_date", sa.Date(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("period", sa.Text(), server_default="", nullable=False),
        sa.Column("duration", sa.Text(), server_default="", nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("reserved", sa.Text(), server_default="", nullable=False),
        sa.Column("reserved_evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("matched_hash", sa.String(length=64), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("sheet", sa.Text(), server_default="", nullable=False),
        sa.Column("row", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_lots_document_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["tender_id"], ["tenders.id"], name=op.f("fk_lots_tender_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint("public_id", name=op.f("uq_lots_public_id")),
        sa.UniqueConstraint("tender_id", "number", name=op.f("uq_lots_tender_id_number")),
    )
    with op.batch_alter_table("lots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lots_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lots_external_id"), ["external_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lots_status"), ["status"], unique=False)
        batch_op.create_index(batch_op.f("ix_lots_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("jobseeker_id", sa.Integer(), nullable=True),
        sa.Column("invited_by", sa.Text(), server_default="", nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(supplier_id IS NULL) <> (jobseeker_id IS NULL)", name=op.f("ck_invitations_one_profile")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_invitations_jobseeker_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_invitations_lot_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_invitations_supplier_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
        sa.UniqueConstraint("public_id", name=op.f("uq_invitations_public_id")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_jobseeker_id"), ["jobseeker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "judgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=16), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("jobseeker_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.Text(), server_default="", nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(supplier_id IS NULL) <> (jobseeker_id IS NULL)", name=op.f("ck_judgements_one_profile")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_judgements_jobseeker_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_judgements_lot_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_judgements_supplier_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judgements")),
        sa.UniqueConstraint("public_id", name=op.f("uq_judgements_public_id")),
    )
    with op.batch_alter_table("judgements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_judgements_jobseeker_id"), ["jobseeker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_judgements_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_judgements_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "lot_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("sheet", sa.Text(), server_default="", nullable=False),
        sa.Column("row", sa.Integer(), server_default="0", nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_lot_versions_document_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_lot_versions_lot_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_versions")),
        sa.UniqueConstraint("lot_id", "version", name=op.f("uq_lot_versions_lot_id_version")),
    )
    with op.batch_alter_table("lot_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_versions_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_lot_versions_lot_id"), ["lot_id"], unique=False)

    op.create_table(
        "mailed_matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        sa.Column("subscriber_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_mailed_matches_lot_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_mailed_matches_outbox_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["subscriber_id"], ["subscribers.id"], name=op.f("fk_mailed_matches_subscriber_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_mailed_matches_supplier_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailed_matches")),
        sa.UniqueConstraint("subscriber_id", "lot_id", "supplier_id", name=op.f("uq_mailed_matches_subscriber_id_lot_id_supplier_id")),
    )
    with op.batch_alter_table("mailed_matches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailed_matches_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailed_matches_outbox_id"), ["outbox_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailed_matches_subscriber_id"), ["subscriber_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailed_matches_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "matches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.Integer(), nullable=True),
        sa.Column("jobseeker_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("part", sa.Boolean(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("ranking_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(supplier_id IS NULL) <> (jobseeker_id IS NULL)", name=op.f("ck_matches_one_profile")),
        sa.ForeignKeyConstraint(["jobseeker_id"], ["jobseekers.id"], name=op.f("fk_matches_jobseeker_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_matches_lot_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["ranking_id"], ["rankings.id"], name=op.f("fk_matches_ranking_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["supplier_id"], ["suppliers.id"], name=op.f("fk_matches_supplier_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matches")),
    )
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matches_jobseeker_id"), ["jobseeker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matches_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matches_ranking_id"), ["ranking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matches_supplier_id"), ["supplier_id"], unique=False)
        batch_op.create_index("uq_matches_lot_jobseeker", ["lot_id", "jobseeker_id"], unique=True)
        batch_op.create_index("uq_matches_lot_supplier", ["lot_id", "supplier_id"], unique=True)


def downgrade() -> None:
    """One version down."""
    with op.batch_alter_table("matches", schema=None) as batch_op:
        batch_op.drop_index("uq_matches_lot_supplier")
        batch_op.drop_index("uq_matches_lot_jobseeker")
        batch_op.drop_index(batch_op.f("ix_matches_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_matches_ranking_id"))
        batch_op.drop_index(batch_op.f("ix_matches_lot_id"))
        batch_op.drop_index(batch_op.f("ix_matches_jobseeker_id"))

    op.drop_table("matches")
    with op.batch_alter_table("mailed_matches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailed_matches_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_mailed_matches_subscriber_id"))
        batch_op.drop_index(batch_op.f("ix_mailed_matches_outbox_id"))
        batch_op.drop_index(batch_op.f("ix_mailed_matches_lot_id"))

    op.drop_table("mailed_matches")
    with op.batch_alter_table("lot_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_versions_lot_id"))
        batch_op.drop_index(batch_op.f("ix_lot_versions_document_id"))

    op.drop_table("lot_versions")
    with op.batch_alter_table("judgements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_judgements_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_judgements_lot_id"))
        batch_op.drop_index(batch_op.f("ix_judgements_jobseeker_id"))

    op.drop_table("judgements")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_invitations_lot_id"))
        batch_op.drop_index(batch_op.f("ix_invitations_jobseeker_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("lots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lots_tender_id"))
        batch_op.drop_index(batch_op.f("ix_lots_status"))
        batch_op.drop_index(batch_op.f("ix_lots_external_id"))
        batch_op.drop_index(batch_op.f("ix_lots_document_id"))

    op.drop_table("lots")
    with op.batch_alter_table("tenders", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tenders_source_list_id"))
        batch_op.drop_index(batch_op.f("ix_tenders_buyer_id"))

    op.drop_table("tenders")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_subscriber_id"))

    op.drop_table("outbox")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_documents_source_list_id"))
        batch_op.drop_index(batch_op.f("ix_documents_sha256"))
        batch_op.drop_index(batch_op.f("ix_documents_run_id"))

    op.drop_table("documents")
    with op.batch_alter_table("supplier_aliases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supplier_aliases_supplier_id"))

    op.drop_table("supplier_aliases")
    with op.batch_alter_table("subscribers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscribers_supplier_id"))
        batch_op.drop_index(batch_op.f("ix_subscribers_buyer_id"))

    op.drop_table("subscribers")
    with op.batch_alter_table("source_lists", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_source_lists_buyer_id"))

    op.drop_table("source_lists")
    with op.batch_alter_table("problems", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_problems_run_id"))

    op.drop_table("problems")
    with op.batch_alter_table("buyer_aliases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_buyer_aliases_buyer_id"))

    op.drop_table("buyer_aliases")
    op.drop_table("vocabulary_entries")
    op.drop_table("suppliers")
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_runs_kind"))

    op.drop_table("runs")
    op.drop_table("rankings")
    op.drop_table("places")
    op.drop_table("jobseekers")
    op.drop_table("buyers")
    op.drop_table("adopted_weights")
