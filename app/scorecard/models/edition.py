"""The indicator set of a year, in the version that a decision made."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import Fixed, Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken
from app.folders.models import Kept
from app.scorecard import scoring

CODE = sa.String(10)


class Shape(Labelled):
    YES_NO = scoring.Shape.YES_NO.value, _l("Có hoặc không")
    COUNT = scoring.Shape.COUNT.value, _l("Số lượng")
    RATIO = scoring.Shape.RATIO.value, _l("Tỷ lệ")
    REDUCTION = scoring.Shape.REDUCTION.value, _l("Mức giảm")


class Mode(Labelled):
    PROPORTIONAL = scoring.Mode.PROPORTIONAL.value, _l("Đạt bao nhiêu được điểm theo tỷ lệ bấy nhiêu")
    THRESHOLD = scoring.Mode.THRESHOLD.value, _l("Đủ chỉ tiêu mới có điểm")
    STEPS = scoring.Mode.STEPS.value, _l("Điểm theo từng mức")


class Source(Labelled):
    COMPUTED = "computed", _l("Hệ thống đếm từ hồ sơ")
    ENTERED = "entered", _l("Nhập, có minh chứng")
    BOTH = "both", _l("Đếm từ hồ sơ, hoặc nhập có minh chứng")


class Band(Labelled):
    EXCELLENT = scoring.Band.EXCELLENT.value, _l("Xuất sắc")
    GOOD = scoring.Band.GOOD.value, _l("Tốt")
    FAIR = scoring.Band.FAIR.value, _l("Khá")
    AVERAGE = scoring.Band.AVERAGE.value, _l("Trung bình")
    NOT_MET = scoring.Band.NOT_MET.value, _l("Chưa đạt")


class Edition(Kept, Recorded, Model):
    """Phiên bản bộ chỉ số: which indicators hold in a year, and what they ask; the last of a year is in force.

    The decision itself lies in its folder.
    """

    __tablename__ = "editions"
    __table_args__ = (sa.UniqueConstraint("year", "number"),)

    year: Mapped[int]
    number: Mapped[int]
    decision_number: Mapped[str] = mapped_column(sa.String(60))
    # Unknown for the plan itself: its copy bears no day.
    decision_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)

    indicators: Mapped[list["Indicator"]] = relationship(
        back_populates="edition", order_by="Indicator.position", cascade="all, delete-orphan"
    )

    @property
    def public_name(self) -> str:
        """Year and number, as 2026/2."""
        return f"{self.year}/{self.number}"

    def indicator(self, code: str) -> "Indicator | None":
        """The one of a code."""
        return next((one for one in self.indicators if one.code == code), None)


class Indicator(Model):
    """Chỉ số: what is measured, what is wanted of it, and how many points that is worth."""

    __tablename__ = "indicators"
    __table_args__ = (
        sa.UniqueConstraint("edition_id", "code"),
        sa.CheckConstraint("target > 0 AND max_points > 0", name="wants_something"),
        sa.CheckConstraint("is_local = (part IS NULL)", name="local_ones_stand_apart"),
    )

    code: Mapped[str] = mapped_column(CODE)
    position: Mapped[int]
    # The part of the set, 1 to 5; none for what the commune adds for itself.
    part: Mapped[int | None]
    is_local: Mapped[bool] = mapped_column(default=False)
    name: Mapped[str] = mapped_column(sa.String(160))
    name_en: Mapped[str] = mapped_column(sa.String(160), default="")
    # How it is judged, as the plan or the decision says.
    method: Mapped[str] = mapped_column(sa.String(120))
    method_en: Mapped[str] = mapped_column(sa.String(120), default="")
    shape: Mapped[Shape]
    # One for yes, a number, or a share: 0,9 is 90 %.
    target: Mapped[Decimal] = mapped_column(Fixed(4))
    max_points: Mapped[Decimal] = mapped_column(Fixed(2))
    mode: Mapped[Mode]
    # Pairs of a value and a share of the points, as texts, for the mode of that name.
    steps: Mapped[list[Any]] = mapped_column(default=list)
    unit_words: Mapped[str] = mapped_column(sa.String(60), default="")
    unit_words_en: Mapped[str] = mapped_column(sa.String(60), default="")
    numerator_words: Mapped[str] = mapped_column(sa.String(240), default="")
    denominator_words: Mapped[str] = mapped_column(sa.String(240), default="")
    source: Mapped[Source]
    # Codes of the units that enter it.
    entered_by: Mapped[list[Any]] = mapped_column(default=list)
    # What proves it, as the plan's data says.
    evidence_words: Mapped[list[Any]] = mapped_column(default=list)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("editions.id"))

    edition: Mapped[Edition] = relationship(back_populates="indicators")

    @property
    def rule(self) -> scoring.Rule:
        """How its value becomes points."""
        steps = tuple((Fraction(least), Fraction(share)) for least, share in self.steps)
        return scoring.Rule(Fraction(self.target), Fraction(self.max_points), scoring.Mode(self.mode.value), steps)

    def must_be_reachable(self) -> None:
        """Raises `RuleBroken` for a target that no figure can reach: more than all, half a “yes”."""
        shares = (Shape.RATIO, Shape.REDUCTION)
        if self.max_points > 100:
            raise RuleBroken(_("Điểm tối đa của một chỉ số không quá 100."))
        if (self.shape in shares and self.target > 1) or (self.shape is Shape.YES_NO and self.target != 1):
            raise RuleBroken(_("Chỉ tiêu của chỉ số %(code)s không thể đạt: tỷ lệ nhiều nhất là 100 %%.", code=self.code))

    def said(self, what: str, language: str) -> str:
        """Its name, method or unit in the language of a page; in Vietnamese where nobody wrote the other."""
        return str((getattr(self, f"{what}_en") if language == "en" else "") or getattr(self, what))

    def copied(self) -> "Indicator":
        """The same for another edition."""
        kept = {column.key: getattr(self, column.key) for column in sa.inspect(Indicator).column_attrs}
        return Indicator(**{name: value for name, value in kept.items() if name not in ("id", "edition_id")})
