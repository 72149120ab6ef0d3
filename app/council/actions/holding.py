"""Whoever moves a session on, or changes who and what is in it, comes one after the other."""

import sqlalchemy as sa

from app.core.db import db
from app.council import queries
from app.council.models import CouncilSession


def hold(session: CouncilSession) -> None:
    """Keep a session to oneself until the transaction ends, and see it as it is now."""
    db.session.flush()
    db.session.execute(sa.select(CouncilSession.id).where(CouncilSession.id == session.id).with_for_update())
    db.session.scalars(queries.as_it_is(session)).unique().one()
