"""Killed at random moments while people write: what was acknowledged is there, once, with its photo."""

import http.client
import logging
import os
import random
import threading
import time
from io import BytesIO

import pytest
import sqlalchemy as sa
from PIL import Image

from app.core.db import db
from app.initiatives.models import Initiative, State, Vote
from tests.e2e.crowd import Phone, inside, opened, people, picture, pictures_in
from tests.factories.people import field, village
from tests.servers import Served, flask

pytestmark = pytest.mark.real
log = logging.getLogger(__name__)
KILLS, WRITERS = 20, 4
GONE = (OSError, http.client.HTTPException)


class Writer(threading.Thread):
    """Somebody who goes on writing until the server is gone, and remembers what was acknowledged."""

    def __init__(self, phone: Phone, codes: list[str], where: dict[str, int]) -> None:
        super().__init__()
        self.phone, self.codes, self.where = phone, codes, where
        self.voted: list[str] = []
        # By the key that the phone gave: every idea that was tried, the address of those kept; keys of those sent.
        self.ideas: dict[str, dict[str, object]] = {}
        self.kept: dict[str, str] = {}
        self.sent: list[str] = []

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
                    self._write(f"{self.phone.person}-{n}")
        except GONE:
            return

    def _write(self, key: str) -> None:
        idea = {"problem": "Đường tối.", "solution": f"Lắp đèn {key}.", "sent_key": key, **self.where}
        self.ideas[key] = idea
        if self.keep(key) and self.send(key):
            self.sent.append(key)

    def keep(self, key: str) -> bool:
        """Send the form with its photo, for the first time or again."""
        draft = self.phone.post("/sang-kien/moi", self.ideas[key], picture())
        if draft.status == 303:
            self.kept[key] = draft.location.removesuffix("/xem-lai")
        return draft.status == 303

    def send(self, key: str) -> str:
        """Press “Gửi cho xã”; returns the address of the idea, empty when that was not acknowledged."""
        answer = self.phone.post(f"{self.kept[key]}/gui", {"declared": "y", "children": "none"})
        return answer.location.removesuffix("/da-gui") if answer.status == 303 else ""


def test_killed_twenty_times_it_has_every_acknowledged_write_with_its_photo(server):
    seed = int(os.environ.get("KILL_SEED", time.time_ns() % 1_000_000))
    log.warning("KILL_SEED=%s", seed)  # pytest shows it when the test fails
    rng = random.Random(seed)
    codes, phones = opened(server, 60), people(server, KILLS * WRITERS)
    with inside(server.environment):
        where = {"field_id": field().id, "village_id": village().id}
    writers = [Writer(phone, codes, where) for phone in phones]

    for kill in range(KILLS):
        _write_until_killed(server, writers[kill * WRITERS : (kill + 1) * WRITERS], rng)

    assert sum(len(writer.voted) for writer in writers) >= 200
    assert sum(len(writer.kept) for writer in writers) >= 80
    assert sum(len(writer.sent) for writer in writers) >= 60
    found = _kept_of(server, writers)
    for writer in writers:
        _all_there(writer, *found[writer.phone.person])
    for writer in writers:
        _each_has_its_photo(writer)
    for writer, (_voted, made) in zip(writers, _kept_of(server, writers).values(), strict=True):
        sent = [(key, State.SUBMITTED, 1) for key in writer.ideas]
        assert sorted(made) == sorted(sent), "what was never answered is made by sending it again, and nothing is doubled"
    assert flask(server.environment, "check")


def _write_until_killed(server: Served, crowd: list[Writer], rng: random.Random) -> None:
    enough, moment = rng.randrange(20, 60), rng.random() / 20
    for writer in crowd:
        writer.start()
    while sum(writer.acknowledged for writer in crowd) < enough and any(writer.is_alive() for writer in crowd):
        crowd[0].join(0.005)
    crowd[0].join(moment)
    server.kill()
    for writer in crowd:
        writer.join()
    server.start()


def _kept_of(server: Served, writers: list[Writer]) -> dict[int, tuple[list[str], list[tuple[str, State, int]]]]:
    """Of each person the codes voted for, and the key, state and number of photos of every record."""
    with inside(server.environment):
        votes = sa.select(Vote.voter_id, Initiative.code).join(Initiative, Initiative.id == Vote.initiative_id)
        voted = db.session.execute(votes).all()
        made = db.session.scalars(sa.select(Initiative)).all()
        return {
            person: (
                [code for voter, code in voted if voter == person],
                [(one.sent_key or "", one.state, len(one.attachments)) for one in made if one.author_id == person],
            )
            for person in (writer.phone.person for writer in writers)
        }


def _all_there(writer: Writer, voted: list[str], made: list[tuple[str, State, int]]) -> None:
    assert len(voted) == len(set(voted)), "one vote a person"
    assert set(writer.voted) <= set(voted)
    states = {key: (state, photos) for key, state, photos in made}
    assert len(states) == len(made), "one record a key"
    assert set(writer.kept) <= set(states) <= set(writer.ideas)
    assert {photos for _state, photos in states.values()} <= {1}, "never without its photo, never twice"
    assert {states[key][0] for key in writer.sent} <= {State.SUBMITTED}


def _each_has_its_photo(writer: Writer) -> None:
    """The phone sends again whatever was never answered; then each idea is opened, and its photo in both sizes."""
    for key in set(writer.ideas) - set(writer.kept):
        assert writer.keep(key), key
    pages = {writer.send(key) for key in writer.ideas if key in writer.kept}
    assert len(pages) == len(writer.kept)
    for page in pages:
        [file] = pictures_in(writer.phone.get(page).text)
        for size in ("", "?co=nho"):
            Image.open(BytesIO(writer.phone.get(file + size).body)).load()
