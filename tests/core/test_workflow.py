"""A state changes by its transitions only, and each leaves one row of history."""

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.core.audit import Event, history_of
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.models import State
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder


def test_a_move_writes_who_did_it_in_which_role_from_where_to_where_and_why():
    initiative, official = InitiativeFactory(submitted=True), holder(Role.COORDINATOR)

    initiative.return_to_author(by=official, reason="Thiếu ảnh")

    [event] = db.session.scalars(history_of(initiative))
    assert (event.name, event.actor_id, event.role) == ("initiatives.return_to_author", official.id, "coordinator")
    assert (event.before, event.after, event.reason) == (State.SUBMITTED, State.RETURNED, "Thiếu ảnh")
    assert event.subject_id == initiative.id


def test_a_refused_move_changes_and_writes_nothing():
    initiative = InitiativeFactory(opened=True)

    with pytest.raises(RuleBroken, match="Không thể “"):
        initiative.return_to_author(by=holder(Role.COORDINATOR), reason="Thiếu ảnh")

    assert initiative.state is State.OPEN
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0


def test_a_thing_knows_which_moves_its_state_allows():
    initiative = InitiativeFactory(submitted=True)

    allowed = {name for name in initiative.transitions() if initiative.allows(name)}

    assert allowed == {"return_to_author", "open_to_public", "merge_into", "decline", "withdraw"}


def test_the_history_of_one_thing_is_not_that_of_another():
    one, other = PersonFactory(unconfirmed=True), PersonFactory()
    one.record("people.a", by=other)
    other.record("people.b", by=other)
    one.record("people.c", by=other)

    assert [event.name for event in db.session.scalars(history_of(one))] == ["people.a", "people.c"]
