"""One's own data: agreeing and not, taking it along, leaving; what others rely on stays."""

import json

import pytest
import sqlalchemy as sa

from app.accounts.actions import own_data, second_factor
from app.accounts.actions.people import sign_up
from app.accounts.models import ConfirmedHow, Consent, Membership, Person, Purpose, Role, SignIn, Upload
from app.core import files
from app.core.audit import Event, verify
from app.core.db import Model, db
from app.core.search.query import find
from app.core.workflow import RuleBroken
from app.initiatives.actions import attaching, discussing, following, voting
from app.initiatives.models import Comment, Initiative, State, Vote
from app.notices import actions as notices
from app.notices.models import Notice, Rhythm
from app.notices.queries import mail_rhythms
from tests.factories.initiatives import InitiativeFactory, application, photo
from tests.factories.people import PASSWORD, PersonFactory, holder, organisation, village
from tests.notices.conftest import work

__all__ = ["work"]

# Where a person without a name may still be pointed at: what others decided, and that they once agreed or belonged.
STAYS = {
    *("initiatives.author_id", "initiatives.typist_id", "memberships.person_id", "consents.person_id", "grants.person_id"),
    *("reports.person_id", "consents.noted_by_id", "grants.granted_by_id", "confirmations.by_id"),
    *("refusals.proposed_by_id", "adoptions.proposed_by_id", "adoptions.confirmed_by_id", "attachments.confirmed_by_id"),
    *("closed_years.closed_by_id", "organisations.founded_by_id"),
    *("data_requests.person_id", "data_requests.noted_by_id", "paper_lines.person_id", "paper_codes.used_by_id"),
    *("council_members.person_id", "sheets.marker_id", "sheets.typed_by_id", "sheets.compared_by_id"),
    *("signings.by_id", "conflicts.person_id"),
    *("code_sheets.printed_by_id", "paper_lists.typed_by_id", "paper_lists.compared_by_id", "paper_templates.written_by_id"),
}


def resident(**facts):
    """Somebody who signed up by themselves, with everything ticked."""
    given = {"name": "Trần Thị Rời", "phone": "+84912345678", "email": "roi@vidu.vn", **facts}
    person = sign_up(password=PASSWORD, village=village(), purposes=list(Purpose), **given)
    db.session.add(person.confirm(by=holder(Role.VILLAGE_TEAM), how=ConfirmedHow.IN_PERSON))
    db.session.flush()
    return person


def lived(person):
    """A life: ideas in every stage, votes, remarks, follows, notices, a second factor."""
    public = InitiativeFactory(opened=True, author=person, show_name=True, title="Cầu ao chung")
    InitiativeFactory(submitted=True, author=person, title="Chưa ai xem")
    draft = InitiativeFactory(author=person, title="Bản nháp riêng")
    attaching.attach(draft, photo(), by=person)
    application(public)
    decided = InitiativeFactory(recognised=True, author=person)
    form = application(decided)
    form.authors[0].workplace = "Xóm Đình"
    supported = InitiativeFactory(opened=True)
    voting.cast_vote(supported, by=person)
    discussing.remark(supported, by=person, text="Hay lắm.", sent_key="k", show_name=True)
    following.follow(supported, by=person)
    notices.prefer(person.id, Rhythm.AT_ONCE)
    notices.tell([person.id], happening="h", at=public.created_at, title="t", text="x", endpoint="pages.home")
    second_factor.begin(person)
    organisation(holder(Role.OFFICIAL)).admit(person, by=person, is_owner=True)
    db.session.commit()
    return public, draft, decided, supported


def pointing_at(person):
    """Every column of every table that still points at somebody."""
    return {
        f"{table.name}.{key.parent.name}"
        for table in Model.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "people"
        and db.session.scalar(sa.select(sa.func.count()).where(key.parent == person.id).select_from(table))
    }


def test_whoever_leaves_is_forgotten_and_totals_stay(work):
    person = resident()
    public, draft, decided, supported = lived(person)
    token = db.session.scalars(sa.select(Upload.token)).one()
    number, numbers = person.id, (public.id, draft.id, decided.id)
    person.lock(by=holder(Role.ADMINISTRATOR), reason="Trần Thị Rời nhờ khóa")
    rows = db.session.scalar(sa.select(sa.func.count(Event.id)))
    assert pointing_at(person) - STAYS

    own_data.erase(person, by=person)
    db.session.flush()
    work()

    assert pointing_at(person) <= STAYS
    row = db.session.execute(sa.select(Person.__table__).where(Person.id == number)).mappings().one()
    kept = {name for name, value in row.items() if value is not None} - {"id", "created_at", "is_sample", "locked_at"}
    assert kept == {"name", "name_folded", "sort_name"}
    everything = json.dumps([str(value) for value in row.values()], ensure_ascii=False)
    assert not [told for told in ("Trần", "912345678", "roi@") if told in everything]
    db.session.expire_all()
    assert [db.session.get(Initiative, id) is not None for id in numbers] == [True, False, True]
    assert db.session.scalars(sa.select(Initiative.state).where(Initiative.title == "Chưa ai xem")).one() is State.WITHDRAWN
    assert db.session.get(Initiative, public.id).application is None
    line = db.session.get(Initiative, decided.id).application.authors[0]
    assert (line.name, line.workplace) == ("Trần Thị Rời", "")
    assert (db.session.get(Initiative, supported.id).votes, db.session.scalars(voting.miscounted()).all()) == (1, [])
    assert db.session.scalars(sa.select(Vote.voter_id)).all() == [None]
    remark = db.session.scalars(sa.select(Comment)).one()
    assert (remark.author_id, remark.show_name, remark.text) == (None, False, "Hay lắm.")
    assert find("Trần Thị Rời").hits == []
    assert not files.path_of(token, "image/webp").exists()
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) > rows
    history = [dict(row._mapping) for row in db.session.execute(sa.select(Event.__table__))]
    assert not [told for told in ("Trần", "nhờ khóa") if told in json.dumps(history, default=str, ensure_ascii=False)]
    assert [row for row in history if row["actor_id"] == number or row["details"].get("person") == number] == []
    assert [row for row in history if (row["subject_type"], row["subject_id"]) == ("people", number)] == []
    assert sum(row["actor_salt"] is None for row in history) > 3 < sum(row["story_salt"] is None for row in history)
    assert list(verify(db.session.connection())) == []


def test_nobody_signs_in_as_somebody_who_left(browser):
    person = resident()
    db.session.commit()
    browser.sign_in(person)

    browser.post("/tai-khoan/du-lieu/xoa", {"current": "sai", "sure": "y"}, expect=422)
    browser.post("/tai-khoan/du-lieu/xoa", {"current": PASSWORD}, expect=422)
    browser.post("/tai-khoan/du-lieu/xoa", {"current": PASSWORD, "sure": "y"})

    assert browser.get("/tai-khoan", expect=303).location.startswith("/dang-nhap")
    browser.post("/dang-nhap", {"identifier": "Trần Thị Rời", "password": PASSWORD}, expect=422)
    browser.post("/dang-nhap", {"identifier": "0912345678", "password": PASSWORD}, expect=422)
    assert db.session.scalar(sa.select(sa.func.count(SignIn.id))) == 0
    assert resident().name == "Trần Thị Rời"


def test_the_page_of_an_idea_whose_author_left_still_stands(browser):
    person = resident()
    public, _draft, _decided, supported = lived(person)
    own_data.erase(person, by=person)
    db.session.commit()

    assert "Bà con thôn An Dương" in browser.get(f"/sang-kien/{public.code}").text
    assert "Người đã rời trang" in browser.get(f"/sang-kien/{supported.code}/gop-y").text
    browser.sign_in(holder(Role.ADMINISTRATOR))
    browser.get(f"/quan-tri/nguoi/{person.id}")
    browser.sign_in(holder(Role.COORDINATOR))
    browser.get(f"/sang-kien/{public.code}")


@pytest.mark.parametrize("role", [Role.COUNCIL_CHAIR, Role.VILLAGE_TEAM, Role.ADMINISTRATOR])
def test_whoever_holds_a_role_gives_it_back_first(role):
    person = holder(role)

    with pytest.raises(RuleBroken, match=str(role.label)):
        own_data.erase(person, by=person)

    person.end_grant(person.grants[0].id, by=PersonFactory())
    own_data.erase(person, by=person)
    assert not person.is_active


def test_an_organisation_is_not_left_alone(browser):
    person = PersonFactory()
    made = organisation(person)
    with pytest.raises(RuleBroken, match=made.name):
        own_data.erase(person, by=person)

    made.admit(PersonFactory(), by=person, is_owner=True)
    own_data.erase(person, by=person)
    assert db.session.scalar(sa.select(Membership.until).where(Membership.person_id == person.id)) is not None


def test_the_file_holds_everything_and_nothing_of_the_house(browser):
    person = resident()
    lived(person)
    browser.sign_in(person)

    browser.post("/tai-khoan/du-lieu/tai-ve", {"current": "sai"}, expect=422)
    answer = browser.post("/tai-khoan/du-lieu/tai-ve", {"current": PASSWORD}, expect=200)

    assert "attachment" in answer.headers["Content-Disposition"]
    told = json.loads(answer.data)
    counted = {name: len(rows) for name, rows in told.items()}
    assert counted == {
        "account": 1,
        "activities": 0,
        "announcements": 0,
        "applications": 2,
        "bank_accounts": 0,
        "comments": 1,
        "confirmation": 1,
        "conflicts": 0,
        "consents": 3,
        "council_seats": 0,
        "data_requests": 0,
        "devices": 1,
        "entries": 0,
        "entry_members": 0,
        "entry_votes": 0,
        "files": 1,
        "follows": 1,
        "initiatives": 4,
        "judged_rounds": 0,
        "label_runs": 0,
        "mail_rhythm": 1,
        "matches": 0,
        "memberships": 1,
        "needs": 0,
        "notices": 1,
        "observers": 0,
        "paper_codes": 0,
        "paper_templates": 0,
        "product_certificates": 0,
        "proofs": 0,
        "recalls": 0,
        "reports": 0,
        "roles": 0,
        "sheets": 0,
        "sightings": 0,
        "signed_on_paper": 0,
        "task_notes": 0,
        "team_memberships": 0,
        "trace_events": 0,
        "troubles": 0,
        "votes": 1,
    }
    assert told["account"][0]["phone"] == "+84912345678"
    assert {row["title"] for row in told["initiatives"]} > {"Cầu ao chung", "Bản nháp riêng"}
    assert not [word for word in ("argon2", "token_hash", "password") if word in answer.text]


def test_what_is_no_longer_agreed_to_no_longer_happens(browser):
    person = resident()
    public, *_ = lived(person)
    person.email_confirmed_at = public.created_at
    db.session.commit()
    browser.sign_in(person)
    assert db.session.execute(mail_rhythms([person.id])).all()

    browser.post("/tai-khoan/du-lieu/dong-y/contact", {"agree": "0"})
    browser.post("/tai-khoan/du-lieu/dong-y/public_name", {"agree": "0"})

    assert db.session.execute(mail_rhythms([person.id])).all() == []
    assert not public.show_name
    assert find("Trần Thị Rời").hits == []
    assert "Trần Thị Rời" not in browser.app.test_client().get(f"/sang-kien/{public.code}").text
    assert set(own_data.agreed(person)) == {Purpose.ACCOUNT}
    assert db.session.scalar(sa.select(sa.func.count()).where(Consent.withdrawn_at.is_not(None))) == 2

    browser.post("/tai-khoan/du-lieu/dong-y/contact", {"agree": "1"})
    browser.post("/tai-khoan/du-lieu/dong-y/contact", {"agree": "1"})
    assert set(own_data.agreed(person)) == {Purpose.ACCOUNT, Purpose.CONTACT}
    browser.post("/tai-khoan/du-lieu/dong-y/nonsense", {"agree": "1"}, expect=404)


def test_the_account_stands_on_its_consent():
    with pytest.raises(RuleBroken, match="xóa tài khoản"):
        own_data.withdraw(resident(), Purpose.ACCOUNT)


def test_a_notice_made_while_leaving_reaches_nobody(work):
    person = resident()
    public, *_ = lived(person)
    own_data.erase(person, by=person)
    public.answer(by=holder(Role.COORDINATOR), text="Xã sẽ làm.")
    work()

    assert db.session.scalars(sa.select(Notice).where(Notice.person_id == person.id)).all() == []
