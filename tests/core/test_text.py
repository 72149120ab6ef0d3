"""Vietnamese text: one way to write it, one way to fold it, a reader's order."""

import random
import unicodedata

import pytest

from app.core import text

DIRTY = {
    "decomposed": (unicodedata.normalize("NFD", "Hòa ở Đường"), "Hòa ở Đường"),
    "a tone behind a zero-width space": ("a\u200b\u0301", "á"),
    "zero-width letters and soft hyphens": ("\ufeffsáng\u200b ki\u00adến\u2060", "sáng kiến"),
    "spaces of every kind": (" lúa\u00a0 \t vàng\u3000", "lúa vàng"),
    "line feeds of every machine": ("một \r\n hai\rba", "một\nhai\nba"),
    "a family of emoji stays together": ("👩\u200d🌾 🌾", "👩\u200d🌾 🌾"),
    "tones are not moved": ("hòa hoà", "hòa hoà"),
}


@pytest.mark.parametrize(("typed", "kept"), DIRTY.values(), ids=DIRTY)
def test_text_is_cleaned_once_and_for_all(typed, kept):
    assert text.clean(typed) == kept
    assert text.clean(kept) == kept


@pytest.mark.parametrize("mark", ["\x00", "\x1b", "\x7f", "\u202e", "\u2066", "\u200f", "\u061c", "\ud800"])
def test_letters_that_hide_something_are_found(mark):
    assert text.hidden_letters(f"sáng{mark}kiến")
    assert text.hidden_letters(text.clean(f"sáng{mark}kiến"))


def test_ordinary_text_hides_nothing():
    assert not text.hidden_letters("Sáng kiến số 1:\r\n\tđèn 🌾 – “hay”")


@pytest.mark.parametrize("written", ["số 001099012345 nhé", "(001099012345)", "001 099 012 345", "0010 9901 2345"])
def test_the_number_of_an_identity_card_is_seen(written):
    assert text.card_number(written)


@pytest.mark.parametrize(
    "written",
    ["0912 345 678", "100.000.000.000 đ", "1234567890123", "01099012345", "9704 1234 5678 9012", "2026 2027 2028 2029", ""],
)
def test_other_numbers_are_just_numbers(written):
    assert not text.card_number(written)


def test_folding_forgets_tones_wherever_they_stand_and_reads_đ_as_d():
    assert {text.fold(word) for word in ("Hòa", "Hoà", "HOA", unicodedata.normalize("NFD", "hóa"))} == {"hoa"}
    assert text.fold("ĐƯỜNG ĐỒNG") == "duong dong"


def test_a_key_keeps_tones_and_forgets_case_width_and_spaces():
    assert text.name_key("  NGUYỄN   thị  Hoa ") == text.name_key("Ｎguyễn Thị Hoa") == "nguyễn thị hoa"
    assert text.name_key("Nguyễn Thị Hoá") != text.name_key("Nguyễn Thị Hoa")


@pytest.mark.parametrize("name", ["Nguyễn Thị Hoа", "Ηoa", "阮文", "Hoa ア"])
def test_a_name_in_two_scripts_is_seen_through(name):
    assert not text.one_script(name)


def test_a_vietnamese_name_is_of_one_script():
    assert text.one_script("Đặng Thị Quỳnh-Như (Ba) 2")


def test_words_are_sorted_as_in_a_vietnamese_dictionary():
    order = [
        "a",
        "à",
        "ả",
        "ã",
        "á",
        "ạ",
        "am",
        "ăn",
        "ân",
        "ba",
        "bà",
        "ca",
        "da",
        "đa",
        "em",
        "êm",
        "oi",
        "ôi",
        "ơi",
        "ủ",
        "ư",
    ]
    shuffled = random.Random(3).sample(order, len(order))

    assert sorted(shuffled, key=text.sort_key) == order


def test_letters_count_before_tones():
    """As in a dictionary: “bà chủ” stands before “ba chục”, for the tone of the first word is looked at last."""
    assert sorted(["ba chục", "bà chủ", "ba chủ"], key=text.sort_key) == ["ba chủ", "bà chủ", "ba chục"]


def test_people_are_sorted_by_given_name_then_family_then_middle():
    names = ["Trần Văn An", "Nguyễn Văn An", "Nguyễn Thị An", "Lê Đức Bình", "Sơn"]

    assert sorted(names, key=text.person_key) == [
        "Nguyễn Thị An",
        "Nguyễn Văn An",
        "Trần Văn An",
        "Lê Đức Bình",
        "Sơn",
    ]


@pytest.mark.parametrize("name", ["A" * 80, "Ơ " * 40, ""])
def test_the_key_of_the_longest_name_fits_its_column(name):
    assert len(text.person_key(name)) <= 300
