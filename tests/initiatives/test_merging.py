"""Merging: voters move once, authors stay credited, the old address leads on, a day to undo it, no circles."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import ConfirmedHow, Role
from app.core.clock import at, utcnow
from app.core.db import db
from app.core.search.query import find
from app.core.workflow import RuleBroken
from app.initiatives.actions import deciding, discussing, following, merging, voting
from app.initiatives.models import Initiative, Merge, State, Vote
from app.notices.models import Follow, Notice
from tests.factories.initiatives import InitiativeFactory, pilot
from tests.factories.people import PersonFactory, holder
from tests.notices.conftest import work

__all__ = ["work"]


@pytest.fixture
def official():
    return holder(Role.COORDINATOR)


def opened(title="Đèn ngõ", **facts):
    return InitiativeFactory(opened=True, title=title, **facts)


def supported(initiative, *voters):
    for voter in voters:
        voting.cast_vote(initiative, by=voter)
    return initiative


def merge(one, other, by):
    return merging.merge(one, other, by=by, reason="Cùng một việc")


def totals(*initiatives):
    """The totals as the database holds them, each proved against its rows."""
    assert db.session.scalars(voting.miscounted()).all() == []
    query = sa.select(Initiative.id, Initiative.votes).where(Initiative.id.in_([one.id for one in initiatives]))
    held = dict(db.session.execute(query).all())
    return [held[one.id] for one in initiatives]


def test_voters_move_once(official):
    both, only_one, only_other, waiting, gone = (PersonFactory() for _ in range(5))
    waiting.confirmed_at = None
    one = supported(opened(), both, only_one, waiting, gone)
    other = supported(opened("Đèn ngõ xóm"), both, only_other)
    voting.take_back_vote(one, by=gone)

    merge(one, other, official)

    assert (totals(other), other.votes) == ([3], 3)
    living = sa.select(Vote.voter_id).where(Vote.initiative_id == other.id, Vote.taken_back_at.is_(None))
    assert set(db.session.scalars(living)) == {both.id, only_one.id, only_other.id, waiting.id}
    voting.confirm_voter(waiting, by=holder(Role.VILLAGE_TEAM), how=ConfirmedHow.IN_PERSON)
    assert totals(other) == [4]


def test_a_step_back_made_before_is_respected(official):
    person = PersonFactory()
    one, other = supported(opened(), person), supported(opened(), person)
    voting.take_back_vote(other, by=person)

    merge(one, other, official)

    assert totals(other) == [0]


def test_authors_do_not_vote_for_what_became_their_own(official):
    one, other = opened(), opened()
    supported(other, one.author)
    supported(one, other.author)

    merge(one, other, official)

    assert totals(other) == [0]
    with pytest.raises(RuleBroken, match="Tác giả"):
        voting.cast_vote(other, by=one.author)


def test_a_vote_without_a_name_stays_where_it_is(official):
    one, other = supported(opened(), PersonFactory()), opened()
    db.session.execute(sa.update(Vote).values(voter_id=None))

    merge(one, other, official)

    assert totals(one, other) == [1, 0]


def test_moved_voters_hear_of_it_and_may_step_back(official, work):
    voter = PersonFactory()
    one, other = supported(opened("Đèn"), voter), opened("Đèn ngõ cả thôn")
    merge(one, other, official)
    work()

    told = db.session.scalars(sa.select(Notice).where(Notice.person_id == voter.id)).one()
    assert (told.title, told.values) == ("Đèn ngõ cả thôn", {"code": other.code})
    assert "“Đèn” đã gộp" in told.text
    voting.take_back_vote(other, by=voter)
    assert totals(other) == [0]


def test_of_a_merge_that_was_undone_before_anybody_heard_nobody_hears(official, work):
    voter = PersonFactory()
    one, other = supported(opened(), voter), opened()

    merging.undo(merge(one, other, official), by=official)
    work()

    assert db.session.scalars(sa.select(Notice).where(Notice.person_id == voter.id)).all() == []


def test_who_stepped_back_before_hearing_of_it_hears_nothing(official, work):
    stays, gone = PersonFactory(), PersonFactory()
    one, other = supported(opened(), stays, gone), opened()
    merge(one, other, official)
    voting.take_back_vote(other, by=gone)
    work()

    moved = sa.select(Notice.person_id).where(Notice.text.contains("đã gộp vào ý tưởng này"))
    assert db.session.scalars(moved).all() == [stays.id]


def test_followers_go_along(official):
    follower, muted = PersonFactory(), PersonFactory()
    one, other = opened(), opened()
    following.follow(one, by=follower)
    following.follow(one, by=muted)
    following.mute(other, by=muted)

    merge(one, other, official)

    there = sa.select(Follow.person_id, Follow.is_muted).where(Follow.subject_id == other.id)
    assert set(db.session.execute(there).all()) == {(follower.id, False), (muted.id, True)}


def test_the_old_address_leads_on_and_authors_stay_credited(browser, official):
    one = opened("Đèn xóm Giữa", show_name=True, author=PersonFactory(name="Bà Một"))
    other = opened("Đèn cả thôn", show_name=True, author=PersonFactory(name="Ông Hai"))
    discussing.remark(one, by=PersonFactory(), text="Nên làm.", sent_key="k", show_name=False)
    merge(one, other, official)

    for prefix in ("", "/en"):
        answer = browser.get(f"{prefix}/sang-kien/{one.code}", expect=302)
        assert answer.location == f"{prefix}/sang-kien/{other.code}"
        page = browser.get(answer.location).text
        assert [words in page for words in ("Bà Một", "Ông Hai", "Đèn xóm Giữa")] == [True] * 3
        original = browser.get(f"{prefix}/sang-kien/{one.code}/ban-goc").text
        assert one.problem in original
        assert f"{prefix}/sang-kien/{one.code}/gop-y" in original
    assert "Nên làm." in browser.get(f"/sang-kien/{one.code}/gop-y").text
    with pytest.raises(RuleBroken):
        discussing.remark(one, by=PersonFactory(), text="Muộn", sent_key="m", show_name=False)
    assert one.title not in browser.get("/sang-kien/").text
    assert [hit.subject_id for hit in find("đèn xóm Giữa", kinds=("initiative",)).hits] == []
    shown = browser.get(f"/api/v1/initiatives/{one.code}").get_json()
    assert (shown["state"], shown["merged_into"]) == ("merged", other.code)


def test_what_stands_for_itself_has_no_original(browser):
    one = opened()

    assert browser.get(f"/sang-kien/{one.code}/ban-goc", expect=302).location == f"/sang-kien/{one.code}"


def test_one_that_was_never_public_stays_hidden(browser, official):
    one, other = InitiativeFactory(submitted=True), opened()
    merge(one, other, official)

    browser.get(f"/sang-kien/{one.code}", expect=404)
    browser.get(f"/sang-kien/{one.code}/ban-goc", expect=404)
    browser.sign_in(one.author)
    assert browser.get(f"/sang-kien/{one.code}", expect=302).location == f"/sang-kien/{other.code}"


def test_two_that_nobody_saw_yet_may_be_one(browser, official):
    one, other = InitiativeFactory(submitted=True), InitiativeFactory(submitted=True)
    merge(one, other, official)

    browser.sign_in(one.author)
    assert browser.get(f"/sang-kien/{one.code}", expect=302).location == f"/sang-kien/{one.code}/ban-goc"
    assert "Đã gộp vào ý tưởng khác" in browser.get(f"/sang-kien/{one.code}/ban-goc").text


def test_undone_within_a_day_everything_is_as_before(official):
    both, only_one, restless, late = (PersonFactory() for _ in range(4))
    late.confirmed_at = None
    one, other = opened(), opened()
    supported(one, both, only_one, restless, late)
    supported(other, both, one.author)
    merge(one, other, official)
    voting.take_back_vote(other, by=restless)
    assert totals(other) == [2]
    voting.confirm_voter(late, by=holder(Role.VILLAGE_TEAM), how=ConfirmedHow.IN_PERSON)

    with at(utcnow() + timedelta(hours=23)):
        merging.undo(db.session.scalars(sa.select(Merge)).one(), by=official)

    assert one.state is State.OPEN
    assert (totals(one, other), one.votes, other.votes) == ([4, 2], 4, 2)
    with at(utcnow() + timedelta(hours=24)):
        merge(one, other, official)
    assert totals(other) == [4]


def test_a_vote_cast_again_on_the_survivor_stays_there(official):
    person = PersonFactory()
    one, other = supported(opened(), person), opened()
    done = merge(one, other, official)
    voting.take_back_vote(other, by=person)
    voting.cast_vote(other, by=person)

    merging.undo(done, by=official)

    assert totals(one, other) == [1, 1]


@pytest.mark.parametrize("why", ["a day later", "the survivor went on", "the survivor was merged too", "undone before"])
def test_it_is_not_undone(why, official):
    one, other = opened(), opened()
    done = merge(one, other, official)
    if why == "the survivor went on":
        other.refer(by=official, council_session="Đợt 1")
    elif why == "the survivor was merged too":
        merge(other, opened(), official)
    elif why == "undone before":
        merging.undo(done, by=official)
    else:
        done.at = utcnow() - timedelta(hours=25)
        db.session.flush()

    with pytest.raises(RuleBroken):
        merging.undo(done, by=official)


def test_what_was_screened_only_goes_back_to_the_screening(official):
    one, other = InitiativeFactory(submitted=True), InitiativeFactory(recognised=True)

    merging.undo(merge(one, other, official), by=official)

    assert (one.state, one.merged_into_id) == (State.SUBMITTED, None)


def test_merges_in_a_row_lead_to_the_one_that_stands(browser, official):
    person = PersonFactory()
    first, second, last = supported(opened("Một"), person), opened("Hai"), opened("Ba")
    merge(first, second, official)
    further = merge(second, last, official)

    assert (first.merged_into_id, second.merged_into_id) == (last.id, last.id)
    assert browser.get(f"/sang-kien/{first.code}", expect=302).location == f"/sang-kien/{last.code}"
    assert totals(last) == [1]
    with pytest.raises(RuleBroken, match="Tác giả"):
        voting.cast_vote(last, by=first.author)

    merging.undo(further, by=official)
    assert (first.merged_into_id, second.merged_into_id) == (second.id, None)
    assert totals(second, last) == [1, 0]


def test_there_are_no_circles(official):
    one, other, third = opened(), opened(), opened()

    with pytest.raises(RuleBroken, match="chính nó"):
        merge(one, one, official)
    merge(one, other, official)
    with pytest.raises(RuleBroken, match="Đã gộp"):
        merge(other, one, official)
    merge(other, third, official)
    with pytest.raises(RuleBroken, match="Đã gộp"):
        merge(third, one, official)


@pytest.mark.parametrize("facts", [{"submitted": True}, {"recognised": True}, {"opened": True, "state": State.WITHDRAWN}])
def test_votes_go_only_where_votes_are_taken(facts, official):
    with pytest.raises(RuleBroken, match="không nhận gộp"):
        merge(opened(), InitiativeFactory(**facts), official)


def test_a_pilot_before_the_council_takes_votes_in(official):
    other = opened()
    pilot(other)

    merge(supported(opened(), PersonFactory()), other, official)

    assert totals(other) == [1]


def test_a_refusal_that_waits_is_decided_first(official):
    one = opened()
    deciding.propose_refusal(one, by=official, reason="Chưa có tiền")

    with pytest.raises(RuleBroken, match="từ chối"):
        merge(one, opened(), official)


@pytest.mark.parametrize("which", [0, 1, 2])
def test_nobody_merges_what_is_their_own(which, official):
    pair = [opened(), opened(), opened()]
    pair[which].author = official
    merge(pair[2], pair[1], holder(Role.COORDINATOR))

    with pytest.raises(RuleBroken, match="của chính mình"):
        merge(pair[0], pair[1], official)


def test_the_survivor_that_moved_on_meanwhile_is_looked_at_again(official):
    one, other = supported(opened(), PersonFactory()), opened()
    assert other.state is State.OPEN
    db.session.execute(
        sa.update(Initiative)
        .where(Initiative.id == other.id)
        .values(state=State.EVALUATING)
        .execution_options(synchronize_session=False)
    )

    with pytest.raises(RuleBroken, match="vừa chuyển"):
        merge(one, other, official)


def test_the_pages_of_the_office(browser, official):
    one, other = opened("Lắp đèn ngõ xóm Giữa cho sáng"), opened("Lắp đèn ngõ xóm Giữa cho sáng đường")
    browser.sign_in(official)
    address = f"/sang-kien/{one.code}/gop"

    assert other.title in browser.get(address).text
    assert f'value="{other.code}"' in browser.get(f"{address}?vao={other.code}").text
    for wrong in ("", "SK-1999-0001", "nhảm", one.code):
        browser.post(address, {"survivor": wrong, "seen": wrong, "reason": "Trùng"}, expect=422)
    browser.post(address, {"survivor": other.code, "seen": other.code, "reason": ""}, expect=422)
    for unseen in ("", "SK-1999-0001", one.code):
        page = browser.post(address, {"survivor": other.code.lower(), "seen": unseen, "reason": "Trùng"}, expect=200).text
        assert f"Gộp vào {other.code}" in page
        assert other.title in page
        assert one.state is State.OPEN
    browser.post(address, {"survivor": other.code.lower(), "seen": other.code, "reason": "Trùng"})
    assert one.state is State.MERGED
    page = browser.get(f"/sang-kien/{other.code}").text
    assert f"Tách {one.code} ra" in page
    browser.post(f"/sang-kien/{one.code}/tach")
    assert one.state is State.OPEN
    browser.post(f"/sang-kien/{one.code}/tach", expect=404)
    browser.sign_in(PersonFactory())
    browser.post(f"/sang-kien/{one.code}/tach", expect=404)
    browser.get(address, expect=403)
