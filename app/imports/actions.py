"""Tables taken in, looked at again, and applied: all of a table or nothing."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zlib import crc32

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.exc import StaleDataError

from app.accounts.actions.own_data import forgets
from app.accounts.models import Person, Role
from app.core import chain
from app.core.audit import Recorded
from app.core.clock import utcnow
from app.core.db import db
from app.core.outbox import every_minute
from app.core.workflow import RuleBroken, add_once, change_once
from app.imports import queries
from app.imports.comparing import Comparison, Fate, compare
from app.imports.headings import Laid
from app.imports.models import ImportDraft
from app.imports.registers import Register

KEPT = timedelta(days=7)
_IMPORTING = 7_203_412_100  # any number, the same in every process


def take(table: Laid, register: Register, *, source: str, by: Person) -> ImportDraft:
    """Keep a table until somebody says yes; the same table again is the same draft."""
    rows = [[line, cells] for line, cells in table.rows]
    digest = chain.digest([register.name, table.names, rows])
    if before := db.session.scalar(queries.same(by, digest)):
        return before
    told = {"names": table.names, "ignored": table.ignored, "left_out": [list(one) for one in table.left_out]}
    draft = ImportDraft(register=register.name, source=source[:200], rows=rows, digest=digest, by=by, **told)
    add_once(draft, _("Bảng này vừa được gửi. Hãy mở trong danh sách bên dưới."))
    return draft


def apply(draft: ImportDraft, register: Register, *, seen: str, skip: bool, by: Person) -> Comparison | None:
    """Do what the person saw: enter what is new, change what is another, all in one. None when that was done before.

    Raises `RuleBroken` when the register is no longer as they saw it, while rows are wrong and nobody said to skip them,
    and when there is nothing to do.
    """
    _hold(register)
    if db.session.scalar(queries.held(draft)) is None:
        raise RuleBroken(_("Bảng này đã bỏ."))
    if draft.applied_at is not None:
        return None
    comparison = compare(draft, register)
    if comparison.digest != seen:
        raise RuleBroken(_changed_meanwhile())
    counts = comparison.counts
    if counts[Fate.WRONG] and not skip:
        raise RuleBroken(
            _("Còn %(num)d dòng lỗi. Sửa bảng rồi gửi lại, hoặc đánh dấu bỏ qua các dòng đó.", num=counts[Fate.WRONG])
        )
    if not counts[Fate.NEW] + counts[Fate.CHANGED]:
        raise RuleBroken(_("Không có dòng nào để nhập."))
    touched: list[tuple[Recorded, str]] = []
    try:
        change_once(lambda: touched.extend(_write(comparison, register)), _changed_meanwhile())
    except StaleDataError:
        raise RuleBroken(_changed_meanwhile()) from None
    _tell(draft, comparison, touched, by=by)
    draft.applied_at, draft.rows, draft.left_out = utcnow(), [], []
    return comparison


def drop(draft: ImportDraft) -> None:
    """Forget a table that nobody wants any more. Raises `RuleBroken` for one that went in: the history names it."""
    unwanted = sa.delete(ImportDraft).where(ImportDraft.id == draft.id, ImportDraft.applied_at.is_(None))
    if not db.session.execute(unwanted).rowcount:  # type: ignore[attr-defined]  # what a DELETE gives has it
        raise RuleBroken(_("Bảng này đã nhập hoặc đã bỏ rồi."))


def _write(comparison: Comparison, register: Register) -> Iterator[tuple[Recorded, str]]:
    """Everything that is entered or changed, with what the history calls that."""
    for row in comparison.rows:
        if row.fate is Fate.NEW:
            thing = register.make()
            register.write(thing, row.told)
            db.session.add(thing)
            yield thing, register.entered
        elif row.fate is Fate.CHANGED:
            register.write(row.thing, row.told)
            yield row.thing, register.changed


def _tell(draft: ImportDraft, comparison: Comparison, touched: list[tuple[Recorded, str]], *, by: Person) -> None:
    """One row of history for each thing, as if it had been typed, and one for the import, with the rows left out."""
    role = by.acts_as(Role.COORDINATOR)
    for thing, name in touched:
        thing.record(name, by=by, role=role, draft=draft.id)
    counts = comparison.counts
    wrong = [[row.line, row.name[:80], " ".join(f"{f.words}: {f.sentence}" for f in row.faults)] for row in comparison.wrong]
    told: dict[str, Any] = {fate.value: counts[fate] for fate in Fate}
    told |= {"register": draft.register, "source": draft.source, "rows": wrong}
    draft.record(queries.APPLIED, by=by, role=role, **told)


def _hold(register: Register) -> None:
    """One import into a register at a time; SQLite lets one at a time write anyhow."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(sa.select(sa.func.pg_advisory_xact_lock(_IMPORTING + crc32(register.name.encode()))))


def _changed_meanwhile() -> str:
    return _("Danh sách vừa thay đổi. Hãy xem lại bảng dưới đây rồi nhập lần nữa.")


@every_minute
def _sweep() -> None:
    """What nobody said yes to within a week is forgotten. What was applied stays, without its rows: the history names it."""
    db.session.execute(sa.delete(ImportDraft).where(ImportDraft.applied_at.is_(None), ImportDraft.at < utcnow() - KEPT))


@forgets
def _forget(person: Person) -> None:
    db.session.execute(sa.delete(ImportDraft).where(ImportDraft.by_id == person.id, ImportDraft.applied_at.is_(None)))
