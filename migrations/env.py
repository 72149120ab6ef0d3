"""Run migrations on the database of the settings; our column types are rendered as plain SQL types."""

from typing import Any

import sqlalchemy as sa
from alembic import context

from app.contests import models as contests  # noqa: F401  (its tables belong to the schema)
from app.core.db import Fixed, Model, UTCDateTime
from app.core.limits import Attempt  # noqa: F401  (its table belongs to the schema)
from app.council import models as council  # noqa: F401  (its tables belong to the schema)
from app.initiatives import models as initiatives  # noqa: F401  (its tables belong to the schema)
from app.labels import models as labels  # noqa: F401  (its tables belong to the schema)
from app.notices import models as notices  # noqa: F401  (its tables belong to the schema)
from app.products import models as products  # noqa: F401  (its tables belong to the schema)
from app.scorecard import models as scorecard  # noqa: F401  (its tables belong to the schema)
from app.tourism import models as tourism  # noqa: F401  (its tables belong to the schema)
from app.tracing import models as tracing  # noqa: F401  (its tables belong to the schema)
from config import from_environment


def render_item(kind: str, item: Any, _: Any) -> Any:
    """Plain SQL types in migration files, which never import the app."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Fixed):
        return "sa.Integer()"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


def include_name(name: str | None, kind: str, _: Any) -> bool:
    """SQLite's own tables of the search index belong to no model."""
    return not (kind == "table" and (name or "").startswith("search_index"))


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Model.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        include_name=include_name,
        compare_type=False,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    url = sa.make_url(from_environment()["DATABASE_URL"])
    if url.drivername in ("postgres", "postgresql"):
        url = url.set(drivername="postgresql+psycopg")
    with sa.create_engine(url, poolclass=sa.NullPool).begin() as connection:
        run(connection)
