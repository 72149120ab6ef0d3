"""Questions about periods and what was sent in."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Grant, Person, Role
from app.commune.models import Unit, UnitKind, Village
from app.core.clock import today
from app.returns.models import OWED, Period, PeriodKind, Return, ReturnState


def periods() -> sa.Select[Period]:
    """All with what was sent in; the page brings the order."""
    return sa.select(Period).options(selectinload(Period.returns))


def period(id: int) -> sa.Select[Period]:
    """One with everything that was sent in, in the order of places."""
    around = selectinload(Period.returns).options(joinedload(Return.unit), joinedload(Return.village))
    return sa.select(Period).where(Period.id == id).options(around)


def overlapping(kind: PeriodKind, starts_on: date, ends_on: date) -> sa.Select[Period]:
    """Periods of a kind that share a day with another."""
    return sa.select(Period).where(Period.kind == kind, Period.starts_on <= ends_on, Period.ends_on >= starts_on)


def one(id: int) -> sa.Select[Return]:
    """One report of a place."""
    return sa.select(Return).where(Return.id == id)


def reporting_units(on: date) -> sa.Select[Unit]:
    """Offices that report: those of the commune, not groups of them and not the committee itself."""
    here = (Unit.valid_from <= on, sa.or_(Unit.valid_to.is_(None), Unit.valid_to >= on))
    kinds = Unit.kind.in_((UnitKind.DEPARTMENT, UnitKind.PUBLIC_SERVICE_UNIT))
    return sa.select(Unit).where(kinds, *here).order_by(Unit.sort_name, Unit.id)


def reporting_villages(on: date) -> sa.Select[Village]:
    """Villages that exist on a day: one merged into another reports with it."""
    here = (Village.valid_from <= on, sa.or_(Village.valid_to.is_(None), Village.valid_to >= on))
    return sa.select(Village).where(*here).order_by(Village.sort_name, Village.id)


def owed_by(person: Person) -> sa.Select[Return]:
    """What somebody's places still have to send in, the earliest due first."""
    mine = sa.or_(Return.village_id.in_(person.teams), Return.unit_id.in_(person.units))
    query = sa.select(Return).join(Return.period).where(Return.state.in_(OWED), Period.ends_on <= today(), mine)
    return query.order_by(Period.due_on, Return.id)


def to_accept() -> sa.Select[Return]:
    """What waits for a coordinator, the oldest first."""
    return sa.select(Return).where(Return.state == ReturnState.SUBMITTED).order_by(Return.state_since, Return.id)


def reporters(returns: list[Return]) -> Any:
    """Who reports for these places today, by number, with the place."""
    day = today()
    lasting = sa.or_(Grant.valid_to.is_(None), Grant.valid_to >= day)
    held = sa.select(Grant.person_id, Grant.unit_id, Grant.village_id).where(
        ~Grant.is_ended, Grant.valid_from <= day, lasting
    )
    places = sa.or_(
        sa.and_(Grant.role == Role.OFFICIAL, Grant.unit_id.in_([one.unit_id for one in returns if one.unit_id])),
        sa.and_(
            Grant.role == Role.VILLAGE_TEAM, Grant.village_id.in_([one.village_id for one in returns if one.village_id])
        ),
    )
    return held.where(places)


def sent_in(year: int) -> sa.Select[Return]:
    """Everything of the half-year and year of a year, with its period."""
    kinds = (PeriodKind.HALF_YEAR, PeriodKind.YEAR)
    return sa.select(Return).join(Return.period).where(Period.year == year, Period.kind.in_(kinds)).order_by(Return.id)
