"""What the sample commune does on paper: codes handed out, votes at a meeting, lists of signatures."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

from app.accounts.models import Person
from app.commune.models import Village
from app.core.clock import ZONE
from app.core.db import db
from app.demo.people import read
from app.demo.pictures import signed
from app.initiatives.actions import code_sheets, paper_codes, paper_lists
from app.initiatives.models import CodeSheet, Initiative, Outcome, PaperList, SheetPurpose

Step = tuple[datetime, Callable[[], None]]


class Paper:
    """The sample sheets and lists; `initiatives` fills while their stories are lived."""

    def __init__(self, people: dict[str, Person], villages: dict[str, Village], initiatives: dict[str, Initiative]) -> None:
        self.people, self.villages, self.initiatives = people, villages, initiatives
        self.sheets: dict[str, CodeSheet] = {}
        self.lists: dict[str, PaperList] = {}

    def steps(self) -> Iterator[Step]:
        """Everything with its moment."""
        told = read("paper.json")
        for sheet in told["sheets"]:
            yield _moment(sheet["at"]), partial(self._print, sheet)
            for number, used in enumerate(sheet.get("used", ())):
                yield _moment(used["at"]), partial(self._use, sheet["key"], number, used)
        for one in told["lists"]:
            yield _moment(one["at"]), partial(self._type, one)
            if "handed_over" in one:
                yield _moment(one["handed_over"]), partial(self._hand_over, one)
            if "compared" in one:
                yield _moment(one["compared"]["at"]), partial(self._compare, one)

    def _print(self, sheet: dict[str, Any]) -> None:
        self.sheets[sheet["key"]], _codes = code_sheets.print_sheet(
            village=self.villages[sheet["village"]],
            purpose=SheetPurpose(sheet["purpose"]),
            how_many=sheet["how_many"],
            valid_until=date.fromisoformat(sheet["valid_until"]),
            occasion=sheet["occasion"],
            topics=[self.initiatives[key] for key in sheet["topics"]],
            sent_key=f"mau-{sheet['key']}",
            by=self.people[sheet["by"]],
        )

    def _use(self, key: str, number: int, used: dict[str, Any]) -> None:
        code = self.sheets[key].codes[number]
        voter = paper_codes.attendee(code, name=used["name"], birth_year=used["birth_year"])
        voter.is_sample = True
        paper_codes.vote_with(code, by=voter, topics=[self.initiatives[topic] for topic in used["topics"]])
        db.session.flush()

    def _type(self, one: dict[str, Any]) -> None:
        begun = paper_lists.begin(
            self.initiatives[one["story"]],
            village=self.villages[one["village"]],
            collected_on=date.fromisoformat(one["collected_on"]),
            scans=[signed(self.initiatives[one["story"]].title, [name for name, _year in one["lines"]])],
            by=self.people[one["by"]],
        )
        for number, (name, year) in enumerate(one["lines"], 1):
            begun.add(number, name, year)
        self.lists[one["story"]] = begun

    def _hand_over(self, one: dict[str, Any]) -> None:
        self.lists[one["story"]].hand_over(by=self.people[one["by"]])
        db.session.flush()

    def _compare(self, one: dict[str, Any]) -> None:
        struck = {int(number): Outcome(why) for number, why in one["compared"]["struck"].items()}
        paper = self.lists[one["story"]]
        verdicts = {line.number: struck.get(line.number) for line in paper.lines}
        paper_lists.count(paper, by=self.people[one["compared"]["by"]], verdicts=verdicts, seen=paper.version)
        for line in paper.lines:
            if line.person_id and (person := db.session.get(Person, line.person_id)):
                person.is_sample = True
        db.session.flush()


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=ZONE)
