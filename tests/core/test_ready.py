"""Answers that lie ready: given while nothing they show has changed, in any process, whatever happens to one of them."""

import multiprocessing
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import batches, news, ready
from app.core.batches import Batch
from app.core.clock import today
from app.core.db import db
from app.core.news import News
from app.tracing import reading, scans
from app.tracing.models import LabelPlace, ScanCount
from app.tracing.views import scanning
from tests.factories.products import lot, step


@pytest.fixture
def told(tmp_path):
    return News(tmp_path / "news")


def test_nobody_knows_while_a_change_is_being_kept(told):
    before = told.now()
    told.begin()
    assert told.now() is None
    told.begin()
    told.end()
    assert told.now() is None
    told.end()
    assert told.now() == before + 2


def add(path, times):
    own = News(path)
    for _ in range(times):
        own.begin()
        own.end()


def test_many_processes_lose_no_change(told, tmp_path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        pool.starmap(add, [(tmp_path / "news", 500)] * 4)

    assert told.now() == 2000


def test_after_a_process_died_in_between_nothing_is_given_until_the_server_starts_anew(told, tmp_path):
    told.begin()
    other = News(tmp_path / "news")
    assert other.now() is None
    other.reset()
    assert other.now() == told.now() == 1


def test_a_change_that_was_dropped_ends_too(app):
    before = news.of_house().now()

    def fail(_: object) -> None:
        assert news.of_house().now() is None
        raise RuntimeError("the disk is full")

    step(lot())
    sa.event.listen(db.session, "before_commit", fail)
    try:
        with pytest.raises(RuntimeError, match="disk"):
            db.session.commit()
    finally:
        sa.event.remove(db.session, "before_commit", fail)
    db.session.rollback()

    assert news.of_house().now() == before + 1


def test_what_is_read_while_a_change_is_kept_is_not_kept_ready(browser, monkeypatch):
    of = lot()
    db.session.commit()
    address = f"/t/{of.trace_code}"
    news.of_house().begin()
    try:
        first = browser.get(address)
        second = browser.get(address)
    finally:
        news.of_house().end()
    assert first.data == second.data
    asked = []
    monkeypatch.setattr(scanning, "lot_of", lambda code: asked.append(code) or reading.lot_of(code))
    browser.get(address)
    browser.get(address)
    assert asked == [of.trace_code]


def test_what_is_kept_while_a_page_is_being_read_makes_it_stale(browser, monkeypatch):
    of = lot()
    db.session.commit()
    address = f"/t/{of.trace_code}"

    def read(code):
        found = reading.lot_of(code)
        news.of_house().begin(), news.of_house().end()
        return found

    monkeypatch.setattr(scanning, "lot_of", read)
    browser.get(address)
    asked = []
    monkeypatch.setattr(scanning, "lot_of", lambda code: asked.append(code) or reading.lot_of(code))
    browser.get(address)
    assert asked == [of.trace_code], "what was read before the news is not given after it"


def test_what_was_made_before_midnight_is_not_given_after_it(browser, monkeypatch):
    of = lot(expires_on=today())
    db.session.commit()
    address, tomorrow = f"/t/{of.trace_code}", today() + timedelta(days=1)

    def late(lot, number=None):
        monkeypatch.setattr(ready, "today", lambda: tomorrow)  # the clock strikes while the page is read
        return reading.read(lot, number)

    monkeypatch.setattr(scanning, "read", late)
    assert "đã hết hạn" not in browser.get(address).text
    monkeypatch.setattr(scanning, "read", reading.read)
    monkeypatch.setattr(scanning, "today", lambda: tomorrow)
    assert "đã hết hạn" in browser.get(address).text


@pytest.mark.parametrize(
    "odd",
    [
        {"Accept-Encoding": "BR"},
        {"Accept-Encoding": "*;q=1"},
        {"Accept-Encoding": "GZIP, br;q=0"},
        {"Cookie": "a=b;\tco-chu=aaa;\tnen=dark"},
        {"Cookie": 'co-chu="aaa"'},
        {"Host": "example.vn", "X-Forwarded-Proto": "https"},
    ],
)
def test_nobody_makes_another_see_a_page_that_is_not_for_them(browser, odd):
    of = lot()
    db.session.commit()
    address = f"/t/{of.trace_code}"
    with browser.app.app_context():
        browser.client.get(address, headers=odd)
        answer = browser.client.get(address, headers={"Accept-Encoding": ""})
    assert "Content-Encoding" not in answer.headers
    assert 'data-theme="auto" data-size="a"' in answer.text
    assert "example.vn" not in answer.text


def test_a_copy_is_compared_weakly(browser):
    of = lot()
    db.session.commit()
    address = f"/t/{of.trace_code}"
    etag = browser.get(address).headers["ETag"]
    for known in (etag, etag.removeprefix("W/"), "*", f'"x", {etag}'):
        browser.get(address, expect=304, headers={"If-None-Match": known})
    browser.get(address, headers={"If-None-Match": '"x"'})


@pytest.mark.parametrize("encoding", ["br", "gzip", "", "br;q=1, gzip"])
def test_each_reader_gets_it_in_an_encoding_they_know(browser, encoding):
    of = lot()
    db.session.commit()
    address = f"/t/{of.trace_code}"
    for _ in range(2):
        with browser.app.app_context():
            answer = browser.client.get(address, headers={"Accept-Encoding": encoding})
        assert answer.headers.get("Content-Encoding", "") == (encoding[:2] if encoding.startswith("br") else encoding)
        assert answer.headers["Cache-Control"] == "no-cache"
        assert "Content-Security-Policy" in answer.headers


def test_a_bigger_size_of_letters_is_a_page_of_its_own(browser):
    of = lot()
    db.session.commit()
    address = f"/t/{of.trace_code}"
    assert 'data-size="a"' in browser.get(address).text
    browser.client.set_cookie("co-chu", "aaa")
    assert 'data-size="aaa"' in browser.get(address).text
    browser.client.delete_cookie("co-chu")
    assert 'data-size="a"' in browser.get(address).text


def test_counts_that_cannot_be_written_wait_and_are_not_doubled(app, monkeypatch):
    of = lot()
    db.session.commit()
    scans.seen(app, of.id, LabelPlace.PACK, None, False)
    real = db.session.execute

    def locked(*_args, **_more):
        raise sa.exc.OperationalError("x", None, Exception("database is locked"))

    monkeypatch.setattr(db.session, "execute", locked)
    batches.write_all()
    monkeypatch.setattr(db.session, "execute", real)
    scans.seen(app, of.id, LabelPlace.PACK, None, False)
    batches.write_all()

    assert db.session.scalar(sa.select(ScanCount.first).where(ScanCount.lot_id == of.id)) == 2


def test_a_flood_of_different_things_has_an_end(app, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 3)
    written = []
    batch = Batch(written.append)
    for number in range(10):
        batch.add(number, app)
        batch.add(0, app)
    batch.write()
    batches._batches.remove(batch)

    assert written[0] == {0: 11, 1: 1, 2: 1}
