"""Pages by keyset: the next page starts after the last row seen, so a deep page costs what the first does."""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from flask import request, url_for

from app.core.db import db
from app.core.i18n import with_query

PAGE = 20
Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Rows of one page and the address of the next, None at the end; `newer_url` leads back to the first."""

    rows: list[Row]
    older_url: str | None = None
    newer_url: str | None = None


def cursor(values: list[Any]) -> str:
    """Key values as a short text for an address."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def keys_after(text: str | None, shape: tuple[type, ...]) -> list[Any] | None:
    """Read a cursor back; None when it is absent or was tampered with, which shows the first page."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        matches = isinstance(values, list) and [type(v) for v in values] == list(shape)
    except (ValueError, RecursionError):
        return None
    return values if matches and all(abs(v) < 2**62 for v in values if type(v) is int) else None


def here_with(**changes: Any) -> str:
    """The address of this page with some query parameters changed; None drops one."""
    query = {**request.args.to_dict(), **changes}
    kept = {name: value for name, value in query.items() if value is not None}
    return with_query(url_for(request.endpoint or "", **(request.view_args or {})), kept)


def by_id(query: sa.Select[Row], column: Any, size: int = PAGE) -> Page[Row]:
    """A page of a list that is newest first by a whole-number key; the query itself brings no order."""
    after = keys_after(request.args.get("sau"), (int,))
    if after:
        query = query.where(column < after[0])
    return _cut(query.order_by(column.desc()), size, lambda last: [getattr(last, column.key)], is_first=after is None)


def by_moment(query: sa.Select[Row], moment: Any, number: Any, size: int = PAGE) -> Page[Row]:
    """A page of a list that is newest first by a moment that each row has, and then by its number."""
    after = _moment_after(request.args.get("sau"))
    if after:
        at, last_number = after
        query = query.where(sa.or_(moment < at, sa.and_(moment == at, number < last_number)))

    def keys(last: Row) -> list[Any]:
        return [getattr(last, moment.key).isoformat(), getattr(last, number.key)]

    return _cut(query.order_by(moment.desc(), number.desc()), size, keys, is_first=after is None)


def by_name(query: sa.Select[Row], model: Any, size: int = PAGE) -> Page[Row]:
    """A page of a list in a reader's order of names (`sort_name`); the query itself brings no order."""
    after = keys_after(request.args.get("sau"), (str, int))
    if after:
        name, id = after
        query = query.where(sa.or_(model.sort_name > name, sa.and_(model.sort_name == name, model.id > id)))

    def keys(last: Any) -> list[Any]:
        return [last.sort_name, last.id]

    return _cut(query.order_by(model.sort_name, model.id), size, keys, is_first=after is None)


def _moment_after(text: str | None) -> tuple[datetime, int] | None:
    keys = keys_after(text, (str, int))
    try:
        at = datetime.fromisoformat(keys[0]).astimezone(UTC) if keys else None
    except (ValueError, OverflowError):
        return None
    return (at, keys[1]) if at and keys else None


def _cut(query: sa.Select[Row], size: int, keys: Callable[[Row], list[Any]], *, is_first: bool) -> Page[Row]:
    rows = list(db.session.scalars(query.limit(size + 1)).unique())
    older = here_with(sau=cursor(keys(rows[size - 1]))) if len(rows) > size else None
    return Page(rows[:size], older, None if is_first else here_with(sau=None))
