"""Backup and restore: one file with everything, refused when it is not whole, the same on both databases."""

import json
import stat
import threading
import urllib.request
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.core import archive
from app.core.db import Model, db
from app.initiatives.actions import voting
from app.initiatives.models import Initiative
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory
from tests.servers import flask, load_samples, served, temporary_database

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def commune(request, tmp_path_factory):
    """The sample commune in a database of its own."""
    folder = tmp_path_factory.mktemp("house")
    with temporary_database(request.config.getoption("--db"), folder) as url:
        environment = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "t" * 40}
        load_samples(environment, tmp_path_factory)
        yield environment


@pytest.fixture(scope="module")
def taken(commune, tmp_path_factory):
    """An archive of it."""
    path = tmp_path_factory.mktemp("kept") / "xa.zip"
    flask(commune, "backup", str(path))
    return path


@pytest.fixture
def empty(request, tmp_path):
    """Another house, with nobody in it."""
    with temporary_database(request.config.getoption("--db"), tmp_path) as url:
        yield {"DATA_DIR": str(tmp_path), "DATABASE_URL": url, "SECRET_KEY": "t" * 40}


def contents(environment):
    """Every row of every table, however the database writes it down."""
    url = sa.make_url(environment["DATABASE_URL"])
    if url.get_backend_name() == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        query = {table.name: sa.select(table).order_by(table.c.id) for table in Model.metadata.sorted_tables}
        return {name: [tuple(row) for row in connection.execute(rows)] for name, rows in query.items()}


def files(environment):
    """Every photo with its bytes."""
    media = Path(environment["DATA_DIR"]) / "media"
    return {path.relative_to(media).as_posix(): path.read_bytes() for path in media.rglob("*") if path.is_file()}


def test_what_is_restored_is_what_was_there(commune, taken, empty):
    assert "restored" in flask(empty, "restore", str(taken))

    before, after = contents(commune), contents(empty)
    assert {name: len(rows) for name, rows in after.items()} == {name: len(rows) for name, rows in before.items()}
    assert after == before
    assert len(before["votes"]) > 500
    assert files(empty) == files(commune)
    assert "Every total" in flask(empty, "check")
    with served(empty, workers=1) as house, urllib.request.urlopen(f"{house.url}/tim-kiem?q=den") as page:
        assert "/sang-kien/SK-2025" in page.read().decode()


def test_a_restored_house_goes_on_counting(taken, empty):
    flask(empty, "restore", str(taken))
    last = max(row[0] for row in contents(empty)["people"])

    flask(empty, "users", "create-administrator", "Người Mới Đến")

    assert max(row[0] for row in contents(empty)["people"]) == last + 1


def test_only_its_owner_reads_it(taken):
    assert stat.S_IMODE(taken.stat().st_mode) == 0o600


def test_verifying_changes_nothing(taken, empty):
    assert "whole" in flask(empty, "restore", str(taken), "--verify")

    assert files(empty) == {}
    assert not Path(empty["DATA_DIR"], "xa.db").exists()


def test_nothing_is_restored_over_people(commune, taken):
    before = contents(commune)

    with pytest.raises(RuntimeError, match="people in this database"):
        flask(commune, "restore", str(taken))

    assert contents(commune) == before


def spoilt(taken, path, change):
    """A copy of an archive with one member changed, or left out."""
    with zipfile.ZipFile(taken) as whole, zipfile.ZipFile(path, "w") as copy:
        for entry in whole.infolist():
            data = change(entry.filename, whole.read(entry))
            if data is not None:
                copy.writestr(entry.filename, data)


def _without(told, table):
    return {**told, "tables": {name: rows for name, rows in told["tables"].items() if name != table}}


SPOILT = {
    "not what was written": lambda name, data: data.replace(b"true", b"false", 1) if name == "tables/people.jsonl" else data,
    "photos are missing": lambda name, data: None if name.startswith("media/") else data,
    "it has no votes": lambda name, data: (
        json.dumps(_without(json.loads(data), "votes")).encode() if name == "manifest.json" else data
    ),
    "no item named": lambda name, data: None if name == "tables/votes.jsonl" else data,
    "made by version": lambda name, data: (
        json.dumps({**json.loads(data), "revision": "0001"}).encode() if name == "manifest.json" else data
    ),
}


@pytest.mark.parametrize("why", ["half a file", "a byte changed", "another file", *SPOILT])
def test_half_a_file_is_refused_and_nothing_is_changed(taken, empty, tmp_path, why):
    path, whole = tmp_path / "bad.zip", taken.read_bytes()
    flask(empty, "setup")
    before = contents(empty)
    if why == "half a file":
        path.write_bytes(whole[: len(whole) // 2])
    elif why == "a byte changed":
        path.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    elif why == "another file":
        path.write_text("thư viện ảnh")
    else:
        spoilt(taken, path, SPOILT[why])

    with pytest.raises(RuntimeError, match="Nothing was changed" if why not in SPOILT else why):
        flask(empty, "restore", str(path))

    assert contents(empty) == before


def test_taken_while_people_write_it_is_of_one_moment(settings, app, tmp_path):
    with app.app_context():
        one = InitiativeFactory(opened=True)
        voters = [PersonFactory() for _ in range(60)]
        db.session.commit()
        number = one.id

    begun = threading.Event()

    def vote():
        with app.app_context():
            for count, voter in enumerate(voters):
                voting.cast_vote(db.session.get(Initiative, number), by=voter)
                db.session.commit()
                if count == 5:
                    begun.set()

    voting_thread = threading.Thread(target=vote)
    voting_thread.start()
    begun.wait(20)
    path = tmp_path / "live.zip"
    assert "rows" in flask(settings, "backup", str(path))
    voting_thread.join()

    assert "whole" in flask(settings, "restore", str(path), "--verify")
    assert archive.manifest(path, revision=None)["tables"]["votes"]["rows"] >= 6


@pytest.mark.parametrize("filled", [b"\x00", b"\xff"])
def test_a_stretch_that_no_longer_unpacks_is_damage_too(taken, tmp_path, filled):
    whole = taken.read_bytes()
    for begin in range(4000, 12000, 500):  # a table, somewhere in what was packed
        path = tmp_path / "bad.zip"
        path.write_bytes(whole[:begin] + filled * 60 + whole[begin + 60 :])
        with pytest.raises(archive.Damaged):
            archive.manifest(path, revision=None)


def test_a_member_that_says_it_is_locked_is_damage_too(taken, tmp_path):
    whole, path = taken.read_bytes(), tmp_path / "bad.zip"
    flags = whole.index(b"PK\x01\x02") + 8  # of the first member, in the list at the end of the file
    path.write_bytes(whole[:flags] + bytes([whole[flags] | 1]) + whole[flags + 1 :])

    with pytest.raises(archive.Damaged):
        archive.manifest(path, revision=None)
