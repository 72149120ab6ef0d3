"""Somebody known on paper and the account they have by now: one person, one vote, nothing lost."""

import pytest
import sqlalchemy as sa

from app.accounts.models import Confirmation, ConfirmedHow, Consent, Person, Purpose, Role
from app.core.clock import utcnow
from app.core.db import Model, db
from app.core.workflow import RuleBroken
from app.initiatives.actions import merging, same_person, voting, writing
from app.initiatives.models import Initiative, Vote
from app.notices import actions as notices
from app.notices.models import Follow
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder, village

NAME = "Vũ Thị Nhài"


@pytest.fixture
def team():
    return holder(Role.VILLAGE_TEAM)


@pytest.fixture
def known(team):
    """Somebody whom the team confirmed on paper."""
    person = Person.without_account(NAME, village=village(), phone=None, birth_year=1941)
    db.session.add(person)
    db.session.flush()
    db.session.add(Consent(person_id=person.id, purpose=Purpose.ACCOUNT, text_version="x", given_at=utcnow()))
    voting.confirm_voter(person, by=team, how=ConfirmedHow.PAPER_LIST)
    return person


@pytest.fixture
def account():
    return PersonFactory(name=NAME, unconfirmed=True)


def rows(initiative):
    query = sa.select(Vote.voter_id, Vote.counts, Vote.taken_back_at.is_(None)).where(Vote.initiative_id == initiative.id)
    return [tuple(row) for row in db.session.execute(query.order_by(Vote.id))]


def joined(known, account):
    """Join, and hold totals and rows against each other."""
    same_person.join(known, into=account, by=account)
    db.session.flush()
    db.session.expire_all()
    assert db.session.scalars(voting.miscounted()).all() == []


def test_votes_move_and_a_double_is_one(known, account):
    only_paper, both, only_account = (InitiativeFactory(opened=True) for _ in range(3))
    for one, people in ((only_paper, [known]), (both, [known, account]), (only_account, [account])):
        for person in people:
            voting.cast_vote(one, by=person)
    assert [one.votes for one in (only_paper, both, only_account)] == [1, 1, 0]

    joined(known, account)

    assert [one.votes for one in (only_paper, both, only_account)] == [1, 1, 1]
    assert [rows(one) for one in (only_paper, both, only_account)] == [[(account.id, True, True)]] * 3
    assert (account.is_confirmed, db.session.scalars(sa.select(Confirmation.person_id)).all()) == (True, [account.id])


def test_a_step_back_stays_one(known, account):
    one = InitiativeFactory(opened=True)
    voting.cast_vote(one, by=known)
    voting.cast_vote(one, by=account)
    voting.take_back_vote(one, by=account)

    joined(known, account)

    assert (one.votes, rows(one)) == (0, [(account.id, False, False)])


def test_totals_of_what_is_over_stay(known, account, team):
    account.confirmed_at = utcnow()
    one = InitiativeFactory(opened=True)
    voting.cast_vote(one, by=known)
    voting.cast_vote(one, by=account)
    one.refer(by=holder(Role.COORDINATOR), council_session="Đợt 1")
    db.session.flush()

    joined(known, account)

    assert (one.votes, [voter for voter, *_ in rows(one)]) == (2, [None, account.id])
    assert db.session.scalars(sa.select(Confirmation)).all() == []


def test_what_becomes_ones_own_is_no_longer_supported(known, account, team):
    account.confirmed_at = utcnow()
    theirs, mine = InitiativeFactory(opened=True, author=known), InitiativeFactory(opened=True, author=account)
    voting.cast_vote(theirs, by=account)
    voting.cast_vote(mine, by=known)

    joined(known, account)

    assert (theirs.votes, mine.votes, theirs.author_id) == (0, 0, account.id)


def test_what_ones_idea_went_into_is_no_longer_supported(known, account):
    account.confirmed_at = utcnow()
    theirs, kept = InitiativeFactory(opened=True, author=known), InitiativeFactory(opened=True)
    merging.merge(theirs, kept, by=holder(Role.COORDINATOR), reason="Cùng một việc")
    voting.cast_vote(kept, by=account)

    joined(known, account)

    assert kept.votes == 0


def test_who_wrote_what_stands_does_not_support_it_when_a_merge_is_undone(known, account):
    account.confirmed_at = utcnow()
    theirs, kept = InitiativeFactory(opened=True, author=known), InitiativeFactory(opened=True, author=known)
    voting.cast_vote(kept, by=account)
    merged = merging.merge(theirs, kept, by=holder(Role.COORDINATOR), reason="Cùng một việc")
    joined(known, account)

    merging.undo(merged, by=holder(Role.COORDINATOR))
    db.session.flush()
    db.session.expire_all()

    assert kept.votes == 0
    assert db.session.scalars(voting.miscounted()).all() == []


def test_a_vote_stands_again_when_the_last_of_two_merges_in_a_row_is_undone(known, account):
    account.confirmed_at = utcnow()
    theirs, between, kept = InitiativeFactory(opened=True, author=known), *(InitiativeFactory(opened=True) for _ in range(2))
    voting.cast_vote(kept, by=account)
    merging.merge(theirs, between, by=holder(Role.COORDINATOR), reason="Cùng một việc")
    last = merging.merge(between, kept, by=holder(Role.COORDINATOR), reason="Cùng một việc")
    joined(known, account)
    assert kept.votes == 0

    merging.undo(last, by=holder(Role.COORDINATOR))
    db.session.flush()
    db.session.expire_all()

    assert kept.votes == 1
    assert db.session.scalars(voting.miscounted()).all() == []


def test_a_vote_on_what_ones_idea_went_into_stands_again_when_that_is_undone(known, account):
    account.confirmed_at = utcnow()
    theirs, kept = InitiativeFactory(opened=True, author=known), InitiativeFactory(opened=True)
    voting.cast_vote(kept, by=account)
    merged = merging.merge(theirs, kept, by=holder(Role.COORDINATOR), reason="Cùng một việc")
    joined(known, account)
    assert kept.votes == 0

    merging.undo(merged, by=holder(Role.COORDINATOR))
    db.session.flush()
    db.session.expire_all()

    assert kept.votes == 1
    assert db.session.scalars(voting.miscounted()).all() == []


def test_an_undone_merge_still_finds_one_vote_each(known, account):
    account.confirmed_at = utcnow()
    one, other = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    voting.cast_vote(one, by=known)
    voting.cast_vote(one, by=account)
    voting.cast_vote(other, by=known)
    merged = merging.merge(one, other, by=holder(Role.COORDINATOR), reason="Cùng một việc")
    db.session.flush()
    assert other.votes == 2

    joined(known, account)
    assert other.votes == 1
    merging.undo(merged, by=holder(Role.COORDINATOR))
    db.session.flush()
    db.session.expire_all()

    assert (one.votes, other.votes) == (1, 1)
    assert db.session.scalars(voting.miscounted()).all() == []


def test_nothing_points_at_the_double_any_more(known, account):
    one, two = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    notices.follow(known, "initiatives", one.id)
    notices.follow(known, "initiatives", two.id)
    notices.follow(account, "initiatives", two.id)
    number = known.id

    joined(known, account)

    assert db.session.get(Person, number) is None
    assert sorted(db.session.execute(sa.select(Follow.person_id, Follow.subject_id)).all()) == [
        (account.id, one.id),
        (account.id, two.id),
    ]
    pointing = [
        f"{table.name}.{key.parent.name}"
        for table in Model.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "people"
        and db.session.scalar(sa.select(sa.func.count()).select_from(table).where(key.parent == number))
    ]
    assert pointing == []
    assert db.session.scalars(sa.select(Consent.person_id)).all() == [account.id]


def test_two_accounts_are_two_people(known, account):
    with pytest.raises(RuleBroken):
        same_person.join(account, into=known, by=known)
    with pytest.raises(RuleBroken):
        same_person.join(PersonFactory(), into=account, by=account)


def test_a_confirmation_of_another_village_does_not_come_along(known, account):
    account.village_id = village("Hội Yên").id
    one, both = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    voting.cast_vote(one, by=account)
    voting.cast_vote(both, by=account)
    voting.cast_vote(both, by=known)

    joined(known, account)

    assert (account.is_confirmed, one.votes, both.votes) == (False, 0, 1), "what was vouched for stays"
    assert db.session.scalars(sa.select(Confirmation)).all() == []


def test_the_team_sees_who_is_known_already_and_joins_them(browser, team, known, account):
    one = InitiativeFactory(opened=True)
    voting.cast_vote(one, by=known)
    voting.cast_vote(one, by=account)
    browser.sign_in(team)

    page = browser.get("/xac-nhan-nguoi-dan").text
    assert "Là một người, sinh 1941" in page
    browser.post(f"/xac-nhan-nguoi-dan/{account.id}", {"same": str(known.id)})

    assert (account.is_confirmed, one.votes) == (True, 1)
    assert db.session.scalars(sa.select(Vote.voter_id)).all() == [account.id]


def test_somebody_else_of_that_name_is_confirmed_apart(browser, team, known, account):
    stranger = PersonFactory(name="Trần Văn Khác", unconfirmed=True)
    browser.sign_in(team)

    browser.post(f"/xac-nhan-nguoi-dan/{account.id}")
    browser.post(f"/xac-nhan-nguoi-dan/{stranger.id}", {"same": str(known.id)})

    assert (account.is_confirmed, stranger.is_confirmed) == (True, True)
    assert db.session.get(Person, known.id) is not None


def test_five_ideas_a_day_are_the_authors_whoever_types_them(team, known):
    for _ in range(writing.SENT_A_DAY):
        writing.submit(InitiativeFactory(author=known, typist_id=team.id, channel="meeting"), by=team)
        writing.submit(InitiativeFactory(author=PersonFactory(), typist_id=team.id, channel="meeting"), by=team)
        db.session.flush()

    late = InitiativeFactory(author=known, typist_id=team.id, channel="meeting")
    with pytest.raises(RuleBroken, match="5 ý tưởng một ngày"):
        writing.submit(late, by=team)
    sent = db.session.scalar(sa.select(sa.func.count()).where(Initiative.typist_id == team.id, Initiative.code.is_not(None)))
    assert sent == 2 * writing.SENT_A_DAY
