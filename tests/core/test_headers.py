"""What every answer tells the browser."""

import pytest

from app import create_app
from app.accounts.models import Role
from app.core.headers import POLICY
from config import from_environment
from tests.factories.people import PASSWORD, PersonFactory, holder

PUBLIC = [
    "/",
    "/en/",
    "/dang-nhap",
    "/dang-ky",
    "/to-chuc/",
    "/tro-giup",
    "/rieng-tu",
    "/tiep-can",
    "/giao-dien",
    "/khong-co",
]


@pytest.mark.parametrize("address", [*PUBLIC, "/api/v1/khong-co", "/healthz"])
def test_nothing_from_elsewhere_and_nothing_inline_is_allowed(browser, address):
    found = address not in ("/khong-co", "/api/v1/khong-co")
    headers = browser.get(address, expect=200 if found else 404).headers
    rules = dict(rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";"))

    assert rules["default-src"] == "'none'"
    assert (rules["frame-ancestors"], rules["base-uri"], rules["form-action"]) == ("'none'", "'none'", "'self'")
    assert {rules[name] for name in ("script-src", "style-src", "font-src", "connect-src")} == {"'self'"}
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert ("Access-Control-Allow-Origin" in headers) == address.startswith("/api/")
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("name", ["app.css", "js/draft.js", "img/mark.svg"])
def test_a_static_file_is_guarded_as_a_page_is(settings, name):
    built = create_app(from_environment(settings))  # one that finds the files when it starts
    answer = built.test_client().get(built.jinja_env.globals["asset"](name))
    assert answer.status_code == 200
    kept = {header: answer.headers[header] for header in ("Content-Security-Policy", "X-Content-Type-Options")}
    kind = answer.content_type
    answer.close()

    assert kept == {"Content-Security-Policy": POLICY, "X-Content-Type-Options": "nosniff"}
    assert kind.startswith(("text/css; charset=", "text/javascript; charset=", "image/svg+xml"))


def test_every_kind_of_answer_says_what_it_is(browser):
    kinds = {"/": "text/html; charset=utf-8", "/api/v1/initiatives": "application/json", "/healthz": "application/json"}

    assert {address: browser.get(address).content_type for address in kinds} == kinds


def test_what_is_private_is_kept_nowhere(browser):
    browser.sign_in(PersonFactory())

    for address in ("/", "/tai-khoan", "/viec-can-lam", "/sang-kien/", "/tai-khoan/mat-khau"):
        assert browser.get(address).headers["Cache-Control"] == "no-store", address


def test_what_an_office_sees_is_kept_nowhere(browser):
    browser.sign_in(holder(Role.ADMINISTRATOR))

    assert browser.get("/quan-tri/").headers["Cache-Control"] == "no-store"
    assert browser.get("/quan-tri/nguoi/0", expect=404).headers["Cache-Control"] == "no-store"


def test_a_form_that_was_refused_is_kept_nowhere(browser):
    answer = browser.post("/dang-nhap", {"identifier": "Nguyễn Thị Hoa"}, expect=422)

    assert answer.headers["Cache-Control"] == "no-store"


def test_the_cookie_of_a_session_is_out_of_reach_of_scripts_and_other_sites(browser):
    person = PersonFactory()
    signed_in = browser.post("/dang-nhap", {"identifier": person.name, "password": "sai sai sai"}, expect=422)
    assert "Set-Cookie" not in signed_in.headers

    browser.get("/viec-can-lam", expect=303)
    cookie = browser.post("/dang-nhap", {"identifier": person.name, "password": PASSWORD}).headers["Set-Cookie"]

    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert person.name not in cookie


@pytest.mark.parametrize("address", ["/to-chuc", "/sang-kien", "/en/sang-kien"])
def test_a_forged_host_leads_nobody_elsewhere(browser, address):
    answer = browser.get(address, expect=308, headers={"Host": "evil.example"})

    assert answer.headers["Location"] == f"{address}/"
