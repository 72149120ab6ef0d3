"""The sample commune is believable, whole, marked as a sample, and loaded once."""

import json
import time

import pytest
import sqlalchemy as sa

from app.accounts.models import Grant, Organisation, Person, Role
from app.commune.models import Unit, Village
from app.commune.settings import rules
from app.core.clock import utcnow
from app.core.db import Model, db, reading
from app.core.outbox import Job
from app.initiatives.models import Adoption, AdoptionState, Initiative, Pilot, State, Vote
from app.scorecard.actions.tallying import tally_of
from tests.e2e.crowd import inside
from tests.servers import flask

pytestmark = pytest.mark.real
# What the browser tests of the same run may have added to, and what the worker tells people meanwhile.
GROWING = {"attempts", "sign_ins", "notices", "outbox"}


def rows(environment):
    with inside(environment):
        return {
            name: db.session.scalar(sa.select(sa.func.count()).select_from(table))
            for name, table in Model.metadata.tables.items()
            if name not in GROWING
        }


def count(*where):
    return db.session.scalar(sa.select(sa.func.count()).where(*where))


def worked_off(environment):
    """Wait until the worker of the served commune has told everybody what the sample years brought."""
    waiting = (Job.done_at.is_(None), Job.failed_at.is_(None), Job.due_at <= utcnow())
    for _ in range(600):
        with inside(environment), reading():  # the worker writes all the while
            if not count(*waiting):
                return
        time.sleep(0.2)
    raise AssertionError("the outbox is not worked off")


def test_loading_it_again_changes_nothing(commune):
    worked_off(commune.environment)
    before = rows(commune.environment)
    accounts = flask(commune.environment, "demo")

    assert rows(commune.environment) == before
    assert "coordinator" in accounts


def test_it_holds_a_whole_commune(commune):
    with inside(commune.environment):
        assert count(Village.id > 0) >= 12
        assert count(Unit.id > 0) >= 10
        assert count(Person.is_sample) == 89
        assert count(Organisation.is_sample) == 12
        assert count(Initiative.sent_key.startswith("mau-")) == 63
        assert set(db.session.scalars(sa.select(Initiative.state).distinct())) == set(State)
        assert set(db.session.scalars(sa.select(Grant.role).distinct())) >= set(Role.granted())
        years = {moment.year for moment in db.session.scalars(sa.select(Initiative.submitted_at)) if moment}
        assert len(years) >= 2
        assert count(Vote.id > 0) > 500
        assert count(Pilot.id > 0) > 5


def test_known_villages_wait_for_the_communes_word_and_the_others_are_samples(commune):
    with inside(commune.environment):
        assert all(v.needs_confirmation or v.is_sample for v in db.session.scalars(sa.select(Village)))


def test_the_tally_is_not_trivially_what_was_proposed(commune):
    with inside(commune.environment):
        year = max(on.year for on in db.session.scalars(sa.select(Adoption.adopted_on)))
        proposed = db.session.scalars(sa.select(Adoption).where(sa.extract("year", Adoption.adopted_on) == year)).all()
        waiting = [one for one in proposed if one.state is AdoptionState.PROPOSED and one.missing]
        counted = tally_of(year, rules=rules())
        closed = tally_of(year - 1, rules=rules())

    assert len(proposed) >= 11
    assert waiting
    assert 0 < counted.adopted < len(proposed)
    assert closed.closed.is_intact
    assert len(closed.amendments) == 1


def test_the_terminal_says_what_the_page_says(commune):
    printed = json.loads(flask(commune.environment, "tally", "2025", "--json"))

    assert printed["adopted"] == len(printed["items"])
    assert printed["closed"] is True
