"""The sample of the villages: teams, staff, what was held and who came, models that are tried and that work."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.accounts.models import ChildrenShown, Organisation, Person, Role
from app.commune.models import Unit, Village
from app.community.actions import holding, keeping
from app.community.models import (
    Activity,
    ActivityKind,
    Duty,
    Exemplar,
    ExemplarKind,
    Staff,
    Subject,
    Team,
    TeamKind,
)
from app.core.clock import ZONE
from app.core.db import db
from app.demo.people import BEGINS, read
from app.demo.pictures import drawn
from app.folders.actions import add_proofs
from app.folders.models import Folder

Lived = tuple[datetime, Callable[[], None]]
NOTED, LOOKED_AT = timedelta(hours=3), timedelta(days=2)  # after an activity: its team notes it, a coordinator looks at it


class Community:
    """What teams and offices did, as they would note it."""

    def __init__(
        self, people: dict[str, Person], villages: dict[str, Village], organisations: dict[str, Organisation]
    ) -> None:
        self.people, self.villages, self.organisations = people, villages, organisations
        self.coordinator = people["tran-thi-huong-lan"]
        self.told = read("community.json")
        self.teams: dict[str, Team] = {}
        self.staff: dict[str, Staff] = {}
        self.activities: dict[str, Activity] = {}
        self.exemplars: dict[str, Exemplar] = {}

    def steps(self) -> Iterator[Lived]:
        """Everything with its moment."""
        yield BEGINS + timedelta(days=1), self._employ
        for row in self.told["teams"]:
            yield _moment(f"{row['founded']}T15:00"), partial(self._found, row)
        for row in self.told["activities"]:
            yield from self._of_activity(row)
        for row in self.told["models"]:
            yield from self._of_exemplar(row)

    def _employ(self) -> None:
        units = {unit.code: unit for unit in db.session.scalars(sa.select(Unit))}
        for row in self.told["staff"]:
            facts = {"since": date(2025, 7, 1), "post": row["post"], "has_signature": row["signature"]}
            staff = keeping.employ(row["name"], units[row["unit"]], by=self.coordinator, **facts)
            staff.is_sample = True
            self.staff[row["name"]] = staff

    def _found(self, row: dict[str, Any]) -> None:
        on = date.fromisoformat(row["founded"])
        terms = {"founded_on": on, "decision_number": row["number"]}
        team = keeping.found_team(TeamKind(row["kind"]), self.villages[row["village"]], by=self.coordinator, **terms)
        team.is_sample = True
        for member in row["members"]:
            person = self.people.get(member.get("person", ""))
            team.admit(member["name"], Duty(member["duty"]), since=on, by=self.coordinator, person=person)
        if team.kind is TeamKind.INNOVATION:
            self.teams[row["village"]] = team

    def _of_activity(self, row: dict[str, Any]) -> Iterator[Lived]:
        starts = _moment(row["at"])
        yield starts - timedelta(days=20), partial(self._plan, row, starts)
        if row["state"] == "cancelled":
            yield starts - timedelta(hours=4), partial(self._cancel, row)
        if row["state"] in ("held", "confirmed", "sent_back"):
            yield starts + NOTED, partial(self._hold, row)
        if row["state"] in ("confirmed", "sent_back"):
            yield starts + LOOKED_AT, partial(self._look, row)

    def _plan(self, row: dict[str, Any], starts: datetime) -> None:
        kind, _dash, name = row["held_by"].partition("-")
        unit = db.session.scalar(sa.select(Unit).where(Unit.code == name)) if kind == "unit" else None
        held_by = {"team_id": None if unit else self.teams[name].id, "unit_id": unit.id if unit else None}
        village = self.villages.get(row["village"] or "")
        facts = {name: row[name] for name in ("title", "place", "text")} | {"starts_at": starts}
        facts |= {"kind": ActivityKind(row["kind"]), "subject": Subject(row["subject"])}
        where = {"village_id": village.id if village else None}
        made = holding.plan(facts | held_by | where, key=f"mau-{row['key']}", by=self.people[row["by"]])
        made.is_sample = True
        self.activities[row["key"]] = made
        if row.get("door"):
            holding.open_door(made, by=self.people[row["by"]])

    def _cancel(self, row: dict[str, Any]) -> None:
        self.activities[row["key"]].cancel(by=self.people[row["by"]], reason=row["reason"])

    def _hold(self, row: dict[str, Any]) -> None:
        activity, by = self.activities[row["key"]], self.people[row["by"]]
        for name in row["came"]:
            holding.come(activity, staff=self.staff[name], at_the_door=False)
        activity.hold(by=by, people=row["people"])
        if row["photo"] or row["number"]:
            _prove(activity.folder, row["photo"] or "Kế hoạch và lịch phát", row["number"] or "", bool(row["photo"]), by)

    def _look(self, row: dict[str, Any]) -> None:
        activity = self.activities[row["key"]]
        coordinators = (person for person in self.people.values() if person.has(Role.COORDINATOR))
        by = next(person for person in coordinators if person.id != activity.logged_by_id)
        db.session.refresh(activity.folder)
        db.session.refresh(activity, ["attendances"])
        if row["state"] == "confirmed":
            activity.confirm(by=by)
        else:
            activity.send_back(by=by, reason=row["reason"])

    def _of_exemplar(self, row: dict[str, Any]) -> Iterator[Lived]:
        yield _moment(f"{row['started']}T16:00"), partial(self._begin, row)
        if row["proven"]:
            yield _moment(f"{row['proven']}T16:00"), partial(self._prove, row)
        for replica in row["replicas"]:
            yield _moment(f"{replica['on']}T16:00"), partial(self._replicate, row, replica)

    def _begin(self, row: dict[str, Any]) -> None:
        by = self.people[row["by"]]
        unit = db.session.scalars(sa.select(Unit).where(Unit.code == row["unit"])).one()
        facts = {name: row[name] for name in ("name", "place", "text", "benefit", "cost")}
        facts |= {"kind": ExemplarKind(row["kind"]), "started_on": date.fromisoformat(row["started"]), "unit_id": unit.id}
        who = {"village_id": self.villages[row["village"]].id, "organisation_id": self.organisations[row["organisation"]].id}
        made = keeping.begin_exemplar(facts | who, by=by)
        made.is_sample = True
        for proof in row["proofs"]:
            _prove(made.folder, proof["caption"], "", True, by)
        self.exemplars[row["name"]] = made

    def _prove(self, row: dict[str, Any]) -> None:
        exemplar = self.exemplars[row["name"]]
        db.session.refresh(exemplar.folder)
        exemplar.folder.proofs[0].confirm(by=self.coordinator)
        exemplar.prove(by=self.coordinator, on=date.fromisoformat(row["proven"]))

    def _replicate(self, row: dict[str, Any], replica: dict[str, Any]) -> None:
        village = self.villages[replica["village"]]
        facts = {"place": replica["place"], "on": date.fromisoformat(replica["on"]), "note": replica["note"]}
        keeping.replicate(self.exemplars[row["name"]], village=village, by=self.coordinator, **facts)


def _prove(folder: Folder, caption: str, number: str, is_picture: bool, by: Person) -> None:
    facts = {"caption": caption, "number": number, "url": "", "is_public": True}
    children = ChildrenShown.NONE if is_picture else None
    add_proofs(folder, [drawn(caption)] if is_picture else [], by=by, children=children, **facts)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
