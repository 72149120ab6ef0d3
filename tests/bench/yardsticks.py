"""The yardsticks: as little Flask as does the same kind of work, on the same server and the same database.

`hello` returns a string, `row` is a Jinja page of one ORM row, `list20` one of twenty rows by keyset,
`vote` inserts one row under a unique key and commits it as durably as the product does.
"""

import os
import signal
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, g, redirect, render_template, request
from jinja2 import DictLoader
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.core import outbox
from app.core.serve import serve

ROW = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>{{ item.title }}</title></head>
<body><h1>{{ item.title }}</h1>
<p>{{ item.votes }} · {{ item.at.strftime("%d/%m/%Y") }}</p><p>{{ item.text }}</p></body></html>"""
LIST = """<!doctype html><html lang="vi"><head><meta charset="utf-8"><title>20</title></head><body><ul>
{% for item in items %}<li><a href="/row/{{ item.id }}">{{ item.title }}</a> {{ item.text[:200] }} · {{ item.votes }}
· {{ item.at.strftime("%d/%m/%Y") }}</li>
{% endfor %}</ul><a href="?after={{ items[-1].id }}">next</a></body></html>"""


class Base(DeclarativeBase):
    """Tables of the yardsticks; they stand in the product's database and the product does not know them."""


class Item(Base):
    """A thing with a title and a text."""

    __tablename__ = "bench_items"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    text: Mapped[str] = mapped_column(sa.Text)
    votes: Mapped[int]
    at: Mapped[datetime]


class BareVote(Base):
    """One row for one person and one thing."""

    __tablename__ = "bench_votes"
    __table_args__ = (sa.UniqueConstraint("item_id", "voter_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int]
    voter_id: Mapped[int]


def create_app(address: str) -> Flask:
    """The yardsticks over a database that was prepared for them."""
    app = Flask(__name__)
    app.jinja_loader = DictLoader({"row.html": ROW, "list.html": LIST})
    url = sa.make_url(address)
    lite = url.get_backend_name() == "sqlite"
    engine = sa.create_engine(url, **({"connect_args": {"timeout": 5}} if lite else {}), pool_size=16, max_overflow=8)
    if lite:
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)

    @app.teardown_appcontext
    def close(_: BaseException | None) -> None:
        if session := g.pop("session", None):
            session.close()

    def opened() -> Session:
        g.session = Session(engine, expire_on_commit=False)
        return g.session

    @app.get("/hello")
    def hello() -> str:
        return "Xin chào"

    @app.get("/row/<int:id>")
    def row(id: int) -> str:
        return render_template("row.html", item=opened().scalars(sa.select(Item).where(Item.id == id)).one())

    @app.get("/list20")
    def list20() -> str:
        query = sa.select(Item).order_by(Item.id.desc()).limit(20)
        if after := request.args.get("after", type=int):
            query = query.where(Item.id < after)
        return render_template("list.html", items=opened().scalars(query).all())

    @app.post("/vote")
    def vote() -> Any:
        session = opened()
        session.add(BareVote(item_id=int(request.form["item"]), voter_id=int(request.form["voter"])))
        session.commit()
        return redirect("/hello", 303)

    return app


def _set_pragmas(connection: Any, _: Any) -> None:
    """The product's own, so that both sides promise the same."""
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN" if request.method == "GET" else "BEGIN IMMEDIATE")


app = create_app(os.environ["DATABASE_URL"]) if "DATABASE_URL" in os.environ else None

if __name__ == "__main__":
    outbox.run = lambda _app: signal.pause()  # there is nothing to work off: its place is taken, and idle
    serve("tests.bench.yardsticks:app", host="127.0.0.1", port=int(os.environ["PORT"]), workers=int(os.environ["WORKERS"]))
