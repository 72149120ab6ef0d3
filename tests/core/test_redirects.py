"""Where a person is sent next: never to somebody else's site."""

import pytest

from app.core.redirects import own_path
from tests.factories.people import PASSWORD, PersonFactory

ELSEWHERE = [
    "//evil.vn",
    "///evil.vn",
    "/\\evil.vn",
    "\\\\evil.vn",
    "\\/evil.vn",
    "https:evil.vn",
    "https:/evil.vn",
    "https://evil.vn/viec-can-lam",
    "http:///evil.vn",
    "http://localhost.evil.vn/",
    "http://localhost@evil.vn/",
    "http://localhost:80@evil.vn/",
    "http://localhost//evil.vn",
    "http://localhost/\\evil.vn",
    "https://localhost/",
    "/\t/evil.vn",
    "/\n/evil.vn",
    "\t//evil.vn",
    " //evil.vn",
    "/viec\x00can",
    "/viec can",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.vn",
    "http://[evil",
    "",
]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_elsewhere_is_no_way_onward(app, address):
    with app.test_request_context("/", base_url="http://localhost"):
        assert own_path(address) is None


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/viec-can-lam", "/viec-can-lam"),
        ("/sang-kien/?xep=moi&q=a//b", "/sang-kien/?xep=moi&q=a//b"),
        ("http://localhost/sang-kien/?xep=moi", "/sang-kien/?xep=moi"),
    ],
)
def test_an_address_here_is_kept_with_its_questions(app, address, path):
    with app.test_request_context("/", base_url="http://localhost"):
        assert own_path(address) == path


@pytest.mark.parametrize(
    "address", ["//evil.vn", "/\\evil.vn", "https:evil.vn", "http://[evil", "http://localhost//evil.vn"]
)
def test_signing_in_leads_home_rather_than_elsewhere(browser, address):
    person = PersonFactory()

    signed_in = browser.post("/dang-nhap", {"identifier": person.name, "password": PASSWORD, "next": address})

    assert signed_in.location == "/"


def test_a_referrer_elsewhere_is_not_gone_back_to(browser):
    sent = browser.post("/dang-xuat", headers={"Referer": "https://evil.vn/x"})

    assert sent.location == "/dang-nhap?next=/"
