"""The migrations climb to the models, CHECK constraints and partial indexes included, and down to nothing."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.core.db import Model
from app.core.limits import Attempt
from app.initiatives.models import Initiative
from app.notices.models import Notice
from app.scorecard.models import ClosedYear
from tests.servers import ROOT, temporary_database

pytestmark = pytest.mark.real
MODELS = (Attempt, Initiative, Notice, ClosedYear)  # importing them fills the metadata


@pytest.fixture
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[sa.Connection]:
    """A connection to an empty database."""
    with temporary_database(request.config.getoption("--db"), tmp_path) as address:
        url = sa.make_url(address)
        if url.get_backend_name() == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.connect() as connection:
            yield connection


def config(connection: sa.Connection | None = None) -> Config:
    made = Config(toml_file=str(ROOT / "pyproject.toml"))
    made.attributes["connection"] = connection
    return made


def picture(connection: sa.Connection) -> dict[str, Any]:
    """Everything the database knows about its tables, in a shape that can be compared."""
    inspector = sa.inspect(connection)
    drawn = {}
    for table in sorted(set(inspector.get_table_names()) - {"alembic_version"}):
        drawn[table] = {
            "columns": sorted((c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)),
            "primary": inspector.get_pk_constraint(table)["constrained_columns"],
            "checks": sorted((c["name"], c["sqltext"]) for c in inspector.get_check_constraints(table)),
            "uniques": sorted((u["name"], u["column_names"]) for u in inspector.get_unique_constraints(table)),
            "foreign": sorted(
                (f["name"], f["constrained_columns"], f["referred_table"]) for f in inspector.get_foreign_keys(table)
            ),
            "indexes": sorted(
                (
                    i["name"],
                    i["column_names"],
                    bool(i["unique"]),
                    {name: str(value) for name, value in i.get("dialect_options", {}).items()},
                )
                for i in inspector.get_indexes(table)
            ),
        }
    return drawn


def test_they_climb_to_the_models_and_down_to_nothing(connection):
    command.upgrade(config(connection), "head")
    migrated = picture(connection)

    command.downgrade(config(connection), "base")
    assert picture(connection) == {}

    Model.metadata.create_all(connection)
    assert migrated == picture(connection)
    assert any(table["checks"] for table in migrated.values()), "checks are seen at all"


def test_each_step_down_and_up_again_leads_to_the_same(connection):
    command.upgrade(config(connection), "head")
    whole = picture(connection)

    for step in list(ScriptDirectory.from_config(config()).walk_revisions()):
        command.downgrade(config(connection), step.down_revision or "base")
    command.upgrade(config(connection), "head")

    assert picture(connection) == whole


def test_there_is_one_head():
    assert len(ScriptDirectory.from_config(config()).get_heads()) == 1


def test_no_migration_imports_the_app():
    for script in (ROOT / "migrations" / "versions").glob("*.py"):
        assert "app" not in {
            line.split()[1].split(".")[0]
            for line in script.read_text().splitlines()
            if line.startswith(("from ", "import "))
        }
