"""Opening the marking of a session and ending it: sheets are handed out, stakes are found, marks are unsealed."""

from app.accounts.models import Person
from app.core import text
from app.core.clock import utcnow
from app.core.db import db
from app.council import queries
from app.council.actions.holding import hold as hold_session
from app.council.models import Case, CouncilSession
from app.initiatives.models import CoAuthor
from app.marking.actions import hand_out, hold
from app.marking.models import ConflictKind, Rubric


def open_marking(session: CouncilSession, *, by: Person) -> None:
    """From here on members mark, and who marks what by which rubric is settled. Raises `RuleBroken`."""
    hold_session(session)
    db.session.refresh(session.rubric, with_for_update={"of": Rubric})
    db.session.scalars(queries.before_the_council(session)).unique().all()
    session.open_marking(by=by)
    insiders = list(db.session.scalars(queries.insiders()))
    for case in session.cases:
        recuse_authors(case, insiders)
        for known in db.session.scalars(queries.earlier_conflicts(case)):
            case.docket.declare(known.person, known.kind, known.words, by_system=True)
        case.initiative.marked_since = case.initiative.marked_since or utcnow()
        hand_out(case.docket, [member.person for member in session.markers])
    db.session.flush()


def unseal(session: CouncilSession, *, by: Person, reason: str | None = None) -> None:
    """End the marking: every sheet is signed, or whoever leads gives a reason. Raises `RuleBroken`."""
    hold_session(session)
    hold([case.docket for case in session.cases], with_sheets=True)
    if reason is None:
        session.complete(by=by)
    else:
        session.unseal(by=by, reason=reason)


def recuse_authors(case: Case, insiders: list[Person]) -> None:
    """Authors have a stake, whether they say so or not, and wherever they sit: in the council or in an office.

    A co-author is known by name only: the same name is the same person unless the years of birth are known to differ.
    """
    initiative = case.initiative
    authors = {one.author_id: one.author for one in (initiative, *initiative.merged)}
    if initiative.organisation is not None:
        authors |= {one.person_id: one.person for one in initiative.organisation.memberships if one.until is None}
    co_authors = initiative.application.authors if initiative.application else []
    for person in insiders:
        if any(_is(person, one) for one in co_authors):
            authors[person.id] = person
    for person in authors.values():
        case.docket.declare(person, ConflictKind.OWN, "", by_system=True)


def _is(person: Person, author: CoAuthor) -> bool:
    if text.fold(author.name) != person.name_folded:
        return False
    if person.birth_year is None or author.birth_date is None:
        return True
    return author.birth_date.year == person.birth_year
