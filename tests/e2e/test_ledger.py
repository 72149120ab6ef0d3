"""The chain where many write at once, and the script of strangers against a house that is served."""

import json
import subprocess
import sys
import urllib.request

import pytest
import sqlalchemy as sa

from app.core import audit
from app.core.audit import Event
from app.core.db import db
from tests.factories.people import PersonFactory
from tests.servers import ROOT, flask, load_samples, served, temporary_database

pytestmark = pytest.mark.real
WRITERS, EACH = 8, 25
WRITER = """
import sys
from app import create_app
from app.accounts.models import Person
from app.core.db import db, unit_of_work
from config import from_environment

app = create_app(from_environment())
for number in range(int(sys.argv[2])):
    with app.app_context(), unit_of_work():
        person = db.session.get(Person, int(sys.argv[1]))
        person.record("people.crowd", by=person, number=number)
        if number % 5 == 4:
            db.session.rollback()
"""


def test_eight_processes_write_one_chain(app, settings):
    with app.app_context():
        people = [PersonFactory() for _ in range(WRITERS)]
        db.session.commit()
        numbers = [person.id for person in people]
        before = audit.head(db.session.connection())
        db.session.rollback()

    command = [sys.executable, "-c", WRITER]
    writing = [subprocess.Popen([*command, str(number), str(EACH)], cwd=ROOT) for number in numbers]
    assert [process.wait(120) for process in writing] == [0] * WRITERS

    with app.app_context():
        head = audit.head(db.session.connection())
        assert head.id - before.id == WRITERS * EACH * 4 // 5
        assert list(audit.verify(db.session.connection())) == []
        own = (Event.subject_type == "people", Event.subject_id == numbers[0])
        kept = db.session.scalars(sa.select(Event).where(*own).order_by(Event.id)).all()
        assert [event.details["number"] for event in kept] == [n for n in range(EACH) if n % 5 != 4]


@pytest.fixture(scope="module")
def commune(request, tmp_path_factory):
    """The sample commune in a database of its own."""
    folder = tmp_path_factory.mktemp("house")
    with temporary_database(request.config.getoption("--db"), folder) as url:
        environment = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "t" * 40}
        load_samples(environment, tmp_path_factory)
        yield environment


def verified(*options):
    command = [sys.executable, "-I", str(ROOT / "tools" / "verify.py"), *map(str, options)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_a_stranger_counts_what_the_screen_shows(commune, tmp_path):
    kept = tmp_path / "kept"
    with served(commune, workers=1) as house:
        code, said = verified(house.url, "--save", kept)
        assert (code, said.splitlines()[-1]) == (0, "Everything fits."), said
        shown = {}
        for year in (2025, 2026):
            with urllib.request.urlopen(f"{house.url}/api/v1/tally/{year}") as answer:
                shown[year] = json.load(answer)["adopted"]
            assert f"tally of {year}, {shown[year]} adopted: fits" in said
    assert min(shown.values()) > 5
    assert verified(kept)[0] == 0

    assert "Everything fits." in flask(commune, "ledger", "verify")
    first = kept / "ledger.json"
    content = json.loads(first.read_text())
    confirmed = next(row for row in content["rows"] if row["name"] == "adoptions.confirm")
    confirmed["facts"]["adopted_on"] = "2024-12-31"
    first.write_text(json.dumps(content))
    code, said = verified(kept)
    assert code == 1
    assert f"row {confirmed['id']} does not fit" in said


def test_a_house_with_a_history_takes_no_samples(request, tmp_path):
    with temporary_database(request.config.getoption("--db"), tmp_path) as url:
        environment = {"DATA_DIR": str(tmp_path), "DATABASE_URL": url, "SECRET_KEY": "t" * 40}
        flask(environment, "setup")
        flask(environment, "users", "create-administrator", "Người Mới Đến")

        with pytest.raises(RuntimeError, match="has a history already"):
            flask(environment, "demo")

        assert "Everything fits." in flask(environment, "ledger", "verify")
