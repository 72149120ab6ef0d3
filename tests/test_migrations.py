"""The migrations climb to the models, CHECK constraints and partial indexes included, and down to nothing."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from app.commune.models import Unit
from app.core import audit
from app.core.audit import Event
from app.core.db import Model
from app.core.limits import Attempt
from app.initiatives.models import Adoption, Initiative
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


def test_a_history_that_is_there_already_is_chained(connection):
    """Numbers with holes and moments that cross by a little are as old houses have them."""
    command.upgrade(config(connection), "0022")
    _old_house(connection)

    command.upgrade(config(connection), "0023")

    rows = connection.execute(sa.select(Event.__table__).order_by(Event.id)).all()
    assert [row.id for row in rows] == [3, 4, 7, 8, 9, 12]
    assert [row.at.second for row in rows] == [10, 10, 20, 30, 40, 50]
    assert [row.subject for row in rows] == [None, "SK-2025-0001", "SK-2025-0001", "SK-2025-0001", "2025", None]
    assert [row.facts for row in rows] == [
        {},
        {},
        {
            "code": "SK-2025-0001",
            "sphere": "life",
            "decision_number": "7/QĐ-UBND",
            "unit": "Phòng Văn hóa",
            "adopted_on": "2025-03-01",
            "decision_on": "2025-03-02",
        },
        {"code": "SK-2025-0001"},
        {"year": 2025, "target": 8, "adopted": 1, "digest": "d" * 64},
        {},
    ]
    assert list(audit.verify(connection)) == []
    assert audit.head(connection) == (12, rows[-1].hash, rows[-1].at)
    command.downgrade(config(connection), "0022")
    command.upgrade(config(connection), "head")
    assert list(audit.verify(connection)) == []


def test_the_history_is_guarded_at_the_newest_revision(connection):
    """A later migration in batches would drop what guards a table on SQLite."""
    command.upgrade(config(connection), "head")
    told = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.dialect.name == "postgresql":
        told = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"

    names = {name for name in connection.exec_driver_sql(told).scalars() if name.startswith(("events", "chain_heads"))}

    assert names == (
        {f"{table}_are_{what}" for table in ("events", "chain_heads") for what in ("kept", "never_emptied")}
        if connection.dialect.name == "postgresql"
        else {"events_stay", "events_replace_nothing", "events_only_forget", "chain_heads_stay", "chain_heads_only_move_on"}
    )


def _old_house(connection: sa.Connection) -> None:
    """One initiative with its adoption, a closed year, and what the history of before said of them."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET session_replication_role = replica")  # only what is looked at has to be there
    moment = datetime(2025, 3, 1, 8, 0, 0, tzinfo=UTC)
    texts = {
        "title": "Cầu ao",
        "problem": "Tối",
        "solution": "Đèn",
        "landmark": "",
        "show_name": False,
        "shuffle": 1,
        "votes": 0,
    }
    times = {"state_since": moment, "created_at": moment, "submitted_at": moment, "published_at": moment}
    who = {"author_id": 1, "village_id": 1, "field_id": 1, "version": 1}
    connection.execute(
        sa.insert(Initiative.__table__), {"id": 1, "code": "SK-2025-0001", "state": "open", **texts, **times, **who}
    )
    names = {"name": "Phòng Văn hóa", "short_name": "VH", "sort_name": "x", "code": "vh-cu", "kind": "office"}
    connection.execute(sa.insert(Unit.__table__), {"id": 99, **names, "valid_from": moment.date()})
    days = {"adopted_on": date(2025, 3, 1), "decision_on": date(2025, 3, 2), "proposed_at": moment, "confirmed_at": moment}
    said = {"decision_number": "7/QĐ-UBND", "signer": "Chủ tịch", "sphere": "life", "state": "confirmed", "version": 1}
    people = {"initiative_id": 1, "unit_id": 99, "proposed_by_id": 1, "confirmed_by_id": 2}
    connection.execute(sa.insert(Adoption.__table__), {"id": 5, **said, **days, **people})
    frozen = {"year": 2025, "target": 8, "items": [], "digest": "d" * 64, "closed_at": moment, "closed_by_id": 1}
    of_then = ("id", "year", "target", "closed_by_id")
    years = sa.table(
        "closed_years",
        *(sa.column(name) for name in (*of_then, "digest")),
        sa.column("items", sa.JSON),
        sa.column("closed_at", sa.DateTime(timezone=True)),
    )
    connection.execute(sa.insert(years), {"id": 2, **frozen})
    before = sa.table(
        "events",
        *(sa.column(name) for name in ("id", "name", "subject_type", "subject_id", "actor_id", "role", "reason")),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("details", sa.JSON),
    )
    for id, second, name, subject_id, details in (
        (3, 10, "people.sign_up", 1, {}),
        (4, 9, "votes.cast", 1, {}),
        (7, 20, "adoptions.confirm", 5, {}),
        (8, 30, "adoptions.revoke", 5, {}),
        (9, 40, "closed_years.close", 2, {"year": 2025, "adopted": 1}),
        (12, 50, "settings.change", 1, {"key": "tally.target"}),
    ):
        at = (moment + timedelta(seconds=second)).replace(tzinfo=None if connection.dialect.name == "sqlite" else UTC)
        row = {"id": id, "at": at, "name": name, "subject_type": name.partition(".")[0], "subject_id": subject_id}
        connection.execute(
            sa.insert(before), {**row, "actor_id": 1, "role": "resident", "reason": "Lời", "details": details}
        )
