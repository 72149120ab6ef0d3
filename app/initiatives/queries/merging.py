"""Statements of a merge: whose votes move, and what goes back when it is undone."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Person
from app.core.db import db
from app.initiatives.models import Initiative, Merge, Vote


def standing(code: str, seen_by: Any) -> sa.Select[Merge]:
    """The merge that took an idea away, if it still stands."""
    query = sa.select(Merge).join(Merge.initiative).where(Initiative.code == code, Merge.undone_at.is_(None))
    return query.options(joinedload(Merge.survivor))


def into(survivor: Initiative) -> sa.Select[Initiative]:
    """Every idea that went into this one, at once or by way of another."""
    query = sa.select(Initiative).where(Initiative.merged_into_id == survivor.id).order_by(Initiative.id)
    return query.options(*(joinedload(join) for join in (Initiative.author, Initiative.village, Initiative.organisation)))


def just_merged(survivor: Initiative) -> sa.Select[Merge]:
    """The merges into this one itself that stand."""
    query = sa.select(Merge).where(Merge.survivor_id == survivor.id, Merge.undone_at.is_(None)).order_by(Merge.id)
    return query.options(joinedload(Merge.initiative), joinedload(Merge.survivor))


def merged_below(initiative: Initiative) -> list[int]:
    """The numbers of all ideas that went into this one, however deep."""
    found: list[int] = []
    above = [initiative.id]
    while above:
        standing = sa.select(Merge.initiative_id).where(Merge.survivor_id.in_(above), Merge.undone_at.is_(None))
        above = list(db.session.scalars(standing))
        found += above
    return found


def move_votes(merge: Merge) -> Any:
    """Give the survivor the living votes of those who have none there; returns for each whether it counts.

    The old rows stay as they were. A vote without a name stays where it is: it might be there already.
    """
    there = aliased(Vote)
    has_one = sa.exists().where(there.initiative_id == merge.survivor_id, there.voter_id == Vote.voter_id)
    living = (Vote.initiative_id == merge.initiative_id, Vote.taken_back_at.is_(None), Vote.voter_id.is_not(None))
    columns = (sa.literal(merge.survivor_id), Vote.voter_id, Vote.cast_at, Vote.counts, sa.literal(merge.id))
    whose = sa.select(*columns).where(*living, ~has_one, Vote.voter_id.not_in(_authors(merge)))
    names = ["initiative_id", "voter_id", "cast_at", "counts", "merge_id"]
    return sa.insert(Vote).from_select(names, whose).returning(Vote.counts)


def step_back(merge: Merge) -> Any:
    """Take back the votes on the survivor of those who are its authors now; returns for each whether it counted."""
    own = (Vote.initiative_id == merge.survivor_id, Vote.voter_id.in_(_authors(merge)), Vote.taken_back_at.is_(None))
    return sa.update(Vote).where(*own).values(taken_back_at=merge.at).returning(Vote.counts)


def step_forward(merge: Merge) -> Any:
    """Give back what `step_back` took, but to those who are its authors for another reason."""
    others = sa.or_(Vote.voter_id.is_(None), Vote.voter_id.not_in(_authors(merge)))
    own = (Vote.initiative_id == merge.survivor_id, Vote.taken_back_at == merge.at, others)
    return sa.update(Vote).where(*own).values(taken_back_at=None).returning(Vote.counts)


def take_away(merge: Merge) -> Any:
    """Remove the votes that came with a merge."""
    return sa.delete(Vote).where(Vote.merge_id == merge.id).returning(Vote.counts, Vote.taken_back_at)


def count_confirmed(initiative: Initiative) -> Any:
    """Let the votes count whose voters were confirmed while it was away."""
    confirmed = sa.select(Person.id).where(Person.confirmed_at.is_not(None))
    waiting = (Vote.initiative_id == initiative.id, Vote.counts.is_(False), Vote.voter_id.in_(confirmed))
    return sa.update(Vote).where(*waiting).values(counts=True)


def recount(initiative: Initiative) -> Any:
    """The total from the rows."""
    living = (Vote.initiative_id == initiative.id, Vote.counts, Vote.taken_back_at.is_(None))
    total = sa.select(sa.func.count(Vote.id)).where(*living).scalar_subquery()
    return sa.update(Initiative).where(Initiative.id == initiative.id).values(votes=total)


def moved_voters(merge: Merge) -> sa.Select[Any]:
    """Whose vote came with a merge and still stands."""
    return sa.select(Vote.voter_id).where(Vote.merge_id == merge.id, Vote.taken_back_at.is_(None)).order_by(Vote.voter_id)


def _authors(merge: Merge) -> Any:
    """Who wrote the survivor or something that went into it."""
    whole = sa.or_(Initiative.id == merge.survivor_id, Initiative.merged_into_id == merge.survivor_id)
    return sa.select(Initiative.author_id).where(whole)
