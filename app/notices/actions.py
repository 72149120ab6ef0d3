"""Following, telling, mailing."""

from datetime import datetime, time
from typing import Any

import sqlalchemy as sa

from app.accounts.actions.own_data import forgets, rows_of, tells, when_withdrawn
from app.accounts.models import Person, Purpose
from app.core import mail, outbox
from app.core.clock import local, utcnow
from app.core.db import db
from app.core.workflow import add_once
from app.notices import queries
from app.notices.channels import CHANNELS
from app.notices.models import Follow, Notice, Preference, Rhythm

DIGEST_AT = time(18, 0)  # after work, before the evening news
MOST_IN_A_MAIL = 30


def follow(person: Person, subject_type: str, subject_id: int, *, muted: bool = False) -> None:
    """Follow a thing, or with `muted` hear nothing more of it. Doing it again changes nothing."""
    found = db.session.scalar(queries.follow(person, subject_type, subject_id))
    if found is None:
        facts = {"subject_type": subject_type, "subject_id": subject_id, "person_id": person.id}
        add_once(Follow(**facts, since=utcnow(), is_muted=muted), "")
    else:
        found.is_muted = muted


def follow_along(subject_type: str, from_id: int, to_id: int) -> None:
    """Whoever follows or muted the one thing does the same with the other, unless they chose there already."""
    chosen = sa.select(Follow.person_id).where(Follow.subject_type == subject_type, Follow.subject_id == to_id)
    columns = (Follow.subject_type, sa.literal(to_id), Follow.person_id, Follow.since, Follow.is_muted)
    whose = sa.select(*columns).where(Follow.subject_type == subject_type, Follow.subject_id == from_id)
    names = ["subject_type", "subject_id", "person_id", "since", "is_muted"]
    db.session.execute(sa.insert(Follow).from_select(names, whose.where(Follow.person_id.not_in(chosen))))


def prefer(person_id: int, rhythm: Rhythm) -> None:
    """Choose how often mail comes."""
    found = db.session.scalar(sa.select(Preference).where(Preference.person_id == person_id))
    if found is None:
        db.session.add(Preference(person_id=person_id, rhythm=rhythm))
    else:
        found.rhythm = rhythm
    if rhythm is Rhythm.NEVER:
        db.session.execute(sa.update(Notice).where(Notice.person_id == person_id).values(wants_mail=False))


def rhythm_of(person: Person) -> Rhythm:
    """How often mail comes to somebody."""
    return db.session.scalar(sa.select(Preference.rhythm).where(Preference.person_id == person.id)) or Rhythm.DAILY


def tell(people: list[int], *, happening: str, at: datetime, title: str, text: str, endpoint: str, **values: Any) -> None:
    """Put a notice before each of these people; mails follow by their own jobs. The same happening tells nobody twice."""
    if not people:
        return
    rhythms = {id: Rhythm(rhythm) for id, rhythm in db.session.execute(queries.mail_rhythms(people))}
    told = set(db.session.scalars(sa.select(Notice.person_id).where(Notice.happening == happening)))
    for id in people:
        if id in told:
            continue
        rhythm = rhythms.get(id, Rhythm.NEVER)
        notice = Notice(happening=happening, at=at, title=title[:200], text=text, endpoint=endpoint, values=values)
        notice.person_id, notice.wants_mail = id, rhythm is not Rhythm.NEVER
        db.session.add(notice)
        db.session.flush()
        if rhythm is Rhythm.AT_ONCE:
            notice.mail_key = f"notice-{notice.id}"
            outbox.post("notices.mail", notice.mail_key, person=id)


def reword(happening: str, text: str) -> None:
    """Say something else of what was told on screen; a mail that has not left says nothing of it any more."""
    told = sa.update(Notice).where(Notice.happening == happening)
    db.session.execute(told.values(text=text, wants_mail=False))


def read_all(person: Person) -> None:
    """Nothing is new any more."""
    db.session.execute(
        sa.update(Notice).where(Notice.person_id == person.id, Notice.read_at.is_(None)).values(read_at=utcnow())
    )


@outbox.every_minute
def _plan_digest() -> None:
    """The mails of a day leave at one hour of that day, once; a worker that slept makes up for today."""
    if local(utcnow()).time() >= DIGEST_AT:
        outbox.post("notices.digest", f"digest-{local(utcnow()).date()}")


@outbox.handles("notices.digest")
def _digest(key: str) -> None:
    for person_id in db.session.scalars(queries.unmailed()).all():
        whose = (Notice.person_id == person_id, Notice.wants_mail, Notice.mail_key.is_(None))
        waiting = list(db.session.scalars(sa.select(Notice).where(*whose).order_by(Notice.id)))
        for first in range(0, len(waiting), MOST_IN_A_MAIL):
            letter = f"{key}-{person_id}-{first}"
            for notice in waiting[first : first + MOST_IN_A_MAIL]:
                notice.mail_key = letter
            outbox.post("notices.mail", letter, person=person_id)


@outbox.handles("notices.mail")
def _mail(key: str, *, person: int) -> outbox.Leaving | None:
    """One letter. What is no longer wanted is left out."""
    reader, channel = db.session.get(Person, person), CHANNELS["mail"]
    told = list(db.session.scalars(queries.letter(key)))
    if reader is None or not told or not channel.is_configured() or not channel.reaches(reader):
        return None
    message = channel.written(reader, told, key=key)
    return lambda: mail.send(message)


@outbox.when_given_up("notices.mail")
def _bounced(error: Exception, *, person: int) -> None:
    reader = db.session.get(Person, person)
    if reader is not None and isinstance(error, mail.Bounced):
        reader.email_bounced_at = utcnow()


@tells("follows")
def _follows(person: Person) -> list[dict[str, Any]]:
    return rows_of(Follow, Follow.person_id == person.id, but=("person_id",))


@tells("notices")
def _notices(person: Person) -> list[dict[str, Any]]:
    return rows_of(Notice, Notice.person_id == person.id, but=("person_id", "mail_key", "happening"))


@tells("mail_rhythm")
def _mail_rhythm(person: Person) -> list[dict[str, Any]]:
    return rows_of(Preference, Preference.person_id == person.id, but=("person_id",))


@when_withdrawn(Purpose.CONTACT)
def _mail_no_more(person: Person) -> None:
    """What waits for its mail stays on screen only."""
    db.session.execute(sa.update(Notice).where(Notice.person_id == person.id).values(wants_mail=False))


@forgets
def _forget(person: Person) -> None:
    for table in (Follow, Notice, Preference):
        db.session.execute(sa.delete(table).where(table.person_id == person.id))
