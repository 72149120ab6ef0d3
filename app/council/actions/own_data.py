"""What the council knows of a person: their seats. They belong to decisions, and stay without a name."""

from typing import Any

import sqlalchemy as sa

from app.accounts.actions.own_data import forgets, rows_of, tells
from app.accounts.models import Person
from app.core.db import db
from app.council.models import Member


@tells("council_seats")
def _seats(person: Person) -> list[dict[str, Any]]:
    return rows_of(Member, Member.person_id == person.id, but=("person_id",))


@forgets
def _forget(person: Person) -> None:
    """Why somebody was absent."""
    db.session.execute(sa.update(Member).where(Member.person_id == person.id).values(absent_for=""))
