"""Slips for the counter, which of them and which initiatives have answered, and the answers."""

import hashlib
import hmac
import secrets
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Role
from app.commune.models import Unit
from app.core.clock import utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.rules import RuleBroken
from app.core.typed_codes import meant, spelled

KEEPERS = (Role.COORDINATOR, Role.OFFICIAL)
SLIPS = "survey"
MOST = 1_000


class Degree(Labelled):
    """Five steps; the first two are satisfied."""

    VERY_GOOD = "very_good", _l("Rất hài lòng")
    GOOD = "good", _l("Hài lòng")
    FAIR = "fair", _l("Bình thường")
    POOR = "poor", _l("Chưa hài lòng")
    BAD = "bad", _l("Rất không hài lòng")


SATISFIED = (Degree.VERY_GOOD, Degree.GOOD)


class Occasion(Labelled):
    COUNTER = "counter", _l("Ở quầy một cửa")
    INITIATIVE = "initiative", _l("Sau khi xã trả lời ý tưởng")


class Batch(Model):
    """Slips printed for one counter; each has a number and letters that only the batch's salt can make."""

    __tablename__ = "survey_batches"
    __table_args__ = (sa.CheckConstraint(f"count BETWEEN 1 AND {MOST}", name="some_slips"),)

    count: Mapped[int]
    salt: Mapped[str] = mapped_column(sa.String(32))
    # The numbers that have answered, in their own order and not in that of the answers.
    used: Mapped[list[Any]] = mapped_column(default=list)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    is_sample: Mapped[bool] = mapped_column(default=False)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    run_id: Mapped[int | None] = mapped_column(sa.ForeignKey("label_runs.id"))

    unit: Mapped[Unit] = relationship(lazy="joined", innerjoin=True)

    @classmethod
    def new(cls, unit: Unit, count: int, *, by_id: int) -> "Batch":
        """Slips that nobody can make up."""
        return cls(unit=unit, count=count, by_id=by_id, salt=secrets.token_hex(16))

    def code(self, number: int) -> str:
        """What stands on one of its slips, counted from 1: batch, number and eight letters (40 bits of HMAC-SHA-256)."""
        drawn = hmac.new(bytes.fromhex(self.salt), str(number).encode(), hashlib.sha256).digest()[:5]
        return f"{self.id}-{number}-{spelled(drawn).replace('-', '')}"

    def knows(self, number: int, letters: str) -> bool:
        """Whether it printed this slip."""
        if not 1 <= number <= self.count:
            return False
        return hmac.compare_digest(meant(self.code(number).rpartition("-")[2]), meant(letters))

    def take(self, number: int) -> None:
        """A slip answers. Raises `RuleBroken` for one that did."""
        if number in self.used:
            raise RuleBroken(_("Phiếu này đã được dùng. Mỗi phiếu trả lời một lần."))
        self.used = sorted([*self.used, number])


class Surveyed(Model):
    """An initiative that has answered. Its number is that of the initiative, so that rows stand in no order of time."""

    __tablename__ = "surveyed_initiatives"

    id: Mapped[int] = mapped_column(sa.ForeignKey("initiatives.id"), primary_key=True, autoincrement=False)


class Answer(Model):
    """What somebody said, in which month, of which counter. Nothing in it leads to who it was."""

    __tablename__ = "survey_answers"
    __table_args__ = (sa.Index(None, "month", "degree"),)

    # Its first day.
    month: Mapped[date]
    degree: Mapped[Degree]
    occasion: Mapped[Occasion]
    # For the office alone: people write names.
    text: Mapped[str] = mapped_column(sa.String(500), default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)

    unit: Mapped[Unit | None] = relationship()
