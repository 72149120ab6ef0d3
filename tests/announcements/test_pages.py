"""Everybody reads the list, the page, the feed and the text for the loudspeaker; coordinators write."""

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.announcements import actions
from app.announcements.models import Announcement, AnnouncementKind, AnnouncementState
from app.core.clock import today
from app.core.db import db
from app.core.paging import PAGE
from tests.factories.announcements import ENGLISH, draft, facts, published
from tests.factories.initiatives import photo
from tests.factories.people import PersonFactory, holder, village

SENT = {"kind": "notice", "title": "Lịch tiêm phòng", "summary": "Sáng thứ Hai.", "text": "**Nhốt** gà vịt.", "key": "k"}
RSS = "application/rss+xml"


@pytest.mark.parametrize(("path", "most"), [("/tin/", 3), ("/tin/rss.xml", 1), ("/tin/{id}", 1)])
def test_however_much_there_is_the_questions_are_the_same(browser, count_queries, path, most):
    first = published(village_id=village().id)
    address = path.format(id=first.id)
    published(pinned_until=today())
    db.session.expunge_all()
    with count_queries() as seen:
        browser.get(address)
    for _ in range(3):
        published(village_id=village().id), published(pinned_until=today())
    db.session.expunge_all()
    with count_queries() as more:
        browser.get(address)

    assert len(seen) == len(more) <= most


def test_a_coordinator_writes_publishes_amends_and_withdraws(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    made = browser.post("/tin/moi", SENT).location
    browser.post("/tin/moi", SENT)
    [one] = db.session.scalars(sa.select(Announcement))
    assert one.title in browser.get("/tin/ban-nhap").text
    assert one.title not in browser.get("/tin/").text
    browser.post(f"{made}/dang")
    version = str(db.session.get(Announcement, one.id).version)
    browser.post(f"{made}/sua", {**SENT, "text": "Nhốt **ngan**.", "version": version})
    stale = browser.post(f"{made}/sua", {**SENT, "text": "Chữ của tôi", "version": version}, expect=422).text
    assert ("Có người vừa sửa trước" in stale, "Chữ của tôi" in stale) == (True, True)
    browser.post("/dang-xuat")
    page = browser.get(made).text
    assert ("<strong>ngan</strong>" in page, "Sửa lần cuối:" in page, "Sửa bài" in page) == (True, True, False)
    assert one.title in browser.get("/tin/").text

    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(f"{made}/rut", {"reason": ""}, expect=422)
    browser.post(f"{made}/rut", {"reason": "Nhầm ngày tiêm"})
    assert one.title in browser.get("/tin/ban-nhap").text
    browser.post("/dang-xuat")
    page = browser.get(made).text
    assert ("Nhầm ngày tiêm" in page, "ngan" in page, "Sáng thứ Hai." in page) == (True, False, False)
    browser.get(f"{made}/doc-loa.txt", expect=404)
    assert one.title not in browser.get("/tin/").text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Chưa ghi tên bài."),
        ({"summary": "a" * 301}, "tối đa 300"),
        ({"kind": "news", "valid_until": "05/12/2026"}, "Tin không có ngày hết hiệu lực."),
        ({"valid_until": "31/02/2026"}, "ngày/tháng/năm"),
        ({"title_en": "Only a title"}, "Bản tiếng Anh cần đủ"),
        ({"text_en": "Only a text"}, "Bản tiếng Anh cần đủ"),
        ({"village_id": "999999"}, "Hãy chọn một mục"),
        ({"kind": "khong-co"}, "Hãy chọn một mục"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(browser, wrong, sentence):
    browser.sign_in(holder(Role.COORDINATOR))
    page = browser.post("/tin/moi", {**SENT, **wrong}, expect=422).text

    assert (sentence in page, "**Nhốt** gà vịt." in page) == (True, True)
    assert db.session.scalars(sa.select(Announcement)).all() == []


def test_a_notice_that_is_over_is_not_published(browser):
    made = draft(valid_until=today() - timedelta(days=1))
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(f"/tin/{made.id}/dang", headers={"Referer": f"http://localhost/tin/{made.id}"})

    assert "quá ngày hiệu lực" in browser.get(f"/tin/{made.id}").text
    assert db.session.get(Announcement, made.id).state is AnnouncementState.DRAFT


@pytest.mark.parametrize("role", [None, Role.OFFICIAL, Role.VILLAGE_TEAM, Role.LEADER])
def test_others_write_nothing_and_see_no_draft(browser, role):
    hidden, shown = draft(), published()
    browser.sign_in(holder(role) if role else PersonFactory())
    for page in ("", "/doc-loa.txt"):
        browser.get(f"/tin/{hidden.id}{page}", expect=404)
    for page in ("sua", "dang", "rut", "anh", "anh/bo"):
        browser.post(f"/tin/{shown.id}/{page}", expect=403)
        browser.post(f"/tin/{hidden.id}/{page}", expect=404)
    browser.post("/tin/moi", SENT, expect=403)
    browser.get("/tin/ban-nhap", expect=403)


def test_a_picture_is_shown_with_its_words_and_only_while_the_page_is(browser):
    made = draft()
    browser.sign_in(holder(Role.COORDINATOR))
    refused = browser.post(f"/tin/{made.id}/anh", {"alt": ""}, expect=422).text
    assert ("Chưa chọn ảnh." in refused, "Chưa ghi ảnh cho thấy gì." in refused) == (True, True)
    sent = {"photo": (photo(), "a.jpg"), "alt": "Cán bộ thú y tiêm cho gà", "children": "none"}
    browser.post(f"/tin/{made.id}/anh", sent)
    address = f"/tin/anh/{db.session.get(Announcement, made.id).upload.token}"
    browser.get(address).close()
    browser.post("/dang-xuat")
    browser.get(address, expect=404)
    made.publish(by=holder(Role.COORDINATOR))
    browser.get(f"{address}?co=nho").close()
    page = browser.get(f"/tin/{made.id}").text
    assert ('alt="Cán bộ thú y tiêm cho gà"' in page, f"http://localhost{address}" in page) == (True, True)
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(f"/tin/{made.id}/anh/bo")
    assert "Cán bộ thú y" not in browser.get(f"/tin/{made.id}").text
    browser.get(address, expect=404)
    browser.get("/tin/anh/khong-co", expect=404)


def test_the_list_goes_on_in_the_order_of_publishing_and_pins_once(browser):
    late = draft(title="Viết trước, đăng sau")
    pinned = published(title="Đang ghim", pinned_until=today())
    for _ in range(PAGE):
        published()
    late.publish(by=holder(Role.COORDINATOR))
    first = browser.get("/tin/").text
    assert 0 < first.find(pinned.title) < first.find(late.title)
    second = browser.get(re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")).text

    titles = [re.findall(r"<h2><a href=\"/tin/\d+\">([^<]+)</a>", page) for page in (first, second)]
    assert [len(page) for page in titles] == [PAGE + 1, 1]
    assert len({*titles[0], *titles[1]}) == PAGE + 2


def test_the_list_of_one_kind_for_one_village(browser):
    published(title="Tin cả xã", kind=AnnouncementKind.NEWS)
    published(title="Báo riêng", village_id=village().id)

    def listed(query):
        page = browser.get(f"/tin/?{query}").text
        return ("Tin cả xã" in page, "Báo riêng" in page)

    assert [listed("loai=news"), listed(f"thon={village().id}")] == [(True, False), (False, True)]
    for odd in ("loai=khong-co", "thon=abc", "thon=999999", "sau=x"):
        assert listed(odd) == (True, True)


def test_what_is_over_says_so_and_leaves_the_home_page(browser):
    made = published(title="Mời họp tối qua")
    assert made.title in browser.get("/").text
    made.valid_until = today() - timedelta(days=1)

    assert "hết hiệu lực" in browser.get(f"/tin/{made.id}").text
    assert "hết hiệu lực" in browser.get("/tin/").text
    assert made.title not in browser.get("/").text


def test_home_tells_the_newest_three(browser):
    made = [published() for _ in range(4)]
    page = browser.get("/").text

    assert [one.title in page for one in made] == [False, True, True, True]


def test_the_text_for_the_loudspeaker_says_how_long_it_takes(browser):
    made = published(title="Mời họp", summary="19:00 ngày 05/12/2026", text="UBND xã **kính mời**.")
    answer = browser.get(f"/tin/{made.id}/doc-loa.txt")

    assert answer.mimetype == "text/plain"
    assert answer.text == (
        "[Đọc khoảng 6 giây, 17 tiếng]\n\nMời họp.\n19 giờ ngày 5 tháng 12 năm 2026.\nỦy ban nhân dân xã kính mời.\n"
    )
    page = browser.get(f"/tin/{made.id}").text
    assert "Đọc khoảng 6 giây, 17 tiếng." in page
    assert f'href="/tin/{made.id}/doc-loa.txt"' in page


def read(answer):
    assert answer.mimetype == RSS
    return ElementTree.fromstring(answer.data).find("channel")


def test_the_feed_is_rss_with_whole_addresses(browser):
    old = published(title="Gà & vịt <b>tiêm</b>", summary="1 < 2 & “3”")
    published(), draft()
    channel = read(browser.get("/tin/rss.xml"))
    [_newest, item] = channel.findall("item")

    assert [channel.find(name).text for name in ("link", "language")] == ["http://localhost/tin/", "vi"]
    here = channel.find("{http://www.w3.org/2005/Atom}link")
    assert (here.get("href"), here.get("rel")) == ("http://localhost/tin/rss.xml", "self")
    told = {one.tag: one.text for one in item}
    address = f"http://localhost/tin/{old.id}"
    assert told == {
        "title": "Gà & vịt <b>tiêm</b>",
        "description": "1 < 2 & “3”",
        "link": address,
        "guid": address,
        "category": "Thông báo",
        "pubDate": told["pubDate"],
    }
    assert item.find("guid").get("isPermaLink") == "true"
    assert parsedate_to_datetime(told["pubDate"]) == old.published_at.replace(microsecond=0)
    assert re.fullmatch(r"\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT", told["pubDate"])


def test_the_english_feed_has_what_somebody_wrote_in_english(browser):
    published()
    made = published(**ENGLISH)
    channel = read(browser.get("/en/tin/rss.xml"))

    assert [(item.find("title").text, item.find("link").text) for item in channel.findall("item")] == [
        ("Vaccination of poultry", f"http://localhost/en/tin/{made.id}")
    ]
    assert channel.find("language").text == "en"


def test_a_feed_without_anything_is_a_feed(browser):
    assert read(browser.get("/tin/rss.xml")).findall("item") == []


def test_whoever_asks_again_is_told_that_nothing_changed(browser):
    made = published()
    first = browser.get("/tin/rss.xml")
    same = {"If-None-Match": first.headers["ETag"]}
    assert browser.get("/tin/rss.xml", expect=304, headers=same).data == b""
    actions.write(made, {name: getattr(made, name) for name in facts()} | {"title": "Tên khác"}, by=holder(Role.COORDINATOR))

    assert "Tên khác" in browser.get("/tin/rss.xml", headers=same).text
    made.withdraw(by=holder(Role.COORDINATOR), reason="Nhầm")
    assert "Tên khác" not in browser.get("/tin/rss.xml").text


@pytest.mark.parametrize("sign", ["\ufffe", "\uffff", "\x0b"])
def test_no_sign_breaks_the_feed(browser, sign):
    published(title=f"Lịch{sign} tiêm")

    assert [item.find("title").text for item in read(browser.get("/tin/rss.xml")).findall("item")] == ["Lịch tiêm"]


def test_the_list_leads_to_the_feed_of_its_language(browser):
    for page, feed in (("/tin/", "/tin/rss.xml"), ("/en/tin/", "/en/tin/rss.xml")):
        assert re.search(rf'<link rel="alternate" type="{re.escape(RSS)}"[^>]* href="{feed}">', browser.get(page).text)


def test_english_pages_are_english(browser):
    both, plain = published(**ENGLISH), published()
    assert "News and notices" in browser.get("/en/tin/").text
    assert "<strong>Bring</strong>" in browser.get(f"/en/tin/{both.id}").text
    page = browser.get(f"/en/tin/{plain.id}").text
    assert "only in Vietnamese" in page
    assert f'<h1 lang="vi">{plain.title}</h1>' in page
