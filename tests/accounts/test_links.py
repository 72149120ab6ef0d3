"""Links by e-mail: once, for half an hour, to the address of the account, and nobody learns who has one."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import LinkPurpose, MailLink, Person
from app.accounts.models import password as passwords
from app.core.clock import at, utcnow
from app.core.db import db
from app.core.outbox import Job
from tests.factories.people import PASSWORD, PersonFactory
from tests.notices.conftest import boxes, work

__all__ = ["boxes", "work"]
NEW = "gió mát trăng thanh bến nước cũ"
SENT = "Nếu tài khoản có địa chỉ thư"


def link_in(boxes, address):
    """The path of the link in the last letter to an address."""
    text = boxes.of(address)[-1].get_body(("plain",)).get_content()
    return re.search(r"http://localhost(/\S+)", text)[1]


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(browser, work, boxes):
    person = PersonFactory(email="quen@vidu.vn")
    browser.post("/quen-mat-khau", {"identifier": person.name}, headers={"Host": "ke-xau.example"})
    work()
    path = link_in(boxes, "quen@vidu.vn")

    assert "Đặt mật khẩu mới" in browser.get(path).text
    browser.post(path, {"password": "ngắn"}, expect=422)
    browser.post(path, {"password": NEW})

    assert passwords.matches(NEW, db.session.get(Person, person.id).password_hash)
    browser.get(path, expect=404)
    browser.post(path, {"password": PASSWORD}, expect=404)


def test_a_link_is_over_after_half_an_hour_and_when_the_address_changed(browser, work, boxes):
    person = PersonFactory(email="quen@vidu.vn")
    for _ in range(2):
        browser.post("/quen-mat-khau", {"identifier": "quen@vidu.vn"})
    work()
    path = link_in(boxes, "quen@vidu.vn")

    with at(utcnow() + timedelta(minutes=31)):
        browser.get(path, expect=404)
    browser.get(path)
    person.write_contacts(phone=None, email="moi@vidu.vn")
    browser.get(path, expect=404)


def test_nobody_learns_whether_an_account_or_an_address_exists(browser, work, boxes):
    PersonFactory(name="Không Có Thư")
    locked = PersonFactory(email="khoa@vidu.vn", locked_at=utcnow())

    for identifier in ("Không Có Thư", "Chẳng Ai Cả", locked.name):
        browser.post("/quen-mat-khau", {"identifier": identifier})
        assert SENT in browser.get("/dang-nhap").text
    work()

    assert boxes.arrived == []


def test_only_so_many_links_an_hour(browser):
    person = PersonFactory(email="quen@vidu.vn")

    for _ in range(5):
        browser.post("/quen-mat-khau", {"identifier": person.name})
    browser.post("/quen-mat-khau", {"identifier": "quen@vidu.vn"}, expect=429)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(MailLink)) == 5


def test_neither_the_database_nor_the_outbox_holds_a_token(browser, work, boxes):
    person = PersonFactory(email="quen@vidu.vn")
    browser.post("/quen-mat-khau", {"identifier": person.name})
    work()
    token = link_in(boxes, "quen@vidu.vn").rsplit("/", 1)[1]

    rows = [*db.session.scalars(sa.select(MailLink.token_hash)), *map(str, db.session.scalars(sa.select(Job.payload)))]
    assert [row for row in rows if token in row] == []


def test_an_address_is_confirmed_by_a_press_not_by_opening(browser, work, boxes):
    person = PersonFactory()
    browser.sign_in(person)
    form = {"phone": "0912 345 678", "email": "Moi@vidu.vn", "current": PASSWORD}

    browser.post("/tai-khoan/lien-he", {**form, "current": "sai"}, expect=422)
    browser.post("/tai-khoan/lien-he", form)
    work()
    path = link_in(boxes, "moi@vidu.vn")
    browser.get(path)
    assert db.session.get(Person, person.id).email_confirmed_at is None
    browser.post(path)

    kept = db.session.get(Person, person.id)
    assert (kept.phone, kept.email, kept.is_reached_by_mail) == ("+84912345678", "moi@vidu.vn", True)


def test_an_address_link_does_not_set_a_password(browser, work, boxes):
    person = PersonFactory(email="quen@vidu.vn")
    browser.sign_in(person)
    browser.post("/tai-khoan/lien-he/gui-lai")
    work()
    token = link_in(boxes, "quen@vidu.vn").rsplit("/", 1)[1]

    browser.get(f"/dat-lai-mat-khau/{token}", expect=404)


def test_confirming_is_asked_five_times_an_hour_at_most(browser):
    person = PersonFactory(email="quen@vidu.vn")
    browser.sign_in(person)

    answers = [browser.client.post("/tai-khoan/lien-he/gui-lai").status_code for _ in range(7)]

    assert answers == [303] * 5 + [409] * 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(MailLink)) == 5


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_a_forged_token_opens_nothing(browser, purpose):
    page = {LinkPurpose.PASSWORD: "dat-lai-mat-khau", LinkPurpose.ADDRESS: "xac-nhan-thu"}[purpose]
    browser.get(f"/{page}/{'0' * 64}", expect=404)
