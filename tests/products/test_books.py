"""Books: begun, confirmed by the office, and an account that two people have looked at."""

import pytest
import sqlalchemy as sa

from app.core.audit import Event
from app.core.db import db
from app.core.workflow import RuleBroken
from app.notices.models import Notice
from app.products.actions import booking
from app.products.models import BankAccount, Place, Producer, ProducerState
from tests.factories.people import PersonFactory, organisation, village
from tests.factories.products import maker, official, producer, product

ACCOUNT = {"bin": "970405", "number": "2301 2051 23456", "holder": "NGUYEN VAN A"}


def test_the_table_of_a_book():
    assert {name: ({s.value for s in m.sources}, m.to.value) for name, m in Producer.transitions().items()} == {
        "confirm": ({"registered"}, "confirmed"),
        "decline": ({"registered"}, "declined"),
        "ask_again": ({"declined"}, "registered"),
    }


def test_an_owner_begins_a_book_and_the_office_confirms_it(browser):
    owner, clerk = PersonFactory(), official()
    body = organisation(owner)
    browser.sign_in(owner)
    assert "Mở sổ sản xuất" in browser.get("/so-sx/").text

    browser.post(f"/so-sx/mo/{body.id}", {"address": "Thôn An Dương", "phone": "0912 345 678"})
    made = db.session.scalars(sa.select(Producer)).one()
    assert (made.state, made.places[0].village_id) == (ProducerState.REGISTERED, village().id)
    assert "Phòng Kinh tế xã chưa xác nhận" in browser.get(f"/so-sx/{made.id}").text
    assert browser.get(f"/nha-san-xuat/{made.id}", expect=404)

    browser.sign_in(clerk)
    assert body.name in browser.get("/viec-can-lam").text
    browser.post(f"/kinh-te/so/{made.id}/xac-nhan")
    assert made.is_public
    assert body.name in browser.get(f"/nha-san-xuat/{made.id}").text
    assert "0912 345 678" not in browser.get(f"/nha-san-xuat/{made.id}").text
    told = db.session.scalars(sa.select(Notice.text).where(Notice.person_id == owner.id)).all()
    assert any("Xã đã xác nhận" in text for text in told)


def test_what_the_office_sends_back_is_mended_and_asked_again(browser):
    made, clerk = producer(confirmed=False), official()
    browser.sign_in(clerk)
    browser.post(f"/kinh-te/so/{made.id}/chua-xac-nhan", {"reason": ""}, expect=422)
    browser.post(f"/kinh-te/so/{made.id}/chua-xac-nhan", {"reason": "Thiếu giấy đăng ký."})
    assert made.state is ProducerState.DECLINED

    browser.sign_in(maker(made))
    version = made.version
    browser.post(f"/so-sx/{made.id}/sua", {"address": "Thôn Hội Yên", "version": version})
    assert made.state is ProducerState.REGISTERED
    page = browser.post(f"/so-sx/{made.id}/sua", {"address": "Thôn Tào Khê", "version": version}, expect=422).text
    assert "Có người vừa sửa trước" in page
    assert "Thôn Tào Khê" in page


def test_nobody_confirms_what_is_their_own():
    made, clerk = producer(confirmed=False), official()
    made.organisation.admit(clerk, by=maker(made))

    with pytest.raises(RuleBroken, match="không tự xác nhận"):
        booking.confirm(made, by=clerk)


def test_a_book_is_begun_once_and_places_have_names_and_codes_of_their_own():
    made = producer()
    with pytest.raises(RuleBroken, match="đã có sổ"):
        booking.begin(made.organisation, by=maker(made), address="x", phone=None, shows_phone=False)
    booking.add_place(made, "Kho", village(), None, by=maker(made))
    with pytest.raises(RuleBroken, match="đã có trong sổ"):
        booking.add_place(made, "Kho", village(), None, by=maker(made))
    with pytest.raises(RuleBroken, match="GLN"):
        booking.add_place(made, "Lò", village(), "9521234000011", by=maker(made))
    booking.add_place(made, "Lò", village(), "9521234000013", by=maker(made))
    other = producer()
    booking.write(other, by=maker(other), gln="9521234000020")
    with pytest.raises(RuleBroken, match="cơ sở khác"):
        booking.write(made, by=maker(made), gln="9521234000020")

    codes = db.session.scalars(sa.select(Place.code).where(Place.producer_id == made.id)).all()
    assert len(set(codes)) == 3


def test_an_account_needs_two_people_and_the_old_one_ends_with_the_new(browser):
    made, second = producer(), PersonFactory()
    made.organisation.admit(second, by=maker(made))
    browser.sign_in(maker(made))
    browser.post(f"/so-sx/{made.id}/tai-khoan", ACCOUNT)
    first = db.session.scalars(sa.select(BankAccount)).one()
    assert first.number == "2301205123456"
    assert "Xác nhận đúng tài khoản" not in browser.get(f"/so-sx/{made.id}").text
    with pytest.raises(RuleBroken, match="người khác"):
        booking.confirm_account(first, by=maker(made))
    assert "chờ người thứ hai" in browser.post(f"/so-sx/{made.id}/tai-khoan", ACCOUNT, expect=422).text

    browser.sign_in(second)
    assert "Xác nhận tài khoản nhận tiền" in browser.get("/viec-can-lam").text
    browser.post(f"/so-sx/tai-khoan/{first.id}/xac-nhan")
    assert made.live_account is first

    later = booking.propose_account(made, "970436", "1012345678", "TRAN THI B", by=second)
    db.session.refresh(made, ["accounts"])
    assert made.live_account is first
    booking.confirm_account(later, by=maker(made))
    db.session.refresh(made, ["accounts"])
    assert (made.live_account, first.ended_at is not None) == (later, True)
    told = db.session.scalars(sa.select(Event.details).where(Event.name == "producers.confirm_account")).all()
    assert told[-1] == {"old": "970405 …3456", "new": "970436 …5678"}
    with pytest.raises(RuleBroken, match="không còn chờ"):
        booking.confirm_account(first, by=PersonFactory())


def test_a_stranger_sees_neither_book_nor_office_and_a_neighbour_neither(browser):
    made = producer()
    of = product(made, published=False)
    for address in (f"/so-sx/{made.id}", f"/so-sx/san-pham/{of.id}", "/kinh-te/"):
        browser.get(address, expect=303)
    browser.sign_in(PersonFactory())
    for address in (f"/so-sx/{made.id}", f"/so-sx/{made.id}/sua", f"/so-sx/san-pham/{of.id}"):
        browser.get(address, expect=404)
    for address in ("/kinh-te/", "/kinh-te/tin-bao"):
        browser.get(address, expect=403)
    browser.get(f"/san-pham/{of.id}", expect=404)
    browser.get(f"/san-pham/tep/{of.pictures[0].upload.token}", expect=404)
    browser.sign_in(official())
    browser.get(f"/so-sx/{made.id}")
    browser.post(f"/so-sx/{made.id}/tai-khoan", ACCOUNT, expect=403)
