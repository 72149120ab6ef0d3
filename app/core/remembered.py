"""Pages for readers who have not signed in: most visits are theirs, and most find a page as the last one saw it.

Readers who signed in get a page of their own, put together of pieces that others saw as well.
"""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from threading import Lock
from typing import Any

import sqlalchemy as sa
from flask import Flask, Request, current_app, g, request, session
from flask_login import current_user
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from app.core.db import db
from app.core.i18n import language

PAGES, PIECES, SECONDS = 256, 1024, 60
TOKEN_HERE = "<token>"  # no text that people wrote looks like this once it is escaped


class Memory:
    """So many things by what they were made of; what nobody asked for longest is forgotten first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Any:
        """What was kept, or None."""
        with self._lock:
            if (thing := self._kept.get(key)) is not None:
                self._kept.move_to_end(key)
            return thing

    def set(self, key: Hashable, thing: Any) -> None:
        """Keep a thing."""
        with self._lock:
            self._kept[key] = thing
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()

    def values(self) -> list[Any]:
        """Everything kept."""
        with self._lock:
            return list(self._kept.values())


class _Compressed(Memory):
    """The same pages as they go over the wire, for Flask-Compress; a page that is not remembered has no key."""

    def set(self, key: Hashable, thing: Any) -> None:
        if not str(key).endswith(";"):
            super().set(key, thing)


pages, compressed, pieces = Memory(PAGES), _Compressed(PAGES), Memory(PIECES)


def init_app(app: Flask) -> None:
    """Let a remembered page be compressed once, and templates keep what their components made."""
    app.config["COMPRESS_CACHE_BACKEND"] = lambda: compressed
    app.config["COMPRESS_CACHE_KEY"] = _name_of_page
    app.jinja_env.globals["kept"] = kept


def remembered(make: Callable[[], str], *shown: Any) -> str | bytes:
    """The page of this address, made anew when anything of `shown` differs from last time.

    `shown` is everything on the page that can change, as plain values: it is compared, never trusted to be announced.
    What it forgets to name (a unit that was renamed) is right again within a minute. Whoever signed in, or has a
    notice waiting, gets a page of their own; nothing that carries a form's token is kept.
    """
    if _is_ones_own():
        return make()
    key = _key(shown)
    page: bytes | None = pages.get(key)
    if page is None:
        page = make().encode()  # half the room of a text with tones, and written out as it is
        if session.modified or "csrf_token" in g:
            return page
        pages.set(key, page)
    g.remembered = key
    return page


def remembered_while_same(shown: Callable[[], sa.Select[Any]]) -> Callable[..., Any]:
    """Give strangers a view's page again while the row that `shown` finds for the address stays the same.

    The view is not called for it. When the row is not there, the view says what that means.
    """

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def looked(**params: Any) -> Any:
            row = None if _is_ones_own() else db.session.execute(shown(), params).one_or_none()
            return view(**params) if row is None else remembered(lambda: view(**params), *row)

        return looked

    return decorate


def kept(component: Callable[..., Markup], *values: Hashable) -> Markup:
    """What a component of a template makes of these values, made once.

    It may look at nothing but its values, the language, and whether the reader signed in. The token of a form is this
    reader's own: it is taken out of what is kept, and put into what is handed out.
    """
    key = (component, language(), current_user.is_authenticated, values)
    piece: str | None = pieces.get(key)
    if piece is None:
        made = component(*values)
        token = g.get("csrf_token")
        pieces.set(key, str(made).replace(token, TOKEN_HERE) if token else str(made))
        return made
    if TOKEN_HERE in piece:
        piece = piece.replace(TOKEN_HERE, g.get("csrf_token") or generate_csrf())
    return Markup(piece)


def _is_ones_own() -> bool:
    return current_user.is_authenticated or "_flashes" in session


def _key(shown: tuple[Any, ...]) -> str:
    own = current_app.config["SESSION_COOKIE_NAME"]
    wishes = sorted((name, value) for name, value in request.cookies.items() if name != own)
    whole = (id(current_app.jinja_env), request.full_path, wishes, int(time.time() // SECONDS), shown)
    return hashlib.blake2b(repr(whole).encode(), digest_size=20).hexdigest()


def _name_of_page(_: Request) -> str:
    return str(g.get("remembered", ""))
