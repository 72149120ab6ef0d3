"""What people of the sample commune ask about their own data."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import Any

from app.accounts.models import Person
from app.core.clock import ZONE
from app.core.db import db
from app.demo.people import read
from app.privacy import actions
from app.privacy.models import DataRequest, RequestKind

Step = tuple[datetime, Callable[[], None]]


class Requests:
    """The sample requests, in the order of time."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.people = people
        self.asked: dict[str, DataRequest] = {}

    def steps(self) -> Iterator[Step]:
        """Every request, acknowledgement and answer with its moment."""
        for told in read("requests.json"):
            yield _moment(told["at"]), partial(self._ask, told)
            if seen := told.get("seen"):
                yield _moment(seen["at"]), partial(self._acknowledge, told["key"], seen)
            if answered := told.get("answered"):
                yield _moment(answered["at"]), partial(self._answer, told["key"], answered)

    def _ask(self, told: dict[str, Any]) -> None:
        kind = RequestKind(told["kind"])
        if "noted_by" in told:
            facts = {name: told[name] for name in ("text", "name", "contact", "proved_by")}
            self.asked[told["key"]] = actions.note(kind, by=self.people[told["noted_by"]], sent_key=told["key"], **facts)
        else:
            by, key = self.people[told["by"]], f"mau-{told['key']}"
            self.asked[told["key"]] = actions.ask(kind, text=told["text"], sent_key=key, by=by)

    def _acknowledge(self, key: str, seen: dict[str, str]) -> None:
        self.asked[key].acknowledge(by=self.people[seen["by"]])
        db.session.flush()

    def _answer(self, key: str, answered: dict[str, str]) -> None:
        self.asked[key].answer_with(by=self.people[answered["by"]], answer=answered["text"])
        db.session.flush()


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=ZONE)
