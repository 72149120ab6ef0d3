"""What one may ask about rubrics and sheets. Each returns a Select."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.marking.keepers import comparers, kinds_for
from app.marking.models import Conflict, Docket, Rubric, Sheet, SheetState


def rubrics() -> sa.Select[Rubric]:
    """All of them by name, the newest version first."""
    return sa.select(Rubric).order_by(Rubric.name, Rubric.number.desc())


def newest() -> sa.Select[Rubric]:
    """The version of each that is offered for new sessions."""
    last = sa.select(sa.func.max(Rubric.id)).group_by(Rubric.name)
    return sa.select(Rubric).where(Rubric.id.in_(last)).order_by(Rubric.id)


def sheet(id: int) -> sa.Select[Sheet]:
    """One sheet with its docket; what that is about is asked for apart."""
    docket = joinedload(Sheet.docket)
    return (
        sa.select(Sheet)
        .where(Sheet.id == id)
        .options(
            joinedload(Sheet.marker),
            docket.joinedload(Docket.rubric),
            docket.selectinload(Docket.sheets),
            docket.selectinload(Docket.conflicts),
            selectinload(Sheet.signings),
        )
    )


def to_compare(person: Any) -> sa.Select[Sheet]:
    """Sheets copied from paper by others, for whoever has neither a sheet nor a stake there."""
    own = sa.select(Sheet.id).where(Sheet.marker_id == person.id).correlate(None).with_only_columns(Sheet.docket_id)
    stake = sa.select(Conflict.docket_id).where(Conflict.person_id == person.id)
    return (
        sa.select(Sheet)
        .join(Sheet.docket)
        .where(Sheet.state == SheetState.TYPED, Sheet.typed_by_id != person.id)
        .where(Docket.kept_by.in_(kinds_for(person, comparers)))
        .where(Sheet.docket_id.not_in(own), Sheet.docket_id.not_in(stake))
        .options(joinedload(Sheet.docket), joinedload(Sheet.marker))
        .order_by(Sheet.saved_at, Sheet.id)
    )
