"""What the house knows of Đảo Cò from public sources, so that the pages are not empty on the first day."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.core import text
from app.core.db import db
from app.tourism import drawing
from app.tourism.models import (
    Chapter,
    Family,
    Figure,
    Passage,
    Season,
    Silhouette,
    Sketch,
    Source,
    SourceKind,
    Species,
    Topic,
)

CONTENT = Path(__file__).parents[1] / "data" / "content.json"


def ship_content() -> None:
    """Write down what public sources say, each with its source; what people wrote since stays. Safe to run again."""
    if db.session.scalar(sa.select(sa.exists().where(Source.id > 0))):
        return
    told = json.loads(CONTENT.read_text(encoding="utf-8"))
    sources = {}
    for one in told["sources"]:
        kind, key = SourceKind(one.pop("kind")), one.pop("key")
        sources[key] = Source(kind=kind, **one)
    db.session.add_all(sources.values())
    db.session.flush()
    days = {name: date.fromisoformat(told[name]) for name in ("checked_on", "check_by")}

    def put(model: Any, position: int, source: str, **facts: Any) -> None:
        db.session.add(model(**facts, position=position, source_id=sources[source].id, **days))

    for position, one in enumerate(told["topics"]):
        figures = one.pop("figures")
        topic = Topic(position=position, **one)
        db.session.add(topic)
        db.session.flush()
        for number, figure in enumerate(figures):
            low, high = Decimal(figure.pop("low")), figure.pop("high")
            put(Figure, number, "press", topic_id=topic.id, low=low, high=Decimal(high) if high else None, **figure)
    for position, one in enumerate(told["species"]):
        kinds = {"family": Family(one.pop("family")), "silhouette": Silhouette(one.pop("silhouette"))}
        put(Species, position, one.pop("source"), **kinds, name_key=text.name_key(one["name"]), **one)
    for position, one in enumerate(told["passages"]):
        put(Passage, position, one.pop("source"), chapter=Chapter(one.pop("chapter")), **one)
    for position, one in enumerate(told["seasons"]):
        put(Season, position, one.pop("source"), **one)
    sketch = told["sketch"]
    put(Sketch, 0, sketch.pop("source"), **{**sketch, "drawn": drawing.read(json.dumps(sketch["drawn"]))})
