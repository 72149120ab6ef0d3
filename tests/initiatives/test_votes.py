"""One person, one vote; totals are what the rows say; a vote waits until its voter is confirmed."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Confirmation, ConfirmedHow, Person, Role
from app.core.audit import Event
from app.core.clock import at, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions import voting
from app.initiatives.models import Initiative, State, Vote
from tests.factories.initiatives import InitiativeFactory, pilot
from tests.factories.people import PersonFactory, holder, village


def total(initiative: Initiative) -> int:
    """The number the database holds."""
    return db.session.scalars(sa.select(Initiative.votes).where(Initiative.id == initiative.id)).one()


def confirm(person: Person) -> int:
    return voting.confirm_voter(person, by=holder(Role.VILLAGE_TEAM), how=ConfirmedHow.IN_PERSON)


def test_voting_twice_counts_once_and_leaves_one_line_of_history():
    initiative, voter = InitiativeFactory(opened=True), PersonFactory()

    voting.cast_vote(initiative, by=voter)
    voting.cast_vote(initiative, by=voter)

    assert (total(initiative), initiative.votes) == (1, 1)
    assert db.session.scalar(sa.select(sa.func.count()).where(Vote.voter_id == voter.id)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).where(Event.name == "votes.cast", Event.actor_id == voter.id)) == 1


def test_a_vote_taken_back_is_gone_and_may_be_cast_again():
    initiative, voter = InitiativeFactory(opened=True), PersonFactory()

    voting.cast_vote(initiative, by=voter)
    voting.take_back_vote(initiative, by=voter)
    voting.take_back_vote(initiative, by=voter)
    assert total(initiative) == 0

    voting.cast_vote(initiative, by=voter)
    assert total(initiative) == 1


def test_taking_back_what_was_never_cast_changes_nothing():
    initiative = InitiativeFactory(opened=True)

    voting.take_back_vote(initiative, by=PersonFactory())

    assert total(initiative) == 0


def test_an_author_does_not_support_their_own():
    initiative = InitiativeFactory(opened=True)

    with pytest.raises(RuleBroken, match="Tác giả"):
        voting.cast_vote(initiative, by=initiative.author)

    assert total(initiative) == 0


@pytest.mark.parametrize("state", sorted(set(State) - {State.OPEN, State.PILOTING, State.DRAFT, State.WITHDRAWN}))
def test_no_vote_is_taken_in_other_states(state):
    into = InitiativeFactory(opened=True).id if state is State.MERGED else None
    facts = {"decision_number": "1/QĐ", "state": state, "merged_into_id": into}
    initiative, voter = InitiativeFactory(recognised=True, **facts), PersonFactory()

    with pytest.raises(RuleBroken, match="không còn nhận"), db.session.begin_nested():
        voting.cast_vote(initiative, by=voter)

    assert total(initiative) == 0
    assert db.session.scalar(sa.select(Vote.id).where(Vote.voter_id == voter.id)) is None


def test_a_pilot_before_the_decision_still_takes_votes_and_one_after_it_does_not():
    before, after = InitiativeFactory(opened=True), InitiativeFactory(recognised=True)
    pilot(before)
    pilot(after)
    voter = PersonFactory()

    voting.cast_vote(before, by=voter)
    with pytest.raises(RuleBroken), db.session.begin_nested():
        voting.cast_vote(after, by=voter)

    assert (before.is_voting, after.is_voting) == (True, False)
    assert (total(before), total(after)) == (1, 0)


def test_an_unconfirmed_persons_votes_count_from_their_confirmation_on():
    initiative, other = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    newcomer = PersonFactory(unconfirmed=True)
    voting.cast_vote(initiative, by=newcomer)
    voting.cast_vote(other, by=newcomer)
    voting.take_back_vote(other, by=newcomer)
    assert (total(initiative), total(other)) == (0, 0)

    assert confirm(newcomer) == 1

    assert (total(initiative), total(other)) == (1, 0)
    assert db.session.scalars(voting.miscounted()).all() == []


def test_a_confirmation_after_voting_closed_counts_nothing_more():
    initiative, newcomer = InitiativeFactory(opened=True), PersonFactory(unconfirmed=True)
    voting.cast_vote(initiative, by=newcomer)
    initiative.refer(by=holder(Role.COORDINATOR), council_session="Đợt 1")
    db.session.flush()

    assert confirm(newcomer) == 0

    assert total(initiative) == 0
    assert db.session.scalars(voting.miscounted()).all() == []


def test_a_confirmation_counts_nobody_elses_votes_and_nothing_twice():
    initiative, other = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    first, second = PersonFactory(unconfirmed=True), PersonFactory(unconfirmed=True)
    for voter in (first, second, PersonFactory()):
        voting.cast_vote(initiative, by=voter)
    voting.cast_vote(other, by=second)

    assert (confirm(first), total(initiative), total(other)) == (1, 2, 0)
    assert (confirm(second), total(initiative), total(other)) == (2, 3, 1)
    assert db.session.scalars(voting.miscounted()).all() == []


def test_a_vote_that_counts_already_is_not_counted_again():
    initiative, voter = InitiativeFactory(opened=True), PersonFactory()
    voting.cast_vote(initiative, by=voter)
    voter.confirmed_at = None

    assert (confirm(voter), total(initiative)) == (0, 1)


def test_somebody_whom_another_confirmed_meanwhile_is_not_confirmed_again():
    person = PersonFactory(unconfirmed=True)
    elsewhere = sa.update(Person).where(Person.id == person.id).values(confirmed_at=utcnow())
    db.session.execute(elsewhere.execution_options(synchronize_session=False))

    with pytest.raises(RuleBroken, match="đã được xác nhận"):
        confirm(person)


def test_a_confirmation_names_who_vouched_and_how():
    person, team = PersonFactory(unconfirmed=True), holder(Role.VILLAGE_TEAM)

    voting.confirm_voter(person, by=team, how=ConfirmedHow.PAPER_CODE)

    made = db.session.scalars(sa.select(Confirmation).where(Confirmation.person_id == person.id)).one()
    assert (made.by_id, made.how, made.village_id) == (team.id, ConfirmedHow.PAPER_CODE, person.village_id)


def test_each_vote_and_each_step_back_is_one_line_of_history():
    initiative, voter, then = InitiativeFactory(opened=True), PersonFactory(), datetime(2026, 3, 1, 8, tzinfo=UTC)

    with at(then):
        voting.cast_vote(initiative, by=voter)
    voting.take_back_vote(initiative, by=voter)

    cast, back = db.session.scalars(sa.select(Event).where(Event.actor_id == voter.id).order_by(Event.id))
    assert [(one.name, one.subject_type, one.subject_id, one.role, one.details) for one in (cast, back)] == [
        ("votes.cast", "votes", initiative.id, "resident", {}),
        ("votes.take_back", "votes", initiative.id, "resident", {}),
    ]
    assert cast.at == then < back.at


def test_a_vote_cast_again_stands_from_its_second_day_on():
    initiative, voter = InitiativeFactory(opened=True), PersonFactory(unconfirmed=True)
    first, second, third = (datetime(2026, 3, day, 8, tzinfo=UTC) for day in (1, 2, 3))

    with at(first):
        voting.cast_vote(initiative, by=voter)
    with at(second):
        voting.take_back_vote(initiative, by=voter)
    seen = db.session.execute(sa.select(Vote.cast_at, Vote.taken_back_at, Vote.counts).where(Vote.voter_id == voter.id))
    assert seen.one() == (first, second, False)
    with at(second):
        confirm(voter)
    with at(third):
        voting.cast_vote(initiative, by=voter)

    seen = db.session.execute(sa.select(Vote.cast_at, Vote.taken_back_at, Vote.counts).where(Vote.voter_id == voter.id))
    assert seen.one() == (third, None, True)
    assert total(initiative) == 1


def test_votes_of_one_initiative_or_person_leave_all_others_alone():
    one, other = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    voter, neighbour = PersonFactory(), PersonFactory()
    for initiative in (one, other):
        voting.cast_vote(initiative, by=voter)
        voting.cast_vote(initiative, by=neighbour)

    voting.take_back_vote(one, by=voter)

    assert (total(one), total(other)) == (1, 2)
    assert db.session.scalars(voting.miscounted()).all() == []


def test_no_step_back_is_taken_once_voting_is_over():
    initiative, voter = InitiativeFactory(opened=True), PersonFactory()
    voting.cast_vote(initiative, by=voter)
    initiative.refer(by=holder(Role.COORDINATOR), council_session="Đợt 1")
    db.session.flush()

    with pytest.raises(RuleBroken, match="không còn nhận"), db.session.begin_nested():
        voting.take_back_vote(initiative, by=voter)

    assert total(initiative) == 1
    assert db.session.scalars(voting.miscounted()).all() == []


def test_nobody_is_confirmed_twice():
    person = PersonFactory(unconfirmed=True)
    confirm(person)

    with pytest.raises(RuleBroken, match="đã được xác nhận"):
        confirm(person)


def test_the_check_finds_a_total_that_differs_from_its_rows():
    right, wrong = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    voting.cast_vote(right, by=PersonFactory())
    db.session.execute(sa.update(Initiative).where(Initiative.id == wrong.id).values(votes=3))

    assert [found.id for found in db.session.scalars(voting.miscounted())] == [wrong.id]


def test_supporting_from_the_page_and_stepping_back(browser):
    initiative = InitiativeFactory(opened=True)
    page = f"/sang-kien/{initiative.code}"
    browser.sign_in(PersonFactory())

    browser.post(f"{page}/ung-ho", {"support": "1"})
    assert "Đã ủng hộ · 1" in browser.get(page).text

    browser.post(f"{page}/ung-ho", {"support": "0"})
    assert "Ủng hộ · 0" in browser.get(page).text


def test_supporting_without_leaving_the_page_answers_json(browser):
    initiative = InitiativeFactory(opened=True)
    browser.sign_in(PersonFactory())

    answer = browser.post(
        f"/sang-kien/{initiative.code}/ung-ho", {"support": "1"}, expect=200, headers={"Accept": "application/json"}
    ).json

    assert (answer["pressed"], answer["label"], answer["value"]) == (True, "Đã ủng hộ · 1", "0")


def test_an_author_hears_why_not(browser):
    initiative = InitiativeFactory(opened=True)
    browser.sign_in(initiative.author)
    page = f"/sang-kien/{initiative.code}"

    back = browser.post(f"{page}/ung-ho", {"support": "1"}, headers={"Referer": f"http://localhost{page}"})

    assert back.location == page
    assert "Tác giả không bình chọn cho sáng kiến của chính mình." in browser.get(page).text


def test_the_village_team_confirms_from_its_page(browser):
    initiative, newcomer = InitiativeFactory(opened=True), PersonFactory(unconfirmed=True, name="Trần Thị Mới")
    elsewhere = PersonFactory(unconfirmed=True, name="Lê Văn Xa", village=None)
    voting.cast_vote(initiative, by=newcomer)
    browser.sign_in(holder(Role.VILLAGE_TEAM, village_id=village().id))

    listed = browser.get("/xac-nhan-nguoi-dan").text
    assert ("Trần Thị Mới" in listed, "Lê Văn Xa" in listed) == (True, False)
    browser.post(f"/xac-nhan-nguoi-dan/{newcomer.id}")
    browser.post(f"/xac-nhan-nguoi-dan/{elsewhere.id}", expect=404)

    assert total(initiative) == 1


def test_a_hundred_ideas_a_day_and_no_more_until_tomorrow():
    voter, one = PersonFactory(), InitiativeFactory(opened=True)
    for _ in range(voting.VOTES_A_DAY):
        db.session.add(
            Vote(initiative_id=InitiativeFactory(opened=True).id, voter_id=voter.id, cast_at=utcnow(), counts=True)
        )
    db.session.flush()

    with pytest.raises(RuleBroken, match="100 ý tưởng một ngày"):
        voting.cast_vote(one, by=voter)
    with at(utcnow() + timedelta(days=1, minutes=1)):
        assert voting.cast_vote(one, by=voter)
