"""What counts in a year: the figure of the plan, and the rows behind it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from app.commune.models import Unit
from app.initiatives.models import Adoption, AdoptionState, Attachment, Initiative, Sphere


@dataclass(frozen=True)
class Counted:
    """One initiative that counts, with what proves it."""

    code: str
    title: str
    sphere: Sphere
    adopted_on: date
    decision_number: str
    decision_on: date
    unit: str
    proofs: int
    adoption_id: int

    def as_json(self) -> dict[str, Any]:
        """The row as the open data and the frozen snapshot hold it."""
        return {
            "code": self.code,
            "title": self.title,
            "sphere": self.sphere.value,
            "adopted_on": self.adopted_on.isoformat(),
            "decision_number": self.decision_number,
            "decision_on": self.decision_on.isoformat(),
            "unit": self.unit,
            "proofs": self.proofs,
        }


def standing() -> sa.Select[Any]:
    """Adoptions that count: confirmed by a leader, not revoked, with decision and at least one confirmed proof.

    Each initiative once, in its first year (product rule of the tally); `adopted_on` is a date in the commune.
    """
    proofs = (
        sa.select(sa.func.count(Attachment.id))
        .where(Attachment.adoption_id == Adoption.id, Attachment.confirmed_at.is_not(None))
        .correlate(Adoption)
        .scalar_subquery()
    )
    return (
        sa.select(
            Initiative.code,
            Initiative.title,
            Adoption.sphere,
            Adoption.adopted_on,
            Adoption.decision_number,
            Adoption.decision_on,
            Unit.name.label("unit"),
            proofs.label("proofs"),
            Adoption.id.label("adoption_id"),
        )
        .join(Initiative, Initiative.id == Adoption.initiative_id)
        .join(Unit, Unit.id == Adoption.unit_id)
        .where(Adoption.state == AdoptionState.CONFIRMED, Adoption.decision_number.is_not(None), proofs > 0)
    )


def counted_in(year: int) -> sa.Select[Any]:
    """What counts in a year, in the order in which it was put into practice."""
    return (
        standing()
        .where(Adoption.adopted_on >= date(year, 1, 1), Adoption.adopted_on <= date(year, 12, 31))
        .order_by(Adoption.adopted_on, Initiative.code)
    )


def proposed_in(year: int) -> sa.Select[int]:
    """How many more wait for a leader, dated in a year."""
    return sa.select(sa.func.count(Adoption.id)).where(
        Adoption.state == AdoptionState.PROPOSED,
        Adoption.adopted_on >= date(year, 1, 1),
        Adoption.adopted_on <= date(year, 12, 31),
    )


def revoked(codes: list[str]) -> sa.Select[str | None, datetime | None, str | None]:
    """When and why the latest adoption of these initiatives was revoked."""
    return (
        sa.select(Initiative.code, Adoption.revoked_at, Adoption.reason)
        .join(Initiative, Initiative.id == Adoption.initiative_id)
        .where(Initiative.code.in_(codes), Adoption.state == AdoptionState.REVOKED)
        .order_by(Adoption.revoked_at)
    )


def confirmed(codes: list[str]) -> sa.Select[str | None, datetime | None]:
    """When the standing adoption of these initiatives was confirmed."""
    return (
        sa.select(Initiative.code, Adoption.confirmed_at)
        .join(Initiative, Initiative.id == Adoption.initiative_id)
        .where(Initiative.code.in_(codes), Adoption.state == AdoptionState.CONFIRMED)
    )
