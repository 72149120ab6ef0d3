"""Changes come from this site's own pages, with the token of the form; reading changes nothing."""

import re

import pytest

from tests.browser import Browser
from tests.factories.people import PASSWORD, PersonFactory

FOREIGN = [
    "https://evil.vn",
    "null",
    "http://localhost.evil.vn",
    "http://localhost@evil.vn",
    "http://localhost:81",
    "x",
    "http://[",
]


@pytest.fixture
def guarded(app, browser):
    """A browser whose forms need their token, as everybody's do."""
    app.config["WTF_CSRF_ENABLED"] = True
    yield browser
    app.config["WTF_CSRF_ENABLED"] = False


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_form_sent_from_another_site_is_refused(browser, origin):
    browser.sign_in(PersonFactory())

    browser.post("/dang-xuat", expect=403, headers={"Origin": origin})

    browser.get("/tai-khoan")


def test_a_form_sent_from_here_is_taken(browser):
    browser.sign_in(PersonFactory())

    browser.post("/dang-xuat", headers={"Origin": "http://localhost"})

    browser.get("/tai-khoan", expect=303)


@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_a_form_without_its_token_is_refused_and_told_how_to_go_on(guarded, token):
    guarded.sign_in(PersonFactory())
    sent = {} if token is None else {"csrf_token": token}

    page = guarded.post("/dang-xuat", sent, expect=400).text

    assert "Trang này đã mở quá lâu" in page
    guarded.get("/tai-khoan")


def test_a_token_is_good_for_the_browser_it_was_given_to_and_no_other(app, guarded):
    person = PersonFactory()
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', guarded.get("/dang-nhap").text)[1]
    sent = {"identifier": person.name, "password": PASSWORD, "csrf_token": token}
    other = Browser(app)
    app.config["WTF_CSRF_ENABLED"] = True

    other.post("/dang-nhap", sent, expect=400)
    guarded.post("/dang-nhap", sent)


def test_every_form_that_changes_something_carries_a_token(guarded):
    guarded.sign_in(PersonFactory())

    for address in ("/tai-khoan", "/tai-khoan/mat-khau", "/to-chuc/moi", "/giao-dien", "/sang-kien/moi"):
        page = guarded.get(address).text
        forms = re.findall(r'<form[^>]*method="post".*?</form>', page, re.DOTALL)
        assert forms
        assert all('name="csrf_token"' in form for form in forms), address
