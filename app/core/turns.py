"""Whose turn it is to write to SQLite: writers of all processes wait in a line instead of asking again and again."""

import fcntl
import os
import sqlite3
import threading
from contextlib import suppress

PATIENCE = 5.0  # seconds; as long as SQLite itself would ask again
COMMANDS = 12  # so many times as patient: nobody waits for their answer, and the lock knows no order


class Turns:
    """The line of one database: first among the threads of a process, whose first then waits in a file beside the database.

    SQLite itself only sleeps between two tries. Whoever writes without standing here is still kept out by its lock: nothing
    depends on the line but the time. Commands do not stand in it, so that a long one holds nobody up for longer than SQLite
    does; they ask for a minute instead.
    """

    def __init__(self, path: str) -> None:
        self._path = f"{path}-turn"
        self._begin()
        os.register_at_fork(after_in_child=self._begin)  # an open file would be one place in the line for both

    def _begin(self) -> None:
        self._inside, self._file = threading.Lock(), -1

    def take(self) -> bool:
        """Wait for the turn. False when the disk takes no file for it; raises `TimeoutError` when it does not come."""
        if not self._inside.acquire(timeout=PATIENCE):
            raise TimeoutError
        try:
            if self._file < 0:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)  # as long as another process writes, which SQLite's patience bounds
        except BaseException as trouble:
            self._inside.release()
            if isinstance(trouble, OSError):
                return False
            raise
        return True

    def give(self) -> None:
        """Let the next one write."""
        with suppress(OSError):
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._inside.release()


class Connection(sqlite3.Connection):
    """A connection that holds the turn from `BEGIN IMMEDIATE` until what it wrote is kept or dropped."""

    turns: Turns | None = None
    _mine = False

    def begin_to_write(self, *, in_line: bool) -> None:
        """Take the lock of who writes: in line for a request, by asking again and again, for a minute, for a command.

        Raises `TimeoutError` or `sqlite3.OperationalError` when others kept it for longer.
        """
        if in_line and not self._mine and self.turns is not None:
            self._mine = self.turns.take()
        for last in (True,) if in_line else (*[False] * (COMMANDS - 1), True):
            try:
                self.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as busy:
                if last or busy.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise

    def commit(self) -> None:
        """Keep what was written; the turn is over when that is durable, or refused."""
        try:
            super().commit()
        finally:
            self._end_turn()

    def rollback(self) -> None:
        """Drop what was written."""
        try:
            super().rollback()
        finally:
            self._end_turn()

    def close(self) -> None:
        """Close, whatever was under way."""
        try:
            super().close()
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._mine and self.turns is not None:
            self._mine = False
            self.turns.give()
