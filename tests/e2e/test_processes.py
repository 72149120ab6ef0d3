"""The product as it is served, in bad times: slow senders, locked databases, full disks, a dead process."""

import os
import resource
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Role, SignIn
from app.core.clock import utcnow
from app.core.db import db
from tests.bench.machine import tree
from tests.e2e.crowd import inside, locked, opened, people, phone_of, picture, pictures_in, votes
from tests.factories.people import field, holder, village
from tests.servers import Served

pytestmark = pytest.mark.real
BODY = b"POST /dang-nhap HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nidentifier="
HEADERS = b"POST /dang-nhap HTTP/1.1\r\nHost: localhost\r\nContent-Le"


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


@pytest.mark.parametrize("half", [BODY, HEADERS], ids=["body", "headers"])
def test_half_sent_forms_keep_nobody_waiting(server, half):
    [code], [reader] = opened(server, 1), people(server, 1)
    reader.timeout = 5
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(40)]
    for one in slow:
        one.sendall(half)

    answers = [reader.get("/sang-kien/").status for _ in range(20)] + [reader.vote(code).status]

    for one in slow:
        one.close()
    assert answers == [200] * 20 + [303]


def test_a_locked_database_asks_to_try_again_and_loses_nothing(server):
    codes, [voter] = opened(server, 2), people(server, 1)
    assert voter.vote(codes[0]).status == 303

    with locked(server.environment["DATABASE_URL"]):
        refused = voter.vote(codes[1])
        reading = voter.get("/sang-kien/").status
    after = voter.vote(codes[1]).status

    assert (refused.status, reading, after) == (503, 200, 303)
    assert "thử lại" in refused.text
    assert votes(server, codes) == dict.fromkeys(codes, (1, 1))


def test_a_full_disk_asks_to_try_again_reads_on_and_comes_back_by_itself(server):
    codes, [writer] = opened(server, 2), people(server, 1)
    with inside(server.environment):
        where = {"field_id": field().id, "village_id": village().id}
    idea = {"problem": "Đường tối.", "solution": "Lắp đèn.", "sent_key": "day-dia", **where}
    assert writer.vote(codes[0]).status == 303

    with _no_room(server):
        refused = writer.post("/sang-kien/moi", idea, picture())
        vote = writer.vote(codes[1])
        reading = writer.get(f"/sang-kien/{codes[0]}").status
    after = [writer.post("/sang-kien/moi", idea, picture()), writer.vote(codes[1])]

    assert (refused.status, reading, [answer.status for answer in after]) == (503, 200, [303, 303])
    assert "thử lại" in refused.text
    lite = server.environment["DATABASE_URL"].startswith("sqlite")
    assert vote.status == (503 if lite else 303), "PostgreSQL has a disk of its own"
    assert len(pictures_in(writer.get(after[0].location).text)) == 1
    assert votes(server, codes) == dict.fromkeys(codes, (1, 1))


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
    born = set(tree(server.pid))
    for dead in born - {server.pid}:
        before = set(tree(server.pid))
        os.kill(dead, 9)

        deadline = time.monotonic() + 20
        while len(living := set(tree(server.pid)) - {dead}) < len(before) and time.monotonic() < deadline:
            time.sleep(0.05)

        assert len(living) == len(before) == len(born)
        assert living - before
        assert server.pid in living


@pytest.mark.parametrize("whole", [False, True], ids=["the first process is told", "all are told, three times"])
def test_whenever_it_is_told_to_stop_all_of_it_ends(server, whole):
    other = Served(server.environment, 2)
    for moment in (0.6, 0.9, 1.2, 1.5, 3):  # while it loads, while it forks, while it serves
        process = other.launch()
        time.sleep(moment)
        for _ in range(3 if whole else 1):
            os.killpg(process.pid, signal.SIGTERM) if whole else process.terminate()

        try:
            process.wait(15)
            with pytest.raises(ProcessLookupError):
                os.killpg(process.pid, 0)
        finally:
            other.kill()
