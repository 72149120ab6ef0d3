"""The product as it is served, in processes of its own: crowds, sudden ends, full disks, locked databases."""

import http.client
import os
import random
import resource
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from app.accounts.models import Role, SignIn
from app.core.clock import utcnow
from app.core.db import db
from app.initiatives.actions.voting import miscounted
from app.initiatives.models import Initiative, State, Vote
from tests.bench.machine import tree
from tests.e2e.crowd import Phone, at_once, inside, phone_of, picture, pictures_in
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, field, holder, village
from tests.servers import Served, flask, temporary_database

pytestmark = pytest.mark.real
BURSTS, IN_A_BURST, CROWD, KILLS = 200, 24, 60, 20
GONE = (OSError, http.client.HTTPException)


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty commune, served by two processes."""
    folder = tmp_path_factory.mktemp("processes")
    with temporary_database(request.config.getoption("--db"), folder) as url:
        environment = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "p" * 40, "RATE_LIMITS": "off"}
        flask(environment, "setup")
        server = Served(environment, 2)
        server.start()
        yield server
        server.kill()


def people(server: Served, how_many: int, devices: int = 1) -> list[Phone]:
    """Confirmed residents, each with so many devices."""
    with inside(server.environment):
        return [phone_of(one, server) for one in PersonFactory.create_batch(how_many) for _ in range(devices)]


def opened(server: Served, how_many: int) -> list[str]:
    """Codes of initiatives that take votes."""
    with inside(server.environment):
        taken = db.session.scalar(sa.select(sa.func.count(Initiative.id))) or 0
        return [InitiativeFactory(opened=True, code=f"SK-2019-{taken + n:04d}").code for n in range(how_many)]


def votes(server: Served, codes: list[str]) -> dict[str, tuple[int, int]]:
    """Of each initiative the total it shows and the rows that make it."""
    rows = sa.select(sa.func.count(Vote.id)).where(Vote.initiative_id == Initiative.id, Vote.taken_back_at.is_(None))
    query = sa.select(Initiative.code, Initiative.votes, rows.correlate(Initiative).scalar_subquery())
    with inside(server.environment):
        return {code: (total, found) for code, total, found in db.session.execute(query.where(Initiative.code.in_(codes)))}


def test_two_hundred_bursts_of_votes_by_one_person_count_once_each(server):
    codes, devices = opened(server, BURSTS), people(server, 1, devices=3)

    for code in codes:
        acts = [lambda phone=devices[n % 3], code=code: phone.vote(code).status for n in range(IN_A_BURST)]
        assert set(at_once(acts)) == {303}

    assert set(votes(server, codes).values()) == {(1, 1)}


def test_a_crowd_votes_at_once_and_everybody_is_counted(server):
    [code], crowd = opened(server, 1), people(server, CROWD)

    answers = at_once([lambda phone=phone: phone.vote(code).status for phone in crowd])

    assert answers == [303] * CROWD
    assert votes(server, [code]) == {code: (CROWD, CROWD)}


def test_pressing_wildly_leaves_a_total_that_equals_its_rows(server):
    [code], devices = opened(server, 1), people(server, 4, devices=2)
    rng = random.Random(7)

    for _ in range(15):
        ways = [(phone, rng.choice("01")) for phone in devices * 2]
        acts = [lambda phone=phone, way=way: phone.vote(code, way).status for phone, way in ways]
        assert set(at_once(acts)) == {303}

    [(total, rows)] = votes(server, [code]).values()
    assert total == rows <= 4
    assert flask(server.environment, "check")


def test_a_form_sent_twice_at_once_makes_one_record(server):
    [writer] = people(server, 1)
    with inside(server.environment):
        where = {"field_id": field().id, "village_id": village().id}

    for n in range(10):
        idea = {"problem": "Đường tối.", "solution": f"Lắp đèn số {n}.", "sent_key": f"hai-lan-{n}", **where}
        drafts = at_once([lambda idea=idea: writer.post("/sang-kien/moi", idea, picture())] * 2)
        [address] = {answer.location.removesuffix("/xem-lai") for answer in drafts}
        sent = at_once([lambda address=address: writer.post(f"{address}/gui", {"declared": "y"})] * 4)
        assert len({answer.location for answer in sent}) == 1, "every press leads to the same receipt"

    with inside(server.environment):
        made = db.session.scalars(sa.select(Initiative).where(Initiative.author_id == writer.person)).all()
        assert len(made) == 10
        assert len({one.code for one in made}) == 10
        assert {one.state for one in made} == {State.SUBMITTED}


class Writer(threading.Thread):
    """Somebody who goes on writing until the server is gone, and remembers what was acknowledged."""

    def __init__(self, phone: Phone, codes: list[str], where: dict[str, int], name: str) -> None:
        super().__init__(name=name)
        self.phone, self.codes, self.where = phone, codes, where
        self.voted: list[str] = []
        self.kept: dict[str, str] = {}
        self.sent: list[str] = []
        self.unanswered: dict[str, dict[str, object]] = {}

    @property
    def acknowledged(self) -> int:
        """How many answers said that something was kept."""
        return len(self.voted) + len(self.kept) + len(self.sent)

    def run(self) -> None:
        try:
            for n, code in enumerate(self.codes):
                if self.phone.vote(code).status == 303:
                    self.voted.append(code)
                if n % 3 == 0:
                    self._write(f"{self.name}-{n}")
        except GONE:
            return

    def _write(self, key: str) -> None:
        idea = {"problem": "Đường tối.", "solution": f"Lắp đèn {key}.", "sent_key": key, **self.where}
        self.unanswered[key] = idea
        draft = self.phone.post("/sang-kien/moi", idea, picture())
        if draft.status == 303:
            self.kept[key] = draft.location.removesuffix("/xem-lai")
            del self.unanswered[key]
            if self.phone.post(f"{self.kept[key]}/gui", {"declared": "y"}).status == 303:
                self.sent.append(key)


def test_killed_twenty_times_it_has_every_acknowledged_write_with_its_photo(server):
    seed = int(os.environ.get("KILL_SEED", time.time_ns() % 1_000_000))
    rng = random.Random(seed)
    codes = opened(server, 60)
    with inside(server.environment):
        where = {"field_id": field().id, "village_id": village().id}
    writers: list[Writer] = []

    for kill in range(KILLS):
        crowd = [Writer(phone, codes, where, f"{kill}-{n}") for n, phone in enumerate(people(server, 4))]
        for writer in crowd:
            writer.start()
        enough = rng.randrange(20, 90)
        while sum(writer.acknowledged for writer in crowd) < enough:
            time.sleep(0.005)
        server.kill()
        for writer in crowd:
            writer.join()
        server.start()
        writers += crowd

    assert sum(writer.acknowledged for writer in writers) >= 400, seed
    for writer in writers:
        for key, idea in writer.unanswered.items():  # the phone sends again what was never answered
            again = writer.phone.post("/sang-kien/moi", idea, picture())
            assert again.status == 303, (seed, key)
            writer.kept[key] = again.location.removesuffix("/xem-lai")
        _all_there(writer, seed)
    with inside(server.environment):
        assert db.session.scalars(miscounted()).all() == [], seed


def _all_there(writer: Writer, seed: int) -> None:
    with inside(writer.phone.server.environment):
        mine = sa.select(Vote.initiative_id).where(Vote.voter_id == writer.phone.person)
        voted = list(db.session.scalars(sa.select(Initiative.code).where(Initiative.id.in_(mine))))
        made = db.session.scalars(sa.select(Initiative).where(Initiative.author_id == writer.phone.person)).all()
        states = {one.sent_key: (one.state, len(one.attachments)) for one in made}
    assert set(writer.voted) <= set(voted), seed
    assert len(states) == len(made), (seed, "one record a key")
    assert set(writer.kept) == set(states), seed
    for key, address in writer.kept.items():
        state, photos = states[key]
        assert photos >= 1, (seed, key)
        assert state is State.SUBMITTED or key not in writer.sent, (seed, key)
        if state is State.DRAFT:
            page = writer.phone.get(f"{address}/xem-lai").text
        else:
            page = writer.phone.get(
                writer.phone.post(f"{address}/gui", {"declared": "y"}).location.replace("/da-gui", "")
            ).text
        for file in pictures_in(page):
            for size in ("", "?co=nho"):
                Image.open(BytesIO(writer.phone.get(file + size).body)).load()


def test_noting_that_a_session_is_used_does_not_stand_in_its_own_way(server):
    codes = opened(server, 2)
    with inside(server.environment):
        staff = phone_of(holder(Role.COORDINATOR), server)
        long_ago = utcnow() - timedelta(minutes=5)
        db.session.execute(sa.update(SignIn).where(SignIn.person_id == staff.person).values(seen_at=long_ago))

    assert [staff.vote(code).status for code in codes] == [303, 303]

    with inside(server.environment):
        seen = db.session.scalars(sa.select(SignIn.seen_at).where(SignIn.person_id == staff.person)).one()
    assert seen > long_ago


def test_half_sent_forms_keep_nobody_waiting(server):
    [code], [reader] = opened(server, 1), people(server, 1)
    reader.timeout = 5
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
    for one in slow:
        one.sendall(b"POST /dang-nhap HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nidentifier=")

    answers = [reader.get("/sang-kien/").status for _ in range(20)] + [reader.vote(code).status]

    for one in slow:
        one.close()
    assert answers == [200] * 20 + [303]


def test_a_locked_database_asks_to_try_again_and_loses_nothing(server):
    codes, [voter] = opened(server, 2), people(server, 1)
    assert voter.vote(codes[0]).status == 303

    with _locked(server.environment["DATABASE_URL"]):
        refused = voter.vote(codes[1])
        reading = voter.get("/sang-kien/").status
    after = voter.vote(codes[1]).status

    assert (refused.status, reading, after) == (503, 200, 303)
    assert "thử lại" in refused.text
    assert votes(server, codes) == dict.fromkeys(codes, (1, 1))


@contextmanager
def _locked(url: str) -> Iterator[None]:
    """Somebody else holds what a vote needs, for longer than the product waits."""
    lite = url.startswith("sqlite")
    engine = sa.create_engine(url if lite else sa.make_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool)
    with engine.connect() as other:
        if lite:
            other.connection.driver_connection.execute("BEGIN IMMEDIATE")
        else:
            other.exec_driver_sql("LOCK TABLE people IN EXCLUSIVE MODE")
        yield
        other.rollback()


def test_a_full_disk_asks_to_try_again_reads_on_and_comes_back_by_itself(server):
    codes, [writer] = opened(server, 2), people(server, 1)
    with inside(server.environment):
        where = {"field_id": field().id, "village_id": village().id}
    idea = {"problem": "Đường tối.", "solution": "Lắp đèn.", "sent_key": "day-dia", **where}
    assert writer.vote(codes[0]).status == 303

    with _no_room(server):
        refused = writer.post("/sang-kien/moi", idea, picture())
        reading = writer.get(f"/sang-kien/{codes[0]}").status
    after = writer.post("/sang-kien/moi", idea, picture())

    assert (refused.status, reading, after.status) == (503, 200, 303)
    assert "thử lại" in refused.text
    assert len(pictures_in(writer.get(after.location).text)) == 1
    assert votes(server, codes[:1]) == {codes[0]: (1, 1)}


@contextmanager
def _no_room(server: Served) -> Iterator[None]:
    """Let no file of the server grow: the kernel then refuses its writes, as a full disk does."""
    pids = tree(server.pid)
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (64, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def test_a_dead_worker_is_replaced(server):
    first, *_ = [pid for pid in tree(server.pid) if pid != server.pid]
    os.kill(first, 9)

    deadline = time.monotonic() + 20
    while len(set(tree(server.pid)) - {server.pid, first}) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)

    assert len(set(tree(server.pid)) - {server.pid, first}) == 2
    assert Path(f"/proc/{server.pid}").exists()
