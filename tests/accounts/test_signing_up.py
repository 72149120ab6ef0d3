"""Signing up: consent for each purpose, a name of one's own, nothing typed is lost."""

import unicodedata
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Consent, Person, Purpose
from app.accounts.models.consent import TEXT_VERSION
from app.core import limits
from app.core.audit import history_of
from app.core.clock import at, utcnow
from app.core.db import db
from tests.factories.people import PASSWORD, PersonFactory, village

WHO = {"name": "Đặng Thị Hoà", "password": PASSWORD, "account": "y"}


def newest() -> Person:
    return db.session.scalars(sa.select(Person).order_by(Person.id.desc()).limit(1)).one()


def agreed(person: Person) -> list[Purpose]:
    return list(db.session.scalars(sa.select(Consent.purpose).where(Consent.person_id == person.id).order_by(Consent.id)))


def test_a_resident_signs_up_and_is_signed_in(browser):
    place = village("Hội Yên")
    typed = {
        **WHO,
        "village_id": place.id,
        "phone": "0912 345 678",
        "email": "Hoa@ViDu.vn",
        "contact": "y",
        "next": "/sang-kien/moi",
    }

    onward = browser.post("/dang-ky", typed)

    person = newest()
    assert onward.location == "/sang-kien/moi"
    assert (person.name, person.phone, person.email, person.village) == (
        "Đặng Thị Hoà",
        "+84912345678",
        "hoa@vidu.vn",
        place,
    )
    assert agreed(person) == [Purpose.ACCOUNT, Purpose.CONTACT]
    assert not person.is_confirmed
    assert person.password_hash.startswith("$argon2id$")
    assert "Tổ của thôn chưa xác nhận" in browser.get("/tai-khoan").text


def test_nothing_but_a_name_a_password_and_one_consent_is_needed(browser):
    browser.post("/dang-ky", WHO)

    person = newest()
    assert (person.phone, person.email, person.village_id, agreed(person)) == (None, None, None, [Purpose.ACCOUNT])
    [consent] = db.session.scalars(sa.select(Consent))
    assert (consent.text_version, consent.withdrawn_at) == (TEXT_VERSION, None)
    assert [event.name for event in db.session.scalars(history_of(person))] == ["people.sign_up"]


def test_from_one_address_a_hundred_accounts_an_hour_are_made_and_no_more(browser):
    db.session.commit()
    for _ in range(99):
        limits.attempt("sign-up", "127.0.0.1")
    browser.post("/dang-ky", WHO)
    browser.post("/dang-xuat")

    page = browser.post("/dang-ky", {**WHO, "name": "Đặng Thị Huệ"}, expect=429).text

    assert "Nơi này vừa lập quá nhiều tài khoản." in page
    assert 'value="Đặng Thị Huệ"' in page
    with at(utcnow() + timedelta(minutes=61)):
        browser.post("/dang-ky", {**WHO, "name": "Đặng Thị Huệ"})


def test_nobody_is_signed_up_without_their_consent(browser):
    page = browser.post("/dang-ky", {"name": WHO["name"], "password": PASSWORD, "contact": "y"}, expect=422).text

    assert "Cần đồng ý điều này thì xã mới lưu được tài khoản." in page
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 0


TAKEN = [
    "Đặng Thị Hoà",
    "ĐẶNG THỊ HOÀ",
    "  đặng   thị hoà ",
    unicodedata.normalize("NFD", "Đặng Thị Hoà"),
    "Đặng\u200b Thị Hoà",
]


@pytest.mark.parametrize("name", TAKEN)
def test_a_name_is_taken_however_it_is_typed(browser, name):
    PersonFactory(name="Đặng Thị Hoà")

    page = browser.post("/dang-ky", {**WHO, "name": name, "phone": "0912 345 678"}, expect=422).text

    assert "Tên này đã có người dùng." in page
    assert 'aria-describedby="name-hint name-err"' in page
    assert 'value="0912 345 678"' in page
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 1


def test_a_name_with_other_tones_is_another_name(browser):
    PersonFactory(name="Đặng Thị Hoà")

    browser.post("/dang-ky", {**WHO, "name": "Đặng Thị Hoá"})

    assert newest().name == "Đặng Thị Hoá"


@pytest.mark.parametrize(
    "name", ["Đặng Thị Hoà (Hội Yên)", "Trần Văn Ơ'Nin", "Y Ê-ban", "Nguyễn Văn A 2", "Jeanne d’Arc", "Ł. Müller"]
)
def test_names_that_people_have_are_taken(browser, name):
    browser.post("/dang-ky", {**WHO, "name": name})

    assert newest().name == name


NO_NAMES = [
    "Hoа (Cyrillic а)",
    "阮文安",
    "Hoa 🌾",
    "<b>Hoa</b>",
    "Hoa@xa",
    "12345",
    "ﬃ" * 80,
    "Hoa\u202eaoH",
    "Ho\x00a",
    "a" * 81,
    "   ",
    "…",
]


@pytest.mark.parametrize("name", NO_NAMES)
def test_what_is_no_name_is_refused_beside_the_field(browser, name):
    page = browser.post("/dang-ky", {**WHO, "name": name}, expect=422).text

    assert 'href="#name"' in page
    assert 'aria-describedby="name-hint name-err"' in page
    assert "<b>" not in page
    assert db.session.scalar(sa.select(sa.func.count(Person.id))) == 0


@pytest.mark.parametrize("name", ["A" * 80, "ß" * 20, "Ệ" * 80])
def test_the_longest_names_fit(browser, name):
    if name[0] == "ß":  # two letters when folded: refused rather than cut
        browser.post("/dang-ky", {**WHO, "name": name}, expect=422)
    else:
        browser.post("/dang-ky", {**WHO, "name": name})
        assert newest().name == name


ODD = {
    "a village that is none": {"village_id": "999999"},
    "a village in letters": {"village_id": "An Dương"},
    "a number of a wrong length": {"phone": "0912"},
    "a phone of emoji": {"phone": "📞📞"},
    "an address without @": {"email": "hoa.vidu.vn"},
    "an address of 300 letters": {"email": "a" * 60 + "@" + "b" * 240 + ".vn"},
    "an address beyond ASCII": {"email": "ß" * 60 + "@vidu.vn"},
    "a short password": {"password": "ngắn"},
    "a password of 129 letters": {"password": "lúa vàng cò trắng " * 8},
    "a password with NUL": {"password": PASSWORD + "\x00"},
}


@pytest.mark.parametrize("typed", ODD.values(), ids=ODD)
def test_what_is_odd_is_named_and_the_rest_is_kept_but_never_the_password(browser, typed):
    [field] = typed

    page = browser.post("/dang-ky", {**WHO, "contact": "y", **typed}, expect=422).text

    assert f'href="#{field}"' in page
    assert f"{field}-err" in page
    assert 'value="Đặng Thị Hoà"' in page
    assert 'checked id="contact"' in page
    assert PASSWORD not in page
    assert page.count("<title>Lỗi: ") == 1


def test_the_page_asks_for_each_purpose_apart_and_ticks_none(browser):
    page = browser.get("/dang-ky").text

    assert all(str(purpose.label) in page for purpose in Purpose)
    assert "checked" not in page
