"""Loading the plan's units, the villages known so far, and the fields."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app.commune.models import Field, Unit, UnitKind, Village
from app.core.db import db

PLAN = Path(__file__).with_name("plan.json")
# NQ 1669/NQ-UBTVQH15: the commune in its present shape.
FOUNDED = date(2025, 7, 1)
# Seen in public sources; the commune has to confirm them and add the others.
KNOWN_VILLAGES = ("An Dương", "Triều Dương", "Hội Yên", "Tào Khê", "Phù Tải")
# The four fields of the plan, then those that residents ask about.
FIELDS = {
    "agriculture": ("Nông nghiệp", "Agriculture"),
    "tourism": ("Du lịch", "Tourism"),
    "trade": ("Thương mại – dịch vụ", "Trade and services"),
    "governance": ("Quản lý nhà nước", "Public administration"),
    "environment": ("Môi trường", "Environment"),
    "education": ("Giáo dục, văn hóa", "Education and culture"),
    "other": ("Chưa rõ", "Not sure"),
}


def plan() -> dict[str, Any]:
    """The commune's plan as data."""
    loaded: dict[str, Any] = json.loads(PLAN.read_text(encoding="utf-8"))
    return loaded


def load_plan() -> None:
    """Add what the plan names and the database lacks; what people changed stays. Safe to run again."""
    units = set(db.session.scalars(sa.select(Unit.code)))
    for row in plan()["units"]:
        if row["id"] not in units:
            unit = Unit(code=row["id"], short_name=row["name"], kind=UnitKind(row["kind"]), valid_from=FOUNDED)
            unit.rename(row["full"])
            db.session.add(unit)
    if not db.session.scalar(sa.select(sa.func.count(Village.id))):
        for name in KNOWN_VILLAGES:
            village = Village(valid_from=FOUNDED, needs_confirmation=True)
            village.rename(name)
            db.session.add(village)
    fields = set(db.session.scalars(sa.select(Field.code)))
    for position, (code, (name, name_en)) in enumerate(FIELDS.items(), 1):
        if code not in fields:
            db.session.add(Field(code=code, name=name, name_en=name_en, position=position))
