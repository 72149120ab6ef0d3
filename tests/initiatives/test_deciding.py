"""What the office decides: screening, four eyes on refusals, pilots, the council's decision, deadlines."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import ChildrenShown, Role
from app.commune.settings import rules
from app.core.audit import history_of
from app.core.clock import today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions import deciding
from app.initiatives.models import AwardClass, Initiative, Refusal, State
from app.initiatives.queries import waiting
from tests.factories.initiatives import InitiativeFactory, application, attachment, photo, pilot, proof
from tests.factories.people import holder, unit

DECISION = {"decision_number": "12/QĐ-UBND", "decision_on": date(2026, 3, 2)}
RECOGNITION = {**DECISION, "award_class": AwardClass.B, "rubric": "Mẫu 1"}


def coordinator():
    return holder(Role.COORDINATOR)


def test_opening_needs_all_three_checks_and_another_person_than_the_author():
    initiative = InitiativeFactory(submitted=True)
    checks = {"lawful": True, "no_personal_data": True, "no_duplicate": True}

    for missing in checks:
        with pytest.raises(RuleBroken, match="đủ ba điều"):
            initiative.open_to_public(by=coordinator(), **{**checks, missing: False})
    own = InitiativeFactory(submitted=True, author=coordinator())
    with pytest.raises(RuleBroken, match="của chính mình"):
        own.open_to_public(by=own.author, **checks)
    initiative.open_to_public(by=coordinator(), **checks)

    assert (initiative.state, own.state) == (State.OPEN, State.SUBMITTED)
    assert initiative.is_public


def test_every_move_leaves_one_line_with_role_states_and_reason():
    initiative = InitiativeFactory(submitted=True)
    initiative.return_to_author(by=coordinator(), reason="Ghi rõ đoạn đường nào")

    [event] = db.session.scalars(history_of(initiative))

    assert (event.name, event.role, event.before, event.after, event.reason) == (
        "initiatives.return_to_author",
        "coordinator",
        "submitted",
        "returned",
        "Ghi rõ đoạn đường nào",
    )


def test_a_refusal_waits_for_a_second_person():
    initiative, first, second = InitiativeFactory(opened=True), coordinator(), holder(Role.LEADER)
    refusal = deciding.propose_refusal(initiative, by=first, reason="Huyện đang làm việc này")

    with pytest.raises(RuleBroken, match="Cần một người khác"):
        deciding.confirm_refusal(refusal, by=first)
    assert initiative.state is State.OPEN
    assert list(db.session.scalars(waiting.proposed_refusals(but_by=first))) == []
    assert list(db.session.scalars(waiting.proposed_refusals(but_by=second))) == [refusal]

    deciding.confirm_refusal(refusal, by=second)

    assert initiative.state is State.DECLINED
    assert [e.reason for e in db.session.scalars(history_of(initiative))] == ["Huyện đang làm việc này"]


def test_one_refusal_waits_at_a_time_and_one_that_was_dismissed_makes_room():
    initiative = InitiativeFactory(opened=True)
    refusal = deciding.propose_refusal(initiative, by=coordinator(), reason="Trùng")

    with pytest.raises(RuleBroken, match="Đã có một đề xuất"):
        deciding.propose_refusal(initiative, by=coordinator(), reason="Trùng")
    refusal.dismiss(by=coordinator(), reason="Không trùng")
    deciding.propose_refusal(initiative, by=coordinator(), reason="Lý do khác")

    assert initiative.state is State.OPEN


def test_an_author_does_not_second_the_refusal_of_their_own_idea():
    initiative = InitiativeFactory(opened=True, author=coordinator())
    refusal = deciding.propose_refusal(initiative, by=coordinator(), reason="Trùng")

    with pytest.raises(RuleBroken, match="của chính mình"):
        deciding.confirm_refusal(refusal, by=initiative.author)


def test_a_refusal_of_what_was_withdrawn_waits_for_nobody():
    initiative = InitiativeFactory(opened=True)
    deciding.propose_refusal(initiative, by=coordinator(), reason="Trùng")
    initiative.withdraw(by=initiative.author)

    assert list(db.session.scalars(waiting.proposed_refusals(but_by=coordinator()))) == []


@pytest.mark.parametrize("came_from", [State.OPEN, State.RECOGNISED])
def test_a_pilot_ends_with_a_proof_and_goes_back_where_it_came_from(came_from):
    initiative = InitiativeFactory(recognised=True, state=came_from)
    facts = {"place": "Đồng Bùi", "measure": "Giảm 20% phân", "starts_on": today(), "ends_on": today()}
    deciding.start_pilot(initiative, by=coordinator(), unit=unit(), **facts)
    result = {"result": "Đạt", "figures": "24%"}

    with pytest.raises(RuleBroken, match="ít nhất một ảnh"):
        deciding.end_pilot(initiative, by=coordinator(), proofs=[], **result)
    with pytest.raises(RuleBroken, match="trẻ em"), db.session.begin_nested():
        deciding.end_pilot(initiative, by=coordinator(), proofs=[proof("Ruộng")._replace(children=None)], **result)
    deciding.end_pilot(initiative, by=coordinator(), proofs=[proof("Ruộng")], **result)

    [done] = initiative.pilots
    assert (initiative.state, done.result, done.figures, len(done.proofs)) == (came_from, "Đạt", "24%", 1)


def test_a_pilot_cannot_end_before_it_starts_and_only_one_runs():
    initiative = InitiativeFactory(opened=True)
    facts = {"place": "Đồng Bùi", "measure": "Đo", "starts_on": today()}

    with pytest.raises(RuleBroken, match="trước ngày bắt đầu"):
        deciding.start_pilot(initiative, by=coordinator(), unit=unit(), **facts, ends_on=today() - timedelta(days=1))
    pilot(initiative)
    with pytest.raises(RuleBroken):
        deciding.start_pilot(initiative, by=coordinator(), unit=unit(), **facts, ends_on=today())


def test_referring_ends_a_running_pilot_and_what_was_decided_is_not_referred_again():
    initiative, decided = InitiativeFactory(opened=True), InitiativeFactory(recognised=True)
    running = pilot(initiative)
    pilot(decided)

    initiative.refer(by=coordinator(), council_session="Đợt 1")
    with pytest.raises(RuleBroken, match="đã có quyết định"):
        decided.refer(by=coordinator(), council_session="Đợt 2")

    assert (initiative.state, initiative.council_session) == (State.EVALUATING, "Đợt 1")
    assert running.ended_at is not None


def test_recognition_needs_a_signed_application_another_person_and_a_date_that_has_come():
    secretary = holder(Role.COUNCIL_SECRETARY)
    initiative = InitiativeFactory(evaluating=True)

    with pytest.raises(RuleBroken, match="chưa hoàn thành đơn"):
        initiative.recognise(by=secretary, **RECOGNITION)
    application(initiative, signed=False)
    with pytest.raises(RuleBroken, match="chưa hoàn thành đơn"):
        initiative.recognise(by=secretary, **RECOGNITION)
    initiative.application.sign(by=initiative.author, declaration="Cam đoan", place="Xã")
    with pytest.raises(RuleBroken, match="tương lai"):
        initiative.recognise(by=secretary, **{**RECOGNITION, "decision_on": today() + timedelta(days=1)})
    own = InitiativeFactory(evaluating=True, author=secretary)
    application(own)
    with pytest.raises(RuleBroken, match="của chính mình"):
        own.recognise(by=secretary, **RECOGNITION)

    initiative.recognise(by=secretary, **RECOGNITION)

    assert (initiative.state, initiative.decision_number, initiative.award_class) == (
        State.RECOGNISED,
        "12/QĐ-UBND",
        AwardClass.B,
    )


def test_the_council_says_no_with_a_decision_and_a_reason():
    initiative = InitiativeFactory(evaluating=True)

    initiative.reject(by=holder(Role.COUNCIL_SECRETARY), **DECISION, reason="Chưa mới")

    assert (initiative.state, initiative.decision_number) == (State.DECLINED, "12/QĐ-UBND")


def test_nobody_answers_a_draft():
    with pytest.raises(RuleBroken):
        InitiativeFactory().answer(by=coordinator(), text="Cảm ơn")


FORMS = {
    "tra-ve": ({"submitted": True}, {"reason": ""}, {"reason": "Ghi rõ đoạn đường"}, State.RETURNED),
    "mo": (
        {"submitted": True},
        {"lawful": "y"},
        dict.fromkeys(("lawful", "no_personal_data", "no_duplicate"), "y"),
        State.OPEN,
    ),
    "tra-loi": ({"opened": True}, {"text": " "}, {"text": "Xã đã nhận"}, State.OPEN),
    "de-xuat-tu-choi": ({"opened": True}, {"reason": "x" * 1001}, {"reason": "Trùng với việc đã có"}, State.OPEN),
    "thi-diem": (
        {"opened": True},
        {"place": "Đồng Bùi", "starts_on": "31/02/2026", "ends_on": "ngày mai", "measure": "Đo"},
        {"place": "Đồng Bùi", "starts_on": "1/2/2026", "ends_on": "2.3.2026", "measure": "Đo"},
        State.PILOTING,
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_of_the_office_refuses_in_words_and_then_does_its_work(browser, name):
    where, wrong, right, state = FORMS[name]
    initiative = InitiativeFactory(**where)
    browser.sign_in(coordinator())
    address = f"/sang-kien/{initiative.code}/{name}"
    extra = {"unit_id": unit().id} if name == "thi-diem" else {}

    browser.get(address)
    refused = browser.post(address, {**wrong, **extra}, expect=422).text
    browser.post(address, {**right, **extra})

    assert 'id="errors"' in refused
    assert all(value in refused for value in wrong.values() if value.strip() and value != "y")
    assert initiative.state is state


def test_two_coordinators_deciding_opposite_ways_one_wins_and_the_other_is_told(browser):
    initiative = InitiativeFactory(submitted=True)
    browser.sign_in(coordinator())
    browser.post(f"/sang-kien/{initiative.code}/tra-ve", {"reason": "Thiếu ảnh"})

    told = browser.post(
        f"/sang-kien/{initiative.code}/mo",
        dict.fromkeys(("lawful", "no_personal_data", "no_duplicate"), "y"),
        expect=422,
    ).text

    assert "Cần bổ sung" in told
    assert initiative.state is State.RETURNED


def test_the_result_of_a_pilot_is_written_down_from_its_page(browser):
    initiative = InitiativeFactory(opened=True)
    where = {"place": "Đồng Bùi", "measure": "Đo", "starts_on": today(), "ends_on": today()}
    deciding.start_pilot(initiative, by=coordinator(), unit=unit(), **where)
    browser.sign_in(coordinator())
    address = f"/sang-kien/{initiative.code}/ket-qua-thi-diem"
    typed = {"result": "Đạt", "figures": "24%"}

    assert "ít nhất một ảnh" in browser.post(address, typed, expect=422).text
    shown = {**typed, "caption": "Ruộng"}
    assert "rõ mặt trẻ em" in browser.post(address, {**shown, "proofs": (photo(), "ruong.jpg")}, expect=422).text
    browser.post(address, {**shown, "proofs": (photo(), "ruong.jpg"), "children": "agreed"})

    [shown] = initiative.attachments
    assert (initiative.state, shown.children) == (State.OPEN, ChildrenShown.AGREED)
    assert "24%" in browser.get(f"/sang-kien/{initiative.code}").text


def test_the_second_person_decides_from_the_page_of_the_initiative(browser):
    initiative, kept = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    for one in (initiative, kept):
        deciding.propose_refusal(one, by=coordinator(), reason="Huyện đang làm")
    refusals = {r.initiative_id: r.id for r in db.session.scalars(sa.select(Refusal))}
    browser.sign_in(holder(Role.LEADER))

    assert "Huyện đang làm" in browser.get(f"/sang-kien/{initiative.code}").text
    browser.post(f"/sang-kien/tu-choi/{refusals[initiative.id]}/dong-y")
    browser.post(f"/sang-kien/tu-choi/{refusals[kept.id]}/khong-dong-y", {"reason": "Nên thử"})

    assert (initiative.state, kept.state) == (State.DECLINED, State.OPEN)


def test_overdue_lists_what_waits_longer_than_the_settings_allow_longest_first(browser):
    long_ago, longer_ago = utcnow() - timedelta(days=40), utcnow() - timedelta(days=50)
    late = InitiativeFactory(submitted=True, title="Chờ bốn mươi ngày")
    later = InitiativeFactory(submitted=True, title="Chờ năm mươi ngày")
    fresh = InitiativeFactory(submitted=True, title="Vừa gửi")
    late.state_since, later.state_since = long_ago, longer_ago
    db.session.flush()

    found = [row.title for row in db.session.scalars(waiting.overdue(rules()))]
    browser.sign_in(holder(Role.LEADER))
    page = browser.get("/sang-kien/qua-han").text

    assert found == ["Chờ năm mươi ngày", "Chờ bốn mươi ngày"]
    assert waiting.due_of(late, rules()) < today() <= waiting.due_of(fresh, rules())
    assert page.index("Chờ năm mươi ngày") < page.index("Chờ bốn mươi ngày")


def test_overdue_and_its_deadline_agree_on_every_day():
    """The list compares moments, the page computes a date: for every age they say the same."""
    for days in range(20):
        initiative = InitiativeFactory(submitted=True)
        initiative.state_since = utcnow() - timedelta(days=days)
        db.session.flush()
        listed = initiative.id in {row.id for row in db.session.scalars(waiting.overdue(rules()))}

        assert listed is (waiting.due_of(initiative, rules()) < today()), f"{days} days"


def test_the_database_itself_refuses_half_a_record():
    initiative = InitiativeFactory(opened=True)
    for broken in ({"code": None}, {"published_at": None}, {"votes": -1}, {"state": "recognised"}, {"solution": ""}):
        with pytest.raises(sa.exc.IntegrityError), db.session.begin_nested():
            db.session.execute(sa.update(Initiative).where(Initiative.id == initiative.id).values(**broken))
    attachment(initiative)
