"""Questions about models of work."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.community.models import Exemplar, ExemplarKind, ExemplarState
from app.folders.models import Folder
from app.initiatives.models import Initiative, State


def exemplars(*, kind: ExemplarKind | None = None) -> sa.Select[Exemplar]:
    """Models, those that go on first, by kind and age."""
    query = sa.select(Exemplar).order_by(Exemplar.state == ExemplarState.ENDED, Exemplar.kind, Exemplar.id)
    return query if kind is None else query.where(Exemplar.kind == kind)


def exemplar(id: int) -> sa.Select[Exemplar]:
    """One model with all of its page."""
    folder = joinedload(Exemplar.folder)
    around = (folder.selectinload(Folder.proofs), folder.selectinload(Folder.funds), selectinload(Exemplar.replicas))
    more = (joinedload(Exemplar.organisation), joinedload(Exemplar.initiative))
    return sa.select(Exemplar).where(Exemplar.id == id).options(*around, *more)


def in_folders(folders: Any) -> sa.Select[Exemplar]:
    """The models whose folders these are."""
    return sa.select(Exemplar).where(Exemplar.folder_id.in_(folders))


def at_work(kind: ExemplarKind, on: date) -> sa.Select[Exemplar]:
    """Models of a kind that were proven by a day and not given up by then."""
    goes_on = sa.or_(Exemplar.ended_on.is_(None), Exemplar.ended_on > on)
    return sa.select(Exemplar).where(Exemplar.kind == kind, Exemplar.proven_on <= on, goes_on).order_by(Exemplar.id)


def initiatives_in_use() -> Any:
    """Initiatives that are tried, recognised or put into practice: what a model may come from, newest number first."""
    states = (State.PILOTING, State.RECOGNISED, State.ADOPTED)
    query = sa.select(Initiative.id, Initiative.code, Initiative.title).where(Initiative.state.in_(states))
    return query.order_by(Initiative.id.desc()).limit(300)
