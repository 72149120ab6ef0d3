"""Who may do what with people and organisations, as tables."""

import pytest

from app.accounts import policy
from app.accounts.models import Role
from app.core.login import Visitor
from tests.factories.people import PersonFactory, holder, organisation, village

EVERY_ROLE = {role.value for role in Role.granted()}
MEMBERS = {"neighbour", "owner", "member", *EVERY_ROLE}
EVERYBODY = {"visitor", *MEMBERS}
TABLE = [
    (policy.own_account, MEMBERS),
    (policy.sign_in, EVERYBODY),
    (policy.administer, {"administrator"}),
    (policy.see_administration, {"administrator", "auditor"}),
    (policy.confirm_residents, {"village_team"}),
    (policy.found_organisation, MEMBERS),
    (policy.see_organisation, EVERYBODY),
    (policy.run_organisation, {"owner"}),
]


@pytest.mark.parametrize(("permission", "allowed"), TABLE, ids=lambda value: getattr(value, "__name__", None))
def test_who_may(permission, allowed):
    people = {"visitor": Visitor(), "neighbour": PersonFactory(), "owner": PersonFactory(), "member": PersonFactory()}
    people |= {role.value: holder(role) for role in Role.granted()}
    thing = organisation(people["owner"])
    thing.admit(people["member"], by=people["owner"])

    assert {name for name, person in people.items() if permission(person, thing)} == allowed


VOUCHING = {
    "the team of their village": ("An Dương", True),
    "the team of another village": ("Hội Yên", False),
    "no team": (None, False),
}


@pytest.mark.parametrize(("team_of", "allowed"), VOUCHING.values(), ids=VOUCHING)
def test_who_may_vouch_for_a_resident(team_of, allowed):
    resident = PersonFactory(unconfirmed=True)
    person = holder(Role.VILLAGE_TEAM, village_id=village(team_of).id) if team_of else holder(Role.ADMINISTRATOR)

    assert policy.confirm_resident(person, resident) is allowed


def test_nobody_vouches_for_themselves():
    team = holder(Role.VILLAGE_TEAM)

    assert policy.confirm_resident(team, team) is False


def test_a_former_owner_runs_nothing():
    owner, other = PersonFactory(), PersonFactory()
    one = organisation(owner)
    one.admit(other, by=owner, is_owner=True)
    one.release(owner, by=other)

    assert policy.run_organisation(owner, one) is False
