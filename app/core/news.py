"""That something everybody is shown has changed: told to all processes of a house through sixteen shared bytes.

Two numbers: how many changes began to be kept, and how many of those ended. While they differ, nobody knows what the
database says; afterwards, whatever was put together at an older number is stale. So an answer made before may be given
without asking the database, and never once what it shows is different. A process that dies in between leaves them apart:
nothing is given unasked then, until the server starts anew.
"""

import fcntl
import mmap
import os
import struct
import threading
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

_BOTH = struct.Struct("=QQ")
_CHANGED, _BEGUN = "something shown has changed", "the news of it began"


class Shown:
    """A thing that answers kept ready show: the flush that changes one is news."""


class News:
    """The shared numbers of one house."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._file = -1
        self._map: mmap.mmap | None = None

    def now(self) -> int | None:
        """The number of the last change, or None while one is being kept."""
        begun, ended = _BOTH.unpack(self._opened()[:])
        return begun if begun == ended else None

    def begin(self) -> None:
        """A change is about to be kept."""
        self._add(1, 0)

    def end(self) -> None:
        """It was kept, or dropped."""
        self._add(0, 1)

    def reset(self) -> None:
        """Nothing is going on: for a server that starts, before its processes are born."""
        with self._lock:
            shared = self._opened()
            begun, ended = _BOTH.unpack(shared[:])
            shared[:] = _BOTH.pack(max(begun, ended), max(begun, ended))

    def _add(self, begun: int, ended: int) -> None:
        with self._lock:
            shared = self._opened()
            fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                before = _BOTH.unpack(shared[:])
                shared[:] = _BOTH.pack(before[0] + begun, before[1] + ended)
            finally:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def _opened(self) -> mmap.mmap:
        if self._map is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            if os.fstat(self._file).st_size < _BOTH.size:
                os.ftruncate(self._file, _BOTH.size)
            self._map = mmap.mmap(self._file, _BOTH.size)
        return self._map


def init_app(app: Flask) -> None:
    """Give the house its numbers."""
    app.extensions["news"] = News(Path(app.config["DATA_DIR"]) / "news")


def of_house() -> News:
    """The numbers of the app whose context this is."""
    news: News = current_app.extensions["news"]
    return news


def changed(session: Session) -> None:
    """Say that what is shown changes in this transaction, past the things themselves."""
    session.info[_CHANGED] = True


@event.listens_for(Session, "before_flush")
def _notice(session: Session, _context: object, _objects: object) -> None:
    if any(isinstance(thing, Shown) for group in (session.new, session.dirty, session.deleted) for thing in group):
        changed(session)


@event.listens_for(Session, "before_commit")
def _begin(session: Session) -> None:
    if session.in_nested_transaction():
        return
    session.flush()
    if session.info.pop(_CHANGED, False):
        of_house().begin()
        session.info[_BEGUN] = True


@event.listens_for(Session, "after_commit")
def _end(session: Session) -> None:
    if not session.in_nested_transaction() and session.info.pop(_BEGUN, False):
        of_house().end()


@event.listens_for(Session, "after_soft_rollback")
def _drop(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(_CHANGED, None)
        if session.info.pop(_BEGUN, False):
            of_house().end()
