"""A merge: one idea goes into another that says the same, and may come out again for a day."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.core.clock import utcnow
from app.core.db import Model
from app.core.workflow import RuleBroken
from app.initiatives.models.initiative import Initiative
from app.initiatives.models.states import State

UNDO_WITHIN = timedelta(days=1)


class Merge(Model):
    """Which idea went into which, when. The initiative itself points at the one that stands in the end."""

    __tablename__ = "merges"
    __table_args__ = (
        sa.Index(
            "uq_merges_standing",
            "initiative_id",
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        ),
        sa.Index(None, "survivor_id"),
        sa.CheckConstraint("initiative_id <> survivor_id", name="into_another"),
    )

    at: Mapped[datetime] = mapped_column(default=utcnow)
    undone_at: Mapped[datetime | None]
    # Since when it had stood where it was: what the commune owes by a day is owed by the same day after a split.
    stood_since: Mapped[datetime]
    initiative_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"))
    survivor_id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"))

    initiative: Mapped[Initiative] = relationship(foreign_keys=[initiative_id])
    survivor: Mapped[Initiative] = relationship(foreign_keys=[survivor_id])

    @property
    def may_be_undone_until(self) -> datetime:
        """A day after it was done."""
        return self.at + UNDO_WITHIN

    @property
    def may_be_undone(self) -> bool:
        """Within a day, and while nothing further was decided about the one that stands."""
        alive = self.survivor.is_voting if self.initiative.is_public else self.survivor.state is not State.MERGED
        return self.undone_at is None and utcnow() <= self.may_be_undone_until and alive

    def undo(self, *, by: Person) -> None:
        """The idea stands for itself again, where it stood. Raises `RuleBroken`."""
        if not self.may_be_undone:
            raise RuleBroken(_("Chỉ tách ra được trong một ngày sau khi gộp, khi ý tưởng kia chưa sang bước khác."))
        if self.initiative.is_public:
            self.initiative.split_after_opening(by=by)
        else:
            self.initiative.split_before_opening(by=by)
        self.initiative.state_since = self.stood_since
        self.undone_at = utcnow()
        self.survivor.record("initiatives.let_go", by=by, role=by.acts_as(Role.COORDINATOR), code=self.initiative.code)
