"""People: named, confirmed, granted roles for a time, locked."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts import queries
from app.accounts.models import ConfirmedHow, Grant, Person, Role
from app.core.audit import Event, history_of
from app.core.clock import at, start_of, today
from app.core.db import db
from app.core.workflow import RuleBroken
from tests.factories.people import PersonFactory, holder, unit, village


@pytest.fixture
def administrator():
    return holder(Role.ADMINISTRATOR)


def test_a_name_is_unique_in_the_schema_too():
    PersonFactory(name="Trần Thị Hòa")

    with pytest.raises(sa.exc.IntegrityError):
        PersonFactory(name="TRẦN THỊ HÒA")


def test_people_are_found_by_folded_name_and_by_phone():
    hoa = PersonFactory(name="Đặng Thị Hoà", phone="+84912345678")
    PersonFactory(name="Trần Văn Bình 100%")

    for search in ("dang thi hoa", "ĐẶNG", "hoa", "0912 345 678", "+84912345678"):
        assert list(db.session.scalars(queries.people(search=search))) == [hoa]
    assert list(db.session.scalars(queries.people(search="_"))) == []


@pytest.mark.parametrize(
    ("begins", "ends", "holds"),
    [(0, None, True), (-9, 0, True), (-9, -1, False), (1, None, False), (0, 0, True), (1, 9, False), (-9, 9, True)],
)
def test_a_role_holds_from_its_first_day_to_its_last(administrator, begins, ends, holds):
    person = PersonFactory()
    days = {"valid_from": today() + timedelta(begins), "valid_to": None if ends is None else today() + timedelta(ends)}

    person.grant(Role.COORDINATOR, by=administrator, **days)

    assert (person.has(Role.COORDINATOR), person.is_staff) == (holds, holds)


def test_a_role_begins_and_ends_at_midnight_in_the_commune(administrator):
    person = PersonFactory()
    day = today() + timedelta(30)
    person.grant(Role.JUDGE, by=administrator, valid_from=day, valid_to=day)
    seconds = {-1: False, 1: True, 86_399: True, 86_401: False}

    for second, holds in seconds.items():
        with at(start_of(day) + timedelta(seconds=second)):
            assert person.has(Role.JUDGE) is holds, second


def test_a_role_is_held_within_its_scope():
    team, official = holder(Role.VILLAGE_TEAM), holder(Role.OFFICIAL)

    assert team.has(Role.VILLAGE_TEAM, village_id=village().id)
    assert not team.has(Role.VILLAGE_TEAM, village_id=village("Hội Yên").id)
    assert official.has(Role.OFFICIAL, unit_id=unit().id)
    assert not official.has(Role.OFFICIAL, unit_id=unit().id + 1)
    assert (team.teams, official.teams) == ([village().id], [])


SCOPES = [
    (Role.OFFICIAL, {}),
    (Role.OFFICIAL, {"village_id": 1}),
    (Role.VILLAGE_TEAM, {}),
    (Role.VILLAGE_TEAM, {"unit_id": 1}),
    (Role.LEADER, {"unit_id": 1}),
    (Role.LEADER, {"village_id": 1}),
]


@pytest.mark.parametrize(("role", "scope"), SCOPES)
def test_a_role_without_its_scope_or_with_anothers_is_refused(administrator, role, scope):
    person = PersonFactory()

    with pytest.raises(RuleBroken, match="phải đi với một"):
        person.grant(role, by=administrator, valid_from=today(), **scope)

    assert person.grants == []


def test_nobody_gives_themselves_a_role(administrator):
    with pytest.raises(RuleBroken, match="tự giao"):
        administrator.grant(Role.LEADER, by=administrator, valid_from=today())


@pytest.mark.parametrize(
    "terms",
    [
        {"role": Role.OFFICIAL},
        {"role": Role.VILLAGE_TEAM},
        {"role": Role.LEADER, "scoped": True},
        {"role": Role.AUTHOR},
        {"role": Role.RESIDENT},
        {"role": Role.LEADER, "days": -1},
    ],
)
def test_the_schema_knows_what_a_grant_may_be(terms):
    days = terms.get("days", 0)
    scope = {"unit_id": unit().id} if terms.get("scoped") else {}
    db.session.add(
        Grant(role=terms["role"], person=PersonFactory(), valid_from=today(), valid_to=today() + timedelta(days), **scope)
    )

    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


def test_a_role_taken_back_ends_at_that_moment_and_the_history_says_who(administrator):
    person = holder(Role.COORDINATOR)
    [held] = person.grants

    person.end_grant(held.id, by=administrator)

    assert person.has(Role.COORDINATOR) is False
    [event] = db.session.scalars(history_of(person))
    assert (event.name, event.before, event.actor_id, event.role) == (
        "people.end_grant",
        "coordinator",
        administrator.id,
        "administrator",
    )


@pytest.mark.parametrize("begins", [5, -5])
def test_a_role_that_is_not_held_cannot_be_taken_back(administrator, begins):
    person, other = PersonFactory(), holder(Role.LEADER)
    later = person.grant(
        Role.JUDGE, by=administrator, valid_from=today() + timedelta(begins), valid_to=today() + timedelta(begins)
    )
    db.session.flush()

    for number in (later.id, other.grants[0].id, 0):
        with pytest.raises(RuleBroken, match="không còn hiệu lực"):
            person.end_grant(number, by=administrator)

    assert other.has(Role.LEADER)


def test_an_act_is_written_in_the_role_it_was_done_in():
    person = holder(Role.COORDINATOR)
    person.grants.append(Grant(role=Role.LEADER, valid_from=today()))

    assert person.acts_as("leader", "coordinator") == "leader"
    assert person.acts_as("auditor", "coordinator") == "coordinator"
    assert person.acts_as("author") == "author"
    assert person.acts_as() == "coordinator"
    assert PersonFactory().acts_as("leader") == "resident"


def test_a_resident_is_confirmed_once_by_somebody_else_and_it_is_written_down():
    resident, team = PersonFactory(unconfirmed=True), holder(Role.VILLAGE_TEAM)

    confirmation = resident.confirm(by=team, how=ConfirmedHow.IN_PERSON)

    assert resident.is_confirmed
    assert (confirmation.person_id, confirmation.by_id, confirmation.village_id) == (resident.id, team.id, village().id)
    [event] = db.session.scalars(history_of(resident))
    assert (event.name, event.role, event.details) == ("people.confirm", "village_team", {"how": "in_person"})


def _themselves(resident: Person, team: Person) -> Person:
    team.confirmed_at = None
    return team


def _nobody_of_a_village(resident: Person, team: Person) -> Person:
    resident.village_id = None
    return resident


def _again(resident: Person, team: Person) -> Person:
    resident.confirm(by=team, how=ConfirmedHow.IN_PERSON)
    return resident


@pytest.mark.parametrize(
    ("case", "sentence"), [(_themselves, "tự xác nhận"), (_nobody_of_a_village, "chưa ghi thôn"), (_again, "xác nhận rồi")]
)
def test_a_confirmation_that_means_nothing_is_refused(case, sentence):
    team = holder(Role.VILLAGE_TEAM)
    person = case(PersonFactory(unconfirmed=True), team)

    with pytest.raises(RuleBroken, match=sentence):
        person.confirm(by=team, how=ConfirmedHow.IN_PERSON)


def test_a_locked_person_may_not_come_in_and_an_unlocked_one_may(administrator):
    person = PersonFactory()

    person.lock(by=administrator, reason="Mất điện thoại")
    assert not person.is_active

    person.unlock(by=administrator, reason="Tìm thấy rồi")
    assert person.is_active
    assert [event.reason for event in db.session.scalars(history_of(person))] == ["Mất điện thoại", "Tìm thấy rồi"]


def test_nobody_locks_themselves_out(administrator):
    with pytest.raises(RuleBroken, match="tự khóa"):
        administrator.lock(by=administrator, reason="x")


def test_the_first_administrator_and_a_lost_password_come_from_the_terminal(app):
    run = app.test_cli_runner().invoke
    name, passphrase = run(args=["users", "create-administrator", " Trần  Văn Quản "]).output.strip().split(": ")

    person = db.session.scalars(sa.select(Person)).one()
    assert (person.name, name, person.has(Role.ADMINISTRATOR)) == ("Trần Văn Quản", "Trần Văn Quản", True)
    assert {event.name for event in db.session.scalars(sa.select(Event))} == {"people.sign_up", "people.grant"}

    before = person.password_hash
    assert run(args=["users", "reset-password", "trần văn QUẢN"]).output.strip().split(": ")[1] != passphrase
    assert person.password_hash != before
    assert run(args=["users", "reset-password", "Không Có Ai"]).exit_code == 1
    assert run(args=["users", "create-administrator", "Trần Văn Quản"]).exit_code == 1
