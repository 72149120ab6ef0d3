"""Setting a session up, and bringing initiatives before it."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.council import queries
from app.council.actions.holding import hold
from app.council.models import Case, CouncilSession, Member, MemberRole
from app.initiatives.models import Initiative, State
from app.marking.models import Rubric


def set_up(*, by: Person, rubric: Rubric, **facts: Any) -> CouncilSession:
    """A session with the next code of the year of its day; whoever sets it up sits in it as its secretary."""
    year = facts["held_on"].year
    last = db.session.scalar(queries.last_code(year))
    number = int(last.rpartition("-")[2]) + 1 if last else 1
    session = CouncilSession(code=f"HD-{year}-{number:02d}", rubric=rubric, **facts)
    add_once(session, _("Có người vừa lập một phiên khác. Hãy gửi lại."))
    session.seat(by, MemberRole.SECRETARY)
    session.record("council_sessions.set_up", by=by)
    return session


def change(session: CouncilSession, *, by: Person, rubric: Rubric, facts: Mapping[str, Any]) -> None:
    """Change what a session says of itself. Raises `RuleBroken` for what is settled once marking has begun."""
    hold(session)
    session.change(rubric, **facts)
    session.record("council_sessions.change", by=by)


def seat(session: CouncilSession, person: Person, role: MemberRole, *, by: Person) -> None:
    """Give somebody a seat. Raises `RuleBroken`."""
    hold(session)
    session.seat(person, role)
    session.record("council_sessions.seat", by=by, person=person.id, role_there=role.value)


def unseat(session: CouncilSession, member: Member, *, by: Person) -> None:
    """Take a seat back. Raises `RuleBroken` once marking has begun."""
    hold(session)
    session.unseat(member)
    session.record("council_sessions.unseat", by=by, person=member.person_id)


def refer(initiative: Initiative, session: CouncilSession, *, by: Person) -> Case:
    """A coordinator brings an initiative before a session. Raises `RuleBroken`."""
    hold(session)
    case = _taken(session, initiative)
    initiative.refer(by=by, council_session=session.title, council_code=session.code)
    return case


def take(session: CouncilSession, initiative: Initiative, *, by: Person) -> Case:
    """Put something that waits for a session on the agenda. Raises `RuleBroken`."""
    hold(session)
    if initiative.state is not State.EVALUATING:
        raise RuleBroken(_("Chỉ đưa vào phiên sáng kiến đã được chuyển Hội đồng."))
    case = _taken(session, initiative)
    initiative.council_session, initiative.council_code = session.title, session.code
    session.record("council_sessions.take", by=by, code=initiative.code)
    return case


def give_back(session: CouncilSession, case: Case, *, by: Person) -> None:
    """Take it off the agenda again. Raises `RuleBroken` once marking has begun."""
    hold(session)
    session.give_back(case)
    session.record("council_sessions.give_back", by=by, code=case.initiative.code)


def call_roll(session: CouncilSession, present: set[int], absent_for: dict[int, str], *, by: Person) -> None:
    """Write down who came. Raises `RuleBroken` once it is concluded."""
    hold(session)
    session.call_roll(present, absent_for)
    session.record("council_sessions.call_roll", by=by)


def _taken(session: CouncilSession, initiative: Initiative) -> Case:
    db.session.refresh(initiative, ["state", "version"], with_for_update={"of": Initiative})  # one session after the other
    if db.session.scalar(queries.open_case_elsewhere(initiative, session)):
        raise RuleBroken(_("Sáng kiến này đang ở một phiên khác của Hội đồng."))
    return session.take(initiative)
