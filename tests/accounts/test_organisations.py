"""Organisations: entered by whoever answers for them, run by their owners alone."""

import pytest
import sqlalchemy as sa

from app.accounts import queries
from app.accounts.models import Organisation, OrganisationKind
from app.core.audit import history_of
from app.core.db import db
from app.core.workflow import RuleBroken
from tests.factories.people import PersonFactory, organisation, village

NEW = {"name": "HTX Sen Đảo Cò", "kind": "cooperative"}


def only() -> Organisation:
    return db.session.scalars(sa.select(Organisation)).one()


def members(one: Organisation) -> list[tuple[str, bool]]:
    return [(m.person.name, m.is_owner) for m in one.memberships if m.until is None]


def test_whoever_enters_an_organisation_answers_for_it(browser):
    person = PersonFactory()
    browser.sign_in(person)

    page = browser.post("/to-chuc/moi", {**NEW, "village_id": village().id}).location

    assert "HTX Sen Đảo Cò" in browser.get(page).text
    assert (only().kind, only().village, members(only())) == (OrganisationKind.COOPERATIVE, village(), [(person.name, True)])
    assert [event.name for event in db.session.scalars(history_of(only()))] == ["organisations.found", "organisations.admit"]
    assert list(db.session.scalars(queries.organisations_of(person))) == [only()]


REFUSED = {
    "no name": {"name": ""},
    "a name that is taken": {"name": "htx  THỬ nghiệm"},
    "look-alike letters": {"name": "НTX Sen"},
    "a name that swells": {"name": "ﷺ" * 160},
    "a long name": {"name": "a" * 161},
    "a hidden letter": {"name": "HTX\u202eneS"},
    "another kind": {"kind": "ministry"},
    "a village that is none": {"village_id": "99999"},
    "a village in letters": {"village_id": "An Dương"},
}


@pytest.mark.parametrize("typed", REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_entered_is_named_and_kept(browser, typed):
    owner = PersonFactory()
    organisation(owner)
    browser.sign_in(owner)
    [field] = typed

    page = browser.post("/to-chuc/moi", {**NEW, "village_id": village("Hội Yên").id, **typed}, expect=422).text

    assert f'href="#{field}"' in page
    assert f'aria-describedby="{field}-err"' in page
    if field != "name":
        assert 'value="HTX Sen Đảo Cò"' in page
    if field != "village_id":
        assert f'<option selected value="{village("Hội Yên").id}">' in page
    assert len(db.session.scalars(sa.select(Organisation)).all()) == 1


def test_an_owner_takes_members_in_and_lets_them_go(browser):
    owner, friend = PersonFactory(), PersonFactory(name="Đặng Thị Hoà")
    one = organisation(owner)
    browser.sign_in(owner)

    browser.post(f"/to-chuc/{one.id}/thanh-vien", {"name": " đặng thị  HOÀ "})
    assert members(one) == [(owner.name, True), ("Đặng Thị Hoà", False)]

    browser.post(f"/to-chuc/{one.id}/thanh-vien/{friend.id}/thoi")
    assert members(one) == [(owner.name, True)]
    assert list(db.session.scalars(queries.organisations_of(friend))) == []


@pytest.mark.parametrize("name", ["Không Có Ai", "Dang Thi Hoa", "", "x" * 81, "\x00", "Người Có Rồi"])
def test_who_cannot_be_taken_in_is_said_beside_the_field(browser, name):
    owner = PersonFactory()
    one = organisation(owner)
    PersonFactory(name="Đặng Thị Hoà")
    one.admit(PersonFactory(name="Người Có Rồi"), by=owner)
    browser.sign_in(owner)

    page = browser.post(f"/to-chuc/{one.id}/thanh-vien", {"name": name, "is_owner": "y"}, expect=422).text

    assert 'aria-describedby="name-err"' in page
    assert 'checked id="is_owner"' in page
    assert len(members(one)) == 2


def test_the_last_owner_stays():
    owner, other = PersonFactory(), PersonFactory()
    one = organisation(owner)
    one.admit(other, by=owner)

    with pytest.raises(RuleBroken, match="ít nhất một người phụ trách"):
        one.release(owner, by=owner)

    one.release(other, by=owner)
    one.admit(other, by=owner, is_owner=True)
    one.release(owner, by=other)
    assert members(one) == [(other.name, True)]


def test_whoever_does_not_belong_cannot_be_let_go(browser):
    owner = PersonFactory()
    one = organisation(owner)
    browser.sign_in(owner)
    page = {"Referer": f"http://localhost/to-chuc/{one.id}"}

    back = browser.post(f"/to-chuc/{one.id}/thanh-vien/{PersonFactory().id}/thoi", headers=page).location

    assert "Người này không phải thành viên." in browser.get(back).text
    browser.post(f"/to-chuc/{one.id}/thanh-vien/0/thoi", expect=404)
    assert members(one) == [(owner.name, True)]


def test_the_schema_knows_one_membership_at_a_time_and_forgets_none():
    owner, friend = PersonFactory(), PersonFactory()
    one = organisation(owner)
    one.admit(friend, by=owner)
    one.release(friend, by=owner)
    one.admit(friend, by=owner)
    db.session.flush()
    assert len(one.memberships) == 3

    one.memberships[1].until = None
    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


@pytest.mark.parametrize(
    ("who", "sees", "runs"), [("owner", True, True), ("member", True, False), ("neighbour", False, False)]
)
def test_names_of_members_are_for_members_and_its_doors_for_owners(browser, who, sees, runs):
    people = {name: PersonFactory() for name in ("owner", "member", "neighbour")}
    one = organisation(people["owner"])
    one.admit(people["member"], by=people["owner"])
    browser.sign_in(people[who])

    page = browser.get(f"/to-chuc/{one.id}").text

    assert (people["owner"].name in page.split("<main")[1], "Thêm thành viên" in page) == (sees, runs)
    expect = 303 if runs else 403
    browser.post(f"/to-chuc/{one.id}/thanh-vien", {"name": people["neighbour"].name}, expect=expect)
    browser.post(f"/to-chuc/{one.id}/thanh-vien/{people['member'].id}/thoi", expect=expect)


def test_the_list_stands_in_a_readers_order_with_one_question(browser, count_queries):
    owner = PersonFactory()
    for name in ("HTX Đồng Xanh", "HTX Dâu", "HTX Âu Lạc", "HTX An Khang"):
        organisation(owner, name)
    db.session.expunge_all()

    with count_queries() as seen:
        page = browser.get("/to-chuc/").text

    places = [page.index(name) for name in ("HTX An Khang", "HTX Âu Lạc", "HTX Dâu", "HTX Đồng Xanh")]
    assert places == sorted(places)
    assert len(seen) == 1
