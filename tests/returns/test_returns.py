"""Periods and what units and villages send in: filled in from the records, sent in once, looked at by another."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.commune.models import Unit, Village
from app.commune.settings import REPORT_HALF, Rules
from app.community.models import Duty
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.notices.models import Notice
from app.returns import queries
from app.returns.actions import periods, reminding
from app.returns.actions.prefilling import WORDS, figures_of
from app.returns.models import PeriodKind, Return, ReturnState
from app.roadmap.models import Task
from tests.factories.community import confirmed, team
from tests.factories.people import holder, unit, village
from tests.factories.reports import of, period, sent_in


def test_a_period_asks_every_office_and_village_that_exists_and_tells_whoever_reports():
    clerk, member = holder(Role.OFFICIAL, unit_id=unit().id), holder(Role.VILLAGE_TEAM, village_id=village().id)
    opened = period()

    offices = {one.unit.code for one in opened.returns if one.unit}
    assert offices == {"vhxh", "vp_hdnd_ubnd", "kinh_te", "ttpvhcc", "ttdvsnc"}
    assert len([one for one in opened.returns if one.village]) == db.session.query(Village).count()
    told = db.session.execute(sa.select(Notice.person_id, Notice.values)).all()
    assert {(row.person_id, row.values["id"]) for row in told} == {
        (clerk.id, of("vhxh", opened).id),
        (member.id, of("An Dương", opened).id),
    }


def test_a_village_merged_before_the_end_of_the_period_reports_with_the_other():
    ended = today() - timedelta(days=10)
    village("Triều Dương").merge_into(village("An Dương"), by=holder(Role.COORDINATOR), on=ended, reason="Sáp nhập")
    confirmed(of=None, village_id=village("Triều Dương").id)
    db.session.flush()
    opened = period()

    assert "Triều Dương" not in {one.village.name for one in opened.returns if one.village}
    assert dict(figures_of(of("An Dương", opened)))["activities"] == 0  # held today, after the cut-off
    later = period(PeriodKind.YEAR, ends_on=today())
    assert dict(figures_of(of("An Dương", later)))["activities"] == 1


def test_periods_of_one_kind_do_not_overlap_and_their_days_are_in_order():
    first = period()
    assert period(starts_on=first.ends_on, ends_on=first.ends_on).id
    half = period(PeriodKind.HALF_YEAR)
    with pytest.raises(RuleBroken, match="trùng thời gian"):
        period(PeriodKind.HALF_YEAR, starts_on=half.ends_on, ends_on=half.ends_on)
    assert period(starts_on=first.starts_on - timedelta(days=9), ends_on=first.starts_on - timedelta(days=1)).id
    for wrong in ({"starts_on": today()}, {"due_on": today() - timedelta(days=2)}):
        with pytest.raises(RuleBroken, match="Ngày chốt số liệu phải sau"):
            period(PeriodKind.YEAR, **wrong)


def test_days_are_proposed_by_the_settings():
    rules = Rules({REPORT_HALF: "20/06"})

    assert periods.proposed(PeriodKind.YEAR, 2026, Rules({})) == {
        "starts_on": date(2025, 12, 15),
        "ends_on": date(2026, 12, 14),
        "due_on": date(2026, 12, 21),
    }
    assert periods.proposed(PeriodKind.HALF_YEAR, 2026, rules)["ends_on"] == date(2026, 6, 20)


def test_the_form_of_a_village_is_filled_in_from_its_records():
    crew = team()
    crew.admit("Nguyễn Văn Tổ", Duty.MEMBER, since=today() - timedelta(days=90), by=holder(Role.COORDINATOR))
    confirmed(of=crew, people=31)
    opened = period(ends_on=today())

    found = dict(figures_of(of("An Dương", opened)))

    assert (found["members"], found["activities"], found["people"], found["trainings"]) == (1, 1, 31, 0)
    assert set(found) <= set(WORDS)


def test_the_form_of_a_unit_tells_what_it_led_and_did():
    task = db.session.scalars(sa.select(Task).where(Task.code == "2026-Q2-01")).one()
    lead = task.leads[0]
    opened = period(PeriodKind.YEAR, starts_on=date(2026, 4, 1), ends_on=date(2026, 6, 30), due_on=date(2026, 7, 9))
    due = [
        one
        for one in db.session.scalars(sa.select(Task)).unique()
        if one.year == 2026 and one.quarter == 2 and lead in one.leads
    ]

    found = dict(figures_of(of(lead.code, opened)))

    assert (found["tasks_due"], found["tasks_done"]) == (len(due), 0)


def test_what_was_sent_in_keeps_its_figures_whatever_is_recorded_later():
    crew = team()
    opened = period(ends_on=today())
    one = sent_in("An Dương", opened)
    confirmed(of=crew)

    assert dict(one.figures)["activities"] == 0
    assert dict(figures_of(one))["activities"] == 1


def test_a_report_waits_for_its_day_and_needs_a_word():
    opened = period(ends_on=today() + timedelta(days=1))
    one = of("An Dương", opened)
    one.results = "Xong"
    with pytest.raises(RuleBroken, match="Kỳ này chốt số liệu ngày"):
        one.submit(by=holder(Role.COORDINATOR), figures=[])
    late = of("Hội Yên", period(PeriodKind.YEAR))
    with pytest.raises(RuleBroken, match="kết quả nổi bật"):
        late.submit(by=holder(Role.COORDINATOR), figures=[])


def test_whoever_sent_it_in_does_not_accept_it_and_a_returned_one_comes_back():
    by = holder(Role.COORDINATOR)
    one = sent_in("An Dương", period(), by=by)
    with pytest.raises(RuleBroken, match="không tự nhận"):
        one.accept(by=by)
    one.send_back(by=by, reason="Thiếu số hộ")
    assert (one.state, one.is_owed) == (ReturnState.RETURNED, True)
    one.submit(by=by, figures=[])
    one.accept(by=holder(Role.COORDINATOR))
    db.session.flush()
    one.send_back(by=by, reason="Sai kỳ")
    assert one.accepted_by_id is None


def test_who_is_late_is_told_and_reminded_once_a_day():
    member = holder(Role.VILLAGE_TEAM, village_id=village().id)
    opened = period(ends_on=today() - timedelta(days=9), due_on=today() - timedelta(days=1))
    sent_in("Hội Yên", opened)

    assert (of("An Dương", opened).is_late, of("Hội Yên", opened).was_late, of("Hội Yên", opened).is_late) == (
        True,
        True,
        False,
    )
    assert periods.remind(opened, by=holder(Role.COORDINATOR)) == len(opened.returns) - 1
    assert len(db.session.scalars(sa.select(Notice).where(Notice.person_id == member.id)).all()) == 2
    with pytest.raises(RuleBroken, match="24 giờ"):
        periods.remind(opened, by=holder(Role.COORDINATOR))
    assert db.session.scalars(queries.owed_by(member)).all() == [of("An Dương", opened)]


def test_nobody_is_reminded_when_all_have_sent_in():
    opened = period()
    for one in opened.returns:
        one.results = "Xong"
        one.submit(by=holder(Role.COORDINATOR), figures=[])
    with pytest.raises(RuleBroken, match="Nơi nào cũng đã nộp"):
        periods.remind(opened, by=holder(Role.COORDINATOR))


def test_a_team_writes_saves_and_sends_in_on_a_phone(browser):
    opened = period()
    one, other = of("An Dương", opened), of("Hội Yên", opened)
    browser.sign_in(holder(Role.VILLAGE_TEAM, village_id=village().id))
    assert f"/bao-cao/ban/{one.id}" in browser.get("/bao-cao/").text
    browser.get(f"/bao-cao/ban/{other.id}", expect=403)
    browser.get(f"/bao-cao/ky/{opened.id}", expect=403)
    page = f"/bao-cao/ban/{one.id}/viet"

    browser.post(page, {"version": "1", "results": "Giúp 42 người già"})
    assert (one.state, one.results) == (ReturnState.DRAFT, "Giúp 42 người già")
    refused = browser.post(page, {"version": "1", "results": "khác"}, expect=422).text
    assert "Có người vừa sửa trước" in refused
    browser.post(page, {"version": str(one.version), "results": "Giúp 42 người già", "nop": "1"})
    assert (one.state, len(one.figures) > 0) == (ReturnState.SUBMITTED, True)
    assert "Chờ xã nhận" in browser.get(f"/bao-cao/ban/{one.id}").text
    browser.post(page, {"version": str(one.version), "results": "x", "nop": "1"}, expect=422)


def test_an_empty_report_is_refused_beside_the_form_and_keeps_what_was_typed(browser):
    one = of("An Dương", period())
    browser.sign_in(holder(Role.VILLAGE_TEAM, village_id=village().id))

    page = browser.post(f"/bao-cao/ban/{one.id}/viet", {"version": "1", "plans": "Mở lớp", "nop": "1"}, expect=422).text

    assert "kết quả nổi bật" in page
    assert "Mở lớp" in page
    db.session.expire_all()
    assert db.session.get(Return, one.id).plans == ""


def test_the_office_opens_reminds_takes_and_sends_back(browser):
    browser.sign_in(holder(Role.COORDINATOR))
    for kind, ends in (("half_year", "14/06/"), ("year", "14/12/")):
        assert f'value="{ends}{today().year}"' in browser.get(f"/bao-cao/mo-ky?ky={kind}").text
    due = f"{today() + timedelta(days=3):%d/%m/%Y}"
    days = {"kind": "year", "starts_on": "15/12/2025", "ends_on": "31/03/2026", "due_on": due}
    browser.post("/bao-cao/mo-ky", days)
    assert "trùng thời gian" in browser.post("/bao-cao/mo-ky", days, expect=422).text
    opened = db.session.scalars(queries.periods()).one()
    browser.post(f"/bao-cao/ky/{opened.id}/nhac")
    one = sent_in("An Dương", opened)
    opened.due_on = opened.ends_on
    db.session.flush()
    assert "nộp muộn" in browser.get(f"/bao-cao/ky/{opened.id}").text
    browser.post(f"/bao-cao/ban/{one.id}/tra-lai", {"reason": "Thiếu số hộ"})
    assert "Thiếu số hộ" in browser.get(f"/bao-cao/ban/{one.id}").text
    one.submit(by=holder(Role.COORDINATOR), figures=[])
    db.session.flush()
    browser.post(f"/bao-cao/ban/{one.id}/nhan")
    assert one.state is ReturnState.ACCEPTED


def test_the_board_asks_the_same_few_questions(browser, count_queries):
    browser.sign_in(holder(Role.LEADER))
    first = period()
    asked = []
    for number in range(2):
        db.session.expunge_all()
        with count_queries() as seen:
            browser.get(f"/bao-cao/ky/{first.id}")
        asked.append(len(seen))
        if not number:
            opened = db.session.scalars(queries.periods()).one()
            for one in opened.returns:
                one.results = "Xong"
                one.submit(by=holder(Role.COORDINATOR), figures=[])
            db.session.flush()

    assert asked[0] == asked[1] <= 8
    assert db.session.query(Unit).count()


def test_sent_in_in_time_and_sent_back_is_not_late():
    one = sent_in("An Dương", period())
    one.send_back(by=holder(Role.COORDINATOR), reason="Thiếu số hộ")
    one.period.due_on = one.period.ends_on
    one.first_submitted_at -= timedelta(days=9)
    one.submit(by=holder(Role.COORDINATOR), figures=[])

    assert one.was_late is False


def test_a_place_is_told_what_it_lacks():
    member = holder(Role.VILLAGE_TEAM, village_id=village().id)
    one = sent_in("An Dương", period())
    periods.send_back(one, by=holder(Role.COORDINATOR), reason="Thiếu số hộ")

    texts = db.session.scalars(sa.select(Notice.text).where(Notice.person_id == member.id)).all()
    assert [text for text in texts if "Thiếu số hộ" in text]


def test_a_period_opened_by_mistake_is_dropped_while_nobody_wrote(browser):
    opened, used = period().id, period(PeriodKind.YEAR)
    sent_in("An Dương", used)
    browser.sign_in(holder(Role.COORDINATOR))
    assert f"/bao-cao/ky/{opened}/bo" in browser.get(f"/bao-cao/ky/{opened}").text
    refused = browser.post(f"/bao-cao/ky/{used.id}/bo", {"reason": "Nhầm"}, expect=422).text
    assert "không bỏ được nữa" in refused
    browser.post(f"/bao-cao/ky/{opened}/bo", {"reason": "Mở nhầm"})

    assert [one.id for one in db.session.scalars(queries.periods())] == [used.id]
    browser.get(f"/bao-cao/ky/{opened}", expect=404)


@pytest.mark.parametrize(
    ("kind", "subject", "days", "sentence"),
    [
        (PeriodKind.AD_HOC, "", {}, "phải ghi về việc gì"),
        (PeriodKind.YEAR, "Chuyển đổi số", {}, "phải ghi về việc gì"),
        (PeriodKind.YEAR, "", {"starts_on": date(1900, 1, 1)}, "không dài quá hai năm"),
        (PeriodKind.YEAR, "", {"due_on": today() - timedelta(days=1)}, "từ hôm nay trở đi"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(kind, subject, days, sentence):
    given = {"starts_on": today() - timedelta(days=9), "ends_on": today() - timedelta(days=2), "due_on": today()} | days

    with pytest.raises(RuleBroken, match=sentence):
        periods.open_period(kind, given, subject=subject, by=holder(Role.COORDINATOR))


@pytest.mark.parametrize(("days", "told"), [(4, 0), (3, 1), (2, 0), (0, 0), (-1, 1), (-2, 0)])
def test_whoever_owes_a_report_is_told_before_its_day_and_after_it_by_itself(days, told):
    member = holder(Role.VILLAGE_TEAM, village_id=village().id)
    opened = period(ends_on=today() - timedelta(days=9), due_on=today() + timedelta(days=days))
    for _ in range(2):
        reminding._remind("")
    db.session.flush()

    texts = db.session.scalars(sa.select(Notice.text).where(Notice.person_id == member.id)).all()
    assert len([text for text in texts if "Báo cáo" in text]) == told
    sent_in("An Dương", opened)
    assert [one for one in opened.missing if one.village and one.village.name == "An Dương"] == []
