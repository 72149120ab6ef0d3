"""A pilot: tried at one place, for a time, with a measure agreed beforehand."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.commune.models import Unit
from app.core.clock import utcnow
from app.core.db import Model
from app.initiatives.models.attachment import Attachment
from app.initiatives.models.initiative import Initiative, State


class Pilot(Model):
    """Runs until its result is written down in words and figures, with a proof."""

    __tablename__ = "pilots"
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_it_starts"),
        sa.CheckConstraint("came_from IN ('open', 'recognised')", name="comes_from_open_or_recognised"),
        sa.CheckConstraint("(ended_at IS NULL) = (result IS NULL)", name="ended_has_a_result"),
        sa.Index(
            "uq_pilots_running",
            "initiative_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index(None, "initiative_id"),
    )

    place: Mapped[str] = mapped_column(sa.String(160))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    measure: Mapped[str] = mapped_column(sa.Text)
    came_from: Mapped[State]
    ended_at: Mapped[datetime | None]
    result: Mapped[str | None] = mapped_column(sa.Text)
    figures: Mapped[str | None] = mapped_column(sa.Text)
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))

    initiative: Mapped[Initiative] = relationship(back_populates="pilots")
    unit: Mapped[Unit] = relationship()
    proofs: Mapped[list[Attachment]] = relationship(back_populates="pilot", order_by=Attachment.position)

    def end(self, *, result: str, figures: str) -> None:
        """Write down what came of it."""
        self.result, self.figures, self.ended_at = result, figures, utcnow()
