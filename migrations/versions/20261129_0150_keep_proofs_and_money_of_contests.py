"""Keep proofs and money of contests

Revision ID: 0042
Revises: 0041
"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

FOLDERS = sa.table("folders", sa.column("id"), sa.column("kept_by"))
CONTESTS = sa.table("contests", sa.column("id"), sa.column("folder_id"))


def upgrade() -> None:
    with op.batch_alter_table("contests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("folder_id", sa.Integer(), nullable=True))
    connection = op.get_bind()
    for id in list(connection.scalars(sa.select(CONTESTS.c.id).order_by(CONTESTS.c.id))):
        connection.execute(sa.insert(FOLDERS).values(kept_by="contests"))
        folder = connection.scalar(sa.select(sa.func.max(FOLDERS.c.id)))
        connection.execute(sa.update(CONTESTS).where(CONTESTS.c.id == id).values(folder_id=folder))
    with op.batch_alter_table("contests", schema=None) as batch_op:
        batch_op.alter_column("folder_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_unique_constraint(batch_op.f("uq_contests_folder_id"), ["folder_id"])
        batch_op.create_foreign_key(batch_op.f("fk_contests_folder_id"), "folders", ["folder_id"], ["id"])
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entries_initiative_id"), ["initiative_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entries_initiative_id"))
    with op.batch_alter_table("contests", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_contests_folder_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_contests_folder_id"), type_="unique")
        batch_op.drop_column("folder_id")
