"""The application for recognition: four steps, shares of exactly 100 per cent, signed by its author."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import Role
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions import applying
from app.initiatives.models import Application, CoAuthor
from tests.factories.initiatives import InitiativeFactory, application
from tests.factories.people import PersonFactory, holder


def line(n: int, name: str, percent: str, **more: str) -> dict[str, str]:
    given = {"name": name, "percent": percent, "birth_date": "05/07/1980", "job": "Nông dân", **more}
    return {f"authors-{n}-{key}": value for key, value in given.items()}


def test_four_steps_and_a_signature(browser):
    initiative = InitiativeFactory(evaluating=True)
    browser.sign_in(initiative.author)
    page = f"/sang-kien/{initiative.code}/don"
    assert f'value="{initiative.author.name}"' in browser.get(f"{page}/tac-gia").text

    browser.post(f"{page}/tac-gia", {**line(0, "Nguyễn Văn An", "66,67"), **line(1, "Trần Thị Bình", "33,33"), "version": 0})
    version = initiative.application.version
    browser.post(f"{page}/noi-dung", {"description": "Đèn tự bật", "conditions": "Có nắng", "version": version})
    money = {"benefit_author": "Đi lại an toàn", "benefit_money": "1.200.000 đ", "version": initiative.application.version}
    browser.post(f"{page}/loi-ich", money)
    applier = {"first_appliers-0-name": "Lê Văn Cường", "first_appliers-0-work": "Trông đèn"}
    end = browser.post(f"{page}/nguoi-ap-dung", {**applier, "version": initiative.application.version})
    browser.get(end.location)
    browser.post(f"{page}/ky", {"signed_place": "Nam Thanh Miện", "declared": "y"})

    made = initiative.application
    assert [(one.name, one.percent) for one in made.authors] == [
        ("Nguyễn Văn An", Decimal("66.67")),
        ("Trần Thị Bình", Decimal("33.33")),
    ]
    assert (made.benefit_money, [one.name for one in made.first_appliers], made.missing) == (1_200_000, ["Lê Văn Cường"], [])
    assert made.declaration.startswith("Tôi cam đoan mọi thông tin")


def test_looking_at_the_form_begins_nothing(browser):
    initiative = InitiativeFactory(evaluating=True)
    browser.sign_in(initiative.author)

    for page in ("", "tac-gia", "noi-dung", "loi-ich", "nguoi-ap-dung"):
        browser.get(f"/sang-kien/{initiative.code}/don/{page}")

    assert initiative.application is None


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (line(0, "An", "50"), "đúng 100%"),
        ({**line(0, "An", "60"), **line(1, "Bình", "60")}, "hiện là 120%"),
        ({**line(0, "An", "100"), **line(1, "Bình", "0")}, "lớn hơn 0"),
        ({**line(0, "An", "100"), **line(1, "Bình", "")}, "lớn hơn 0"),
        (line(0, "An", "trăm"), "Tỷ lệ là số từ 0 đến 100"),
        (line(0, "An", "99,999"), "nhiều nhất hai chữ số lẻ"),
        (line(0, "", ""), "ít nhất một tác giả"),
        (line(0, "An", "100", birth_date="31/02/1980"), "ngày/tháng/năm"),
    ],
)
def test_shares_that_do_not_add_up_are_refused_and_what_was_typed_stays(browser, lines, sentence):
    initiative = InitiativeFactory(evaluating=True)
    browser.sign_in(initiative.author)

    page = browser.post(f"/sang-kien/{initiative.code}/don/tac-gia", {**lines, "version": 0}, expect=422).text

    assert sentence in page
    assert "Nông dân" in page
    assert initiative.application is None


@given(st.lists(st.integers(1, 9_999), min_size=1, max_size=12))
def test_shares_are_added_without_losing_a_hundredth(hundredths):
    made = Application(authors=[CoAuthor(position=n, name="A", percent=Decimal(h) / 100) for n, h in enumerate(hundredths)])

    assert made.shares == Decimal(sum(hundredths)) / 100
    assert ("Tỷ lệ đóng góp của các tác giả phải cộng lại đúng 100%." in made.missing_before_signing) is (
        sum(hundredths) != 10_000
    )


def test_of_two_windows_the_second_is_told(browser):
    initiative = InitiativeFactory(evaluating=True)
    made = application(initiative, signed=False)
    browser.sign_in(initiative.author)
    address, seen = f"/sang-kien/{initiative.code}/don/noi-dung", made.version

    browser.post(address, {"description": "Một", "conditions": "Nắng", "version": seen})
    told = browser.post(address, {"description": "Hai", "conditions": "Nắng", "version": seen}, expect=409).text

    assert "Hai" in told
    assert made.description == "Một"


def test_a_changed_form_has_to_be_signed_again_and_the_line_left_out_is_gone():
    initiative = InitiativeFactory(evaluating=True)
    application(initiative)

    applying.fill(initiative, by=initiative.author, authors=[{"name": "An", "percent": Decimal(100)}])
    db.session.flush()

    assert initiative.application.signed_at is None
    assert [one.name for one in initiative.application.authors] == ["An"]


def test_nothing_incomplete_is_signed_and_nothing_is_filled_after_the_decision(browser):
    incomplete, decided = InitiativeFactory(evaluating=True), InitiativeFactory(recognised=True)
    browser.sign_in(incomplete.author)

    page = browser.post(f"/sang-kien/{incomplete.code}/don/ky", {"signed_place": "Xã", "declared": "y"}, expect=422).text
    with pytest.raises(RuleBroken, match="chỉ điền khi"):
        applying.application_of(decided)

    assert "Chưa mô tả bản chất của sáng kiến." in page


def test_birth_dates_and_confidential_parts_are_for_those_who_prepare_the_council(browser):
    initiative = InitiativeFactory(evaluating=True)
    application(initiative).confidential = "Công thức phối trộn bí mật"
    page = f"/sang-kien/{initiative.code}/don/"

    browser.get(page, expect=303)
    browser.sign_in(PersonFactory())
    browser.get(page, expect=403)
    browser.sign_in(holder(Role.COUNCIL_MEMBER))
    browser.get(page, expect=403)  # it is in the case file of their session
    browser.sign_in(holder(Role.COUNCIL_SECRETARY))
    assert "Công thức phối trộn bí mật" in browser.get(page).text

    assert "Công thức phối trộn bí mật" not in browser.get(f"/sang-kien/{initiative.code}").text
    browser.get(f"{page}tac-gia", expect=404)


def test_an_unknown_step_is_not_found(browser):
    initiative = InitiativeFactory(evaluating=True)
    browser.sign_in(initiative.author)

    browser.get(f"/sang-kien/{initiative.code}/don/khong-co", expect=404)
