"""What the council knows of a person: seats, sheets, stakes. All of it belongs to decisions, and stays without a name."""

from typing import Any

import sqlalchemy as sa

from app.accounts.actions.own_data import drop_upload, forgets, rows_of, tells
from app.accounts.models import Person
from app.core.db import db
from app.council.models import Member
from app.marking.models import Conflict, Sheet, Signing


@tells("council_seats")
def _seats(person: Person) -> list[dict[str, Any]]:
    return rows_of(Member, Member.person_id == person.id, but=("person_id",))


@tells("sheets")
def _sheets(person: Person) -> list[dict[str, Any]]:
    signed = sa.select(Sheet.id).where(Sheet.marker_id == person.id)
    return rows_of(Signing, Signing.sheet_id.in_(signed), but=("by_id", "salt"))


@tells("conflicts")
def _conflicts(person: Person) -> list[dict[str, Any]]:
    return rows_of(Conflict, Conflict.person_id == person.id, but=("person_id",))


@forgets
def _forget(person: Person) -> None:
    """That somebody stood aside counts; whose nephew they were goes, why they were absent, and their signature on paper."""
    db.session.execute(sa.update(Conflict).where(Conflict.person_id == person.id).values(words=""))
    for sheet in db.session.scalars(sa.select(Sheet).where(Sheet.marker_id == person.id, Sheet.scan_id.is_not(None))):
        scan, sheet.scan = sheet.scan, None
        db.session.flush()
        if scan is not None:
            drop_upload(scan)
    db.session.execute(sa.update(Member).where(Member.person_id == person.id).values(absent_for=""))
