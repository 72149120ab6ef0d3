"""A partner is named once, shows how to be reached only while it agreed to that, ends, and offers what it offers once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Role
from app.core.audit import Event
from app.core.clock import today
from app.core.db import db
from app.core.search.query import find
from app.core.workflow import RuleBroken
from app.partners.actions import keeping
from app.partners.models import ContactConsent, Help, Offer, OfferState, PartnerKind
from app.partners.queries import offering
from tests.factories.partners import need, offer, partner
from tests.factories.people import field, holder

PHONE = {"phone": "+84912345678"}
TOMORROW, YESTERDAY = today() + timedelta(days=1), today() - timedelta(days=1)


@pytest.fixture
def coordinator():
    return holder(Role.COORDINATOR)


def facts_of(made, **changes):
    names = ("kind", "name", "knowledge", "text", "phone", "email", "website", "organisation_id", "since")
    return {name: getattr(made, name) for name in names} | changes


def on_offer(on=None, **wanted):
    return set(db.session.scalars(offering.open_offers(on or today(), **wanted)))


def test_the_table_of_transitions_is_exactly_this():
    assert {name: set(move.sources) for name, move in Offer.transitions().items()} == {"withdraw": {OfferState.STANDING}}


def test_a_name_is_taken_once_among_partners_of_a_kind_that_stand(coordinator):
    made = partner(name="Viện Cây lương thực", kind=PartnerKind.SCHOOL)
    with pytest.raises(RuleBroken, match="Đã có đối tác"):
        partner(name="VIỆN CÂY LƯƠNG THỰC", kind=PartnerKind.SCHOOL)
    partner(name="Viện Cây lương thực", kind=PartnerKind.SUPPORT)
    other = partner()
    with pytest.raises(RuleBroken, match="Đã có đối tác"):
        keeping.write(other, facts_of(other, name=made.name, kind=made.kind), by=coordinator)

    made.end(on=today(), by=coordinator, reason="Hết hợp đồng")

    assert partner(name="Viện Cây lương thực", kind=PartnerKind.SCHOOL).id != made.id


def test_how_to_reach_somebody_is_shown_once_they_agreed_and_no_longer_than_that(coordinator):
    silent = partner()
    with pytest.raises(RuleBroken, match="Chưa ghi số điện thoại"):
        silent.agree(on=today(), how="Thư trả lời", by=coordinator)
    made = partner(**PHONE)
    assert not made.shows_contact
    with pytest.raises(RuleBroken, match="tương lai"):
        made.agree(on=TOMORROW, how="Thư trả lời", by=coordinator)
    made.agree(on=today(), how="Thư trả lời", by=coordinator)
    with pytest.raises(RuleBroken, match="đồng ý rồi"):
        made.agree(on=today(), how="Gọi điện", by=coordinator)
    assert made.shows_contact

    made.disagree(by=coordinator)

    assert not made.shows_contact
    [consent] = db.session.scalars(sa.select(ContactConsent))
    assert (consent.how, consent.withdrawn_at is None) == ("Thư trả lời", False)


def test_one_consent_stands_says_the_database(coordinator):
    made = partner(**PHONE)
    made.agree(on=today(), how="Thư trả lời", by=coordinator)
    db.session.flush()

    again = ContactConsent(partner_id=made.id, given_on=today(), how="Gọi điện", noted_by_id=coordinator.id)
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.add(again)


def test_who_agreed_to_one_number_did_not_agree_to_another(coordinator):
    made = partner(**PHONE)
    made.agree(on=today(), how="Thư trả lời", by=coordinator)
    keeping.write(made, facts_of(made, knowledge="Giống lúa"), by=coordinator)
    assert made.shows_contact

    keeping.write(made, facts_of(made, phone="+84912345679"), by=coordinator)

    assert not made.shows_contact


def test_a_partner_ends_between_its_first_day_and_today(coordinator):
    with pytest.raises(RuleBroken, match="tương lai"):
        partner(since=TOMORROW)
    made = partner()
    for day in (made.since - timedelta(days=1), TOMORROW):
        with pytest.raises(RuleBroken, match="từ ngày bắt đầu"):
            made.end(on=day, by=coordinator, reason="x")
    made.end(on=today(), by=coordinator, reason="Hết hợp đồng")
    for act in (
        lambda: made.end(on=today(), by=coordinator, reason="x"),
        lambda: keeping.write(made, facts_of(made, knowledge="x"), by=coordinator),
        lambda: offer(made),
    ):
        with pytest.raises(RuleBroken, match="thôi hợp tác"):
            act()


def test_what_is_offered_today(coordinator):
    stands = offer()
    ended = offer(valid_until=YESTERDAY)
    offer(valid_from=TOMORROW)
    offer().withdraw(by=coordinator, reason="Hết người")
    gone = offer()
    gone.partner.end(on=today(), by=coordinator, reason="Hết hợp đồng")

    assert on_offer() == {stands}
    assert on_offer(YESTERDAY) == {stands, ended}
    assert (stands.is_open, ended.is_open, gone.partner.on_offer) == (True, False, [])


def test_the_last_day_is_a_day_of_it():
    made = offer(valid_from=today(), valid_until=today())

    assert on_offer() == {made}


def test_one_title_stands_once_for_a_partner(coordinator):
    made = offer(title="Dạy bán hàng")
    with pytest.raises(RuleBroken, match="đang có nội dung"):
        offer(made.partner, title="DẠY BÁN HÀNG")
    other = offer(made.partner)
    facts = {name: getattr(other, name) for name in ("help", "field_id", "valid_from", "valid_until", "text")}
    with pytest.raises(RuleBroken, match="đang có nội dung"):
        keeping.change_offer(other, facts | {"title": "Dạy bán hàng"}, by=coordinator)
    keeping.change_offer(other, facts | {"title": "Dạy chụp ảnh"}, by=coordinator)
    made.withdraw(by=coordinator, reason="Hết người")
    with pytest.raises(RuleBroken, match="không sửa được"):
        keeping.change_offer(made, facts | {"title": "x"}, by=coordinator)

    assert offer(made.partner, title="Dạy bán hàng").id != made.id
    assert other.title_key == "dạy chụp ảnh"


def test_what_is_changed_is_told_and_what_is_not_is_silent(coordinator):
    made = partner()
    keeping.write(made, facts_of(made), by=coordinator)
    keeping.write(made, facts_of(made, knowledge="Giống lúa"), by=coordinator)

    told = db.session.scalars(sa.select(Event).where(Event.name == "partners.write")).all()
    assert [event.details for event in told] == [{"changed": ["knowledge"]}]


def test_what_fits_has_the_field_or_the_form_and_both_come_first():
    one = need()
    money, other_field = {"help": Help.CAPITAL}, {"field_id": field("tourism").id}
    same_field, same_help, both = offer(**money), offer(**other_field), offer()
    offer(**money, **other_field)
    offer(valid_until=YESTERDAY)

    found = db.session.scalars(offering.fitting(one, today())).all()

    assert found == [both, same_field, same_help]
    assert db.session.scalar(offering.count_fitting(one, today())) == 3


def test_it_is_found_by_what_it_knows():
    made = partner(knowledge="Nuôi cá lồng bè")

    assert [(hit.kind, hit.subject_id) for hit in find("ca long be").hits] == [("partner", made.id)]
