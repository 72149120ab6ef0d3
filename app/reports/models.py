"""The commune's report of a period, each draft on a snapshot of its own."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.core import chain
from app.core.clock import local, today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition
from app.returns.models import Period

WRITERS = (Role.COORDINATOR,)
ISSUERS = (Role.LEADER,)
WORDS = ("direction", "results", "problems", "plans", "requests")


class ReportState(Labelled):
    DRAFT = "draft", _l("Dự thảo")
    ISSUED = "issued", _l("Đã ban hành")
    DROPPED = "dropped", _l("Bỏ, đã có dự thảo khác")


class CommuneReport(Workflow, Model):
    """Báo cáo của xã. Its figures are the snapshot's, whatever becomes of the records; its words are the coordinator's."""

    __tablename__ = "commune_reports"
    __table_args__ = (
        sa.UniqueConstraint("period_id", "number"),
        sa.CheckConstraint("(state = 'issued') = (issued_on IS NOT NULL)", name="issued_on_a_day"),
        sa.Index(
            "uq_commune_reports_issued",
            "period_id",
            unique=True,
            sqlite_where=sa.text("state = 'issued'"),
            postgresql_where=sa.text("state = 'issued'"),
        ),
        sa.Index(None, "state", "id"),
    )

    # Of the draft, from 1 in each period.
    number: Mapped[int]
    state: Mapped[ReportState] = mapped_column(default=ReportState.DRAFT)
    snapshot: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(sa.String(64))
    taken_at: Mapped[datetime] = mapped_column(default=utcnow)
    direction: Mapped[str] = mapped_column(sa.Text, default="")
    results: Mapped[str] = mapped_column(sa.Text, default="")
    problems: Mapped[str] = mapped_column(sa.Text, default="")
    plans: Mapped[str] = mapped_column(sa.Text, default="")
    requests: Mapped[str] = mapped_column(sa.Text, default="")
    # Given by the clerk's office, as 45/BC-UBND.
    issued_number: Mapped[str] = mapped_column(sa.String(40), default="")
    issued_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()
    period_id: Mapped[int] = mapped_column(sa.ForeignKey("periods.id"))
    taken_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)

    period: Mapped[Period] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}

    @transition(ReportState.DRAFT, to=ReportState.ISSUED, label=_l("Ghi đã ban hành"), who=ISSUERS)
    def issue(self, *, by: Person, number: str, on: date) -> None:
        """The paper was signed and numbered: from now on everybody may read it. Raises `RuleBroken` for a day to come."""
        if not local(self.taken_at).date() <= on <= today():
            raise RuleBroken(_("Ngày ban hành phải từ ngày lấy số liệu đến hôm nay."))
        self.issued_number, self.issued_on = number, on

    @transition(ReportState.DRAFT, to=ReportState.DROPPED, label=_l("Bỏ dự thảo"), who=WRITERS)
    def drop(self, *, by: Person) -> None:
        """A later draft stands in its place; this one stays readable for the office."""

    def write(self, words: Mapping[str, str], *, by: Person) -> None:
        """Take the words of a draft."""
        for name in WORDS:
            setattr(self, name, words[name])
        self.record("commune_reports.write", by=by, role=by.acts_as(*WRITERS))

    def told(self, move: str) -> dict[str, Any]:
        """Which figures were issued."""
        return {"period": self.period.public_name, "draft": self.number, "digest": self.digest} if move == "issue" else {}

    @property
    def public_name(self) -> str:
        """Period and draft, as year-2026/1."""
        return f"{self.period.public_name}/{self.number}"

    @property
    def title(self) -> str:
        """What people call it."""
        return _("Báo cáo của xã: %(period)s", period=self.period.phrase)

    @property
    def is_intact(self) -> bool:
        """Whether the snapshot is still the one that was taken."""
        return self.digest == chain.digest(self.snapshot)
