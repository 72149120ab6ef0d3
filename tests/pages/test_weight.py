"""What a phone has to fetch: bytes are counted, and a page that grows too heavy fails."""

import gzip
import json
import re
from pathlib import Path

import brotli
import pytest

from app.accounts.models import ChildrenShown
from app.core.assets import target_of
from app.core.clock import today
from tests.factories.initiatives import InitiativeFactory, photo
from tests.factories.products import lot, product, step

KB = 1024
PHOTO = 8 * KB


@pytest.fixture
def built(app):
    """Compressed size of every built file by its address."""
    folder = target_of(app)
    names = json.loads((folder / "manifest.json").read_text())["files"].values()
    return {f"/static/{name}": _sent(folder / name) for name in names}


def _sent(path: Path) -> int:
    compressed = path.with_name(path.name + ".br")
    return (compressed if compressed.exists() else path).stat().st_size


@pytest.mark.parametrize(("address", "photos"), [("/", 3), ("/sang-kien/", 3), ("/sang-kien/{}", 2)])
def test_a_first_visit_is_light(browser, built, address, photos):
    """List and page: at most 80 KB in 8 requests, 8 KB of it HTML, and with the photos one sees before scrolling."""
    made = [InitiativeFactory(opened=True, solution="Lắp đèn năng lượng mặt trời dọc đường. " * 12) for _ in range(20)]

    page = browser.get(address.format(made[0].code)).text

    html = len(brotli.compress(page.encode(), quality=4))
    asked = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page))
    total = html + sum(built[name] for name in asked)
    assert html <= 8 * KB
    assert {name for name in built if name.endswith(".woff2")} < asked  # named in the page: they come with the style sheet
    assert 1 + len(asked) + photos <= 8, sorted(asked)
    assert total + photos * PHOTO <= 80 * KB


@pytest.mark.parametrize("address", ["/", "/sang-kien/", "/sang-kien/{}"])
def test_a_second_visit_asks_for_the_page_alone(browser, built, address):
    """At most 10 KB in 2 requests: a file named by its content is kept for good, and the page names no other."""
    made = InitiativeFactory(opened=True)

    page = browser.get(address.format(made.code)).text

    named = set(
        re.findall(r'<(?:link rel="(?:stylesheet|preload|icon)"[^>]*href|script[^>]*src|img[^>]*src)="([^"]+)"', page)
    )
    assert named
    assert named <= set(built)
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", name) for name in named)
    assert len(brotli.compress(page.encode(), quality=4)) <= 10 * KB


@pytest.mark.parametrize("address", ["/", "/sang-kien/", "/sang-kien/{}", "/bo-chi-so/{year}/sang-kien", "/tro-giup"])
def test_no_page_names_a_file_of_another_host(browser, address):
    """The mark, the styles and the photos are the site's own; so are fonts, which only the style sheet draws with."""
    made = InitiativeFactory(opened=True)

    page = browser.get(address.format(made.code, year=today().year)).text

    files = re.findall(r'<(?:img|script|source|iframe)[^>]+src="([^"]+)"', page)
    files += re.findall(r'<link rel="(?:stylesheet|icon|preload|manifest)"[^>]*href="([^"]+)"', page)
    assert files
    assert [file for file in files if not re.match(r"/(?!/)", file)] == []


def test_a_style_sheet_asks_no_other_host(app):
    names = json.loads((target_of(app) / "manifest.json").read_text())["files"]
    css = (target_of(app) / names["app.css"]).read_text()

    assert [url for url in re.findall(r"url\(([^)]*)\)", css) if "//" in url] == []
    assert "@import" not in css


def test_text_stands_still_when_the_fonts_come(app):
    """CLS: a font that is late is used from the next page on, and never moves what is being read."""
    names = json.loads((target_of(app) / "manifest.json").read_text())["files"]
    css = (target_of(app) / names["app.css"]).read_text()

    own = [face for face in re.findall(r"@font-face \{[^}]*\}", css) if "url(" in face]
    assert own
    assert all("font-display: optional" in face for face in own)


def test_who_only_reads_gets_no_script_and_who_signs_in_does(browser, app):
    app.config["WTF_CSRF_ENABLED"] = True

    assert "<script" not in browser.get("/").text
    assert "js/once." in browser.get("/dang-nhap").text


def test_scripts_styles_and_fonts_stay_small(built):
    weight = {
        ending: sum(size for name, size in built.items() if name.endswith(ending)) for ending in ("js", "css", "woff2")
    }

    assert weight["js"] <= 15 * KB
    assert weight["css"] <= 8 * KB
    assert weight["woff2"] <= 25 * KB


def test_the_page_of_a_code_is_one_round_trip_and_five_requests(browser, built):
    """HTML at most 14 KB, all but the photo at most 40 KB in five requests, no script; photos of steps wait for a tap."""
    made = lot(product(story="Gạo ngâm từ chập tối, ba giờ sáng đỏ lò. " * 10))
    for _ in range(20):
        step(made, photo=photo(), children=ChildrenShown.NONE, note="Làm xong mẻ này, không có gì lạ.")

    page = browser.get(f"/t/{made.trace_code}").text

    html = len(gzip.compress(page.encode(), 3))
    seen = page.partition("<details")[0]
    asked = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', seen)) | {n for n in built if "be-vietnam-pro-700" in n}
    assert html <= 14 * KB
    assert html + sum(built[name] for name in asked) <= 40 * KB
    assert 1 + len(asked) + len(re.findall("<img", seen)) <= 5, sorted(asked)
    assert "<script" not in page.replace('<script type="application/ld+json">', "")
