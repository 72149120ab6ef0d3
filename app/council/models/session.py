"""A session of the council: who sits, what is before it, and its way to the published decision."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person, Role
from app.core.clock import today, utcnow
from app.core.db import Model
from app.core.enums import Labelled
from app.core.text import fold
from app.core.workflow import RuleBroken, Workflow, transition
from app.council.models.case import Case
from app.council.models.member import Member, MemberRole
from app.initiatives.models import Initiative
from app.marking.models import Docket, Rubric
from app.marking.results import needed

CHAIR, SECRETARY, MEMBER = Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER
# Who may be given a seat.
COUNCIL = (CHAIR, SECRETARY, MEMBER)
# Whoever leads: the chair, or the vice chair in their place.
LEADS = (CHAIR, MEMBER)
# Shares that make a quorum; two thirds is the proposal until the commune decides.
QUORUMS = ("1/2", "2/3", "3/4")


class SessionState(Labelled):
    PREPARED = "prepared", _l("Đang chuẩn bị")
    MARKING = "marking", _l("Đang chấm, điểm niêm phong")
    COMPLETE = "complete", _l("Đã mở niêm phong điểm")
    CONCLUDED = "concluded", _l("Đã kết luận, chờ công bố")
    PUBLISHED = "published", _l("Đã công bố")


class CouncilSession(Workflow, Model):
    """Decide first, publish together: nothing that comes out is seen outside before the batch is published."""

    __tablename__ = "council_sessions"
    __table_args__ = (
        sa.Index(None, "state", "id"),
        sa.CheckConstraint(
            "(state = 'published') = (decision_number IS NOT NULL AND decision_on IS NOT NULL AND published_at IS NOT NULL)",
            name="published_by_decision",
        ),
        sa.CheckConstraint("quorum IN ('1/2', '2/3', '3/4')", name="quorum_known"),
    )

    code: Mapped[str] = mapped_column(sa.String(16), unique=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    state: Mapped[SessionState] = mapped_column(default=SessionState.PREPARED)
    state_since: Mapped[datetime] = mapped_column(default=utcnow)
    # The decision that set the council up.
    setup_number: Mapped[str] = mapped_column(sa.String(40))
    setup_on: Mapped[date]
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(sa.String(160))
    agenda: Mapped[str] = mapped_column(sa.Text, default="")
    quorum: Mapped[str] = mapped_column(sa.String(8), default="2/3")
    # When what the council says of its cases was last written down.
    conclusions_at: Mapped[datetime | None]
    # The decision that its results were published by; one decision, one batch.
    decision_number: Mapped[str | None] = mapped_column(sa.String(40))
    # Its year and number however it is written: numbers begin anew each year.
    decision_key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    decision_on: Mapped[date | None]
    signer: Mapped[str | None] = mapped_column(sa.String(80))
    published_at: Mapped[datetime | None]
    # The cases as they were published, and the digest of everything they are computed from, which the history has as well.
    results: Mapped[list[Any] | None]
    results_digest: Mapped[str | None] = mapped_column(sa.String(64))
    version: Mapped[int] = mapped_column()
    rubric_id: Mapped[int] = mapped_column(sa.ForeignKey("rubrics.id"))

    rubric: Mapped[Rubric] = relationship()
    members: Mapped[list[Member]] = relationship(back_populates="session", order_by=Member.id, cascade="all, delete-orphan")
    cases: Mapped[list[Case]] = relationship(back_populates="session", order_by=Case.position, cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version}

    @transition(SessionState.PREPARED, to=SessionState.MARKING, label=_l("Mở chấm điểm"), who=(SECRETARY, CHAIR))
    def open_marking(self, *, by: Person) -> None:
        """What goes with it is in `actions.marking.open_marking`."""
        if self.chair is None:
            raise RuleBroken(_("Phiên chưa có Chủ tịch Hội đồng."))
        if len(self.markers) < 3:
            raise RuleBroken(_("Cần ít nhất ba người chấm."))
        if not self.cases:
            raise RuleBroken(_("Phiên chưa có hồ sơ nào."))
        for member in self.members:
            if not (member.person.has(*COUNCIL) and member.person.is_active):
                raise RuleBroken(_("%(name)s không còn vai trò trong Hội đồng.", name=member.person.name))
        for case in self.cases:
            if case.initiative.application is None or case.initiative.application.missing:
                raise RuleBroken(
                    _("%(code)s: tác giả chưa hoàn thành đơn. Hãy nhắc tác giả hoặc đưa hồ sơ ra khỏi phiên.",
                      code=case.initiative.code)
                )  # fmt: skip

    @transition(SessionState.MARKING, to=SessionState.COMPLETE, label=_l("Mở niêm phong điểm"), who=(SECRETARY, CHAIR))
    def complete(self, *, by: Person) -> None:
        """What goes with it is in `actions.marking.unseal`."""
        if waiting := self.waiting:
            raise RuleBroken(_("Còn %(num)d phiếu chưa ký, chưa mở niêm phong được.", num=len(waiting)))
        self._unseal()

    @transition(SessionState.MARKING, to=SessionState.COMPLETE, label=_l("Mở niêm phong khi còn thiếu phiếu"), who=LEADS)
    def unseal(self, *, by: Person, reason: str) -> None:
        self.must_be_led_by(by)
        self._unseal()

    @transition(SessionState.COMPLETE, to=SessionState.CONCLUDED, label=_l("Kết luận phiên"), who=LEADS)
    def conclude(self, *, by: Person) -> None:
        """That every case has what it needs is asked in `actions.deciding.conclude`."""
        self.must_be_led_by(by)
        self.must_have_quorum()
        if self.conclusions_at is None:
            raise RuleBroken(_("Thư ký chưa ghi kết luận từng hồ sơ."))

    @transition(
        SessionState.COMPLETE, SessionState.CONCLUDED, to=SessionState.MARKING, label=_l("Mở lại việc chấm"), who=LEADS
    )
    def reopen(self, *, by: Person, reason: str) -> None:
        """Marks that were seen stay seen; the reason and the moment stand in the minutes, conclusions are written anew."""
        self.must_be_led_by(by)
        self.must_be_nobody_s_stake(by)
        self.conclusions_at = None
        for case in self.cases:
            case.docket.seal_again()
            case.tie_order = None

    @transition(SessionState.CONCLUDED, to=SessionState.PUBLISHED, label=_l("Công bố kết quả"), who=(SECRETARY,))
    def publish(
        self, *, by: Person, decision_number: str, decision_on: date, signer: str, results: list[Any], digest: str
    ) -> None:
        """What goes with it is in `actions.deciding.publish`."""
        self.must_have_quorum()
        if decision_on > today():
            raise RuleBroken(_("Ngày quyết định không thể ở tương lai."))
        if decision_on < self.held_on:
            raise RuleBroken(_("Quyết định không thể có trước ngày họp."))
        self.decision_number, self.decision_on, self.signer = decision_number, decision_on, signer
        if fold(decision_number) == fold(self.setup_number):
            raise RuleBroken(_("Đây là số quyết định thành lập Hội đồng, không phải quyết định công nhận."))
        self.decision_key = f"{decision_on.year}|{fold(decision_number).replace(' ', '')}"
        self.published_at, self.results, self.results_digest = utcnow(), results, digest

    def told(self, move: str) -> dict[str, Any]:
        """At the unsealing the digests of the sheets of each case, at publishing that of what is published."""
        if move in ("complete", "unseal"):
            counted = {str(case.initiative.code): case.docket.counted for case in self.cases}
            return {
                "session": self.code,
                "sheets": {code: sorted(sheet.signings[-1].digest for sheet in sheets) for code, sheets in counted.items()},
            }
        return {"session": self.code, "results": self.results_digest} if move == "publish" else {}

    @property
    def public_name(self) -> str | None:
        """Its code, once everybody may read what came out."""
        return self.code if self.is_published else None

    def change(self, rubric: Rubric, **facts: Any) -> None:
        """Change what it says of itself. Once marking has begun only day, place and agenda, until it is concluded.

        Raises `RuleBroken`.
        """
        settled = {name for name, value in facts.items() if getattr(self, name) != value} - {"held_on", "place", "agenda"}
        if settled or rubric.id != self.rubric_id:
            self.must_be_prepared()
        if self.state in (SessionState.CONCLUDED, SessionState.PUBLISHED):
            raise RuleBroken(_("Phiên đã kết luận, không sửa được nữa."))
        self.rubric = rubric
        for case in self.cases:
            case.docket.rubric = rubric
        for name, value in facts.items():
            setattr(self, name, value)

    def seat(self, person: Person, role: MemberRole) -> Member:
        """Give somebody a seat. Raises `RuleBroken`."""
        self.must_be_prepared()
        if any(member.person_id == person.id for member in self.members):
            raise RuleBroken(_("%(name)s đã có trong phiên.", name=person.name))
        if not person.has(*COUNCIL):
            raise RuleBroken(_("%(name)s không có vai trò trong Hội đồng.", name=person.name))
        if role is MemberRole.CHAIR and self.chair is not None:
            raise RuleBroken(_("Phiên đã có Chủ tịch Hội đồng."))
        if role is MemberRole.CHAIR and not person.has(CHAIR):
            raise RuleBroken(_("%(name)s không được giao vai trò Chủ tịch Hội đồng.", name=person.name))
        member = Member(person=person, person_id=person.id, role=role)
        self.members.append(member)
        return member

    def unseat(self, member: Member) -> None:
        """Take a seat back. Raises `RuleBroken` once marking has begun."""
        self.must_be_prepared()
        self.members = [one for one in self.members if one is not member]

    def take(self, initiative: Initiative) -> Case:
        """Put an initiative on the agenda. Raises `RuleBroken`."""
        self.must_be_prepared()
        if any(case.initiative_id == initiative.id for case in self.cases):
            raise RuleBroken(_("%(code)s đã có trong phiên.", code=initiative.code))
        last = max((case.position for case in self.cases), default=0)
        case = Case(initiative=initiative, docket=Docket(rubric=self.rubric, kept_by="council"), position=last + 1)
        self.cases.append(case)
        return case

    def give_back(self, case: Case) -> None:
        """Take an initiative off the agenda; it waits for another session. Raises `RuleBroken` once marking has begun."""
        self.must_be_prepared()
        self.cases = [one for one in self.cases if one is not case]

    def call_roll(self, present: Iterable[int], absent_for: dict[int, str]) -> None:
        """Write down who came, by number of member, and why others did not. Raises `RuleBroken` once it is concluded."""
        if not self.takes_roll:
            raise RuleBroken(_("Phiên đã kết luận, không sửa điểm danh được nữa."))
        here = set(present)
        for member in self.members:
            member.is_present = member.id in here
            member.absent_for = "" if member.is_present else absent_for.get(member.id, "")

    def must_be_prepared(self) -> None:
        """Raises `RuleBroken` once marking has begun: who marks what by which rubric is settled then."""
        if self.state is not SessionState.PREPARED:
            raise RuleBroken(_("Phiên đã mở chấm điểm, không đổi thành viên, hồ sơ hay mẫu chấm được nữa."))

    def must_be_led_by(self, person: Person) -> None:
        """Raises `RuleBroken` for anybody but the chair of this session, or the vice chair in their place."""
        if not self.is_led_by(person):
            raise RuleBroken(_("Việc này do Chủ tịch Hội đồng của phiên quyết định."))

    def must_be_nobody_s_stake(self, person: Person) -> None:
        """Raises `RuleBroken` for whoever has a stake in one of the cases: what is written for all is not theirs."""
        if any(case.docket.conflict_of(person) for case in self.cases):
            raise RuleBroken(_("Người có liên quan đến một hồ sơ của phiên không làm việc này. Hãy để người khác làm."))

    def must_have_quorum(self) -> None:
        """Raises `RuleBroken` until enough of those who mark were present."""
        if any(member.is_present is None for member in self.members):
            raise RuleBroken(_("Chưa điểm danh đủ thành viên."))
        if not self.has_quorum:
            raise RuleBroken(
                _("Có mặt %(here)d trên %(all)d người chấm, chưa đủ %(quorum)s để Hội đồng quyết định.",
                  here=len(self.present), all=len(self.markers), quorum=self.quorum)
            )  # fmt: skip

    def is_led_by(self, person: Any) -> bool:
        """The chair; the vice chair where the chair is no longer in office, or has a stake that the vice chair has not."""
        seat = self.member_of(person)
        if seat is None or self.chair is None or not person.has(*COUNCIL):
            return False
        in_office = self.chair.person.has(CHAIR) and self.chair.person.is_active
        if seat is self.chair:
            return in_office
        has_stake = any(case.docket.conflict_of(self.chair.person) for case in self.cases)
        free = not any(case.docket.conflict_of(person) for case in self.cases)
        return seat.role is MemberRole.VICE_CHAIR and (not in_office or (has_stake and free))

    @property
    def takes_roll(self) -> bool:
        """Whether the roll may be called, or corrected."""
        return self.state not in (SessionState.CONCLUDED, SessionState.PUBLISHED)

    @property
    def chair(self) -> Member | None:
        """Who leads it."""
        return next((member for member in self.members if member.role is MemberRole.CHAIR), None)

    @property
    def secretary(self) -> Member | None:
        """Who keeps its papers."""
        return next((member for member in self.members if member.role is MemberRole.SECRETARY), None)

    @property
    def markers(self) -> list[Member]:
        """Those who mark."""
        return [member for member in self.members if member.is_marker]

    @property
    def present(self) -> list[Member]:
        """Those of them who came."""
        return [member for member in self.markers if member.is_present]

    @property
    def has_quorum(self) -> bool:
        """Whether enough came for the council to decide."""
        return len(self.present) >= needed(len(self.markers), self.quorum)

    @property
    def waiting(self) -> list[Any]:
        """The sheets that are still expected."""
        return [sheet for case in self.cases for sheet in case.docket.waiting]

    @property
    def is_unsealed(self) -> bool:
        """Whether those without a stake may see the marks."""
        return self.state in (SessionState.COMPLETE, SessionState.CONCLUDED, SessionState.PUBLISHED)

    @property
    def is_published(self) -> bool:
        """Whether everybody may read what came out."""
        return self.state is SessionState.PUBLISHED

    def member_of(self, person: Any) -> Member | None:
        """The seat of somebody."""
        return next((member for member in self.members if member.person_id == person.id), None)

    def _unseal(self) -> None:
        for case in self.cases:
            case.docket.unseal()


@sa.event.listens_for(CouncilSession.state, "set")
def _note_since(session: CouncilSession, value: SessionState, before: Any, _initiator: Any) -> None:
    """The clock of a state starts when the state does."""
    if value is not before:
        session.state_since = utcnow()
