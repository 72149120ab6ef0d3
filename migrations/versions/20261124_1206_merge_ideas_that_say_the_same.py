"""Merge ideas that say the same

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

UNSCREENED = "'draft', 'submitted', 'returned', 'declined', 'withdrawn'"
SCREENED = "ck_initiatives_past_screening_is_public"
MERGED = "ck_initiatives_merged_into_one"


def upgrade() -> None:
    op.create_table(
        "merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("initiative_id", sa.Integer(), nullable=False),
        sa.Column("survivor_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("initiative_id <> survivor_id", name=op.f("ck_merges_into_another")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_merges_initiative_id")),
        sa.ForeignKeyConstraint(["survivor_id"], ["initiatives.id"], name=op.f("fk_merges_survivor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
    )
    op.create_index(op.f("ix_merges_survivor_id"), "merges", ["survivor_id"], unique=False)
    op.create_index("uq_merges_standing", "merges", ["initiative_id"], unique=True, **_where("undone_at IS NULL"))
    screened = f"state IN ({UNSCREENED}, 'merged') OR published_at IS NOT NULL"
    merged = "(state = 'merged') = (merged_into_id IS NOT NULL)"
    with op.batch_alter_table("initiatives") as table:
        table.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_initiatives_merged_into_id"), "initiatives", ["merged_into_id"], ["id"])
        table.drop_constraint(op.f(SCREENED), type_="check")
        table.create_check_constraint(op.f(SCREENED), sa.text(screened))
        table.create_check_constraint(op.f(MERGED), sa.text(merged))
    index = "ix_initiatives_merged_into_id"
    op.create_index(index, "initiatives", ["merged_into_id"], unique=False, **_where("merged_into_id IS NOT NULL"))
    with op.batch_alter_table("votes") as table:
        table.add_column(sa.Column("merge_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_votes_merge_id"), "merges", ["merge_id"], ["id"])
    op.create_index("ix_votes_merge_id", "votes", ["merge_id"], unique=False, **_where("merge_id IS NOT NULL"))


def downgrade() -> None:
    op.drop_index("ix_votes_merge_id", "votes")
    with op.batch_alter_table("votes") as table:
        table.drop_constraint(op.f("fk_votes_merge_id"), type_="foreignkey")
        table.drop_column("merge_id")
    op.drop_index("ix_initiatives_merged_into_id", "initiatives")
    screened = f"state IN ({UNSCREENED}) OR published_at IS NOT NULL"
    with op.batch_alter_table("initiatives") as table:
        table.drop_constraint(op.f(MERGED), type_="check")
        table.drop_constraint(op.f(SCREENED), type_="check")
        table.create_check_constraint(op.f(SCREENED), sa.text(screened))
        table.drop_constraint(op.f("fk_initiatives_merged_into_id"), type_="foreignkey")
        table.drop_column("merged_into_id")
    op.drop_table("merges")


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}
