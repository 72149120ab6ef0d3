"""Counts gathered in memory and written once a second, so that whoever is counted waits for nothing.

What was gathered in the last second is lost when a process is killed; one that is told to stop writes it first.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Hashable
from typing import Any

from flask import Flask, current_app
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.core.db import unit_of_work

log = logging.getLogger("xa.batches")
SECONDS = 1.0
MOST = 100_000  # different things waiting; what comes after them is not counted
_batches: list["Batch"] = []


class Batch:
    """One kind of count; `write` gets what was gathered, in a transaction of its own."""

    def __init__(self, write: Callable[[Counter[Any]], None]) -> None:
        self._write = write
        self._gathered: Counter[Any] = Counter()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        _batches.append(self)

    def add(self, what: Hashable, app: Flask) -> None:
        """One more of this."""
        with self._lock:
            if what in self._gathered or len(self._gathered) < MOST:
                self._gathered[what] += 1
            if self._thread is None and not app.testing:  # a test writes when it wants to look
                self._thread = threading.Thread(target=self._go_on, args=(app,), daemon=True)
                self._thread.start()

    def write(self) -> None:
        """Write what was gathered; what cannot be written now waits for the next time."""
        with self._lock:
            gathered, self._gathered = self._gathered, Counter()
        if not gathered:
            return
        try:
            with unit_of_work():
                self._write(gathered)
        except IntegrityError:  # what was counted is gone: it can never be written
            log.warning("%d counts of something that is gone were dropped", len(gathered))
        except SQLAlchemyError as trouble:  # a database that is locked, full or away
            log.warning("not written yet: %s", trouble.__class__.__name__)
            with self._lock:
                self._gathered.update(gathered)
        except Exception:  # a mistake of ours: whoever counts goes on counting
            log.exception("%d counts were dropped", len(gathered))

    def drop(self) -> None:
        """Forget what was gathered."""
        with self._lock:
            self._gathered.clear()

    def _go_on(self, app: Flask) -> None:
        rest = threading.Event()
        while not rest.wait(SECONDS):
            with app.app_context():
                self.write()


def write_all() -> None:
    """Write everything that waits, before a process ends."""
    for batch in _batches:
        batch.write()


def drop_all() -> None:
    """Forget everything that waits: its rows are gone."""
    for batch in _batches:
        batch.drop()


def here() -> Flask:
    """The app itself, for what happens outside its contexts."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app
