"""The client that reads every page it is handed."""

import re
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.accounts.actions import people as actions
from app.accounts.models import Person
from app.accounts.views.account import COOKIE_KEY
from app.core.db import db

_RAW = re.compile(r"\b(None|Undefined|undefined|null|Traceback|&lt;[A-Za-z_.]+ object)\b")


class Outline(HTMLParser):
    """What can be wrong with a page without seeing it."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr", "use", "rect", "line", "path", "circle"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.title, self.h1, self.ids, self.inputs, self.labels = "", 0, [], set(), set()
        self.words: list[str] = []
        self.faults: list[str] = []
        self._open: list[str] = []
        self.feed(html)

    def complaints(self) -> list[str]:
        """Everything that is wrong with the page, in words."""
        found = list(self.faults)
        if not self.title:
            found.append("no title")
        if self.h1 != 1:
            found.append(f"{self.h1} h1 where there is one")
        found += [f"the id “{name}” twice" for name in sorted(set(self.ids)) if self.ids.count(name) > 1]
        found += [f"an input without a label: {name}" for name in sorted(map(str, self.inputs - self.labels))]
        found += [f"a raw word: {raw[0]}" for raw in _RAW.finditer(" ".join(self.words))]
        return found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._open.append(tag)
        self.h1 += tag == "h1"
        if "id" in given:
            self.ids.append(given["id"])
        if any(name.startswith("on") or name == "style" for name in given):
            self.faults.append(f"inline script or style on <{tag}>")
        if tag == "img" and "alt" not in given:
            self.faults.append("a picture without alt")
        if tag == "label" and given.get("for"):
            self.labels.add(given["for"])
        wraps = "label" in self._open[:-1]
        hidden = given.get("type") in ("hidden", "submit") or tag == "button"
        if tag in ("input", "select", "textarea") and not hidden and not wraps and "aria-label" not in given:
            self.inputs.add(given.get("id"))
        for name in ("src", "href"):
            asks = tag != "a" and "hreflang" not in given and given.get("rel") != "canonical"
            if asks and re.match(r"(https?:)?//", given.get(name) or ""):
                self.faults.append(f"<{tag}> asks another host: {given[name]}")
        if tag in self.VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "svg" not in self._open:
            self.title += data
        if not {"script", "style", "code"} & set(self._open):
            self.words.append(data)


def numbers(page: str) -> set[str]:
    """The numbers people see on a page, or a part of one, that stand alone: not those of dates, hours, codes and names."""
    words = re.sub(r"Văn Thử \d+", "", " ".join(Outline(page).words))
    return set(re.findall(r"(?<![\w/:.,-])\d+(?:,\d+)?(?![\w/:-])", words))


class Browser:
    """A person at a screen. Every page gets an app context, hence a session, of its own."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        app.config["WTF_CSRF_ENABLED"] = False
        self.client = app.test_client()

    def sign_in(self, person: Person) -> None:
        """Sit down as somebody, without walking through the sign-in page."""
        db.session.flush()
        token = actions.begin_sign_in(person, device="test")
        db.session.flush()
        with self.client.session_transaction() as session:
            session.clear()
            session[COOKIE_KEY] = token

    def get(self, path: str, *, expect: int = 200, **request: Any) -> TestResponse:
        """Open a page and look it over."""
        return self._open(path, expect, **request)

    def post(self, path: str, data: Any = None, *, expect: int = 303, **request: Any) -> TestResponse:
        """Send a form."""
        return self._open(path, expect, method="POST", data=data or {}, **request)

    def _open(self, path: str, expect: int, **request: Any) -> TestResponse:
        db.session.flush()  # what the test made, the page can read
        with self.app.app_context():  # a request of its own: its own g, its own session
            response = self.client.open(path, **request)
        response.request.environ["wsgi.input"].close()  # a big upload lies in a file
        db.session.expire_all()  # what the page changed, the test can read
        assert response.status_code == expect, f"{response.status_code} {response.location or response.text[:3000]}"
        if response.mimetype == "text/html" and not response.location and response.status_code != 304:
            complaints = Outline(response.text).complaints()
            assert not complaints, complaints
        return response
