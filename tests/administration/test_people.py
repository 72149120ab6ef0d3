"""The administrator finds people, gives them roles, and closes accounts; the auditor looks on."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Grant, Person, Role
from app.core.clock import today
from app.core.db import db
from tests.factories.people import PersonFactory, holder, unit, village


@pytest.fixture
def office(browser):
    """A browser at which an administrator sits."""
    browser.sign_in(holder(Role.ADMINISTRATOR))
    return browser


def granting(**typed: object) -> dict[str, object]:
    return {"role": "coordinator", "valid_from": today().strftime("%d/%m/%Y"), **typed}


def roles(person: Person) -> list[tuple[Role, int | None, int | None]]:
    return [(grant.role, grant.unit_id, grant.village_id) for grant in person.grants]


def test_people_are_found_by_name_without_tones_by_phone_and_by_role(office):
    hoa = PersonFactory(name="Đặng Thị Hoà", phone="+84912345678")
    judge = holder(Role.JUDGE)

    for query in ("tim=dang+thi+hoa", "tim=0912+345+678", "tim=ĐẶNG"):
        page = office.get(f"/quan-tri/?{query}").text
        assert (hoa.name in page, judge.name in page) == (True, False)
    page = office.get("/quan-tri/?vai-tro=judge").text
    assert (hoa.name in page, judge.name in page) == (False, True)


@pytest.mark.parametrize(
    "query", ["tim=%25", "tim=_", "tim=" + "a" * 500, "vai-tro=khong-co", "sau=%F0%9F%8C%BE", "tim=%F0%9F%8C%BE"]
)
def test_a_search_for_nobody_finds_nobody_and_says_so(office, query):
    page = office.get(f"/quan-tri/?{query}").text

    assert ("Không thấy ai như vậy." in page) is not query.startswith("sau")


def test_a_page_of_people_asks_few_questions(office, count_queries):
    for _ in range(25):
        holder(Role.OFFICIAL)
    db.session.expunge_all()

    with count_queries() as seen:
        page = office.get("/quan-tri/").text

    assert page.count("<tr>") == 21
    assert len(seen) <= 4


GIVEN = {
    "a plain role": ("coordinator", None, None),
    "an official with a unit": ("official", "vhxh", None),
    "a team with a village": ("village_team", None, "Hội Yên"),
}


@pytest.mark.parametrize(("role", "code", "place"), GIVEN.values(), ids=GIVEN)
def test_a_role_is_given_for_a_time(office, role, code, place):
    person = PersonFactory()
    scope = {"unit_id": unit(code).id if code else None, "village_id": village(place).id if place else None}
    last = today() + timedelta(365)
    typed = granting(role=role, valid_to=last.strftime("%d/%m/%Y"), **{name: value or "" for name, value in scope.items()})

    office.post(f"/quan-tri/nguoi/{person.id}/giao-vai-tro", typed)

    assert roles(person) == [(Role(role), scope["unit_id"], scope["village_id"])]
    assert (person.grants[0].valid_from, person.grants[0].valid_to) == (today(), last)
    page = office.get(f"/quan-tri/nguoi/{person.id}").text
    assert "Giao vai trò</td>" in page
    assert last.strftime("đến %d/%m/%Y") in page


REFUSED = {
    "an official without a unit": ("role", {"role": "official"}),
    "a team without a village": ("role", {"role": "village_team"}),
    "a role nobody gives": ("role", {"role": "author"}),
    "a role that is none": ("role", {"role": "king"}),
    "an end before the beginning": ("valid_to", {"valid_to": "01/01/2020"}),
    "a day that is none": ("valid_from", {"valid_from": "31/02/2026"}),
    "no day": ("valid_from", {"valid_from": ""}),
    "a unit that is none": ("unit_id", {"role": "official", "unit_id": "99999"}),
    "a village in letters": ("village_id", {"role": "village_team", "village_id": "An Dương"}),
    "a year far away": ("valid_to", {"valid_to": "01/01/9999"}),
}


@pytest.mark.parametrize(("field", "typed"), REFUSED.values(), ids=REFUSED)
def test_a_role_that_cannot_be_is_named_and_what_was_typed_is_kept(office, field, typed):
    person = PersonFactory()

    page = office.post(
        f"/quan-tri/nguoi/{person.id}/giao-vai-tro", granting(**{"valid_to": "31/12/2099", **typed}), expect=422
    ).text

    assert f'href="#{field}"' in page
    assert f'aria-describedby="{field}-err"' in page
    shown = typed.get(field) if field.startswith("valid") else "31/12/2099"
    assert f'value="{shown}"' in page
    assert roles(person) == []


def test_an_administrator_gives_themselves_nothing_and_stays_open(browser):
    administrator = holder(Role.ADMINISTRATOR)
    browser.sign_in(administrator)

    page = browser.post(f"/quan-tri/nguoi/{administrator.id}/giao-vai-tro", granting(), expect=422).text
    assert "Không ai tự giao vai trò cho chính mình." in page

    page = {"Referer": f"http://localhost/quan-tri/nguoi/{administrator.id}/khoa"}
    back = browser.post(f"/quan-tri/nguoi/{administrator.id}/khoa", {"reason": "x"}, headers=page).location
    assert "Không ai tự khóa tài khoản của chính mình." in browser.get(back).text
    assert (roles(administrator), administrator.is_active) == ([(Role.ADMINISTRATOR, None, None)], True)


def test_a_role_of_one_is_not_taken_back_at_the_page_of_another(office):
    person, other = PersonFactory(), holder(Role.LEADER)

    office.post(f"/quan-tri/nguoi/{person.id}/thoi-vai-tro/{other.grants[0].id}", expect=409)

    assert other.has(Role.LEADER)


def test_an_account_is_closed_and_opened_with_a_reason(office):
    person = PersonFactory()
    address = f"/quan-tri/nguoi/{person.id}/khoa"

    assert 'href="#reason"' in office.post(address, {"reason": "  "}, expect=422).text
    assert "tối đa 500" in office.post(address, {"reason": "x" * 501}, expect=422).text
    assert person.is_active
    office.post(address, {"reason": "Mất điện thoại"})
    assert not person.is_active
    assert "<h1>Mở khóa tài khoản</h1>" in office.get(address).text
    office.post(address, {"reason": "Tìm thấy rồi"})
    assert person.is_active


PLACES = ("/quan-tri/", "/quan-tri/noi-chon")
CHANGES = ("/quan-tri/thiet-lap", "/quan-tri/thon/moi", "/quan-tri/don-vi/moi", "/quan-tri/linh-vuc/moi")


@pytest.mark.parametrize("role", [role for role in Role.granted() if role is not Role.ADMINISTRATOR])
def test_these_rooms_are_for_the_administrator(browser, role):
    person = holder(role)
    reads = role is Role.AUDITOR
    browser.sign_in(person)

    for address in (*PLACES, f"/quan-tri/nguoi/{person.id}"):
        browser.get(address, expect=200 if reads else 403)
    for address in (*CHANGES, f"/quan-tri/thon/{village().id}", f"/quan-tri/nguoi/{person.id}/khoa"):
        browser.get(address, expect=403)
        browser.post(address, {"reason": "x", "name": "x"}, expect=403)
    browser.post(f"/quan-tri/nguoi/{PersonFactory().id}/giao-vai-tro", granting(), expect=403)
    assert db.session.scalar(sa.select(sa.func.count(Grant.id))) == 1


def test_the_auditor_sees_no_button(browser):
    browser.sign_in(holder(Role.AUDITOR))
    person = holder(Role.LEADER)

    for address in (*PLACES, f"/quan-tri/nguoi/{person.id}"):
        assert (
            "<button" not in browser.get(address).text.split("<main")[1].split('role="search"')[-1].split("</form>")[-1]
        ), address
