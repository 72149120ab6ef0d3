"""Writing, sending and taking back an entry."""

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import drop_upload
from app.accounts.actions.people import keep_upload
from app.accounts.models import ChildrenShown, Person
from app.contests import queries
from app.contests.actions.holding import hold
from app.contests.actions.leaving import take_out
from app.contests.models import MOST_FILES, Contest, Entry, EntryFile, EntryMember, EntryState
from app.core import files
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.models import Initiative

# So many entries one person has in a contest, drafts apart from those that were taken back.
ENTRIES_EACH = 3


def begin(contest: Contest, *, by: Person, sent_key: str, initiative: Initiative | None = None) -> Entry:
    """A draft of one's own, with the words of an initiative of one's own if it begins from one.

    The key was made with the form: the same form sent twice finds the same draft. Raises `RuleBroken` when entries are not
    received, or somebody has enough of them.
    """
    if not contest.receives():
        raise RuleBroken(_("Cuộc thi lúc này không nhận bài."))
    if found := db.session.scalar(queries.begun(by, sent_key)):
        return _of(contest, found)
    db.session.execute(sa.select(Person.id).where(Person.id == by.id).with_for_update())
    if (db.session.scalar(queries.how_many_of(by, contest)) or 0) >= ENTRIES_EACH:
        raise RuleBroken(_("Mỗi người có nhiều nhất %(num)d bài trong một cuộc thi.", num=ENTRIES_EACH))
    if initiative is not None and initiative.author_id != by.id:
        raise RuleBroken(_("Chỉ dự thi bằng ý tưởng của chính mình."))
    entry = Entry(contest=contest, author=by, sent_key=sent_key, village_id=by.village_id)
    if initiative is not None:
        entry.initiative_id, entry.title = initiative.id, initiative.title
        entry.summary, entry.text = initiative.problem[:500], initiative.solution
    try:
        with db.session.begin_nested():
            db.session.add(entry)
    except sa.exc.IntegrityError:
        return _of(contest, db.session.scalars(queries.begun(by, sent_key)).one())
    entry.record("entries.begin", by=by)
    return entry


def _of(contest: Contest, begun: Entry) -> Entry:
    if begun.contest_id != contest.id:
        raise RuleBroken(_("Trang này đã dùng để gửi bài cho cuộc thi khác. Hãy mở lại trang gửi bài."))
    return begun


def write(
    entry: Entry, facts: Mapping[str, Any], members: Sequence[Mapping[str, Any]], photos: Iterable[IO[bytes]] = ()
) -> None:
    """Keep what is on the form, half-written or not. Raises `RuleBroken` once it was sent, `files.RefusedFile`."""
    db.session.flush()
    db.session.refresh(entry, with_for_update={"of": Entry})
    if not entry.is_editable:
        raise RuleBroken(_("Bài đã gửi nên không sửa được nữa."))
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.members = []
    db.session.flush()
    entry.members = [EntryMember(position=position, **member) for position, member in enumerate(members, 1)]
    for photo in photos:
        _attach(entry, photo)


def _attach(entry: Entry, stream: IO[bytes]) -> None:
    digest = files.digest(stream)
    if any(file.upload.digest == digest for file in entry.files):
        return
    if len(entry.files) >= MOST_FILES:
        raise RuleBroken(_("Mỗi bài kèm được nhiều nhất %(num)d ảnh hoặc tệp.", num=MOST_FILES))
    upload = keep_upload(stream, by=entry.author)
    position = max((file.position for file in entry.files), default=0) + 1
    entry.files.append(EntryFile(upload=upload, position=position))
    if upload.is_picture:
        entry.children = None  # to be asked about the new one


def detach(file: EntryFile, *, by: Person) -> None:
    """Take a file off an entry that was not sent. Raises `RuleBroken` afterwards."""
    entry, upload = file.entry, file.upload
    db.session.refresh(entry, with_for_update={"of": Entry})
    if not entry.is_editable:
        raise RuleBroken(_("Bài đã gửi nên không sửa được nữa."))
    entry.files.remove(file)
    db.session.flush()
    drop_upload(upload)
    entry.record("entries.detach", by=by)


def submit(entry: Entry, *, by: Person, children: ChildrenShown | None = None) -> None:
    """Send it; its number is given in the same transaction. Sending again what was just sent changes nothing.

    `children` is what is said of its pictures.

    Raises `RuleBroken` with everything that is missing, or when it comes too late, were it by a second.
    """
    hold(entry.contest)
    db.session.refresh(entry, with_for_update={"of": Entry})
    if entry.state is EntryState.SUBMITTED:
        return
    if entry.has_pictures:
        entry.children = children or entry.children
    number = entry.number or (db.session.scalar(queries.last_number(entry.contest)) or 0) + 1
    entry.submit(by=by, number=number)


def withdraw(entry: Entry, *, by: Person) -> None:
    """Take it back. Raises `RuleBroken` once the contest is concluded."""
    hold(entry.contest)
    db.session.refresh(entry, with_for_update={"of": Entry})
    entry.withdraw(by=by)
    take_out(entry)
