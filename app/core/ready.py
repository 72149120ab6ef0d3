"""Answers that go out as they lie: whole, compressed, the same for everybody, without a look at the database.

A view offers what it made; it is given again at the same address while there is no news (`app/core/news.py`), today, and
for a minute at the most, since news is told of some things only. Browsers keep it too, and ask each time whether it still
holds: a recall is seen at once, a second visit costs a few hundred bytes.
"""

import gzip
import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import brotli
from flask import Flask, Response, g, request
from werkzeug.http import parse_accept_header, parse_cookie
from werkzeug.urls import iri_to_uri

from app.core import news, watch
from app.core.clock import today
from app.core.display import COOKIES, Display
from app.core.remembered import Memory

SECONDS, ANSWERS, LONGEST = 60, 512, 500
_NOT_KEPT = {"content-length", "date", "set-cookie"}
Heard = Callable[[dict[str, Any]], None]


@dataclass(frozen=True)
class _Kept:
    """A whole answer, and while what it holds."""

    endpoint: str
    status: str
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    number: int
    until: float
    day: date
    heard: Heard | None


class Ready:
    """Stands in front of the app for the addresses that may be ready."""

    def __init__(self, app: Any, told: news.News, prefixes: dict[str, tuple[str, ...]]) -> None:
        self._app, self._news, self._prefixes = app, told, prefixes
        self._starts = tuple(prefixes)
        self._kept = Memory(ANSWERS)

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(self._starts) or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._app(environ, start)  # type: ignore[no-any-return]
        key, number, day = self._key(environ, path), self._news.now(), today()
        kept: _Kept | None = self._kept.get(key)
        if kept and kept.number == number and time.monotonic() < kept.until and kept.day == day:
            return self._given(kept, environ, start)
        if number is not None and len(str(key)) < LONGEST:
            # Asked before anything of this request looks at the database: what is news after this makes it stale.
            environ["xa.ready"] = lambda answer, heard: self._kept.set(key, self._made(answer, heard, number, day))
        return self._app(environ, start)  # type: ignore[no-any-return]

    def _key(self, environ: dict[str, Any], path: str) -> tuple[object, ...]:
        prefix = next(prefix for prefix in self._starts if path.startswith(prefix))
        cookies = environ.get("HTTP_COOKIE", "")
        wishes = Display.of(parse_cookie(cookies)) if any(name in cookies for name in COOKIES) else Display()
        varied = tuple(environ.get(name, "") for name in self._prefixes[prefix])
        host = environ["wsgi.url_scheme"], environ.get("HTTP_HOST")
        return host, environ.get("REQUEST_URI") or path, environ.get("QUERY_STRING"), encoding_of(environ), wishes, varied

    @staticmethod
    def _made(answer: Response, heard: Heard | None, number: int, day: date) -> _Kept:
        headers = [(name, value) for name, value in answer.headers if name.lower() not in _NOT_KEPT]
        etag = answer.headers.get("ETag", "").removeprefix("W/")
        until = time.monotonic() + SECONDS
        return _Kept(request.endpoint or "", answer.status, headers, answer.get_data(), etag, number, until, day, heard)

    def _given(self, kept: _Kept, environ: dict[str, Any], start: Any) -> list[bytes]:
        asked = environ.get("HTTP_IF_NONE_MATCH", "")
        if kept.heard:
            kept.heard(environ)
        same = bool(kept.etag) and (kept.etag in asked or asked == "*")
        status = "304 NOT MODIFIED" if same else kept.status
        watch.count(kept.endpoint, environ["REQUEST_METHOD"], int(status[:3]))
        body = b"" if same else kept.body
        start(status, kept.headers if same else [*kept.headers, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def encoding_of(environ: dict[str, Any]) -> str:
    """How this reader's answers are compressed: br, gzip, or not."""
    return _best(environ.get("HTTP_ACCEPT_ENCODING", ""))


@lru_cache(maxsize=256)
def _best(accepted: str) -> str:
    # Named, and not refused with a weight of nothing (RFC 9110, 12.5.3); who names none of them gets it as it is.
    named = {name.lower() for name, weight in parse_accept_header(accepted) if weight > 0}
    return next((name for name in ("br", "gzip") if name in named), "")


def init_app(app: Flask, prefixes: dict[str, tuple[str, ...]]) -> None:
    """Stand in front of an app; each prefix says on which headers of a request its answers depend (names of WSGI)."""
    app.wsgi_app = Ready(app.wsgi_app, app.extensions["news"], prefixes)  # type: ignore[method-assign, assignment]

    @app.after_request
    def keep(response: Response) -> Response:
        if "ready_heard" not in g:
            return response
        if response.location:  # as the server will write it, so that it is the same when it lies ready
            response.location = iri_to_uri(response.location)
        as_agreed = response.headers.get("Content-Encoding", "") in ("", encoding_of(request.environ))
        if as_agreed and "xa.ready" in request.environ:
            request.environ["xa.ready"](response, g.ready_heard)
        if response.status_code == 200:
            response.make_conditional(request)
        return response


def offered(answer: Response, *, heard: Heard | None = None, but: str = "") -> Response:
    """Keep an answer ready, compressed, and let browsers ask whether theirs still holds.

    `heard` is told of every visit, this one included, with what WSGI says of it: who asks is never the same.
    `but` are words in it that may differ between processes and minutes, such as a count, without making it another page.
    """
    body = answer.get_data()
    answer.headers.setdefault("Cache-Control", "no-cache")
    if answer.status_code == 200:
        lasting = body.replace(but.encode(), b"") + encoding_of(request.environ).encode()
        answer.set_etag(hashlib.blake2b(lasting, digest_size=12).hexdigest(), weak=True)
        _compress(answer, body)
    g.ready_heard = heard
    if heard:
        heard(request.environ)
    return answer


def _compress(answer: Response, body: bytes) -> None:
    answer.vary.add("Accept-Encoding")
    encoding = encoding_of(request.environ)
    if not encoding or len(body) < 500:
        return
    if encoding == "br":
        answer.set_data(brotli.compress(body, quality=2))
    else:
        answer.set_data(gzip.compress(body, 3, mtime=0))
    answer.headers["Content-Encoding"] = encoding
