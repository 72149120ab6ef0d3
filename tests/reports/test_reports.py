"""The commune's report: merged, on a snapshot that never drifts, issued once; rankings by a printed formula."""

import io
from datetime import date, timedelta
from fractions import Fraction

import openpyxl
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import Role
from app.commune.settings import Rules
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.reports import on_paper
from app.reports.actions import drafting, ranking
from app.reports.actions.ranking import ADOPTED, HELD, REPORTED, TASKS, Place, ranked
from app.reports.models import ReportState
from app.returns.models import PeriodKind
from app.scorecard.actions.closing import close_year
from tests.factories.community import confirmed, team
from tests.factories.people import holder
from tests.factories.reports import draft, period, sent_in
from tests.factories.scorecard import entered, local, set_of
from tests.scorecard.test_tally import adopted

YEAR = today().year


@pytest.fixture(autouse=True)
def of_this_year():
    set_of(YEAR)


def tables(report):
    return [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in Document(io.BytesIO(on_paper.docx(report))).tables
    ]


def annex(report, head):
    return next(table for table in tables(report) if table[0] == head)


SET = ["Mã", "Chỉ số", "Cách tính", "Kết quả", "Tối đa", "Tự chấm", "Thẩm định"]


def test_what_places_wrote_is_merged_under_their_names_once_it_was_accepted():
    opened = period()
    sent_in("An Dương", opened, accepted=True, results="Giúp 42 người", problems="Thiếu mạng")
    sent_in("Hội Yên", opened, results="Chưa nhận")
    made = draft(opened)

    assert made.results == "Thôn An Dương: Giúp 42 người"
    assert made.problems == "Thôn An Dương: Thiếu mạng"
    assert ["Thôn An Dương", "Hoạt động đã được xác nhận", 0] in made.snapshot["figures"]


def test_the_figures_of_a_draft_never_drift():
    entered("2.1", 41, 43, year=YEAR)
    made = draft()
    before = tables(made)
    entered("2.3", 9, 10, year=YEAR)
    adopted(date(YEAR, 1, 1))
    db.session.flush()

    assert tables(made) == before
    assert made.is_intact
    rows = {row[0]: row for row in annex(made, SET)}
    assert rows["2.1"][3:6] == ["95,34 %", "3,00", "2,86"]
    assert rows["2.3"][3:6] == ["chưa có số liệu", "5,00", ""]


def test_a_later_draft_takes_the_figures_of_now_and_the_words_that_were_written():
    opened = period()
    first = draft(opened)
    first.results = "Viết tay"
    adopted(date(YEAR, 1, 1))
    second = draft(opened)

    assert (first.state, second.state, second.number) == (ReportState.DROPPED, ReportState.DRAFT, 2)
    assert second.results == "Viết tay"
    assert (len(first.snapshot["initiatives"]), len(second.snapshot["initiatives"])) == (0, 1)
    assert first.digest != second.digest


def test_what_was_issued_stays_and_no_other_follows():
    opened = period()
    made = draft(opened)
    with pytest.raises(RuleBroken, match="Ngày ban hành phải từ"):
        made.issue(by=holder(Role.LEADER), number="5/BC-UBND", on=today() + timedelta(days=1))
    made.issue(by=holder(Role.LEADER), number="5/BC-UBND", on=today())
    db.session.flush()
    with pytest.raises(RuleBroken, match="đã ban hành"):
        drafting.take(opened, by=holder(Role.COORDINATOR), rules=Rules({}))


def test_sheets_hold_every_table_with_numbers_as_numbers(browser):
    entered("2.1", 41, 43, year=YEAR)
    made = draft()
    browser.sign_in(holder(Role.COORDINATOR))

    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/bao-cao/xa/{made.id}/so-lieu.xlsx").data))

    assert book.sheetnames == ["Bộ chỉ số", "Lộ trình", "Sáng kiến", "Kinh phí", "Các nơi", "Số liệu các nơi"]
    [row] = [row for row in book["Bộ chỉ số"].iter_rows(values_only=True) if row[0] == "2.1"]
    assert row[4:6] == (3, 2.86)
    assert book["Lộ trình"].max_row == 1 + len(made.snapshot["roadmap"])


def test_the_office_writes_the_leader_issues_and_then_everybody_reads(browser):
    opened = period()
    db.session.flush()
    browser.sign_in(holder(Role.COORDINATOR))
    browser.post(f"/bao-cao/ky/{opened.id}/du-thao")
    page = browser.get("/bao-cao/").text
    address = page[page.index("/bao-cao/xa/") :].split('"')[0]
    browser.post(f"{address}/sua", {"version": "1", "direction": "Đã ban hành kế hoạch", "results": "Tốt"})
    assert "vừa sửa trước" in browser.post(f"{address}/sua", {"version": "1", "results": "x"}, expect=422).text
    assert "Đã ban hành kế hoạch" in browser.get(address).text
    browser.get(f"{address}/ban-hanh", expect=403)
    browser.sign_in(holder(Role.ORGANISER))
    browser.get(address, expect=404)
    browser.get(f"{address}/so-lieu.docx", expect=404)

    browser.sign_in(holder(Role.LEADER))
    browser.post(f"{address}/ban-hanh", {"number": "45/BC-UBND", "on": f"{today():%d/%m/%Y}"})
    browser.get(f"{address}/sua", expect=403)
    browser.sign_in(holder(Role.ORGANISER))
    assert "45/BC-UBND" in browser.get("/bao-cao/").text
    assert "Tốt" in browser.get(address).text
    browser.get(f"/en{address}")
    browser.get(f"{address}/so-lieu.docx")
    browser.get(f"{address}/so-lieu.pdf", expect=404)


def test_an_issued_report_is_written_no_more(browser):
    made = draft()
    made.issue(by=holder(Role.LEADER), number="5/BC-UBND", on=today())
    db.session.flush()
    browser.sign_in(holder(Role.COORDINATOR))

    browser.get(f"/bao-cao/xa/{made.id}/sua", expect=404)


shares = st.fractions(min_value=0, max_value=1, max_denominator=12)


@given(st.lists(st.tuples(shares, shares), min_size=1, max_size=8), st.randoms())
def test_ranks_depend_on_points_alone(rows, order):
    places = [Place(str(number), ranking.VILLAGES, {HELD: held, ADOPTED: done}) for number, (held, done) in enumerate(rows)]
    ranks = {place.name: rank for rank, place in ranked(places)}
    order.shuffle(places)

    assert {place.name: rank for rank, place in ranked(places)} == ranks
    assert all(0 <= place.points <= 100 for place in places)
    assert all(
        (ranks[a.name] < ranks[b.name]) == (a.points > b.points) for a in places for b in places if a.points != b.points
    )


def test_what_a_place_cannot_have_is_left_out_of_both_sides():
    whole = Place("a", ranking.UNITS, {TASKS: Fraction(1), ADOPTED: Fraction(0), REPORTED: Fraction(1)})
    without = Place("b", ranking.UNITS, {ADOPTED: Fraction(0), REPORTED: Fraction(1)})

    assert (whole.points, without.points, Place("c", ranking.UNITS).points) == (80, 50, 0)


def test_villages_are_ranked_by_what_the_records_say(browser):
    crew = team()
    for _ in range(4):
        confirmed(of=crew)
    opened = period(starts_on=date(YEAR, 1, 1), ends_on=date(YEAR, 1, 2), due_on=date(YEAR, 1, 3))
    assert opened.id

    found = {place.name: (rank, place.points) for rank, place in ranking.villages(YEAR, rules=Rules({}))}

    assert found["Thôn An Dương"] == (1, Fraction(5000, 80))
    assert all(rank == 2 and points == 0 for name, (rank, points) in found.items() if name != "Thôn An Dương")
    browser.sign_in(holder(Role.LEADER))
    assert "An Dương" in browser.get(f"/bao-cao/xep-hang/{YEAR}").text
    paper = Document(io.BytesIO(browser.get(f"/bao-cao/xep-hang/{YEAR}/khen-thuong.docx").data))
    assert "Thôn An Dương" in [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    browser.get("/bao-cao/xep-hang/1999", expect=404)
    browser.sign_in(holder(Role.ORGANISER))
    browser.get(f"/bao-cao/xep-hang/{YEAR}", expect=403)


def test_what_was_accepted_after_the_first_draft_is_added_to_the_words_of_the_second():
    opened = period()
    sent_in("An Dương", opened, accepted=True, results="Giúp 42 người")
    first = draft(opened)
    first.results = "Viết lại cho gọn"
    sent_in("Hội Yên", opened, accepted=True, results="Nhóm Zalo 210 hộ")

    assert draft(opened).results == "Viết lại cho gọn\nThôn Hội Yên: Nhóm Zalo 210 hộ"


def test_what_was_sent_back_does_not_count_as_sent_in_and_a_provisional_band_says_so():
    opened = period()
    sent_in("An Dương", opened)
    sent_in("Hội Yên", opened).send_back(by=holder(Role.COORDINATOR), reason="Thiếu số hộ")
    made = draft(opened)
    text = "\n".join(part.text for part in Document(io.BytesIO(on_paper.docx(made))).paragraphs)

    assert f"Đơn vị, thôn đã gửi báo cáo: 1 trên {len(opened.returns)}." in text
    assert "tạm tính vì" in text


def test_the_figures_of_a_closed_year_are_those_that_were_closed():
    set_of(YEAR - 1)
    reading = entered("2.1", 40, 50, year=YEAR - 1)
    close_year(YEAR - 1, by=holder(Role.LEADER), rules=Rules({}))
    reading.folder.proofs[0].withdraw(by=holder(Role.COORDINATOR), reason="Tệp hỏng")
    db.session.flush()
    first, last = date(YEAR - 2, 12, 15), date(YEAR - 1, 12, 14)
    made = draft(period(PeriodKind.YEAR, starts_on=first, ends_on=last, due_on=last + timedelta(days=7)))

    [line] = [line for line in made.snapshot["scorecard"]["lines"] if line["indicator"]["code"] == "2.1"]
    assert line["points"] == "2.4"
    assert {row[0]: row for row in annex(made, SET)}["2.1"][5] == "2,40"


def test_local_indicators_stand_below_the_sum(browser):
    local(YEAR)
    entered("2.1", 41, 43, year=YEAR)
    made = draft()
    assert "Bộ chỉ số: 2,86 điểm" in "\n".join(part.text for part in Document(io.BytesIO(on_paper.docx(made))).paragraphs)
    browser.sign_in(holder(Role.LEADER))
    assert "2,86 trên 100 điểm" in browser.get(f"/bao-cao/xa/{made.id}").text
    rows = [row.split(",")[:2] for row in browser.get(f"/bo-chi-so/{YEAR}/so-lieu.csv").text.splitlines()]

    assert rows[-3][1] == "Tổng điểm"
    assert rows[-1] == ["R1", "Khách đặt trước"]
