"""Sheets on paper: copied with a picture, compared by a second person, seen by nobody who marks."""

import pytest

from app.accounts.actions.people import keep_upload
from app.accounts.models import Role
from app.core.workflow import RuleBroken
from app.council.actions.marking import unseal
from app.marking import actions
from app.marking.models import ConflictKind, SheetState
from tests.browser import numbers
from tests.factories.council import chair_of, opened, points, secretary_of, sheet_of, signed
from tests.factories.initiatives import photo
from tests.factories.people import holder

MARKS = {"novelty": "30", "applicability": "20", "benefit": "20"}


def copied(browser, made, sheet, expect=303, kind="JPEG", **given):
    browser.sign_in(secretary_of(made))
    given = {**MARKS, "scan": (photo(kind=kind), f"phieu.{kind.lower()}"), **given}
    return browser.post(f"/cham/{sheet.id}/nhap", given, expect=expect)


def test_a_sheet_on_paper_is_copied_with_its_picture_and_compared_by_a_second_person(browser):
    made = opened()
    sheet = sheet_of(made, 1)
    copied(browser, made, sheet)
    secretary = secretary_of(made)

    assert (sheet.state, sheet.typed_by_id) == (SheetState.TYPED, secretary.id)
    browser.sign_in(secretary)
    assert "Người nhập không tự đối chiếu được" in browser.get(f"/cham/{sheet.id}/doi-chieu").text
    with pytest.raises(RuleBroken, match="không tự đối chiếu"):
        actions.compare(sheet, by=secretary, about="SK")
    second = holder(Role.COORDINATOR)
    browser.sign_in(second)
    assert f"/cham/{sheet.id}/doi-chieu" in browser.get("/viec-can-lam").text
    page = browser.get(f"/cham/{sheet.id}/doi-chieu").text
    assert "70" in page
    browser.get(f"/cham/{sheet.id}/anh").close()
    browser.post(f"/cham/{sheet.id}/dung")

    assert (sheet.state, sheet.compared_by_id, sheet.total) == (SheetState.SIGNED, second.id, 70)
    browser.get(f"/cham/{sheet.id}/anh", expect=403)  # name and marks together: for those two, until it is compared
    assert sheet.signings[0].content["marks"]["novelty"] == "30.00"


def test_what_does_not_match_goes_back_to_be_copied_anew(browser):
    made = opened()
    sheet = sheet_of(made, 1)
    copied(browser, made, sheet)
    browser.sign_in(holder(Role.COUNCIL_SECRETARY))

    browser.post(f"/cham/{sheet.id}/tra-lai", {"reason": ""}, expect=422)
    browser.post(f"/cham/{sheet.id}/tra-lai", {"reason": "Tính mới trên giấy là 31."})

    assert (sheet.state, sheet.marks) == (SheetState.OPEN, [])
    copied(browser, made, sheet)
    assert sheet.state is SheetState.TYPED


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"novelty": "41"}, "Điểm từ 0 đến 40"),
        ({"benefit": ""}, "Trên giấy để trống thì trả lại người chấm"),
        ({"scan": ""}, "Cần ảnh chụp tờ phiếu"),
        ({"kind": "GIF"}, "Chỉ nhận ảnh"),
    ],
)
def test_a_copy_that_is_not_whole_is_refused(browser, wrong, sentence):
    made = opened()
    sheet = sheet_of(made, 1)

    page = copied(browser, made, sheet, 422, **wrong).text

    assert sentence in page
    assert (sheet.state, sheet.marks) == (SheetState.OPEN, [])


def test_whoever_marks_or_has_a_stake_neither_copies_nor_compares(browser):
    made = opened()
    sheet = sheet_of(made, 1)
    copied(browser, made, sheet)
    both = made.markers[2].person
    both.grants.append(type(both.grants[0])(role=Role.COUNCIL_SECRETARY, valid_from=both.grants[0].valid_from))
    stake = holder(Role.COORDINATOR)
    sheet.docket.declare(stake, ConflictKind.RELATIVE, "Chị gái.")
    for person in (both, stake, chair_of(made)):
        browser.sign_in(person)
        for page in ("doi-chieu", "anh", "nhap"):
            browser.get(f"/cham/{sheet.id}/{page}", expect=403)
        browser.post(f"/cham/{sheet.id}/dung", expect=403)
        with pytest.raises(RuleBroken, match="không xem được phiếu của người khác"):
            actions.compare(sheet, by=person, about="SK")


def test_what_the_marker_typed_is_neither_shown_nor_overwritten(browser):
    made = opened()
    sheet = sheet_of(made, 1)
    sheet.write({"novelty": points(37, 1, 1)["novelty"]}, None, by=sheet.marker)
    browser.sign_in(secretary_of(made))

    assert "37" not in numbers(browser.get(f"/cham/{sheet.id}/nhap").text)
    assert 'value="37"' not in browser.get(f"/cham/{sheet.id}/nhap").text
    page = browser.post(f"/cham/{sheet.id}/nhap", {**MARKS, "scan": (photo(), "phieu.jpg")}, expect=422).text

    assert "Người chấm đã lưu điểm trên máy" in page
    assert [mark.points for mark in sheet.marks] == [37]


def test_a_sheet_on_paper_is_waited_for_until_it_is_compared(browser):
    made = opened()
    sheet = sheet_of(made, 1)
    copied(browser, made, sheet)
    for marker in (0, 2, 3):
        signed(sheet_of(made, marker), 30, 20, 20)

    with pytest.raises(RuleBroken, match="Còn 1 phiếu chưa ký"):
        unseal(made, by=secretary_of(made))
    actions.compare(sheet, by=holder(Role.COORDINATOR), about="SK")
    unseal(made, by=secretary_of(made))

    assert sheet in sheet.docket.counted


def test_the_rules_of_a_copy_hold_without_the_form_as_well():
    made = opened()
    sheet, secretary, other = sheet_of(made, 1), secretary_of(made), made.markers[2].person

    def refused(sentence, move, *facts, **more):
        with pytest.raises(RuleBroken, match=sentence):
            move(*facts, **more)

    refused("không xem được phiếu của người khác", sheet.write, points(1, 1, 1), None, by=other)
    sheet.write({"novelty": points(30, 20, 20)["novelty"]}, None, by=secretary)
    refused("không xem được phiếu của người khác", sheet.hand_over, by=other)
    refused("Cần ảnh chụp tờ phiếu có chữ ký", sheet.hand_over, by=secretary)
    sheet.scan = keep_upload(photo(), by=secretary)
    refused("Còn tiêu chí chưa cho điểm", sheet.hand_over, by=secretary)
    sheet.write(points(30, 20, 20), None, by=secretary)
    sheet.hand_over(by=secretary)
    refused("không tự đối chiếu", sheet.send_back, by=secretary, reason="Nhầm")

    assert (sheet.state, sheet.typed_by_id, sheet.total) == (SheetState.TYPED, secretary.id, 70)


def test_once_unsealed_nothing_more_is_signed_copied_compared_or_sent_back(browser):
    made = opened()
    own, paper = sheet_of(made, 0), sheet_of(made, 1)
    own.write(points(30, 20, 20), None, by=own.marker)
    copied(browser, made, paper)
    unseal(made, by=chair_of(made), reason="Hết thời gian.")
    second = holder(Role.COORDINATOR)

    for move in (
        lambda: own.sign(by=own.marker, about="SK"),
        lambda: own.hand_over(by=secretary_of(made)),
        lambda: paper.compare(by=second, about="SK"),
        lambda: paper.send_back(by=second, reason="Nhầm"),
    ):
        with pytest.raises(RuleBroken, match="không ở trong thời gian chấm"):
            move()

    assert (own.state, paper.state, own.docket.counted) == (SheetState.OPEN, SheetState.TYPED, [])
