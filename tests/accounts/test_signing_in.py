"""Signing in: by what one knows of oneself, with the same answer to everybody who guesses."""

import unicodedata
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from app.accounts.models import Role
from app.core import limits
from app.core.clock import at, utcnow
from app.core.db import db
from tests.factories.people import PASSWORD, PersonFactory, holder

WRONG = "Tên hoặc mật khẩu chưa đúng. Gõ tên đủ dấu như lúc đăng ký. Nếu vừa thử sai nhiều lần, hãy đợi 15 phút."


def try_to_sign_in(browser, identifier, password="sai rồi sai nữa rồi", *, expect=422, **request):
    return browser.post("/dang-nhap", {"identifier": identifier, "password": password}, expect=expect, **request)


def signs_in(browser, identifier, password=PASSWORD) -> str:
    """Sign in and read whose account it is."""
    try_to_sign_in(browser, identifier, password, expect=303)
    page = browser.get("/tai-khoan").text
    return page.split("<h1>")[1].split("</h1>")[0]


SAME_PERSON = [
    "Trần Thị Hòa",
    "TRẦN THỊ HÒA",
    "  trần   thị hòa ",
    unicodedata.normalize("NFD", "Trần Thị Hòa"),
    "Trần\u200b Thị\u00a0Hòa",
    "0912345678",
    "0912 345 678",
    "+84 912-345-678",
    "84912345678",
    "hoa@vidu.vn",
    " HOA@ViDu.VN ",
]


@pytest.mark.parametrize("identifier", SAME_PERSON)
def test_a_person_signs_in_by_name_phone_or_mail_however_it_is_typed(browser, identifier):
    PersonFactory(name="Trần Thị Hòa", phone="+84912345678", email="hoa@vidu.vn")

    assert signs_in(browser, identifier) == "Trần Thị Hòa"


@pytest.mark.parametrize(
    "identifier", ["Tran Thi Hoa", "Trần Thị Hóa", "Trần Thị", "0912345679", "Trần Thị Hòa%", "' OR 1=1 --"]
)
def test_something_like_it_is_not_enough(browser, identifier):
    PersonFactory(name="Trần Thị Hòa", phone="+84912345678")

    assert WRONG in try_to_sign_in(browser, identifier, PASSWORD).text


def test_a_password_typed_in_pieces_is_the_same_password(browser):
    person = PersonFactory()

    assert signs_in(browser, person.name, unicodedata.normalize("NFD", PASSWORD)) == person.name


def test_a_family_shares_a_phone_and_each_has_their_own_account(browser):
    mother, son = PersonFactory(phone="+84912345678"), PersonFactory(phone="+84912345678")
    son.set_password("con trai út của mẹ 9x")

    assert signs_in(browser, "0912345678", "con trai út của mẹ 9x") == son.name
    assert signs_in(browser, "0912345678") == mother.name


def test_the_answer_is_the_same_whether_or_not_there_is_such_an_account(browser):
    real, locked = PersonFactory(), PersonFactory()
    locked.lock(by=holder(Role.ADMINISTRATOR), reason="x")
    guesses = [
        (real.name, "sai rồi sai nữa rồi"),
        ("Không Có Ai", PASSWORD),
        (locked.name, "sai rồi sai nữa rồi"),
        (locked.name, PASSWORD),
    ]

    pages = {try_to_sign_in(browser, name, password).text.replace(name, "…") for name, password in guesses}

    assert len(pages) == 1
    assert WRONG in pages.pop()


def test_a_refused_try_keeps_the_name_and_never_the_password(browser):
    page = try_to_sign_in(browser, "Nguyễn <b>Hoa</b>", "một mật khẩu rất bí mật").text

    assert 'value="Nguyễn &lt;b&gt;Hoa&lt;/b&gt;"' in page
    assert "bí mật" not in page
    assert 'aria-describedby="identifier-err"' in page


def test_after_ten_tries_the_account_waits_five_minutes(browser):
    person = PersonFactory(phone="+84912345678")
    for spelling in ("0912345678", "0912 345 678", "+84912345678", "0912-345-678", "84 912 345 678") * 2:
        try_to_sign_in(browser, spelling)

    assert "Thử quá nhiều lần." in try_to_sign_in(browser, "(0912) 345678", PASSWORD, expect=429).text
    with at(utcnow() + timedelta(minutes=6)):
        assert signs_in(browser, "0912345678") == person.name


def test_a_hash_of_weaker_days_is_made_anew_at_signing_in(browser):
    weaker = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    person, today = PersonFactory(password_hash=weaker), PersonFactory()
    kept = today.password_hash

    assert signs_in(browser, person.name) == person.name
    assert person.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert signs_in(browser, person.name) == person.name
    assert signs_in(browser, today.name) == today.name
    assert today.password_hash == kept


def test_others_are_not_kept_waiting_by_it(browser):
    person, neighbour = PersonFactory(), PersonFactory()
    db.session.commit()
    for _ in range(10):
        limits.attempt("sign-in", str(person.id))

    try_to_sign_in(browser, person.name, PASSWORD, expect=429)
    assert signs_in(browser, neighbour.name) == neighbour.name


@pytest.mark.parametrize("spellings", [("Không Có Ai", " KHÔNG  có ai"), ("0912345678", "+84 912 345 678")])
def test_what_nobody_is_called_waits_as_well(browser, spellings):
    for spelling in spellings * 5:
        try_to_sign_in(browser, spelling)

    try_to_sign_in(browser, spellings[0], expect=429)


def test_a_success_starts_the_count_anew(browser):
    person = PersonFactory()
    db.session.commit()
    for _ in range(9):
        limits.attempt("sign-in", str(person.id))

    signs_in(browser, person.name)

    assert WRONG in try_to_sign_in(browser, person.name).text


def test_on_a_shared_phone_ones_own_success_buys_no_tries_at_the_others(browser):
    owner = PersonFactory(phone="+84912345678")
    thief = PersonFactory(phone="+84912345678")
    thief.set_password("kẻ gian dùng chung một số")
    db.session.commit()
    for _ in range(9):
        limits.attempt("sign-in", str(owner.id))

    signs_in(browser, "0912345678", "kẻ gian dùng chung một số")

    try_to_sign_in(browser, "0912345678", expect=429)


def test_an_address_has_a_hundred_tries_and_cannot_pretend_to_be_another(browser):
    person = PersonFactory()
    db.session.commit()
    for _ in range(99):
        limits.attempt("address", "127.0.0.1")
    try_to_sign_in(browser, "Không Có Ai")

    for spoof in ("203.0.113.9", "127.0.0.2, 203.0.113.9", "unknown"):
        try_to_sign_in(browser, person.name, PASSWORD, expect=429, headers={"X-Forwarded-For": spoof, "X-Real-IP": spoof})
    with at(utcnow() + timedelta(minutes=6)):
        signs_in(browser, person.name)


def test_staff_are_kept_out_for_a_quarter_of_an_hour_after_five_wrong_in_a_row(browser):
    official = holder(Role.COORDINATOR)
    for _ in range(5):
        try_to_sign_in(browser, official.name)

    assert WRONG in try_to_sign_in(browser, official.name, PASSWORD).text
    with at(utcnow() + timedelta(minutes=14)):
        assert WRONG in try_to_sign_in(browser, official.name, PASSWORD).text
    with at(utcnow() + timedelta(minutes=31)):
        assert signs_in(browser, official.name) == official.name


def test_four_wrong_and_one_right_are_not_five_in_a_row(browser):
    official = holder(Role.LEADER)
    for _ in range(2):
        for _ in range(4):
            try_to_sign_in(browser, official.name)
        assert signs_in(browser, official.name) == official.name


def test_a_resident_is_not_locked_out_by_a_neighbours_guesses(browser):
    person = PersonFactory()
    for _ in range(6):
        try_to_sign_in(browser, person.name)

    assert signs_in(browser, person.name) == person.name


@pytest.mark.parametrize(("role", "onward"), [(Role.COORDINATOR, "/viec-can-lam"), (Role.VILLAGE_TEAM, "/"), (None, "/")])
def test_who_is_in_office_comes_to_what_waits(browser, role, onward):
    person = holder(role) if role else PersonFactory()
    db.session.flush()
    told = {"identifier": person.name, "password": PASSWORD}

    assert browser.post("/dang-nhap", told).location == onward
    browser.post("/dang-xuat")
    assert browser.post("/dang-nhap?next=/sang-kien/", told).location == "/sang-kien/"
