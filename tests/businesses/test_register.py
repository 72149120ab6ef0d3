"""A business is entered once, corrected, checked again and again, and ended; what was found before stays known."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Role
from app.businesses import actions, policy
from app.businesses.models import Business, BusinessKind, EarlierCheck, SalesChannel, registered_number
from app.core.audit import Event, history_of
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from tests.factories.businesses import business, facts
from tests.factories.people import PersonFactory, holder, organisation, unit, village

DAY = timedelta(days=1)


@pytest.fixture
def coordinator():
    return holder(Role.COORDINATOR)


def acts(thing):
    return [event.name for event in db.session.scalars(history_of(thing))]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", None),
        ("  ", None),
        ("0201234567", "0201234567"),
        (" 04a8 012345 ", "04A8012345"),
        ("0201234567-001", "0201234567-001"),
    ],
)
def test_a_number_is_kept_in_one_way(typed, kept):
    assert registered_number(typed) == kept


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("030085001234", "định danh"),
        ("0300 8500 1234", "định danh"),
        ("201234567", "số 0 ở đầu"),
        ("2.01E+09", "gồm"),
        ("ab", "gồm"),
    ],
)
def test_a_number_that_is_none_or_is_nobodys_business_is_refused(typed, said):
    with pytest.raises(RuleBroken, match=said):
        registered_number(typed)


def test_one_of_a_name_a_village_and_a_kind(coordinator):
    one = business(name="Hộ Bà Tám", number="04A8000001")
    with pytest.raises(RuleBroken, match="đã có Hộ Bà Tám"):
        actions.enter(facts(name="hộ  bà TÁM"), by=coordinator)
    with pytest.raises(RuleBroken, match="đã ghi cho Hộ Bà Tám"):
        actions.enter(facts(number="04A8000001"), by=coordinator)
    business(name="Hộ Bà Tám", of="Hội Yên")
    business(name="Hộ Bà Tám", kind=BusinessKind.COMPANY)
    one.end(on=today(), by=coordinator, reason="Nghỉ bán")
    again = business(name="Hộ Bà Tám", number="04A8000001")

    assert again.id != one.id
    with pytest.raises(RuleBroken, match="đã ngừng"):
        actions.change(one, facts(name="Hộ Bà Chín"), by=coordinator)


def test_the_database_is_the_judge_of_who_comes_second(coordinator, monkeypatch):
    one = business(name="Hộ Bà Tám")
    monkeypatch.setattr(actions, "_refuse_if_taken", lambda *_args, **_but: None)
    with pytest.raises(RuleBroken, match="Có người vừa ghi"):
        actions.enter(facts(name="Hộ Bà Tám"), by=coordinator)
    other = business(name="Hộ Bà Chín")
    with pytest.raises(RuleBroken, match="Có người vừa ghi"):
        actions.change(other, facts(name="Hộ Bà Tám"), by=coordinator)

    assert db.session.scalars(sa.select(Business.name).order_by(Business.id)).all() == ["Hộ Bà Tám", "Hộ Bà Chín"]
    assert acts(one) == ["businesses.enter"]


def test_one_organisation_is_one_business(coordinator):
    own = organisation(PersonFactory())
    business(name="HTX Thử", organisation_id=own.id)
    with pytest.raises(RuleBroken, match="đã gắn với HTX Thử"):
        actions.enter(facts(organisation_id=own.id), by=coordinator)


def test_a_village_that_went_on_in_another_is_the_same_place(coordinator):
    business(name="Hộ Bà Tám", of="Tào Khê")
    village("Tào Khê").merge_into(village(), by=holder(Role.ADMINISTRATOR), on=today() - DAY, reason="Sáp nhập")

    with pytest.raises(RuleBroken, match="đã có Hộ Bà Tám"):
        actions.enter(facts(name="Hộ Bà Tám"), by=coordinator)


@pytest.mark.parametrize("day", [today() + DAY, today() + 400 * DAY])
def test_it_does_not_begin_in_days_to_come(coordinator, day):
    with pytest.raises(RuleBroken, match="tương lai"):
        actions.enter(facts(since=day), by=coordinator)


def test_what_a_check_found_holds_until_the_next(coordinator):
    one = business(since=date(2026, 1, 1))
    actions.check(one, on=date(2026, 3, 1), channel=SalesChannel.SOCIAL, by=coordinator)
    actions.check(one, on=date(2026, 6, 1), channel=None, by=coordinator)
    actions.check(one, on=date(2026, 6, 1), channel=None, by=coordinator)
    actions.check(one, on=date(2026, 6, 1), channel=SalesChannel.OWN_SITE, by=coordinator)

    kept = [(row.checked_on, row.until, row.channel) for row in one.earlier]
    assert kept == [(date(2026, 3, 1), date(2026, 6, 1), SalesChannel.SOCIAL)]
    assert (one.checked_on, one.sells_online, one.channel) == (date(2026, 6, 1), True, SalesChannel.OWN_SITE)
    assert acts(one) == ["businesses.enter"] + ["businesses.check"] * 3
    for day, said in ((date(2026, 5, 31), "sau ngày đó"), (today() + DAY, "đến hôm nay"), (date(2025, 12, 31), "bắt đầu")):
        with pytest.raises(RuleBroken, match=said):
            actions.check(one, on=day, channel=None, by=coordinator)
    with pytest.raises(RuleBroken, match="kiểm tra trước ngày"):
        actions.change(one, facts(name=one.name, since=date(2026, 3, 2)), by=coordinator)
    actions.change(one, facts(name=one.name, since=date(2026, 3, 1)), by=coordinator)


def test_it_ends_once_and_not_before_it_began_or_was_last_seen(coordinator):
    one = business(since=date(2026, 1, 1))
    actions.check(one, on=date(2026, 3, 1), channel=None, by=coordinator)
    for day in (date(2025, 12, 31), date(2026, 2, 28), today() + DAY):
        with pytest.raises(RuleBroken, match="Ngày cuối cùng"):
            one.end(on=day, by=coordinator, reason="Nghỉ")
    one.end(on=date(2026, 3, 1), by=coordinator, reason="Nghỉ")
    for act in (
        lambda: one.end(on=today(), by=coordinator, reason="Nghỉ"),
        lambda: actions.check(one, on=today(), channel=None, by=coordinator),
    ):
        with pytest.raises(RuleBroken, match="đã ngừng"):
            act()


@pytest.mark.parametrize(
    "facts",
    [
        {"until": date(2025, 6, 30)},
        {"sells_online": True},
        {"sells_online": False, "checked_on": date(2025, 6, 30)},
        {"sells_online": True, "checked_on": date(2026, 1, 1)},
        {"sells_online": False, "checked_on": date(2026, 1, 1), "channel": SalesChannel.SOCIAL},
        {"channel": SalesChannel.SOCIAL},
    ],
)
def test_the_schema_knows_what_cannot_be(facts):
    one = business()
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(Business).where(Business.id == one.id).values(facts))


def test_an_earlier_check_held_for_some_days():
    one = business()
    row = {"business_id": one.id, "checked_on": date(2026, 1, 1), "until": date(2026, 1, 1), "sells_online": False}
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(sa.insert(EarlierCheck).values(row))


def test_the_history_tells_what_changed_and_nothing_when_nothing_did(coordinator):
    one = business(name="Hộ Bà Tám")
    actions.change(one, facts(name="Hộ Bà Tám"), by=coordinator)
    actions.change(one, facts(name="Hộ Bà Tám", trade="Bán phở"), by=coordinator)

    told = db.session.scalars(sa.select(Event).where(Event.name == "businesses.change")).all()
    assert [event.details for event in told] == [{"changed": ["trade"]}]


@pytest.mark.parametrize(
    ("role", "sees", "keeps"),
    [
        (Role.COORDINATOR, True, True),
        (Role.OFFICIAL, True, True),
        (Role.LEADER, True, False),
        (Role.AUDITOR, True, False),
        (Role.VILLAGE_TEAM, False, False),
        (Role.ADMINISTRATOR, False, False),
    ],
)
def test_who_may(role, sees, keeps):
    person = holder(role, **({"unit_id": unit().id} if role is Role.OFFICIAL else {}))

    assert (policy.see(person), policy.keep(person)) == (sees, keeps)
    assert not policy.see(PersonFactory())
