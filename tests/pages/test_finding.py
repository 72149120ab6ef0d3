"""What search engines, shared links and home screens are told."""

import json
import re
from xml.etree import ElementTree

import pytest

from app.core.assets import target_of
from app.core.clock import local, today
from tests.factories.initiatives import InitiativeFactory, attachment
from tests.factories.people import PersonFactory, organisation
from tests.factories.tourism import attraction

BASE = "http://localhost"
PUBLIC = [
    "/",
    "/sang-kien/",
    "/sang-kien/{code}",
    "/to-chuc/",
    "/bo-chi-so/{year}/sang-kien",
    "/tim-kiem",
    "/tro-giup",
    "/tiep-can",
    "/kiem-chung",
]
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def built(app):
    """The addresses of all static files."""
    names = json.loads((target_of(app) / "manifest.json").read_text())["files"].values()
    return {f"/static/{name}" for name in names}


def said(page, name):
    """What the page tells a preview under this name."""
    return re.findall(rf'<meta property="og:{name}" content="([^"]*)">', page)


@pytest.mark.parametrize("address", [*PUBLIC, *(f"/en{address}" for address in PUBLIC)])
def test_a_public_page_says_where_it_stands_and_how_it_looks_when_shared(browser, built, address):
    address = address.format(code=InitiativeFactory(opened=True).code, year=today().year)

    page = browser.get(address).text

    assert re.findall(r'rel="canonical" href="([^"]+)"', page) == [BASE + address]
    assert said(page, "url") == [BASE + address]
    assert len(said(page, "title")[0]) > 3
    assert len(said(page, "description")[0]) > 20
    assert said(page, "image")[0].startswith(f"{BASE}/static/img/share.")
    assert said(page, "image")[0].removeprefix(BASE) in built


def test_a_filtered_list_is_the_list(browser):
    page = browser.get("/sang-kien/?xep=ung-ho&nam=2026").text

    assert f'rel="canonical" href="{BASE}/sang-kien/"' in page
    assert f'hreflang="en" href="{BASE}/en/sang-kien/"' in page


def test_a_shared_idea_shows_its_own_title_and_photo(browser):
    idea = InitiativeFactory(opened=True, title="Đèn & biển báo ở dốc đê")
    photo = attachment(idea)

    page = browser.get(f"/sang-kien/{idea.code}").text

    assert said(page, "title") == ["Đèn &amp; biển báo ở dốc đê"]
    assert said(page, "type") == ["article"]
    assert said(page, "image") == [f"{BASE}/tep/{photo.upload.token}"]


def test_what_is_private_or_missing_gives_no_preview(browser):
    assert "og:title" not in browser.get("/khong-co", expect=404).text

    browser.sign_in(PersonFactory())
    assert "og:title" not in browser.get("/tai-khoan").text
    assert "canonical" not in browser.get("/tai-khoan").text


def test_robots_are_kept_from_private_pages_and_led_to_the_list_of_all(browser):
    text = browser.get("/robots.txt").text

    for path in ("/tai-khoan", "/viec-can-lam", "/quan-tri/", "/tra-cuu/"):
        assert f"Disallow: {path}\n" in text
    assert f"Sitemap: {BASE}/sitemap.xml\n" in text


def test_the_list_of_all_pages_holds_what_is_public_in_both_languages(browser):
    idea, hidden = InitiativeFactory(opened=True), InitiativeFactory(submitted=True)

    answer = browser.get("/sitemap.xml")
    urls = {url.find(f"{SITEMAP}loc").text: url for url in ElementTree.fromstring(answer.text)}

    assert answer.mimetype == "application/xml"
    assert {f"{BASE}/", f"{BASE}/en/", f"{BASE}/sang-kien/{idea.code}", f"{BASE}/en/sang-kien/{idea.code}"} <= set(urls)
    assert not any(hidden.code in url for url in urls)
    moved = urls[f"{BASE}/sang-kien/{idea.code}"].find(f"{SITEMAP}lastmod").text
    assert moved == local(idea.state_since).date().isoformat()


def test_every_page_of_the_list_can_be_opened(browser):
    InitiativeFactory(opened=True)
    organisation(PersonFactory())

    for url in ElementTree.fromstring(browser.get("/sitemap.xml").text):
        browser.get(url.find(f"{SITEMAP}loc").text.removeprefix(BASE))


def test_the_list_of_all_pages_asks_three_questions(browser, count_queries):
    for _ in range(3):
        InitiativeFactory(opened=True)
        attraction()

    with count_queries() as asked:
        browser.get("/sitemap.xml")

    assert len([statement for statement in asked if "SELECT" in statement]) == 3


def test_a_phone_can_keep_the_site_on_its_home_screen(browser, built):
    assert 'rel="manifest" href="/manifest.webmanifest"' in browser.get("/").text

    told = json.loads(browser.get("/manifest.webmanifest").text)

    assert told["name"] == "Sáng kiến Nam Thanh Miện"
    assert len(told["short_name"]) <= 12
    assert browser.get(told["start_url"]).status_code == 200
    for icon in told["icons"]:
        assert icon["src"] in built
