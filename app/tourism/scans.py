"""Counting who opens the code on a plaque: by place and day, nothing of who it was."""

from collections import Counter
from datetime import date
from typing import Any

from flask import Flask
from sqlalchemy.dialects import postgresql, sqlite

from app.core.batches import Batch
from app.core.clock import today
from app.core.db import db
from app.tourism.models import PlaqueCount


def seen(app: Flask, attraction_id: int) -> None:
    """Count one visit; written within a second."""
    _batch.add((attraction_id, today()), app)


def _write(gathered: Counter[Any]) -> None:
    insert = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    keys: list[tuple[int, date]] = sorted(gathered)
    rows = [{"attraction_id": place, "day": day, "count": gathered[place, day]} for place, day in keys]
    added = insert(PlaqueCount)
    more = {"count": PlaqueCount.count + added.excluded.count}
    db.session.execute(added.on_conflict_do_update(index_elements=["attraction_id", "day"], set_=more), rows)


_batch = Batch(_write)
