"""Keep a register of requests about personal data

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "data_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("extension_reason", sa.Text(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("contact", sa.String(length=160), nullable=False),
        sa.Column("proved_by", sa.String(length=160), nullable=False),
        sa.Column("sent_key", sa.String(length=40), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answer IS NOT NULL) = (state IN ('answered', 'refused'))", name=op.f("ck_data_requests_ended_with_an_answer")
        ),
        sa.CheckConstraint(
            "(extended_at IS NULL) = (extension_reason IS NULL)", name=op.f("ck_data_requests_extended_for_a_reason")
        ),
        sa.CheckConstraint(
            "person_id IS NOT NULL OR noted_by_id IS NOT NULL", name=op.f("ck_data_requests_asked_by_somebody")
        ),
        sa.ForeignKeyConstraint(["noted_by_id"], ["people.id"], name=op.f("fk_data_requests_noted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_data_requests_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_requests")),
        sa.UniqueConstraint("person_id", "sent_key", name=op.f("uq_data_requests_person_id_sent_key")),
    )
    op.create_index(op.f("ix_data_requests_person_id_id"), "data_requests", ["person_id", "id"])
    op.create_index(op.f("ix_data_requests_state_received_at"), "data_requests", ["state", "received_at"])


def downgrade() -> None:
    op.drop_table("data_requests")
