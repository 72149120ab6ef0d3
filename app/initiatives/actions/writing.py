"""Beginning, keeping and sending an initiative."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import IO, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.models import ChildrenShown, Person
from app.core import limits
from app.core.clock import local, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions.attaching import attach
from app.initiatives.models import Initiative, Slip, State

TITLE_LENGTH = 80
# So many ideas an author sends in a day, whoever types them: a typist at a meeting is not held up by it.
SENT_A_DAY = 5


def begin_draft(*, by: Person, sent_key: str) -> Initiative:
    """A draft of one's own. The key was made with the form: the same form sent twice finds the same draft."""
    try:
        with db.session.begin_nested():
            initiative = Initiative(author=by, sent_key=sent_key, village_id=by.village_id)
            db.session.add(initiative)
    except sa.exc.IntegrityError:
        return db.session.scalars(
            sa.select(Initiative).where(Initiative.author_id == by.id, Initiative.sent_key == sent_key)
        ).one()
    initiative.record("initiatives.begin", by=by)
    return initiative


def write(initiative: Initiative, *, by: Person, texts: dict[str, Any], photos: Iterable[IO[bytes]] = ()) -> None:
    """Keep what was typed, half-written or not. Raises `files.RefusedFile` for a photo that cannot be taken."""
    if not initiative.is_editable:
        raise RuleBroken(_("Sáng kiến này đã gửi, không sửa trực tiếp được nữa."))
    for name, value in texts.items():
        setattr(initiative, name, value)
    if not initiative.title:
        initiative.title = title_from(initiative.solution or initiative.problem)
    for photo in photos:
        attach(initiative, photo, by=by)


def title_from(text: str) -> str:
    """A name for the idea when its author gave none: the first sentence, cut at a word."""
    sentence = re.split(r"[.!?\n]", text.strip(), maxsplit=1)[0].strip()
    if len(sentence) <= TITLE_LENGTH:
        return sentence
    return sentence[:TITLE_LENGTH].rsplit(" ", 1)[0] + "…"


def submit(initiative: Initiative, *, by: Person, children: ChildrenShown | None = None) -> None:
    """Send to the commune; the code is given in the same transaction, so that no number is lost or used twice.

    `children` is what the author says of the pictures. Sending again what was just sent changes nothing: a button pressed
    twice waits here for its own first press.
    """
    db.session.flush()
    db.session.refresh(initiative, with_for_update={"of": Initiative})
    if initiative.state is State.SUBMITTED:
        return
    if initiative.has_pictures:
        initiative.children = children or initiative.children
    if initiative.code is None:
        _within_limit(initiative.author_id)
    initiative.submit(by=by, code=initiative.code or _next_code())
    if initiative.typist_id and initiative.slip is None:
        initiative.slip = Slip()


def _within_limit(author_id: int) -> None:
    db.session.execute(sa.select(Person.id).where(Person.id == author_id).with_for_update())  # they send one by one
    lately = (Initiative.author_id == author_id, Initiative.submitted_at > utcnow() - timedelta(days=1))
    if limits.reached(sa.select(sa.func.count()).where(*lately), SENT_A_DAY):
        raise RuleBroken(_("Mỗi người gửi được %(num)d ý tưởng một ngày. Bản nháp vẫn còn, mai gửi tiếp.", num=SENT_A_DAY))


def _next_code() -> str:
    year = local(utcnow()).year
    last = db.session.scalar(
        sa.text(
            "INSERT INTO code_counters (year, last) VALUES (:year, 1)"
            " ON CONFLICT (year) DO UPDATE SET last = code_counters.last + 1 RETURNING last"
        ),
        {"year": year},
    )
    return f"SK-{year}-{last:04d}"
