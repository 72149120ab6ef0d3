"""Print labels and count scans

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "label_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("made", sa.Integer(), nullable=False),
        sa.Column("stock", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state <> 'done' OR (token IS NOT NULL AND made = count)", name=op.f("ck_label_runs_done_with_a_file")
        ),
        sa.CheckConstraint("count BETWEEN 1 AND 5000", name=op.f("ck_label_runs_not_too_many")),
        sa.CheckConstraint("made BETWEEN 0 AND count", name=op.f("ck_label_runs_made_of_them")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_label_runs_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_runs")),
        sa.UniqueConstraint("key", name=op.f("uq_label_runs_key")),
        sa.UniqueConstraint("token", name=op.f("uq_label_runs_token")),
    )
    with op.batch_alter_table("label_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_runs_by_id"), ["by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_label_runs_kind_subject_id_id"), ["kind", "subject_id", "id"], unique=False)

    op.create_table(
        "scan_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=32), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_scan_counts_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan_counts")),
        sa.UniqueConstraint("lot_id", "day", "place", name=op.f("uq_scan_counts_lot_id_day_place")),
    )

    op.create_table(
        "serial_scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("warned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_serial_scans_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_serial_scans")),
        sa.UniqueConstraint("lot_id", "number", name=op.f("uq_serial_scans_lot_id_number")),
    )

    op.create_table(
        "troubles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["lot_id"], ["lots.id"], name=op.f("fk_troubles_lot_id")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["people.id"], name=op.f("fk_troubles_seen_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_troubles")),
    )
    with op.batch_alter_table("troubles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_troubles_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_troubles_seen_at_id"), ["seen_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_troubles_seen_by_id"), ["seen_by_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("troubles", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_troubles_seen_by_id"))
        batch_op.drop_index(batch_op.f("ix_troubles_seen_at_id"))
        batch_op.drop_index(batch_op.f("ix_troubles_lot_id"))
    op.drop_table("troubles")
    op.drop_table("serial_scans")
    op.drop_table("scan_counts")
    with op.batch_alter_table("label_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_label_runs_kind_subject_id_id"))
        batch_op.drop_index(batch_op.f("ix_label_runs_by_id"))
    op.drop_table("label_runs")
