"""The roadmap as people see it: by year, by unit, as a drawing, in a calendar; and a task worked on to its end."""

import io
from datetime import date

import icalendar
import openpyxl
import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.core import clock
from app.core.clock import start_of
from app.core.db import db
from app.folders.models import Fund, Proof
from app.roadmap import actions
from app.roadmap.models import Note, Task, TaskState
from tests.factories.initiatives import photo
from tests.factories.people import holder, unit

AUTUMN = date(2026, 11, 2)


@pytest.fixture(autouse=True)
def autumn():
    """In the fourth quarter of the plan's first year."""
    with clock.at(start_of(AUTUMN)):
        yield


def task(code="2026-Q3-02"):
    return db.session.scalars(sa.select(Task).where(Task.code == code)).one()


@pytest.mark.parametrize(("path", "most"), [("?nam=2026", 4), ("so-do", 3), ("don-vi/vhxh", 4)])
def test_however_many_tasks_the_questions_are_the_same(browser, count_queries, path, most):
    with count_queries() as seen:
        browser.get(f"/lo-trinh/{path}")
    by = holder(Role.COORDINATOR)
    for n in range(6):
        facts = {"text": f"Việc thêm {n}", "text_en": "", "year": 2026, "quarter": 4}
        actions.add_task(facts, leads=[unit("vhxh")], supports=[unit("kinh_te")], by=by)
    db.session.expunge_all()
    with count_queries() as more:
        browser.get(f"/lo-trinh/{path}")

    assert len(seen) == len(more) <= most


def test_a_year_is_read_by_quarters_with_what_is_late(browser):
    page = browser.get("/lo-trinh/")

    assert [page.text.index(f"Quý {n}/2026") for n in ("II", "III", "IV")] == sorted(
        page.text.index(f"Quý {n}/2026") for n in ("II", "III", "IV")
    )
    assert page.text.count('class="badge late"') == 12
    late = browser.get("/lo-trinh/?nam=2026&trang-thai=tre")
    assert late.text.count('<li class="task">') == 12


@pytest.mark.parametrize("query", ["nam=1999", "nam=abc", "trang-thai=khong-co", "nam=999999999999999999999"])
def test_what_nobody_offered_shows_the_year(browser, query):
    assert browser.get(f"/lo-trinh/?{query}").text.count('<li class="task">') == 16


def test_the_drawing_leads_to_every_task(browser):
    page = browser.get("/en/lo-trinh/so-do")

    assert page.text.count('<a class="sq') == 63
    assert "Issue the plan" in page.text


def test_a_calendar_has_the_deadlines_that_are_owed(browser):
    every = icalendar.Calendar.from_ical(browser.get("/lo-trinh/lich.ics").data).walk("VEVENT")
    one = icalendar.Calendar.from_ical(browser.get("/lo-trinh/lich.ics?don-vi=kinh_te").data).walk("VEVENT")

    assert len(every) == 63
    assert {str(e["uid"]).partition("@")[0] for e in one} >= {"nhiem-vu-2027-Q2-01"}
    [first] = [e for e in every if str(e["uid"]).startswith("nhiem-vu-2026-Q2-01")]
    assert first["dtstart"].dt == date(2026, 6, 30)
    browser.get("/lo-trinh/lich.ics?don-vi=khong-co", expect=404)


def test_a_task_is_worked_on_to_its_end(browser):
    browser.sign_in(holder(Role.OFFICIAL, unit_id=unit("vhxh").id))
    browser.post("/lo-trinh/2026-Q3-02/bat-dau")
    refused = browser.post("/lo-trinh/2026-Q3-02/xong", {"on": "02/11/2026"}, expect=422)
    assert "minh chứng" in refused.text

    folder = task().folder_id
    sent = {"caption": "Màn hình một cửa", "files": (photo(), "m.jpg"), "children": "none", "is_public": "y"}
    browser.post(f"/ho-so/{folder}/minh-chung", sent)
    browser.post("/lo-trinh/2026-Q3-02/ghi-chu", {"text": "Đã chạy 98 thủ tục."})
    browser.post(
        f"/ho-so/{folder}/kinh-phi", {"year": "2026", "source": "commune", "planned": "40.000.000", "output": "Máy quét"}
    )
    browser.post("/lo-trinh/2026-Q3-02/xong", {"on": "01/11/2026"})

    done = task()
    assert (done.state, done.done_on) == (TaskState.DONE, date(2026, 11, 1))
    assert db.session.scalars(sa.select(Note.text)).all() == ["Đã chạy 98 thủ tục."]
    assert db.session.scalars(sa.select(Fund.planned)).all() == [40_000_000]
    page = browser.get("/lo-trinh/2026-Q3-02")
    assert "Xong muộn" in page.text


def test_strangers_see_the_proofs_that_are_public_and_no_notes_and_no_money(browser):
    by = holder(Role.COORDINATOR)
    browser.sign_in(by)
    folder = task().folder_id
    for caption, public in (("Ảnh hội nghị", {"is_public": "y"}), ("Danh sách có số điện thoại", {})):
        browser.post(f"/ho-so/{folder}/minh-chung", {"caption": caption, "number": "5/BC-UBND", **public})
    browser.post("/lo-trinh/2026-Q3-02/ghi-chu", {"text": "Chỉ nội bộ."})
    browser.post(f"/ho-so/{folder}/kinh-phi", {"year": "2026", "source": "city", "spent": "7.000.000", "output": "Tập huấn"})
    browser.post("/dang-xuat")

    page = browser.get("/lo-trinh/2026-Q3-02")

    assert "Ảnh hội nghị" in page.text
    assert not [words for words in ("Danh sách có số điện thoại", "Chỉ nội bộ", "7.000.000") if words in page.text]


def test_who_may_not_is_told_so(browser):
    browser.sign_in(holder(Role.OFFICIAL, unit_id=unit("ttdvsnc").id))

    for path in ("bat-dau", "xong", "tien-do", "ghi-chu", "lui-han", "mo-lai", "dung", "dem"):
        browser.post(f"/lo-trinh/2026-Q3-02/{path}", expect=403)
    browser.post(f"/ho-so/{task().folder_id}/minh-chung", expect=403)
    browser.get("/lo-trinh/2026-Q9-99", expect=404)


def test_a_coordinator_puts_off_counts_adds_and_stops(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post("/lo-trinh/2026-Q3-02/dem", {"measure": "thủ tục", "whole": "120"})
    browser.post("/lo-trinh/2026-Q3-02/tien-do", {"measured": "60"})
    assert "60/120 thủ tục (50%)" in browser.get("/lo-trinh/2026-Q3-02").text

    put_off = {"year": "2027", "quarter": "1", "reason": "Chờ phần mềm", "decision_number": "41/QĐ-UBND"}
    refused = browser.post("/lo-trinh/2026-Q3-02/lui-han", {**put_off, "decision_on": "31/02/2026"}, expect=422)
    assert "Chờ phần mềm" in refused.text
    browser.post("/lo-trinh/2026-Q3-02/lui-han", {**put_off, "decision_on": "30/10/2026"})
    assert "Lùi hạn đến quý I/2027 theo quyết định 41/QĐ-UBND" in browser.get("/lo-trinh/2026-Q3-02").text

    units = {"leads": [str(unit("vhxh").id)], "supports": [str(unit("kinh_te").id)]}
    made = browser.post("/lo-trinh/them", {"text": "Lớp tiếng Anh", "year": "2026", "quarter": "4", **units})
    assert made.location.endswith("/lo-trinh/2026-Q4-BS01")
    browser.post("/lo-trinh/2026-Q4-BS01/dung", {"reason": "Nhập vào lớp của thành phố"})
    assert task("2026-Q4-BS01").state is TaskState.STOPPED
    assert "không dừng được" in browser.post("/lo-trinh/2026-Q3-03/dung", {"reason": "Thôi"}, expect=422).text


def test_two_people_who_put_off_at_once_are_told(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    stale = {"version": str(task().version), "year": "2027", "quarter": "1", "reason": "x"}
    stale |= {"decision_number": "41/QĐ-UBND", "decision_on": "30/10/2026"}
    browser.post("/lo-trinh/2026-Q3-02/lui-han", stale)

    assert "Có người vừa sửa trước" in browser.post("/lo-trinh/2026-Q3-02/lui-han", stale, expect=422).text


def test_the_office_takes_the_list_away(browser):
    browser.sign_in(holder(Role.LEADER))

    sheet = openpyxl.load_workbook(io.BytesIO(browser.get("/lo-trinh/so-lieu.xlsx").data)).active
    assert sheet.max_row == 64
    assert sheet["A2"].value == "2026-Q2-01"
    browser.get("/lo-trinh/so-lieu.pdf", expect=404)


def test_whoever_leads_finds_it_on_the_desk(browser):
    browser.sign_in(holder(Role.OFFICIAL, unit_id=unit("ttpvhcc").id))
    assert "lộ trình" not in browser.get("/viec-can-lam").text.partition("<main")[2].partition("</main>")[0]
    browser.sign_in(holder(Role.OFFICIAL, unit_id=unit("vhxh").id))

    assert browser.get("/viec-can-lam").text.count("Việc của lộ trình trễ hạn") == 12


def test_a_proof_is_withdrawn_with_a_reason_and_stays(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(f"/ho-so/{task().folder_id}/minh-chung", {"caption": "Biên bản", "number": "5/BB-UBND", "is_public": "y"})
    proof = db.session.scalars(sa.select(Proof)).one()
    browser.post(f"/ho-so/minh-chung/{proof.id}/rut", {"reason": "Nhầm nhiệm vụ"})

    assert db.session.get(Proof, proof.id).reason == "Nhầm nhiệm vụ"
    assert "Nhầm nhiệm vụ" in browser.get("/lo-trinh/2026-Q3-02").text
    browser.post("/dang-xuat")
    assert "Biên bản" not in browser.get("/lo-trinh/2026-Q3-02").text


def test_a_task_whose_proof_was_withdrawn_says_so(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(f"/ho-so/{task().folder_id}/minh-chung", {"caption": "Biên bản", "number": "5/BB-UBND", "is_public": "y"})
    browser.post("/lo-trinh/2026-Q3-02/xong", {"on": "01/11/2026"})
    proof = db.session.scalars(sa.select(Proof)).one()
    assert "hiện không còn minh chứng" not in browser.get("/lo-trinh/2026-Q3-02").text
    browser.post(f"/ho-so/minh-chung/{proof.id}/rut", {"reason": "Nhầm nhiệm vụ"})

    assert "hiện không còn minh chứng" in browser.get("/lo-trinh/2026-Q3-02").text
