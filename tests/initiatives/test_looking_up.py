"""An idea is followed by its code and four digits, and neither can be guessed."""

from datetime import timedelta

import pytest

from app.accounts.models import Role
from app.core.clock import at, utcnow
from app.core.db import db
from app.initiatives.actions.looking_up import code_of
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder

WRONG = "không khớp"


@pytest.fixture
def sent():
    """An idea that the commune sent back, of somebody with a phone."""
    author = PersonFactory(phone="+84912345678", name="Bà Mơ")
    one = InitiativeFactory(submitted=True, author=author, title="Giếng xóm Bãi", problem="Nước đục.", code="SK-2026-0012")
    one.return_to_author(by=holder(Role.COORDINATOR), reason="Cho biết rõ chỗ đặt giếng.")
    db.session.flush()
    return one


def ask(browser, code, digits, **given):
    return browser.post("/tra-cuu", {"code": code, "digits": digits}, **given)


@pytest.mark.parametrize("typed", ["SK-2026-0012", "sk 2026 12", "2026-0012", " SK–2026–12 ", "20260012"])
def test_a_code_is_understood_however_it_is_typed(typed):
    assert code_of(typed) == "SK-2026-0012"


@pytest.mark.parametrize("typed", ["", "SK", "12", "SK-2026-", "SK-2026-0012x", "'; --", "SK-2026-00000000012"])
def test_what_is_no_code_is_none(typed):
    assert code_of(typed) is None


def test_code_and_digits_show_where_it_stands_and_nothing_of_the_person(browser, sent):
    place = ask(browser, "sk 2026 12", "5678").location

    page = browser.get(place)
    assert "Cho biết rõ chỗ đặt giếng." in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert [word for word in ("Bà Mơ", "0912", "345 678", "Nước đục") if word in page.text] == []


@pytest.mark.parametrize(
    ("code", "digits"), [("SK-2026-0012", "0000"), ("SK-2026-9999", "5678"), ("x", "5678"), ("SK-2026-0013", "")]
)
def test_wrong_words_are_refused_alike(browser, sent, code, digits):
    InitiativeFactory(submitted=True, code="SK-2026-0013")

    page = ask(browser, code, digits, expect=422).text

    assert WRONG in page or "Chưa điền bốn số cuối." in page


def test_an_author_without_a_phone_is_found_by_nobody(browser):
    InitiativeFactory(submitted=True, code="SK-2026-0014", author=PersonFactory(phone=None))

    for digits in ("0000", "None"[:4], "    "):
        ask(browser, "SK-2026-0014", digits, expect=422)


def test_a_code_is_tried_ten_times_an_hour_and_one_stranger_keeps_nobody_out(browser, sent):
    for n in range(10):
        ask(browser, "SK-2026-0012", f"{n:04d}", expect=422)

    ask(browser, "sk-2026-12", "5678", expect=429)
    ask(browser, "SK-2026-0012", "5678", environ_base={"REMOTE_ADDR": "10.0.0.99"})
    with at(utcnow() + timedelta(minutes=61)):
        ask(browser, "SK-2026-0012", "5678")


def test_a_code_is_tried_forty_times_an_hour_by_the_whole_world(browser, sent):
    for n in range(40):
        ask(browser, "SK-2026-0012", f"{n:04d}", expect=422, environ_base={"REMOTE_ADDR": f"10.0.0.{n}"})

    ask(browser, "sk-2026-12", "5678", expect=429, environ_base={"REMOTE_ADDR": "10.0.0.99"})
    with at(utcnow() + timedelta(minutes=61)):
        ask(browser, "SK-2026-0012", "5678")


def test_an_address_tries_sixty_codes_an_hour(browser, sent):
    for n in range(60):
        ask(browser, f"SK-2025-{n:04d}", "5678", expect=422)

    ask(browser, "SK-2026-0012", "5678", expect=429)


def test_the_page_is_open_to_whoever_looked_it_up_only(browser, app, sent):
    place = ask(browser, "SK-2026-0012", "5678").location

    with browser.client.session_transaction() as session:
        session["looked_up"] = {"SK-2026-0012": 1}
    assert browser.get(place, expect=303).location == "/tra-cuu?ma=SK-2026-0012"
    assert 'value="SK-2026-0012"' in browser.get("/tra-cuu?ma=SK-2026-0012").text


def test_a_draft_cannot_be_looked_up(browser):
    draft = InitiativeFactory(author=PersonFactory(phone="+84912345678"))

    assert draft.code is None
    ask(browser, "SK-2026-0001", "5678", expect=422)
