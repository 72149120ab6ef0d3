"""Leading a session: unsealing, concluding, reopening, each with its conditions."""

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.core.audit import Event
from app.core.db import db
from app.core.workflow import RuleBroken
from app.council.actions import marking
from app.council.models import SessionState
from tests.factories.council import (
    chair_of,
    concluded,
    marked,
    opened,
    points,
    published,
    secretary_of,
    sheet_of,
    signed,
)
from tests.factories.people import holder

CHAIR = Role.COUNCIL_CHAIR


def test_marks_are_unsealed_when_every_sheet_is_signed_or_by_the_chair_with_a_reason(browser):
    made = opened(markers=3)
    for marker in (0, 1):
        signed(sheet_of(made, marker), 30, 20, 20)
    browser.sign_in(chair_of(made))
    here = f"/hoi-dong/{made.code}/phien"

    browser.post(f"{here}/mo-niem-phong", headers={"Referer": f"http://localhost{here}"})
    assert "Còn 1 phiếu chưa ký, chưa mở niêm phong được." in browser.get(here).text
    assert "Chưa ghi lý do." in browser.post(f"{here}/mo-niem-phong-som", {"reason": " "}, expect=422).text
    browser.post(f"{here}/mo-niem-phong-som", {"reason": "Ủy viên ốm, không liên lạc được."})

    assert made.state is SessionState.COMPLETE
    event = db.session.scalars(sa.select(Event).where(Event.name == "council_sessions.unseal")).one()
    assert (event.reason, event.role) == ("Ủy viên ốm, không liên lạc được.", "council_chair")
    with pytest.raises(RuleBroken, match="không ở trong thời gian chấm"):
        sheet_of(made, 2).write(points(1, 1, 1), None, by=made.markers[2].person)


def test_only_the_chair_of_the_session_leads_it(browser):
    made = opened()
    here = f"/hoi-dong/{made.code}/phien"
    elsewhere = holder(CHAIR)

    with pytest.raises(RuleBroken, match="Chủ tịch Hội đồng của phiên"):
        made.unseal(by=elsewhere, reason="Vội")
    for person, answer in ((secretary_of(made), 403), (made.markers[1].person, 403), (elsewhere, 404)):
        browser.sign_in(person)
        browser.get(f"{here}/mo-niem-phong-som", expect=answer)
        browser.post(f"{here}/ket-luan-phien", expect=answer)


def test_reopening_takes_the_marks_out_of_sight_again_and_needs_a_reason(browser):
    made = concluded()
    browser.sign_in(chair_of(made))

    browser.post(f"/hoi-dong/{made.code}/phien/mo-lai", {"reason": ""}, expect=422)
    browser.post(f"/hoi-dong/{made.code}/phien/mo-lai", {"reason": "Cộng nhầm điểm trên giấy."})

    assert (made.state, made.cases[0].docket.is_sealed) == (SessionState.MARKING, True)
    browser.get(f"/hoi-dong/{made.code}", expect=403)
    marking.unseal(made, by=secretary_of(made))
    assert made.state is SessionState.COMPLETE


def test_what_is_published_is_not_opened_again():
    made = published()

    with pytest.raises(RuleBroken, match="Đã công bố"):
        made.reopen(by=chair_of(made), reason="Đổi ý")


def test_concluding_needs_the_roll_a_quorum_and_a_reason_for_each_no(browser):
    made = opened(markers=4)
    for marker in range(4):
        signed(sheet_of(made, marker), 20, 5, 5)
    marking.unseal(made, by=secretary_of(made))
    here = f"/hoi-dong/{made.code}/phien"
    back = {"headers": {"Referer": f"http://localhost{here}"}}
    chair, secretary = chair_of(made), secretary_of(made)

    def conclude():
        browser.sign_in(chair)
        browser.post(f"{here}/ket-luan-phien", **back)
        return browser.get(here).text

    reason = f"reason_{made.cases[0].id}"
    assert "Chưa điểm danh đủ thành viên." in conclude()
    browser.sign_in(secretary)
    two = {f"here_{member.id}": "y" for member in (made.chair, made.markers[1], made.secretary)}
    browser.post(f"{here}/diem-danh", {**two, f"absent_{made.markers[2].id}": "Đi họp"})
    page = conclude()
    assert "Có mặt 2 trên 4 người chấm, chưa đủ 2/3" in page
    assert "Vắng: Đi họp" in page
    browser.sign_in(secretary)
    browser.post(f"{here}/diem-danh", {**two, f"here_{made.markers[2].id}": "y"})
    assert "Thư ký chưa ghi kết luận từng hồ sơ." in conclude()
    browser.sign_in(secretary)
    browser.post(f"{here}/ket-luan", {"version": made.version, reason: ""})
    assert "Có hồ sơ không được công nhận mà chưa ghi lý do." in conclude()
    browser.sign_in(secretary)
    browser.post(f"{here}/ket-luan", {"version": made.version, reason: "Chưa có gì mới."})
    conclude()

    assert made.state is SessionState.CONCLUDED
    browser.sign_in(secretary)
    assert "Phiên đã kết luận" in browser.post(f"{here}/diem-danh", two, expect=422).text
    assert "Chỉ ghi kết luận" in browser.post(f"{here}/ket-luan", {"version": made.version}, expect=422).text


def test_two_who_write_conclusions_the_second_is_told_and_loses_nothing(browser):
    made = marked()
    field = f"reason_{made.cases[0].id}"
    browser.sign_in(secretary_of(made))
    here = f"/hoi-dong/{made.code}/phien/ket-luan"
    version = made.version
    browser.post(here, {"version": version, field: "Bản thứ nhất."})

    page = browser.post(here, {"version": version, field: "Bản thứ hai."}, expect=409).text

    assert "Bản thứ hai." in page
    assert "Người khác vừa ghi kết luận" in page
    assert made.cases[0].reason == "Bản thứ nhất."
