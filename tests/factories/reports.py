"""Periods, what places send in, the commune's report."""

from datetime import date, timedelta
from typing import Any
from unittest import mock

from app.accounts.models import Person, Role
from app.commune.settings import Rules
from app.core.clock import today
from app.core.db import db
from app.reports.actions import drafting
from app.reports.models import CommuneReport
from app.returns.actions import periods
from app.returns.actions.prefilling import figures_of
from app.returns.models import Period, PeriodKind, Return
from tests.factories.people import holder


def period(kind: PeriodKind = PeriodKind.AD_HOC, **days: date) -> Period:
    """A period that is over and not yet due."""
    given = {"starts_on": today() - timedelta(days=60), "ends_on": today() - timedelta(days=1)} | days
    given.setdefault("due_on", today() + timedelta(days=5))
    subject = "Chuyển đổi số" if kind is PeriodKind.AD_HOC else ""
    opening = min(today(), given["due_on"])  # what is late by now was opened before
    with mock.patch.object(periods, "today", return_value=opening):
        return periods.open_period(kind, given, subject=subject, by=holder(Role.COORDINATOR))


def of(place: str, opened: Period) -> Return:
    """The report of a unit by code or of a village by name."""
    return next(one for one in opened.returns if place in (one.unit and one.unit.code, one.village and one.village.name))


def sent_in(place: str, opened: Period, *, by: Person | None = None, accepted: bool = False, **words: Any) -> Return:
    """One that was sent in."""
    one = of(place, opened)
    for name, text in ({"results": "Xong hết"} | words).items():
        setattr(one, name, text)
    one.submit(by=by or holder(Role.COORDINATOR), figures=figures_of(one))
    if accepted:
        one.accept(by=holder(Role.COORDINATOR))
    db.session.flush()
    return one


def draft(opened: Period | None = None) -> CommuneReport:
    """A draft of the commune's report."""
    made = drafting.take(opened or period(), by=holder(Role.COORDINATOR), rules=Rules({}))
    db.session.flush()
    return made
