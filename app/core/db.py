"""The database: one engine, one session a request, kept or dropped as a whole by the frame."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from flask import Flask, Response, abort, current_app, g, has_app_context, has_request_context, request
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

from app.core import turns
from app.core.enums import Labelled

Thing = TypeVar("Thing")
READING = ("GET", "HEAD", "OPTIONS")


class UTCDateTime(sa.types.TypeDecorator[datetime]):
    """An aware moment, stored in UTC. A naive one raises: nobody would know which clock it was read from."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime has no place in the database")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        return value.replace(tzinfo=UTC) if value is not None and value.tzinfo is None else value


class Fixed(sa.types.TypeDecorator[Decimal]):
    """A decimal with so many places, two unless told, stored as a whole number, so that sums are exact everywhere."""

    impl = sa.Integer
    cache_ok = True

    def __init__(self, places: int = 2) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> int | None:
        return None if value is None else int(Decimal(value).scaleb(self.places).to_integral_exact())

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


def sort_key_type(length: int) -> sa.String:
    """A column for `text.sort_key`: compared by code point on every database, whatever its locale."""
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


class Model(DeclarativeBase):
    """A table of the house. The type says whether a column may be empty; the names of constraints are fixed."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UTCDateTime,
        Labelled: sa.Enum(
            Labelled, native_enum=False, length=32, create_constraint=False, values_callable=lambda e: [m.value for m in e]
        ),
        Decimal: Fixed(),
        dict[str, Any]: sa.JSON,
        list[Any]: sa.JSON,
    }

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class Database:
    """Engine and sessions of the running app; `session` is the one of this request or command."""

    def init_app(self, app: Flask) -> None:
        """Open the engine of this app. Nothing is read yet."""
        engine = _opened(app.config["DATABASE_URL"])
        app.extensions["database"] = (engine, sessionmaker(engine, expire_on_commit=False))
        app.teardown_appcontext(_close)
        app.after_request(finish_request)

    @property
    def engine(self) -> Engine:
        """The engine of the app whose context this is."""
        engine: Engine = current_app.extensions["database"][0]
        return engine

    @property
    def sessionmaker(self) -> "sessionmaker[Session]":
        """What makes its sessions."""
        sessions: sessionmaker[Session] = current_app.extensions["database"][1]
        return sessions

    @property
    def session(self) -> Session:
        """The session of this request, opened at the first question."""
        if "db_session" not in g:
            g.db_session = self.sessionmaker()
        session: Session = g.db_session
        return session

    def one_or_404(self, query: sa.Select[Thing]) -> Thing:
        """What the query finds; a page that does not exist when it finds nothing."""
        thing = self.session.scalars(query).unique().one_or_none()
        return thing if thing is not None else abort(404)


db = Database()


def finish_request(response: Response) -> Response:
    """Keep what a successful request wrote; drop what a refused or failed one did."""
    if "db_session" in g:
        if response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
    return response


@contextmanager
def unit_of_work() -> Iterator[None]:
    """The same promise, for commands: all of it or none of it."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def apart() -> Iterator[Session]:
    """A transaction of its own, kept whatever becomes of the request's. SQLite has one writer: end that one first."""
    before, g.writes = g.get("writes", False), True
    try:
        with db.sessionmaker() as own, own.begin():
            yield own
    finally:
        g.writes = before


@contextmanager
def reading() -> Iterator[None]:
    """What begins here only reads: it waits for nobody who writes, and holds nobody up."""
    before, g.reads = g.get("reads", False), True
    try:
        yield
    finally:
        g.reads = before


@contextmanager
def ahead() -> Iterator[None]:
    """Read before the request's transaction begins, so that SQLite's one writer is held by what writes only."""
    if db.engine.dialect.name != "sqlite" or db.session.in_transaction() or request.method in READING:
        yield
        return
    with reading():
        yield
        db.session.commit()


@contextmanager
def snapshot() -> Iterator[Connection]:
    """Everything as it stands at one moment, however long it is read; nobody who writes waits for it."""
    with reading(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
            connection.execute(sa.text("SET LOCAL statement_timeout = 0"))
        yield connection


def _opened(address: str) -> Engine:
    url = sa.make_url(address)
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        waits = {"timeout": turns.PATIENCE, "factory": turns.Connection}
        engine = sa.create_engine(url, connect_args=waits, pool_size=16, max_overflow=8)
        line = turns.Turns(url.database or "")
        event.listen(engine, "connect", lambda connection, _: _set_up(connection, line))
        event.listen(engine, "begin", _begin)
        return engine
    options = "-c lock_timeout=5000 -c statement_timeout=20000 -c timezone=utc"
    return sa.create_engine(
        url,
        connect_args={"options": options, "connect_timeout": 5},
        pool_size=16,
        max_overflow=8,
        pool_pre_ping=True,
    )


def _close(_: BaseException | None) -> None:
    if session := g.pop("db_session", None):
        session.close()


def _set_up(connection: turns.Connection, line: turns.Turns) -> None:
    connection.turns = line
    connection.isolation_level = None  # SQLAlchemy's default mode loses updates; `_begin` opens transactions
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000", "cache_size=-4000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Take the write lock first when the request may write: a lock asked for later can only be refused."""
    asking = has_request_context() and request.method in READING and not g.get("writes")
    reads = asking or (has_app_context() and g.get("reads"))
    own = cast(turns.Connection, connection.connection.dbapi_connection)
    try:
        if reads:
            own.execute("BEGIN")
        else:
            own.begin_to_write(in_line=has_request_context())
    except (TimeoutError, sqlite3.OperationalError) as late:
        raise OperationalError("BEGIN", None, late) from None
