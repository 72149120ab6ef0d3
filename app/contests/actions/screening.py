"""Looking through what came: the copy judges read, sending back, taking in, turning away, throwing out."""

from flask_babel import gettext as _

from app.accounts.models import Person
from app.contests.actions.holding import hold
from app.contests.actions.leaving import take_out
from app.contests.blinding import blinded
from app.contests.models import Entry
from app.core.db import db
from app.core.workflow import RuleBroken


def proposed_copy(entry: Entry) -> tuple[str, str]:
    """Title and text for judges who are not to know whose it is: without names of people, team, organisation, place."""
    names = _names(entry)
    return blinded(entry.title, names), blinded(f"{entry.summary}\n\n{entry.text}", names)


def _names(entry: Entry) -> list[str]:
    """Everything that says whose an entry is: people and those who answer for them, team, organisation, place."""
    names = [entry.author.name, entry.team_name, entry.village.name if entry.village else ""]
    names += [name for member in entry.members for name in (member.name, member.guardian_name)]
    if entry.initiative is not None and entry.initiative.organisation is not None:
        names.append(entry.initiative.organisation.name)
    return names


def return_to_author(entry: Entry, *, by: Person, reason: str) -> None:
    """Ask for more while there is time. Raises `RuleBroken`."""
    _held(entry, by)
    entry.return_to_author(by=by, reason=reason)


def accept(entry: Entry, *, by: Person, blind_title: str, blind_text: str) -> None:
    """Take it in to be marked, with the copy judges read. Raises `RuleBroken` while a name stands in that copy."""
    _held(entry, by)
    if entry.contest.is_blind:
        names = _names(entry)
        if (blinded(blind_title, names), blinded(blind_text, names)) != (blind_title, blind_text):
            raise RuleBroken(_("Bản ẩn danh còn tên người, tên thôn, số điện thoại hoặc đường dẫn."))
    else:
        blind_title, blind_text = "", ""
    entry.accept(by=by, blind_title=blind_title, blind_text=blind_text)


def reject(entry: Entry, *, by: Person, reason: str) -> None:
    """Turn it away, with the reason its author reads. Raises `RuleBroken`."""
    _held(entry, by)
    entry.reject(by=by, reason=reason)


def disqualify(entry: Entry, *, by: Person, reason: str) -> None:
    """Throw it out, before the results or after them. Raises `RuleBroken`."""
    _held(entry, by)
    entry.disqualify(by=by, reason=reason)
    take_out(entry)


def _held(entry: Entry, by: Person) -> None:
    hold(entry.contest)
    db.session.refresh(entry, with_for_update={"of": Entry})
    if entry.author_id == by.id:
        raise RuleBroken(_("Bài của mình thì người khác trong ban tổ chức xem xét."))
