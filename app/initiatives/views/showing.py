"""What the page of an initiative shows a reader, gathered with as few questions as its life needs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from app.accounts.models import Role
from app.commune.settings import rules
from app.core.audit import Event
from app.core.db import db
from app.core.i18n import moment
from app.initiatives import policy
from app.initiatives.models import (
    Adoption,
    Attachment,
    Comment,
    CommentState,
    Initiative,
    Merge,
    Pilot,
    Refusal,
    Replication,
    State,
)
from app.initiatives.queries import merging, reading, talking, waiting
from app.notices.queries import follow

REMARKS = 10  # on the page of the initiative; all of them on their own page


@dataclass(frozen=True)
class Entry:
    """One line of the public timeline."""

    title: str
    when: str
    who: str
    text: str
    kind: str
    current: bool = False
    url: str | None = None
    url_label: str | None = None


@dataclass(frozen=True)
class Remark:
    """A remark as one reader sees it, with its answers."""

    id: int
    who: str
    marks: str
    html: Markup
    when: str
    is_shown: bool
    is_hidden: bool
    is_own: bool
    answers: list["Remark"]

    @classmethod
    def of(cls, comment: Comment, reader: Any, answers: list["Remark"] | None = None) -> "Remark":
        """What the reader may see of it: a hidden remark keeps its place and says so; the office still reads it."""
        is_hidden = comment.state is not CommentState.SHOWN
        is_shown = not is_hidden or reader.has(*policy.OFFICE)
        author = comment.author
        own = author is not None and author.id == reader.id
        if author is None:
            who = _("Người đã rời trang")
        elif comment.show_name or own or comment.is_official:
            who = author.name
        else:
            who = _("Bà con thôn %(village)s", village=author.village.name) if author.village else _("Bà con trong xã")
        marks = "" if comment.said_as is Role.RESIDENT else str(comment.said_as.label)
        html = comment.shown_html if is_shown else Markup()
        return cls(comment.id, who, marks, html, moment(comment.at), is_shown, is_hidden, own, answers or [])


def remarks_of(comments: Iterable[Comment], *, reader: Any) -> list[Remark]:
    """Remarks in the order given, each with those of its answers that are among them."""
    threads, answers = [], defaultdict(list)
    for comment in comments:
        if comment.parent_id is None:
            threads.append(comment)
        else:
            answers[comment.parent_id].append(Remark.of(comment, reader))
    return [Remark.of(thread, reader, answers[thread.id]) for thread in threads]


class Shown:
    """An initiative as one reader sees it. What never happened to it is never asked for."""

    def __init__(self, initiative: Initiative, *, reader: Any) -> None:
        self.initiative = initiative
        self.reader = reader

    @cached_property
    def events(self) -> list[Event]:
        """Its history."""
        return list(db.session.scalars(reading.timeline(self.initiative)))

    @property
    def remarks(self) -> list[Remark]:
        """The newest remarks with their answers."""
        return remarks_of((comment for comment, _said in self._talk), reader=self.reader)[::-1]

    @property
    def said(self) -> int:
        """How many remarks there are, the answers among them."""
        return self._talk[0][1] if self._talk else 0

    @cached_property
    def _talk(self) -> list[tuple[Comment, int]]:
        return [(comment, said) for comment, said in db.session.execute(talking.latest(self.initiative, REMARKS))]

    @cached_property
    def files(self) -> list[Attachment]:
        """All its files."""
        return list(db.session.scalars(reading.attachments(self.initiative)))

    @property
    def pictures(self) -> list[Attachment]:
        """What the author showed."""
        return [f for f in self.files if not (f.pilot_id or f.adoption_id or f.replication_id)]

    def proofs_of(self, **of: int) -> list[Attachment]:
        """The proofs of one pilot, adoption or replication."""
        [(name, id)] = of.items()
        return [f for f in self.files if getattr(f, name) == id]

    @cached_property
    def pilots(self) -> list[Pilot]:
        """Its pilots, if it ever had one."""
        return list(db.session.scalars(reading.pilots(self.initiative))) if self._ever("start_pilot") else []

    @cached_property
    def adoptions(self) -> list[Adoption]:
        """Its adoptions: for the public those a leader confirmed, for those who check proofs the waiting one too."""
        if self.initiative.state not in (State.PILOTING, State.RECOGNISED) and not self._ever("adopt"):
            return []
        checks = self.in_office or self.reader.has(*policy.CHECKERS)
        if not self._ever("adopt") and not checks:
            return []
        found = db.session.scalars(reading.adoptions(self.initiative))
        return [a for a in found if a.confirmed_at or checks]

    @cached_property
    def replications(self) -> list[Replication]:
        """Where else it is done."""
        return list(db.session.scalars(reading.replications(self.initiative))) if self._ever("replicate") else []

    @cached_property
    def merged(self) -> list["Shown"]:
        """What went into it, each as this reader sees it."""
        if not self._ever("take_in"):
            return []
        return [Shown(one, reader=self.reader) for one in db.session.scalars(merging.into(self.initiative))]

    @cached_property
    def undoable(self) -> list[Merge]:
        """The merges that the office may still undo."""
        if not self.in_office or not self.merged:
            return []
        return [merge for merge in db.session.scalars(merging.just_merged(self.initiative)) if merge.may_be_undone]

    @cached_property
    def refusal(self) -> Refusal | None:
        """The refusal that waits for a second person, for the office."""
        if not self.in_office or not self.initiative.allows("decline"):
            return None
        return db.session.scalar(reading.waiting_refusal(self.initiative))

    @cached_property
    def is_supported(self) -> bool:
        """Whether the reader supports it."""
        if not self.reader.is_authenticated:
            return False
        return db.session.scalar(reading.supported_by(self.reader, [self.initiative.id])) is not None

    @cached_property
    def is_followed(self) -> bool:
        """Whether the reader is told of what happens to it: who wrote it always, unless they wished not to be."""
        if not self.reader.is_authenticated:
            return False
        found = db.session.scalar(follow(self.reader, Initiative.__tablename__, self.initiative.id))
        return not found.is_muted if found else self.is_mine

    @property
    def in_office(self) -> bool:
        """Whether the reader belongs to those who decide or check."""
        return bool(self.reader.has(*policy.READERS))

    @property
    def is_mine(self) -> bool:
        """Whether the reader wrote it, or speaks for who did."""
        return policy.speaks_for(self.reader, self.initiative)

    @property
    def author(self) -> str:
        """The author as they chose to be shown."""
        if self.initiative.organisation:
            return self.initiative.organisation.name
        if self.initiative.show_name or self.in_office or self.is_mine:
            return self.initiative.author.name
        return _("Bà con thôn %(village)s", village=self.initiative.village.name if self.initiative.village else "")

    @cached_property
    def due(self) -> date | None:
        """Until when the commune, or the author, should act."""
        if self.initiative.state not in waiting.PERIODS:
            return None
        return waiting.due_of(self.initiative, rules())

    @property
    def timeline(self) -> list[Entry]:
        """The public history, oldest first; the last move is where it stands."""
        told = [event for event in self.events if is_told(event)]
        last = next((event for event in reversed(told) if event.after), None)
        return [self._entry(event, current=event is last) for event in told]

    def _entry(self, event: Event, *, current: bool) -> Entry:
        url = label = None
        if event.name == "initiatives.amend" and self.initiative.code:
            url = url_for("initiatives.old_text", code=self.initiative.code, number=event.details["version"])
            label = _("Xem bản cũ")
        if event.name == "initiatives.take_in":
            url, label = url_for("merging.original", code=event.details["code"]), event.details["code"]
        title = what_happened(event)
        who = "" if event.role in (Role.AUTHOR, Role.RESIDENT) and event.after else str(Role(event.role).label)
        return Entry(title, moment(event.at), who, event.reason or "", event.name.split(".")[1], current, url, label)

    def _ever(self, move: str) -> bool:
        return any(event.name == f"initiatives.{move}" for event in self.events)


def is_told(event: Any) -> bool:
    """Whether a row of the history belongs to the public timeline."""
    return bool(event.after) or event.name in _SAID


def what_happened(event: Any) -> str:
    """A row of the timeline in words."""
    return str(State(event.after).label) if event.after else str(_SAID[event.name]())


_SAID = {
    "initiatives.answer": lambda: _("Xã trả lời"),
    "initiatives.amend": lambda: _("Tác giả sửa nội dung"),
    "initiatives.replicate": lambda: _("Nhân rộng"),
    "initiatives.carry_over": lambda: _("Hội đồng chuyển sang phiên sau"),
    "initiatives.take_in": lambda: _("Gộp thêm một ý tưởng"),
    "initiatives.let_go": lambda: _("Tách một ý tưởng ra"),
}
