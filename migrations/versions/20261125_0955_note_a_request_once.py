"""Note a request once, however often its form is sent

Revision ID: 0019
Revises: 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    with op.batch_alter_table("data_requests") as table:
        table.create_unique_constraint("uq_data_requests_noted_by_id_sent_key", ["noted_by_id", "sent_key"])


def downgrade() -> None:
    with op.batch_alter_table("data_requests") as table:
        table.drop_constraint("uq_data_requests_noted_by_id_sent_key", type_="unique")
