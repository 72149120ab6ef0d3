"""What is marked, how high, and what a result needs: one row is one version, unchanged once marking by it was opened."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Model
from app.core.i18n import points
from app.core.workflow import RuleBroken
from app.marking.results import Scale, ScaledClass, ScaledCriterion


class Rubric(Recorded, Model):
    """One version of a rubric. NĐ 13/2012/NĐ-CP leaves the sheet to the unit; those that ship follow public precedents."""

    __tablename__ = "rubrics"
    __table_args__ = (
        sa.UniqueConstraint("name", "number"),
        sa.CheckConstraint("step > 0", name="step_positive"),
        sa.CheckConstraint("minimum >= 0", name="minimum_not_negative"),
        sa.CheckConstraint("agree_percent IS NULL OR agree_percent BETWEEN 1 AND 100", name="share_of_a_hundred"),
    )

    name: Mapped[str] = mapped_column(sa.String(64))
    number: Mapped[int]
    # The smallest difference between two marks, in points.
    step: Mapped[Decimal]
    # What the mean of the totals must reach.
    minimum: Mapped[Decimal]
    # How many of a hundred sheets must agree; None where agreement is not asked for.
    agree_percent: Mapped[int | None]
    # Best first: {"class", "minimum", "criteria": {code: minimum}}; decimals as text. Empty where nothing is classed.
    classes: Mapped[list[Any]]
    # The criterion that is looked at first when totals are equal.
    tie_code: Mapped[str] = mapped_column(sa.String(32))
    frozen_at: Mapped[datetime | None]
    written_at: Mapped[datetime] = mapped_column(default=utcnow)

    criteria: Mapped[list["Criterion"]] = relationship(
        order_by="Criterion.position", cascade="all, delete-orphan", lazy="selectin"
    )

    def freeze(self) -> None:
        """Nobody changes it once marking by it was opened."""
        self.frozen_at = self.frozen_at or utcnow()

    def criterion(self, code: str) -> "Criterion":
        """The criterion of a code. Raises `StopIteration` for one it has not."""
        return next(one for one in self.criteria if one.code == code)

    @property
    def words(self) -> str:
        """Its name as papers cite it."""
        return _("%(name)s, bản %(number)d", name=self.name, number=self.number)

    @property
    def top(self) -> Decimal:
        """The most a sheet can reach."""
        return sum((criterion.max_points for criterion in self.criteria), Decimal(0))

    @property
    def is_plain(self) -> bool:
        """Whether only the mean of its totals counts: nothing is classed, agreed upon, or asked of a single criterion."""
        asks = any(one.min_points is not None or one.excludes for one in self.criteria)
        return self.agree_percent is None and not self.classes and not asks

    @property
    def scale(self) -> Scale:
        """What a result is computed by."""
        return Scale(
            criteria=tuple(ScaledCriterion(one.code, one.max_points, one.min_points, one.excludes) for one in self.criteria),
            minimum=self.minimum,
            classes=tuple(
                ScaledClass(
                    one["class"], Decimal(one["minimum"]), {code: Decimal(least) for code, least in one["criteria"].items()}
                )
                for one in self.classes
            ),
            agree_percent=self.agree_percent,
            tie_code=self.tie_code,
        )


class Criterion(Model):
    """One thing that is marked. Its hint tells in words what few and many points mean."""

    __tablename__ = "criteria"
    __table_args__ = (
        sa.UniqueConstraint("rubric_id", "code"),
        sa.UniqueConstraint("rubric_id", "position"),
        sa.CheckConstraint("max_points > 0", name="max_positive"),
        sa.CheckConstraint("min_points IS NULL OR (min_points >= 0 AND min_points <= max_points)", name="min_within"),
    )

    position: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(32))
    name: Mapped[str] = mapped_column(sa.String(160))
    hint: Mapped[str] = mapped_column(sa.Text, default="")
    max_points: Mapped[Decimal]
    # What the mean of this criterion must reach; None where it need not reach anything.
    min_points: Mapped[Decimal | None]
    # A mean of nought here means no, whatever the total is.
    excludes: Mapped[bool] = mapped_column(default=False)
    rubric_id: Mapped[int] = mapped_column(sa.ForeignKey("rubrics.id"))

    def must_take(self, given: Decimal, *, step: Decimal) -> None:
        """Raises `RuleBroken` for points outside of the scale, or between two steps of it."""
        if not 0 <= given <= self.max_points or given % step:
            raise RuleBroken(_("Điểm từ 0 đến %(max)s, bước %(step)s.", max=points(self.max_points), step=points(step)))

    def picks(self, step: Decimal) -> list[Decimal]:
        """Five marks to choose from with one tap, from a fifth to the most, each a whole number of steps."""
        return [self.max_points * n / 5 // step * step for n in range(1, 6)]
