"""Pages for readers who have not signed in: most visits are theirs, and most find a page as the last one saw it."""

import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from flask import current_app, request, session
from flask_login import current_user

PAGES, SECONDS = 256, 60
_kept: OrderedDict[bytes, str] = OrderedDict()
_lock = Lock()


def remembered(make: Callable[[], str], *shown: Any) -> str:
    """The page of this address, made anew when anything of `shown` differs from last time.

    `shown` is everything on the page that can change, as plain values: it is compared, never trusted to be announced.
    What it forgets to name (a unit that was renamed) is right again within a minute. Whoever signed in, or has a
    notice waiting, gets a page of their own; nothing that carries a form's token is kept.
    """
    if current_user.is_authenticated or "_flashes" in session:
        return make()
    key = _key(shown)
    with _lock:
        if page := _kept.get(key):
            _kept.move_to_end(key)
            return page
    page = make()
    if not session.modified:
        with _lock:
            _kept[key] = page
            while len(_kept) > PAGES:
                _kept.popitem(last=False)
    return page


def _key(shown: tuple[Any, ...]) -> bytes:
    own = current_app.config["SESSION_COOKIE_NAME"]
    wishes = sorted((name, value) for name, value in request.cookies.items() if name != own)
    whole = (id(current_app.jinja_env), request.full_path, wishes, int(time.time() // SECONDS), shown)
    return hashlib.blake2b(repr(whole).encode(), digest_size=20).digest()
