"""Questions about the commune's reports, and what rankings are made of."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Person
from app.commune.queries import stood_in
from app.folders.policy import READERS
from app.initiatives.models import Adoption, Initiative
from app.initiatives.queries.tally import standing
from app.reports.models import CommuneReport, ReportState


def reports(seen_by: Any) -> sa.Select[CommuneReport]:
    """All for the office, what was issued for everybody else; the page brings the order."""
    query = sa.select(CommuneReport)
    return query if seen_by.has(*READERS) else query.where(CommuneReport.state == ReportState.ISSUED)


def report(id: int, seen_by: Any) -> sa.Select[CommuneReport]:
    """One of them."""
    return reports(seen_by).where(CommuneReport.id == id)


def drafts(period_id: int) -> sa.Select[CommuneReport]:
    """Every draft of a period, the first first."""
    return sa.select(CommuneReport).where(CommuneReport.period_id == period_id).order_by(CommuneReport.number)


def adopted_by_village(first: date, last: date) -> Any:
    """How many initiatives of each village's people were put into practice between two days."""
    counted = standing().subquery()
    days = (counted.c.adopted_on >= first, counted.c.adopted_on <= last)
    places = stood_in(last)
    query = sa.select(places.c.stands, sa.func.count()).select_from(counted)
    query = query.join(Initiative, Initiative.code == counted.c.code).join(places, places.c.id == Initiative.village_id)
    return query.where(*days).group_by(places.c.stands)


def authors_adopted(year: int) -> Any:
    """Who first sent what was put into practice in a year: name, code, title."""
    counted = standing().where(Adoption.adopted_on >= date(year, 1, 1), Adoption.adopted_on <= date(year, 12, 31)).subquery()
    query = sa.select(Person.name, counted.c.code, counted.c.title).join(Initiative, Initiative.author_id == Person.id)
    return query.join(counted, counted.c.code == Initiative.code).order_by(counted.c.code)
