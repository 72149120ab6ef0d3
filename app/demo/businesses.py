"""The sample register of businesses: a list of the economic office brought in, then what people saw on the way round."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Organisation, Person
from app.businesses import actions
from app.businesses.importing import BUSINESSES
from app.businesses.models import Business, SalesChannel
from app.core.clock import ZONE
from app.core.db import db
from app.demo.people import read
from app.imports import actions as imports
from app.imports.comparing import compare
from app.imports.headings import laid
from app.imports.reading import Grid

Lived = tuple[datetime, Callable[[], None]]
BROUGHT_IN = datetime(2026, 3, 12, 14, tzinfo=ZONE)


class Businesses:
    """Who does business in the sample commune, and who was seen to sell online."""

    def __init__(self, people: dict[str, Person], organisations: dict[str, Organisation]) -> None:
        self.organisations = organisations
        self.coordinator, self.official = people["tran-thi-huong-lan"], people["ngo-xuan-bach"]
        self.told = read("businesses.json")

    def steps(self) -> Iterator[Lived]:
        """Everything with its moment."""
        yield BROUGHT_IN, self._bring_in
        for row in self.told["checks"]:
            yield _afternoon(row["on"]), partial(self._check, row)
        for row in self.told["ended"]:
            yield _afternoon(row["on"]), partial(self._end, row)

    def _bring_in(self) -> None:
        table = laid([Grid("Rà soát", self.told["table"])], BUSINESSES.columns, BUSINESSES.key)
        draft = imports.take(table, BUSINESSES, source="co-so-kinh-doanh-2026.xlsx, Rà soát", by=self.coordinator)
        seen = compare(draft, BUSINESSES).digest
        imports.apply(draft, BUSINESSES, seen=seen, skip=True, by=self.coordinator)
        for business in db.session.scalars(sa.select(Business)):
            business.is_sample = True
            if key := self.told["organisations"].get(business.name):
                business.organisation = self.organisations[key]

    def _check(self, row: dict[str, Any]) -> None:
        channel = SalesChannel(row["channel"]) if row["channel"] else None
        actions.check(_named(row["name"]), on=date.fromisoformat(row["on"]), channel=channel, by=self.official)

    def _end(self, row: dict[str, Any]) -> None:
        _named(row["name"]).end(on=date.fromisoformat(row["on"]), by=self.official, reason=row["reason"])


def _named(name: str) -> Business:
    return db.session.scalars(sa.select(Business).where(Business.name == name)).one()


def _afternoon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T15:30").replace(tzinfo=ZONE)
