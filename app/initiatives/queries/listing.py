"""The public list: filters, three orders, and pages that cost the same however deep."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import Upload
from app.commune.models import Field, Village
from app.commune.queries import merged_into
from app.core.clock import start_of
from app.core.enums import Labelled
from app.initiatives.models import Attachment, Initiative, State
from app.initiatives.models.initiative import CIRCLE

PUBLIC_STATES = (
    State.OPEN,
    State.PILOTING,
    State.EVALUATING,
    State.RECOGNISED,
    State.ADOPTED,
    State.DECLINED,
    State.WITHDRAWN,
)


class Order(Labelled):
    NEWEST = "moi", _l("Mới nhất")
    SUPPORTED = "ung-ho", _l("Nhiều người ủng hộ")
    SHUFFLED = "xao", _l("Xáo đều")


@dataclass(frozen=True)
class Wanted:
    """What a reader asked the list for."""

    order: Order = Order.NEWEST
    field_id: int | None = None
    village_id: int | None = None
    author_id: int | None = None
    state: State | None = None
    year: int | None = None
    # Where on the circle the shuffled order begins: another place for each reader, so that nobody is always first.
    start: int = 0


def public_list(wanted: Wanted) -> sa.Select[Any]:
    """Rows for cards: only what a card shows, in the order asked for, whatever was public once."""
    excerpt = sa.func.substr(Initiative.solution, 1, 200).label("excerpt")
    columns = (Initiative.id, Initiative.code, Initiative.title, excerpt, Initiative.state, Initiative.votes)
    query = (
        sa.select(
            *columns,
            Initiative.published_at,
            Initiative.shuffle,
            Initiative.author_id,
            Initiative.decision_number,
            Village.name.label("village"),
            Initiative.field_id,
            Upload.token.label("cover"),
        )
        .where(Initiative.published_at.is_not(None), Initiative.state != State.MERGED)
        .join(Village, Village.id == Initiative.village_id)
        .outerjoin(Attachment, sa.and_(Attachment.initiative_id == Initiative.id, Attachment.position == 0))
        .outerjoin(Upload, sa.and_(Upload.id == Attachment.upload_id, Upload.mime == "image/webp"))
    )
    if wanted.field_id:
        query = query.where(Initiative.field_id == wanted.field_id)
    if wanted.village_id:
        query = query.where(Initiative.village_id.in_(merged_into(wanted.village_id)))
    if wanted.author_id:
        by_name = (Initiative.show_name, Initiative.organisation_id.is_(None))
        query = query.where(Initiative.author_id == wanted.author_id, *by_name)
    if wanted.state:
        query = query.where(Initiative.state == wanted.state)
    if wanted.year:
        begins, ends = start_of(date(wanted.year, 1, 1)), start_of(date(wanted.year + 1, 1, 1))
        query = query.where(Initiative.published_at >= begins, Initiative.published_at < ends)
    return query


def ordered(query: sa.Select[Any], wanted: Wanted, after: tuple[Any, int] | None) -> sa.Select[Any]:
    """Put the list in order and begin after the last row seen: its key and number."""
    keys = {Order.NEWEST: Initiative.published_at, Order.SUPPORTED: Initiative.votes, Order.SHUFFLED: Initiative.shuffle}
    key = keys[wanted.order]
    if wanted.order is Order.SHUFFLED:
        query = query.order_by(key, Initiative.id)
        return query.where(sa.tuple_(key, Initiative.id) > sa.tuple_(*_bound(after, key))) if after else query
    query = query.order_by(key.desc(), Initiative.id.desc())
    return query.where(sa.tuple_(key, Initiative.id) < sa.tuple_(*_bound(after, key))) if after else query


def arc(query: sa.Select[Any], wanted: Wanted, *, wrapped: bool) -> sa.Select[Any]:
    """One part of the shuffled circle: from the reader's start to the end, then from the beginning to the start."""
    return query.where(Initiative.shuffle < wanted.start if wrapped else Initiative.shuffle >= wanted.start)


def fields() -> sa.Select[Field]:
    """All fields in order, to name and to filter by."""
    return sa.select(Field).order_by(Field.position)


def start_for(person_id: int | None, drawn: int) -> int:
    """A signed-in reader keeps the same circle; a visitor draws one a visit."""
    return (person_id * 618_033_989) % CIRCLE if person_id else drawn % CIRCLE


def without_filters(wanted: Wanted) -> Wanted:
    """The same order over everything."""
    return replace(wanted, field_id=None, village_id=None, author_id=None, state=None, year=None)


def _bound(after: tuple[Any, int], key: Any) -> tuple[Any, Any]:
    return sa.literal(after[0], key.type), sa.literal(after[1])
