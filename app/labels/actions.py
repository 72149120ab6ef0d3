"""Orders of labels, made in the background."""

import secrets
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from app.accounts.actions.own_data import forgets, rows_of, tells
from app.accounts.models import Person
from app.core import files, outbox
from app.core.clock import utcnow
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.labels.models import MOST, LabelRun, RunState
from app.labels.sheet import drawn
from app.labels.sources import labels_of
from app.labels.stocks import Stock

# Labels of one portion: some three seconds of work. Whole pages, so that portions can be put together.
PORTION = 500


def order(kind: str, subject_id: int, count: int, stock: Stock, *, by: Person, key: str, **terms: Any) -> LabelRun:
    """Have so many labels made; the same form sent again is the same order. Raises `RuleBroken` for too many."""
    if not 1 <= count <= MOST:
        raise RuleBroken(_("Mỗi lần in từ 1 đến %(num)d tem.", num=MOST))
    if before := sent_before(kind, subject_id, key, by=by):
        return before
    run = LabelRun(kind=kind, subject_id=subject_id, count=count, stock=stock.as_json(), terms=terms, by_id=by.id, key=key)
    add_once(run, _("Lượt in này đã được gửi."))
    outbox.post("labels.make", f"labels-{run.id}-0", run=run.id, first=0)
    return run


def sent_before(kind: str, subject_id: int, key: str, *, by: Person) -> LabelRun | None:
    """What this person's same form ordered of the same thing when it was sent the first time."""
    same = (LabelRun.kind == kind, LabelRun.subject_id == subject_id, LabelRun.by_id == by.id)
    return db.session.scalar(sa.select(LabelRun).where(LabelRun.key == key, *same))


@outbox.handles("labels.make")
def _make(key: str, *, run: int, first: int) -> None:
    """One portion; the last one puts all of them together."""
    found = db.session.get(LabelRun, run)
    if found is None or found.is_done:
        return
    size = portion_of(found)
    numbers = range(first, min(first + size, found.count))
    _part(run, first).write_bytes(drawn(labels_of(found, numbers), found.on))
    found.made = numbers.stop
    if numbers.stop < found.count:
        outbox.post("labels.make", f"labels-{run}-{numbers.stop}", run=run, first=numbers.stop)
        return
    parts = [_part(run, start) for start in range(0, found.count, size)]
    found.token, found.state, found.done_at = files.keep_made(_joined(parts)), RunState.DONE, utcnow()


@outbox.when_given_up("labels.make")
def _failed(_error: Exception, *, run: int, first: int) -> None:
    if found := db.session.get(LabelRun, run):
        found.state = RunState.FAILED


@outbox.every_minute
def _sweep() -> None:
    """Portions of what is whole, or never will be, are not needed any more."""
    parts = {part: int(part.name.partition("-")[0]) for part in _folder().glob("*.pdf")}
    if parts:
        waiting = sa.select(LabelRun.id).where(LabelRun.id.in_(parts.values()), LabelRun.state == RunState.WAITING)
        needed = set(db.session.scalars(waiting))
        for part in (part for part, run in parts.items() if run not in needed):
            part.unlink(missing_ok=True)


def portion_of(run: LabelRun) -> int:
    """How many labels one portion has: whole pages."""
    pages = max(1, PORTION // run.on.on_a_page)
    return pages * run.on.on_a_page


def _part(run: int, first: int) -> Path:
    return _folder() / f"{run}-{first}.pdf"


def _folder() -> Path:
    folder = Path(current_app.config["DATA_DIR"]) / "labels"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _joined(parts: list[Path]) -> bytes:
    import io

    import pikepdf

    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(part) as opened:
                whole.pages.extend(opened.pages)
        buffer = io.BytesIO()
        whole.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def new_key() -> str:
    """What a form carries so that sending it twice is one order."""
    return secrets.token_urlsafe(16)


@tells("label_runs")
def _runs(person: Person) -> list[dict[str, Any]]:
    return rows_of(LabelRun, LabelRun.by_id == person.id, but=("by_id", "key", "token"))


@forgets
def _forget(person: Person) -> None:
    db.session.execute(sa.update(LabelRun).where(LabelRun.by_id == person.id).values(by_id=None))
