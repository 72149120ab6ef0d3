"""How every answer of /api/v1 is given: to everybody, page by page, not twice while it is the same, told of in one list."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from app.api.shapes import Shape
from app.core.db import db
from app.core.errors import problem
from app.core.paging import cursor, keys_after

bp = Blueprint("api", __name__, url_prefix="/api/v1")
PAGE = 100
FIRST_YEAR, LAST_YEAR = 2020, 2100
View = Callable[..., Any]


@dataclass(frozen=True)
class Operation:
    """One address of the API: what it answers, and what may be asked for after “?”."""

    name: str
    rule: str
    shape: Shape
    means: Any
    group: Any
    after: str | None

    @property
    def endpoint(self) -> str:
        """The view behind it."""
        return f"{bp.name}.{self.name}"


OPERATIONS: list[Operation] = []


def answers(rule: str, shape: Shape, means: Any, *, group: Any, after: str | None = None) -> Callable[[View], View]:
    """Serve a view at an address below /api/v1 and tell of it in the document; a list says what its `after` is."""

    def decorate(view: View) -> View:
        name = view.__name__
        OPERATIONS.append(Operation(name, rule, shape, means, group, after))
        bp.add_url_rule(rule, view_func=view)
        return view

    return decorate


def page_of(query: Any, key: Any) -> tuple[list[Any], str | None]:
    """A hundred rows of a query, the last numbers first, and the address of those that follow."""
    text = request.args.get("after")
    if text is not None:
        query = query.where(key < (keys_after(text, (int,)) or refused(_("“after” phải là giá trị lấy từ “next”.")))[0])
    rows = list(db.session.scalars(query.order_by(None).order_by(key.desc()).limit(PAGE + 1)))
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    return rows[:PAGE], address_after(cursor([getattr(more, key.key)])) if more is not None else None


def number_after() -> int:
    """The row number after which the reader wants to go on."""
    text = request.args.get("after", "0")
    is_number = text.isascii() and text.isdecimal() and len(text) <= 10 and int(text) < 2**31
    return int(text) if is_number else refused(_("“after” phải là số dòng, từ 0."))


def address_after(last: Any) -> str:
    """Where this list goes on."""
    return url_for(request.endpoint or "", after=last, _external=False)


def refused(detail: str) -> Any:
    """End the request: a parameter is not what the document says."""
    abort(problem(400, detail))


def known(year: int) -> int:
    """A year that figures are kept of; there is nothing at others."""
    return year if FIRST_YEAR <= year <= LAST_YEAR else abort(404)


def counted(query: sa.Select[int, int]) -> dict[int, int]:
    """What a query of numbers and counts finds, by number."""
    return dict(db.session.execute(query).all())


@bp.after_request
def same_as_before(response: Response) -> Any:
    """Whoever has the answer already is told that it still holds (RFC 9110, 13.1.2)."""
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        return response
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    return response.make_conditional(request)


@bp.after_app_request
def open_to_all(response: Response) -> Response:
    """Pages of other sites may read it: it is public, and asked for without anybody's cookies."""
    if request.path.startswith("/api/"):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response
