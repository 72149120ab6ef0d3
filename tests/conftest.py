"""What every test stands on: an app over a real database, isolation, a browser, a count of questions."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings as hypothesis
from sqlalchemy import event

from app import create_app
from app.core import batches
from app.core.db import db
from config import from_environment
from tests.browser import Browser
from tests.servers import temporary_database

# No test fails because the machine was busy.
hypothesis.register_profile("house", deadline=None)
hypothesis.load_profile("house")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--db", choices=("sqlite", "postgresql"), default="sqlite", help="the database under test")


@pytest.fixture(scope="session")
def settings(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An environment of its own for this run: folder, database, no leftovers."""
    folder = tmp_path_factory.mktemp("data")
    with temporary_database(request.config.getoption("--db"), folder) as url:
        environment = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "t" * 40, "BASE_URL": "http://localhost"}
        os.environ.update(environment)
        yield environment


@pytest.fixture(scope="session")
def app(settings: dict[str, str]) -> Iterator[Flask]:
    """The app over a migrated, empty database with the plan loaded and its static files built."""
    app = create_app({**from_environment(settings), "TESTING": True})
    result = app.test_cli_runner().invoke(args=["setup"])
    assert result.exit_code == 0, result.output or result.exception
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def isolated(app: Flask) -> Iterator[None]:
    """Each test on one connection, in a transaction that never lands."""
    with app.app_context():
        engine, sessions = db.engine, db.sessionmaker
        with engine.connect() as connection:
            outer = connection.begin()
            sessions.configure(bind=connection, join_transaction_mode="create_savepoint")
            batches.drop_all()  # what another test had counted belongs to rows that never landed
            yield
            db.session.close()
            sessions.configure(bind=engine, join_transaction_mode="conditional_savepoint")
            outer.rollback()


@pytest.fixture(autouse=True)
def _isolate(request: pytest.FixtureRequest) -> None:
    """Everything but the tests of real processes is isolated."""
    if not request.node.get_closest_marker("real"):
        request.getfixturevalue("isolated")


@pytest.fixture
def browser(app: Flask) -> Browser:
    """A person at a screen: every page it opens is looked over."""
    return Browser(app)


@pytest.fixture
def count_queries() -> Callable[[], AbstractContextManager[list[str]]]:
    """Collect the statements sent to the database, savepoints aside."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "SAVEPOINT" not in statement and not statement.startswith("BEGIN"):
                seen.append(statement)

        event.listen(db.engine, "after_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "after_cursor_execute", note)

    return counting
