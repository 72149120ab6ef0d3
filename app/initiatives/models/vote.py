"""A vote: one row for one person and one initiative, held by a key of the database."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class Vote(Model):
    """Cast, perhaps taken back; it counts when its voter was confirmed before voting closed.

    An erased voter leaves the row behind without a name, so totals never change.
    """

    __tablename__ = "votes"
    __table_args__ = (
        sa.UniqueConstraint("initiative_id", "voter_id"),
        sa.Index(None, "voter_id", "initiative_id"),
        sa.Index(
            "ix_votes_merge_id",
            "merge_id",
            sqlite_where=sa.text("merge_id IS NOT NULL"),
            postgresql_where=sa.text("merge_id IS NOT NULL"),
        ),
    )

    cast_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]
    counts: Mapped[bool]
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"))
    voter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    # The merge that brought it here; None when the voter cast it here.
    merge_id: Mapped[int | None] = mapped_column(sa.ForeignKey("merges.id"))
