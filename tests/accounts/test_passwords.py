"""Passwords: long, in any script, not what everybody here would try."""

import re
import unicodedata

import pytest

from app.accounts.models import password as passwords
from tests.factories.people import PersonFactory

WEAK = [
    "ngắn quá",
    "mười bốn chữ à",
    "Mật khẩu của tôi 1",
    "matkhau12345678",
    "MATKHAUMATKHAUMATKHAU",
    "anduong2026anduong",
    "thôn An Dương xã Nam Thanh Miện",
    "Hải Dương 34 Hải Phòng",
    "đảo cò chi lăng nam",
    "Nguyễn Thị Hoa 1990!",
    "123456789012345",
    "111222333444555",
    "qwertyuiopasdfgh",
    "passwordpassword",
    "aaaaaaaaaaaaaaaaaaaaaaaa",
    "ab ab ab ab ab ab ab ab",
    "x" * 129,
]
STRONG = [
    "lúa vàng cò trắng ao sen",
    "Ngày mai bà con ra đồng gặt sớm!",
    "ночь улица фонарь аптека",
    "🌾🐃🌽🍚🐓🦆🐟🎋🌿🍃🌱🌻🌞🌧🎣",
    "correct horse battery staple",
]


@pytest.mark.parametrize("password", WEAK)
def test_a_password_that_would_be_tried_first_is_refused_in_a_sentence(app, password):
    with app.test_request_context():
        assert passwords.objection(password, name="Nguyễn Thị Hoa").startswith("Mật khẩu")


@pytest.mark.parametrize("password", STRONG)
def test_words_in_any_script_make_a_password(app, password):
    with app.test_request_context():
        assert passwords.objection(password, name="Nguyễn Thị Hoa") is None


@pytest.mark.parametrize("address", ["/dang-nhap", "/dang-ky", "/tai-khoan/mat-khau"])
def test_a_password_is_masked_and_may_come_from_a_keeper_of_passwords(browser, address):
    if address.startswith("/tai-khoan"):
        browser.sign_in(PersonFactory())

    fields = re.findall(r"<input[^>]*type=\"password\"[^>]*>", browser.get(address).text)

    assert fields
    for field in fields:
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert int(re.search(r'maxlength="(\d+)"', field)[1]) > passwords.LONGEST  # refused in words, never cut short


def test_length_is_counted_in_letters_however_they_are_typed(app):
    longest = ("Đồng lúa chín vàng, gió thổi rì rào. " * 4)[:128]
    with app.test_request_context():
        assert passwords.objection(longest) is None
        assert passwords.objection(unicodedata.normalize("NFD", longest)) is None
        assert passwords.objection(longest + "ơ") == "Mật khẩu dài quá 128 chữ."
        assert "15" in passwords.objection(unicodedata.normalize("NFD", "ấờữẵỡ ơớợ đê"))


def test_a_phone_and_a_computer_type_the_same_password():
    stored = passwords.hashed(unicodedata.normalize("NFD", "lúa vàng cò trắng"))

    assert passwords.matches(unicodedata.normalize("NFC", "lúa vàng cò trắng"), stored)
    assert not passwords.matches("lua vang co trang", stored)
    assert not passwords.matches("Lúa vàng cò trắng", stored)


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$v=19$m=19456,t=2,p=1$x$y"])
def test_nothing_matches_a_hash_that_is_none(stored):
    assert passwords.matches("lúa vàng cò trắng", stored) is False


def test_the_hash_is_argon2id_with_its_cost_and_never_the_same_twice():
    one, other = (passwords.hashed("lúa vàng cò trắng") for _ in range(2))

    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != other


def test_an_offered_passphrase_is_one_we_would_take(app):
    with app.test_request_context():
        offered = {passwords.passphrase() for _ in range(50)}

        assert [phrase for phrase in offered if passwords.objection(phrase)] == []
    assert len(offered) == 50
