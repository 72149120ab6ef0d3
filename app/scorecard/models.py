"""Closed years."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import Person
from app.core import chain
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model


class ClosedYear(Recorded, Model):
    """The tally as it stood when a leader closed the year; `digest` is the SHA-256 of its canonical JSON."""

    __tablename__ = "closed_years"

    year: Mapped[int] = mapped_column(unique=True)
    target: Mapped[int]
    items: Mapped[list[Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))

    @classmethod
    def freeze(cls, year: int, *, target: int, items: list[dict[str, Any]], by: Person) -> "ClosedYear":
        """Take the snapshot."""
        content = {"year": year, "target": target, "items": items}
        return cls(**content, digest=chain.digest(content), closed_at=utcnow(), closed_by_id=by.id)

    @property
    def public_name(self) -> str:
        """The year."""
        return str(self.year)

    @property
    def is_intact(self) -> bool:
        """Whether the snapshot is still the one that was frozen."""
        return self.digest == chain.digest({"year": self.year, "target": self.target, "items": self.items})
