"""A task, who leads and supports it, how far it is, and how it was put off."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.commune.models import Unit
from app.core.clock import today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition
from app.folders.models import Kept

# The plan is for 2026–2030.
BEGINS = date(2026, 1, 1)
ROMAN = {1: "I", 2: "II", 3: "III", 4: "IV"}
WORKERS = (Role.COORDINATOR, Role.OFFICIAL, Role.LEADER)
DECIDERS = (Role.COORDINATOR, Role.LEADER)


class TaskState(Labelled):
    WAITING = "waiting", _l("Chưa bắt đầu")
    DOING = "doing", _l("Đang làm")
    DONE = "done", _l("Hoàn thành")
    STOPPED = "stopped", _l("Dừng thực hiện")


# States in which a task is still owed.
OWED = (TaskState.WAITING, TaskState.DOING)


def start_of_quarter(year: int, quarter: int) -> date:
    """The first day of a quarter."""
    return date(year, quarter * 3 - 2, 1)


def end_of_quarter(year: int, quarter: int) -> date:
    """The last day of a quarter."""
    return start_of_quarter(year + quarter // 4, quarter % 4 + 1) - timedelta(days=1)


def quarter_of(day: date) -> tuple[int, int]:
    """Year and quarter of a day."""
    return day.year, (day.month + 2) // 3


class Task(Kept, Workflow, Model):
    """Nhiệm vụ: what the plan wants done by the end of a quarter, or what the commune added."""

    __tablename__ = "tasks"
    __table_args__ = (
        sa.CheckConstraint("quarter BETWEEN 1 AND 4 AND planned_quarter BETWEEN 1 AND 4", name="quarters"),
        sa.CheckConstraint("(state = 'done') = (done_on IS NOT NULL)", name="done_on_a_day"),
        sa.CheckConstraint("state <> 'stopped' OR is_own", name="the_plan_is_not_stopped"),
        sa.CheckConstraint("(measure = '') = (measured_of IS NULL)", name="a_measure_has_a_whole"),
        sa.CheckConstraint("measured_of IS NULL OR (measured BETWEEN 0 AND measured_of)", name="measured_within"),
        sa.Index(None, "year", "quarter", "position"),
        sa.Index(None, "state", "year", "quarter"),
    )

    # As in the plan (2026-Q2-01), or 2026-Q2-BS01 for what was added.
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    text: Mapped[str] = mapped_column(sa.String(300))
    text_en: Mapped[str] = mapped_column(sa.String(300), default="")
    year: Mapped[int]
    quarter: Mapped[int]
    position: Mapped[int]
    # Where the plan put it; a decision moves the two above.
    planned_year: Mapped[int]
    planned_quarter: Mapped[int]
    is_own: Mapped[bool] = mapped_column(default=False)
    state: Mapped[TaskState] = mapped_column(default=TaskState.WAITING)
    done_on: Mapped[date | None]
    # What is counted, where counting means something: so many of so many villages, of so many files.
    measure: Mapped[str] = mapped_column(sa.String(80), default="")
    measured: Mapped[int] = mapped_column(default=0)
    measured_of: Mapped[int | None]
    version: Mapped[int] = mapped_column()
    is_sample: Mapped[bool] = mapped_column(default=False)

    assignments: Mapped[list["Assignment"]] = relationship(
        back_populates="task", cascade="all, delete-orphan", order_by="Assignment.position"
    )
    postponements: Mapped[list["Postponement"]] = relationship(back_populates="task", order_by="Postponement.id")
    notes: Mapped[list["Note"]] = relationship(back_populates="task", order_by="Note.id")

    __mapper_args__ = {"version_id_col": version}

    @transition(TaskState.WAITING, to=TaskState.DOING, label=_l("Bắt đầu làm"), who=WORKERS)
    def begin(self, *, by: Person) -> None:
        """Nothing else changes; the history keeps who and when."""

    @transition(*OWED, to=TaskState.DONE, label=_l("Hoàn thành"), who=WORKERS)
    def finish(self, *, by: Person, on: date) -> None:
        """It is done. Raises `RuleBroken` without a proof, for a day to come, and while the count is not full."""
        if not BEGINS <= on <= today():
            raise RuleBroken(_("Ngày hoàn thành phải từ đầu kế hoạch (%(day)s) đến hôm nay.", day=f"{BEGINS:%d/%m/%Y}"))
        if not self.folder.standing:
            raise RuleBroken(_("Cần ít nhất một minh chứng trước khi ghi hoàn thành."))
        if self.measured_of is not None and self.measured < self.measured_of:
            raise RuleBroken(
                _("Mới được %(num)d trên %(all)d %(what)s.", num=self.measured, all=self.measured_of, what=self.measure)
            )
        self.done_on = on

    @transition(TaskState.DONE, to=TaskState.DOING, label=_l("Mở lại"), who=DECIDERS)
    def reopen(self, *, by: Person, reason: str) -> None:
        """It turned out not to be done."""
        self.done_on = None

    @transition(*OWED, to=TaskState.STOPPED, label=_l("Dừng thực hiện"), who=DECIDERS)
    def stop(self, *, by: Person, reason: str) -> None:
        """Give up a task of the commune's own. Raises `RuleBroken` for one of the plan: that is put off by a decision."""
        if not self.is_own:
            raise RuleBroken(_("Nhiệm vụ của kế hoạch không dừng được ở đây. Hãy lùi hạn theo quyết định."))

    def count(self, measured: int, *, by: Person) -> None:
        """Say how much of it is done, where that is counted. Raises `RuleBroken` for a number that cannot be."""
        if self.measured_of is None or self.state not in OWED:
            raise RuleBroken(_("Nhiệm vụ này không ghi tiến độ bằng số."))
        if not 0 <= measured <= self.measured_of:
            raise RuleBroken(_("Số này phải từ 0 đến %(num)d.", num=self.measured_of))
        before, self.measured = self.measured, measured
        self.record("tasks.count", by=by, role=by.acts_as(*WORKERS), measured=[before, measured])

    def postpone(
        self, year: int, quarter: int, *, by: Person, reason: str, decision_number: str, decision_on: date
    ) -> "Postponement":
        """Give it a later quarter by a decision; where the plan put it stays known. Raises `RuleBroken`."""
        if self.state not in OWED:
            raise RuleBroken(_("Nhiệm vụ này không còn phải làm, nên không lùi hạn."))
        if (year, quarter) <= (self.year, self.quarter):
            raise RuleBroken(_("Quý mới phải sau quý đang giao."))
        if decision_on > today():
            raise RuleBroken(_("Ngày quyết định không thể ở tương lai."))
        moved = Postponement(
            from_year=self.year,
            from_quarter=self.quarter,
            to_year=year,
            to_quarter=quarter,
            reason=reason,
            decision_number=decision_number,
            decision_on=decision_on,
        )
        self.postponements.append(moved)
        self.year, self.quarter = year, quarter
        facts = {"code": self.code, "to": f"{year}-Q{quarter}", "decision_number": decision_number}
        self.record("tasks.postpone", by=by, role=by.acts_as(*DECIDERS), reason=reason, facts=facts)
        return moved

    @property
    def public_name(self) -> str:
        """Its code."""
        return self.code

    def told(self, move: str) -> dict[str, Any]:
        """Which task, and when it was done."""
        return {"code": self.code} | ({"done_on": self.done_on.isoformat()} if self.done_on else {})

    @property
    def due(self) -> date:
        """The last day on which it is not late."""
        return end_of_quarter(self.year, self.quarter)

    @property
    def is_late(self) -> bool:
        """Whether it is still owed after its quarter."""
        return self.state in OWED and self.due < today()

    @property
    def was_late(self) -> bool:
        """Whether it was done after its quarter."""
        return self.done_on is not None and self.done_on > self.due

    @property
    def percent(self) -> int | None:
        """How much is done, in whole percent rounded down, where counting means something."""
        return None if self.measured_of is None else 100 * self.measured // self.measured_of

    @property
    def leads(self) -> list[Unit]:
        """The units that answer for it."""
        return [one.unit for one in self.assignments if one.is_lead]

    @property
    def supports(self) -> list[Unit]:
        """The units and groups that help."""
        return [one.unit for one in self.assignments if not one.is_lead]

    def said(self, language: str) -> str:
        """Its words in the language of a page; in Vietnamese where nobody wrote the other."""
        return (self.text_en if language == "en" else "") or self.text


class Assignment(Model):
    """A unit or group leads a task, or supports it."""

    __tablename__ = "task_units"
    __table_args__ = (sa.UniqueConstraint("task_id", "unit_id"), sa.Index(None, "unit_id", "is_lead"))

    is_lead: Mapped[bool]
    position: Mapped[int]
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("tasks.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))

    task: Mapped[Task] = relationship(back_populates="assignments")
    unit: Mapped[Unit] = relationship()


class Postponement(Model):
    """A task was given a later quarter, by which decision and why."""

    __tablename__ = "task_postponements"
    __table_args__ = (
        sa.CheckConstraint("to_year * 4 + to_quarter > from_year * 4 + from_quarter", name="later"),
        sa.CheckConstraint("to_quarter BETWEEN 1 AND 4", name="quarter"),
    )

    from_year: Mapped[int]
    from_quarter: Mapped[int]
    to_year: Mapped[int]
    to_quarter: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)
    decision_number: Mapped[str] = mapped_column(sa.String(40))
    decision_on: Mapped[date]
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("tasks.id"), index=True)

    task: Mapped[Task] = relationship(back_populates="postponements")


class Note(Model):
    """What a unit says of its work on a task, for those who work on it."""

    __tablename__ = "task_notes"

    text: Mapped[str] = mapped_column(sa.Text)
    at: Mapped[datetime] = mapped_column(default=utcnow)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("tasks.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    task: Mapped[Task] = relationship(back_populates="notes")
    by: Mapped[Person] = relationship()
