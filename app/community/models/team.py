"""The teams of a village, and who belongs to them from when to when."""

from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.commune.models import Village
from app.core.audit import Recorded
from app.core.clock import today
from app.core.db import Model
from app.core.enums import Labelled
from app.core.workflow import RuleBroken


class TeamKind(Labelled):
    """The three that the plan names; each village has at most one of a kind."""

    INNOVATION = "innovation", _l("Tổ đổi mới sáng tạo cộng đồng")
    DIGITAL = "digital", _l("Tổ công nghệ số cộng đồng")
    TRANSFORMATION = "transformation", _l("Tổ chuyển đổi số")


class Duty(Labelled):
    LEAD = "lead", _l("Tổ trưởng")
    DEPUTY = "deputy", _l("Tổ phó")
    MEMBER = "member", _l("Thành viên")


class Team(Recorded, Model):
    """One team of a village, set up by a decision."""

    __tablename__ = "teams"
    __table_args__ = (
        sa.CheckConstraint("ended_on IS NULL OR ended_on >= founded_on", name="ends_after_it_begins"),
        sa.Index(
            "uq_teams_current",
            "village_id",
            "kind",
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        ),
    )

    kind: Mapped[TeamKind]
    founded_on: Mapped[date]
    ended_on: Mapped[date | None]
    decision_number: Mapped[str] = mapped_column(sa.String(40))
    is_sample: Mapped[bool] = mapped_column(default=False)
    village_id: Mapped[int] = mapped_column(sa.ForeignKey("villages.id"), index=True)

    village: Mapped[Village] = relationship(lazy="joined", innerjoin=True)
    members: Mapped[list["TeamMember"]] = relationship(
        back_populates="team", order_by="TeamMember.id", cascade="all, delete-orphan"
    )

    def admit(self, name: str, duty: Duty, *, since: date, by: Person, person: Person | None = None) -> "TeamMember":
        """Take somebody in. Raises `RuleBroken` for a second lead, and for whoever belongs already."""
        self._must_stand()
        if duty is Duty.LEAD and any(member.duty is Duty.LEAD for member in self.current):
            raise RuleBroken(_("Tổ đang có tổ trưởng. Hãy cho người ấy thôi trước."))
        if any(member.name.casefold() == name.casefold() for member in self.current):
            raise RuleBroken(_("Người này đang ở trong tổ."))
        if not self.founded_on <= since <= today():
            raise RuleBroken(_("Ngày vào tổ phải từ ngày lập tổ đến hôm nay."))
        member = TeamMember(name=name, duty=duty, since=since, person=person)
        self.members.append(member)
        self.record("teams.admit", by=by, role=by.acts_as(Role.COORDINATOR), member=name, duty=duty.value)
        return member

    def release(self, member: "TeamMember", *, on: date, by: Person) -> None:
        """Somebody leaves. Raises `RuleBroken` for a day before they came."""
        if member.until is not None:
            raise RuleBroken(_("Người này đã thôi rồi."))
        if on < member.since:
            raise RuleBroken(_("Ngày thôi không thể trước ngày vào tổ."))
        member.until = on
        self.record("teams.release", by=by, role=by.acts_as(Role.COORDINATOR), member=member.id, on=on.isoformat())

    def end(self, *, on: date, by: Person, reason: str) -> None:
        """The team is no more; what it did stays. Raises `RuleBroken`."""
        self._must_stand()
        if on < self.founded_on or on > today():
            raise RuleBroken(_("Ngày giải thể phải từ ngày lập tổ đến hôm nay."))
        self.ended_on = on
        self.record("teams.end", by=by, role=by.acts_as(Role.COORDINATOR), reason=reason, on=on.isoformat())

    def _must_stand(self) -> None:
        if self.ended_on is not None:
            raise RuleBroken(_("Tổ này đã giải thể."))

    @property
    def current(self) -> list["TeamMember"]:
        """Who belongs to it today, those who lead first."""
        order = list(Duty)
        here = [member for member in self.members if member.until is None or member.until >= today()]
        return sorted(here, key=lambda member: (order.index(member.duty), member.id or 0))

    @property
    def name(self) -> str:
        """What people call it."""
        return _("%(kind)s thôn %(village)s", kind=self.kind.label, village=self.village.name)


class TeamMember(Model):
    """Somebody in a team, with a duty, from a day to a day."""

    __tablename__ = "team_members"
    __table_args__ = (
        sa.CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_begins"),
        sa.Index(
            "uq_team_members_lead",
            "team_id",
            unique=True,
            sqlite_where=sa.text("duty = 'lead' AND until IS NULL"),
            postgresql_where=sa.text("duty = 'lead' AND until IS NULL"),
        ),
    )

    name: Mapped[str] = mapped_column(sa.String(80))
    duty: Mapped[Duty]
    since: Mapped[date]
    until: Mapped[date | None]
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("teams.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), index=True)

    team: Mapped[Team] = relationship(back_populates="members")
    person: Mapped[Person | None] = relationship()
