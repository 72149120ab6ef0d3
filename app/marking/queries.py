"""What one may ask about rubrics. Each returns a Select."""

import sqlalchemy as sa

from app.marking.models import Rubric


def rubrics() -> sa.Select[Rubric]:
    """All of them by name, the newest version first."""
    return sa.select(Rubric).order_by(Rubric.name, Rubric.number.desc())


def newest() -> sa.Select[Rubric]:
    """The version of each that is offered for new sessions."""
    last = sa.select(sa.func.max(Rubric.id)).group_by(Rubric.name)
    return sa.select(Rubric).where(Rubric.id.in_(last)).order_by(Rubric.id)
