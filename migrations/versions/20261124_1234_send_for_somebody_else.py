"""Send for somebody else

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

TYPED = "ck_initiatives_typed_by_somebody_somehow"


def upgrade() -> None:
    op.create_table(
        "slips",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=40), nullable=False),
        sa.Column("digits", sa.String(length=4), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_slips_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slips")),
        sa.UniqueConstraint("initiative_id", name=op.f("uq_slips_initiative_id")),
    )
    with op.batch_alter_table("consents") as table:
        table.add_column(sa.Column("noted_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_consents_noted_by_id"), "people", ["noted_by_id"], ["id"])
    with op.batch_alter_table("initiatives") as table:
        table.add_column(sa.Column("typist_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("channel", sa.String(length=32), nullable=True))
        table.create_foreign_key(op.f("fk_initiatives_typist_id"), "people", ["typist_id"], ["id"])
        table.create_check_constraint(op.f(TYPED), sa.text("(typist_id IS NULL) = (channel IS NULL)"))
    op.create_index(
        "ix_initiatives_typist_id",
        "initiatives",
        ["typist_id", "id"],
        sqlite_where=sa.text("typist_id IS NOT NULL"),
        postgresql_where=sa.text("typist_id IS NOT NULL"),
    )
    with op.batch_alter_table("people") as table:
        table.add_column(sa.Column("register_key", sa.String(length=300), nullable=True))
        table.add_column(sa.Column("birth_year", sa.Integer(), nullable=True))
        table.alter_column("name_key", existing_type=sa.String(length=200), nullable=True)
        table.alter_column("password_hash", existing_type=sa.String(length=200), nullable=True)
        table.create_unique_constraint(op.f("uq_people_register_key"), ["register_key"])


def downgrade() -> None:
    # Somebody without an account becomes somebody who cannot sign in.
    op.execute("UPDATE people SET name_key = '#' || id WHERE name_key IS NULL")
    op.execute("UPDATE people SET password_hash = '-' WHERE password_hash IS NULL")
    with op.batch_alter_table("people") as table:
        table.drop_constraint(op.f("uq_people_register_key"), type_="unique")
        table.alter_column("password_hash", existing_type=sa.String(length=200), nullable=False)
        table.alter_column("name_key", existing_type=sa.String(length=200), nullable=False)
        table.drop_column("birth_year")
        table.drop_column("register_key")
    op.drop_index("ix_initiatives_typist_id", "initiatives")
    with op.batch_alter_table("initiatives") as table:
        table.drop_constraint(op.f(TYPED), type_="check")
        table.drop_constraint(op.f("fk_initiatives_typist_id"), type_="foreignkey")
        table.drop_column("channel")
        table.drop_column("typist_id")
    with op.batch_alter_table("consents") as table:
        table.drop_constraint(op.f("fk_consents_noted_by_id"), type_="foreignkey")
        table.drop_column("noted_by_id")
    op.drop_table("slips")
