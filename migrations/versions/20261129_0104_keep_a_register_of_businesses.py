"""Keep a register of businesses

Revision ID: 0038
Revises: 0037
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    op.create_table(
        "businesses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("name_key", sa.String(length=400), nullable=False),
        sa.Column(
            "sort_name",
            sa.String(length=600).with_variant(sa.String(length=600, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("trade", sa.String(length=160), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("sells_online", sa.Boolean(), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("cashless", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("village_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(sells_online IS NULL) = (checked_on IS NULL)", name=op.f("ck_businesses_checked_on_a_day")),
        sa.CheckConstraint("NOT sells_online OR channel IS NOT NULL", name=op.f("ck_businesses_sells_somewhere")),
        sa.CheckConstraint("channel IS NULL OR checked_on IS NOT NULL", name=op.f("ck_businesses_channel_was_checked")),
        sa.CheckConstraint("channel IS NULL OR sells_online", name=op.f("ck_businesses_channel_of_who_sells")),
        sa.CheckConstraint("checked_on IS NULL OR checked_on >= since", name=op.f("ck_businesses_checked_while_active")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_businesses_ends_after_it_begins")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_businesses_organisation_id")),
        sa.ForeignKeyConstraint(["village_id"], ["villages.id"], name=op.f("fk_businesses_village_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_businesses")),
    )
    with op.batch_alter_table("businesses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_businesses_kind_since_until"), ["kind", "since", "until"], unique=False)
        batch_op.create_index(batch_op.f("ix_businesses_sort_name_id"), ["sort_name", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_businesses_village_id"), ["village_id"], unique=False)
        batch_op.create_index(
            "uq_businesses_current",
            ["name_key", "village_id", "kind"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.create_index(
            "uq_businesses_number",
            ["number"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )
        batch_op.create_index(
            "uq_businesses_organisation",
            ["organisation_id"],
            unique=True,
            sqlite_where=sa.text("until IS NULL"),
            postgresql_where=sa.text("until IS NULL"),
        )

    op.create_table(
        "earlier_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("sells_online", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=True),
        sa.Column("business_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("NOT sells_online OR channel IS NOT NULL", name=op.f("ck_earlier_checks_sells_somewhere")),
        sa.CheckConstraint("channel IS NULL OR sells_online", name=op.f("ck_earlier_checks_channel_of_who_sells")),
        sa.CheckConstraint("until > checked_on", name=op.f("ck_earlier_checks_held_for_a_while")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_earlier_checks_business_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_checks")),
        sa.UniqueConstraint("business_id", "checked_on", name=op.f("uq_earlier_checks_business_id_checked_on")),
    )


def downgrade() -> None:
    op.drop_table("earlier_checks")
    with op.batch_alter_table("businesses", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_businesses_organisation", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        batch_op.drop_index(
            "uq_businesses_number", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        batch_op.drop_index(
            "uq_businesses_current", sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_businesses_village_id"))
        batch_op.drop_index(batch_op.f("ix_businesses_sort_name_id"))
        batch_op.drop_index(batch_op.f("ix_businesses_kind_since_until"))

    op.drop_table("businesses")
