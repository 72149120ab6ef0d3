"""Somebody whose words were written down takes them over, and leaves: no paper and no typist brings them back."""

import pytest
import sqlalchemy as sa

from app.accounts.actions import own_data
from app.accounts.models import Person, Purpose, Role
from app.core.db import db
from app.core.search.index import SearchEntry
from app.core.search.query import find
from app.core.workflow import RuleBroken
from app.initiatives.actions import paper_lists, sending_for
from app.initiatives.models import Outcome, PaperLine
from tests.factories.people import PersonFactory, holder, village
from tests.initiatives.test_paper_lists import typed as paper_list
from tests.initiatives.test_sending_for import NEW, claimable, grandmother, sent_for, typed


@pytest.fixture
def team():
    return holder(Role.VILLAGE_TEAM, village_id=village().id)


def opened(team, author=None):
    one = sent_for(team, author)
    one.show_name = True
    one.open_to_public(by=holder(Role.COORDINATOR), lawful=True, no_personal_data=True, no_duplicate=True)
    db.session.flush()
    return one


def people_found(words):
    return [hit.title for hit in find(words, kinds=("author",)).hits]


def test_who_left_is_spoken_for_by_nobody(browser, team):
    one = opened(team)
    slip = typed(one)
    author = one.author
    sending_for.become_an_account(author, name=author.name, password=NEW, purposes=[Purpose.ACCOUNT])

    own_data.erase(author, by=author)
    db.session.commit()

    assert sending_for.claimable(**slip, address="10.0.0.1") is None
    browser.post("/nhan-phieu", {**slip, "name": author.name, "password": NEW, "account": "y"}, expect=422)
    browser.post("/tra-cuu", {"code": one.code, "digits": slip["digits"]}, expect=422)
    assert not author.has_account
    browser.sign_in(team)
    browser.get(f"/sang-kien/{one.code}/sua", expect=403)
    browser.get(f"/sang-kien/{one.code}/phieu.pdf", expect=403)
    assert "Người đã rời trang" in browser.get("/gui-ho/").text


def test_a_name_leaves_the_search_with_its_owner_however_the_account_came(team):
    one = opened(team)
    assert people_found("vũ thị nhài") == ["Vũ Thị Nhài"]
    account = PersonFactory(name="Vũ Thị Nhài")
    sending_for.take_over(one.author, by=account)
    db.session.flush()
    assert people_found("vũ thị nhài") == ["Vũ Thị Nhài"]

    own_data.erase(account, by=account)
    db.session.flush()

    assert people_found("vũ thị nhài") == []
    assert db.session.scalars(sa.select(SearchEntry.title).where(SearchEntry.kind == "author")).all() == []


def test_a_usual_name_added_at_claiming_is_what_they_are_found_by(team):
    one = opened(team)

    sending_for.become_an_account(one.author, name="Vũ Thị Nhài Bến", password=NEW, purposes=[Purpose.ACCOUNT])
    db.session.flush()

    assert people_found("nhài bến") == ["Vũ Thị Nhài Bến"]


def test_a_slip_is_claimed_by_the_name_on_it(browser, team):
    one = sent_for(team)
    given = {**typed(one), "password": NEW, "account": "y"}

    for other in ("Kẻ Khác Nhận", "Vũ Thị Nhàii", "Cháu Vũ Thị Nhài"):
        assert "họ tên như trên phiếu" in browser.post("/nhan-phieu", {**given, "name": other}, expect=422).text
    browser.post("/nhan-phieu", {**given, "name": "vũ thị nhài (Bến)"})

    assert one.author.name == "vũ thị nhài (Bến)"


def test_the_digits_on_paper_stay_good_when_a_phone_comes(browser, team):
    one = sent_for(team)
    printed = one.slip.digits
    sending_for.become_an_account(one.author, name=one.author.name, password=NEW, purposes=[Purpose.ACCOUNT])
    one.author.phone = "+84912340000"
    db.session.commit()

    for digits in (printed, "0000"):
        browser.post("/tra-cuu", {"code": one.code, "digits": digits})


def test_a_stranger_who_guesses_digits_keeps_no_owner_of_a_slip_out(browser, team):
    one = sent_for(team)
    for n in range(45):
        browser.client.post("/tra-cuu", data={"code": one.code, "digits": "x"}, environ_base={"REMOTE_ADDR": f"10.9.0.{n}"})

    assert claimable(one).id == one.id


def names_on(paper):
    query = sa.select(PaperLine.name).where(PaperLine.list_id == paper.id).order_by(PaperLine.number)
    return db.session.scalars(query).all()


@pytest.mark.parametrize("year", [1941, None])
def test_a_line_that_became_no_vote_keeps_no_name_of_who_left(team, year):
    someone = grandmother(team)
    paper = paper_list(team, lines=[("Vũ Thị Nhài", year), ("Vũ Thị Nhài Em", 1941)])
    verdicts = {1: Outcome.UNSIGNED, 2: None}
    paper_lists.count(paper, by=holder(Role.OFFICIAL), verdicts=verdicts, seen=paper.version)

    own_data.erase(someone, by=someone)

    assert names_on(paper) == ["Người đã rời trang" if year else "Vũ Thị Nhài", "Vũ Thị Nhài Em"]


def test_who_left_is_counted_by_no_list_that_was_still_to_be_compared(team):
    someone, official = grandmother(team), holder(Role.OFFICIAL)
    paper = paper_list(team, lines=[("Vũ Thị Nhài", 1941), ("Vũ Thị Nhài Em", 1941)])
    seen = paper.version

    own_data.erase(someone, by=someone)
    db.session.expire_all()

    assert names_on(paper) == ["Vũ Thị Nhài Em"]
    with pytest.raises(RuleBroken, match="vừa thay đổi"):
        paper_lists.count(paper, by=official, verdicts={1: None, 2: None}, seen=seen)
    assert paper_lists.count(paper, by=official, verdicts={2: None}, seen=paper.version) == 1
    named = sa.select(Person).where(Person.name == "Người đã rời trang", Person.register_key.is_not(None))
    assert db.session.scalars(named).all() == []


@pytest.mark.parametrize(
    "name", ["Người đã rời trang", "Bà con thôn An Dương", "NGƯỜI ĐÃ RỜI TRANG 2", "Somebody who has left"]
)
def test_nobody_takes_the_name_pages_give_to_those_without_one(browser, name):
    given = {"name": name, "password": NEW, "account": "y"}

    assert "cho người không ghi tên" in browser.post("/dang-ky", given, expect=422).text
    assert db.session.scalars(sa.select(Person).where(Person.name == name)).all() == []


def test_the_typist_sees_no_more_of_it_than_others_once_it_is_claimed(browser, team):
    one = sent_for(team)
    sending_for.become_an_account(one.author, name=one.author.name, password=NEW, purposes=[Purpose.ACCOUNT])
    one.return_to_author(by=holder(Role.COORDINATOR), reason="Thêm chỗ")
    one.title = "Chuyện riêng bà viết lại"
    browser.sign_in(team)

    assert "Chuyện riêng" not in browser.get("/gui-ho/").text
    browser.get(f"/sang-kien/{one.code}", expect=404)
    assert own_data.everything_about(team)["initiatives"] == []
