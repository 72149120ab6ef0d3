"""Closed years: what stood when a leader closed one, and what was closed before that."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Person, Role
from app.core import chain
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model
from app.core.workflow import RuleBroken

CLOSERS = (Role.LEADER,)


class ClosedYear(Recorded, Model):
    """The year as it stood when a leader closed it: tally and indicator set; each has the SHA-256 of its canonical JSON.

    Opened again it stays readable; the year may then be closed anew.
    """

    __tablename__ = "closed_years"
    __table_args__ = (
        sa.Index(
            "uq_closed_years_standing",
            "year",
            unique=True,
            sqlite_where=sa.text("reopened_at IS NULL"),
            postgresql_where=sa.text("reopened_at IS NULL"),
        ),
        sa.CheckConstraint("(reopened_at IS NULL) = (reopened_reason IS NULL)", name="reopened_with_a_reason"),
        sa.Index(None, "year", "id"),
    )

    year: Mapped[int]
    target: Mapped[int]
    items: Mapped[list[Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    # The indicator set: empty for a year that had none.
    scorecard: Mapped[dict[str, Any]] = mapped_column(default=dict)
    scorecard_digest: Mapped[str] = mapped_column(sa.String(64))
    closed_at: Mapped[datetime]
    reopened_at: Mapped[datetime | None]
    reopened_reason: Mapped[str | None] = mapped_column(sa.Text)
    closed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))

    @classmethod
    def freeze(
        cls, year: int, *, target: int, items: list[dict[str, Any]], scorecard: dict[str, Any], by: Person
    ) -> "ClosedYear":
        """Take the snapshot."""
        content = {"year": year, "target": target, "items": items}
        digests = {"digest": chain.digest(content), "scorecard_digest": chain.digest(scorecard)}
        return cls(**content, **digests, scorecard=scorecard, closed_at=utcnow(), closed_by_id=by.id)

    def reopen(self, *, by: Person, reason: str) -> None:
        """Open the year again; what was closed stays as it was. Raises `RuleBroken` when that was done before."""
        if self.reopened_at is not None:
            raise RuleBroken(_("Năm %(year)d đã mở lại rồi.", year=self.year))
        self.reopened_at, self.reopened_reason = utcnow(), reason
        facts = {"year": self.year, "digest": self.digest}
        self.record("closed_years.reopen", by=by, role=by.acts_as(*CLOSERS), reason=reason, facts=facts)

    @property
    def public_name(self) -> str:
        """The year."""
        return str(self.year)

    @property
    def is_intact(self) -> bool:
        """Whether the snapshot is still the one that was frozen."""
        content = {"year": self.year, "target": self.target, "items": self.items}
        return (self.digest, self.scorecard_digest) == (chain.digest(content), chain.digest(self.scorecard))
