"""The worker of the outbox is killed at random while mail leaves and the mail server fails at random."""

import logging
import os
import random
import signal
import subprocess
import sys
import time

import pytest
import sqlalchemy as sa

from app.accounts.models import Consent, Person, Purpose, Role
from app.core.clock import utcnow
from app.core.db import db, unit_of_work
from app.core.outbox import Job
from app.initiatives.actions import following
from app.initiatives.models import Initiative
from app.notices.actions import prefer
from app.notices.models import Rhythm
from tests.e2e.crowd import inside
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder
from tests.mailboxes import mail_server
from tests.servers import ROOT, flask, temporary_database

pytestmark = pytest.mark.real
log = logging.getLogger(__name__)
KILLS, FOLLOWERS, ANSWERS = 50, 20, 40


@pytest.fixture
def environment(request, tmp_path):
    """An empty commune of its own."""
    with temporary_database(request.config.getoption("--db"), tmp_path) as url:
        made = {"DATA_DIR": str(tmp_path), "DATABASE_URL": url, "SECRET_KEY": "o" * 40, "OUTBOX_PAUSE": "0.02"}
        flask(made, "setup")
        yield made


def worker(environment, mail_url):
    """One worker of the outbox; a second one waits until the first is gone."""
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "work"],
        cwd=ROOT,
        env={**os.environ, **environment, "MAIL_URL": mail_url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def followed():
    """An initiative with followers who want their mail at once, and an official who answers."""
    with unit_of_work():
        one = InitiativeFactory(opened=True, title="Đèn ngõ")
        for n in range(FOLLOWERS):
            person = PersonFactory(email=f"n{n}@vidu.vn", email_confirmed_at=utcnow())
            db.session.add(Consent(person_id=person.id, purpose=Purpose.CONTACT, text_version="t", given_at=utcnow()))
            prefer(person.id, Rhythm.AT_ONCE)
            following.follow(one, by=person)
        return one.id, holder(Role.COORDINATOR).id


def answer(initiative_id, official_id, text):
    """An official answer, committed."""
    with unit_of_work():
        db.session.get_one(Initiative, initiative_id).answer(by=db.session.get_one(Person, official_id), text=text)


def hurry():
    """What a failing server put off is due now."""
    with unit_of_work():
        db.session.execute(sa.update(Job).where(Job.done_at.is_(None), Job.failed_at.is_(None)).values(due_at=utcnow()))
        return db.session.scalar(sa.select(sa.func.count()).where(Job.done_at.is_(None)))


def test_killed_fifty_times_it_loses_no_mail_and_no_reader_has_one_twice(environment):
    seed = int(os.environ.get("KILL_SEED", time.time_ns() % 1_000_000))
    log.warning("KILL_SEED=%s", seed)
    rng = random.Random(seed)
    with inside(environment), mail_server() as (mail_url, boxes):
        boxes.trouble = 0.2
        initiative_id, official_id = followed()
        working, waiting = worker(environment, mail_url), worker(environment, mail_url)
        said = 0
        for kill in range(KILLS):
            deadline = time.monotonic() + 20
            arrived = len(boxes.arrived)
            while said < ANSWERS and said * KILLS <= kill * ANSWERS:
                answer(initiative_id, official_id, f"Câu trả lời số {said}.")
                said += 1
            hurry()
            while len(boxes.arrived) < arrived + 2 and time.monotonic() < deadline and hurry():
                time.sleep(0.01)  # each one is killed in the middle of its work, not before it began
            time.sleep(rng.uniform(0, 0.08))
            working.send_signal(signal.SIGKILL)
            working.wait()
            working, waiting = waiting, worker(environment, mail_url)
        deadline = time.monotonic() + 120
        while hurry() and time.monotonic() < deadline:
            time.sleep(0.2)
        for process in (working, waiting):
            process.terminate()
            process.wait(20)

        assert hurry() == 0
        assert boxes.turned_away > 0
        twice = len(boxes.arrived) - len({message["Message-ID"] for message in boxes.arrived})
        log.warning("sent again after a kill, under the same Message-ID: %d of %d", twice, len(boxes.arrived))
        assert twice <= KILLS
        expected = sorted(f"Xã trả lời. Câu trả lời số {n}." for n in range(ANSWERS))
        for n in range(FOLLOWERS):
            letters = [letter.get_body(("plain",)).get_content() for letter in boxes.of(f"n{n}@vidu.vn")]
            assert sorted(line.strip() for text in letters for line in text.splitlines() if "trả lời số" in line) == expected
