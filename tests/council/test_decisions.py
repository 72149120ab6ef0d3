"""What a decision may say, and what it is made of: numbers, conclusions, stakes, sheets as they were signed."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.council.actions import deciding, preparing
from app.council.actions.deciding import Conclusion
from app.council.actions.marking import open_marking, unseal
from app.council.models import MemberRole, Outcome, SessionState
from app.council.outcomes import Outcomes
from app.marking.models import ConflictKind, Mark, SheetState, Signing
from tests.factories.council import (
    chair_of,
    concluded,
    evaluating,
    opened,
    published,
    secretary_of,
    session,
    sheet_of,
    signed,
)

DECISION = {"decision_number": "88/QĐ-UBND", "decision_on": f"{today():%d/%m/%Y}", "signer": "Chủ tịch UBND xã"}


def test_a_number_begins_anew_each_year_and_is_the_same_however_it_is_written():
    published(number="88/QĐ-UBND")
    again, old = concluded(held_on=today() - timedelta(400)), concluded()
    facts = {"signer": "Chủ tịch xã", "decision_number": "88 / qđ-ubnd"}

    with pytest.raises(RuleBroken, match="đã dùng cho một phiên khác"):
        deciding.publish(old, by=secretary_of(old), decision_on=today(), **facts)
    deciding.publish(again, by=secretary_of(again), decision_on=today() - timedelta(390), **facts)

    assert (again.state, old.state) == (SessionState.PUBLISHED, SessionState.CONCLUDED)


def test_what_was_concluded_before_a_reopening_is_concluded_anew():
    made = concluded(reason="Rất tốt, đề nghị công nhận.")
    made.cases[0].tie_order = 1
    made.reopen(by=chair_of(made), reason="Cộng nhầm.")
    unseal(made, by=secretary_of(made))

    assert made.cases[0].tie_order is None
    with pytest.raises(RuleBroken, match="chưa ghi kết luận"):
        deciding.conclude(made, by=chair_of(made))


def test_one_alone_never_is_a_council():
    made = opened(markers=4)
    for marker in (1, 2, 3):
        sheet = sheet_of(made, marker)
        sheet.stand_aside(ConflictKind.OTHER, "Hàng xóm.", by=sheet.marker)
    signed(sheet_of(made, 0), 40, 30, 30)
    unseal(made, by=secretary_of(made))

    assert Outcomes(made).rows[0].outcome is Outcome.DEFERRED


def test_marks_that_were_changed_past_the_house_are_not_counted_and_not_published():
    made = concluded()
    sheet = sheet_of(made, 1)
    db.session.execute(sa.update(Mark).where(Mark.sheet_id == sheet.id).values(points=Decimal(1)))
    db.session.expire_all()
    assert Outcomes(made).rows[0].result.total.mean == 88  # what was signed counts

    changed = {**sheet.signings[-1].content, "marks": {**sheet.signings[-1].content["marks"], "novelty": "40.00"}}
    db.session.execute(sa.update(Signing).where(Signing.sheet_id == sheet.id).values(content=changed))
    db.session.expire_all()
    facts = {"decision_number": "9/QĐ-UBND", "decision_on": today(), "signer": "Chủ tịch xã"}
    with pytest.raises(RuleBroken, match="không còn khớp với lúc ký"):
        deciding.publish(made, by=secretary_of(made), **facts)


def test_a_stake_declared_once_is_known_in_the_next_session():
    initiative = evaluating()
    made = opened(initiative, markers=4)
    member = made.markers[3].person
    sheet_of(made, 3).stand_aside(ConflictKind.RELATIVE, "Chị gái của tác giả.", by=member)
    made.unseal(by=chair_of(made), reason="Hết thời gian.")
    preparing.call_roll(made, {one.id for one in made.members}, {}, by=secretary_of(made))
    deciding.write_conclusions(made, {case.id: Conclusion("", None) for case in made.cases}, by=secretary_of(made))
    deciding.conclude(made, by=chair_of(made))
    deciding.publish(made, by=secretary_of(made), decision_number="7/QĐ", decision_on=today(), signer="Chủ tịch xã")
    again = session(initiative, markers=3)
    again.seat(member, MemberRole.MEMBER)
    open_marking(again, by=secretary_of(again))

    conflict = again.cases[0].docket.conflict_of(member)
    assert (conflict.kind, conflict.words) == (ConflictKind.RELATIVE, "Chị gái của tác giả.")
    assert again.cases[0].docket.sheet_of(member).state is SheetState.RECUSED


def test_the_number_of_the_decision_that_set_the_council_up_publishes_nothing(browser):
    made = concluded()
    browser.sign_in(secretary_of(made))

    page = browser.post(f"/hoi-dong/{made.code}/phien/cong-bo", {**DECISION, "decision_number": "41/qđ-ubnd"}, expect=422)

    assert "Đây là số quyết định thành lập Hội đồng" in page.text
