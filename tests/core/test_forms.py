"""What may be typed into money, percentages, phones and dates; what was typed stays."""

from datetime import date
from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, PasswordField, StringField
from wtforms.validators import Optional

from app.core.fields import DateField, MoneyField, PercentField, PhoneField, shown_phone
from app.core.forms import Between, Form, Needed, at_most


class Everything(Form):
    name = StringField("Tên", [Optional(), at_most(10)])
    money = MoneyField("Tiền", [Optional()])
    share = PercentField("Phần", [Optional()])
    phone = PhoneField("Điện thoại", [Optional()])
    day = DateField("Ngày", [Optional()])
    count = IntegerField("Mấy", [Between(1, 100, "Từ 1 đến 100.")], default=1)
    secret = PasswordField("Mật khẩu", [Optional()])
    needed = StringField("Cần", [Needed("Chưa điền.")])


@pytest.fixture
def filled(app, browser):
    """A form as it stands after something was sent."""

    def fill(**typed: str) -> Everything:
        with app.test_request_context(method="POST"):
            form = Everything(MultiDict({"needed": "x", "count": "1", **typed}))
            form.is_good = form.validate()
            for field in form:
                field.shown = field._value() if hasattr(field, "_value") else None
            return form

    return fill


GOOD = [
    ("money", "1.200.000", 1_200_000, "1.200.000"),
    ("money", "1200000 đ", 1_200_000, "1.200.000"),
    ("money", "40 000 ₫", 40_000, "40.000"),
    ("money", "5.000 đồng", 5_000, "5.000"),
    ("money", "12,500,000", 12_500_000, "12.500.000"),
    ("money", "", None, ""),
    ("share", "33,34", Decimal("33.34"), "33,34"),
    ("share", "100 %", Decimal(100), "100"),
    ("share", "0.5", Decimal("0.5"), "0,5"),
    ("phone", "0912 345 678", "+84912345678", "0912 345 678"),
    ("phone", "+84 912.345.678", "+84912345678", "0912 345 678"),
    ("phone", "84912345678", "+84912345678", "0912 345 678"),
    ("phone", "(0220) 3-745-678", "+842203745678", "0220 374 5678"),
    ("day", "5/7/2026", date(2026, 7, 5), "05/07/2026"),
    ("day", "29-02-2028", date(2028, 2, 29), "29/02/2028"),
    ("day", " 05.07.2026 ", date(2026, 7, 5), "05/07/2026"),
]


@pytest.mark.parametrize(("name", "typed", "kept", "shown"), GOOD)
def test_what_people_type_is_understood(filled, name, typed, kept, shown):
    field = filled(**{name: typed})[name]

    assert (list(field.errors), field.data, field.shown) == ([], kept, shown)


BAD = [
    ("money", "một triệu", "Số tiền"),
    ("money", "-5000", "Số tiền"),
    ("money", "1.200.000,00", "Số tiền"),
    ("money", "1e6", "Số tiền"),
    ("money", "9" * 14, "Số tiền"),
    ("share", "100,01", "Tỷ lệ"),
    ("share", "-1", "Tỷ lệ"),
    ("share", "33,345", "Tỷ lệ"),
    ("share", "NaN", "Tỷ lệ"),
    ("share", "1e999", "Tỷ lệ"),
    ("share", "Infinity", "Tỷ lệ"),
    ("phone", "912345", "10 chữ số"),
    ("phone", "0112 345 678", "10 chữ số"),
    ("phone", "+1 912 345 678", "10 chữ số"),
    ("phone", "0912345678901", "10 chữ số"),
    ("day", "2026-07-05", "ngày/tháng/năm"),
    ("day", "31/02/2026", "ngày/tháng/năm"),
    ("day", "29/02/2027", "ngày/tháng/năm"),
    ("day", "05/07/26", "ngày/tháng/năm"),
    ("day", "05/07/0206", "ngày/tháng/năm"),
    ("day", "31/12/9999", "ngày/tháng/năm"),
    ("name", "mười một chữ", "10 chữ cái"),
]


@pytest.mark.parametrize(("name", "typed", "sentence"), BAD)
def test_what_cannot_be_meant_is_refused_in_a_sentence_and_kept_as_typed(filled, name, typed, sentence):
    field = filled(**{name: typed})[name]

    assert sentence in " ".join(map(str, field.errors))
    assert field.shown == typed


@pytest.mark.parametrize("empty", ["", "   ", "\u200b", "\n\t"])
def test_a_needed_answer_of_nothing_is_no_answer(filled, empty):
    assert list(filled(needed=empty)["needed"].errors) == ["Chưa điền."]


def test_text_is_cleaned_at_the_door_but_a_password_is_left_as_it_is(filled):
    form = filled(name="  sa\u0301ng\u200b ", secret="  a\u0301  b ")

    assert (form.name.data, form.secret.data) == ("sáng", "  a\u0301  b ")


@pytest.mark.parametrize("name", ["name", "secret", "phone", "day"])
@pytest.mark.parametrize("mark", ["\x00", "\u202e", "\x1b"])
def test_letters_that_cannot_be_seen_are_refused_and_taken_out(filled, name, mark):
    form = filled(**{name: f"0912{mark}345"})
    field = form[name]

    assert form.is_good is False
    assert list(field.errors) == ["Có ký tự ẩn không dùng được. Hãy xóa đi và gõ lại chỗ này."]
    assert field.data == "0912345"


@pytest.mark.parametrize(
    ("stored", "shown"), [("+84912345678", "0912 345 678"), ("+842203745678", "0220 374 5678"), ("", ""), ("lạ", "lạ")]
)
def test_a_phone_is_shown_as_people_write_it(stored, shown):
    assert shown_phone(stored) == shown


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Từ 1 đến 100."),
        (" ", "Từ 1 đến 100."),
        ("0", "Từ 1 đến 100."),
        ("9" * 400, "Từ 1 đến 100."),
        ("ba", "Chỗ này cần một số nguyên."),
    ],
)
def test_a_number_that_is_wrong_has_one_sentence(filled, typed, sentence):
    assert filled(count=typed).count.errors == [sentence]
