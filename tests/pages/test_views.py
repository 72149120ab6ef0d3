"""Home, help, the pages about this site, how it looks, and how the house is doing."""

import pytest

from app.accounts.models import Role
from app.core.clock import today
from app.core.db import db
from app.initiatives.actions import adopting, voting
from tests.factories.announcements import published
from tests.factories.initiatives import InitiativeFactory, adoption
from tests.factories.people import PersonFactory, holder


def test_home_leads_to_the_first_idea_while_there_is_none(browser):
    page = browser.get("/").text

    assert "Chưa có ý tưởng nào." in page
    assert "0/8" in page
    assert "trong 7 ngày làm việc" in page


def test_home_shows_the_three_most_supported_that_are_public(browser):
    ideas = [InitiativeFactory(opened=True) for _ in range(5)]
    hidden = [InitiativeFactory(title="Bản nháp riêng"), InitiativeFactory(title="Mới gửi", submitted=True)]
    for count, idea in enumerate(ideas):
        for _ in range(count):
            voting.cast_vote(idea, by=PersonFactory())

    page = browser.get("/").text

    places = [page.find(f">{idea.title}<") for idea in reversed(ideas[2:])]
    assert places == sorted(places)
    assert places[0] > 0
    assert not any(idea.title in page for idea in (*ideas[:2], *hidden))


def test_home_counts_what_was_put_into_practice_this_year(browser):
    made = adoption(InitiativeFactory(recognised=True))
    adopting.confirm_adoption(made, by=holder(Role.LEADER))
    db.session.flush()

    assert f"sáng kiến đã áp dụng trong năm {today().year}" in browser.get("/").text
    assert "1/8" in browser.get("/").text


def test_home_in_english_is_in_english(browser):
    InitiativeFactory(opened=True)

    page = browser.get("/en/").text

    assert '<html lang="en"' in page
    main = page.split("<main")[1].split("</main>")[0]
    assert not any(word in main for word in ("ngày làm việc", "Gửi ý tưởng", "Ủng hộ", "Xem "))


@pytest.mark.parametrize("role", [None, *Role.granted()])
def test_home_asks_few_questions_whoever_looks(browser, count_queries, role):
    for _ in range(4):
        InitiativeFactory(opened=True)
        published()
    browser.sign_in(holder(role) if role else PersonFactory())
    db.session.expunge_all()

    with count_queries() as seen:
        browser.get("/")

    assert len(seen) <= 8


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("/rieng-tu", "Xã chỉ giữ những gì cần để nhận, trả lời và đếm sáng kiến."),
        ("/tiep-can", "WCAG 2.2 mức AA"),
        ("/tro-giup", "Trong 7 ngày làm việc, xã đưa ra lấy ý kiến"),
    ],
)
def test_what_this_site_is_can_be_read_by_everybody(browser, address, sentence):
    assert sentence in browser.get(address).text


def test_words_grow_and_the_ground_darkens_on_this_device(browser):
    answer = browser.post("/giao-dien", {"size": "aaa", "theme": "dark"})
    for cookie in answer.headers.getlist("Set-Cookie"):
        assert cookie.startswith(("co-chu=aaa", "nen=dark", "phien="))
        assert {"HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}

    for address in ("/", "/dang-nhap", "/khong-co"):
        page = browser.get(address, expect=404 if address == "/khong-co" else 200).text
        assert 'data-theme="dark" data-size="aaa"' in page
    assert page.count("checked") == 0
    assert browser.get("/giao-dien").text.count("checked") == 2


@pytest.mark.parametrize("sent", [{"size": "aaa", "theme": "pink"}, {"size": '"><b>', "theme": "dark"}])
def test_a_look_nobody_offers_is_refused_and_the_rest_is_kept(browser, sent):
    page = browser.post("/giao-dien", sent, expect=422).text

    assert 'role="alert"' in page
    assert "<b>" not in page
    if sent.get("size") == "aaa":
        assert 'checked id="size-2"' in page
        assert 'href="#theme-0"' in page


@pytest.mark.parametrize("value", ["pink", "", '"><script>', "a" * 4000])
def test_a_cookie_somebody_changed_by_hand_looks_like_none(browser, value):
    for name in ("co-chu", "nen"):
        browser.client.set_cookie(name, value)

    assert 'data-theme="auto" data-size="a"' in browser.get("/").text


def test_whoever_watches_the_server_learns_that_it_is_well_and_nothing_else(browser):
    assert browser.get("/healthz").json == {"alive": True}
    assert browser.get("/readyz").json == {"ready": True, "database": True, "media": True, "outbox": True}


def test_whoever_watches_the_server_learns_that_photos_cannot_be_kept(app, browser, tmp_path):
    kept = app.config["MEDIA_DIR"]
    blocked = tmp_path / "x"
    blocked.touch()
    app.config["MEDIA_DIR"] = blocked
    try:
        answer = browser.get("/readyz", expect=503)
    finally:
        app.config["MEDIA_DIR"] = kept

    assert answer.json == {"ready": False, "database": True, "media": False, "outbox": True}


def tabs(page: str) -> list[str]:
    """The words of the bottom bar."""
    bar = page.split('<nav class="tabs"')[1].split("</nav>")[0]
    return [part.split("</span>")[0] for part in bar.split("<span>")[1:]]


BARS = {
    None: ["Trang chủ", "Ý tưởng", "Gửi", "Quét", "Của tôi"],
    Role.LEADER: ["Việc", "Chỉ tiêu", "Quá hẹn", "Ý tưởng", "Của tôi"],
    Role.AUDITOR: ["Việc", "Chỉ tiêu", "Quá hẹn", "Ý tưởng", "Của tôi"],
    Role.COORDINATOR: ["Việc", "Ý tưởng", "Gửi", "Chỉ tiêu", "Của tôi"],
    Role.COUNCIL_SECRETARY: ["Việc", "Ý tưởng", "Gửi", "Hội đồng", "Của tôi"],
    Role.COUNCIL_MEMBER: ["Việc", "Ý tưởng", "Chấm", "Hội đồng", "Của tôi"],
    Role.OFFICIAL: ["Việc", "Ý tưởng", "Gửi", "Chỉ tiêu", "Của tôi"],
    Role.VILLAGE_TEAM: ["Trang chủ", "Ý tưởng", "Gửi hộ", "Xác nhận", "Của tôi"],
    Role.ADMINISTRATOR: ["Trang chủ", "Ý tưởng", "Gửi", "Quản trị", "Của tôi"],
    Role.JUDGE: ["Việc", "Ý tưởng", "Chấm", "Cuộc thi", "Của tôi"],
    Role.ORGANISER: ["Việc", "Ý tưởng", "Gửi", "Cuộc thi", "Của tôi"],
}


@pytest.mark.parametrize("role", BARS, ids=str)
def test_the_bar_holds_what_a_role_needs_and_every_door_opens(browser, role):
    browser.sign_in(holder(role) if role else PersonFactory())

    page = browser.get("/").text

    assert tabs(page) == BARS[role]
    for part in page.split('<nav class="tabs"')[1].split("</nav>")[0].split('<a href="')[1:]:
        browser.get(part.split('"')[0])


def test_a_visitor_sees_the_same_bar_and_is_asked_in_where_a_name_is_needed(browser):
    page = browser.get("/").text

    assert tabs(page) == BARS[None]
    assert 'aria-current="page"' in page
    assert "Quản trị" not in page
    browser.get("/tai-khoan", expect=303)
