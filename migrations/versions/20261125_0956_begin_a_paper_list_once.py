"""Begin a paper list once, however often its form is sent

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    with op.batch_alter_table("paper_lists") as table:
        table.add_column(sa.Column("sent_key", sa.String(length=40), nullable=True))
        table.create_unique_constraint("uq_paper_lists_typed_by_id_sent_key", ["typed_by_id", "sent_key"])


def downgrade() -> None:
    with op.batch_alter_table("paper_lists") as table:
        table.drop_constraint("uq_paper_lists_typed_by_id_sent_key", type_="unique")
        table.drop_column("sent_key")
