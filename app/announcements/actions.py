"""Announcements: written, changed, given a picture."""

from collections.abc import Mapping
from typing import IO, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import drop_upload, rows_of, tells
from app.accounts.actions.people import keep_picture
from app.accounts.models import ChildrenShown, Person
from app.announcements.models import WRITERS, Announcement, AnnouncementState
from app.core.clock import utcnow
from app.core.db import db
from app.core.workflow import RuleBroken, add_once

# What is changed about where it stands, and not about what it says.
_ASIDE = {"pinned_until", "spoken"}


def draft(facts: Mapping[str, Any], *, key: str, by: Person) -> Announcement:
    """Write one that nobody reads yet; the same form again is the same announcement."""
    if before := db.session.scalar(sa.select(Announcement).where(Announcement.sent_key == key)):
        return before
    made = Announcement(sent_key=key, written_by_id=by.id)
    _take(made, facts)
    add_once(made, _("Bài này đã được ghi."))
    made.record("announcements.draft", by=by, role=by.acts_as(*WRITERS))
    return made


def write(announcement: Announcement, facts: Mapping[str, Any], *, by: Person) -> None:
    """Say it anew; once it is published, its page says when that was. Raises `RuleBroken` for what was withdrawn."""
    _must_stand(announcement)
    before = {name: getattr(announcement, name) for name in facts}
    _take(announcement, facts)
    changed = sorted(name for name, was in before.items() if was != facts[name])
    if changed:
        _note(announcement, changed, by=by)


def show_picture(announcement: Announcement, stream: IO[bytes], alt: str, children: ChildrenShown, *, by: Person) -> None:
    """Show a photo, in place of the one before. Raises `RuleBroken`, `files.RefusedFile`."""
    _must_stand(announcement)
    old, upload = announcement.upload, keep_picture(stream, by=by)
    announcement.upload, announcement.alt, announcement.children = upload, alt, children
    _note(announcement, ["picture"], by=by)
    if old is not None:
        drop_upload(old)


def remove_picture(announcement: Announcement, *, by: Person) -> None:
    """Show it no longer. Raises `RuleBroken`."""
    _must_stand(announcement)
    if (old := announcement.upload) is not None:
        announcement.upload, announcement.alt, announcement.children = None, "", None
        _note(announcement, ["picture"], by=by)
        drop_upload(old)


def _take(announcement: Announcement, facts: Mapping[str, Any]) -> None:
    announcement.say(facts["text"], facts["text_en"])
    for name, value in facts.items():
        setattr(announcement, name, value)


def _note(announcement: Announcement, changed: list[str], *, by: Person) -> None:
    is_amended = announcement.is_published and bool(set(changed) - _ASIDE)
    if is_amended:
        announcement.amended_at = utcnow()
    name = "announcements.amend" if is_amended else "announcements.write"
    announcement.record(name, by=by, role=by.acts_as(*WRITERS), changed=changed)


def _must_stand(announcement: Announcement) -> None:
    if announcement.state is AnnouncementState.WITHDRAWN:
        raise RuleBroken(_("Bài này đã rút, không sửa được nữa."))


@tells("announcements")
def _announcements(person: Person) -> list[dict[str, Any]]:
    but = ("written_by_id", "sent_key", "html", "html_en", "upload_id")
    return rows_of(Announcement, Announcement.written_by_id == person.id, but=but)
