"""What contests know of a person, and what stays of it without a name."""

from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import drop_upload, forgets, rows_of, tells, when_withdrawn
from app.accounts.models import Person, Purpose
from app.contests.models import Contest, Entry, EntryMember, EntryState, EntryVote, Juror
from app.core.db import db


@tells("entries")
def _entries(person: Person) -> list[dict[str, Any]]:
    return rows_of(
        Entry, Entry.author_id == person.id, but=("author_id", "sent_key", "version", "blind_title", "blind_text")
    )


@tells("entry_members")
def _members(person: Person) -> list[dict[str, Any]]:
    own = sa.select(Entry.id).where(Entry.author_id == person.id)
    return rows_of(EntryMember, EntryMember.entry_id.in_(own))


@tells("entry_votes")
def _votes(person: Person) -> list[dict[str, Any]]:
    return rows_of(EntryVote, EntryVote.voter_id == person.id, but=("voter_id",))


@tells("judged_rounds")
def _rounds(person: Person) -> list[dict[str, Any]]:
    return rows_of(Juror, Juror.person_id == person.id, but=("person_id",))


@when_withdrawn(Purpose.PUBLIC_NAME)
def _hide_names(person: Person) -> None:
    """What was entered stays; the names beside it go."""
    for entry in db.session.scalars(sa.select(Entry).where(Entry.author_id == person.id)):
        entry.shows_names = False


@forgets
def _forget(person: Person) -> None:
    """Votes count on without a name; drafts go, what was sent stays without the names of those who made it."""
    _hide_names(person)
    own = sa.select(Entry).where(Entry.author_id == person.id)
    for entry in db.session.scalars(own).unique():
        if entry.state is EntryState.DRAFT:
            uploads = [file.upload for file in entry.files]
            db.session.delete(entry)
            db.session.flush()
            for upload in uploads:
                drop_upload(upload)
            continue
        entry.team_name = ""
        for member in entry.members:
            member.name, member.guardian_name, member.guardian_phone = _("Người đã rời trang"), "", None
    until = sa.select(Contest.votes_until).join(Entry, Entry.contest_id == Contest.id)
    until = until.where(Entry.id == EntryVote.entry_id).correlate(EntryVote)
    counted = sa.literal(person.confirmed_at, type_=EntryVote.cast_at.type) <= until.scalar_subquery()
    whose = sa.update(EntryVote).where(EntryVote.voter_id == person.id)
    counted_now = counted if person.confirmed_at is not None else sa.false()
    db.session.execute(whose.values(counted=counted_now, voter_id=None).execution_options(synchronize_session=False))
