"""A visitor at the lake with a phone, the staff behind it, and what the phone keeps for when there is no network."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.sitting import follow, press
from tests.e2e.test_road import fits, sign_in

pytestmark = [pytest.mark.real, pytest.mark.chromium]
KEPT = """async () => {
  const kept = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) {
      const answer = await (await caches.open(name)).match(request);
      const text = answer.headers.get('Content-Type').startsWith('text/') ? await answer.text() : '';
      kept.push([new URL(request.url).pathname, text]);
    }
  return kept;
}"""
WORDS = {
    "vi": {
        "tree": "",
        "today": "Hôm nay",
        "boat": "Đặt chỗ đi thuyền",
        "people": "Mấy người?",
        "name": "Tên người đặt",
        "phone": "Số điện thoại",
        "send": "Đặt chỗ",
        "held": "Đã giữ chỗ, chờ xác nhận",
        "confirmed": "Đã xác nhận",
    },
    "en": {
        "tree": "/en",
        "today": "Best today|It is dark",
        "boat": "Ask for seats in a boat",
        "people": "How many people?",
        "name": "Your name",
        "phone": "Phone number",
        "send": "Ask for seats",
        "held": "Seats held, waiting for our word",
        "confirmed": "Confirmed",
    },
}


@pytest.mark.parametrize(("language", "script"), [("vi", True), ("en", True), ("vi", False)])
def test_from_a_plaque_to_a_seat_and_onto_the_sheet_of_the_boatmen(phone, accounts, language, script):
    words = WORDS[language]
    visitor, staff = phone(script=script), phone()
    visitor.goto(f"{words['tree']}/dao-co/choi-ngam-chim?bien")
    fits(visitor)
    expect(visitor.locator(".today")).to_contain_text(re.compile(words["today"]))
    follow(visitor, words["boat"])
    fits(visitor)
    trip = visitor.locator(".slots a").nth(4)
    hour, day = (
        trip.locator("strong").inner_text(),
        visitor.locator("section:has(.slots a)").nth(1).locator("h2").inner_text(),
    )
    trip.click()
    visitor.get_by_label(words["people"]).fill("2")
    visitor.get_by_label(words["name"]).fill(f"Khách thử {language} {script}")
    visitor.get_by_label(words["phone"]).fill(
        "0912 000 " + {"vi": "101", "en": "102"}[language] if script else "0912 000 103"
    )
    press(visitor, words["send"])
    expect(visitor.get_by_role("main")).to_contain_text(words["held"])
    fits(visitor)
    ticket = visitor.url
    code = re.search(r"DC-\d+", visitor.locator("h1").inner_text())[0]

    sign_in(staff, accounts("tourism_editor"))
    staff.goto("/dao-co/dieu-hanh/")
    fits(staff)
    row = staff.locator("li", has_text=code)
    row.get_by_role("button", name="Xác nhận").click()
    expect(staff.locator(".flash")).to_contain_text(code)
    fits(staff)
    sheet = staff.get_by_role("main").inner_text()
    assert code in sheet
    assert hour.split("–")[0] in sheet
    assert re.search(r"\d\d/\d\d/\d{4}", day)[0] in staff.locator("h1").inner_text()
    staff.emulate_media(media="print")
    expect(staff.get_by_role("row", name=re.compile(code))).to_be_visible()

    visitor.goto(ticket)
    expect(visitor.locator(".badge")).to_have_text(words["confirmed"])


def ready(page: Page, address: str) -> None:
    """Open a page and wait until the phone has kept what it keeps."""
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-ready", "kept", timeout=15_000)


@pytest.mark.parametrize("tree", ["", "/en"])
def test_in_flight_mode_the_guide_opens_after_one_visit(phone, tree):
    visitor = phone()
    context: BrowserContext = visitor.context
    ready(visitor, f"{tree}/dao-co/")
    context.set_offline(True)
    for page, heading in (("nghe", "1"), ("choi-ngam-chim", "3"), ("ban-do", ""), ("chim", ""), ("noi-quy", ""), ("", "")):
        visitor.goto(f"{tree}/dao-co/{page}")
        expect(visitor.locator("h1")).to_be_visible()
        expect(visitor.get_by_role("main")).to_contain_text(heading)
        assert visitor.evaluate("getComputedStyle(document.querySelector('.top')).backgroundColor") == "rgb(11, 74, 43)"
        fits(visitor)
    context.set_offline(False)


def test_without_a_network_pictures_are_there_and_pages_that_need_one_say_so(chromium, commune):
    """A phone with fine pixels asks for the large picture; the small one is what it has."""
    size = {"width": 390, "height": 780}
    context = chromium.new_context(base_url=commune.url, viewport=size, device_scale_factor=3, has_touch=True)
    visitor = context.new_page()
    ready(visitor, "/dao-co/")
    context.set_offline(True)
    visitor.goto("/dao-co/choi-ngam-chim")
    width = visitor.evaluate(
        "document.querySelector('.cover').decode().then(() => document.querySelector('.cover').naturalWidth)"
    )
    for address in ("/dao-co/dat-cho", "/dao-co/gop-y"):
        visitor.goto(address)
        expect(visitor.locator("h1")).to_have_text("Đang mất mạng")
        expect(visitor.get_by_role("link", name="0912 345 601")).to_be_visible()
    context.set_offline(False)
    context.close()

    assert width > 0


def test_what_was_kept_on_another_day_says_so(phone):
    visitor = phone()
    visitor.clock.set_fixed_time("2031-01-01T05:00:00+07:00")
    visitor.goto("/dao-co/")

    expect(visitor.locator("[data-then]")).to_be_visible()


def test_recordings_that_were_fetched_ahead_play_without_a_network(phone):
    visitor = phone()
    ready(visitor, "/dao-co/")
    visitor.goto("/dao-co/nghe")
    visitor.locator("[data-fetch]").click()
    expect(visitor.locator("[data-fetch]")).to_have_text("Đã tải hết về máy")
    visitor.context.set_offline(True)
    visitor.goto("/dao-co/nghe")
    heard = visitor.evaluate(
        """() => new Promise((done) => {
          const player = document.querySelector('audio');
          player.addEventListener('loadedmetadata', () => done(player.duration));
          player.addEventListener('error', () => done(-1));
          player.preload = 'metadata';
          player.load();
        })"""
    )
    visitor.context.set_offline(False)

    assert 7 < heard < 9


def test_nothing_of_those_who_signed_in_is_ever_kept(phone, accounts):
    editor = phone()
    account = accounts("tourism_editor")
    sign_in(editor, account)
    ready(editor, "/dao-co/")
    for page in (
        "/dao-co/nghe",
        "/dao-co/bien-tap/",
        "/dao-co/dieu-hanh/",
        "/tai-khoan",
        "/viec-can-lam",
        "/dao-co/dat-cho",
    ):
        editor.goto(page)
        expect(editor.locator("h1")).to_be_visible()
    ready(editor, "/dao-co/")
    expect(editor.locator("body")).to_contain_text("Biên tập Đảo Cò")
    kept = dict(editor.evaluate(KEPT))

    assert "/dao-co/" in kept
    assert len(kept["/dao-co/"]) > 5000
    assert not [path for path in kept if re.search("bien-tap|dieu-hanh|tai-khoan|viec-can-lam|dat-cho|phieu|ghi-nhan", path)]
    assert not [path for path, text in kept.items() if account["name"] in text or "Biên tập" in text]


def test_the_map_is_used_with_keys_alone(phone):
    visitor = phone()
    visitor.goto("/dao-co/ban-do")
    svg = visitor.locator("[data-map] svg")
    whole = svg.get_attribute("viewBox")
    visitor.locator("[data-map]").focus()
    visitor.keyboard.press("+")
    expect(svg).not_to_have_attribute("viewBox", whole)
    close = svg.get_attribute("viewBox")
    visitor.keyboard.press("ArrowRight")
    expect(svg).not_to_have_attribute("viewBox", close)
    visitor.keyboard.press("Tab")
    assert visitor.evaluate("document.activeElement.closest('[data-map]') !== null")
    assert visitor.evaluate("document.activeElement.getAttribute('aria-label')").startswith("1. ")
    visitor.keyboard.press("Enter")
    expect(visitor.locator("h1")).to_contain_text("Cổng vào")


def test_where_one_stands_is_drawn_and_sent_nowhere(phone):
    visitor = phone()
    context: BrowserContext = visitor.context
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 20.7274, "longitude": 106.2061})
    visitor.goto("/dao-co/ban-do")
    visitor.wait_for_load_state("networkidle")
    sent: list[str] = []
    visitor.on("request", lambda request: sent.append(request.url))
    visitor.get_by_role("button", name="Tôi đang ở đâu?").click()
    expect(visitor.locator("[data-map-said]")).to_contain_text(re.compile(r"sai số khoảng \d+ m.*không gửi đi đâu"))
    expect(visitor.locator(".map .me")).to_be_visible()
    context.set_geolocation({"latitude": 48.85, "longitude": 2.29})
    visitor.get_by_role("button", name="Tôi đang ở đâu?").click()
    expect(visitor.locator("[data-map-said]")).to_contain_text("ngoài bản vẽ")

    assert sent == []


def test_large_letters_and_bright_sun_stay_without_a_network(phone):
    visitor = phone()
    ready(visitor, "/dao-co/")
    visitor.goto("/dao-co/nghe")
    visitor.get_by_role("button", name="Chữ to").click()
    visitor.get_by_role("button", name="Nắng chói").click()
    visitor.context.set_offline(True)
    visitor.goto("/dao-co/choi-ngam-chim")
    look = visitor.evaluate("({...document.documentElement.dataset, ink: getComputedStyle(document.body).color})")
    fits(visitor)
    visitor.context.set_offline(False)

    assert (look["size"], look["theme"], look["ink"]) == ("aaa", "sun", "rgb(0, 0, 0)")
