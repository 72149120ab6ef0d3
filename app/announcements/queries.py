"""Questions about announcements. Each returns a Select."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import lazyload, load_only

from app.accounts.models import Upload
from app.announcements.models import WRITERS, Announcement, AnnouncementKind, AnnouncementState
from app.commune.queries import merged_into


def announcements(
    on: date, *, pinned: bool, kind: AnnouncementKind | None = None, village_id: int | None = None
) -> sa.Select[Announcement]:
    """What is published: what stands above the others on a day, or those others; the page brings the order."""
    query = sa.select(Announcement).where(_published(), _is_pinned(on) if pinned else sa.not_(_is_pinned(on)))
    if kind is not None:
        query = query.where(Announcement.kind == kind)
    if village_id is not None:
        query = query.where(Announcement.village_id.in_(merged_into(village_id)))
    return query


def newest_first(query: sa.Select[Announcement]) -> sa.Select[Announcement]:
    """In the order in which they were published."""
    return query.order_by(Announcement.published_at.desc(), Announcement.id.desc())


def on_top(on: date) -> sa.Select[Announcement]:
    """The titles of what matters on a day, pinned ones first, then the newest."""
    matters = sa.or_(Announcement.valid_until.is_(None), Announcement.valid_until >= on)
    shown = (load_only(Announcement.title, Announcement.title_en, Announcement.published_at), lazyload("*"))
    query = sa.select(Announcement).options(*shown).where(_published(), matters)
    return newest_first(query.order_by(sa.not_(_is_pinned(on))))


def for_feed(language: str) -> sa.Select[Announcement]:
    """What is published, the newest first; in English what somebody wrote in English."""
    query = newest_first(sa.select(Announcement).where(_published()))
    return query.where(Announcement.title_en != "") if language == "en" else query


def announcement(id: int, seen_by: Any) -> sa.Select[Announcement]:
    """One of them; those that were never published for who writes them."""
    query = sa.select(Announcement).where(Announcement.id == id)
    return query if seen_by.has(*WRITERS) else query.where(Announcement.published_at.is_not(None))


def unpublished() -> sa.Select[Announcement]:
    """Drafts, and what was withdrawn; the page brings the order."""
    return sa.select(Announcement).where(Announcement.state != AnnouncementState.PUBLISHED)


def file(token: str, seen_by: Any) -> sa.Select[Announcement]:
    """The announcement whose picture this is."""
    query = sa.select(Announcement).join(Announcement.upload).where(Upload.token == token)
    return query if seen_by.has(*WRITERS) else query.where(_published())


def _published() -> sa.ColumnElement[bool]:
    return Announcement.state == AnnouncementState.PUBLISHED


def _is_pinned(on: date) -> sa.ColumnElement[bool]:
    return sa.and_(Announcement.pinned_until.is_not(None), Announcement.pinned_until >= on)
