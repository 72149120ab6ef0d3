"""Questions about requests. Each returns a Select."""

from typing import Any

import sqlalchemy as sa

from app.privacy.models import WAITING, DataRequest
from app.privacy.policy import OVERSEERS


def requests(seen_by: Any) -> sa.Select[DataRequest]:
    """One's own; for the office the whole register."""
    query = sa.select(DataRequest)
    return query if seen_by.has(*OVERSEERS) else query.where(DataRequest.person_id == seen_by.id)


def request_of(id: int, seen_by: Any) -> sa.Select[DataRequest]:
    """One of them."""
    return requests(seen_by).where(DataRequest.id == id)


def waiting(but_of: Any) -> sa.Select[DataRequest]:
    """What waits for the office, longest first; nobody handles their own."""
    others = sa.or_(DataRequest.person_id.is_(None), DataRequest.person_id != but_of.id)
    return sa.select(DataRequest).where(DataRequest.state.in_(WAITING), others).order_by(DataRequest.received_at)
