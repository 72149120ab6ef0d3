"""Let a setting hold a long list

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    with op.batch_alter_table("settings") as table:
        table.alter_column("value", existing_type=sa.String(length=200), type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("settings") as table:
        table.alter_column("value", existing_type=sa.Text(), type_=sa.String(length=200), existing_nullable=False)
