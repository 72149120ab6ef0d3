"""The tally's page, its spreadsheets, and the closing of a year."""

import io

import openpyxl
import pytest

from app.accounts.models import Role
from app.core.clock import today
from app.core.db import db
from app.initiatives.models import Sphere
from tests.factories.people import PersonFactory, holder
from tests.scorecard.test_tally import LAST_YEAR, adopted

PAGE = f"/bo-chi-so/{LAST_YEAR}/sang-kien"


def test_every_figure_opens_into_its_list(browser):
    spring, autumn = adopted(), adopted(sphere=Sphere.LIFE)
    spring.adopted_on = spring.adopted_on.replace(month=3)
    db.session.flush()

    whole, march, life = (browser.get(PAGE + q).text for q in ("", "?thang=3", "?linh-vuc=life"))

    assert f"thang={3}" in whole
    assert "<svg" in whole
    assert (spring.initiative.code in march, autumn.initiative.code in march) == (True, False)
    assert (spring.initiative.code in life, autumn.initiative.code in life) == (False, True)
    assert f"/sang-kien/{spring.initiative.code}" in whole


def test_an_empty_year_says_so_and_leads_on(browser):
    page = browser.get(PAGE).text

    assert "0/8" in page.replace(" ", "").replace("\n", "")


@pytest.mark.parametrize("year", ["1999", "2101", "abc", "99999999999"])
def test_a_year_that_cannot_be_is_not_found(browser, year):
    browser.get(f"/bo-chi-so/{year}/sang-kien", expect=404)
    browser.get(f"/api/v1/tally/{year}", expect=404)


def test_the_page_asks_few_questions(browser, count_queries):
    for _ in range(12):
        adopted()
    db.session.expunge_all()

    with count_queries() as seen:
        browser.get(PAGE)

    assert len(seen) <= 8


def test_the_office_takes_the_figures_home_and_nobody_else(browser):
    made = adopted()
    made.initiative.title = "=1+1"
    for person, expected in ((PersonFactory(), 403), (holder(Role.OFFICIAL), 403)):
        browser.sign_in(person)
        browser.get(f"{PAGE}.csv", expect=expected)
    browser.sign_in(holder(Role.AUDITOR))

    csv = browser.get(f"{PAGE}.csv")
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{PAGE}.xlsx").data))
    browser.get(f"{PAGE}.ods", expect=404)

    [_head, row] = list(book.active.iter_rows())
    assert csv.data.startswith(b"\xef\xbb\xbf")
    assert "'=1+1" in csv.text
    assert (row[0].value, row[1].value, row[1].data_type) == (made.initiative.code, "=1+1", "s")


def test_a_leader_closes_the_year_after_a_question(browser):
    made = adopted()
    address = f"/bo-chi-so/{LAST_YEAR}/chot"
    browser.sign_in(holder(Role.COORDINATOR))
    browser.get(address, expect=403)
    browser.sign_in(holder(Role.LEADER))

    assert made.initiative.code in browser.get(address).text or "1" in browser.get(address).text
    browser.post(address)
    again = browser.post(address, headers={"Referer": f"http://localhost{PAGE}"})

    assert again.location == PAGE
    assert f"Năm {LAST_YEAR} đã chốt rồi." in browser.get(PAGE).text


def test_the_running_year_is_not_closed(browser):
    browser.sign_in(holder(Role.LEADER))

    page = browser.post(f"/bo-chi-so/{today().year}/chot", expect=409).text

    assert "chưa hết" in page


def test_the_terminal_prints_the_figure(app):
    made = adopted()

    said = app.test_cli_runner().invoke(args=["tally", str(LAST_YEAR)]).output

    assert f"{LAST_YEAR} (open): 1 of 8" in said
    assert made.initiative.code in said
