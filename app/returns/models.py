"""Periods, and what each unit and village sends in for one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.commune.models import Unit, Village
from app.core.audit import Recorded
from app.core.clock import local, today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition

REPORTERS = (Role.OFFICIAL, Role.VILLAGE_TEAM, Role.COORDINATOR)


class PeriodKind(Labelled):
    """Kế hoạch, phần VI: each half-year, each year, and when it is asked for."""

    HALF_YEAR = "half_year", _l("6 tháng đầu năm")
    YEAR = "year", _l("Cả năm")
    AD_HOC = "ad_hoc", _l("Đột xuất")


class Period(Recorded, Model):
    """Kỳ báo cáo: from a day to a day, to be sent in by a day. Periods of one kind do not overlap."""

    __tablename__ = "periods"
    __table_args__ = (
        sa.Index(
            "uq_periods_regular",
            "kind",
            "starts_on",
            unique=True,
            sqlite_where=sa.text("kind <> 'ad_hoc'"),
            postgresql_where=sa.text("kind <> 'ad_hoc'"),
        ),
        sa.CheckConstraint("(kind = 'ad_hoc') = (subject <> '')", name="what_is_asked_for_has_a_subject"),
        sa.CheckConstraint("ends_on >= starts_on AND due_on >= ends_on", name="days_in_order"),
        sa.Index(None, "year", "kind"),
    )

    year: Mapped[int]
    kind: Mapped[PeriodKind]
    # What it is about, where it is asked for besides the regular ones.
    subject: Mapped[str] = mapped_column(sa.String(120), default="")
    starts_on: Mapped[date]
    # The day up to which records count: chốt số liệu.
    ends_on: Mapped[date]
    due_on: Mapped[date]
    reminded_at: Mapped[datetime | None]
    is_sample: Mapped[bool] = mapped_column(default=False)

    returns: Mapped[list["Return"]] = relationship(back_populates="period", order_by="Return.id")

    @property
    def public_name(self) -> str:
        """Kind and year, as year-2026; of those asked for besides their number as well."""
        name = f"{self.kind.value}-{self.year}".replace("_", "-")
        return f"{name}-{self.id}" if self.kind is PeriodKind.AD_HOC else name

    @property
    def title(self) -> str:
        """What people call it."""
        if self.kind is PeriodKind.AD_HOC:
            return self.subject
        return _("%(kind)s %(year)d", kind=self.kind.label, year=self.year)

    @property
    def phrase(self) -> str:
        """The same within a sentence."""
        return self.title[0].lower() + self.title[1:]

    @property
    def is_over(self) -> bool:
        """Whether what was not sent in is late."""
        return self.due_on < today()

    @property
    def is_untouched(self) -> bool:
        """Whether no place wrote anything for it."""
        return all(one.state is ReturnState.DRAFT and not one.results for one in self.returns)

    @property
    def missing(self) -> list["Return"]:
        """What was not sent in yet."""
        return [one for one in self.returns if one.is_owed]


class ReturnState(Labelled):
    DRAFT = "draft", _l("Chưa nộp")
    SUBMITTED = "submitted", _l("Chờ xã nhận")
    RETURNED = "returned", _l("Trả lại để bổ sung")
    ACCEPTED = "accepted", _l("Đã nhận")


WORDS = ("results", "problems", "plans", "requests", "corrections")
OWED = (ReturnState.DRAFT, ReturnState.RETURNED)


class Return(Workflow, Model):
    """Báo cáo của một đơn vị hoặc một thôn: figures from the records, frozen when it is sent in, and words."""

    __tablename__ = "returns"
    __table_args__ = (
        sa.UniqueConstraint("period_id", "unit_id"),
        sa.UniqueConstraint("period_id", "village_id"),
        sa.CheckConstraint("(unit_id IS NULL) <> (village_id IS NULL)", name="of_one_place"),
        sa.CheckConstraint("(state = 'draft') = (submitted_at IS NULL)", name="sent_in_at_a_moment"),
        sa.CheckConstraint("accepted_by_id IS NULL OR accepted_by_id <> submitted_by_id", name="four_eyes"),
        sa.Index(None, "unit_id", "state"),
        sa.Index(None, "village_id", "state"),
        sa.Index(None, "state", "state_since"),
    )

    state: Mapped[ReturnState] = mapped_column(default=ReturnState.DRAFT)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    # Pairs of a name and a number, as they stood when it was sent in.
    figures: Mapped[list[Any]] = mapped_column(default=list)
    results: Mapped[str] = mapped_column(sa.Text, default="")
    problems: Mapped[str] = mapped_column(sa.Text, default="")
    plans: Mapped[str] = mapped_column(sa.Text, default="")
    requests: Mapped[str] = mapped_column(sa.Text, default="")
    # Which of the figures are not right, and what is.
    corrections: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    submitted_at: Mapped[datetime | None]
    # Whether it was sent in in time is asked of the first time.
    first_submitted_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    period_id: Mapped[int] = mapped_column(sa.ForeignKey("periods.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"))
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)
    accepted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    period: Mapped[Period] = relationship(back_populates="returns", lazy="joined", innerjoin=True)
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    village: Mapped[Village | None] = relationship(lazy="joined")

    __mapper_args__ = {"version_id_col": version}

    @transition(*OWED, to=ReturnState.SUBMITTED, label=_l("Nộp báo cáo"), who=REPORTERS)
    def submit(self, *, by: Person, figures: list[tuple[str, int]]) -> None:
        """Send it in with the figures of this moment. Raises `RuleBroken` before the period is over, or without words."""
        if self.period.ends_on > today():
            raise RuleBroken(
                _("Kỳ này chốt số liệu ngày %(day)s. Đến ngày ấy mới nộp được.", day=f"{self.period.ends_on:%d/%m/%Y}")
            )
        if not self.results:
            raise RuleBroken(_("Hãy viết kết quả nổi bật, dù chỉ một câu."))
        self.figures = [list(pair) for pair in figures]
        self.submitted_at = self.state_since = utcnow()
        self.first_submitted_at = self.first_submitted_at or self.submitted_at
        self.submitted_by_id = by.id

    @transition(ReturnState.SUBMITTED, to=ReturnState.ACCEPTED, label=_l("Nhận báo cáo"), who=(Role.COORDINATOR,))
    def accept(self, *, by: Person) -> None:
        """It goes into the commune's report. Raises `RuleBroken` for one's own."""
        if by.id == self.submitted_by_id:
            raise RuleBroken(_("Người nộp báo cáo không tự nhận được. Cần một cán bộ khác."))
        self.accepted_by_id, self.state_since = by.id, utcnow()

    @transition(
        ReturnState.SUBMITTED,
        ReturnState.ACCEPTED,
        to=ReturnState.RETURNED,
        label=_l("Trả lại"),
        who=(Role.COORDINATOR,),
    )
    def send_back(self, *, by: Person, reason: str) -> None:
        """Something is missing; the reason says what."""
        self.reason, self.accepted_by_id, self.state_since = reason, None, utcnow()

    def write(self, words: Mapping[str, str]) -> None:
        """Take the words of a report that is owed. Raises `RuleBroken` once it was sent in."""
        if not self.is_owed:
            raise RuleBroken(_("Báo cáo này đã nộp. Muốn sửa thì nhờ xã trả lại."))
        for name in WORDS:
            setattr(self, name, words[name])

    @property
    def name(self) -> str:
        """Of which place."""
        if self.village is not None:
            return _("Thôn %(name)s", name=self.village.name)
        return self.unit.name if self.unit else ""

    @property
    def is_owed(self) -> bool:
        """Whether the place still has to send it in."""
        return self.state in OWED

    @property
    def is_late(self) -> bool:
        """Whether it is owed after its day."""
        return self.is_owed and self.period.is_over

    @property
    def was_late(self) -> bool:
        """Whether it was sent in after its day."""
        return self.first_submitted_at is not None and local(self.first_submitted_at).date() > self.period.due_on
