"""What a team or an office holds, and who came."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.commune.models import Unit, Village
from app.community.models.staff import Staff
from app.community.models.team import Team
from app.core.clock import local, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken, Workflow, transition
from app.folders.models import Kept

HOLDERS = (Role.COORDINATOR, Role.OFFICIAL, Role.VILLAGE_TEAM)


class ActivityKind(Labelled):
    SUPPORT = "support", _l("Hỗ trợ người dân")
    COMMUNICATION = "communication", _l("Tuyên truyền")
    CONFERENCE = "conference", _l("Hội nghị")
    SEMINAR = "seminar", _l("Tọa đàm, hội thảo, diễn đàn")
    TRAINING = "training", _l("Tập huấn")
    OTHER = "other", _l("Việc khác")


class Subject(Labelled):
    """What it is about: only the first two count for the indicators of training."""

    DIGITAL = "digital", _l("Chuyển đổi số")
    INNOVATION = "innovation", _l("Đổi mới sáng tạo")
    OTHER = "other", _l("Nội dung khác")


class ActivityState(Labelled):
    PLANNED = "planned", _l("Sắp diễn ra")
    HELD = "held", _l("Chờ xã xác nhận")
    CONFIRMED = "confirmed", _l("Đã xác nhận")
    SENT_BACK = "sent_back", _l("Trả lại để bổ sung")
    CANCELLED = "cancelled", _l("Đã hủy")


# What everybody sees.
PUBLIC = (ActivityState.PLANNED, ActivityState.CONFIRMED, ActivityState.CANCELLED)


class Activity(Kept, Workflow, Model):
    """Hoạt động: held by a team or a unit, in a village or for all; indicators count it once a coordinator confirmed it."""

    __tablename__ = "activities"
    __table_args__ = (
        sa.CheckConstraint("team_id IS NOT NULL OR unit_id IS NOT NULL", name="somebody_holds_it"),
        sa.CheckConstraint("people IS NULL OR people BETWEEN 0 AND 100000", name="people_in_numbers"),
        sa.CheckConstraint("state NOT IN ('held', 'confirmed') OR people IS NOT NULL", name="held_for_some"),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="ends_after_it_starts"),
        sa.CheckConstraint(
            "confirmed_by_id IS NULL OR (confirmed_by_id <> logged_by_id AND confirmed_by_id <> noted_by_id)",
            name="four_eyes",
        ),
        sa.CheckConstraint("(state = 'confirmed') = (confirmed_at IS NOT NULL)", name="confirmed_at_a_moment"),
        sa.Index(None, "state", "starts_at", "id"),
        sa.Index(None, "starts_at", "id"),
    )

    kind: Mapped[ActivityKind]
    subject: Mapped[Subject]
    title: Mapped[str] = mapped_column(sa.String(160))
    text: Mapped[str] = mapped_column(sa.Text, default="")
    place: Mapped[str] = mapped_column(sa.String(160))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    # How many it reached, as whoever held it counted.
    people: Mapped[int | None]
    state: Mapped[ActivityState] = mapped_column(default=ActivityState.PLANNED)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    reason: Mapped[str] = mapped_column(sa.String(300), default="")
    confirmed_at: Mapped[datetime | None]
    # The secret of the sheet at the door, where people note themselves.
    door: Mapped[str | None] = mapped_column(sa.String(40), unique=True)
    # Made by the form: sent twice it is one activity.
    sent_key: Mapped[str] = mapped_column(sa.String(40), unique=True)
    version: Mapped[int] = mapped_column()
    is_sample: Mapped[bool] = mapped_column(default=False)
    team_id: Mapped[int | None] = mapped_column(sa.ForeignKey("teams.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"), index=True)
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"), index=True)
    logged_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), index=True)
    # Who said that it took place, and for how many.
    noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    team: Mapped[Team | None] = relationship(lazy="joined")
    unit: Mapped[Unit | None] = relationship(lazy="joined")
    village: Mapped[Village | None] = relationship(lazy="joined")
    attendances: Mapped[list["Attendance"]] = relationship(back_populates="activity", order_by="Attendance.id")

    __mapper_args__ = {"version_id_col": version}

    @transition(
        ActivityState.PLANNED, ActivityState.SENT_BACK, to=ActivityState.HELD, label=_l("Ghi đã diễn ra"), who=HOLDERS
    )
    def hold(self, *, by: Person, people: int) -> None:
        """It took place, for so many people. Raises `RuleBroken` before it began."""
        if self.starts_at > utcnow():
            raise RuleBroken(_("Hoạt động này chưa đến giờ bắt đầu."))
        self.people, self.noted_by_id, self.state_since = people, by.id, utcnow()

    @transition(ActivityState.HELD, to=ActivityState.CONFIRMED, label=_l("Xác nhận"), who=(Role.COORDINATOR,))
    def confirm(self, *, by: Person) -> None:
        """It counts. Raises `RuleBroken` for one's own, and while nothing shows that it took place."""
        if by.id in (self.logged_by_id, self.noted_by_id):
            raise RuleBroken(_("Người ghi hoạt động không tự xác nhận được. Cần một cán bộ khác."))
        if not self.folder.standing and not self.attendances:
            raise RuleBroken(_("Cần ảnh, văn bản hoặc danh sách điểm danh trước khi xác nhận."))
        self.confirmed_at, self.confirmed_by_id, self.state_since = utcnow(), by.id, utcnow()

    @transition(ActivityState.HELD, to=ActivityState.SENT_BACK, label=_l("Trả lại"), who=(Role.COORDINATOR,))
    def send_back(self, *, by: Person, reason: str) -> None:
        """Something is missing; the reason says what."""
        self.reason, self.state_since = reason, utcnow()

    @transition(ActivityState.CONFIRMED, to=ActivityState.SENT_BACK, label=_l("Bỏ xác nhận"), who=(Role.COORDINATOR,))
    def take_back(self, *, by: Person, reason: str) -> None:
        """It was confirmed by mistake; it no longer counts."""
        self.confirmed_at = self.confirmed_by_id = None
        self.reason, self.state_since = reason, utcnow()

    @transition(ActivityState.PLANNED, ActivityState.SENT_BACK, to=ActivityState.CANCELLED, label=_l("Hủy"), who=HOLDERS)
    def cancel(self, *, by: Person, reason: str) -> None:
        """It does not take place."""
        self.reason, self.state_since = reason, utcnow()

    def told(self, move: str) -> dict[str, Any]:
        """What counts for the indicators, and what no longer does."""
        if move not in ("confirm", "take_back"):
            return {}
        return {"kind": self.kind.value, "on": local(self.starts_at).date().isoformat()}

    @property
    def held_by(self) -> str:
        """The name of the team or unit."""
        if self.team is not None:
            return self.team.name
        return self.unit.name if self.unit else ""

    @property
    def is_editable(self) -> bool:
        """Whether its facts may change: until it waits for a coordinator."""
        return self.state in (ActivityState.PLANNED, ActivityState.SENT_BACK)

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state in PUBLIC


class Attendance(Model):
    """Somebody came: one of the staff, or by name."""

    __tablename__ = "attendances"
    __table_args__ = (
        sa.UniqueConstraint("activity_id", "who_key"),
        sa.Index(None, "staff_id", "activity_id"),
    )

    name: Mapped[str] = mapped_column(sa.String(80))
    # The same person is noted once, at the door or from the list.
    who_key: Mapped[str] = mapped_column(sa.String(240))
    at_the_door: Mapped[bool]
    at: Mapped[datetime] = mapped_column(default=utcnow)
    activity_id: Mapped[int] = mapped_column(sa.ForeignKey("activities.id"))
    staff_id: Mapped[int | None] = mapped_column(sa.ForeignKey("staff.id"))
    village_id: Mapped[int | None] = mapped_column(sa.ForeignKey("villages.id"), index=True)

    activity: Mapped[Activity] = relationship(back_populates="attendances")
    staff: Mapped[Staff | None] = relationship()
    village: Mapped[Village | None] = relationship()
