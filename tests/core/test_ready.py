"""Answers that lie ready: given while nothing they show has changed, in any process, whatever happens to one of them."""

import multiprocessing

import pytest
import sqlalchemy as sa

from app.core import batches, news, ready
from app.core.batches import Batch
from app.core.db import db
from app.core.news import News
from app.tracing import scans
from app.tracing.models import LabelPlace, ScanCount
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
    monkeypatch.setattr(ready, "reading", lambda: asked.append(1) or news.of_house().now())
    browser.get(address)
    browser.get(address)
    assert asked == [1]


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
