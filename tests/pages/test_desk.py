"""The desk: everything that waits for me and nothing that waits for others, oldest first, with its deadline."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.core.clock import at, today, utcnow
from app.core.db import db
from app.initiatives.actions import deciding
from app.initiatives.models import State
from app.roadmap.models import Task, TaskState
from tests.factories.initiatives import InitiativeFactory, adoption, attachment, pilot
from tests.factories.people import PersonFactory, holder, village

DESK = "/viec-can-lam"
WAITING = {
    "Xem xét sáng kiến mới": {"coordinator"},
    "Quyết định bước tiếp theo": {"coordinator"},
    "Đưa vào thí điểm hoặc áp dụng": {"coordinator"},
    "Ghi kết quả thí điểm": {"coordinator"},
    "Xác nhận lời từ chối": {"coordinator", "leader"},
    "Xác nhận minh chứng": {"coordinator", "leader", "official"},
    "Xác nhận đã áp dụng": {"leader"},
    "Đề xuất áp dụng còn thiếu": {"leader"},
    "Đưa vào phiên Hội đồng": {"council_secretary"},
    "Xác nhận người dân": {"village_team"},
    "Bổ sung theo góp ý của xã": {"author"},
    "Hoàn thành đơn cho Hội đồng": {"author"},
    "Viết tiếp bản nháp": {"author"},
    "Việc của lộ trình trễ hạn": {"official"},
}


def everything_waits() -> dict[str, object]:
    """A commune where something of every kind waits; returns its author."""
    author = PersonFactory()
    InitiativeFactory(author=author, title="Bản nháp")
    InitiativeFactory(author=author, submitted=True)
    InitiativeFactory(author=author, submitted=True, state=State.RETURNED)
    InitiativeFactory(author=author, evaluating=True)
    refused = InitiativeFactory(opened=True)
    InitiativeFactory(recognised=True)
    deciding.propose_refusal(refused, by=holder(Role.COORDINATOR), reason="Chưa có tiền")
    adoption(InitiativeFactory(recognised=True))
    lacking = adoption(InitiativeFactory(recognised=True), proven=False)
    attachment(lacking.initiative, by=holder(Role.COORDINATOR), adoption=lacking)
    pilot(InitiativeFactory(opened=True), starts_on=today() - timedelta(9), ends_on=today() - timedelta(1))
    PersonFactory(unconfirmed=True)
    done = sa.update(Task).where(Task.code != "2026-Q2-01").values(state=TaskState.DONE, done_on=today())
    db.session.execute(done)
    db.session.flush()
    return {"author": author}


def kinds(page: str) -> set[str]:
    return {found.split(":")[0] for found in tasks(page)}


def tasks(page: str) -> list[str]:
    return re.findall(r"<li[^>]*><a href=\"[^\"]+\">([^<]+)</a>\s*<span class=\"due\">", page)


@pytest.mark.parametrize("role", ["author", "neighbour", *(role.value for role in Role.granted())])
def test_everybody_finds_what_waits_for_them_and_nothing_else(browser, role):
    people = everything_waits()
    person = people.get(role) or (PersonFactory() if role == "neighbour" else holder(Role(role)))
    browser.sign_in(person)

    page = browser.get(DESK).text

    assert kinds(page) == {what for what, whom in WAITING.items() if role in whom}
    assert ("Không có việc nào đang chờ." in page) is not any(role in whom for whom in WAITING.values())


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEADER, Role.OFFICIAL, Role.VILLAGE_TEAM, Role.COUNCIL_SECRETARY])
def test_every_task_leads_to_a_page_its_owner_may_open(browser, role):
    everything_waits()
    browser.sign_in(holder(role))

    addresses = re.findall(r'<li[^>]*><a href="([^"]+)">[^<]+:', browser.get(DESK).text)

    assert addresses
    for address in addresses:
        browser.get(address)


def test_every_task_of_an_author_leads_on_as_well(browser):
    browser.sign_in(everything_waits()["author"])

    for address in re.findall(r'<li[^>]*><a href="([^"]+)">[^<]+:', browser.get(DESK).text):
        browser.get(address)


def test_the_oldest_comes_first_whatever_its_kind(browser):
    now = utcnow()
    for days, state in ((3, State.OPEN), (9, State.SUBMITTED), (1, State.SUBMITTED), (6, State.RECOGNISED)):
        traits = {"recognised": True} if state is State.RECOGNISED else {"opened": True}
        idea = InitiativeFactory(**traits, title=f"Từ {days} ngày trước")
        idea.state = state
        idea.state_since = now - timedelta(days)
    browser.sign_in(holder(Role.COORDINATOR))

    listed = tasks(browser.get(DESK).text)

    assert [re.search(r"Từ (\d)", task)[1] for task in listed] == ["9", "6", "3", "1"]


def test_a_deadline_counts_working_days_and_late_is_said(browser):
    friday = datetime(2026, 7, 3, 3, tzinfo=UTC)
    InitiativeFactory(submitted=True, state_since=friday)
    person = holder(Role.COORDINATOR)
    person.grants[0].valid_from = friday.date()

    pages = {}
    for day in (14, 15):
        with at(datetime(2026, 7, day, 3, tzinfo=UTC)):
            browser.sign_in(person)
            pages[day] = browser.get(DESK).text

    assert "Hạn 14/07/2026" in pages[14]
    assert "quá hẹn" not in pages[14]
    assert "Quá hẹn, hạn 14/07/2026" in pages[15]
    assert "1 việc đang chờ, 1 việc quá hẹn." in " ".join(pages[15].split())


def test_whoever_proposed_is_not_asked_to_be_the_second_person(browser):
    proposer, other = holder(Role.COORDINATOR), holder(Role.LEADER)
    deciding.propose_refusal(InitiativeFactory(opened=True), by=proposer, reason="Chưa có tiền")

    seen = {}
    for person in (proposer, other):
        browser.sign_in(person)
        seen[person] = "Xác nhận lời từ chối" in browser.get(DESK).text

    assert seen == {proposer: False, other: True}


def test_a_team_is_asked_about_its_own_village_only(browser):
    mine, theirs = PersonFactory(unconfirmed=True), PersonFactory(unconfirmed=True, village=village("Hội Yên"))
    browser.sign_in(holder(Role.VILLAGE_TEAM))

    page = browser.get(DESK).text

    assert (mine.name in page, theirs.name in page) == (True, False)


@pytest.mark.parametrize("how_many", [1, 6])
def test_a_full_desk_asks_no_more_than_an_empty_one(browser, count_queries, how_many):
    for _ in range(how_many):
        everything_waits()
    person = holder(Role.COORDINATOR)
    person.grants.append(holder(Role.LEADER).grants[0])
    browser.sign_in(person)
    db.session.expunge_all()

    with count_queries() as seen:
        browser.get(DESK)

    assert len(seen) <= 26


def test_a_desk_is_ones_own(browser):
    browser.get(DESK, expect=303)
