"""The tally of a year, frozen once it is closed, with amendments beside it; what stands behind indicators 4.2 and 4.3."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from app.commune.settings import Rules
from app.core.clock import today
from app.core.db import db
from app.initiatives.models import Sphere
from app.initiatives.queries import tally as counting
from app.initiatives.queries.tally import Counted
from app.products.models import Product
from app.products.queries import overview
from app.scorecard import queries
from app.scorecard.models import ClosedYear
from app.scorecard.queries import records
from app.scorecard.queries.records import Span
from app.tourism.actions.counting import Month, month_of

PLANNED = 8  # the plan, indicator 4.6, for a year without an indicator set


@dataclass(frozen=True)
class Tally:
    """What counts in a year against the target of the plan (indicators 1.4 and 4.6)."""

    year: int
    target: int
    live: list[dict[str, Any]]
    closed: ClosedYear | None
    amendments: list[dict[str, Any]]
    allows_double_use: bool
    target_management: int = PLANNED

    @cached_property
    def items(self) -> list[dict[str, Any]]:
        """The rows that count: the frozen ones of a closed year, else those of today."""
        return list(self.closed.items) if self.closed else self.live

    @property
    def adopted(self) -> int:
        """The figure."""
        return len(self.items)

    @property
    def by_sphere(self) -> dict[str, int]:
        """How many of each sphere."""
        return {sphere.value: sum(item["sphere"] == sphere for item in self.items) for sphere in Sphere}

    @property
    def by_month(self) -> list[int]:
        """How many in each month, January first."""
        months = [int(item["adopted_on"][5:7]) for item in self.items]
        return [months.count(month) for month in range(1, 13)]

    @property
    def indicator_management(self) -> int:
        """Indicator 1.4: initiatives of the sphere of management."""
        return self.by_sphere[Sphere.MANAGEMENT]

    @property
    def indicator_applied(self) -> int:
        """Indicator 4.6: all of them, without those of 1.4 when the commune forbids double use."""
        return self.adopted if self.allows_double_use else self.adopted - self.indicator_management

    @property
    def overlap(self) -> int:
        """How many count for both indicators."""
        return self.indicator_management if self.allows_double_use else 0

    def as_json(self) -> dict[str, Any]:
        """The contract of `/api/v1/tally/<year>` and of `flask tally --json`."""
        return {
            "year": self.year,
            "target": self.target,
            "adopted": self.adopted,
            "by_sphere": self.by_sphere,
            "closed": self.closed is not None,
            "items": self.items,
            "amendments": self.amendments,
        }


def tally_of(year: int, *, rules: Rules) -> Tally:
    """Count a year. Five statements at the most, however many initiatives there are."""
    closed = db.session.scalar(queries.closed(year)) if year < today().year else None  # a running year is open
    live = [Counted(**row._mapping).as_json() for row in db.session.execute(counting.counted_in(year))]
    wanted = dict(db.session.execute(queries.targets(year)).all())
    management = int(wanted.get("1.4", PLANNED))
    target = closed.target if closed else int(wanted.get("4.6", PLANNED))
    return Tally(
        year, target, live, closed, _amendments(closed, live) if closed else [], rules.allows_double_use, management
    )


@dataclass(frozen=True)
class DigitalProducts:
    """Indicator 4.2: published products with a digital page by a day, and which of them have stars that hold that day.

    The plan calls it “Sản phẩm OCOP ứng dụng số”, so those with stars are what counts; the others stand beside them.
    """

    on: date
    products: list[Product]
    certified: set[int]

    @property
    def value(self) -> int:
        """The figure."""
        return len(self.counted)

    @property
    def counted(self) -> list[Product]:
        """The rows behind it."""
        return [product for product in self.products if product.id in self.certified]

    @property
    def others(self) -> list[Product]:
        """With a digital page and without stars."""
        return [product for product in self.products if product.id not in self.certified]


def digital_products(year: int) -> DigitalProducts:
    """Count indicator 4.2 as it stands today, or as it stood at the end of a year that is over. Two statements."""
    on = min(today(), date(year, 12, 31))
    products = list(db.session.scalars(overview.digital(on)))
    return DigitalProducts(on, products, set(db.session.scalars(overview.certified(on))))


@dataclass(frozen=True)
class SmartTourism:
    """Indicator 4.3: smart-tourism models at work, and the months of Đảo Cò that make it one of them."""

    on: date
    models: list[str]
    months: list[Month]

    @property
    def value(self) -> int:
        """The figure."""
        return len(self.models)


def smart_tourism(year: int, *, rules: Rules) -> SmartTourism:
    """Count indicator 4.3 up to today, or to the end of a year that is over. Six statements a month."""
    span = Span.of(year, rules)
    models = [row.label for row in db.session.execute(records.smart_tourism(span))] if span.has_begun else []
    last = span.on.month if span.has_begun else 0
    return SmartTourism(span.on, models, [month_of(date(year, month, 1)) for month in range(1, last + 1)])


def _amendments(closed: ClosedYear, live: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is different now from what was frozen: added, removed, changed; derived from the rows, so never forgotten."""
    then, now = ({item["code"]: item for item in items} for items in (closed.items, live))
    gone, new = [code for code in then if code not in now], [code for code in now if code not in then]
    revoked = {code: (at, reason) for code, at, reason in db.session.execute(counting.revoked(gone))} if gone else {}
    confirmed = {row.code: row.confirmed_at for row in db.session.execute(counting.confirmed(new))} if new else {}
    told = []
    for code in gone:
        at, reason = revoked.get(code, (None, None))
        told.append({"code": code, "change": "removed", "at": at.isoformat() if at else None, "reason": reason})
    told += [{"code": code, "change": "added", "at": confirmed[code].isoformat(), "reason": None} for code in new]
    told += [
        {"code": code, "change": "changed", "at": None, "reason": None}
        for code in then
        if code in now and {**then[code], "title": ""} != {**now[code], "title": ""}
    ]
    return told
