"""Money is written down by whoever answers for the work, summed for everybody, told line by line to the office."""

import csv
import io

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.core.audit import Event
from app.core.db import db
from app.core.workflow import RuleBroken
from app.folders import actions
from app.folders.models import Fund, FundSource
from app.roadmap.models import Task
from tests.factories.people import PersonFactory, holder, unit, village

LINE = {"year": 2026, "source": FundSource.COMMUNE, "planned": 40_000_000, "spent": 0, "output": "Máy quét", "number": ""}


def folder(code="2026-Q2-06"):
    """Of a task that the culture office leads and all villages support."""
    return db.session.scalars(sa.select(Task).where(Task.code == code)).one().folder


def line(**facts):
    return actions.plan_money(folder(), {**LINE, **facts}, by=holder(Role.COORDINATOR))


def test_whoever_only_helps_neither_reads_nor_writes_money(browser):
    fund = line()
    for person in (holder(Role.VILLAGE_TEAM, village_id=village().id), holder(Role.OFFICIAL, unit_id=unit("kinh_te").id)):
        browser.sign_in(person)
        for path in (f"{fund.folder_id}/kinh-phi", f"kinh-phi/{fund.id}", f"kinh-phi/{fund.id}/bo"):
            browser.get(f"/ho-so/{path}", expect=403)
            browser.post(f"/ho-so/{path}", expect=403)
    browser.sign_in(holder(Role.VILLAGE_TEAM, village_id=village().id))
    assert "40.000.000" not in browser.get("/lo-trinh/2026-Q2-06").text


def test_a_line_is_changed_and_dropped_and_the_history_keeps_it(browser):
    fund = line()
    browser.sign_in(holder(Role.OFFICIAL, unit_id=unit("vhxh").id))
    told = {"year": "2026", "source": "city", "planned": "40.000.000", "spent": "31.000.000", "output": "Hai máy quét"}
    browser.post(f"/ho-so/kinh-phi/{fund.id}", {**told, "version": str(fund.version)})
    stale = browser.post(f"/ho-so/kinh-phi/{fund.id}", {**told, "spent": "1.000", "version": "1"}, expect=422)
    assert "Có người vừa sửa trước" in stale.text
    assert db.session.get(Fund, fund.id).spent == 31_000_000
    browser.post(f"/ho-so/kinh-phi/{fund.id}/bo", {"reason": "Ghi hai lần"})

    assert db.session.scalars(sa.select(Fund)).all() == []
    names = db.session.scalars(sa.select(Event.name).where(Event.name.like("funds.%")).order_by(Event.id)).all()
    assert names == ["funds.plan", "funds.change", "funds.drop"]


@pytest.mark.parametrize(
    "typed", [{"planned": "0", "spent": ""}, {"planned": "-5"}, {"planned": "12,5"}, {"planned": "1" * 14}]
)
def test_no_money_is_no_line(browser, typed):
    browser.sign_in(holder(Role.COORDINATOR))
    told = {"year": "2026", "source": "city", "output": "Máy quét"}

    page = browser.post(f"/ho-so/{folder().id}/kinh-phi", {**told, **typed}, expect=422)

    assert ("Máy quét" in page.text, db.session.scalars(sa.select(Fund)).all()) == (True, [])


def test_a_change_to_nothing_leaves_the_line_as_it_was():
    fund = line()
    with pytest.raises(RuleBroken, match="số tiền"):
        actions.change_money(fund, {**LINE, "planned": 0}, by=holder(Role.COORDINATOR))

    assert fund.planned == 40_000_000


def test_a_year_is_summed_by_source_for_everybody_and_told_line_by_line_to_the_office(browser, count_queries):
    line(spent=10_000_000), line(source=FundSource.CITY, planned=0, spent=7_000_000), line(year=2027)
    page = browser.get("/kinh-phi/2026").text
    assert all(sum_ in page for sum_ in ("40.000.000", "10.000.000", "7.000.000", "17.000.000"))
    assert "Máy quét" not in page
    browser.get("/kinh-phi/1999", expect=404)
    browser.sign_in(PersonFactory())
    browser.get("/kinh-phi/2026/so-lieu.csv", expect=403)
    browser.sign_in(holder(Role.LEADER))
    assert "Máy quét" in browser.get("/kinh-phi/2026").text
    head, *rows = csv.reader(io.StringIO(browser.get("/kinh-phi/2026/so-lieu.csv").data.decode("utf-8-sig")))
    assert [row[-2:] for row in rows] == [["0", "7000000"], ["40000000", "10000000"]]
    assert len(head) == 7


def test_however_many_lines_there_are_the_questions_are_the_same(browser, count_queries):
    browser.sign_in(holder(Role.LEADER))
    line()
    db.session.expunge_all()
    with count_queries() as seen:
        browser.get("/kinh-phi/2026")
    for code in ("2026-Q2-01", "2026-Q2-02", "2026-Q3-01"):
        actions.plan_money(folder(code), LINE, by=holder(Role.COORDINATOR))
    db.session.expunge_all()
    with count_queries() as more:
        browser.get("/kinh-phi/2026")

    assert len(seen) == len(more)
