"""The sample of reports: a half-year with the commune's report issued, and one asked for in between that some still owe."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from app.accounts.models import Person, Role
from app.commune.settings import Rules
from app.core.clock import ZONE
from app.core.db import db
from app.demo.people import read
from app.reports.actions import drafting
from app.reports.models import CommuneReport
from app.returns.actions import periods
from app.returns.actions.prefilling import figures_of
from app.returns.models import Period, PeriodKind, Return

Lived = tuple[datetime, Callable[[], None]]
LOOKED_AT = timedelta(hours=20)


class Reports:
    """What places sent in and what the commune made of it."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.people = people
        self.coordinator, self.other = people["tran-thi-huong-lan"], people["dang-thi-hong-hanh"]
        self.leader = people["doan-manh-khai"]
        self.told = read("reports.json")
        self.periods: dict[str, Period] = {}
        self.made: CommuneReport | None = None

    def steps(self) -> Iterator[Lived]:
        """Everything with its moment."""
        for name, told in self.told.items():
            yield _moment(told["opened"]), partial(self._open, name, told)
            yield _moment(told["reminded"]), partial(self._remind, name)
            for row in told["returns"]:
                at = _moment(row["at"])
                yield at, partial(self._send_in, name, row)
                if row.get("returned"):
                    yield at + LOOKED_AT, partial(self._send_back, name, row)
                elif name == "half_year" or row.get("accepted"):
                    yield at + LOOKED_AT, partial(self._accept, name, row)
            yield _moment(told["taken"]), partial(self._take, name)
            if "issued" in told:
                yield _moment(told["issued"]), partial(self._issue, told)

    def _open(self, name: str, told: dict[str, Any]) -> None:
        kind = PeriodKind.HALF_YEAR if name == "half_year" else PeriodKind.AD_HOC
        days: dict[str, Any] = {
            part: date.fromisoformat(told[part]) for part in ("starts_on", "ends_on", "due_on") if part in told
        }
        days = days or periods.proposed(kind, _moment(told["opened"]).year, Rules({}))
        self.periods[name] = periods.open_period(kind, days, subject=told.get("subject", ""), by=self.other)
        self.periods[name].is_sample = True

    def _remind(self, name: str) -> None:
        periods.remind(self.periods[name], by=self.other)

    def _send_in(self, name: str, row: dict[str, Any]) -> None:
        one = self._of(name, row)
        for part in ("results", "problems", "plans", "requests", "corrections"):
            setattr(one, part, row.get(part, ""))
        one.submit(by=self._reporter(one), figures=figures_of(one))

    def _accept(self, name: str, row: dict[str, Any]) -> None:
        self._of(name, row).accept(by=self.other)

    def _send_back(self, name: str, row: dict[str, Any]) -> None:
        self._of(name, row).send_back(by=self.other, reason=row["returned"])

    def _take(self, name: str) -> None:
        period = self.periods[name]
        db.session.refresh(period, ["returns"])
        self.made = drafting.take(period, by=self.coordinator, rules=Rules({}))
        self.made.direction = self.told[name].get("direction", "")

    def _issue(self, told: dict[str, Any]) -> None:
        if self.made is not None:
            self.made.issue(by=self.leader, number=told["number"], on=_moment(told["issued"]).date())

    def _of(self, name: str, row: dict[str, Any]) -> Return:
        places = self.periods[name].returns
        return next(one for one in places if row["place"] in (one.unit and one.unit.code, one.village and one.village.name))

    def _reporter(self, one: Return) -> Person:
        """Who reports for the place, or the coordinator who typed what was brought on paper."""
        for person in self.people.values():
            if one.village_id in person.teams or (one.unit_id and person.has(Role.OFFICIAL, unit_id=one.unit_id)):
                return person
        return self.coordinator


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
