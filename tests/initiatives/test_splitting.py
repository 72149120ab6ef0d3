"""What a merge and its undoing leave alone, and what the history of the one that stands says of both."""

from datetime import date, timedelta

import pytest

from app.accounts.actions import own_data
from app.accounts.models import ConfirmedHow, Grant, Role
from app.core.audit import history_of
from app.core.clock import at, utcnow
from app.core.db import db
from app.initiatives.actions import merging, voting
from app.initiatives.models import State
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder
from tests.initiatives.test_merging import merge, official, opened, supported, totals

__all__ = ["official"]


def test_who_wrote_something_else_moves_like_everybody(official):
    one, other = supported(opened(), opened().author), opened()

    merge(one, other, official)

    assert totals(other) == [1]


def test_an_author_who_had_stepped_back_before_stays_so_after_the_split(official):
    one, other = opened(), opened()
    supported(other, one.author)
    voting.take_back_vote(other, by=one.author)

    merging.undo(merge(one, other, official), by=official)

    assert totals(one, other) == [0, 0]


def test_a_split_leaves_what_happened_elsewhere_and_before_alone(official):
    stays, gone, newcomer = PersonFactory(), PersonFactory(), PersonFactory(unconfirmed=True)
    one, other, elsewhere, closed = supported(opened(), stays, gone), opened(), supported(opened(), stays), opened()
    voting.take_back_vote(one, by=gone)
    supported(closed, newcomer)
    closed.refer(by=official, council_session="Đợt 1")
    voting.confirm_voter(newcomer, by=holder(Role.VILLAGE_TEAM), how=ConfirmedHow.IN_PERSON)

    with at(utcnow()):
        voting.take_back_vote(elsewhere, by=stays)
        merging.undo(merge(one, other, official), by=official)

    assert totals(one, other, elsewhere, closed) == [1, 0, 0, 0]


def test_of_two_merges_one_is_undone_and_each_page_names_its_own(browser, official):
    one, other, third = (opened(title, show_name=True) for title in ("Đèn ngõ Đông", "Đèn ngõ Tây", "Bể bơi"))
    into, elsewhere = opened("Đèn cả thôn"), opened("Bể bơi cả xã")
    for merged, survivor in ((one, into), (other, into), (third, elsewhere)):
        merge(merged, survivor, official)
    browser.sign_in(official)

    page = browser.get(f"/sang-kien/{into.code}").text
    assert [f"Tách {code} ra" in page for code in (one.code, other.code, third.code)] == [True, True, False]
    assert ["Đèn ngõ Đông" in page, "Bể bơi" in page] == [True, False]
    browser.post(f"/sang-kien/{other.code}/tach")

    assert [each.state for each in (one, other, third)] == [State.MERGED, State.OPEN, State.MERGED]
    page = browser.get(f"/sang-kien/{into.code}").text
    assert [f"Tách {code} ra" in page for code in (one.code, other.code)] == [True, False]


def test_the_history_of_the_one_that_stands_says_what_it_took_in_and_let_go(official):
    waiting = PersonFactory(unconfirmed=True)
    one, other = supported(opened(), PersonFactory(), PersonFactory(), waiting), supported(opened(), PersonFactory())
    supported(one, other.author)

    merging.undo(merge(one, other, official), by=official)

    assert totals(one, other) == [3, 1]

    taken, given = db.session.scalars(history_of(other))
    assert (taken.name, taken.actor_id, taken.role) == ("initiatives.take_in", official.id, "coordinator")
    assert (taken.reason, taken.details) == ("Cùng một việc", {"code": one.code, "votes": 2})
    assert (given.name, given.role, given.details) == ("initiatives.let_go", "coordinator", {"code": one.code})


def test_a_coordinator_who_is_also_something_else_merges_as_coordinator():
    both = holder(Role.AUDITOR)
    both.grants.append(Grant(role=Role.COORDINATOR, valid_from=date(2026, 1, 1)))
    other = opened()

    merge(opened(), other, both)

    assert db.session.scalars(history_of(other)).one().role == "coordinator"


@pytest.mark.parametrize("opened_before", [True, False])
def test_what_the_commune_owes_by_a_day_is_owed_by_the_same_day_after_a_split(official, opened_before):
    long_ago = utcnow() - timedelta(days=40)
    with at(long_ago):
        one = opened() if opened_before else InitiativeFactory(submitted=True)
        other = opened()
    since = one.state_since

    split = merge(one, other, official)
    assert one.state_since > since
    merging.undo(split, by=official)

    assert one.state_since == since


def test_a_vote_whose_author_left_meanwhile_stands_again_without_a_name(official):
    one, other = opened(), opened()
    supported(other, one.author)
    split = merge(one, other, official)
    assert totals(other) == [0]
    own_data.erase(one.author, by=one.author)

    merging.undo(split, by=official)

    assert totals(other) == [1]


def test_what_went_on_is_not_offered_to_be_undone_and_what_was_undone_neither(browser, official):
    one, other = opened("Đèn ngõ Đông"), opened("Đèn cả thôn")
    merging.undo(merge(one, other, official), by=official)
    again = merge(one, other, official)
    browser.sign_in(official)

    assert browser.get(f"/sang-kien/{other.code}").text.count(f"Tách {one.code} ra") == 1
    with at(again.at + timedelta(days=1, minutes=1)):
        browser.sign_in(official)
        assert f"Tách {one.code} ra" not in browser.get(f"/sang-kien/{other.code}").text
