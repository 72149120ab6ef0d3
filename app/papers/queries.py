"""Questions about templates and certificates. Each returns a Select."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.papers.models import Certificate, PaperTemplate


def versions(code: str) -> sa.Select[PaperTemplate]:
    """Every version of a kind, with whoever wrote it; the query brings no order."""
    return sa.select(PaperTemplate).where(PaperTemplate.kind == code).options(joinedload(PaperTemplate.written_by))


def version(code: str, number: int) -> sa.Select[PaperTemplate]:
    """One of them."""
    return versions(code).where(PaperTemplate.version == number)


def newest(code: str) -> sa.Select[PaperTemplate]:
    """The one that holds, if the commune ever wrote one."""
    return versions(code).order_by(PaperTemplate.version.desc()).limit(1)


def newest_of_each() -> sa.Select[PaperTemplate]:
    """The one that holds, of every kind the commune wrote."""
    latest = sa.select(PaperTemplate.kind, sa.func.max(PaperTemplate.version).label("version")).group_by(PaperTemplate.kind)
    found = latest.subquery()
    same = (found.c.kind == PaperTemplate.kind) & (found.c.version == PaperTemplate.version)
    return sa.select(PaperTemplate).join(found, same).options(joinedload(PaperTemplate.written_by))


def certificate(code: str) -> sa.Select[Certificate]:
    """A certificate by its code."""
    return sa.select(Certificate).where(Certificate.code == code)
