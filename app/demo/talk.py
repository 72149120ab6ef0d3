"""What people say under the sample initiatives, what others object to, and what the office decides."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from app.accounts.models import Person
from app.core.clock import ZONE
from app.core.db import db
from app.demo.people import read
from app.initiatives.actions import discussing
from app.initiatives.models import Comment, Initiative, Objection

Step = tuple[datetime, Callable[[], None]]


class Talk:
    """The sample remarks; `initiatives` fills while their stories are lived."""

    def __init__(self, people: dict[str, Person], initiatives: dict[str, Initiative]) -> None:
        self.people, self.initiatives = people, initiatives
        self.said: dict[str, Comment] = {}

    def steps(self) -> Iterator[Step]:
        """Every remark, report and decision with its moment."""
        for remark in read("talk.json"):
            yield _moment(remark["at"]), partial(self._say, remark)
            for who, objection, at in remark.get("reports", ()):
                yield _moment(at), partial(self._report, remark["key"], who, Objection(objection))
            if decided := remark.get("decided"):
                yield _moment(decided["at"]), partial(self._decide, remark["key"], decided)

    def _say(self, remark: dict[str, Any]) -> None:
        self.said[remark["key"]] = discussing.remark(
            self.initiatives[remark["story"]],
            by=self.people[remark["by"]],
            text=remark["text"],
            sent_key=f"mau-{remark['key']}",
            show_name=remark.get("show_name", False),
            parent=self.said.get(remark.get("answers", "")),
        )

    def _report(self, key: str, who: str, objection: Objection) -> None:
        discussing.report(self.said[key], by=self.people[who], objection=objection)
        db.session.flush()

    def _decide(self, key: str, decided: dict[str, str]) -> None:
        objection = Objection(decided["objection"])
        discussing.decide([self.said[key].id], by=self.people[decided["by"]], objection=objection)
        db.session.flush()


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=ZONE)
