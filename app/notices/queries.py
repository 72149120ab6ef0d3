"""Questions about following and notices. Each returns a Select."""

from typing import Any

import sqlalchemy as sa

from app.accounts.models import Consent, Person, Purpose
from app.notices.models import Follow, Notice, Preference, Rhythm


def notices_of(person: Any) -> sa.Select[Notice]:
    """Everything a person was told."""
    return sa.select(Notice).where(Notice.person_id == person.id)


def own_notice(id: int, seen_by: Any) -> sa.Select[Notice]:
    """One of the reader's own notices."""
    return sa.select(Notice).where(Notice.id == id, Notice.person_id == seen_by.id)


def unread(person: Any) -> sa.Select[int]:
    """How many a person has not read."""
    return sa.select(sa.func.count()).where(Notice.person_id == person.id, Notice.read_at.is_(None))


def follow(person: Any, subject_type: str, subject_id: int) -> sa.Select[Follow]:
    """Whether and how a person follows a thing."""
    whose = (Follow.subject_type == subject_type, Follow.subject_id == subject_id, Follow.person_id == person.id)
    return sa.select(Follow).where(*whose)


def followed_by(person: Any) -> sa.Select[Follow]:
    """What a person follows."""
    return sa.select(Follow).where(Follow.person_id == person.id, Follow.is_muted.is_(False))


def followers(subject_type: str, subject_id: int, *, always: list[int]) -> sa.Select[int]:
    """Whom to tell about a thing: who follows it, and who is told always unless they muted it."""
    whose = (Follow.subject_type == subject_type, Follow.subject_id == subject_id)
    muted = sa.select(Follow.person_id).where(*whose, Follow.is_muted)
    follows = sa.select(Follow.person_id).where(*whose, Follow.is_muted.is_(False))
    told = sa.or_(Person.id.in_(always), Person.id.in_(follows))
    return sa.select(Person.id).where(told, Person.id.not_in(muted), Person.locked_at.is_(None)).order_by(Person.id)


def mail_rhythms(people: list[int]) -> sa.Select[Any]:
    """Of these people those who may be mailed, with the rhythm they wish: a living address, and consent to be written to."""
    agreed = sa.select(Consent.person_id).where(Consent.purpose == Purpose.CONTACT, Consent.withdrawn_at.is_(None))
    rhythm = sa.func.coalesce(Preference.rhythm, Rhythm.DAILY.value).label("rhythm")
    query: Any = sa.select(Person.id, rhythm).outerjoin(Preference, Preference.person_id == Person.id)
    reached = (Person.email_confirmed_at.is_not(None), Person.email_bounced_at.is_(None), Person.locked_at.is_(None))
    return query.where(Person.id.in_(people), Person.id.in_(agreed), *reached)


def letter(key: str) -> sa.Select[Notice]:
    """The notices a letter carries, as far as they are still wanted."""
    return sa.select(Notice).where(Notice.mail_key == key, Notice.wants_mail).order_by(Notice.id)


def unmailed() -> sa.Select[Any]:
    """Who has notices that wait for their daily mail."""
    return sa.select(Notice.person_id).where(Notice.wants_mail, Notice.mail_key.is_(None)).distinct()
