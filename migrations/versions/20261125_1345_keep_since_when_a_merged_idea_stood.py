"""Keep since when a merged idea stood where it was

Revision ID: 0021
Revises: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    with op.batch_alter_table("merges") as table:
        table.add_column(sa.Column("stood_since", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE merges SET stood_since = at")  # nobody wrote it down before
    with op.batch_alter_table("merges") as table:
        table.alter_column("stood_since", nullable=False, existing_type=sa.DateTime(timezone=True))


def downgrade() -> None:
    with op.batch_alter_table("merges") as table:
        table.drop_column("stood_since")
