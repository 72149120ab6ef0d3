"""Questions about editions, readings and closed years."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.commune.models import Unit
from app.folders.models import Folder, Proof
from app.scorecard.models import ClosedYear, Edition, Indicator, Reading, Review, SiteCheck


def closed(year: int) -> sa.Select[ClosedYear]:
    """What stands closed of a year, if it was closed and not opened again."""
    return sa.select(ClosedYear).where(ClosedYear.year == year, ClosedYear.reopened_at.is_(None))


def closings() -> Any:
    """Every closing, those that were opened again too, by year: when, and the total of its set if it had one."""
    total = ClosedYear.scorecard["total"].as_string().label("total")
    columns = (ClosedYear.id, ClosedYear.year, ClosedYear.closed_at, ClosedYear.reopened_at, total)
    return sa.select(*columns).order_by(ClosedYear.year, ClosedYear.id)


def standing() -> sa.Select[ClosedYear]:
    """What stands closed of every year."""
    return sa.select(ClosedYear).where(ClosedYear.reopened_at.is_(None)).order_by(ClosedYear.year)


def closing(id: int) -> sa.Select[ClosedYear]:
    """One of them."""
    return sa.select(ClosedYear).where(ClosedYear.id == id)


def in_force(year: int) -> sa.Select[Edition]:
    """The edition of a year that holds: its last, with its indicators."""
    query = sa.select(Edition).join(Edition.indicators).where(Edition.year == year, Edition.number == _last(year))
    return query.options(contains_eager(Edition.indicators)).order_by(Indicator.position)


def targets(year: int) -> sa.Select[str, Decimal]:
    """What the edition in force asks of each indicator, by code."""
    query = sa.select(Indicator.code, Indicator.target).join(Indicator.edition)
    return query.where(Edition.year == year, Edition.number == _last(year))


def indicator(year: int, code: str) -> sa.Select[Indicator]:
    """One indicator of the edition in force, with its edition."""
    query = sa.select(Indicator).join(Indicator.edition).where(Edition.year == year, Edition.number == _last(year))
    around = contains_eager(Indicator.edition).selectinload(Edition.indicators)
    return query.where(Indicator.code == code).options(around)


def _last(year: int) -> Any:
    return sa.select(sa.func.max(Edition.number)).where(Edition.year == year).scalar_subquery()


def editions(year: int) -> sa.Select[Edition]:
    """All of a year, the first first."""
    query = sa.select(Edition).where(Edition.year == year).order_by(Edition.number)
    return query.options(selectinload(Edition.indicators), joinedload(Edition.folder).selectinload(Folder.proofs))


def edition_in_folders(folders: Any) -> sa.Select[Edition]:
    """The editions whose folders these are."""
    return sa.select(Edition).where(Edition.folder_id.in_(folders))


def years() -> sa.Select[int]:
    """The years that have an indicator set."""
    return sa.select(Edition.year).distinct().order_by(Edition.year)


def readings(year: int) -> sa.Select[Reading, int]:
    """What was entered in a year, each with the number of its proofs that stand."""
    proofs = (
        sa.select(sa.func.count(Proof.id))
        .where(Proof.folder_id == Reading.folder_id, Proof.withdrawn_at.is_(None))
        .correlate(Reading)
        .scalar_subquery()
    )
    return sa.select(Reading, proofs).where(Reading.year == year)


def reading(year: int, code: str) -> sa.Select[Reading]:
    """One, with its folder."""
    folder = joinedload(Reading.folder).selectinload(Folder.proofs)
    return (
        sa.select(Reading).where(Reading.year == year, Reading.code == code).options(folder, joinedload(Reading.entered_by))
    )


def in_folders(folders: Any) -> sa.Select[Reading]:
    """The readings whose folders these are."""
    return sa.select(Reading).where(Reading.folder_id.in_(folders))


def checks_in_folders(folders: Any) -> sa.Select[SiteCheck]:
    """The visits whose folders these are."""
    return sa.select(SiteCheck).where(SiteCheck.folder_id.in_(folders))


def reviews(year: int) -> sa.Select[Review]:
    """What was found in a year, the first first: of one code the last holds."""
    return sa.select(Review).where(Review.year == year).order_by(Review.id)


def reviews_of(year: int, code: str) -> sa.Select[Review]:
    """Those of one indicator, the latest first, with who looked."""
    query = sa.select(Review).where(Review.year == year, Review.code == code).order_by(Review.id.desc())
    return query.options(joinedload(Review.by))


def site_checks(year: int, code: str) -> sa.Select[SiteCheck]:
    """Visits on the spot for one indicator, the latest first, with what was brought back."""
    folder = joinedload(SiteCheck.folder).selectinload(Folder.proofs)
    query = sa.select(SiteCheck).where(SiteCheck.year == year, SiteCheck.code == code)
    return query.order_by(SiteCheck.on.desc(), SiteCheck.id.desc()).options(folder)


def units_of(indicator: Indicator) -> sa.Select[str]:
    """The names of the units that the set names for an indicator."""
    return sa.select(Unit.name).where(Unit.code.in_(indicator.entered_by)).order_by(Unit.sort_name)
