"""The tally's page, its spreadsheets, and the closing of a year."""

import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.commune.settings import rules
from app.core.clock import at, today
from app.core.db import db
from app.initiatives.actions import adopting
from app.initiatives.models import Adoption, Sphere
from app.scorecard.actions.closing import close_year
from tests.factories.initiatives import InitiativeFactory, adoption
from tests.factories.people import PersonFactory, holder, unit
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
    browser.sign_in(holder(Role.LEADER))
    for address in (f"/bo-chi-so/{year}/sang-kien.csv", f"/bo-chi-so/{year}/chot"):
        browser.get(address, expect=404)


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
    assert f"Đã chốt năm {LAST_YEAR}. Thay đổi sau này ghi thành điều chỉnh." in browser.get(PAGE).text

    assert f"Năm {LAST_YEAR} đã chốt rồi." in browser.post(address, expect=422).text


def test_the_running_year_is_not_closed(browser):
    browser.sign_in(holder(Role.LEADER))

    page = browser.post(f"/bo-chi-so/{today().year}/chot", expect=422).text

    assert "chưa hết" in page


def test_the_terminal_prints_the_figure(app):
    made = adopted()

    said = app.test_cli_runner().invoke(args=["tally", str(LAST_YEAR)]).output

    assert said.splitlines() == [
        f"{LAST_YEAR} (open): 1 of 8; amendments: 0",
        f"  {made.adopted_on}  {made.initiative.code}  {made.initiative.title}",
    ]


def test_the_terminal_says_that_a_year_is_closed(app):
    close_year(LAST_YEAR, by=holder(Role.LEADER), rules=rules())
    adopted()

    said = app.test_cli_runner().invoke(args=["tally", str(LAST_YEAR)]).output

    assert said == f"{LAST_YEAR} (closed): 0 of 8; amendments: 1\n"


def test_what_changed_after_the_closing_stands_on_the_page_in_words(browser):
    leader = holder(Role.LEADER)
    with at(datetime(LAST_YEAR + 1, 1, 3, 4, tzinfo=UTC)):
        gone, stays = adopted(), adopted()
        close_year(LAST_YEAR, by=leader, rules=rules())
    with at(datetime(LAST_YEAR + 1, 2, 3, 4, tzinfo=UTC)):
        adopting.revoke_adoption(gone, by=leader, reason="Đã thôi dùng")
    with at(datetime(LAST_YEAR + 1, 3, 5, 4, tzinfo=UTC)):
        late = adopted()
    db.session.execute(sa.update(Adoption).where(Adoption.id == stays.id).values(decision_number="99/QĐ"))

    page = browser.get(PAGE).text

    assert f"{gone.initiative.code} không còn được tính từ 03/02/{LAST_YEAR + 1}. Đã thôi dùng" in page
    assert f"{late.initiative.code} được tính thêm từ 05/03/{LAST_YEAR + 1}." in page
    assert f"{stays.initiative.code} có số liệu đã đổi sau khi chốt năm." in page


def test_the_spreadsheet_says_what_the_tally_says_under_its_heads(browser):
    made = adopted(sphere=Sphere.LIFE)
    browser.sign_in(holder(Role.COORDINATOR))

    answer = browser.get(f"{PAGE}.csv")

    head, row = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert dict(zip(head, row, strict=True)) == {
        "Mã": made.initiative.code,
        "Tên": made.initiative.title,
        "Lĩnh vực tính chỉ tiêu": str(Sphere.LIFE.label),
        "Áp dụng từ": made.adopted_on.isoformat(),
        "Số quyết định": "15/QĐ-UBND",
        "Ngày quyết định": made.decision_on.isoformat(),
        "Đơn vị áp dụng": unit().name,
        "Minh chứng": "1",
    }
    assert f"sang-kien-ap-dung-{LAST_YEAR}.csv" in answer.headers["Content-Disposition"]


def test_the_sheet_is_named_after_its_year(browser):
    browser.sign_in(holder(Role.COORDINATOR))

    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"{PAGE}.xlsx").data))

    assert book.sheetnames == [str(LAST_YEAR)]


def test_what_waits_for_a_leader_is_said_beside_the_figure(browser):
    adopted()
    for day in (date(LAST_YEAR, 1, 1), date(LAST_YEAR, 12, 31), date(LAST_YEAR - 1, 12, 31)):
        adoption(InitiativeFactory(recognised=True), adopted_on=day)
    adoption(InitiativeFactory(recognised=True), adopted_on=today().replace(month=1, day=1))

    assert "2 đề xuất đang chờ lãnh đạo" in browser.get(PAGE).text


def test_a_month_and_a_sphere_narrow_the_list_together(browser):
    made = [adopted(date(LAST_YEAR, m, 9), sphere=s) for m in (3, 11) for s in (Sphere.LIFE, Sphere.MANAGEMENT)]

    page = browser.get(f"{PAGE}?thang=11&linh-vuc=life").text

    assert [one.initiative.code in page for one in made] == [False, False, True, False]
    assert all(one.initiative.code in browser.get(f"{PAGE}?thang=x&linh-vuc=y").text for one in made)


def test_the_open_data_and_the_page_of_the_first_and_last_year(browser):
    for year in (2020, 2100):
        assert browser.get(f"/api/v1/tally/{year}").json["year"] == year
        browser.get(f"/bo-chi-so/{year}/sang-kien")
