"""Whoever moves a contest on, or numbers its entries, comes one after the other."""

from app.contests.models import Contest
from app.core.db import db


def hold(contest: Contest) -> None:
    """Keep a contest to oneself until the transaction ends, and see it and its rounds as they are now."""
    db.session.flush()
    db.session.refresh(contest, with_for_update={"of": Contest})
    for round in contest.rounds:
        db.session.refresh(round)
