"""The public list: filters, three orders, and pages that cost the same however deep."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.accounts.models import Upload
from app.commune.models import Field, Village
from app.core.clock import start_of
from app.core.enums import Labelled
from app.initiatives.models import Attachment, Initiative, State
from app.initiatives.models.initiative import CIRCLE

STARTS = 16  # places where visitors of one minute begin the shuffled circle
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
    NEWEST = "moi", _l("Mới")
    SUPPORTED = "ung-ho", _l("Được ủng hộ nhiều")
    SHUFFLED = "xao", _l("Xáo đều")


@dataclass(frozen=True)
class Wanted:
    """What a reader asked the list for."""

    order: Order = Order.NEWEST
    field_id: int | None = None
    village_id: int | None = None
    # That village and those that went on in it, when there are any.
    line: tuple[int, ...] = ()
    author_id: int | None = None
    state: State | None = None
    year: int | None = None
    # Where on the circle the shuffled order begins: another place for each reader, so that nobody is always first.
    start: int = 0


@lru_cache(maxsize=64)
def page(wanted: Wanted, after: tuple[Any, int] | None, most: int, *, wrapped: bool | None = None) -> sa.Select[Any]:
    """Rows for cards in the order asked for, whatever was public once, after the last row seen: its key and number.

    The shuffled circle has two parts: from the reader's start to its end, then (`wrapped`) from its beginning to the start.
    """
    values = {name: value for name in ("field_id", "author_id", "state") if (value := getattr(wanted, name))}
    if wanted.village_id:
        values |= {"line": wanted.line} if len(wanted.line) > 1 else {"village_id": wanted.village_id}
    narrowed = tuple(values)
    if wanted.year:
        narrowed += ("year" if wanted.order is Order.NEWEST else "year_apart",)
        values |= {"begins": start_of(date(wanted.year, 1, 1)), "ends": start_of(date(wanted.year + 1, 1, 1))}
    if after:
        values |= {"key": after[0], "id": after[1]}
    return _page(wanted.order, narrowed, after is not None, wrapped).params(most=most, start=wanted.start, **values)


def _read(column: Any) -> Any:
    """A column looked at row by row: an index over it would bring rows in another order than the one asked for."""
    return sa.func.coalesce(column, None, type_=column.type)


_one = Initiative.__table__.c  # plain columns: a card is no object
_KEYS = {Order.NEWEST: _one.published_at, Order.SUPPORTED: _one.votes, Order.SHUFFLED: _one.shuffle}
_NARROWED = {
    "field_id": (_one.field_id == sa.bindparam("field_id"),),
    "village_id": (_one.village_id == sa.bindparam("village_id"),),
    "line": (_one.village_id.in_(sa.bindparam("line", expanding=True)),),
    "author_id": (_one.author_id == sa.bindparam("author_id"), _one.show_name, _one.organisation_id.is_(None)),
    "state": (_one.state == sa.bindparam("state"),),
    "year": (_one.published_at >= sa.bindparam("begins"), _one.published_at < sa.bindparam("ends")),
    "year_apart": (_read(_one.published_at) >= sa.bindparam("begins"), _read(_one.published_at) < sa.bindparam("ends")),
}


def addresses() -> sa.Select[Any]:
    """What a list of all public pages needs of each initiative, newest first."""
    columns: tuple[Any, ...] = (Initiative.code, Initiative.state_since)
    public = (Initiative.published_at.is_not(None), Initiative.state != State.MERGED)
    return sa.select(*columns).where(*public).order_by(Initiative.published_at.desc(), Initiative.id.desc())


@cache
def _page(order: Order, narrowed: tuple[str, ...], is_later: bool, wrapped: bool | None) -> sa.Select[Any]:
    """One shape of the list, made once: to build it costs more than to ask it. Only what a card shows is read."""
    village, beside, upload = Village.__table__, Attachment.__table__, Upload.__table__
    joined = (
        Initiative.__table__.join(village, village.c.id == _one.village_id)
        .outerjoin(beside, sa.and_(beside.c.initiative_id == _one.id, beside.c.position == 0))
        .outerjoin(upload, sa.and_(upload.c.id == beside.c.upload_id, upload.c.mime == "image/webp"))
    )
    query = (
        sa.select(_one.id, _one.code, _one.title, sa.func.substr(_one.solution, 1, 200).label("excerpt"), _one.state)
        .add_columns(_one.votes, _one.published_at, _one.shuffle, _one.author_id, _one.decision_number, _one.field_id)
        .add_columns(village.c.name.label("village"), upload.c.token.label("cover"))
        .select_from(joined)
        .where(_one.published_at.is_not(None), _one.state != State.MERGED)
        .limit(sa.bindparam("most", type_=sa.Integer))
    )
    for name in narrowed:
        query = query.where(*_NARROWED[name])
    start: Any = sa.bindparam("start")
    if wrapped:
        query = query.where(_one.shuffle < start)
    elif wrapped is not None and not is_later:
        query = query.where(_one.shuffle >= start)
    # What one person wrote is little: found by its author and sorted, not looked for through the whole order.
    key, id = _read(_KEYS[order]) if "author_id" in narrowed else _KEYS[order], _one.id
    here, last = sa.tuple_(key, id), sa.tuple_(sa.bindparam("key", type_=key.type), sa.bindparam("id", type_=id.type))
    if order is Order.SHUFFLED:
        return query.where(here > last).order_by(key, id) if is_later else query.order_by(key, id)
    query = query.order_by(key.desc(), id.desc())
    return query.where(here < last) if is_later else query


@cache
def fields() -> sa.Select[Any]:
    """The names of all fields in order, to name and to filter by."""
    field = Field.__table__.c
    return sa.select(field.id, field.name, field.name_en).order_by(field.position)


@lru_cache(maxsize=2)
def villages(day: date) -> sa.Select[Any]:
    """The names of the villages of a day in a reader's order, to filter by."""
    village = Village.__table__.c
    lives = sa.or_(village.valid_to.is_(None), village.valid_to >= day)
    return sa.select(village.id, village.name).where(lives).order_by(village.sort_name, village.id)


def start_for(person_id: int | None, drawn: int, at: datetime) -> int:
    """A signed-in reader keeps the same circle; a visitor draws one of those of this minute.

    Few, so that a page made for one visitor serves others; other ones each minute, so that nobody is always first.
    """
    if person_id:
        return (person_id * 618_033_989) % CIRCLE
    place = hashlib.blake2b(f"{at:%Y%m%d%H%M}/{drawn}".encode(), digest_size=8).digest()
    return int.from_bytes(place) % CIRCLE
