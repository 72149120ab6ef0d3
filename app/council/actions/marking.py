"""Opening the marking of a session: sheets are handed out, and whoever has a stake is found."""

from app.accounts.models import Person
from app.core import text
from app.core.clock import utcnow
from app.core.db import db
from app.council.models import Case, CouncilSession, Member
from app.initiatives.models import CoAuthor
from app.marking.actions import hand_out
from app.marking.models import ConflictKind


def open_marking(session: CouncilSession, *, by: Person) -> None:
    """From here on members mark, and who marks what by which rubric is settled. Raises `RuleBroken`."""
    session.open_marking(by=by)
    now = utcnow()
    for case in session.cases:
        recuse_authors(case)
        case.docket.opened_at = case.docket.opened_at or now
        case.initiative.marked_since = case.initiative.marked_since or now
        hand_out(case.docket, [member.person for member in session.markers])
    db.session.flush()


def recuse_authors(case: Case) -> None:
    """Authors and co-authors among the members have a stake, whether they say so or not.

    A co-author is known by name only: the same name is the same person unless the years of birth are known to differ.
    """
    initiative = case.initiative
    authors = {initiative.author_id, *(one.author_id for one in initiative.merged)}
    co_authors = initiative.application.authors if initiative.application else []
    for member in case.session.members:
        if member.person_id in authors or any(_is(member, one) for one in co_authors):
            case.docket.declare(member.person, ConflictKind.OWN, "", by_system=True)


def _is(member: Member, author: CoAuthor) -> bool:
    person = member.person
    if text.fold(author.name) != person.name_folded:
        return False
    if person.birth_year is None or author.birth_date is None:
        return True
    return author.birth_date.year == person.birth_year
