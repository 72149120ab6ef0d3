"""Trace lots step by step

Revision ID: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.create_table(
        "lots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("trace_code", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("serials", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name=op.f("ck_lots_published_at_a_time")),
        sa.CheckConstraint("state = 'draft' OR made_on IS NOT NULL", name=op.f("ck_lots_published_when_made")),
        sa.CheckConstraint("expires_on IS NULL OR expires_on >= made_on", name=op.f("ck_lots_expires_after_it_was_made")),
        sa.CheckConstraint("made_on IS NULL OR made_on >= began_on", name=op.f("ck_lots_made_after_it_began")),
        sa.CheckConstraint("quantity IS NULL OR quantity > 0", name=op.f("ck_lots_quantity_positive")),
        sa.ForeignKeyConstraint(["place_id"], ["production_places.id"], name=op.f("fk_lots_place_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_lots_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots")),
        sa.UniqueConstraint("product_id", "number", name=op.f("uq_lots_product_id_number")),
        sa.UniqueConstraint("trace_code", name=op.f("uq_lots_trace_code")),
    )
    with op.batch_alter_table("lots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lots_place_id"), ["place_id"], unique=False)

    op.create_table(
        "trace_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urn", sa.String(length=45), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("children", sa.String(length=32), nullable=True),
        sa.Column("correction", sa.String(length=300), nullable=False),
        sa.Column("is_void", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("corrects_id IS NULL OR correction <> ''", name=op.f("ck_trace_events_corrected_for_a_reason")),
        sa.CheckConstraint("corrects_id IS NOT NULL OR NOT is_void", name=op.f("ck_trace_events_only_a_correction_voids")),
        sa.CheckConstraint("upload_id IS NULL OR children IS NOT NULL", name=op.f("ck_trace_events_children_asked_about")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_trace_events_by_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["trace_events.id"], name=op.f("fk_trace_events_corrects_id")),
        sa.ForeignKeyConstraint(["place_id"], ["production_places.id"], name=op.f("fk_trace_events_place_id")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_trace_events_upload_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trace_events")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_trace_events_corrects_id")),
        sa.UniqueConstraint("key", name=op.f("uq_trace_events_key")),
        sa.UniqueConstraint("urn", name=op.f("uq_trace_events_urn")),
    )
    with op.batch_alter_table("trace_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trace_events_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trace_events_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_trace_events_upload_id"), ["upload_id"], unique=False)

    op.create_table(
        "lots_in_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=32), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("part = 'subject' OR quantity IS NOT NULL", name=op.f("ck_lots_in_events_turned_by_quantity")),
        sa.CheckConstraint("quantity IS NULL OR quantity > 0", name=op.f("ck_lots_in_events_quantity_positive")),
        sa.ForeignKeyConstraint(["event_id"], ["trace_events.id"], name=op.f("fk_lots_in_events_event_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_lots_in_events_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lots_in_events")),
        sa.UniqueConstraint("lot_id", "event_id", name=op.f("uq_lots_in_events_lot_id_event_id")),
    )
    with op.batch_alter_table("lots_in_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lots_in_events_event_id"), ["event_id"], unique=False)

    op.create_table(
        "recalls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("advice", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=True),
        sa.Column("last_number", sa.Integer(), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_for", sa.String(length=500), nullable=False),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(first_number IS NULL) = (last_number IS NULL)", name=op.f("ck_recalls_from_and_to")),
        sa.CheckConstraint("(lifted_at IS NULL) = (lifted_by_id IS NULL)", name=op.f("ck_recalls_lifted_by_somebody")),
        sa.CheckConstraint("(product_id IS NULL) <> (lot_id IS NULL)", name=op.f("ck_recalls_of_a_product_or_a_lot")),
        sa.CheckConstraint(
            "first_number IS NULL OR (lot_id IS NOT NULL AND first_number >= 1)", name=op.f("ck_recalls_numbers_of_a_lot")
        ),
        sa.CheckConstraint("last_number >= first_number", name=op.f("ck_recalls_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_recalls_by_id")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["people.id"], name=op.f("fk_recalls_lifted_by_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_recalls_lot_id")),
        sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_recalls_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recalls")),
    )
    with op.batch_alter_table("recalls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recalls_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recalls_lifted_by_id"), ["lifted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recalls_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recalls_product_id"), ["product_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("recalls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recalls_product_id"))
        batch_op.drop_index(batch_op.f("ix_recalls_lot_id"))
        batch_op.drop_index(batch_op.f("ix_recalls_lifted_by_id"))
        batch_op.drop_index(batch_op.f("ix_recalls_by_id"))
    op.drop_table("recalls")
    with op.batch_alter_table("lots_in_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lots_in_events_event_id"))
    op.drop_table("lots_in_events")
    with op.batch_alter_table("trace_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trace_events_upload_id"))
        batch_op.drop_index(batch_op.f("ix_trace_events_place_id"))
        batch_op.drop_index(batch_op.f("ix_trace_events_by_id"))
    op.drop_table("trace_events")
    with op.batch_alter_table("lots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lots_place_id"))
    op.drop_table("lots")
