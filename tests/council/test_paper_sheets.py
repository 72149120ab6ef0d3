"""Sheets on paper: copied with a picture, compared by a second person, seen by nobody who marks."""

import re

import pytest

from app.accounts.models import Role
from app.core.workflow import RuleBroken
from app.marking import actions
from app.marking.models import ConflictKind, SheetState
from tests.factories.council import chair_of, opened, points, secretary_of, sheet_of
from tests.factories.initiatives import photo
from tests.factories.people import holder

MARKS = {"novelty": "30", "applicability": "20", "benefit": "20"}


def copied(browser, made, sheet, **wrong):
    browser.sign_in(secretary_of(made))
    given = {**MARKS, "scan": (photo(), "phieu.jpg"), **wrong}
    return browser.post(f"/cham/{sheet.id}/nhap", given, expect=422 if wrong else 303)


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
        ({"scan": (photo(kind="GIF"), "phieu.gif")}, "Chỉ nhận ảnh"),
    ],
)
def test_a_copy_that_is_not_whole_is_refused(browser, wrong, sentence):
    made = opened()
    sheet = sheet_of(made, 1)

    page = copied(browser, made, sheet, **wrong).text

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

    assert "37" not in re.sub(r"<(path|svg)[^>]*>|/static/\S+", "", browser.get(f"/cham/{sheet.id}/nhap").text)
    page = browser.post(f"/cham/{sheet.id}/nhap", {**MARKS, "scan": (photo(), "phieu.jpg")}, expect=422).text

    assert "Người chấm đã lưu điểm trên máy" in page
    assert [mark.points for mark in sheet.marks] == [37]
