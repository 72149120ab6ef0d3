"""Ask about children in pictures

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("initiatives", sa.Column("children", sa.String(length=32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("initiatives") as table:
        table.drop_column("children")
