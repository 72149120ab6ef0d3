"""Who is told of what happens to a book: its members, and the economic office."""

from typing import Any

from app.accounts.models import Person
from app.core.clock import utcnow
from app.core.db import db
from app.notices import actions as notices
from app.products.models import Producer
from app.products.queries import overview


def tell_members(
    producer: Producer, happening: str, text: str, *, but: Person | None = None, leads: dict[str, Any] | None = None
) -> None:
    """Tell everybody who keeps the book; `leads` may name another page, with what it needs, than the book's own."""
    people = [id for id in db.session.scalars(overview.members(producer)) if but is None or id != but.id]
    page = leads or {"endpoint": "keeping.producer", "id": producer.id}
    notices.tell(people, happening=happening, at=utcnow(), title=producer.organisation.name, text=text, **page)


def tell_office(title: str, happening: str, text: str, *, endpoint: str = "office.show") -> None:
    """Tell everybody who serves in the economic office today."""
    people = list(db.session.scalars(overview.office()))
    notices.tell(people, happening=happening, at=utcnow(), title=title, text=text, endpoint=endpoint)
