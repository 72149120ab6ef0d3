"""One request, one transaction; on SQLite one writer at a time."""

import fcntl
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from app import create_app
from app.core.db import ahead, db
from app.core.turns import Connection, Turns
from config import from_environment
from tests.servers import ROOT


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


def free(path: Path) -> bool:
    """Whether somebody else could take the turn now."""
    with path.open("r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def own_app(tmp_path: Path, settings):
    """An app of a SQLite file of its own."""
    return create_app({**from_environment(settings), "DATABASE_URL": f"sqlite:///{tmp_path}/own.db", "TESTING": True})


@pytest.mark.parametrize(("method", "others_wait"), [("GET", False), ("POST", True)])
def test_what_is_read_ahead_keeps_no_writer_waiting(settings, tmp_path, method, others_wait):
    path, app = tmp_path / "own.db", own_app(tmp_path, settings)
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


@pytest.mark.parametrize("ending", ["commit", "rollback", "close", "refused commit"])
def test_the_turn_to_write_is_given_on_however_the_transaction_ends(settings, tmp_path, ending):
    app = own_app(tmp_path, settings)
    with app.test_request_context(method="POST"):
        connection = db.engine.connect()
        connection.exec_driver_sql("CREATE TABLE things (id INTEGER PRIMARY KEY, other INTEGER REFERENCES things (id))")
        assert not free(tmp_path / "own.db-turn")
        if ending == "refused commit":
            connection.commit()
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
            connection.exec_driver_sql("INSERT INTO things VALUES (1, 99)")
            with pytest.raises(sa.exc.IntegrityError):
                connection.commit()
        else:
            getattr(connection, ending)()
        connection.close()
        assert free(tmp_path / "own.db-turn")
        db.engine.dispose()


def test_whoever_writes_without_standing_in_line_is_still_kept_out(settings, tmp_path):
    app = own_app(tmp_path, settings)
    with app.test_request_context(method="POST"):
        db.session.execute(sa.text("SELECT 1"))
        assert not may_write(tmp_path / "own.db")
        db.session.rollback()
        db.engine.dispose()


def test_a_command_asks_longer_than_a_request_before_it_gives_up(tmp_path):
    path = tmp_path / "own.db"
    ours = sqlite3.connect(path, timeout=0.1, isolation_level=None, factory=Connection)
    theirs = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    theirs.execute("BEGIN IMMEDIATE")
    ending = threading.Timer(0.4, theirs.rollback)
    ending.start()

    with pytest.raises(sqlite3.OperationalError, match="locked"):
        ours.begin_to_write(in_line=True)
    ours.begin_to_write(in_line=False)

    assert ours.in_transaction
    ending.join()


def test_a_disk_that_takes_no_file_for_the_line_still_takes_writes(settings, tmp_path):
    (tmp_path / "own.db-turn").mkdir()
    app = own_app(tmp_path, settings)
    with app.test_request_context(method="POST"):
        db.session.execute(sa.text("CREATE TABLE things (id INTEGER PRIMARY KEY)"))
        assert not may_write(tmp_path / "own.db")
        db.session.commit()
        assert may_write(tmp_path / "own.db")
        db.engine.dispose()


def test_writers_of_several_processes_wait_for_each_other_and_all_come(tmp_path):
    lines, came, inside = [Turns(str(tmp_path / "own.db")) for _ in range(3)], [], []

    def write(turns: Turns, number: int) -> None:
        for _ in range(20):
            assert turns.take()
            inside.append(number)
            came.append(len(inside))
            inside.remove(number)
            turns.give()

    waiting = [threading.Thread(target=write, args=(turns, number)) for number, turns in enumerate(lines)]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        thread.join(10)
    assert came == [1] * 60


FORKED = """
import os, sys
from app.core.turns import Connection, Turns
line = Turns(sys.argv[1])
line.take(), line.give()
if (child := os.fork()) == 0:
    line.take()
    os._exit(0)
os.waitpid(child, 0)
line.take()
print("mine")
"""


def test_a_child_of_a_process_has_a_place_of_its_own_and_leaves_it_with_its_end(tmp_path):
    told = subprocess.run(
        [sys.executable, "-c", FORKED, str(tmp_path / "own.db")], cwd=ROOT, capture_output=True, text=True, timeout=20
    )

    assert told.stdout == "mine\n"


def test_nobody_waits_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr("app.core.turns.PATIENCE", 0.05)
    turns = Turns(str(tmp_path / "own.db"))
    assert turns.take()
    with pytest.raises(TimeoutError):
        turns.take()
    turns.give()
    assert turns.take()


def test_a_turn_that_does_not_come_is_a_database_that_is_busy(settings, tmp_path, monkeypatch):
    monkeypatch.setattr("app.core.turns.PATIENCE", 0.05)
    app = own_app(tmp_path, settings)
    with app.test_request_context(method="POST"):
        first, second = db.engine.connect(), db.engine.connect()
        first.exec_driver_sql("SELECT 1")
        with pytest.raises(sa.exc.OperationalError):
            second.exec_driver_sql("SELECT 1")
        first.close()
        second.exec_driver_sql("SELECT 1")
        second.close()
        db.engine.dispose()


def test_a_command_stands_in_no_line(settings, tmp_path):
    app = own_app(tmp_path, settings)
    with app.app_context():
        db.session.execute(sa.text("CREATE TABLE things (id INTEGER PRIMARY KEY)"))
        assert not (tmp_path / "own.db-turn").exists()
        db.session.commit()
        db.engine.dispose()
