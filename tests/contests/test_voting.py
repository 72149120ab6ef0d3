"""The public vote: one person, one vote for an entry, hidden until the results, and only confirmed people count."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.actions import own_data
from app.accounts.models import ConfirmedHow, Role
from app.contests import counting
from app.contests.actions import concluding, voting
from app.contests.models import EntryVote
from app.contests.outcomes import Outcomes
from app.contests.signals import signals_of
from app.core import clock
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions.voting import confirm_voter
from tests.browser import numbers
from tests.factories import contests as make
from tests.factories.people import PersonFactory, holder, village


@pytest.fixture
def polled():
    made = make.contest()
    entries = make.accepted(made, 4)
    with clock.at(made.votes_from + timedelta(hours=1)):
        yield made, entries


def test_each_has_so_many_votes_and_takes_them_back(polled):
    made, entries = polled
    voter = PersonFactory()
    for entry in (*entries[:3], entries[0]):
        voting.cast(entry, by=voter)
    with pytest.raises(RuleBroken, match="dùng hết 3 lượt"):
        voting.cast(entries[3], by=voter)
    voting.take_back(entries[0], by=voter)
    voting.take_back(entries[0], by=voter)
    voting.cast(entries[3], by=voter)

    assert counting.votes_of(made) == {entry.id: 1 for entry in entries[1:]}


def test_authors_do_not_vote_for_their_own(polled):
    _made, entries = polled
    with pytest.raises(RuleBroken, match="bài của chính mình"):
        voting.cast(entries[0], by=entries[0].author)
    voting.cast(entries[1], by=entries[0].author)


def test_only_those_count_whom_the_team_vouched_for_in_time(polled):
    made, entries = polled
    early, late = PersonFactory(unconfirmed=True), PersonFactory(unconfirmed=True)
    team = holder(Role.VILLAGE_TEAM, village_id=village().id)
    for person in (early, late):
        voting.cast(entries[0], by=person)
    assert counting.votes_of(made) == {}

    confirm_voter(early, by=team, how=ConfirmedHow.IN_PERSON)
    with clock.at(made.votes_until + timedelta(seconds=1)):
        confirm_voter(late, by=team, how=ConfirmedHow.IN_PERSON)

        assert counting.votes_of(made) == {entries[0].id: 1}


@pytest.mark.parametrize("is_confirmed", [True, False])
def test_an_erased_voter_leaves_the_total_as_it_was(polled, is_confirmed):
    made, entries = polled
    voter = PersonFactory() if is_confirmed else PersonFactory(unconfirmed=True)
    voting.cast(entries[0], by=voter)
    before = counting.votes_of(made)

    own_data.erase(voter, by=voter)

    assert counting.votes_of(made) == before
    assert db.session.scalar(sa.select(EntryVote.voter_id)) is None


@pytest.mark.parametrize("seconds", [-1, 1])
def test_before_and_after_its_time_no_vote_is_taken(polled, seconds):
    made, entries = polled
    moment = made.votes_from - timedelta(seconds=1) if seconds < 0 else made.votes_until + timedelta(seconds=1)
    with clock.at(moment), pytest.raises(RuleBroken, match="không nhận bình chọn"):
        voting.cast(entries[0], by=PersonFactory())


def test_nobody_reads_the_numbers_before_the_results(browser, polled):
    made, entries = polled
    for _ in range(17):
        voting.cast(entries[0], by=PersonFactory())
    for who in (PersonFactory(), make.organiser(), entries[0].author):
        browser.sign_in(who)
        for address in (f"/cuoc-thi/{made.code}/binh-chon", f"/cuoc-thi/bai/{entries[0].code}", f"/cuoc-thi/{made.code}"):
            assert "17" not in numbers(browser.get(address).text)


def test_organisers_read_no_number_of_votes_while_people_vote(browser, polled):
    made, entries = polled
    with make.later(made):
        make.marked(make.opened(made))
        for _ in range(17):
            voting.cast(entries[0], by=PersonFactory())
        browser.sign_in(make.organiser())
        page = browser.get(f"/cuoc-thi/{made.code}/vong/1/ket-qua").text
        assert "chưa cộng điểm bình chọn" in page
        assert "17" not in numbers(page)
        assert all(one.votes == 0 for one in Outcomes(made.rounds[0]).standings.values())
    with clock.at(made.votes_until + timedelta(minutes=1)):
        browser.sign_in(make.organiser())
        page = browser.get(f"/cuoc-thi/{made.code}/vong/1/ket-qua").text
        assert ("17 lượt" in page, "17" in numbers(page)) == (True, True)


def test_nothing_is_concluded_before_the_vote_even_begins():
    made = make.contest(votes_from=clock.utcnow() + timedelta(days=40), votes_until=clock.utcnow() + timedelta(days=50))
    make.accepted(made, 1)
    with make.later(made):
        make.marked(make.opened(made))
        with pytest.raises(RuleBroken, match="Bình chọn chưa kết thúc"):
            concluding.conclude(made, by=make.organiser())


def test_a_vote_is_cast_and_taken_back_on_the_page(browser, polled):
    made, entries = polled
    browser.sign_in(PersonFactory())
    here = f"/cuoc-thi/bai/{entries[0].code}/binh-chon"

    browser.post(here, {"chosen": "1"})
    assert "Đã chọn · rút lại" in browser.get(f"/cuoc-thi/{made.code}/binh-chon").text
    assert counting.votes_of(made) == {entries[0].id: 1}
    browser.post(here, {"chosen": "0"})
    assert counting.votes_of(made) == {}


def test_two_voters_see_two_orders(browser, polled):
    made, _entries = polled
    orders = set()
    for _ in range(5):
        browser.sign_in(PersonFactory())
        page = browser.get(f"/cuoc-thi/{made.code}/binh-chon").text
        orders.add(tuple(part.split('"')[0] for part in page.split('id="bai-')[1:]))

    assert len(orders) > 1


def test_what_looks_odd_is_told_in_shares_and_nothing_is_done(browser, polled):
    made, entries = polled
    for _ in range(12):
        voting.cast(entries[0], by=PersonFactory())
    for n in range(12):
        with clock.at(made.votes_from + timedelta(hours=2 + 3 * n)):
            voter = PersonFactory(created_at=made.votes_from - timedelta(days=60))
            voter.village_id = None if n % 2 else village().id
            voting.cast(entries[1], by=voter)
    found = {one.code: [is_odd for _share, is_odd in one.shares] for one in signals_of(made)}
    before = counting.votes_of(made)
    browser.sign_in(make.organiser())
    page = browser.get(f"/cuoc-thi/{made.code}/dau-hieu").text

    assert found == {entries[0].code: [True, True, False, True], entries[1].code: [False, False, False, False]}
    assert page.count("nên xem") == 3
    assert counting.votes_of(made) == before
