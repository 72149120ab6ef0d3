"""What books hold about one person."""

from typing import Any

import sqlalchemy as sa

from app.accounts.actions.own_data import forgets, rows_of, tells
from app.accounts.models import Person
from app.core.clock import utcnow
from app.core.db import db
from app.products.models import BankAccount, ProductCertificate, Recall, TraceEvent


@tells("trace_events")
def _steps(person: Person) -> list[dict[str, Any]]:
    return rows_of(TraceEvent, TraceEvent.by_id == person.id, but=("by_id", "key"))


@tells("bank_accounts")
def _accounts(person: Person) -> list[dict[str, Any]]:
    said = sa.or_(BankAccount.proposed_by_id == person.id, BankAccount.confirmed_by_id == person.id)
    return rows_of(BankAccount, said, but=("proposed_by_id", "confirmed_by_id"))


@tells("product_certificates")
def _papers(person: Person) -> list[dict[str, Any]]:
    said = sa.or_(ProductCertificate.added_by_id == person.id, ProductCertificate.checked_by_id == person.id)
    return rows_of(ProductCertificate, said, but=("added_by_id", "checked_by_id"))


@tells("recalls")
def _recalls(person: Person) -> list[dict[str, Any]]:
    said = sa.or_(Recall.by_id == person.id, Recall.lifted_by_id == person.id)
    return rows_of(Recall, said, but=("by_id", "lifted_by_id"))


@forgets
def _forget(person: Person) -> None:
    """What happened to a lot stays, without who noted it; an account of theirs that waits is dropped."""
    db.session.execute(sa.update(TraceEvent).where(TraceEvent.by_id == person.id).values(by_id=None))
    waits = (BankAccount.proposed_by_id == person.id, BankAccount.confirmed_at.is_(None), BankAccount.ended_at.is_(None))
    db.session.execute(sa.update(BankAccount).where(*waits).values(ended_at=utcnow()))
