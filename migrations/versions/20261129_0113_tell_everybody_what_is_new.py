"""Tell everybody what is new

Revision ID: 0041
Revises: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("title_en", sa.String(length=160), nullable=False),
        sa.Column("summary_en", sa.String(length=300), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("html_en", sa.Text(), nullable=False),
        sa.Column("spoken", sa.Text(), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("children", sa.String(length=32), nullable=True),
        sa.Column("pinned_until", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("amended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_key", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name=op.f("ck_announcements_published_at_a_time")
        ),
        sa.CheckConstraint("state <> 'withdrawn' OR reason <> ''", name=op.f("ck_announcements_withdrawn_for_a_reason")),
        sa.CheckConstraint(
            "upload_id IS NULL OR (alt <> '' AND children IS NOT NULL)", name=op.f("ck_announcements_picture_is_told")
        ),
        sa.CheckConstraint("valid_until IS NULL OR kind = 'notice'", name=op.f("ck_announcements_only_notices_end")),
        sa.ForeignKeyConstraint(["upload_id"], ["uploads.id"], name=op.f("fk_announcements_upload_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_announcements_village_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["people.id"], name=op.f("fk_announcements_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint("sent_key", name=op.f("uq_announcements_sent_key")),
        sa.UniqueConstraint("upload_id", name=op.f("uq_announcements_upload_id")),
    )
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_announcements_pinned_until"), ["pinned_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_announcements_state_id"), ["state", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_announcements_state_published_at_id"), ["state", "published_at", "id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_announcements_village_id"), ["village_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_announcements_written_by_id"), ["written_by_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("announcements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_announcements_written_by_id"))
        batch_op.drop_index(batch_op.f("ix_announcements_village_id"))
        batch_op.drop_index(batch_op.f("ix_announcements_state_published_at_id"))
        batch_op.drop_index(batch_op.f("ix_announcements_state_id"))
        batch_op.drop_index(batch_op.f("ix_announcements_pinned_until"))

    op.drop_table("announcements")
