"""Who may do what, as a table."""

from types import SimpleNamespace

import pytest

from app.accounts.models import Role
from app.core.login import Visitor
from app.initiatives import policy
from app.initiatives.models import State
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder

OFFICE = {"coordinator", "leader"}
READERS = OFFICE | {"auditor", "council_chair", "council_secretary", "council_member"}
STAFF = {
    "coordinator": Role.COORDINATOR,
    "leader": Role.LEADER,
    "auditor": Role.AUDITOR,
    "official": Role.OFFICIAL,
    "council_chair": Role.COUNCIL_CHAIR,
    "council_secretary": Role.COUNCIL_SECRETARY,
    "council_member": Role.COUNCIL_MEMBER,
    "village_team": Role.VILLAGE_TEAM,
}
EVERYBODY = {"visitor", "neighbour", "author", *STAFF}
MEMBERS = EVERYBODY - {"visitor"}
AT_EACH_STAGE = [
    (State.DRAFT, policy.edit, {"author"}),
    (State.RETURNED, policy.edit, {"author"}),
    (State.SUBMITTED, policy.edit, set()),
    (State.OPEN, policy.edit, set()),
    (State.OPEN, policy.amend, {"author"}),
    (State.PILOTING, policy.amend, {"author"}),
    (State.EVALUATING, policy.amend, set()),
    (State.OPEN, policy.apply, {"author"}),
    (State.EVALUATING, policy.apply, {"author"}),
    (State.RECOGNISED, policy.apply, set()),
    (State.OPEN, policy.see_application, READERS - {"council_chair", "council_member"} | {"author"}),
    (State.OPEN, policy.submit, {"author"}),
    (State.OPEN, policy.withdraw, {"author"}),
    (State.OPEN, policy.browse, EVERYBODY),
    (State.OPEN, policy.create, MEMBERS),
    (State.OPEN, policy.vote, MEMBERS),
    (State.SUBMITTED, policy.coordinate, {"coordinator"}),
    (State.OPEN, policy.answer, OFFICE | {"official"}),
    (State.OPEN, policy.second_refusal, OFFICE),
    (State.OPEN, policy.complete_adoption, {"coordinator"}),
    (State.OPEN, policy.confirm_adoption, {"leader"}),
    (State.OPEN, policy.confirm_proof, OFFICE | {"official"}),
    (State.OPEN, policy.oversee, OFFICE | {"auditor"}),
]


@pytest.mark.parametrize(("state", "permission", "allowed"), AT_EACH_STAGE, ids=lambda v: getattr(v, "__name__", None))
def test_who_may(state, permission, allowed):
    initiative = InitiativeFactory(opened=True, decision_number="1/QĐ", state=state)
    people = {"visitor": Visitor(), "neighbour": PersonFactory(), "author": initiative.author}
    people |= {name: holder(role) for name, role in STAFF.items()}

    assert {name for name, person in people.items() if permission(person, initiative)} == allowed


def test_a_role_that_has_ended_permits_nothing():
    former = holder(Role.COORDINATOR)
    former.end_grant(former.grants[0].id, by=holder(Role.ADMINISTRATOR))

    assert policy.coordinate(former, SimpleNamespace()) is False


STRANGERS = {
    State.DRAFT: {"visitor": 303, "neighbour": 404, "coordinator": 404},
    State.SUBMITTED: {"visitor": 404, "neighbour": 404, "coordinator": 200, "auditor": 200, "official": 404},
    State.OPEN: {"visitor": 200, "neighbour": 200},
}


@pytest.mark.parametrize(("state", "who", "answer"), [(s, w, a) for s, row in STRANGERS.items() for w, a in row.items()])
def test_what_one_may_not_see_does_not_exist(browser, state, who, answer):
    made = {State.DRAFT: {}, State.SUBMITTED: {"submitted": True}, State.OPEN: {"opened": True}}[state]
    initiative = InitiativeFactory(**made)
    if who != "visitor":
        browser.sign_in(holder(STAFF[who]) if who in STAFF else PersonFactory())

    if state is State.DRAFT:
        for page in ("", "/xem-lai", "/rut"):
            browser.get(f"/sang-kien/nhap/{initiative.id}{page}", expect=answer)
    else:
        browser.get(f"/sang-kien/{initiative.code}", expect=answer)
        browser.get(f"/api/v1/initiatives/{initiative.code}", expect=200 if state is State.OPEN else 404)


@pytest.mark.parametrize("address", ["SK-2020-9999", "SK-1", "x" * 300, "%00", "%F0%9F%8C%BE", "..%2F..%2Fetc"])
def test_an_unknown_code_is_not_found(browser, address):
    browser.get(f"/sang-kien/{address}", expect=404)


@pytest.mark.parametrize("number", [0, 999_999, 2**31, 2**63, 2**70])
def test_a_number_no_draft_has_is_not_found(browser, number):
    browser.sign_in(PersonFactory())

    browser.get(f"/sang-kien/nhap/{number}", expect=404)
