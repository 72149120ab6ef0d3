"""Questions about folders."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.accounts.models import Upload
from app.folders.models import Folder, Fund, Proof
from app.folders.policy import READERS


def folder(id: int) -> sa.Select[Folder]:
    """One folder."""
    return sa.select(Folder).where(Folder.id == id)


def proof(id: int) -> sa.Select[Proof]:
    """One proof that stands or was withdrawn, with its folder."""
    return sa.select(Proof).where(Proof.id == id).options(joinedload(Proof.folder))


def file(token: str, seen_by: Any) -> sa.Select[Proof]:
    """The proof whose file this is: a public one for everybody, one's own, any for the office."""
    query = sa.select(Proof).join(Proof.upload).where(Upload.token == token)
    if seen_by.has(*READERS):
        return query
    public = sa.and_(Proof.is_public, Proof.withdrawn_at.is_(None))
    return query.where(sa.or_(public, Proof.added_by_id == seen_by.id) if seen_by.is_authenticated else public)


def proofs_shown(folders: Any) -> sa.Select[int, int]:
    """How many proofs everybody may see in each of these folders that has some."""
    shown = (Proof.folder_id.in_(folders), Proof.is_public, Proof.withdrawn_at.is_(None))
    return sa.select(Proof.folder_id, sa.func.count(Proof.id)).where(*shown).group_by(Proof.folder_id)


def fund(id: int) -> sa.Select[Fund]:
    """One line of money, with its folder."""
    return sa.select(Fund).where(Fund.id == id).options(joinedload(Fund.folder))


def funds_of(year: int) -> sa.Select[Fund]:
    """Every line of a year, by source, with its folder."""
    return sa.select(Fund).where(Fund.year == year).options(joinedload(Fund.folder)).order_by(Fund.source, Fund.id)


def sums_of(year: int) -> Any:
    """What is planned and spent in a year, by source and kind of work."""
    sums = (sa.func.sum(Fund.planned).label("planned"), sa.func.sum(Fund.spent).label("spent"))
    query = sa.select(Fund.source, Folder.kept_by, *sums).join(Fund.folder).where(Fund.year == year)
    return query.group_by(Fund.source, Folder.kept_by).order_by(Fund.source, Folder.kept_by)


def years() -> Any:
    """The years that have money."""
    return sa.select(Fund.year).distinct().order_by(Fund.year.desc())
