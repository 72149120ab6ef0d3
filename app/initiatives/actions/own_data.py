"""What the house holds of somebody's ideas, votes and remarks, and what stays of them without a name."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import drop_upload, forgets, rows_of, tells, when_withdrawn
from app.accounts.models import Person, Purpose
from app.core import text
from app.core.db import db
from app.core.search.index import forget
from app.initiatives.models import (
    Application,
    CoAuthor,
    Comment,
    FirstApplier,
    Initiative,
    PaperCode,
    PaperLine,
    PaperList,
    Report,
    State,
    Vote,
)
from app.initiatives.queries.reading import spoken_for_by


@tells("initiatives")
def _initiatives(person: Person) -> list[dict[str, Any]]:
    return rows_of(Initiative, spoken_for_by(person), but=("shuffle", "sent_key"))


@tells("applications")
def _applications(person: Person) -> list[dict[str, Any]]:
    return rows_of(Application, Application.initiative.has(Initiative.author_id == person.id))


@tells("votes")
def _votes(person: Person) -> list[dict[str, Any]]:
    return rows_of(Vote, Vote.voter_id == person.id, but=("voter_id",))


@tells("comments")
def _comments(person: Person) -> list[dict[str, Any]]:
    return rows_of(Comment, Comment.author_id == person.id, but=("author_id", "html", "sent_key"))


@tells("reports")
def _reports(person: Person) -> list[dict[str, Any]]:
    return rows_of(Report, Report.person_id == person.id, but=("person_id",))


@tells("signed_on_paper")
def _signed(person: Person) -> list[dict[str, Any]]:
    return rows_of(PaperLine, PaperLine.person_id == person.id, but=("person_id", "same_key", "list_id"))


@tells("paper_codes")
def _codes(person: Person) -> list[dict[str, Any]]:
    return rows_of(PaperCode, PaperCode.used_by_id == person.id, but=("used_by_id", "code_hash", "sheet_id"))


@when_withdrawn(Purpose.PUBLIC_NAME)
def _hide_name(person: Person) -> None:
    """What was sent stays; the name beside it goes, from the search as well."""
    for initiative in db.session.scalars(sa.select(Initiative).where(Initiative.author_id == person.id)):
        initiative.show_name = False
    forget("author", person.id)
    named = (Comment.author_id == person.id, Comment.show_name)
    db.session.execute(sa.update(Comment).where(*named).values(show_name=False, version=Comment.version + 1))


@forgets
def _forget(person: Person) -> None:
    """Votes count on without a name, remarks stay without one; what nobody has seen yet goes, what is public stays."""
    _hide_name(person)
    own = sa.select(Initiative).where(Initiative.author_id == person.id)
    for initiative in db.session.scalars(own).unique():
        if initiative.state is State.DRAFT:
            uploads = [attachment.upload for attachment in initiative.attachments]
            db.session.delete(initiative)
            db.session.flush()
            for upload in uploads:
                drop_upload(upload)
            continue
        initiative.slip = None  # whoever still holds the paper opens nothing with it
        if not initiative.is_public and initiative.allows("withdraw"):
            initiative.withdraw(by=person)
        if (application := initiative.application) is not None:
            _forget_application(application, person)
    db.session.execute(sa.delete(Vote).where(Vote.voter_id == person.id, Vote.counts.is_(False)))
    db.session.execute(sa.update(Vote).where(Vote.voter_id == person.id).values(voter_id=None))
    # Lines that became no vote name nobody by number: the same name and year in the village are the same person. One that
    # is still to be compared goes: nobody may be counted by a name that is gone.
    here = sa.select(PaperList.id).where(PaperList.village_id == person.village_id)
    same = (PaperLine.same_key == f"{person.name_folded}|{person.birth_year}", PaperLine.list_id.in_(here))
    open_lines = sa.delete(PaperLine).where(*same, PaperLine.outcome.is_(None)).returning(PaperLine.list_id)
    changed = list(db.session.scalars(open_lines))
    anew = sa.update(PaperList).where(PaperList.id.in_(changed))
    db.session.execute(anew.values(version=PaperList.version + 1))
    signed = sa.update(PaperLine).where(sa.or_(PaperLine.person_id == person.id, sa.and_(*same)))
    db.session.execute(signed.values(name=_("Người đã rời trang"), birth_year=None, same_key=None))
    wrote = sa.update(Comment).where(Comment.author_id == person.id)
    db.session.execute(wrote.values(author_id=None, sent_key=None, version=Comment.version + 1))


def _forget_application(application: Application, person: Person) -> None:
    """A form that no council has marked goes; of one that it has, what the decision does not need."""
    if application.initiative.decision_number is None and application.initiative.marked_since is None:
        db.session.delete(application)
        return
    lines: list[CoAuthor | FirstApplier] = [*application.authors, *application.first_appliers]
    for line in lines:
        if text.fold(line.name) == person.name_folded:
            line.birth_date, line.workplace, line.job, line.qualification = None, "", "", ""
