"""Many people at their phones at once, speaking HTTP to the served product."""

import http.client
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, session
from flask_wtf.csrf import generate_csrf

from app import create_app
from app.accounts.actions import people as actions
from app.accounts.models import Person
from app.accounts.views.account import COOKIE_KEY
from app.core.db import db, unit_of_work
from app.initiatives.models import Initiative, Vote
from config import from_environment
from tests.factories.initiatives import InitiativeFactory, photo
from tests.factories.people import PersonFactory
from tests.servers import Served


@dataclass
class Answer:
    """What came back: the status, where it leads, the words."""

    status: int
    location: str
    text: str
    body: bytes = field(repr=False)


@dataclass
class Phone:
    """Somebody signed in on one device. Raises `OSError` or `http.client.HTTPException` when the server is gone."""

    server: Served
    person: int
    cookie: str
    csrf: str
    timeout: float = 60

    def get(self, path: str) -> Answer:
        """Open a page or a file."""
        return self._ask("GET", path, b"", {})

    def post(self, path: str, fields: dict[str, Any], picture: bytes | None = None) -> Answer:
        """Send a form, with a photo if there is one."""
        boundary = secrets.token_hex(12)
        parts = [_part(boundary, name, str(value).encode()) for name, value in {"csrf_token": self.csrf, **fields}.items()]
        if picture is not None:
            parts.append(_part(boundary, "photos", picture, 'filename="anh.jpg"'))
        body = b"".join(parts) + f"--{boundary}--\r\n".encode()
        headers = {"Origin": self.server.url, "Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._ask("POST", path, body, headers)

    def vote(self, code: str, support: str = "1") -> Answer:
        """Support an initiative, or take that back."""
        return self.post(f"/sang-kien/{code}/ung-ho", {"support": support})

    def _ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=self.timeout)
        try:
            connection.request(method, path, body or None, {"Cookie": self.cookie, "Accept": "text/html", **headers})
            response = connection.getresponse()
            content = response.read()
            return Answer(response.status, response.headers.get("Location", ""), content.decode("utf-8", "replace"), content)
        finally:
            connection.close()


@contextmanager
def inside(environment: dict[str, str]) -> Iterator[Flask]:
    """The product's own code over the same database, in this process: to prepare and to look."""
    app = create_app(from_environment(environment))
    with app.app_context(), unit_of_work():
        yield app
    with app.app_context():
        db.engine.dispose()


def phone_of(person: Person, server: Served) -> Phone:
    """Sign a person in on one more device, without the sign-in page. Inside an app context."""
    token = actions.begin_sign_in(person, device="test")
    db.session.flush()
    id = person.id
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    with ThreadPoolExecutor(1) as apart:  # a thread of its own, so that no context around lends it another token
        cookie, csrf = apart.submit(_forged, app, token).result()
    return Phone(server, id, cookie, csrf)


def people(server: Served, how_many: int, devices: int = 1) -> list[Phone]:
    """Confirmed residents, each with so many devices."""
    with inside(server.environment):
        return [phone_of(one, server) for one in PersonFactory.create_batch(how_many) for _ in range(devices)]


def opened(server: Served, how_many: int) -> list[str]:
    """Codes of initiatives that take votes."""
    with inside(server.environment):
        taken = db.session.scalar(sa.select(sa.func.count(Initiative.id))) or 0
        return [InitiativeFactory(opened=True, code=f"SK-2019-{taken + n:04d}").code for n in range(how_many)]


def votes(server: Served, codes: list[str]) -> dict[str, tuple[int, int]]:
    """Of each initiative the total it shows and the rows that make it."""
    rows = sa.select(sa.func.count(Vote.id)).where(Vote.initiative_id == Initiative.id, Vote.taken_back_at.is_(None))
    query = sa.select(Initiative.code, Initiative.votes, rows.correlate(Initiative).scalar_subquery())
    with inside(server.environment):
        return {code: (total, found) for code, total, found in db.session.execute(query.where(Initiative.code.in_(codes)))}


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else holds what a vote needs, for longer than the product waits."""
    lite = url.startswith("sqlite")
    engine = sa.create_engine(url if lite else sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.connect() as other:
        if lite:
            other.connection.driver_connection.execute("BEGIN EXCLUSIVE")
        else:
            other.exec_driver_sql("LOCK TABLE people IN EXCLUSIVE MODE")
        yield
        other.rollback()


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do all of these at the same moment; returns their results in order."""
    gate = Barrier(len(acts))

    def one(act: Callable[[], Any]) -> Any:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as people:
        return list(people.map(one, acts))


def picture() -> bytes:
    """A photo as a cheap phone takes it."""
    return photo((800, 600)).read()


def pictures_in(page: str) -> list[str]:
    """Addresses of the photos on a page."""
    return sorted(set(re.findall(r'href="(/tep/[^"?]+)"', page)))


def _forged(app: Flask, token: str) -> tuple[str, str]:
    """The cookie the app itself would have set, and the token its forms would carry."""
    with app.test_request_context():
        session.permanent = True
        session[COOKIE_KEY] = token
        csrf = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}", csrf


def _part(boundary: str, name: str, content: bytes, more: str = "") -> bytes:
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"' + (f"; {more}" if more else "")
    return head.encode() + b"\r\n\r\n" + content + b"\r\n"
