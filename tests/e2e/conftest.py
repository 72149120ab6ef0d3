"""A real browser and the product as it is served, over a database of its own."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.servers import Served, flask, load_samples, served, temporary_database

FLAGS = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium as the system installs it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or "/usr/bin/chromium", args=[*FLAGS.split(), "--disable-sync"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An empty commune, served by two processes."""
    folder: Path = tmp_path_factory.mktemp("processes")
    with temporary_database(request.config.getoption("--db"), folder) as url:
        environment = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "p" * 40, "RATE_LIMITS": "off"}
        flask(environment, "setup")
        with served(environment) as server:
            yield server


@pytest.fixture(scope="session")
def commune(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The sample commune, served."""
    folder: Path = tmp_path_factory.mktemp("commune")
    with temporary_database(request.config.getoption("--db"), folder) as url:
        environment = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "p" * 40, "RATE_LIMITS": "off"}
        load_samples(environment, tmp_path_factory)
        with served(environment) as server:
            yield server


@pytest.fixture(scope="session")
def accounts(commune: Served) -> Callable[..., dict[str, str]]:
    """The sample accounts by role; `nth` takes another of the same role."""
    listed = json.loads((Path(commune.environment["DATA_DIR"]) / "demo-accounts.json").read_text(encoding="utf-8"))

    def of(role: str, nth: int = 0) -> dict[str, str]:
        found: dict[str, str] = [account for account in listed if account["role"] == role][nth]
        return found

    return of


class Watched:
    """A page that notes what must never happen: a request elsewhere, an error on the console."""

    def __init__(self, context: BrowserContext, base: str) -> None:
        self.page: Page = context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "request", lambda asked: None if asked.url.startswith((base, "blob:")) else self.faults.append(asked.url)
        )


@pytest.fixture
def phone(chromium: Browser, commune: Served) -> Iterator[Callable[..., Page]]:
    """Somebody's phone, 360×740; at the end nothing may have gone wrong on any of them."""
    opened: list[tuple[BrowserContext, Watched]] = []

    def take(*, script: bool = True) -> Page:
        context = chromium.new_context(
            base_url=commune.url, viewport={"width": 360, "height": 740}, has_touch=True, java_script_enabled=script
        )
        watched = Watched(context, commune.url)
        opened.append((context, watched))
        return watched.page

    yield take
    faults = [fault for _context, watched in opened for fault in watched.faults]
    for context, _watched in opened:
        context.close()
    assert not faults
