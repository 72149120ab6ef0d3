"""The sample of partners: who offers what, what villages, units and cooperatives need, and what came of both."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Organisation, Person
from app.commune.models import Field, Unit, Village
from app.core.clock import ZONE
from app.core.db import db
from app.demo.people import read
from app.partners.actions import keeping, matching, needing
from app.partners.models import Help, Match, Need, Offer, Partner, PartnerKind

Lived = tuple[datetime, Callable[[], None]]


class Partners:
    """What coordinators, teams and partners would note."""

    def __init__(
        self, people: dict[str, Person], villages: dict[str, Village], organisations: dict[str, Organisation]
    ) -> None:
        self.people, self.villages, self.organisations = people, villages, organisations
        self.coordinator = people["tran-thi-huong-lan"]
        self.partners: dict[str, Partner] = {}
        self.offers: dict[str, Offer] = {}
        self.needs: dict[str, Need] = {}
        self.matches: dict[int, Match] = {}

    def steps(self) -> Iterator[Lived]:
        """Everything with its moment."""
        told = read("partners.json")
        for row in told["partners"]:
            yield from self._of_partner(row)
        for row in told["needs"]:
            yield from self._of_need(row)
        for number, row in enumerate(told["matches"]):
            yield from self._of_match(number, row)

    def _of_partner(self, row: dict[str, Any]) -> Iterator[Lived]:
        yield _moment(f"{row['since']}T08:30"), partial(self._begin, row)
        for offer in row["offers"]:
            yield _moment(f"{offer['from']}T09:00"), partial(self._offer, row["key"], offer)
        if ended := row.get("ended"):
            on = date.fromisoformat(ended["on"])
            end = {"on": on, "reason": ended["reason"], "by": self.coordinator}
            yield _moment(f"{ended['on']}T16:30"), lambda: self.partners[row["key"]].end(**end)

    def _begin(self, row: dict[str, Any]) -> None:
        organisation = self.organisations.get(row.get("organisation", ""))
        facts = {name: row[name] for name in ("name", "knowledge", "text", "phone", "email", "website")}
        facts |= {"kind": PartnerKind(row["kind"]), "since": date.fromisoformat(row["since"])}
        facts |= {"organisation_id": organisation.id if organisation else None}
        made = keeping.begin(facts, by=self.coordinator)
        made.is_sample = True
        if agreed := row["agreed"]:
            made.agree(on=date.fromisoformat(agreed["on"]), how=agreed["how"], by=self.coordinator)
        self.partners[row["key"]] = made

    def _offer(self, key: str, row: dict[str, Any]) -> None:
        until = date.fromisoformat(row["until"]) if row["until"] else None
        facts = {"title": row["title"], "text": row["text"], "help": Help(row["help"]), "field_id": _field(row["field"])}
        facts |= {"valid_from": date.fromisoformat(row["from"]), "valid_until": until}
        self.offers[row["key"]] = keeping.offer(self.partners[key], facts, by=self.coordinator)

    def _of_need(self, row: dict[str, Any]) -> Iterator[Lived]:
        yield _moment(row["at"]), partial(self._post, row)
        if published := row.get("published"):
            yield _moment(published), lambda: self.needs[row["key"]].publish(by=self.coordinator)
        if declined := row.get("declined"):
            decline = {"reason": declined["reason"], "by": self.coordinator}
            yield _moment(declined["at"]), lambda: self.needs[row["key"]].decline(**decline)
        if withdrawn := row.get("withdrawn"):
            by = self.people[row["by"]]
            withdraw = partial(needing.withdraw, reason=withdrawn["reason"], by=by)
            yield _moment(withdrawn["at"]), lambda: withdraw(self.needs[row["key"]])

    def _post(self, row: dict[str, Any]) -> None:
        village, organisation = (
            self.villages.get(row.get("village", "")),
            self.organisations.get(row.get("organisation", "")),
        )
        unit = db.session.scalar(sa.select(Unit).where(Unit.code == row.get("unit", "")))
        facts = {"title": row["title"], "text": row["text"], "help": Help(row["help"]), "field_id": _field(row["field"])}
        named = {"village_id": village, "unit_id": unit, "organisation_id": organisation}
        names = {name: place.id if place else None for name, place in named.items()}
        made = needing.post(facts | names, key=f"mau-{row['key']}", by=self.people[row["by"]])
        made.is_sample = True
        self.needs[row["key"]] = made

    def _of_match(self, number: int, row: dict[str, Any]) -> Iterator[Lived]:
        yield _moment(row["at"]), partial(self._propose, number, row)
        if accepted := row.get("accepted"):
            yield _moment(accepted), lambda: matching.accept(self.matches[number], by=self.coordinator)
        if done := row.get("done"):
            yield _moment(done), lambda: matching.finish(self.matches[number], row["result"], by=self.coordinator)
        if declined := row.get("declined"):
            decline = {"reason": declined["reason"], "by": self.coordinator}
            yield _moment(declined["at"]), lambda: self.matches[number].decline(**decline)

    def _propose(self, number: int, row: dict[str, Any]) -> None:
        offer, need, by = self.offers[row["offer"]], self.needs[row["need"]], self.people[row["by"]]
        self.matches[number] = matching.propose(offer, need, by=by, note=row["note"])


def _field(code: str) -> int:
    return db.session.scalars(sa.select(Field.id).where(Field.code == code)).one()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)
