"""Who may: strangers are asked in, the others are told; a view that names no permission is closed."""

import pytest
from flask import Flask

from app.core import access
from app.core.access import can, everyone, permission
from app.core.login import Visitor
from tests.factories.people import PersonFactory


def test_a_view_that_names_no_permission_answers_403(app, browser):
    view = app.view_functions["pages.help"]
    app.view_functions["pages.help"] = lambda: "open"
    try:
        browser.get("/tro-giup", expect=403)
    finally:
        app.view_functions["pages.help"] = view

    browser.get("/tro-giup")


def test_a_stranger_fails_every_permission_that_is_not_for_strangers():
    @permission
    def yes(user, thing):
        return True

    assert (yes(Visitor()), yes(PersonFactory())) == (False, True)
    assert everyone(Visitor()) is True


def test_a_permission_is_a_yes_or_a_no_and_nothing_else():
    @permission(anonymous=True)
    def truthy(user, thing):
        return [thing]

    assert truthy(Visitor(), 1) is True


def test_templates_ask_by_name_and_a_typing_error_is_loud(app):
    with app.test_request_context("/"):
        app.preprocess_request()

        assert can("core.everyone") is True
        assert can("accounts.administer") is False
        with pytest.raises(KeyError):
            can("accounts.adminster")


def test_a_stranger_is_asked_in_and_led_back_to_what_they_wanted(browser):
    asked = browser.get("/viec-can-lam?loc=1", expect=303)

    assert asked.location == "/dang-nhap?next=/viec-can-lam?loc%3D1"
    assert "Đăng nhập để làm tiếp việc này." in browser.get(asked.location).text


def test_whether_a_thing_exists_is_not_told_to_strangers(browser):
    person = PersonFactory()

    answers = {browser.get(f"/quan-tri/nguoi/{number}", expect=303).location.split("?")[0] for number in (person.id, 0)}

    assert answers == {"/dang-nhap"}


def test_a_neighbour_is_told_that_a_page_is_not_theirs(browser):
    browser.sign_in(PersonFactory())

    assert "Việc này cần người có phận sự" in browser.get("/quan-tri/", expect=403).text


def test_a_guarded_view_shows_its_permission():
    bare = Flask("bare")

    @bare.get("/")
    @access.access(everyone)
    def view():
        return "x"

    assert view.access is everyone
