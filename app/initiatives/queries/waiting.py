"""What waits for whom, since when, and until when."""

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.commune.settings import Rules
from app.core.clock import ZONE, start_of, today
from app.initiatives.models import Adoption, AdoptionState, Attachment, Initiative, Pilot, Refusal, RefusalState, State
from app.initiatives.queries.reading import spoken_for_by

# The states in which somebody is waited for, with the setting that says how long.
PERIODS = {
    State.SUBMITTED: "submitted",
    State.RETURNED: "returned",
    State.OPEN: "open",
    State.EVALUATING: "evaluating",
    State.RECOGNISED: "recognised",
}


def in_state(*states: State) -> sa.Select[Initiative]:
    """Initiatives in these states, longest waiting first."""
    return (
        sa.select(Initiative)
        .where(Initiative.state.in_(states))
        .options(joinedload(Initiative.village))
        .order_by(Initiative.state_since, Initiative.id)
    )


def returned_to(author: Any) -> sa.Select[Initiative]:
    """What a person was asked to complete."""
    return in_state(State.RETURNED).where(spoken_for_by(author))


def unsigned_applications(author: Any) -> sa.Select[Initiative]:
    """Initiatives before the council whose author has not signed the application."""
    query = in_state(State.EVALUATING).where(Initiative.author_id == author.id)
    return query.where(~Initiative.application.has(sa.text("applications.signed_at IS NOT NULL")))


def ended_pilots() -> sa.Select[Pilot]:
    """Pilots whose time is over and whose result nobody wrote down."""
    return (
        sa.select(Pilot)
        .where(Pilot.ended_at.is_(None), Pilot.ends_on < today())
        .options(joinedload(Pilot.initiative))
        .order_by(Pilot.ends_on)
    )


def proposed_refusals(*, but_by: Any) -> sa.Select[Refusal]:
    """Refusals that wait for a second person, who is not the one that proposed."""
    return (
        sa.select(Refusal)
        .join(Refusal.initiative)
        .where(Refusal.state == RefusalState.PROPOSED, Refusal.proposed_by_id != but_by.id)
        .where(Initiative.state.in_(Initiative.transitions()["decline"].sources))
        .options(contains_eager(Refusal.initiative))
        .order_by(Refusal.proposed_at)
    )


def proposed_adoptions() -> sa.Select[Adoption]:
    """Adoptions that wait for a leader, with what they may lack."""
    return (
        sa.select(Adoption)
        .where(Adoption.state == AdoptionState.PROPOSED)
        .options(joinedload(Adoption.initiative), selectinload(Adoption.proofs))
        .order_by(Adoption.proposed_at)
    )


def unconfirmed_proofs(*, but_by: Any) -> sa.Select[Attachment]:
    """Proofs nobody has confirmed, uploaded by somebody else."""
    from app.accounts.models import Upload

    proven = sa.or_(
        Attachment.pilot_id.is_not(None), Attachment.adoption_id.is_not(None), Attachment.replication_id.is_not(None)
    )
    return (
        sa.select(Attachment)
        .join(Attachment.upload)
        .where(proven, Attachment.confirmed_at.is_(None), Upload.uploader_id.is_distinct_from(but_by.id))
        .options(joinedload(Attachment.initiative), joinedload(Attachment.upload))
        .order_by(Attachment.id)
    )


def overdue(rules: Rules) -> sa.Select[Initiative]:
    """Everything that waits longer than the settings allow, longest first."""
    return (
        sa.select(Initiative)
        .where(_is_overdue(rules))
        .options(joinedload(Initiative.village))
        .order_by(Initiative.state_since, Initiative.id)
    )


def in_public(rules: Rules) -> sa.Select[int, int]:
    """How many public initiatives wait for the commune, and how many of them longer than the settings allow: one row."""
    late = sa.func.coalesce(sa.func.sum(sa.case((_is_overdue(rules), 1), else_=0)), 0)
    public = (Initiative.published_at.is_not(None), Initiative.state.in_(PERIODS))
    return sa.select(sa.func.count(Initiative.id), late).where(*public)


def _is_overdue(rules: Rules) -> sa.ColumnElement[bool]:
    late = [
        sa.and_(Initiative.state == state, Initiative.state_since < _end_of(rules.overdue_since(period)))
        for state, period in PERIODS.items()
    ]
    return sa.or_(*late)


def due_of(initiative: Initiative, rules: Rules) -> date | None:
    """The last day on which the state it is in should end; None for a state that waits for nobody."""
    if initiative.state is State.PILOTING:
        pilot = initiative.running_pilot
        return rules.calendar.after(pilot.ends_on, rules.days("pilot_result")) if pilot else None
    period = PERIODS.get(initiative.state)
    return rules.due(initiative.state_since, period) if period else None


def _end_of(day: date) -> datetime:
    return start_of(day + timedelta(days=1))


def noon(day: date) -> datetime:
    """A moment in the middle of a day, to put a date in order among moments."""
    return datetime.combine(day, time(12), ZONE)
