"""A coordinator sends a table, looks at every row, says yes once; nobody else gets that far."""

import csv
import io
import re

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.businesses.models import Business
from app.community.models import Staff
from app.core.db import db
from app.imports import views
from app.imports.models import ImportDraft
from tests.factories.businesses import business
from tests.factories.people import PersonFactory, holder, unit
from tests.imports.test_reading import book

HEAD = ["Tên cơ sở", "Loại cơ sở", "Thôn", "Hoạt động từ ngày", "Ghi chú"]
GOOD, WRONG = ["Hộ Mới", "Hộ", "An Dương", "1/7/25", "x"], ["Hộ Sai", "Hộ", "Thôn Nhầm", "1/7/25", ""]
TO = {"register": "co-so-kinh-doanh"}


@pytest.fixture
def at_work(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    return browser


def pasted(*lines):
    return {**TO, "pasted": "\n".join("\t".join(line) for line in lines)}


def seen(page):
    return re.search(r'name="digest"[^>]*value="(\w+)"', page.text)[1]


def test_rows_are_pasted_looked_at_and_applied(at_work):
    sent = at_work.post("/nhap-lieu/moi", pasted(HEAD, GOOD, WRONG, ["Tổng cộng", "", "", "", ""]))
    page = at_work.get(sent.location)
    for words in ("Không dùng các cột: Ghi chú.", "4: Tổng cộng", "Hộ Mới", "Không có nơi nào trong xã tên “Thôn Nhầm”"):
        assert words in page.text
    refused = at_work.post(sent.location, {"digest": seen(page)}, expect=422)
    assert "Còn 1 dòng lỗi" in refused.text
    assert db.session.scalars(sa.select(Business)).all() == []

    done = at_work.post(sent.location, {"digest": seen(page), "skip": "y"})

    assert "1 dòng mới, 0 dòng đổi, bỏ qua 1 dòng lỗi" in at_work.get(done.location).text
    assert "đã nhập rồi" in at_work.get(at_work.post(sent.location, {"digest": seen(page), "skip": "y"}).location).text
    assert [one.name for one in db.session.scalars(sa.select(Business))] == ["Hộ Mới"]
    [told] = re.findall(r'href="(/nhap-lieu/da-nhap/\d+)"', at_work.get("/nhap-lieu/").text)
    assert "Hộ Sai" in at_work.get(told).text
    assert 'href="/ho-kinh-doanh/"' in at_work.get(told).text
    assert at_work.get(sent.location, expect=303).location.endswith("/nhap-lieu/")


def test_what_changed_meanwhile_is_shown_again(at_work):
    sent = at_work.post("/nhap-lieu/moi", pasted(HEAD, GOOD, ["Hộ Khác", *GOOD[1:]]))
    page = at_work.get(sent.location)
    business(name="Hộ Mới")

    again = at_work.post(sent.location, {"digest": seen(page)}, expect=422)

    assert "vừa thay đổi" in again.text
    assert seen(again) != seen(page)
    assert "Giữ nguyên (1)" in again.text


def test_a_file_is_sent_and_dropped(at_work):
    sent = at_work.post("/nhap-lieu/moi", {**TO, "file": (io.BytesIO(book(HEAD, GOOD)), "hộ\x00 kd\u202e.xlsx")})
    assert "hộ kd.xlsx, Danh sách" in at_work.get(sent.location).text
    assert sent.location in at_work.get("/nhap-lieu/").text
    at_work.post(f"{sent.location}/bo")
    at_work.get(sent.location, expect=404)
    assert db.session.scalars(sa.select(ImportDraft)).all() == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Chưa có tệp"),
        ({"pasted": "   "}, "Chưa có tệp"),
        ({"pasted": "Tên;Tuổi\nA;3"}, "dòng tên cột"),
        ({"pasted": "x", "file": (io.BytesIO(b"x"), "a.csv")}, "Chỉ chọn một cách"),
        ({"file": (io.BytesIO(b"%PDF-1.7"), "a.pdf")}, "Chỉ nhận"),
        ({"register": "khong-co", "pasted": "Tên\n"}, "Hãy chọn một mục"),
    ],
)
def test_what_cannot_be_read_gets_a_sentence_and_keeps_what_was_pasted(at_work, given, said):
    page = at_work.post("/nhap-lieu/moi", {**TO, **given}, expect=422)

    assert said in page.text
    assert given.get("pasted", "").strip() in page.text


def test_a_sample_leads_through_and_its_example_is_left_out(at_work):
    for register, kind in (("co-so-kinh-doanh", Business), ("can-bo", Staff)):
        lines = list(csv.reader(io.StringIO(at_work.get(f"/nhap-lieu/{register}/mau.csv").data.decode("utf-8-sig"))))
        assert len(lines) == 2
        data = "\n".join("\t".join(line) for line in lines)
        refused = at_work.post("/nhap-lieu/moi", {"register": register, "pasted": data}, expect=422)
        assert "không có dòng nào" in refused.text
        mine = ["Người Thử", *lines[1][1:]]
        sent = at_work.post("/nhap-lieu/moi", {"register": register, "pasted": data + "\n" + "\t".join(mine)})
        at_work.post(sent.location, {"digest": seen(at_work.get(sent.location))})
        assert [one.name for one in db.session.scalars(sa.select(kind))] == ["Người Thử"]
    at_work.get("/nhap-lieu/khong-co/mau.csv", expect=404)


def test_a_long_table_is_looked_at_page_by_page(at_work, monkeypatch):
    monkeypatch.setattr(views, "ROWS", 2)
    rows = [[f"Hộ {n}", "Hộ", "An Dương", "1/7/25", ""] for n in range(5)]
    sent = at_work.post("/nhap-lieu/moi", pasted(HEAD, *rows, WRONG))
    address, names = sent.location, []
    while address:
        page = at_work.get(address).text
        names += re.findall(r"<p><strong>(Hộ .*?)</strong>", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found and found[1].replace("&amp;", "&")

    assert names == [*(f"Hộ {n}" for n in range(5)), "Hộ Sai"]
    assert re.findall(r"<p><strong>(Hộ .*?)</strong>", at_work.get(f"{sent.location}?muc=wrong").text) == ["Hộ Sai"]


def test_what_is_typed_in_a_table_stays_text(at_work):
    bad = ["<script>alert(1)</script>", "Hộ", "<b>An Dương", "1/7/25", ""]
    sent = at_work.post("/nhap-lieu/moi", pasted([*HEAD[:4], "<i>Ghi chú"], bad))
    page = at_work.get(sent.location).text

    assert "<script>alert" not in page
    assert "<b>An" not in page
    assert "<i>Ghi" not in page


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.LEADER, Role.VILLAGE_TEAM, Role.ADMINISTRATOR])
def test_others_do_not_import(browser, role):
    browser.sign_in(holder(role, **({"unit_id": unit().id} if role is Role.OFFICIAL else {})))
    for address in ("/nhap-lieu/", "/nhap-lieu/moi", "/nhap-lieu/can-bo/mau.csv"):
        browser.get(address, expect=403)


def test_strangers_sign_in_first_and_others_find_nothing(browser):
    browser.get("/nhap-lieu/", expect=303)
    browser.sign_in(holder(Role.COORDINATOR))
    sent = browser.post("/nhap-lieu/moi", pasted(HEAD, GOOD))
    browser.sign_in(holder(Role.COORDINATOR))
    browser.get(sent.location, expect=404)
    browser.post(sent.location, expect=404)
    browser.post(f"{sent.location}/bo", expect=404)
    browser.get("/nhap-lieu/da-nhap/1", expect=404)
    browser.sign_in(PersonFactory())
    browser.get(sent.location, expect=404)
