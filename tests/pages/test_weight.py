"""What a phone has to fetch: bytes are counted, and a page that grows too heavy fails."""

import json
import re
from pathlib import Path

import brotli
import pytest

from app.core.assets import target_of
from tests.factories.initiatives import InitiativeFactory

KB = 1024


@pytest.fixture
def built(app):
    """Compressed size of every built file by its address."""
    folder = target_of(app)
    names = json.loads((folder / "manifest.json").read_text())["files"].values()
    return {f"/static/{name}": _sent(folder / name) for name in names}


def _sent(path: Path) -> int:
    compressed = path.with_name(path.name + ".br")
    return (compressed if compressed.exists() else path).stat().st_size


@pytest.mark.parametrize("address", ["/", "/sang-kien/", "/sang-kien/{}"])
def test_a_first_visit_is_light(app, browser, built, address):
    """List and page: at most 80 KB in 8 requests, 8 KB of it HTML (photos aside)."""
    made = [InitiativeFactory(opened=True, solution="Lắp đèn năng lượng mặt trời dọc đường. " * 12) for _ in range(20)]

    page = browser.get(address.format(made[0].code)).text

    html = len(brotli.compress(page.encode(), quality=4))
    asked = {name.split("#")[0] for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', page)}
    fonts = {name for name in built if name.endswith(".woff2")}
    total = html + sum(built[name] for name in asked | fonts)
    assert html <= 8 * KB
    assert len(asked | fonts) + 1 <= 8, sorted(asked | fonts)
    assert total <= 80 * KB


def test_scripts_styles_and_fonts_stay_small(built):
    weight = {
        ending: sum(size for name, size in built.items() if name.endswith(ending)) for ending in ("js", "css", "woff2")
    }

    assert weight["js"] <= 15 * KB
    assert weight["css"] <= 8 * KB
    assert weight["woff2"] <= 25 * KB
