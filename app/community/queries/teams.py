"""Questions about teams and staff."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.commune.models import Village
from app.community.models import Staff, Team
from app.core import text


def teams(*, current: bool = True) -> sa.Select[Team]:
    """Teams by village and kind, with their members."""
    query = sa.select(Team).join(Team.village).options(selectinload(Team.members))
    if current:
        query = query.where(Team.ended_on.is_(None))
    return query.order_by(Village.sort_name, Team.kind, Team.id)


def team(id: int) -> sa.Select[Team]:
    """One team with its members."""
    return sa.select(Team).where(Team.id == id).options(selectinload(Team.members))


def teams_of(villages: list[int]) -> sa.Select[Team]:
    """The teams of some villages."""
    return sa.select(Team).where(Team.village_id.in_(villages), Team.ended_on.is_(None)).order_by(Team.id)


def staff(on: date) -> sa.Select[Staff]:
    """Who serves the commune on a day, in the order of names."""
    here = (Staff.since <= on, sa.or_(Staff.until.is_(None), Staff.until >= on))
    return sa.select(Staff).where(*here).order_by(Staff.unit_id, Staff.sort_name, Staff.id)


def named(name: str, unit_id: int, on: date) -> sa.Select[Staff]:
    """Somebody of a unit by name, as it stands in the register on a day."""
    return staff(on).where(Staff.unit_id == unit_id, Staff.name_key == text.name_key(name))


def one_of_staff(id: int) -> sa.Select[Staff]:
    """One of them."""
    return sa.select(Staff).where(Staff.id == id)


def villages_of_teams() -> Any:
    """The villages that have a team of any kind today."""
    return sa.select(Team.village_id).where(Team.ended_on.is_(None)).distinct()
