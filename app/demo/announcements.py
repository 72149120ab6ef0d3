"""The sample of news and notices, as a commune writes them."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from app.accounts.models import ChildrenShown, Person
from app.announcements import actions
from app.announcements.models import Announcement, AnnouncementKind
from app.commune.models import Village
from app.core.clock import ZONE
from app.demo.people import read
from app.demo.pictures import drawn

Lived = tuple[datetime, Callable[[], None]]


class Announcements:
    """What coordinators told everybody."""

    def __init__(self, people: dict[str, Person], villages: dict[str, Village]) -> None:
        self.people, self.villages = people, villages
        self.made: dict[str, Announcement] = {}

    def steps(self) -> Iterator[Lived]:
        """Everything with its moment."""
        for row in read("announcements.json")["announcements"]:
            yield _moment(row["at"]), partial(self._write, row)
            if "amended" in row:
                yield _moment(row["amended"][0]), partial(self._amend, row)
            if "withdrawn" in row:
                yield _moment(row["withdrawn"][0]), partial(self._withdraw, row)

    def _write(self, row: dict[str, Any]) -> None:
        by = self.people[row["by"]]
        made = actions.draft(self._facts(row), key=f"mau-{row['key']}", by=by)
        made.is_sample = True
        if "photo" in row:
            caption, alt = row["photo"]
            actions.show_picture(made, drawn(caption), alt, ChildrenShown.NONE, by=by)
        if not row.get("draft"):
            made.publish(by=by)
        self.made[row["key"]] = made

    def _amend(self, row: dict[str, Any]) -> None:
        actions.write(self.made[row["key"]], self._facts(row) | row["amended"][1], by=self.people[row["by"]])

    def _withdraw(self, row: dict[str, Any]) -> None:
        self.made[row["key"]].withdraw(by=self.people[row["by"]], reason=row["withdrawn"][1])

    def _facts(self, row: dict[str, Any]) -> dict[str, Any]:
        village = self.villages.get(row.get("village", ""))
        title_en, summary_en, text_en = row.get("english", ("", "", ""))
        facts = {name: row[name] for name in ("title", "summary", "text")} | {"kind": AnnouncementKind(row["kind"])}
        facts |= {"title_en": title_en, "summary_en": summary_en, "text_en": text_en, "spoken": row.get("spoken", "")}
        days = {name: date.fromisoformat(row[name]) if name in row else None for name in ("pinned_until", "valid_until")}
        return facts | days | {"village_id": village.id if village else None}


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
