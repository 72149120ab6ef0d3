"""What indicators 4.4 and 5.4 ask, in a year in which businesses begin, end, change and move with their village."""

from datetime import date, datetime, timedelta

import pytest

from app.accounts.models import Role
from app.businesses import actions, queries
from app.businesses.models import BusinessKind, SalesChannel
from app.core.clock import ZONE, start_of, today, utcnow
from app.core.db import db
from app.initiatives.models import State
from tests.factories.businesses import business
from tests.factories.community import exemplar
from tests.factories.contests import accepted, contest, entry
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder, organisation, village

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)


@pytest.fixture
def coordinator():
    return holder(Role.COORDINATOR)


def found(query):
    return {one.name for one in db.session.scalars(query)}


def test_who_is_active_on_a_day(coordinator):
    business(name="Cả năm")
    business(name="Từ tháng ba", since=date(2026, 3, 1))
    over = business(name="Đến tháng chín")
    over.end(on=date(2026, 9, 30), by=coordinator, reason="Nghỉ bán")

    assert found(queries.current(date(2026, 2, 28))) == {"Cả năm", "Đến tháng chín"}
    assert found(queries.current(date(2026, 3, 1))) == {"Cả năm", "Từ tháng ba", "Đến tháng chín"}
    assert found(queries.current(date(2026, 9, 30))) == {"Cả năm", "Từ tháng ba", "Đến tháng chín"}
    assert found(queries.current(date(2026, 10, 1))) == {"Cả năm", "Từ tháng ba"}


def test_who_sold_online_on_a_day_is_told_by_what_was_known_then(coordinator):
    started, stopped, ended, other = (business(name=name) for name in ("Bắt đầu", "Thôi", "Ngừng", "Chưa ai xem"))
    company = business(name="Công ty", kind=BusinessKind.COMPANY)
    actions.check(started, on=date(2026, 2, 1), channel=None, by=coordinator)
    actions.check(started, on=date(2026, 8, 1), channel=SalesChannel.MARKETPLACE, by=coordinator)
    actions.check(stopped, on=date(2026, 2, 1), channel=SalesChannel.SOCIAL, by=coordinator)
    actions.check(stopped, on=date(2026, 5, 1), channel=SalesChannel.OWN_SITE, by=coordinator)
    actions.check(stopped, on=date(2026, 8, 1), channel=None, by=coordinator)
    actions.check(ended, on=date(2026, 2, 1), channel=SalesChannel.SOCIAL, by=coordinator)
    ended.end(on=date(2026, 6, 30), by=coordinator, reason="Nghỉ bán")
    actions.check(company, on=date(2026, 2, 1), channel=SalesChannel.OWN_SITE, by=coordinator)
    village().merge_into(village("Hội Yên"), by=holder(Role.ADMINISTRATOR), on=date(2026, 7, 15), reason="Sáp nhập")

    assert found(queries.selling_online(date(2026, 1, 31))) == set()
    assert found(queries.selling_online(date(2026, 2, 1))) == {"Thôi", "Ngừng"}
    assert found(queries.selling_online(date(2026, 6, 30))) == {"Thôi", "Ngừng"}
    assert found(queries.selling_online(date(2026, 7, 31))) == {"Thôi"}
    assert found(queries.selling_online(date(2026, 8, 1))) == {"Bắt đầu"}
    assert db.session.execute(queries.figures(date(2026, 8, 1))).one() == (3, 1, 0, 1)
    assert found(queries.register(village_id=village("Hội Yên").id)) >= {"Bắt đầu", "Thôi", "Chưa ai xem"}
    assert found(queries.register(online=queries.Online.UNCHECKED)) == {other.name}
    assert found(queries.register(online=queries.Online.NO)) == {"Thôi"}


def of(name, **facts):
    """A business with the organisation by which it takes part."""
    owner = PersonFactory()
    own = organisation(owner, name)
    business(name=name, organisation_id=own.id, **facts)
    return own, owner


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        (start_of(FIRST) - timedelta(seconds=1), False),
        (start_of(FIRST), True),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=ZONE), True),
        (datetime(2027, 1, 1, tzinfo=ZONE), False),
    ],
)
def test_an_initiative_counts_that_became_public_within_the_year(at, counts):
    own, _owner = of("HTX Sáng kiến")
    business(name="Không gắn tổ chức")
    InitiativeFactory(opened=True, organisation=own, submitted_at=at, published_at=at)
    InitiativeFactory(opened=True, organisation=own, submitted_at=at, published_at=at)
    InitiativeFactory(opened=True)

    assert [one.name for one in db.session.scalars(queries.innovating(FIRST, LAST))] == ["HTX Sáng kiến"] * counts


def test_an_initiative_that_was_only_sent_does_not_count():
    own, _owner = of("HTX Mới gửi")
    InitiativeFactory(submitted=True, organisation=own)
    InitiativeFactory(organisation=own, state=State.DRAFT)

    assert found(queries.innovating(FIRST, LAST)) == set()


def test_a_model_counts_for_years_in_which_it_was_at_work():
    own, _owner = of("HTX Nhà màng")
    made = exemplar(organisation_id=own.id)
    assert found(queries.innovating(FIRST, LAST)) == set()
    made.proven_on = date(2026, 5, 1)
    assert found(queries.innovating(FIRST, LAST)) == {"HTX Nhà màng"}
    assert found(queries.innovating(FIRST, date(2026, 4, 30))) == set()
    made.ended_on, made.state = date(2026, 6, 1), "ended"
    assert found(queries.innovating(FIRST, LAST)) == {"HTX Nhà màng"}
    assert found(queries.innovating(date(2026, 6, 1), LAST)) == set()
    made.ended_on = made.proven_on
    assert found(queries.innovating(FIRST, LAST)) == set()


def test_an_entry_counts_of_whoever_answers_for_it_once_it_was_taken_in():
    own, owner = of("HTX Dự thi")
    held = contest()
    helper = PersonFactory()
    own.admit(helper, by=owner)
    entry(held, author=owner, title="Chưa xem xét")
    accepted(held, 1, author=helper)
    this_year = (start_of(today()).date().replace(month=1, day=1), today() + DAY)
    assert found(queries.innovating(*this_year)) == set()

    accepted(held, 2, author=owner)

    assert [one.name for one in db.session.scalars(queries.innovating(*this_year))] == ["HTX Dự thi"]
    assert found(queries.innovating(today() - 30 * DAY, today() - 10 * DAY)) == set()
    next(one for one in own.memberships if one.person_id == owner.id).since = utcnow() + DAY
    assert found(queries.innovating(*this_year)) == set()


def test_an_entry_counts_that_began_from_an_initiative_of_it():
    own, _owner = of("HTX Từ sáng kiến")
    long_ago = start_of(date(2024, 5, 1))
    idea = InitiativeFactory(opened=True, organisation=own, submitted_at=long_ago, published_at=long_ago)
    [one] = accepted(contest(), 1)
    one.initiative_id = idea.id

    assert found(queries.innovating(today() - DAY, today())) == {"HTX Từ sáng kiến"}


def test_who_ended_before_the_last_day_does_not_count(coordinator):
    own, _owner = of("HTX Giải thể")
    InitiativeFactory(opened=True, organisation=own)
    one = next(iter(db.session.scalars(queries.current(today()))))
    one.end(on=today() - DAY, by=coordinator, reason="Giải thể")

    assert found(queries.innovating(today() - 5 * DAY, today())) == set()
    assert found(queries.innovating(today() - 5 * DAY, today() - DAY)) == set()
