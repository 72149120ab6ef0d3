"""Putting into practice: proposed with proofs, confirmed by a leader, revoked with a reason, copied elsewhere."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions import adopting
from app.initiatives.models import Adoption, AdoptionState, Attachment, Initiative, Sphere, State
from tests.factories.initiatives import InitiativeFactory, adoption, attachment, photo, pilot, proof
from tests.factories.people import PersonFactory, holder, unit, village

FACTS = {
    "sphere": Sphere.LIFE,
    "adopted_on": today(),
    "decision_number": "15/QĐ-UBND",
    "decision_on": today(),
    "signer": "Chủ tịch xã",
}


def typed(**changes: object) -> dict[str, object]:
    day = f"{today():%d/%m/%Y}"
    facts = {"sphere": "life", "adopted_on": day, "decision_number": "15/QĐ-UBND", "decision_on": day, "signer": "Chủ tịch"}
    return {**facts, "unit_id": unit().id, "caption": "Đèn đã lắp", **changes}


def test_a_leader_confirms_what_lacks_nothing():
    initiative, leader = InitiativeFactory(recognised=True), holder(Role.LEADER)
    proposed = adoption(initiative)

    adopting.confirm_adoption(proposed, by=leader)

    assert (initiative.state, proposed.state, proposed.confirmed_by_id) == (
        State.ADOPTED,
        AdoptionState.CONFIRMED,
        leader.id,
    )


@pytest.mark.parametrize(
    ("lacking", "sentence"),
    [
        ({"decision_number": None}, "số quyết định"),
        ({"decision_on": None}, "ngày quyết định"),
        ({"signer": None}, "người ký"),
        ({"proven": False}, "minh chứng"),
    ],
)
def test_what_lacks_something_is_not_confirmed(lacking, sentence):
    initiative = InitiativeFactory(recognised=True)
    proposed = adoption(initiative, **lacking)

    with pytest.raises(RuleBroken, match=sentence):
        adopting.confirm_adoption(proposed, by=holder(Role.LEADER))

    assert (initiative.state, proposed.state) == (State.RECOGNISED, AdoptionState.PROPOSED)


def test_a_proof_nobody_else_confirmed_proves_nothing():
    initiative, coordinator = InitiativeFactory(recognised=True), holder(Role.COORDINATOR)
    proposed = adoption(initiative, by=coordinator, proven=False)
    proof = attachment(initiative, by=coordinator, adoption=proposed)

    with pytest.raises(RuleBroken, match="Cần một người khác"):
        proof.confirm(by=coordinator)
    with pytest.raises(RuleBroken, match="minh chứng"):
        adopting.confirm_adoption(proposed, by=holder(Role.LEADER))
    proof.confirm(by=holder(Role.OFFICIAL))
    with pytest.raises(RuleBroken, match="đã được xác nhận"):
        proof.confirm(by=holder(Role.OFFICIAL))

    adopting.confirm_adoption(proposed, by=holder(Role.LEADER))
    assert initiative.state is State.ADOPTED


def test_who_proposed_does_not_confirm_even_as_a_leader():
    both = holder(Role.LEADER)
    proposed = adoption(InitiativeFactory(recognised=True), by=both)

    with pytest.raises(RuleBroken, match="không tự xác nhận"):
        adopting.confirm_adoption(proposed, by=both)


def test_what_the_author_showed_is_no_proof():
    initiative = InitiativeFactory(opened=True)

    with pytest.raises(RuleBroken, match="không phải minh chứng"):
        attachment(initiative).confirm(by=holder(Role.OFFICIAL))


def test_one_proposal_at_a_time_and_one_sent_back_makes_room():
    initiative, coordinator = InitiativeFactory(recognised=True), holder(Role.COORDINATOR)
    first = adopting.propose_adoption(initiative, by=coordinator, proofs=[], unit=unit(), **FACTS)

    with pytest.raises(RuleBroken, match="Đã có một đề xuất"):
        adopting.propose_adoption(initiative, by=coordinator, proofs=[], unit=unit(), **FACTS)
    first.send_back(by=holder(Role.LEADER), reason="Thiếu ảnh")
    with pytest.raises(RuleBroken, match="đã được xử lý"):
        adopting.complete_adoption(first, by=coordinator, proofs=[], unit=unit(), **FACTS)
    adopting.propose_adoption(initiative, by=coordinator, proofs=[proof("Đèn")], unit=unit(), **FACTS)

    assert [one.state for one in initiative.adoptions] == [AdoptionState.SENT_BACK, AdoptionState.PROPOSED]


def test_only_what_is_piloted_or_recognised_is_proposed_and_never_for_a_day_to_come():
    coordinator = holder(Role.COORDINATOR)

    with pytest.raises(RuleBroken, match="đang thí điểm"):
        adopting.propose_adoption(InitiativeFactory(opened=True), by=coordinator, proofs=[], unit=unit(), **FACTS)
    late = {**FACTS, "adopted_on": today() + timedelta(days=1)}
    with pytest.raises(RuleBroken, match="tương lai"):
        adopting.propose_adoption(InitiativeFactory(recognised=True), by=coordinator, proofs=[], unit=unit(), **late)


@pytest.mark.parametrize("came_from", [State.PILOTING, State.RECOGNISED])
def test_what_is_revoked_goes_back_where_it_was(came_from):
    initiative, leader = InitiativeFactory(recognised=True), holder(Role.LEADER)
    if came_from is State.PILOTING:
        pilot(initiative)
    confirmed = adoption(initiative)
    adopting.confirm_adoption(confirmed, by=leader)

    adopting.revoke_adoption(confirmed, by=leader, reason="Đơn vị đã thôi dùng")

    assert (initiative.state, confirmed.state, confirmed.reason) == (came_from, AdoptionState.REVOKED, "Đơn vị đã thôi dùng")


def test_it_is_done_at_a_further_place_only_once_it_is_adopted():
    initiative, coordinator = InitiativeFactory(recognised=True), holder(Role.COORDINATOR)
    place = {"village": village(), "place": "Nhà văn hóa", "on": today(), "note": "", "proofs": [proof("Đèn")]}

    with pytest.raises(RuleBroken, match="đã được áp dụng"):
        adopting.replicate(initiative, by=coordinator, **place)
    adopting.confirm_adoption(adoption(initiative), by=holder(Role.LEADER))
    with pytest.raises(RuleBroken, match="tương lai"):
        adopting.replicate(initiative, by=coordinator, **{**place, "on": today() + timedelta(days=1)})
    made = adopting.replicate(initiative, by=coordinator, **place)
    db.session.flush()

    assert [proof.is_proof for proof in made.proofs] == [True]
    assert initiative.state is State.ADOPTED


def test_the_schema_holds_what_the_rules_hold():
    confirmed = adoption(InitiativeFactory(recognised=True))
    for broken in ({"state": "confirmed"}, {"confirmed_by_id": confirmed.proposed_by_id}, {"revoked_at": sa.func.now()}):
        with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            db.session.execute(sa.update(Adoption).where(Adoption.id == confirmed.id).values(**broken))


def test_from_the_proposal_to_the_public_page(browser):
    initiative = InitiativeFactory(recognised=True)
    page = f"/sang-kien/{initiative.code}"
    browser.sign_in(holder(Role.COORDINATOR))
    incomplete = typed(decision_number="", decision_on="", signer="")
    browser.post(f"{page}/de-xuat-ap-dung", {**incomplete, "proofs": (photo(), "den.jpg"), "children": "none"})
    [proposed] = db.session.scalars(sa.select(Adoption))
    address = f"/sang-kien/ap-dung/{proposed.id}"
    assert "Chưa có số quyết định." in browser.get(address).text

    browser.post(f"{address}/bo-sung", typed())
    [proof] = db.session.scalars(sa.select(Attachment))
    browser.sign_in(holder(Role.OFFICIAL))
    assert "Xác nhận minh chứng" in browser.get(page).text
    browser.post(f"/sang-kien/minh-chung/{proof.id}/xac-nhan")
    browser.sign_in(holder(Role.LEADER))
    browser.get(address)
    browser.post(f"{address}/xac-nhan")

    browser.client.delete_cookie("phien")
    public = browser.get(page).text
    assert (initiative.state, "15/QĐ-UBND" in public, "Đã có người khác xác nhận" in public) == (State.ADOPTED, True, True)


def test_the_public_does_not_see_a_proposal(browser):
    initiative = InitiativeFactory(recognised=True)
    proposed = adoption(initiative, signer="Người ký thử")
    page = f"/sang-kien/{initiative.code}"

    assert "Người ký thử" not in browser.get(page).text
    browser.sign_in(PersonFactory())
    browser.get(f"/sang-kien/ap-dung/{proposed.id}", expect=403)
    browser.sign_in(holder(Role.COORDINATOR))
    assert "Người ký thử" in browser.get(page).text


def test_a_leader_sends_back_and_revokes_with_a_reason_for_the_public(browser):
    waiting, done = (InitiativeFactory(recognised=True) for _ in range(2))
    sent_back, confirmed = adoption(waiting), adoption(done)
    adopting.confirm_adoption(confirmed, by=holder(Role.LEADER))
    browser.sign_in(holder(Role.LEADER))

    browser.post(f"/sang-kien/ap-dung/{sent_back.id}/tra-lai", {"reason": ""}, expect=422)
    browser.post(f"/sang-kien/ap-dung/{sent_back.id}/tra-lai", {"reason": "Thiếu ảnh hiện trường"})
    browser.post(f"/sang-kien/ap-dung/{confirmed.id}/thu-hoi", {"reason": "Đơn vị đã thôi dùng"})

    browser.client.delete_cookie("phien")
    assert "Đơn vị đã thôi dùng" in browser.get(f"/sang-kien/{done.code}").text
    assert [sent_back.state, confirmed.state] == [AdoptionState.SENT_BACK, AdoptionState.REVOKED]


def test_a_further_place_is_written_down_and_shown(browser):
    initiative = InitiativeFactory(recognised=True)
    adopting.confirm_adoption(adoption(initiative), by=holder(Role.LEADER))
    browser.sign_in(holder(Role.COORDINATOR))
    place = {"village_id": village().id, "place": "Sân đình", "on": f"{today():%d/%m/%Y}", "note": "Bà con tự làm"}

    browser.post(f"/sang-kien/{initiative.code}/nhan-rong", {**place, "place": ""}, expect=422)
    browser.post(f"/sang-kien/{initiative.code}/nhan-rong", place)

    assert "Sân đình" in browser.get(f"/sang-kien/{initiative.code}").text


def test_of_two_leaders_confirming_at_once_the_second_is_told():
    proposed = adoption(InitiativeFactory(recognised=True))
    adopting.confirm_adoption(proposed, by=holder(Role.LEADER))

    with pytest.raises(RuleBroken, match="Đã xác nhận"):
        adopting.confirm_adoption(proposed, by=holder(Role.LEADER))

    assert db.session.scalar(sa.select(sa.func.count()).where(Initiative.state == State.ADOPTED)) == 1
