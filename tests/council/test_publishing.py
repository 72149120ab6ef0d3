"""Everything made public at once by one decision, and computed again by other hands."""

import csv
import io
import json
import sys
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from statistics import median

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.accounts.models import Role
from app.core.audit import Event
from app.core.chain import digest
from app.core.clock import at, today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.council.actions import deciding, preparing
from app.council.actions.deciding import Conclusion
from app.council.actions.marking import unseal
from app.council.models import Outcome, SessionState
from app.council.outcomes import Outcomes
from app.council.queries import waiting_for_a_session
from app.initiatives.models import AwardClass, State
from app.marking.models import ConflictKind
from app.notices.actions import follow
from app.notices.models import Notice
from app.papers.models import Certificate
from tests.factories.council import (
    chair_of,
    concluded,
    evaluating,
    marked,
    opened,
    published,
    rubric,
    secretary_of,
    session,
    sheet_of,
    signed,
)
from tests.factories.people import PersonFactory, holder
from tests.notices import conftest
from tests.servers import ROOT

work = conftest.work
DECISION = {"decision_number": "88/QĐ-UBND", "decision_on": f"{today():%d/%m/%Y}", "signer": "Chủ tịch UBND xã"}


def test_the_batch_is_published_from_its_page(browser):
    good, poor = evaluating(title="Giàn phơi"), evaluating(title="Đuổi chim")
    made = opened(good, poor)
    for marker in range(4):
        signed(sheet_of(made, marker, 0), 35, 27, 26)
        signed(sheet_of(made, marker, 1), 20, 5, 5)
    unseal(made, by=secretary_of(made))
    preparing.call_roll(made, {member.id for member in made.members}, {}, by=secretary_of(made))
    reasons = {made.cases[0].id: Conclusion("Nhiều hộ làm theo.", None), made.cases[1].id: Conclusion("Chưa bền.", None)}
    deciding.write_conclusions(made, reasons, by=secretary_of(made))
    deciding.conclude(made, by=chair_of(made))
    here = f"/hoi-dong/{made.code}"
    browser.get(here, expect=404)
    browser.sign_in(PersonFactory())
    browser.get(here, expect=404)
    assert [one.state for one in (good, poor)] == [State.EVALUATING, State.EVALUATING]

    browser.sign_in(secretary_of(made))
    refused = browser.post(f"{here}/phien/cong-bo", {**DECISION, "decision_number": " "}, expect=422).text
    assert "Chưa ghi số quyết định." in refused
    browser.post(f"{here}/phien/cong-bo", DECISION)

    assert (made.state, good.state, poor.state) == (SessionState.PUBLISHED, State.RECOGNISED, State.DECLINED)
    assert (good.award_class, good.decision_number, good.rubric) == (
        AwardClass.A,
        "88/QĐ-UBND",
        "Mẫu ba tiêu chí 40/30/30, bản 1",
    )
    assert [case.outcome for case in made.cases] == [Outcome.RECOGNISED, Outcome.DECLINED]
    assert (made.cases[0].certificate is not None, made.cases[1].certificate) == (True, None)
    browser.sign_in(PersonFactory())
    page = browser.get(here).text
    assert all(words in page for words in ("88,00", "loại A", "Nhiều hộ làm theo.", "Chưa bền.", "Cách tính", "88/QĐ-UBND"))
    assert not any(member.person.name in page for member in made.members)
    assert "Nhiều hộ làm theo." in browser.get(f"/sang-kien/{good.code}").text
    assert "Initiative council" in browser.get(f"/en{here}").text


def test_authors_and_followers_are_told_with_the_public_reason(work):
    initiative = evaluating()
    follower = PersonFactory()
    follow(follower, "initiatives", initiative.id)
    published(initiative, reason="Tiết kiệm nước tưới.")
    work()

    told = {notice.person_id: notice.text for notice in db.session.scalars(sa.select(Notice))}
    assert {initiative.author_id, follower.id} <= set(told)
    assert all("Tiết kiệm nước tưới." in text for text in told.values())


def test_a_decision_number_is_used_once_and_nothing_is_half_done(browser):
    initiative = evaluating()
    published()
    made = concluded(initiative)
    browser.sign_in(secretary_of(made))

    page = browser.post(f"/hoi-dong/{made.code}/phien/cong-bo", DECISION, expect=422).text

    assert "Số quyết định này đã dùng cho một phiên khác trong năm." in page
    assert (made.state, initiative.state, made.cases[0].certificate) == (SessionState.CONCLUDED, State.EVALUATING, None)
    browser.post(f"/hoi-dong/{made.code}/phien/cong-bo", {**DECISION, "decision_number": "89/QĐ-UBND"})
    assert initiative.decision_number == "89/QĐ-UBND"


def test_without_quorum_nothing_is_published():
    made = concluded()
    for member in made.markers[1:]:
        member.is_present = False

    with pytest.raises(RuleBroken, match="chưa đủ 2/3"):
        deciding.publish(made, by=secretary_of(made), decision_number="9/QĐ-UBND", decision_on=today(), signer="Chủ tịch xã")


def test_a_secretary_does_not_publish_about_their_own_idea(browser):
    secretary = holder(Role.COUNCIL_SECRETARY)
    own, other = evaluating(author=secretary), evaluating()
    made = marked(own, other, by=secretary)
    here = f"/hoi-dong/{made.code}"
    browser.sign_in(secretary)
    assert "Hãy để người khác làm" in browser.get(f"{here}/phien/ket-luan", expect=409).text
    told = browser.get(here).text
    assert "Không xem được điểm của hồ sơ này" in told
    assert "Hạng" not in told  # no gap in the places tells the hidden one
    another = holder(Role.COUNCIL_SECRETARY)
    deciding.write_conclusions(made, {case.id: Conclusion("Có ích.", None) for case in made.cases}, by=another)
    deciding.conclude(made, by=chair_of(made))
    browser.sign_in(secretary)

    page = browser.post(f"/hoi-dong/{made.code}/phien/cong-bo", DECISION, expect=422).text

    assert "Hãy để người khác làm" in page
    assert (made.state, own.state, other.state) == (SessionState.CONCLUDED, State.EVALUATING, State.EVALUATING)
    assert db.session.scalar(sa.select(sa.func.count(Certificate.id))) == 0


def test_too_few_sheets_send_a_case_to_the_next_session_without_a_mark_shown(browser):
    late, whole = evaluating(), evaluating()
    made = opened(late, whole, markers=4)
    for marker in range(4):
        if marker < 2:
            signed(sheet_of(made, marker, 0), 37, 29, 28)
        signed(sheet_of(made, marker, 1), 30, 20, 20)
    made.unseal(by=chair_of(made), reason="Hết thời gian.")
    preparing.call_roll(made, {member.id for member in made.members}, {}, by=secretary_of(made))
    deciding.write_conclusions(made, {case.id: Conclusion("", None) for case in made.cases}, by=secretary_of(made))
    deciding.conclude(made, by=chair_of(made))
    deciding.publish(made, by=secretary_of(made), decision_number="7/QĐ-UBND", decision_on=today(), signer="Chủ tịch xã")
    db.session.flush()

    assert "Hội đồng chuyển sang phiên sau" in browser.get(f"/sang-kien/{late.code}").text
    assert (late.state, late.marked_since, whole.state) == (State.EVALUATING, None, State.RECOGNISED)
    assert [case["outcome"] for case in made.results] == ["deferred", "recognised"]
    assert made.results[0]["sheets"] == []
    rows = list(csv.reader(io.StringIO(browser.get(f"/hoi-dong/{made.code}/ket-qua.csv").text)))
    assert {cell for row in rows if row[0] == late.code for cell in row[2:]} == {"", "deferred"}
    assert late in db.session.scalars(waiting_for_a_session()).all()
    again = session()
    preparing.take(again, late, by=secretary_of(again))
    assert again.cases[0].docket is not made.cases[0].docket


def test_the_chair_parts_equals_in_writing(browser):
    made = marked(evaluating(), evaluating(), markers=3, marks=((30, 20, 20),))
    assert [row.place for row in Outcomes(made).rows] == [1, 1]
    browser.sign_in(secretary_of(made))
    here = f"/hoi-dong/{made.code}/phien/ket-luan"
    first, second = (case.id for case in made.cases)

    assert "bằng điểm với hồ sơ khác" in browser.get(here).text
    told = {"version": made.version, f"reason_{first}": "", f"reason_{second}": "", f"order_{first}": "0"}
    assert "Thứ tự là số từ 1 đến 99." in browser.post(here, told, expect=422).text
    browser.post(here, {**told, "version": made.version, f"order_{first}": "2", f"order_{second}": "1"})

    assert [row.place for row in Outcomes(made).rows] == [2, 1]


def test_a_certificate_is_checked_by_its_code(browser):
    made = published(evaluating(title="Giàn phơi"))
    certificate = made.cases[0].certificate

    page = browser.get(f"/giay-chung-nhan/{certificate.code}").text

    assert all(words in page for words in ("Giấy chứng nhận hợp lệ", "Giàn phơi", "88/QĐ-UBND", certificate.code))
    assert "This certificate is valid" in browser.get(f"/en/giay-chung-nhan/{certificate.code}").text
    browser.get("/giay-chung-nhan/GCN-00000000-00000000", expect=404)
    assert len(certificate.code) == len("GCN-00000000-00000000")


def test_the_open_data_is_what_was_published_and_names_nobody(browser):
    made = published(evaluating(), evaluating())
    answer = browser.get(f"/api/v1/council/{made.code}").json
    listed = browser.get("/api/v1/council").json

    assert answer["cases"] == made.results
    assert listed["sessions"][0]["code"] == made.code
    assert not any(member.person.name in json.dumps(answer, ensure_ascii=False) for member in made.members)
    event = db.session.scalars(sa.select(Event).where(Event.name == "council_sessions.publish")).one()
    computed = {name: answer[name] for name in ("members", "quorum", "rubric", "cases")}
    assert event.facts == {"session": made.code, "results": digest(computed)}
    browser.get("/api/v1/council/HD-1999-01", expect=404)
    unpublished = concluded()
    browser.sign_in(secretary_of(unpublished))
    browser.get(f"/api/v1/council/{unpublished.code}", expect=404)
    browser.get(f"/hoi-dong/{unpublished.code}/ket-qua.csv", expect=404)


def test_each_published_sheet_is_the_one_that_was_signed_and_chained():
    made = published()
    unsealed = db.session.scalars(sa.select(Event).where(Event.name == "council_sessions.complete")).one()
    [digests] = unsealed.facts["sheets"].values()
    assert digests == sorted(digests)  # in no order of people or time
    chained = set(digests)
    signing = db.session.scalars(sa.select(Event).where(Event.name.in_(["sheets.sign", "sheets.seal"]))).all()
    assert {str(event.facts) for event in signing} == {"{}"}
    assert {event.role for event in signing} == {"marker"}
    assert {event.details["digest"] for event in signing if event.name == "sheets.seal"} == chained

    for case in made.results:
        for sheet in case["sheets"]:
            content = {"salt": sheet["salt"], "subject": case["code"], "marks": sheet["marks"], "agrees": sheet["agrees"]}
            content["rubric"] = {"name": made.rubric.name, "version": made.rubric.number}
            assert digest(content) == sheet["digest"]
            assert sheet["digest"] in chained


marks = st.tuples(st.integers(0, 40), st.integers(0, 30), st.integers(0, 30))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(marks, min_size=3, max_size=6), min_size=1, max_size=3))
def test_recomputing_from_the_table_gives_the_screen_to_the_last_digit(browser, rows):
    markers = max(map(len, rows))
    made = opened(*(evaluating() for _ in rows), markers=markers)
    for case, given_here in enumerate(rows):
        for marker in range(markers):
            signed(sheet_of(made, marker, case), *given_here[marker % len(given_here)])
    unseal(made, by=secretary_of(made))
    preparing.call_roll(made, {member.id for member in made.members}, {}, by=secretary_of(made))
    deciding.write_conclusions(made, {case.id: Conclusion("Lý do.", None) for case in made.cases}, by=secretary_of(made))
    deciding.conclude(made, by=chair_of(made))
    number = f"{made.id}/QĐ-HĐSK"  # never that of the decision that set the council up
    deciding.publish(made, by=secretary_of(made), decision_number=number, decision_on=today(), signer="Chủ tịch xã")
    table = list(csv.DictReader(io.StringIO(browser.get(f"/hoi-dong/{made.code}/ket-qua.csv").data.decode("utf-8-sig"))))
    page = browser.get(f"/hoi-dong/{made.code}").text

    sys.path.insert(0, str(ROOT / "tools"))
    import verify_council as script

    answer = json.loads(browser.get(f"/api/v1/council/{made.code}").text, parse_float=Decimal)
    unsealed = {case["code"]: sorted(sheet["digest"] for sheet in case["sheets"]) for case in answer["cases"]}
    assert list(script.check_session(answer, unsealed)) == []
    for case in {row["case"] for row in table}:
        sheets = [row for row in table if row["case"] == case and row["row"].startswith("sheet")]
        told = {row["row"]: row for row in table if row["case"] == case}
        for column in ("novelty", "applicability", "benefit", "total"):
            points = [Decimal(sheet[column]) for sheet in sheets]
            mean = (sum(points) / len(points)).quantize(Decimal("0.01"), ROUND_HALF_UP)
            middle = Decimal(median(points)).quantize(Decimal("0.01"), ROUND_HALF_UP)
            assert (told["mean"][column], told["median"][column]) == (str(mean), str(middle))
            assert told["spread"][column] == f"{max(points) - min(points):.2f}"
            assert f">{mean}<".replace(".", ",") in page


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_marks=st.lists(marks, min_size=4, max_size=4))
def test_a_recused_member_changes_nothing(given_marks):
    results = []
    for markers in (4, 5):
        made = opened(markers=markers)
        if markers == 5:
            sheet = sheet_of(made, 4)
            sheet.write({"novelty": Decimal(40)}, None, by=sheet.marker)
            sheet.stand_aside(ConflictKind.TEAM, "Cùng tổ.", by=sheet.marker)
        for marker, one in enumerate(given_marks):
            signed(sheet_of(made, marker), *one)
        unseal(made, by=secretary_of(made))
        [row] = Outcomes(made).rows
        results.append((row.result, row.outcome, row.expected, row.place))

    assert results[0] == results[1]


def test_a_rubric_without_classes_recognises_by_agreement():
    made = opened(used=rubric("Mẫu bảy tiêu chí, biểu quyết 70%"), markers=4)
    for marker in range(4):
        signed(sheet_of(made, marker), 15, 15, 12, 8, 12, 8, 8, agrees=marker < 3)
    unseal(made, by=secretary_of(made))
    [row] = Outcomes(made).rows

    assert (row.outcome, row.result.agreed, row.result.award) == (Outcome.RECOGNISED, 75, None)


def test_nothing_is_decided_on_a_later_day_by_an_earlier_decision(browser):
    made = concluded(held_on=today() - timedelta(3))
    browser.sign_in(secretary_of(made))
    early = {**DECISION, "decision_on": f"{today() - timedelta(4):%d/%m/%Y}"}

    assert "trước ngày họp" in browser.post(f"/hoi-dong/{made.code}/phien/cong-bo", early, expect=422).text
    assert made.cases[0].initiative.state is State.EVALUATING


def test_a_day_of_decision_has_come_and_is_not_before_the_meeting():
    made = concluded()
    facts = {"by": secretary_of(made), "decision_number": "9/QĐ-UBND", "signer": "Chủ tịch xã"}

    with pytest.raises(RuleBroken, match="không thể ở tương lai"):
        deciding.publish(made, **facts, decision_on=today() + timedelta(1))


def test_a_clock_set_back_refuses_and_nothing_is_half_done(browser):
    made = concluded()
    browser.sign_in(secretary_of(made))
    here = f"/hoi-dong/{made.code}/phien"
    tomorrow, back = utcnow() + timedelta(minutes=10), {"headers": {"Referer": f"http://localhost{here}"}}
    with at(tomorrow):
        holder(Role.ADMINISTRATOR).record("people.change_password", by=chair_of(made))
    db.session.flush()

    page = browser.post(f"{here}/cong-bo", DECISION, expect=422, **back).text

    assert "Đồng hồ máy chủ đang chạy lùi" in page
    assert (made.state, made.cases[0].initiative.state) == (SessionState.CONCLUDED, State.EVALUATING)
    assert db.session.scalar(sa.select(sa.func.count(Certificate.id))) == 0
