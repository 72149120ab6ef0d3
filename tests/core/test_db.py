"""One request, one transaction; on SQLite one writer at a time."""

import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import create_app
from app.core.db import ahead, db
from config import from_environment


def may_write(path: Path) -> bool:
    """Whether somebody else could begin to write now."""
    other = sqlite3.connect(path, timeout=0, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    finally:
        other.close()
    return True


@pytest.mark.parametrize(("method", "others_wait"), [("GET", False), ("POST", True)])
def test_what_is_read_ahead_keeps_no_writer_waiting(settings, tmp_path, method, others_wait):
    path = tmp_path / "own.db"
    app = create_app({**from_environment(settings), "DATABASE_URL": f"sqlite:///{path}", "TESTING": True})
    with app.test_request_context(method=method):
        with ahead():
            db.session.execute(sa.text("SELECT 1"))
        assert may_write(path)

        db.session.execute(sa.text("SELECT 1"))
        assert may_write(path) is not others_wait

        with ahead():
            db.session.execute(sa.text("SELECT 1"))
        assert may_write(path) is not others_wait, "what has begun goes on"
        db.session.rollback()
        db.engine.dispose()
