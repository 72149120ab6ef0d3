"""Take reports of places and make the commune's

Revision ID: 0037
Revises: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"


def upgrade() -> None:
    op.create_table(
        "periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on AND due_on >= ends_on", name=op.f("ck_periods_days_in_order")),
        sa.CheckConstraint("(kind = 'ad_hoc') = (subject <> '')", name=op.f("ck_periods_what_is_asked_for_has_a_subject")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
    )
    with op.batch_alter_table("periods", schema=None) as batch_op:
        batch_op.create_index(
            "uq_periods_regular",
            ["kind", "starts_on"],
            unique=True,
            sqlite_where=sa.text("kind <> 'ad_hoc'"),
            postgresql_where=sa.text("kind <> 'ad_hoc'"),
        )
        batch_op.create_index(batch_op.f("ix_periods_year_kind"), ["year", "kind"], unique=False)

    op.create_table(
        "commune_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("plans", sa.Text(), nullable=False),
        sa.Column("requests", sa.Text(), nullable=False),
        sa.Column("issued_number", sa.String(length=40), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state = 'issued') = (issued_on IS NOT NULL)", name=op.f("ck_commune_reports_issued_on_a_day")),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_commune_reports_period_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["people.id"], name=op.f("fk_commune_reports_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commune_reports")),
        sa.UniqueConstraint("period_id", "number", name=op.f("uq_commune_reports_period_id_number")),
    )
    with op.batch_alter_table("commune_reports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commune_reports_state_id"), ["state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_commune_reports_taken_by_id"), ["taken_by_id"], unique=False)
        batch_op.create_index(
            "uq_commune_reports_issued",
            ["period_id"],
            unique=True,
            sqlite_where=sa.text("state = 'issued'"),
            postgresql_where=sa.text("state = 'issued'"),
        )

    op.create_table(
        "returns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.Column("plans", sa.Text(), nullable=False),
        sa.Column("requests", sa.Text(), nullable=False),
        sa.Column("corrections", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("village_id", sa.Integer(), nullable=True),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("accepted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(state = 'draft') = (submitted_at IS NULL)", name=op.f("ck_returns_sent_in_at_a_moment")),
        sa.CheckConstraint("(unit_id IS NULL) <> (village_id IS NULL)", name=op.f("ck_returns_of_one_place")),
        sa.CheckConstraint("accepted_by_id IS NULL OR accepted_by_id <> submitted_by_id", name=op.f("ck_returns_four_eyes")),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["people.id"], name=op.f("fk_returns_accepted_by_id")),
        sa.ForeignKeyConstraint(["period_id"], ["periods.id"], name=op.f("fk_returns_period_id")),
        sa.ForeignKeyConstraint(["submitted_by_id"], ["people.id"], name=op.f("fk_returns_submitted_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_returns_unit_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_returns_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returns")),
        sa.UniqueConstraint("period_id", "unit_id", name=op.f("uq_returns_period_id_unit_id")),
        sa.UniqueConstraint("period_id", "village_id", name=op.f("uq_returns_period_id_village_id")),
    )
    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_returns_state_state_since"), ["state", "state_since"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_submitted_by_id"), ["submitted_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_unit_id_state"), ["unit_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_returns_village_id_state"), ["village_id", "state"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("returns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_returns_village_id_state"))
        batch_op.drop_index(batch_op.f("ix_returns_unit_id_state"))
        batch_op.drop_index(batch_op.f("ix_returns_submitted_by_id"))
        batch_op.drop_index(batch_op.f("ix_returns_state_state_since"))

    op.drop_table("returns")
    with op.batch_alter_table("commune_reports", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_commune_reports_issued",
            sqlite_where=sa.text("state = 'issued'"),
            postgresql_where=sa.text("state = 'issued'"),
        )
        batch_op.drop_index(batch_op.f("ix_commune_reports_taken_by_id"))
        batch_op.drop_index(batch_op.f("ix_commune_reports_state_id"))

    op.drop_table("commune_reports")
    with op.batch_alter_table("periods", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_periods_regular",
            sqlite_where=sa.text("kind <> 'ad_hoc'"),
            postgresql_where=sa.text("kind <> 'ad_hoc'"),
        )
        batch_op.drop_index(batch_op.f("ix_periods_year_kind"))

    op.drop_table("periods")
