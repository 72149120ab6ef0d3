"""A village's team vouches for its own people, from a list of those who wait."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Confirmation, Role
from app.core.clock import utcnow
from app.core.db import db
from tests.factories.people import PersonFactory, holder, village

LIST = "/xac-nhan-nguoi-dan"


def test_the_team_sees_those_of_its_village_who_wait_and_no_others(browser):
    waiting = PersonFactory(unconfirmed=True)
    elsewhere = PersonFactory(unconfirmed=True, village=village("Hội Yên"))
    nowhere, confirmed = PersonFactory(unconfirmed=True, village=None), PersonFactory()
    locked = PersonFactory(unconfirmed=True, locked_at=utcnow())
    browser.sign_in(holder(Role.VILLAGE_TEAM))

    page = browser.get(LIST).text

    shown = {person for person in (waiting, elsewhere, nowhere, confirmed, locked) if f"<h2>{person.name}</h2>" in page}
    assert shown == {waiting}


def test_one_press_confirms_and_the_list_grows_shorter(browser):
    resident, team = PersonFactory(unconfirmed=True), holder(Role.VILLAGE_TEAM)
    browser.sign_in(team)

    browser.post(f"{LIST}/{resident.id}")

    assert resident.is_confirmed
    page = browser.get(LIST).text
    assert f"Đã xác nhận {resident.name}" in page
    assert "Không còn ai chờ xác nhận." in page
    assert db.session.scalars(sa.select(Confirmation.by_id)).all() == [team.id]


def test_pressing_twice_confirms_once(browser):
    resident = PersonFactory(unconfirmed=True)
    browser.sign_in(holder(Role.VILLAGE_TEAM))
    browser.post(f"{LIST}/{resident.id}")

    back = browser.post(f"{LIST}/{resident.id}", headers={"Referer": f"http://localhost{LIST}"}).location

    assert "Người này đã được xác nhận rồi." in browser.get(back).text
    assert db.session.scalar(sa.select(sa.func.count(Confirmation.id))) == 1


@pytest.mark.parametrize(
    ("who", "expect"),
    [
        (lambda: holder(Role.VILLAGE_TEAM, village_id=village("Hội Yên").id), 404),
        (lambda: holder(Role.ADMINISTRATOR), 404),
        (lambda: holder(Role.LEADER), 404),
        (PersonFactory, 404),
    ],
)
def test_nobody_else_can(browser, who, expect):
    resident = PersonFactory(unconfirmed=True)
    browser.sign_in(who())

    browser.post(f"{LIST}/{resident.id}", expect=expect)

    assert not resident.is_confirmed


def test_not_even_the_team_for_itself(browser):
    team = holder(Role.VILLAGE_TEAM)
    team.confirmed_at = None
    browser.sign_in(team)

    browser.post(f"{LIST}/{team.id}", expect=403)

    assert not team.is_confirmed


def test_a_team_whose_time_is_over_confirms_nobody(browser):
    resident, team = PersonFactory(unconfirmed=True), holder(Role.VILLAGE_TEAM)
    team.grants[0].valid_to = utcnow().date() - timedelta(2)
    browser.sign_in(team)

    browser.get(LIST, expect=403)
    browser.post(f"{LIST}/{resident.id}", expect=404)


def test_a_long_list_is_read_page_by_page_with_few_questions(browser, count_queries):
    people = PersonFactory.create_batch(45, unconfirmed=True)
    browser.sign_in(holder(Role.VILLAGE_TEAM))

    seen, address = "", LIST
    while address:
        db.session.expunge_all()
        with count_queries() as asked:
            page = browser.get(address).text
        assert len(asked) <= 3
        seen += page
        address = page.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in page else None

    assert [seen.count(f"<h2>{person.name}</h2>") for person in people] == [1] * 45
