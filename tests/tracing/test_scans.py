"""Who opens a code is counted and nobody known; what buyers report reaches the office."""

import re

import pytest
import sqlalchemy as sa

from app.core import batches, news
from app.core.clock import today
from app.core.db import db
from app.notices.models import Notice
from app.products.actions import recalling
from app.products.models import RecallKind
from app.tracing.models import ScanCount, SerialScan, Trouble, TroubleKind
from tests.factories.products import lot, maker, official

RECALL = {"kind": RecallKind.RECALL, "reason": "Nứt vỏ khi chở.", "advice": "Đừng ăn, mang trả."}
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 10)"}


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_scans_are_counted_by_day_place_and_return_without_saying_who(browser):
    of = lot()
    db.session.commit()
    address = f"/t/{of.trace_code}"
    etag = browser.get(address, headers=PHONE).headers["ETag"]
    browser.get(f"{address}?o=k", headers=PHONE)
    for _ in range(2):
        browser.get(address, expect=304, headers={**PHONE, "If-None-Match": etag})
    browser.get(f"{address}?o=nonsense", headers={"User-Agent": "Googlebot/2.1"})
    batches.write_all()
    batches.write_all()
    counted = {(one.place.value, one.day): (one.first, one.again) for one in db.session.scalars(sa.select(ScanCount))}

    assert counted == {("p", today()): (1, 2), ("k", today()): (1, 0)}
    assert {column.name for column in ScanCount.__table__.columns} == {"id", "day", "place", "first", "again", "lot_id"}
    browser.sign_in(maker(of))
    page = words(browser.get(f"/so-sx/lo/{of.id}/luot-quet").text)
    assert "4 lượt trong 7 ngày, trong đó 2 lượt quay lại" in page


@pytest.mark.parametrize("first", [{"User-Agent": "Googlebot/2.1"}, PHONE])
def test_a_page_that_lies_ready_counts_each_visitor_as_who_they_are(browser, first):
    of = lot()
    db.session.commit()
    address = f"/t/{of.trace_code}"
    for headers in (first, {"User-Agent": "Googlebot/2.1"}, PHONE, PHONE):
        browser.get(address, headers=headers)
    browser.client.head(address, headers=PHONE)
    batches.write_all()

    assert db.session.scalars(sa.select(ScanCount.first)).all() == [2 + (first is PHONE)]


def test_a_count_that_moved_on_does_not_make_it_another_page(browser):
    of = lot()
    db.session.commit()
    address = f"/t/{of.trace_code}"

    def made_anew() -> None:
        news.of_house().begin()
        news.of_house().end()

    etag = browser.get(address, headers=PHONE).headers["ETag"]
    for _ in range(3):
        batches.write_all()
        made_anew()
        browser.get(address, expect=304, headers={**PHONE, "If-None-Match": etag})
    made_anew()
    again = browser.get(address, headers=PHONE)

    assert "Đã quét" in again.text
    assert again.headers["ETag"] == etag
    recalling.recall(of, by=maker(of), **RECALL)
    db.session.commit()
    browser.get(address, expect=200, headers={**PHONE, "If-None-Match": etag})


def test_a_label_that_many_scan_warns_buyer_and_producer_once(browser):
    of = lot()
    of.number_serials(5)
    db.session.commit()
    address = f"/t/{of.trace_code}/{of.serial(4)}"
    for number in range(30):
        browser.get(f"{address}?n={number}", headers=PHONE)
    batches.write_all()
    browser.get(address, headers=PHONE)
    batches.write_all()
    warned = db.session.scalars(sa.select(SerialScan)).one()
    assert (warned.number, warned.count, warned.warned_at is not None) == (4, 31, True)
    assert "được quét nhiều bất thường (31 lần)" in browser.get(f"{address}?n=x", headers=PHONE).text
    assert "nhiều bất thường" not in browser.get(f"/t/{of.trace_code}/{of.serial(3)}").text
    browser.sign_in(maker(of))
    assert "Tem số 4 của lô" in browser.get("/tai-khoan/thong-bao").text
    assert "nhiều bất thường" in browser.get(f"/so-sx/lo/{of.id}/luot-quet").text


def test_one_who_opens_their_own_label_again_and_again_copies_nothing(browser):
    of = lot()
    of.number_serials(5)
    db.session.commit()
    address = f"/t/{of.trace_code}/{of.serial(4)}"
    etag = browser.get(address, headers=PHONE).headers["ETag"]
    for _ in range(40):
        browser.get(address, expect=304, headers=PHONE | {"If-None-Match": etag})
    batches.write_all()

    assert db.session.scalars(sa.select(SerialScan.count)).one() == 1


def test_a_buyer_is_warned_of_a_copied_label_as_soon_as_it_is_counted(browser):
    of = lot()
    of.number_serials(5)
    db.session.commit()
    address = f"/t/{of.trace_code}/{of.serial(4)}"
    for _ in range(30):
        browser.get(address, headers=PHONE)
    batches.write_all()

    assert "nhiều bất thường" in browser.get(address, headers=PHONE).text


def test_a_buyer_reports_without_saying_who_they_are_and_the_office_reads_it(browser):
    of, clerk = lot(), official()
    browser.post(f"/t/{of.trace_code}/bao", {"text": "x"}, expect=422)
    browser.post(f"/t/{of.trace_code}/bao", {"kind": "fake", "text": "Mua ở chợ", "phone": "0912345678"})
    browser.post("/t/la/bao", {"kind": "quality"})
    browser.post(f"/en/t/{of.trace_code}/bao", {"kind": "fake"})
    made = db.session.scalars(sa.select(Trouble).order_by(Trouble.id)).all()
    assert [(one.code, one.lot_id) for one in made] == [
        (of.trace_code, of.id),
        ("la", None),
        (of.trace_code, of.id),
    ]
    query = sa.select(Notice.text).where(Notice.person_id == clerk.id, Notice.happening.startswith("trouble-"))
    told = db.session.scalars(query.order_by(Notice.id)).all()
    kind = f"{TroubleKind.FAKE.label}"
    assert [told[0], told[2]] == [f"Người mua báo về lô {of.number}: {kind}."] * 2
    assert told[1].startswith("Người mua báo về mã la:")

    browser.sign_in(clerk)
    assert "Xem tin báo của người mua" in browser.get("/viec-can-lam").text
    assert "0912 345 678" in browser.get("/kinh-te/tin-bao").text
    browser.post(f"/kinh-te/tin-bao/{made[0].id}/xong")
    assert "Mua ở chợ" not in browser.get("/kinh-te/tin-bao").text
    assert "Mua ở chợ" in browser.get("/kinh-te/tin-bao?xong=1").text


def test_a_report_from_a_numbered_label_says_which(browser):
    of = lot()
    of.number_serials(5)
    page = browser.get(f"/t/{of.trace_code}/{of.serial(4)}").text
    address = f"/t/{of.trace_code}/bao?tem={of.serial(4)}"
    assert f'href="{address}"' in page
    browser.post(address, {"kind": "fake"})
    trouble = db.session.scalars(sa.select(Trouble)).one()
    assert (trouble.code, trouble.lot_id) == (f"{of.trace_code}/{of.serial(4)}", of.id)


def test_too_many_reports_from_one_place_are_held_back(browser):
    for _ in range(10):
        browser.post("/t/x/bao", {"kind": "fake"})

    assert "nhiều tin báo" in browser.post("/t/x/bao", {"kind": "fake"}, expect=422).text
