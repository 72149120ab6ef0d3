"""What was entered for an indicator, what others found when they looked at it, and visits on the spot."""

from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.core.audit import Recorded
from app.core.clock import today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken
from app.folders.models import Kept
from app.scorecard.models.edition import CODE, Indicator, Shape

ENTERERS = (Role.COORDINATOR, Role.OFFICIAL)
VERIFIERS = (Role.COORDINATOR, Role.LEADER)
MOST = Decimal(20_000_000)


def must_make_sense(indicator: Indicator, numerator: Decimal, denominator: Decimal | None) -> None:
    """Raises `RuleBroken` for two numbers that no count can give: a whole of nought, 105 %, half an event."""
    if numerator < 0 or numerator > MOST or (denominator or 0) > MOST:
        raise RuleBroken(_("Số này phải từ 0 đến %(num)d.", num=int(MOST)))
    if indicator.shape is Shape.YES_NO and numerator not in (0, 1):
        raise RuleBroken(_("Chỉ số này chỉ có “có” hoặc “không”."))
    if indicator.shape is Shape.COUNT and numerator != int(numerator):
        raise RuleBroken(_("Chỉ số này đếm bằng số nguyên."))
    if indicator.shape not in (Shape.RATIO, Shape.REDUCTION):
        return
    if not denominator or denominator <= 0:
        raise RuleBroken(_("Mẫu số phải lớn hơn 0. Nếu chưa có số liệu thì để trống, đừng ghi 0."))
    if indicator.shape is Shape.RATIO and numerator > denominator:
        raise RuleBroken(_("Tử số không thể lớn hơn mẫu số: tỷ lệ sẽ quá 100 %."))


class Reading(Kept, Recorded, Model):
    """Số liệu nhập: the two numbers of an indicator in a year, and in its folder what proves them."""

    __tablename__ = "readings"
    __table_args__ = (
        sa.UniqueConstraint("year", "code"),
        sa.CheckConstraint("numerator IS NULL OR numerator >= 0", name="numbers"),
        sa.CheckConstraint("denominator IS NULL OR denominator > 0", name="a_whole_is_something"),
        sa.CheckConstraint("(numerator IS NULL) = (entered_by_id IS NULL)", name="entered_by_somebody"),
    )

    year: Mapped[int]
    code: Mapped[str] = mapped_column(CODE)
    numerator: Mapped[Decimal | None]
    denominator: Mapped[Decimal | None]
    # How it was counted where the plan leaves that open: which base, which sample.
    note: Mapped[str] = mapped_column(sa.Text, default="")
    entered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    entered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    entered_by: Mapped[Person | None] = relationship()

    __mapper_args__ = {"version_id_col": version}

    @property
    def public_name(self) -> str:
        """Year and code, as 2026/2.1."""
        return f"{self.year}/{self.code}"

    def enter(
        self,
        indicator: Indicator,
        numerator: Decimal | None,
        denominator: Decimal | None,
        *,
        by: Person,
        note: str = "",
        reason: str = "",
    ) -> None:
        """Take two numbers, or none for “no data”. Raises `RuleBroken` for such as no count can give, or before the year."""
        if self.year > today().year:
            raise RuleBroken(_("Năm %(year)d chưa đến.", year=self.year))
        if numerator is not None:
            must_make_sense(indicator, numerator, denominator)
        whole = denominator if numerator is not None and indicator.shape in (Shape.RATIO, Shape.REDUCTION) else None
        before = [_text(self.numerator), _text(self.denominator)]
        self.numerator, self.denominator, self.note = numerator, whole, note
        if numerator is None:
            self.entered_at = self.entered_by_id = None
        elif before != [_text(numerator), _text(whole)]:  # whoever brought a figure in stays known as long as it stands
            self.entered_at, self.entered_by_id = utcnow(), by.id
        facts = {"numerator": _text(numerator), "denominator": _text(whole)}
        told = {"before": before, "note": note}
        self.record("readings.enter", by=by, role=by.acts_as(*ENTERERS), reason=reason or None, facts=facts, told=told)


class Review(Recorded, Model):
    """Thẩm định: somebody else looked at a figure, and what they found; it holds while the figure is the one they saw."""

    __tablename__ = "reviews"
    __table_args__ = (sa.Index(None, "year", "code", "id"),)

    year: Mapped[int]
    code: Mapped[str] = mapped_column(CODE)
    saw_numerator: Mapped[Decimal]
    saw_denominator: Mapped[Decimal | None]
    saw_entered: Mapped[bool]
    numerator: Mapped[Decimal]
    denominator: Mapped[Decimal | None]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    at: Mapped[datetime] = mapped_column(default=utcnow)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    by: Mapped[Person] = relationship()

    @property
    def public_name(self) -> str:
        """Year and code."""
        return f"{self.year}/{self.code}"


class Finding(Labelled):
    RIGHT = "right", _l("Đúng như số liệu")
    PARTLY = "partly", _l("Đúng một phần, cần bổ sung")
    WRONG = "wrong", _l("Không đúng như số liệu")


class SiteCheck(Kept, Recorded, Model):
    """Kiểm tra thực tế: who went where on which day, and what they found."""

    __tablename__ = "site_checks"
    __table_args__ = (sa.Index(None, "year", "code", "on"),)

    year: Mapped[int]
    code: Mapped[str] = mapped_column(CODE)
    on: Mapped[date]
    place: Mapped[str] = mapped_column(sa.String(160))
    who: Mapped[str] = mapped_column(sa.String(240))
    finding: Mapped[Finding]
    text: Mapped[str] = mapped_column(sa.Text)
    # Made by the form: sent twice it is one visit.
    sent_key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    @property
    def public_name(self) -> str:
        """Year and code."""
        return f"{self.year}/{self.code}"

    def must_be_over(self) -> None:
        """Raises `RuleBroken` for a day that has not come, or of another year than the figure and the one after."""
        if self.on > today() or self.on.year not in (self.year, self.year + 1):
            raise RuleBroken(_("Ngày kiểm tra phải trong năm được chấm hoặc năm sau, không ở tương lai."))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"
