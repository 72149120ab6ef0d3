"""The indicator set of a year, and figures entered for it."""

import itertools
from decimal import Decimal
from typing import Any

from app.accounts.models import Person, Role
from app.commune.settings import Rules
from app.core.clock import today
from app.core.db import db
from app.scorecard import queries
from app.scorecard.actions import editions
from app.scorecard.actions import reading as actions
from app.scorecard.actions.reckoning import scorecard_of
from app.scorecard.models import Edition, Indicator, Reading, Shape
from app.scorecard.outcomes import Scorecard
from tests.factories.community import prove
from tests.factories.people import holder, unit

_numbers = itertools.count(1)


def decision(**facts: Any) -> dict[str, Any]:
    """A decision of today."""
    return {"decision_number": f"{next(_numbers)}/QĐ-UBND", "decision_on": today(), "reason": "Theo tình hình"} | facts


def indicator(code: str, year: int) -> Indicator:
    """One of the edition in force."""
    return db.session.scalars(queries.indicator(year, code)).unique().one()


def set_of(year: int, **targets: str) -> Edition:
    """The set of a year, with some targets changed by a decision; codes as _4_6."""
    edition = db.session.scalars(queries.in_force(year)).unique().one_or_none()
    by = holder(Role.COORDINATOR)
    edition = edition or editions.adopt_set(year, by=by, **decision())
    for name, target in targets.items():
        code = name.strip("_").replace("_", ".")
        edition = editions.adjust(edition, code, {"target": Decimal(target)}, by=by, **decision())
    return edition


def local(year: int) -> Edition:
    """The set of a year with an indicator of the commune's own."""
    facts = {"name": "Khách đặt trước", "name_en": "", "method": "≥ 40%", "unit_words": "%"}
    facts |= {"shape": Shape.RATIO, "target": Decimal("0.4"), "max_points": Decimal(5)}
    return editions.add_local(indicator("1.1", year).edition, facts, by=holder(Role.COORDINATOR), **decision())


def entered(code: str, *numbers: object, year: int, proven: bool = True, by: Person | None = None, **facts: Any) -> Reading:
    """A figure of the office, with a document that proves it."""
    found, by = indicator(code, year), by or holder(Role.OFFICIAL, unit_id=unit("ttpvhcc").id)
    reading = actions.reading_of(year, found)
    numerator, denominator = (*(Decimal(str(number)) for number in numbers), None, None)[:2]
    reading.enter(found, numerator, denominator, by=by, **facts)
    db.session.flush()
    if proven:
        prove(reading.folder, by)
    return reading


def card(year: int, **settings: str) -> Scorecard:
    """The year as it stands."""
    found = scorecard_of(year, rules=Rules(settings))
    assert found is not None
    return found
