"""A need is posted, looked at, published, matched, met; a match stands once, and what becomes of it becomes of the need."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Role
from app.core.audit import Event
from app.core.clock import today
from app.core.db import db
from app.core.search.query import find
from app.core.workflow import RuleBroken
from app.partners.actions import matching, needing
from app.partners.models import Match, MatchState, Need, NeedState
from app.partners.queries import offering
from tests.factories.partners import accepted, match, need, offer, partner
from tests.factories.people import PersonFactory, holder, organisation, unit, village

NEEDS = {
    "publish": {NeedState.WAITING},
    "decline": {NeedState.WAITING},
    "send_again": {NeedState.DECLINED},
    "find": {NeedState.OPEN},
    "seek_again": {NeedState.MATCHED},
    "meet": {NeedState.MATCHED},
    "withdraw": {NeedState.WAITING, NeedState.DECLINED, NeedState.OPEN, NeedState.MATCHED},
}
MATCHES = {
    "accept": {MatchState.PROPOSED},
    "decline": {MatchState.PROPOSED},
    "finish": {MatchState.ACCEPTED},
    "drop": {MatchState.PROPOSED, MatchState.ACCEPTED},
}


@pytest.fixture
def coordinator():
    return holder(Role.COORDINATOR)


@pytest.fixture
def team():
    return holder(Role.VILLAGE_TEAM)


def said(one, **changes):
    return {name: getattr(one, name) for name in ("title", "text", "help", "field_id", "village_id")} | changes


def test_the_tables_of_transitions_are_exactly_these():
    assert {name: set(move.sources) for name, move in Need.transitions().items()} == NEEDS
    assert {name: set(move.sources) for name, move in Match.transitions().items()} == MATCHES


def test_it_waits_for_a_coordinator_unless_one_posts_it(team):
    waits, published = need(team), need()

    assert (waits.state, waits.is_public, waits.public_name) == (NeedState.WAITING, False, None)
    assert (published.state, published.is_public, published.public_name) == (NeedState.OPEN, True, f"NC-{published.id:04d}")


def test_the_same_form_again_is_the_same_need(team):
    facts = said(need(team))

    first = needing.post(facts, key="k", by=team)

    assert needing.post(facts, key="k", by=team) is first


@pytest.mark.parametrize("names", [{}, {"village_id", "unit_id"}, {"unit_id", "organisation_id"}])
def test_it_stands_in_one_name(team, names):
    ids = {"village_id": village().id, "unit_id": unit().id, "organisation_id": organisation(PersonFactory()).id}
    made = said(need(team), village_id=None) | {name: ids[name] for name in names}

    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(Need(**made, sent_key="x", posted_by_id=team.id))


def test_what_was_declined_is_mended_and_waits_again(team, coordinator):
    made = need(team)
    made.decline(by=coordinator, reason="Chưa rõ bao nhiêu hộ")
    assert (made.state, made.reason, made.is_public) == (NeedState.DECLINED, "Chưa rõ bao nhiêu hộ", False)

    needing.write(made, said(made, text="Ba mươi hộ."), by=team)

    assert (made.state, made.reason, made.text) == (NeedState.WAITING, "", "Ba mươi hộ.")


def test_what_is_over_is_not_rewritten(coordinator):
    made = need()
    needing.withdraw(made, "Đã tự làm được", by=coordinator)
    with pytest.raises(RuleBroken, match="không sửa được"):
        needing.write(made, said(made, title="x"), by=coordinator)
    assert made.is_public


def test_a_need_goes_from_published_to_met(coordinator):
    made = match()
    assert made.need.state is NeedState.OPEN
    matching.accept(made, by=coordinator)
    assert made.need.state is NeedState.MATCHED

    matching.finish(made, "Hai mươi hộ học ba buổi", by=coordinator)

    assert (made.state, made.need.state, made.result) == (MatchState.DONE, NeedState.MET, "Hai mươi hộ học ba buổi")
    told = db.session.scalars(sa.select(Event).where(Event.name == "matches.finish")).one()
    assert told.facts == {"need": made.need.public_name, "help": "advice"}


def test_an_offer_and_a_need_stand_together_once(coordinator):
    made = match()
    with pytest.raises(RuleBroken, match="đã được kết nối"):
        match(made.offer, made.need)
    made.decline(by=coordinator, reason="Xa quá")

    again = match(made.offer, made.need)
    matching.accept(again, by=coordinator)
    matching.finish(again, "Xong", by=coordinator)

    assert again.id != made.id
    twice = Match(offer_id=made.offer_id, need_id=made.need_id, proposed_by_id=coordinator.id)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(twice)


def test_what_is_matched_is_suggested_no_more(coordinator):
    made = match()
    assert db.session.scalars(offering.fitting(made.need, today())).all() == []
    made.decline(by=coordinator, reason="Xa quá")
    assert db.session.scalars(offering.fitting(made.need, today())).all() == [made.offer]


def test_a_second_helper_is_no_second_match_of_the_need(coordinator):
    first = accepted()
    second = accepted(to=first.need)
    assert first.need.state is NeedState.MATCHED

    matching.drop(first, "Bận mùa", by=coordinator)
    assert first.need.state is NeedState.MATCHED
    matching.drop(second, "Bận mùa", by=coordinator)

    assert (first.need.state, second.state) == (NeedState.OPEN, MatchState.DROPPED)


def test_what_is_done_after_the_need_was_met_is_noted_all_the_same(coordinator):
    first = accepted()
    second = accepted(to=first.need)
    matching.finish(first, "Xong", by=coordinator)
    matching.finish(second, "Cũng xong", by=coordinator)

    assert (second.state, second.need.state) == (MatchState.DONE, NeedState.MET)


def test_a_need_that_is_withdrawn_lets_its_helpers_go(coordinator):
    first = accepted()
    second, done = match(to=first.need), accepted(to=first.need)
    done.finish(by=coordinator, result="Một phần")

    needing.withdraw(first.need, "Đã tự làm được", by=coordinator)

    assert [one.state for one in (first, second, done)] == [MatchState.DROPPED, MatchState.DROPPED, MatchState.DONE]


def test_nothing_is_proposed_or_accepted_for_what_is_over(coordinator):
    made = match()
    needing.withdraw(made.need, "Đã tự làm được", by=coordinator)
    with pytest.raises(RuleBroken, match="không còn tìm"):
        match(to=made.need)
    waiting = need(holder(Role.VILLAGE_TEAM))
    with pytest.raises(RuleBroken, match="không còn tìm"):
        match(to=waiting)
    gone = match()
    gone.offer.withdraw(by=coordinator, reason="Hết người")
    with pytest.raises(RuleBroken, match="không còn nhận"):
        matching.accept(gone, by=coordinator)
    with pytest.raises(RuleBroken, match="không còn nhận"):
        match(gone.offer)
    ended = match()
    ended.offer.partner.end(on=today(), by=coordinator, reason="Hết hợp đồng")
    with pytest.raises(RuleBroken, match="không còn nhận"):
        matching.accept(ended, by=coordinator)


def test_what_somebody_else_did_a_moment_ago_is_read_before_it_is_judged(coordinator):
    proposed, helped, second = match(), accepted(), accepted()
    matched = accepted(to=second.need)
    gone = {"state": NeedState.WITHDRAWN, "reason": "Đã tự làm được"}
    _elsewhere(proposed.need, **gone)
    with pytest.raises(RuleBroken, match="không còn tìm"):
        matching.accept(proposed, by=coordinator)
    _elsewhere(helped.need, state=NeedState.MET)
    matching.drop(helped, "Bận mùa", by=coordinator)
    assert helped.need.state is NeedState.MET
    _elsewhere(second.need, state=NeedState.MET)
    matching.finish(matched, "Xong", by=coordinator)
    assert second.need.state is NeedState.MET
    _elsewhere(second.need, **gone)
    with pytest.raises(RuleBroken, match="Không thể"):
        needing.withdraw(second.need, "Thôi", by=coordinator)


def _elsewhere(one, **values):
    """Change a need past the session, as another request would."""
    db.session.flush()
    db.session.execute(sa.update(Need.__table__).where(Need.__table__.c.id == one.id).values(**values))


def test_nobody_accepts_for_their_own_organisation(coordinator):
    own = organisation(coordinator)
    made = match(offer(partner(organisation_id=own.id)))
    with pytest.raises(RuleBroken, match="không tự đồng ý"):
        matching.accept(made, by=coordinator)

    matching.accept(made, by=holder(Role.COORDINATOR))

    assert made.state is MatchState.ACCEPTED


@pytest.mark.parametrize("state", ["accepted", "done", "declined"])
def test_the_database_wants_to_know_who_what_and_why(state):
    made = match()
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(Match).where(Match.id == made.id).values(state=MatchState(state)))


def test_it_is_found_once_it_is_published(team, coordinator):
    made = need(team, title="Học chụp ảnh bánh đa")
    assert find("chup anh banh da").hits == []
    made.publish(by=coordinator)

    assert [(hit.kind, hit.subject_id) for hit in find("chup anh banh da").hits] == [("need", made.id)]
