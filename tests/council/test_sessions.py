"""The way of a session: its moves, who may make them, and every refusal on the way."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from app.accounts.models import Person, Role
from app.core.db import db
from app.core.workflow import RuleBroken
from app.council.actions import marking, preparing
from app.council.models import CouncilSession, MemberRole, SessionState
from app.council.queries import waiting_for_a_session
from app.initiatives.models import CoAuthor, State
from app.marking.models import ConflictKind, SheetState
from tests.factories.council import (
    chair_of,
    concluded,
    evaluating,
    marked,
    opened,
    rubric,
    secretary_of,
    session,
    sheet_of,
    signed,
)
from tests.factories.initiatives import InitiativeFactory, application
from tests.factories.people import PersonFactory, holder, organisation

CHAIR, SECRETARY, MEMBER = Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY, Role.COUNCIL_MEMBER
TABLE = {
    "open_marking": ({SessionState.PREPARED}, SessionState.MARKING, (SECRETARY, CHAIR)),
    "complete": ({SessionState.MARKING}, SessionState.COMPLETE, (SECRETARY, CHAIR)),
    "unseal": ({SessionState.MARKING}, SessionState.COMPLETE, (CHAIR, MEMBER)),
    "conclude": ({SessionState.COMPLETE}, SessionState.CONCLUDED, (CHAIR, MEMBER)),
    "reopen": ({SessionState.COMPLETE, SessionState.CONCLUDED}, SessionState.MARKING, (CHAIR, MEMBER)),
    "publish": ({SessionState.CONCLUDED}, SessionState.PUBLISHED, (SECRETARY,)),
}
FORM = {
    "title": "Đợt 2 năm 2026",
    "setup_number": "41/QĐ-UBND",
    "setup_on": "20/04/2026",
    "held_on": "03/12/2026",
    "place": "Phòng họp",
    "quorum": "2/3",
    "agenda": "Chấm điểm",
}


def test_the_table_of_moves_is_exactly_this():
    moves = CouncilSession.transitions()

    assert {name: (set(move.sources), move.to, move.who) for name, move in moves.items()} == TABLE


def test_codes_run_by_year_and_whoever_sets_it_up_is_its_secretary(browser):
    secretary = holder(SECRETARY)
    browser.sign_in(secretary)
    session(held_on=date(2027, 5, 25))

    first = browser.post("/hoi-dong/moi", {**FORM, "rubric_id": rubric().id}).location
    second = browser.post("/hoi-dong/moi", {**FORM, "rubric_id": rubric().id}).location

    assert [re.search(r"HD-\d{4}-\d\d", one)[0] for one in (first, second)] == ["HD-2026-01", "HD-2026-02"]
    made = db.session.scalars(sa.select(CouncilSession).where(CouncilSession.code == "HD-2026-02")).one()
    assert (made.secretary.person_id, made.secretary.is_marker, made.quorum) == (secretary.id, False, "2/3")
    assert "Đợt 2 năm 2026" in browser.get(second).text


def test_what_is_missing_is_said_beside_its_field(browser):
    browser.sign_in(holder(SECRETARY))

    page = browser.post(
        "/hoi-dong/moi", {**FORM, "title": "", "held_on": "31/02/2026", "rubric_id": rubric().id}, expect=422
    )

    assert "Chưa đặt tên phiên họp." in page.text
    assert "ngày/tháng/năm" in page.text
    assert "41/QĐ-UBND" in page.text


def test_a_session_is_changed_seated_and_filled_from_its_page(browser):
    made, initiative = session(markers=3), evaluating()
    browser.sign_in(secretary_of(made))
    here = f"/hoi-dong/{made.code}/phien"
    member, other = holder(Role.COUNCIL_MEMBER), rubric("Mẫu bảy tiêu chí, biểu quyết 70%")

    browser.post(f"{here}/sua", {**FORM, "rubric_id": other.id})
    browser.post(f"{here}/thanh-vien", {"person_id": member.id, "role": "vice_chair"})
    browser.post(f"{here}/ho-so", {"initiative_id": initiative.id})
    page = browser.get(here).text

    assert (made.title, made.rubric_id, made.cases[0].docket.rubric_id) == ("Đợt 2 năm 2026", other.id, other.id)
    assert [one.role for one in made.members if one.person_id == member.id] == [MemberRole.VICE_CHAIR]
    assert initiative.code in page
    assert member.name in page

    browser.post(f"{here}/thanh-vien/{made.member_of(member).id}/bo")
    browser.post(f"{here}/ho-so/{made.cases[0].id}/bo")
    assert (made.member_of(member), made.cases) == (None, [])
    assert initiative in db.session.scalars(waiting_for_a_session()).all()


def test_who_may_sit_and_as_what():
    made = session(markers=2)
    made.seat(holder(Role.COUNCIL_MEMBER), MemberRole.MEMBER)

    with pytest.raises(RuleBroken, match="không có vai trò trong Hội đồng"):
        made.seat(PersonFactory(), MemberRole.MEMBER)
    with pytest.raises(RuleBroken, match="đã có trong phiên"):
        made.seat(chair_of(made), MemberRole.MEMBER)
    with pytest.raises(RuleBroken, match="đã có Chủ tịch"):
        made.seat(holder(CHAIR), MemberRole.CHAIR)
    made.unseat(made.chair)
    with pytest.raises(RuleBroken, match="không được giao vai trò Chủ tịch"):
        made.seat(holder(Role.COUNCIL_MEMBER), MemberRole.CHAIR)


def test_a_coordinator_refers_to_a_session_that_is_prepared(browser):
    made, initiative = session(), InitiativeFactory(opened=True)
    opened_one = opened()
    browser.sign_in(holder(Role.COORDINATOR))
    page = f"/sang-kien/{initiative.code}/chuyen-hoi-dong"

    offered = browser.get(page).text
    browser.post(page, {"session_id": opened_one.id}, expect=422)
    browser.post(page, {"session_id": made.id})

    assert made.code in offered
    assert opened_one.code not in offered
    assert (initiative.state, initiative.council_session) == (State.EVALUATING, made.title)
    assert [case.initiative_id for case in made.cases] == [initiative.id]


def test_without_a_session_the_coordinator_is_told_who_makes_one(browser):
    initiative = InitiativeFactory(opened=True)
    browser.sign_in(holder(Role.COORDINATOR))

    browser.get(f"/sang-kien/{initiative.code}/chuyen-hoi-dong", expect=303)

    assert "Thư ký Hội đồng lập phiên trước" in browser.get(f"/sang-kien/{initiative.code}").text


def test_an_initiative_is_before_one_session_at_a_time():
    initiative = evaluating()
    first, second = session(initiative), session()

    with pytest.raises(RuleBroken, match="đang ở một phiên khác"):
        preparing.take(second, initiative, by=secretary_of(second))
    with pytest.raises(RuleBroken, match="đã có trong phiên"):
        first.take(initiative)
    with pytest.raises(RuleBroken, match="đã được chuyển Hội đồng"):
        preparing.take(second, InitiativeFactory(opened=True), by=secretary_of(second))


def test_marking_opens_with_a_chair_three_markers_a_case_and_whole_applications():
    initiative = InitiativeFactory(evaluating=True)
    made = session(markers=2)

    def refused(sentence):
        with pytest.raises(RuleBroken, match=sentence):
            marking.open_marking(made, by=secretary_of(made))

    refused("ba người chấm")
    made.seat(holder(Role.COUNCIL_MEMBER), MemberRole.MEMBER)
    refused("chưa có hồ sơ nào")
    preparing.take(made, initiative, by=secretary_of(made))
    refused(f"{initiative.code}: tác giả chưa hoàn thành đơn")
    application(initiative, signed=False)
    refused("chưa hoàn thành đơn")
    initiative.application.sign(by=initiative.author, declaration="Cam đoan", place="Xã")
    made.unseat(made.chair)
    refused("chưa có Chủ tịch")
    made.seat(holder(CHAIR), MemberRole.CHAIR)

    marking.open_marking(made, by=secretary_of(made))

    assert (made.state, len(made.cases[0].docket.sheets)) == (SessionState.MARKING, 3)


def test_once_marking_is_open_nobody_joins_leaves_or_changes_what_is_marked(browser):
    made = opened()
    browser.sign_in(secretary_of(made))
    here = f"/hoi-dong/{made.code}/phien"
    late, member = holder(Role.COUNCIL_MEMBER), made.markers[1]

    page = browser.post(f"{here}/thanh-vien", {"person_id": late.id, "role": "member"}, expect=422).text
    browser.post(f"{here}/thanh-vien/{member.id}/bo", headers={"Referer": f"http://localhost{here}"})
    told = browser.get(here).text
    other = {**FORM, "rubric_id": rubric("Mẫu bảy tiêu chí, biểu quyết 70%").id}
    changed = browser.post(f"{here}/sua", other, expect=422).text

    sentence = "Phiên đã mở chấm điểm, không đổi thành viên, hồ sơ hay mẫu chấm được nữa."
    assert all(sentence in text for text in (page, told, changed))
    assert (len(made.members), made.rubric_id) == (5, rubric().id)


def test_the_application_stays_as_the_council_reads_it(browser):
    initiative = evaluating()
    opened(initiative)
    browser.sign_in(initiative.author)

    browser.get(f"/sang-kien/{initiative.code}/don/noi-dung", expect=403)

    assert initiative.takes_application is False


def test_authors_and_co_authors_are_recused_and_leave_the_denominator():
    author, co_author, namesake = (holder(Role.COUNCIL_MEMBER) for _ in range(3))
    namesake.birth_year, co_author.birth_year = 1950, 1980
    initiative = evaluating(author=author)
    initiative.application.authors[0].percent = 98
    initiative.application.authors += [
        CoAuthor(position=2, name=co_author.name.upper(), percent=1, birth_date=date(1980, 2, 3)),
        CoAuthor(position=3, name=namesake.name, percent=1, birth_date=date(1990, 2, 3)),
    ]
    made = session(initiative, markers=3)
    for person in (author, co_author, namesake):
        made.seat(person, MemberRole.MEMBER)

    marking.open_marking(made, by=secretary_of(made))

    docket = made.cases[0].docket
    members = [member.person_id for member in made.members]
    stakes = [conflict for conflict in docket.conflicts if conflict.person_id in members]
    assert {conflict.person_id: (conflict.kind, conflict.by_system) for conflict in stakes} == {
        author.id: (ConflictKind.OWN, True),
        co_author.id: (ConflictKind.OWN, True),
    }
    assert {sheet.marker_id for sheet in docket.sheets if sheet.state is SheetState.RECUSED} == {author.id, co_author.id}
    assert len(docket.waiting) == 4


def test_pages_ask_the_same_number_of_questions_however_much_there_is(browser, count_queries):
    small = marked(markers=3)
    large = marked(*(evaluating() for _ in range(5)), markers=7)
    counted = []
    for made in (small, large):
        browser.sign_in(secretary_of(made))
        for page in ("phien", "phien/ket-luan", ""):
            with count_queries() as asked:
                browser.get(f"/hoi-dong/{made.code}/{page}".rstrip("/"))
            counted.append(len(asked))

    assert counted[:3] == counted[3:]
    assert max(counted) <= 17


def test_who_sees_a_session(browser):
    made = session(evaluating())
    here = f"/hoi-dong/{made.code}/phien"
    answers = {}
    people: dict[str, Person] = {
        role.value: holder(role) for role in (SECRETARY, Role.LEADER, Role.AUDITOR, Role.COORDINATOR)
    }
    people |= {"member": made.markers[1].person, "other": holder(Role.COUNCIL_MEMBER), "resident": PersonFactory()}
    for name, person in people.items():
        browser.sign_in(person)
        with browser.app.app_context():
            answers[name] = browser.client.get(here).status_code

    assert answers == {
        **dict.fromkeys(("council_secretary", "leader", "auditor", "member"), 200),
        **dict.fromkeys(("coordinator", "other", "resident"), 404),
    }


def test_a_session_that_waits_is_on_the_desk_of_its_secretary_and_chair(browser):
    made = opened()
    for person in (secretary_of(made), chair_of(made)):
        browser.sign_in(person)
        assert "Phiên Hội đồng: Đang chấm, điểm niêm phong: Đợt 1" in browser.get("/viec-can-lam").text
    browser.sign_in(made.markers[2].person)
    assert "Chấm điểm: " in browser.get("/viec-can-lam").text


def test_what_waits_for_a_session_waits_on_the_secretary_s_desk(browser):
    evaluating(title="Chờ phiên")
    browser.sign_in(holder(SECRETARY))

    assert "Đưa vào phiên Hội đồng: Chờ phiên" in browser.get("/viec-can-lam").text


def test_the_vice_chair_leads_once_the_chair_holds_that_role_no_longer():
    made = session(evaluating(), markers=3)
    vice = holder(MEMBER)
    made.seat(vice, MemberRole.VICE_CHAIR)
    marking.open_marking(made, by=secretary_of(made))
    with pytest.raises(RuleBroken, match="Chủ tịch Hội đồng của phiên"):
        made.unseal(by=vice, reason="Vội")
    chair_of(made).end_grant(chair_of(made).grants[0].id, by=holder(Role.ADMINISTRATOR))

    made.unseal(by=vice, reason="Chủ tịch Hội đồng chuyển công tác.")

    assert made.state is SessionState.COMPLETE


def test_what_decides_is_settled_when_marking_opens_and_all_of_it_when_it_is_concluded(browser):
    made = opened()
    browser.sign_in(secretary_of(made))
    facts = {**FORM, "title": made.title, "setup_on": f"{made.setup_on:%d/%m/%Y}", "rubric_id": made.rubric_id}
    page = f"/hoi-dong/{made.code}/phien/sua"

    browser.post(page, {**facts, "place": "Nhà văn hóa thôn"})
    assert "không đổi thành viên, hồ sơ hay mẫu chấm" in browser.post(page, {**facts, "quorum": "1/2"}, expect=422).text
    for marker in range(4):
        signed(sheet_of(made, marker), 30, 20, 20)
    marking.unseal(made, by=secretary_of(made))
    browser.post(page, {**facts, "quorum": "1/2"}, expect=422)

    assert (made.place, made.quorum) == ("Nhà văn hóa thôn", "2/3")
    done = concluded()
    with pytest.raises(RuleBroken, match="đã kết luận"):
        done.change(done.rubric, place="Nơi khác")


def test_whoever_had_a_hand_in_it_is_kept_away_wherever_they_sit(browser):
    author, co_author, owner = holder(Role.COORDINATOR), holder(Role.LEADER), holder(MEMBER)
    initiative = evaluating(author=author, organisation=organisation(owner))
    initiative.application.authors[0].percent = 60
    initiative.application.authors.append(CoAuthor(position=2, name=co_author.name, percent=40))
    made = session(initiative, markers=4)
    made.seat(owner, MemberRole.MEMBER)
    marking.open_marking(made, by=secretary_of(made))
    sheet = sheet_of(made, 1)
    docket = made.cases[0].docket

    assert docket.sheet_of(owner).state is SheetState.RECUSED
    assert {author.id, co_author.id, owner.id} <= {conflict.person_id for conflict in docket.conflicts}
    sheet.state, sheet.typed_by_id = SheetState.TYPED, secretary_of(made).id
    db.session.flush()
    browser.sign_in(author)
    browser.get(f"/cham/{sheet.id}/doi-chieu", expect=403)
    assert "Đối chiếu phiếu giấy" not in browser.get("/viec-can-lam").text
    sheet.state, sheet.typed_by_id = SheetState.OPEN, None
    for marker in range(4):
        signed(sheet_of(made, marker), 35, 27, 26)
    marking.unseal(made, by=secretary_of(made))
    browser.sign_in(co_author)
    assert "88,00" not in browser.get(f"/hoi-dong/{made.code}").text


def test_whoever_left_the_council_sees_nothing_of_a_session(browser):
    made = marked()
    member = made.markers[1].person
    member.end_grant(member.grants[0].id, by=holder(Role.ADMINISTRATOR))
    browser.sign_in(member)

    browser.get(f"/hoi-dong/{made.code}", expect=404)
    browser.get(f"/hoi-dong/{made.code}/phien", expect=404)
