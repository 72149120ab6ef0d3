"""The sample of the indicator set: figures entered with their proofs, some verified, a target raised by a decision."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from app.accounts.models import Person, Role
from app.commune.settings import Rules
from app.core.clock import ZONE
from app.core.db import db
from app.demo.people import read
from app.folders.actions import add_proofs
from app.scorecard import queries
from app.scorecard.actions import editions
from app.scorecard.actions import reading as actions
from app.scorecard.actions.reckoning import scorecard_of
from app.scorecard.models import Finding, Indicator, Shape

Lived = tuple[datetime, Callable[[], None]]
YEAR = 2026


class Figures:
    """What the office entered and looked at."""

    def __init__(self, people: dict[str, Person]) -> None:
        self.people = people
        self.leader = next(person for person in people.values() if person.has(Role.LEADER))
        self.coordinator = people["tran-thi-huong-lan"]
        self.told = read("scorecard.json")

    def steps(self) -> Iterator[Lived]:
        """Everything with its moment."""
        yield _moment(self.told["first"]["at"]), partial(self._adopt, self.told["first"])
        for row in self.told["readings"]:
            yield _moment(row["at"]), partial(self._enter, row)
            if "review" in row:
                yield _moment(row["at"]) + timedelta(days=9), partial(self._review, row)
        check, adjust, local = self.told["check"], self.told["adjust"], self.told["local"]
        yield _moment(check["at"]), partial(self._check, check)
        yield _moment(adjust["at"]), partial(self._adjust, adjust)
        yield _moment(local["at"]), partial(self._add_local, local)

    def _adopt(self, row: dict[str, Any]) -> None:
        editions.adopt_set(row["year"], by=self.coordinator, **_decision(row))

    def _enter(self, row: dict[str, Any]) -> None:
        indicator, by = _indicator(row["code"], row.get("year", YEAR)), self.people[row["by"]]
        reading = actions.reading_of(indicator.edition.year, indicator)
        reading.enter(indicator, _number(row, "numerator"), _number(row, "denominator"), by=by, note=row.get("note", ""))
        for proof in row["proofs"]:
            facts = {"caption": proof["caption"], "number": proof["number"], "url": proof.get("url", "")}
            add_proofs(reading.folder, [], by=by, is_public=True, children=None, **facts)
            db.session.refresh(reading.folder)
            if proof.get("confirmed"):
                reading.folder.proofs[-1].confirm(by=self.leader)

    def _review(self, row: dict[str, Any]) -> None:
        card = scorecard_of(YEAR, rules=Rules({}))
        line = card.line(row["code"]) if card else None
        if line is None:
            raise RuntimeError("the set comes before its reviews")
        found = row["review"]
        numbers = _number(found, "numerator"), _number(found, "denominator")
        entered_by = self.people[row["by"]].id
        actions.review(YEAR, line, *numbers, note=found["note"], entered_by=entered_by, by=self.leader)

    def _check(self, row: dict[str, Any]) -> None:
        facts = {name: row[name] for name in ("place", "who", "text")}
        facts |= {"on": _moment(row["at"]).date(), "finding": Finding(row["finding"])}
        actions.check_on_site(YEAR, row["code"], facts, key="sample-check", by=self.coordinator)

    def _adjust(self, row: dict[str, Any]) -> None:
        indicator = _indicator(row["code"])
        facts = {"target": Decimal(row["target"]), "method": row["method"], "method_en": "≥ 6 activities a year"}
        editions.adjust(indicator.edition, row["code"], facts, by=self.coordinator, **_decision(row))

    def _add_local(self, row: dict[str, Any]) -> None:
        facts = {name: row[name] for name in ("name", "name_en", "method", "unit_words")} | {"method_en": row["method"]}
        facts |= {"shape": Shape(row["shape"]), "target": Decimal(row["target"]), "max_points": Decimal(row["max_points"])}
        edition = _indicator("1.1").edition
        editions.add_local(edition, facts, by=self.coordinator, **_decision(row))


def _indicator(code: str, year: int = YEAR) -> Indicator:
    return db.session.scalars(queries.indicator(year, code)).unique().one()


def _decision(row: dict[str, Any]) -> dict[str, Any]:
    on = date.fromisoformat(row["decision_on"])
    return {"decision_number": row["decision_number"], "decision_on": on, "reason": row["reason"]}


def _number(row: dict[str, Any], name: str) -> Decimal | None:
    return Decimal(row[name]) if name in row else None


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
