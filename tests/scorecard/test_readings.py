"""Figures that are entered: what no count can give is refused, what nothing proves has no points, others look again."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from app.accounts.models import Role
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.folders.actions import add_proofs
from app.scorecard.actions import reading as actions
from app.scorecard.models import Finding, Reading, Shape
from tests.factories.community import prove, staff
from tests.factories.initiatives import photo
from tests.factories.people import holder, unit
from tests.factories.scorecard import card, entered, indicator, local, set_of

YEAR = today().year
PAGE = f"/bo-chi-so/{YEAR}/chi-so/"


@pytest.fixture(autouse=True)
def of_this_year():
    set_of(YEAR)


def clerk(code="ttpvhcc"):
    return holder(Role.OFFICIAL, unit_id=unit(code).id)


def test_a_figure_has_points_once_something_proves_it():
    assert card(YEAR).line("2.1").value is None
    reading = entered("2.1", 41, 43, year=YEAR, proven=False)
    line = card(YEAR).line("2.1")
    assert (line.value, line.points, line.lacks_proof) == (Fraction(41, 43), None, True)

    by = clerk()
    prove(reading.folder, by)
    assert card(YEAR).line("2.1").points == 3 * Fraction(41, 43)

    reading.folder.proofs[0].withdraw(by=by, reason="Sai tệp")
    db.session.flush()
    assert card(YEAR).line("2.1").points is None


@pytest.mark.parametrize(
    ("code", "numbers", "sentence"),
    [
        ("2.1", ("1", "0"), "Mẫu số phải lớn hơn 0"),
        ("2.1", ("1", None), "Mẫu số phải lớn hơn 0"),
        ("2.1", ("105", "100"), "quá 100 %"),
        ("2.1", ("-1", "100"), "phải từ 0"),
        ("2.4", ("2", None), "“có” hoặc “không”"),
        ("3.3", ("5", "0"), "Mẫu số phải lớn hơn 0"),
    ],
)
def test_numbers_that_no_count_gives_are_refused(code, numbers, sentence):
    found = indicator(code, YEAR)
    reading = actions.reading_of(YEAR, found)

    with pytest.raises(RuleBroken, match=sentence):
        reading.enter(found, *(None if n is None else Decimal(n) for n in numbers), by=clerk())

    assert reading.numerator is None


def test_slower_than_before_is_a_figure_and_brings_nothing():
    entered("3.3", "12", "10", year=YEAR)

    line = card(YEAR).line("3.3")
    assert (line.value, line.points) == (Fraction(-1, 5), 0)


def test_what_is_counted_from_records_is_not_typed():
    with pytest.raises(RuleBroken, match="không nhập tay"):
        actions.reading_of(YEAR, indicator("4.6", YEAR))


def test_an_entered_figure_stands_in_place_of_the_computed_one_and_taking_it_back_restores_that():
    staff(has_signature=True), staff()
    assert card(YEAR).line("2.2").value == Fraction(1, 2)
    reading = entered("2.2", 9, 10, year=YEAR)
    assert (card(YEAR).line("2.2").value, card(YEAR).line("2.2").is_entered) == (Fraction(9, 10), True)

    reading.enter(indicator("2.2", YEAR), None, None, by=clerk())
    db.session.flush()
    assert (card(YEAR).line("2.2").value, card(YEAR).line("2.2").is_entered) == (Fraction(1, 2), False)


def line(code):
    return card(YEAR).line(code)


def test_somebody_else_verifies_and_that_holds_while_the_figure_is_the_same():
    reading, leader = entered("2.1", 41, 43, year=YEAR), holder(Role.LEADER)
    with pytest.raises(RuleBroken, match="không tự thẩm định"):
        actions.review(YEAR, line("2.1"), *(Decimal(41), Decimal(43)), note="", entered_by=leader.id, by=leader)
    with pytest.raises(RuleBroken, match="vì sao"):
        actions.review(YEAR, line("2.1"), Decimal(40), Decimal(43), note="", entered_by=1, by=leader)

    actions.review(YEAR, line("2.1"), Decimal(40), Decimal(43), note="Một máy hỏng", entered_by=1, by=leader)
    assert (line("2.1").points, line("2.1").verified_points) == (3 * Fraction(41, 43), 3 * Fraction(40, 43))
    assert card(YEAR).verified_total == 3 * Fraction(40, 43)

    reading.enter(indicator("2.1", YEAR), Decimal(42), Decimal(43), by=clerk())
    db.session.flush()
    assert line("2.1").verified_points is None


def test_what_has_no_figure_or_no_proof_is_not_verified():
    entered("2.1", 41, 43, year=YEAR, proven=False)
    for code in ("2.1", "2.3"):
        with pytest.raises(RuleBroken, match="chưa có số liệu kèm minh chứng"):
            actions.review(YEAR, line(code), Decimal(1), Decimal(2), note="x", entered_by=1, by=holder(Role.LEADER))


def test_a_visit_on_the_spot_is_noted_once_and_not_ahead_of_time():
    facts = {"on": today(), "place": "Kho", "who": "Tổ kiểm tra", "finding": Finding.PARTLY, "text": "Thiếu một máy"}
    made = actions.check_on_site(YEAR, "2.1", facts, key="a", by=holder(Role.COORDINATOR))
    db.session.flush()
    with pytest.raises(RuleBroken, match="đã ghi rồi"):
        actions.check_on_site(YEAR, "2.1", facts, key="a", by=holder(Role.COORDINATOR))
    for wrong in (today() + timedelta(days=1), today().replace(year=YEAR - 1)):
        with pytest.raises(RuleBroken, match="Ngày kiểm tra"):
            actions.check_on_site(YEAR, "2.1", facts | {"on": wrong}, key="b", by=holder(Role.COORDINATOR))
    assert made.folder.kept_by == "site_checks"


def test_an_official_enters_for_their_unit_with_a_proof_in_one_go(browser):
    browser.sign_in(clerk())
    browser.get(PAGE + "2.1/nhap", expect=403)
    browser.get(PAGE + "4.6/nhap", expect=403)

    typed = {"numerator": "2918", "denominator": "3542", "note": "Chín tháng", "caption": "Báo cáo", "number": "52/BC"}
    browser.post(PAGE + "2.3/nhap", typed)
    page = browser.get(PAGE + "2.3").text

    assert "82,38 %" in page
    assert "52/BC" in page
    assert line("2.3").points == 5
    assert db.session.query(Reading).one().entered_by_id


def test_a_refused_figure_keeps_what_was_typed(browser):
    browser.sign_in(clerk())

    page = browser.post(PAGE + "2.3/nhap", {"numerator": "105", "denominator": "100", "note": "Nhầm"}, expect=422).text

    assert "quá 100 %" in page
    assert 'value="105"' in page
    assert "Nhầm" in page
    page = browser.post(PAGE + "2.3/nhap", {"numerator": "x", "denominator": "100", "number": "5/BC"}, expect=422).text
    assert "Hãy ghi một số từ 0 trở lên" in page
    assert "Chưa ghi minh chứng cho thấy gì." in page


def test_of_two_who_edit_one_figure_the_second_is_told(browser):
    entered("2.3", 1, 2, year=YEAR)
    browser.sign_in(clerk())
    reading = db.session.query(Reading).one()
    stale = str(reading.version)
    reading.enter(indicator("2.3", YEAR), Decimal(3), Decimal(4), by=clerk())
    db.session.flush()

    page = browser.post(PAGE + "2.3/nhap", {"version": stale, "numerator": "5", "denominator": "6"}, expect=422).text

    assert "Có người vừa sửa trước" in page
    assert db.session.query(Reading).one().numerator == 3


def test_yes_or_no_is_a_choice_and_may_be_left_open(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(PAGE + "2.4/nhap", {"answer": "1", "caption": "Biên bản", "number": "1/BB"})
    assert line("2.4").points == 4
    version = db.session.query(Reading).one().version
    browser.post(PAGE + "2.4/nhap", {"answer": "", "version": str(version)})
    assert line("2.4").points is None


def test_leaders_verify_on_the_page_and_visits_are_seen_by_the_office_alone(browser):
    entered("2.3", 8, 10, year=YEAR)
    browser.sign_in(holder(Role.LEADER))
    assert 'value="8"' in browser.get(PAGE + "2.3/tham-dinh").text
    review = {"saw": line("2.3").told, "numerator": "7", "denominator": "10", "note": "Thiếu mười hồ sơ"}
    browser.post(PAGE + "2.3/tham-dinh", review)
    visit = {"on": f"{today():%d/%m/%Y}", "place": "Một cửa", "who": "Đoàn xã", "finding": "partly", "text": "Đếm lại"}
    browser.post(PAGE + "2.3/kiem-tra", visit | {"key": "k1"})
    assert "Thiếu mười hồ sơ" in browser.get(PAGE + "2.3").text
    assert "Đoàn xã" in browser.get(PAGE + "2.3").text

    browser.sign_in(clerk())
    browser.get(PAGE + "2.3/tham-dinh", expect=403)
    browser.sign_in(holder(Role.ORGANISER))
    assert "Đoàn xã" not in browser.get(PAGE + "2.3").text


@pytest.mark.parametrize("code", ["1.3", "2.4", "3.3"])
def test_each_shape_is_asked_for_and_shown_in_its_own_words(browser, code):
    set_of(YEAR)
    browser.sign_in(holder(Role.LEADER))
    found = indicator(code, YEAR)
    if found.source.value != "computed":
        browser.sign_in(holder(Role.COORDINATOR))
        page = browser.get(PAGE + f"{code}/nhap").text
        assert ("Thời gian quy định, hoặc kỳ gốc" in page) == (code == "3.3")
        assert ("Chưa có số liệu" in page) == (code == "2.4")
        numbers = ("1",) if code == "2.4" else ("8", "10")
        entered(code, *numbers, year=YEAR)
    page = browser.get(PAGE + f"{code}/tham-dinh").text
    assert ('name="answer"' in page, 'name="denominator"' in page) == (code == "2.4", code == "3.3")
    assert {"1.3": "0", "2.4": "có", "3.3": "20 %"}[code] in browser.get(PAGE + code).text


def test_a_count_is_whole_and_a_review_has_a_number():
    entered("2.1", 41, 43, year=YEAR)
    local(YEAR)
    found = indicator("R1", YEAR)
    found.shape = Shape.COUNT
    with pytest.raises(RuleBroken, match="số nguyên"):
        actions.reading_of(YEAR, found).enter(found, Decimal("1.5"), None, by=clerk())
    with pytest.raises(RuleBroken, match="Chưa ghi số thẩm định"):
        actions.review(YEAR, line("2.1"), None, None, note="x", entered_by=1, by=holder(Role.LEADER))


def test_proofs_of_figures_and_of_visits_lie_in_folders_of_their_own(browser):
    reading = entered("2.1", 41, 43, year=YEAR)
    facts = {"on": today(), "place": "Kho", "who": "Tổ kiểm tra", "finding": Finding.RIGHT, "text": "Đủ"}
    visit = actions.check_on_site(YEAR, "2.1", facts, key="a", by=holder(Role.COORDINATOR))
    db.session.flush()
    browser.sign_in(holder(Role.COORDINATOR))
    for folder, caption in ((reading.folder_id, "Biểu kiểm kê"), (visit.folder_id, "Ảnh kho máy")):
        sent = browser.post(f"/ho-so/{folder}/minh-chung", {"caption": caption, "number": "4/BB", "is_public": "y"})
        assert sent.location == PAGE + "2.1"
        assert caption in browser.get(PAGE + "2.1").text
    browser.sign_in(clerk())
    browser.get(f"/ho-so/{visit.folder_id}/minh-chung", expect=403)
    browser.get(f"/ho-so/{reading.folder_id}/kinh-phi", expect=403)


def test_of_two_who_enter_a_figure_for_the_first_time_the_second_is_told(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    assert 'name="version" type="hidden" value="0"' in browser.get(PAGE + "2.4/nhap").text
    browser.post(PAGE + "2.4/nhap", {"version": "0", "answer": "1", "caption": "Biên bản", "number": "1/BB"})

    page = browser.post(PAGE + "2.4/nhap", {"version": "0", "answer": "0"}, expect=422).text

    assert "Có người vừa sửa trước" in page
    assert db.session.query(Reading).one().numerator == 1


def test_whoever_brought_a_figure_in_stays_known_while_it_stands():
    first, second = clerk(), clerk()
    reading = entered("2.1", 41, 43, year=YEAR, by=first)
    found = indicator("2.1", YEAR)
    reading.enter(found, Decimal(41), Decimal(43), by=second, note="Lời khác")
    assert reading.entered_by_id == first.id
    reading.enter(found, Decimal(42), Decimal(43), by=second)
    assert reading.entered_by_id == second.id


def test_verified_points_go_with_the_proof_and_a_review_of_a_count_is_none_of_what_was_entered():
    reading = entered("2.1", 41, 43, year=YEAR)
    leader = holder(Role.LEADER)
    actions.review(YEAR, line("2.1"), Decimal(41), Decimal(43), note="", entered_by=1, by=leader)
    assert line("2.1").verified_points
    reading.folder.proofs[0].withdraw(by=leader, reason="Sai tệp")
    staff(has_signature=True), staff()
    actions.review(YEAR, line("2.2"), Decimal(1), Decimal(2), note="", entered_by=None, by=leader)
    db.session.flush()
    assert (line("2.1").verified_points, line("2.2").verified_points) == (None, Fraction(20, 9))

    entered("2.2", 1, 2, year=YEAR)
    assert (line("2.2").is_entered, line("2.2").verified_points) == (True, None)


def test_a_figure_without_proof_does_not_stand_in_place_of_a_count():
    staff(has_signature=True), staff()
    entered("2.2", 9, 10, year=YEAR, proven=False)

    assert (line("2.2").is_entered, line("2.2").points) == (False, Fraction(20, 9))


def test_a_reviewer_is_told_when_the_figure_changed_meanwhile(browser):
    reading = entered("2.3", 8, 10, year=YEAR)
    browser.sign_in(holder(Role.LEADER))
    seen = line("2.3").told
    reading.enter(indicator("2.3", YEAR), Decimal(9), Decimal(10), by=clerk())
    db.session.flush()

    page = browser.post(PAGE + "2.3/tham-dinh", {"saw": seen, "numerator": "8", "denominator": "10"}, expect=422).text

    assert "Số liệu vừa đổi thành 9/10" in page
    assert line("2.3").verified_points is None


def test_no_figure_is_taken_of_a_year_to_come():
    with pytest.raises(RuleBroken, match="chưa đến"):
        entered("2.4", 1, year=YEAR + 1)


def test_a_picture_proves_a_figure_and_a_caption_alone_does_not(browser):
    browser.sign_in(clerk())
    typed = {"numerator": "9", "denominator": "10", "caption": "Màn hình thống kê"}
    assert "cũng chưa ghi số văn bản" in browser.post(PAGE + "2.3/nhap", typed, expect=422).text
    browser.post(PAGE + "2.3/nhap", typed | {"files": (photo(), "a.jpg"), "children": "none"})

    assert line("2.3").points == 5


def test_what_is_for_the_office_alone_names_nothing_to_others(browser):
    reading = entered("1.1", year=YEAR, proven=False)
    facts = {"caption": "Kỷ luật nội bộ", "number": "99/MAT", "url": "", "is_public": False, "children": None}
    add_proofs(reading.folder, [], by=clerk(), **facts)
    db.session.refresh(reading.folder)
    reading.folder.proofs[0].confirm(by=holder(Role.LEADER))
    db.session.flush()

    told = browser.get(f"/api/v1/scorecard/{YEAR}/rows").json["rows"]["1.1"]
    assert [(row["label"], row["counts"]) for row in told] == [(None, 1)]
    assert "99/MAT" not in browser.get(PAGE + "1.1").text
    assert line("1.1").points == 3
