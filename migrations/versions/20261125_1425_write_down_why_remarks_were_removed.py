"""Write down why remarks were removed

Revision ID: 0022
Revises: 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.execute(
        "UPDATE events SET reason = (SELECT removed_for FROM comments WHERE comments.id = events.subject_id)"
        " WHERE name = 'comments.remove' AND subject_type = 'comments' AND reason IS NULL"
    )


def downgrade() -> None:
    """What the history says stays."""
