"""What one may ask about sessions. Each returns a Select."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Organisation, Person, Role
from app.accounts.queries import holders
from app.council.models import COUNCIL, Case, CouncilSession, Member, SessionState
from app.council.policy import OVERSEERS
from app.initiatives.models import Application, Initiative, State
from app.marking.models import Conflict, Docket, Sheet
from app.papers.models import Certificate


def visible_to(person: Any) -> sa.ColumnElement[bool]:
    """What is published; for members their sessions; for those who oversee all of them."""
    published = CouncilSession.state == SessionState.PUBLISHED
    if not person.is_authenticated:
        return published
    if person.has(*OVERSEERS):
        return sa.true()
    if not person.has(*COUNCIL):
        return published
    own = sa.select(Member.id).where(Member.session_id == CouncilSession.id, Member.person_id == person.id)
    return sa.or_(published, own.exists())


def sessions(seen_by: Any) -> sa.Select[CouncilSession]:
    """All that a reader may see; the caller brings the order."""
    return sa.select(CouncilSession).where(visible_to(seen_by))


def by_code(code: str, seen_by: Any) -> sa.Select[CouncilSession]:
    """One session with everything in it, in a constant number of statements."""
    cases = selectinload(CouncilSession.cases)
    docket = cases.joinedload(Case.docket)
    return (
        sessions(seen_by)
        .where(CouncilSession.code == code)
        .options(
            joinedload(CouncilSession.rubric),
            selectinload(CouncilSession.members).joinedload(Member.person).selectinload(Person.grants),
            cases.joinedload(Case.initiative).joinedload(Initiative.author),
            cases.joinedload(Case.initiative).joinedload(Initiative.application).selectinload(Application.authors),
            cases.joinedload(Case.initiative).selectinload(Initiative.merged).joinedload(Initiative.author),
            cases.joinedload(Case.initiative).joinedload(Initiative.organisation).selectinload(Organisation.memberships),
            cases.joinedload(Case.certificate),
            docket.selectinload(Docket.sheets).joinedload(Sheet.marker),
            docket.selectinload(Docket.sheets).selectinload(Sheet.signings),
            docket.selectinload(Docket.conflicts).joinedload(Conflict.person),
        )
    )


def as_it_is(session: CouncilSession) -> sa.Select[CouncilSession]:
    """A session read anew, with its members and its agenda."""
    return (
        sa.select(CouncilSession)
        .where(CouncilSession.id == session.id)
        .options(selectinload(CouncilSession.members), selectinload(CouncilSession.cases))
        .execution_options(populate_existing=True)
    )


def before_the_council(session: CouncilSession) -> sa.Select[Initiative]:
    """Its initiatives with their applications read anew, and kept from their authors until the transaction ends."""
    return (
        sa.select(Initiative)
        .where(Initiative.id.in_([case.initiative_id for case in session.cases]))
        .options(selectinload(Initiative.application).selectinload(Application.authors))
        .order_by(Initiative.id)
        .with_for_update(of=Initiative)
        .execution_options(populate_existing=True)
    )


def earlier_conflicts(case: Case) -> sa.Select[Conflict]:
    """What people declared about the same initiative in sessions before this one."""
    docket = sa.select(Case.docket_id).where(Case.initiative_id == case.initiative_id, Case.id != case.id)
    return sa.select(Conflict).where(Conflict.docket_id.in_(docket)).options(joinedload(Conflict.person))


def published(code: str) -> sa.Select[CouncilSession]:
    """A published session with what its open data says of it."""
    return (
        sa.select(CouncilSession)
        .where(CouncilSession.code == code, CouncilSession.state == SessionState.PUBLISHED)
        .options(joinedload(CouncilSession.rubric), selectinload(CouncilSession.members))
    )


def prepared() -> sa.Select[CouncilSession]:
    """Sessions that still take cases, soonest first."""
    return (
        sa.select(CouncilSession)
        .where(CouncilSession.state == SessionState.PREPARED)
        .order_by(CouncilSession.held_on, CouncilSession.id)
    )


def last_code(year: int) -> sa.Select[str]:
    """The highest code of a year; codes of one year sort as texts."""
    return (
        sa.select(CouncilSession.code)
        .where(CouncilSession.code.startswith(f"HD-{year}-"))
        .order_by(sa.func.length(CouncilSession.code).desc(), CouncilSession.code.desc())
        .limit(1)
    )


def how_many_wait() -> sa.Select[int]:
    """How many could still be put on an agenda."""
    return sa.select(sa.func.count()).select_from(waiting_for_a_session().order_by(None).subquery())


def waiting_for_a_session() -> sa.Select[Initiative]:
    """What was referred and is before no session: new, or carried over."""
    before = sa.select(Case.id).where(Case.initiative_id == Initiative.id, Case.is_open)
    return (
        sa.select(Initiative)
        .where(Initiative.state == State.EVALUATING, ~before.exists())
        .order_by(Initiative.state_since, Initiative.id)
    )


def open_case_elsewhere(initiative: Initiative, session: CouncilSession) -> sa.Select[int]:
    """Whether an initiative is before another session that has not published anything about it."""
    return sa.select(Case.id).where(Case.initiative_id == initiative.id, Case.is_open, Case.session_id != session.id)


def candidates() -> sa.Select[Person]:
    """Everybody who holds a role of the council today."""
    return holders(*COUNCIL)


def insiders() -> sa.Select[Person]:
    """Whoever comes near a sheet or a result before it is published."""
    return holders(*COUNCIL, *OVERSEERS, Role.COORDINATOR)


def cases_of(dockets: Collection[int]) -> sa.Select[Case]:
    """The cases that dockets belong to."""
    return (
        sa.select(Case)
        .where(Case.docket_id.in_(dockets))
        .options(joinedload(Case.session), joinedload(Case.initiative).joinedload(Initiative.application))
    )


def unfinished(person: Any) -> sa.Select[CouncilSession]:
    """Sessions that wait for a secretary's next step, or for this chair's."""
    seat = sa.select(Member.session_id).where(Member.person_id == person.id)
    return (
        sa.select(CouncilSession)
        .where(CouncilSession.state != SessionState.PUBLISHED, CouncilSession.id.in_(seat))
        .options(selectinload(CouncilSession.members))
        .order_by(CouncilSession.state_since)
    )


def certified(certificate: Certificate) -> sa.Select[Case]:
    """The case that a certificate was given for."""
    return (
        sa.select(Case)
        .where(Case.certificate_id == certificate.id)
        .options(joinedload(Case.session), joinedload(Case.initiative).joinedload(Initiative.application))
    )
