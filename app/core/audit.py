"""The history: one row for every act that matters, added, chained to the row before it, and never changed."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import sqlalchemy as sa
from flask import has_request_context
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column, object_session

from app.core import chain
from app.core.chain import Head, Misfit
from app.core.clock import utcnow
from app.core.db import Model, db

CHUNK = 1000
_WAITING = "history that waits for the end of the request"


class Actor(Protocol):
    """Whoever answers for an act."""

    id: int

    def acts_as(self, *roles: str) -> str: ...


class Event(Model):
    """Who did what to which thing, when, in which role, and the reason given to the public.

    Who acted (`actor_id`) and the story (`subject_type`, `subject_id`, `reason`, `details`) are sealed with a salt; the
    rest is published. Forgetting takes the words and their salt, never the seal.
    """

    __tablename__ = "events"
    __table_args__ = (
        sa.Index(None, "subject_type", "subject_id", "id"),
        # What an office did of late is asked by person.
        sa.Index(None, "actor_id", "id"),
    )

    at: Mapped[datetime]
    name: Mapped[str] = mapped_column(sa.String(60))
    # What everybody may know it by, such as SK-2026-0001, and what everybody may know of it.
    subject: Mapped[str | None] = mapped_column(sa.String(40))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    subject_type: Mapped[str] = mapped_column(sa.String(40))
    subject_id: Mapped[int | None]
    # No foreign key: the ground floor knows no people.
    actor_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(sa.String(32))
    before: Mapped[str | None] = mapped_column(sa.String(32))
    after: Mapped[str | None] = mapped_column(sa.String(32))
    reason: Mapped[str | None] = mapped_column(sa.Text)
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    actor_salt: Mapped[str | None] = mapped_column(sa.String(32))
    actor_seal: Mapped[str] = mapped_column(sa.String(64))
    story_salt: Mapped[str | None] = mapped_column(sa.String(32))
    story_seal: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class ChainHead(Model):
    """Where the chain ends, in one row: it shows when rows are missing at the end, and lets writers come one by one."""

    __tablename__ = "chain_heads"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one_row"),)

    event_id: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime | None]


class Recorded:
    """A thing with a history."""

    id: Mapped[int]
    __tablename__: str

    @property
    def public_name(self) -> str | None:
        """What everybody may know this thing by; None while, or when, it is nobody's business."""
        return None

    def record(
        self,
        name: str,
        *,
        by: Actor,
        role: str | None = None,
        before: str | None = None,
        after: str | None = None,
        reason: str | None = None,
        facts: dict[str, Any] | None = None,
        **details: Any,
    ) -> Event:
        """Write one row of history in the transaction of the act itself; flushes, so that ids exist.

        `facts` are published, `details` are not. Within a request the row has its place in the chain, and its number, at
        the commit. Raises `ClockSetBack`.
        """
        session = object_session(self) or _joined(self)
        session.flush()
        event = Event(
            at=utcnow(),
            name=name,
            subject=self.public_name,
            facts=facts or {},
            subject_type=self.__tablename__,
            subject_id=self.id,
            actor_id=by.id,
            role=role or by.acts_as(),
            before=before,
            after=after,
            reason=reason,
            details=details,
        )
        session.add(event)
        session.flush()  # a clock that was set back is told here, where a refusal still reaches the person
        return event


def _joined(thing: object) -> Session:
    db.session.add(thing)
    return db.session


_events, _heads = (Model.metadata.tables[kind.__tablename__] for kind in (Event, ChainHead))
_NAMES = [column.name for column in _events.columns]
_HEAD = sa.select(_heads.c.event_id, _heads.c.hash, _heads.c.at)
_HELD, _MOVE, _WRITE = _HEAD.with_for_update(), sa.update(_heads), sa.insert(_events)


def write(session: Session, row: dict[str, Any]) -> None:
    """Add one row past the session, for those who count statements. Raises `ClockSetBack`."""
    if has_request_context():
        _hold_back(session, [row])
    else:
        _place(session, [row])


@sa.event.listens_for(Session, "before_flush")
def _chain(session: Session, _context: Any, _objects: Any) -> None:
    """Rows of a request wait for its end: whoever has a place in the chain keeps all others waiting until the commit.

    Nobody then holds the chain while they wait for something else, so no ring of people waiting can come about.
    """
    events = [thing for thing in session.new if isinstance(thing, Event) and thing.hash is None]
    if events and has_request_context():
        for event in events:
            session.expunge(event)
        _hold_back(session, events)
    elif events:
        _place(session, events)


@sa.event.listens_for(Session, "before_commit")
def _settle_all(session: Session) -> None:
    if not session.in_nested_transaction():
        settle(session)


@sa.event.listens_for(Session, "after_soft_rollback")
def _drop(session: Session, ended: SessionTransaction) -> None:
    """What was told within a savepoint goes with it."""
    kept = [
        (row, told_in) for row, told_in in session.info.get(_WAITING, ()) if ended.nested and ended not in _around(told_in)
    ]
    session.info[_WAITING] = kept


def settle(session: Session) -> None:
    """Give every row that waits its place in the chain. From here to the commit others who write history wait."""
    session.flush()
    if waiting := session.info.pop(_WAITING, None):
        _place(session, [row for row, _told_in in waiting])
        session.flush()


def _hold_back(session: Session, rows: Sequence[Any]) -> None:
    waiting = session.info.setdefault(_WAITING, [])
    if not waiting:  # a clock that was set back is told here, where a refusal still reaches the person
        at = rows[0].at if isinstance(rows[0], Event) else rows[0]["at"]
        chain.moment_after(head(session.connection()), at)
    waiting += [(row, session.get_nested_transaction()) for row in rows]


def _around(transaction: SessionTransaction | None) -> Iterator[SessionTransaction]:
    while transaction is not None:
        yield transaction
        transaction = transaction.parent


def _place(session: Session, rows: Sequence[Any]) -> None:
    """Chain events, which the session then writes, and plain rows, which are written here."""
    connection = session.connection()
    told = [{n: v for n in _NAMES if (v := getattr(row, n)) is not None} if isinstance(row, Event) else row for row in rows]
    plain = []
    for row, made in zip(rows, _chained(connection, told), strict=True):
        if isinstance(row, Event):
            for name, value in made.items():
                setattr(row, name, value)
            session.add(row)
        else:
            plain.append(made)
    if plain:
        connection.execute(_WRITE, plain)


def _chained(connection: sa.Connection, rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with their places in the chain; its head is held and moved."""
    head, made = Head(*connection.execute(_HELD).one()), []
    for row in rows:
        made.append(chain.linked(row, head))
        head = chain.head_of(made[-1])
    connection.execute(_MOVE, {"event_id": head.id, "hash": head.hash, "at": head.at})
    return made


def head(connection: sa.Connection) -> Head:
    """Where the chain ends."""
    return Head(*connection.execute(_HEAD).one())


def history_of(thing: Recorded) -> sa.Select[Event]:
    """Everything that happened to a thing, oldest first."""
    return sa.select(Event).where(Event.subject_type == thing.__tablename__, Event.subject_id == thing.id).order_by(Event.id)


def published(after: int, head: Head) -> sa.Select[Any]:
    """Rows of the chain as everybody may have them, from the one after `after` up to its head."""
    names = ("id", "at", "name", "subject", "role", "before", "after", "facts", "actor_seal", "story_seal", "hash")
    columns = [_events.c[name] for name in names]
    return sa.select(*columns).where(_events.c.id > after, _events.c.id <= head.id).order_by(_events.c.id)


def forget_actor(person_id: int) -> None:
    """Nobody can find out any more that this person acted; the rows and their seals stay."""
    settle(db.session)
    own = sa.update(Event).where(Event.actor_id == person_id)
    db.session.execute(own.values(actor_id=None, actor_salt=None))


def forget_stories(*which: sa.ColumnElement[bool]) -> None:
    """What these rows were about and what was said goes; that something happened, when and in which role, stays."""
    settle(db.session)
    gone: dict[str, Any] = {"subject_type": "", "subject_id": None, "reason": None, "details": {}, "story_salt": None}
    db.session.execute(sa.update(Event).where(*which).values(**gone))


def looked_over(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> Iterator[tuple[Any, list[Misfit]]]:
    """Some rows of the history, oldest first, each with what does not fit in it or with the row before it."""
    earlier, nearer = _events.alias(), _events.alias()
    nearest = sa.select(sa.func.max(nearer.c.id)).where(nearer.c.id < _events.c.id).scalar_subquery()
    columns = (earlier.c.id.label("last_id"), earlier.c.hash.label("last_hash"), earlier.c.at.label("last_at"))
    query = sa.select(*_events.c, *columns).outerjoin_from(_events, earlier, earlier.c.id == nearest).where(*which)
    for row in connection.execute(query.order_by(_events.c.id)):
        last = chain.START if row.last_id is None else Head(row.last_id, row.last_hash, row.last_at)
        yield row, list(chain.misfits_of(dict(row._mapping), last))


def verify(connection: sa.Connection) -> Iterator[Misfit]:
    """Everything that does not fit in the history, in the order of its rows; reads them in small portions."""
    return chain.misfits(stored(connection), head(connection))


def stored(connection: sa.Connection) -> Iterator[dict[str, Any]]:
    """All rows as they are written down, oldest first; `unreadable` says what the house never wrote like that."""
    query, last = _as_written(connection), 0
    while True:
        following = query.where(_events.c.id > last).order_by(_events.c.id)
        try:
            rows = connection.execute(following.limit(CHUNK)).all()
        except DBAPIError:  # SQLite finds bytes that are no text only when it hands them out
            rows = list(_one_by_one(connection, following, last))
        if not rows:
            return
        for row in rows:
            yield _read(row)
        last = rows[-1].id


def _one_by_one(connection: sa.Connection, query: sa.Select[Any], last: int) -> Iterator[Any]:
    numbers = sa.select(_events.c.id).where(_events.c.id > last).order_by(_events.c.id).limit(CHUNK)
    for number in connection.scalars(numbers).all():
        one = query.where(_events.c.id == number)
        try:
            yield connection.execute(one).one()
        except DBAPIError:
            known = sa.select(_events.c.id, sa.cast(_events.c.hash, sa.LargeBinary).label("hash"))
            yield connection.execute(known.where(_events.c.id == number)).one()


def _as_written(connection: sa.Connection) -> sa.Select[Any]:
    """Columns as their text: another way to write the same moment or the same JSON is a change as well."""
    as_text = {"facts", "details"} | ({"at"} if connection.dialect.name == "sqlite" else set())
    return sa.select(*(sa.cast(c, sa.Text).label(c.name) if c.name in as_text else c for c in _events.columns))


def _read(written: Any) -> dict[str, Any]:
    row = dict(written._mapping)
    try:
        row["at"] = _moment(row["at"]) if isinstance(row["at"], str) else row["at"]
        for name in ("facts", "details"):
            text, row[name] = row[name], json.loads(row[name])
            if json.dumps(row[name]) != text:
                raise ValueError(f"its {name}")
        if strange := [name for name, value in row.items() if name != "at" and chain.plain(value) != value]:
            raise ValueError(f"its {strange[0]}")
    except (KeyError, TypeError, ValueError) as trouble:
        known = row["hash"].decode(errors="replace") if isinstance(row["hash"], bytes) else row["hash"]
        return {"id": row["id"], "hash": known, "at": None, "unreadable": str(trouble)}
    return row


def _moment(text: str) -> datetime:
    """A moment as SQLite keeps it. Raises `ValueError` for any other way to write it."""
    read = datetime.fromisoformat(text).replace(tzinfo=UTC)
    if f"{read:%Y-%m-%d %H:%M:%S.%f}" != text:
        raise ValueError("its moment")
    return read
