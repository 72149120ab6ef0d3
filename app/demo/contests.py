"""The sample contests: set up, entered, judged, voted on, published, each step through the actions people use."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from app.accounts.models import ChildrenShown, Person, Role
from app.contests import queries
from app.contests.actions import concluding, entering, judging, screening, setting_up, voting
from app.contests.models import Contest, Entry, Round
from app.core.clock import ZONE
from app.core.db import db
from app.core.fields import phone
from app.demo.people import read
from app.demo.pictures import drawn
from app.folders.actions import plan_money
from app.folders.models import FundSource
from app.marking import actions as sheets
from app.marking.models import ConflictKind, Sheet

Step = tuple[datetime, Callable[[], None]]


class Contests:
    """The sample contests by title."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.people = people
        self.organisers = [person for person in people.values() if person.has(Role.ORGANISER)]
        self.made: dict[str, Contest] = {}
        self.entries: dict[str, list[Entry]] = {}

    def steps(self) -> Iterator[Step]:
        """Everything with its moment."""
        for told in read("contests.json"):
            yield _moment(told["begun"]), partial(self._begin, told)
            begins = _moment(told["receives_from"])
            for days, entry in enumerate(told["entries"], 1):
                yield begins + timedelta(days=days, hours=days), partial(self._enter, told, entry)
                if "opened" in told:
                    yield begins + timedelta(days=days + 1, hours=days), partial(self._screen, told, entry)
            if "opened" not in told:
                continue
            opened = _moment(told["opened"])
            yield opened, partial(self._open, told)
            for n, entry in enumerate(told["entries"]):
                for given, marks in enumerate(entry["marks"]):
                    if marks is not None:
                        at = opened + timedelta(days=1 + n, hours=given)
                        yield at, partial(self._mark, told, n, given)
            if "completed" in told:
                for n, person in enumerate(self._voters(told)):
                    yield opened + timedelta(days=1, minutes=7 * n), partial(self._vote, told, n, person)
                yield _moment(told["completed"]), partial(self._complete, told)
            if ends := told.get("concluded") or told.get("published"):
                yield _moment(ends), partial(self._conclude, told)
            if "published" in told:
                yield _moment(told["published"]), partial(self._publish, told)

    def _begin(self, told: dict[str, Any]) -> None:
        template = next(one for one in setting_up.TEMPLATES if one["key"] == told["template"])
        days = {name: _moment(told[name]) for name in ("receives_from", "receives_until")}
        by = self.organisers[0]
        made = setting_up.begin(template, by=by, title=told["title"], contacts=told["contacts"], **days)
        self.made[told["title"]], self.entries[told["title"]] = made, []
        if "takes" in told:
            made.rounds[0].takes = told["takes"]
        if "votes_until" in told:
            made.votes_until = _moment(told["votes_until"])
        for money in told.get("money", ()):
            plan_money(made.folder, {**money, "source": FundSource(money["source"])}, by=by)
        if not told.get("draft"):
            setting_up.announce(made, by=by)

    def _enter(self, told: dict[str, Any], entry: dict[str, Any]) -> None:
        contest, author = self.made[told["title"]], self.people[entry["author"]]
        made = entering.begin(contest, by=author, sent_key=f"mau-{len(self.entries[told['title']])}")
        field = next(one for one in contest.fields if one.name == entry["field"])
        facts = {name: entry[name] for name in ("title", "summary", "text")}
        facts |= {
            "field_id": field.id,
            "village_id": author.village_id,
            "team_name": entry.get("team", ""),
            "shows_names": True,
        }
        people = {row["key"]: row for row in read("people.json")}
        members = [{"name": author.name, "birth_year": people[entry["author"]]["birth_year"]}]
        members += [_minor(one, people[one["person"]]) for one in entry.get("members", ())]
        entering.write(made, facts, members, map(drawn, entry.get("photos", ())))
        db.session.flush()
        self.entries[told["title"]].append(made)
        if not entry.get("draft"):
            entering.submit(made, by=author, children=ChildrenShown.NONE)

    def _screen(self, told: dict[str, Any], entry: dict[str, Any]) -> None:
        number = told["entries"].index(entry)
        made = self.entries[told["title"]][number]
        title, text = screening.proposed_copy(made)
        screening.accept(made, by=self.organisers[-1], blind_title=title, blind_text=text)

    def _open(self, told: dict[str, Any]) -> None:
        round = self._round(told)
        for key in told["judges"]:
            setting_up.seat(round, self.people[key], set(), by=self.organisers[0])
        judging.open_marking(round, by=self.organisers[0])
        if aside := told.get("aside"):
            sheet = self._sheets(told, aside["entry"])[0]
            sheets.stand_aside(sheet, ConflictKind.OTHER, aside["words"], by=sheet.marker)
            judging.share_out(round, by=self.organisers[0])

    def _mark(self, told: dict[str, Any], number: int, given: int) -> None:
        entry = told["entries"][number]
        sheet = self._sheets(told, number)[given]
        rubric = sheet.docket.rubric
        points = {one.code: Decimal(mark) for one, mark in zip(rubric.criteria, entry["marks"][given], strict=True)}
        remark = entry["remarks"][given] if given < len(entry.get("remarks", ())) else ""
        sheets.write(sheet, points, None, remark, by=sheet.marker)
        sheets.sign(sheet, by=sheet.marker, about=str(self.entries[told["title"]][number].code))

    def _vote(self, told: dict[str, Any], number: int, person: Person) -> None:
        """People vote for two entries each: most for the first three, the others get about the same."""
        entries = self.entries[told["title"]]
        for pick in (0, 2, 2, 0, 2, 1)[number % 6], 3 + number % 4:
            if pick < len(entries):
                voting.cast(entries[pick], by=person)

    def _complete(self, told: dict[str, Any]) -> None:
        judging.unseal(self._round(told), by=self.organisers[0])

    def _conclude(self, told: dict[str, Any]) -> None:
        contest, by = self.made[told["title"]], self.organisers[0]
        entries = self.entries[told["title"]]
        if orders := told.get("tie_orders"):
            wanted = {entries[int(n) - 1].id: order for n, order in orders.items()}
            concluding.decide_ties(contest.rounds[-1], wanted, by=by, reason=told["tie_reason"])
        concluding.conclude(contest, by=by)

    def _publish(self, told: dict[str, Any]) -> None:
        contest, by = self.made[told["title"]], self.organisers[0]
        day = date.fromisoformat(told["published"][:10])
        concluding.publish(contest, by=by, decision_number=told["decision_number"], decision_on=day, signer=told["signer"])

    def _voters(self, told: dict[str, Any]) -> list[Person]:
        if told.get("nobody_votes_yet"):
            return []
        judges = {*told["judges"], *(entry["author"] for entry in told["entries"])}
        return [person for key, person in self.people.items() if key not in judges and not person.has(Role.ORGANISER)][10:46]

    def _round(self, told: dict[str, Any]) -> Round:
        return self.made[told["title"]].rounds[0]

    def _sheets(self, told: dict[str, Any], number: int) -> list[Sheet]:
        """The sheets of an entry that are not set aside, as they were handed out."""
        entry = self.entries[told["title"]][number]
        found = db.session.scalars(queries.cases_of(self._round(told))).unique()
        case = next(one for one in found if one.entry_id == entry.id)
        return [sheet for sheet in case.docket.sheets if case.docket.conflict_of(sheet.marker) is None]


def _minor(told: dict[str, Any], row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": row["name"],
        "birth_year": row["birth_year"],
        "guardian_name": told["guardian"],
        "guardian_phone": phone(told["guardian_phone"]),
        "guardian_agrees": True,
    }


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=ZONE)
