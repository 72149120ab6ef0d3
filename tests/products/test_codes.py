"""Trace codes, GS1 keys and codes for paying: what is written is read, and a slip is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from vietnam_qr_pay import QRPay

from app.products import gs1, trace_code, vietqr
from app.products.trace_code import LETTERS
from tests.factories.products import GTIN

bodies = some.text(LETTERS, min_size=10, max_size=10)


def whole(body: str) -> str:
    return f"NTM-{body}{trace_code._check(body)}"


@given(bodies, some.integers(0, 10), some.sampled_from(LETTERS))
def test_one_wrong_letter_is_always_noticed_and_the_code_that_was_meant_is_among_the_near_ones(body, place, letter):
    code = whole(body)
    wrong = code[: place + 4] + letter + code[place + 5 :]

    assert trace_code.read(code) == code
    if wrong != code:
        assert trace_code.read(wrong) is None
        assert code in trace_code.near(wrong)


@given(bodies, some.integers(0, 10), some.integers(0, 10))
def test_two_letters_changed_about_are_always_noticed(body, one, other):
    letters = list(whole(body)[4:])
    letters[one], letters[other] = letters[other], letters[one]
    typed = "NTM-" + "".join(letters)

    assert (trace_code.read(typed) is None) == (typed != whole(body))


@pytest.mark.parametrize(
    "typed", ["ntm 0123 456789 {c}", "NTM-o1234S6789{c}".replace("S", "5"), "ntm-0l23456789{c}", "NTM0123456789{c}"]
)
def test_however_it_is_spaced_and_written_it_is_the_same_code(typed):
    check = trace_code._check("0123456789")

    assert trace_code.read(typed.format(c=check)) == f"NTM-0123456789{check}"


@pytest.mark.parametrize(
    "typed", ["", "NTM", "x" * 5000, "NTM-0123456789", "ABC-01234567890", "NTM-UUUUUUUUUUU", "../../etc"]
)
def test_what_is_no_code_is_none(typed):
    assert trace_code.read(typed) is None
    assert trace_code.near(typed) == [] or len(typed) < 20


def test_new_codes_are_random_and_valid():
    codes = {trace_code.new() for _ in range(500)}

    assert len(codes) == 500
    assert all(trace_code.read(code) == code for code in codes)


@given(some.integers(1, 9_999_999))
def test_a_serial_is_read_back_by_who_knows_the_salt_and_by_nobody_else(number):
    salt, other = "00" * 16, "11" * 16
    made = trace_code.serial(number, salt=salt)

    assert trace_code.number_of(made.lower(), salt=salt) == number
    for alias in (f"0{made}", made.lstrip("0"), made.replace("0", "٠")):
        assert alias == made or trace_code.number_of(alias, salt=salt) is None
    assert trace_code.number_of(made, salt=other) is None or trace_code.serial(number, salt=other) == made


@pytest.mark.parametrize("typed", ["", "1", "00001-", "00001-AAA", "x-AAAA", "-1-AAAA", "٣٣٣٣٣-AAAA", "9" * 30 + "-AAAA"])
def test_what_is_no_serial_is_none(typed):
    assert trace_code.number_of(typed, salt="00" * 16) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9521234543213", GTIN),
        ("0 9521234 543213", GTIN),
        ("96385074", "00000096385074"),
        ("614141000036", "00614141000036"),
        ("9521234543214", None),
        ("952123454321", None),
        ("", None),
        ("abcdefgh", None),
        ("٩٥٢١٢٣٤٥٤٣٢١٣", None),
    ],
)
def test_a_gtin_of_any_length_has_fourteen_digits_when_its_check_digit_is_right(typed, meant):
    assert gs1.gtin14(typed) == meant


@given(some.text("0123456789", min_size=7, max_size=17), some.integers(0, 17), some.sampled_from("0123456789"))
def test_a_wrong_digit_of_a_key_is_noticed(digits, place, digit):
    key = digits + gs1.check_digit(digits)
    place = min(place, len(digits))
    wrong = key[:place] + digit + key[place + 1 :]

    assert gs1.is_key(key, len(key))
    assert gs1.is_key(wrong, len(key)) == (wrong == key)


def test_the_standards_own_check_value_of_the_checksum():
    assert vietqr.crc("123456789") == 0x29B1


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (
            {"bin": "970405", "number": "2301205123456"},
            "00020101021138570010A00000072701270006970405011323012051234560208QRIBFTTA53037045802VN630421E1",
        ),
        (
            {"bin": "970436", "number": "1012345678", "amount": 40000, "purpose": "Vé Đảo Cò DC260705 0012"},
            (
                "00020101021238540010A00000072701240006970436011010123456780208QRIBFTTA53037045405400005802VN"
                "62270823VE DAO CO DC260705 00126304D817"
            ),
        ),
    ],
)
def test_a_code_for_paying_is_the_one_the_standard_gives(facts, text):
    assert vietqr.payload(**facts) == text


@given(
    some.sampled_from(sorted(vietqr.banks())),
    some.text("0123456789", min_size=4, max_size=19),
    some.none() | some.integers(1, 10**12),
    some.text(max_size=60),
)
def test_a_library_that_is_not_ours_reads_every_code_for_paying(bin, number, amount, purpose):
    text = vietqr.payload(bin, number, amount=amount, purpose=purpose)
    read = QRPay()
    read.parse(text)

    assert read.is_valid
    assert (read.consumer.bank_bin, read.consumer.bank_number) == (bin, number)
    assert read.amount == (None if amount is None else str(amount))
    assert (read.additional_data.purpose or "").isascii()


@given(some.integers(0, 10**6), some.sampled_from("0123456789"))
def test_one_wrong_letter_in_a_code_for_paying_is_noticed(place, digit):
    text = vietqr.payload("970436", "1012345678", amount=40000)
    place %= len(text) - 4
    wrong = text[:place] + digit + text[place + 1 :]

    assert (vietqr.crc(wrong[:-4]) == int(wrong[-4:], 16)) == (wrong == text)


@pytest.mark.parametrize(
    "facts",
    [{"bin": "000000"}, {"number": "12"}, {"number": "1" * 20}, {"number": "12 34"}, {"amount": 0}, {"amount": 10**13}],
)
def test_no_code_is_made_of_what_no_bank_would_take(facts):
    with pytest.raises(ValueError, match="no such"):
        vietqr.payload(**{"bin": "970436", "number": "1012345678"} | facts)
