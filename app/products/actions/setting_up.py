"""Loading what the OCOP programme names."""

import sqlalchemy as sa

from app.core.db import db
from app.products.models import OcopGroup, OcopSet
from app.products.programme import programme


def ship_sets() -> None:
    """Add the sets the database lacks; what people renamed stays. Safe to run again."""
    known = set(db.session.scalars(sa.select(OcopSet.number)))
    for row in programme()["sets"]:
        if row["number"] not in known:
            db.session.add(OcopSet(**{**row, "group": OcopGroup(row["group"])}))
