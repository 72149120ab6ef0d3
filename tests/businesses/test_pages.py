"""The office keeps the register of businesses; everybody else is turned away."""

import csv
import io
import re
from datetime import date

import openpyxl
import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.businesses import actions
from app.businesses.models import Business, BusinessKind, SalesChannel
from app.core.clock import today
from app.core.db import db
from tests.factories.businesses import business
from tests.factories.people import PersonFactory, holder, organisation, unit, village

ENTERED = {"kind": "household", "name": "Hộ Bà Tám", "since": "01/07/2025", "cashless": "yes", "trade": "Bán phở"}


def entered(**more):
    return {**ENTERED, "village_id": str(village().id), "organisation_id": "", **more}


def rows(page):
    return re.findall(r'<th scope="row"><a href="/ho-kinh-doanh/\d+">(.*?)</a>', page.text)


def test_an_official_enters_checks_corrects_and_ends(browser):
    browser.sign_in(holder(Role.OFFICIAL, unit_id=unit("kinh_te").id))
    own = organisation(PersonFactory(), "Hộ Bà Tám")
    made = browser.post("/ho-kinh-doanh/moi", entered(number="04a8 000001", organisation_id=str(own.id)))
    [one] = db.session.scalars(sa.select(Business))
    assert (one.number, one.organisation_id, one.cashless) == ("04A8000001", own.id, "yes")
    assert "đã ghi cho" in browser.post("/ho-kinh-doanh/moi", entered(name="X", number="04A8000001"), expect=422).text
    refused = browser.post("/ho-kinh-doanh/moi", entered(name="Hộ Khác", number="030085001234"), expect=422)
    assert "định danh" in refused.text
    assert 'value="Hộ Khác"' in refused.text
    version = str(one.version)
    browser.post(f"{made.location}/kiem-tra", {"channel": "social", "on": "02/03/2026", "version": version})
    stale = browser.post(f"{made.location}/sua", entered(trade="Bán bún", version=version), expect=422)
    assert "Có người vừa sửa trước" in stale.text
    browser.post(f"{made.location}/kiem-tra", {"channel": "", "on": "02/06/2026"})
    browser.post(f"{made.location}/sua", entered(trade="Bán bún"))
    page = browser.get(made.location).text
    for words in ("Bán bún", "Không bán hàng trực tuyến", "Mạng xã hội", "đến lần kiểm tra 02/06/2026"):
        assert words in page
    assert (
        "không trước lần kiểm tra"
        in browser.post(f"{made.location}/ngung", {"on": "01/06/2026", "reason": "Nghỉ"}, expect=422).text
    )
    browser.post(f"{made.location}/ngung", {"on": f"{today():%d/%m/%Y}", "reason": "Nghỉ bán"})
    assert rows(browser.get("/ho-kinh-doanh/")) == []
    assert rows(browser.get("/ho-kinh-doanh/?da-ngung=1")) == ["Hộ Bà Tám"]
    assert "/sua" not in browser.get(made.location).text


def test_the_register_is_filtered_and_paged_in_the_order_of_names(browser, count_queries):
    by = holder(Role.COORDINATOR)
    for number in range(25):
        business(name=f"Hộ {number:02d}")
    online = business(name="Công ty Ăn uống", kind=BusinessKind.COMPANY, of="Hội Yên")
    actions.check(online, on=date(2026, 3, 1), channel=SalesChannel.MARKETPLACE, by=by)
    browser.sign_in(holder(Role.LEADER))

    with count_queries() as seen:
        first = browser.get("/ho-kinh-doanh/")
    assert len(seen) <= 8
    names = rows(first) + rows(browser.get(re.search(r'rel="next" href="([^"]+)"', first.text)[1].replace("&amp;", "&")))
    assert names == ["Công ty Ăn uống", *(f"Hộ {number:02d}" for number in range(25))]
    for asked in ("loai=company", f"thon={village('Hội Yên').id}", "truc-tuyen=co", "truc-tuyen=co&loai=company"):
        assert rows(browser.get(f"/ho-kinh-doanh/?{asked}")) == ["Công ty Ăn uống"]
    assert rows(browser.get("/ho-kinh-doanh/?truc-tuyen=khong")) == []
    assert len(rows(browser.get("/ho-kinh-doanh/?loai=nham&thon=x&truc-tuyen=y"))) == 20


def test_a_village_that_went_on_in_another_is_found_under_it(browser):
    business(name="Hộ Tào Khê", of="Tào Khê")
    village("Tào Khê").merge_into(village(), by=holder(Role.ADMINISTRATOR), on=date(2026, 6, 30), reason="Sáp nhập")
    browser.sign_in(holder(Role.COORDINATOR))

    assert rows(browser.get(f"/ho-kinh-doanh/?thon={village().id}")) == ["Hộ Tào Khê"]
    one = db.session.scalars(sa.select(Business)).one()
    assert "Tào Khê" in browser.get(f"/ho-kinh-doanh/{one.id}/sua").text


def test_the_table_to_take_away_is_no_formula(browser):
    business(name="=1+1", trade="+84", number="04A8000001")
    browser.sign_in(holder(Role.AUDITOR))
    lines = list(csv.reader(io.StringIO(browser.get("/ho-kinh-doanh/so-lieu.csv").data.decode("utf-8-sig"))))
    assert lines[1][:5] == ["'=1+1", "Hộ kinh doanh", "An Dương", "'+84", "04A8000001"]
    sheet = openpyxl.load_workbook(io.BytesIO(browser.get("/ho-kinh-doanh/so-lieu.xlsx").data)).active
    assert [cell.value for cell in sheet[2]][:2] == ["=1+1", "Hộ kinh doanh"]
    assert sheet["A2"].data_type == "s"
    browser.get("/ho-kinh-doanh/so-lieu.pdf", expect=404)


@pytest.mark.parametrize("role", [None, Role.VILLAGE_TEAM, Role.ADMINISTRATOR, Role.JUDGE])
def test_it_is_for_the_office(browser, role):
    one = business()
    browser.get("/ho-kinh-doanh/", expect=303)
    browser.sign_in(holder(role) if role else PersonFactory())
    for address in ("/ho-kinh-doanh/", f"/ho-kinh-doanh/{one.id}", "/ho-kinh-doanh/so-lieu.csv", "/ho-kinh-doanh/moi"):
        browser.get(address, expect=403)


def test_whoever_oversees_reads_and_changes_nothing(browser):
    one = business()
    browser.sign_in(holder(Role.AUDITOR))
    browser.get(f"/ho-kinh-doanh/{one.id}")
    for act in ("sua", "kiem-tra", "ngung"):
        browser.get(f"/ho-kinh-doanh/{one.id}/{act}", expect=403)
    browser.get("/ho-kinh-doanh/999999", expect=404)
