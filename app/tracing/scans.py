"""Counting who opens a code: by day, place of the label, new or returning; nothing of who it was.

Counts are gathered in memory (`app/core/batches.py`) and written once a second: at most one second of them is lost when
a process is killed.
"""

from collections import Counter
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_babel import gettext as _
from sqlalchemy.dialects import postgresql, sqlite

from app.commune.settings import UNUSUAL_SCANS, rules
from app.core import news
from app.core.batches import Batch
from app.core.clock import today, utcnow
from app.core.db import db
from app.products.actions.telling import tell_members
from app.products.queries.keeping import lot_itself
from app.tracing.models import LabelPlace, ScanCount, SerialScan

Seen = tuple[int, date, LabelPlace, int | None, bool]


def seen(app: Flask, lot_id: int, place: LabelPlace, number: int | None, again: bool) -> None:
    """Count one visit; `again` is for a reader who had the page already."""
    _batch.add((lot_id, today(), place, number, again), app)


def _write(gathered: Counter[Any]) -> None:
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    days: dict[tuple[int, date, LabelPlace], list[int]] = {}
    pieces: Counter[tuple[int, int]] = Counter()
    visit: Seen
    for visit, times in sorted(gathered.items(), key=lambda item: str(item[0])):
        lot_id, day, place, number, again = visit
        days.setdefault((lot_id, day, place), [0, 0])[again] += times
        if number is not None and not again:  # a copied label is opened by many, its own by one again and again
            pieces[lot_id, number] += times
    rows = [{"lot_id": k[0], "day": k[1], "place": k[2], "first": v[0], "again": v[1]} for k, v in days.items()]
    added = insert(ScanCount)
    sums = {"first": ScanCount.first + added.excluded.first, "again": ScanCount.again + added.excluded.again}
    db.session.execute(added.on_conflict_do_update(index_elements=["lot_id", "day", "place"], set_=sums), rows)
    if pieces:
        one = insert(SerialScan)
        more = {"count": SerialScan.count + one.excluded.count}
        numbered = [{"lot_id": lot_id, "number": number, "count": times} for (lot_id, number), times in pieces.items()]
        db.session.execute(one.on_conflict_do_update(index_elements=["lot_id", "number"], set_=more), numbered)
        _warn(list(pieces))


def _warn(pieces: list[tuple[int, int]]) -> None:
    """Tell a producer once of each numbered label that is opened by suspiciously many."""
    most = rules().number(UNUSUAL_SCANS)
    known = sa.or_(*(sa.and_(SerialScan.lot_id == lot_id, SerialScan.number == number) for lot_id, number in pieces))
    query = sa.select(SerialScan).where(known, SerialScan.count >= most, SerialScan.warned_at.is_(None))
    for scan in db.session.scalars(query).all():
        news.changed(db.session)  # buyers are warned on its page
        scan.warned_at = utcnow()
        lot = db.session.scalars(lot_itself(scan.lot_id)).unique().one()
        text = _("Tem số %(number)d của lô %(lot)s được quét %(num)d lần. Có thể tem bị sao chép.",
                 number=scan.number, lot=lot.number, num=scan.count)  # fmt: skip
        leads = {"endpoint": "lots.show", "id": lot.id}
        tell_members(lot.product.producer, f"copied-{lot.id}-{scan.number}", text, leads=leads)


_batch = Batch(_write)
