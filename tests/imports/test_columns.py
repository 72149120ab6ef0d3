"""What may stand in a cell, and what it is then."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import Role
from app.businesses.importing import COLUMNS
from app.businesses.models import BusinessKind, Cashless, SalesChannel
from app.commune import queries as commune
from app.commune.models import Village
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.imports.columns import day, heading_key, shown, wording, yes_no
from app.imports.places import Places
from tests.factories.people import holder, unit, village

READS = {column.name: column.read for column in COLUMNS}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("05/07/2026", date(2026, 7, 5)),
        ("5/7/26", date(2026, 7, 5)),
        ("5-7-2026", date(2026, 7, 5)),
        ("5.7.2026", date(2026, 7, 5)),
        ("05/07/2026 00:00:00", date(2026, 7, 5)),
        ("2026-07-05", date(2026, 7, 5)),
        ("2026-07-05 00:00:00", date(2026, 7, 5)),
        ("46208", date(2026, 7, 5)),
        ("1/1/98", date(1998, 1, 1)),
    ],
)
def test_a_day_however_it_is_written(typed, read):
    assert day(typed, None) == read


@pytest.mark.parametrize(
    "typed", ["31/02/2026", "7/2026", "2026", "hôm qua", "13/25/2026", "1/1/0000", "99999", "٠١/٠١/٢٠٢٦"]
)
def test_what_is_no_day_is_not_guessed(typed):
    with pytest.raises(RuleBroken, match="ngày/tháng/năm"):
        day(typed, None)


@given(st.dates(date(1955, 1, 1), date(2049, 12, 31)))
def test_every_day_is_read_back_from_every_way_to_write_it(one):
    ways = [shown(one), f"{one.day}/{one.month}/{one.year}", one.isoformat(), str((one - date(1899, 12, 30)).days)]
    if not 1900 + 50 <= one.year < 1950 or one.year >= 2000:
        ways += [f"{one.day}/{one.month}/{one.year % 100:02d}"]

    assert {day(way, None) for way in ways} == {one}


@pytest.mark.parametrize("typed", ["x", "X", "có", "Có", "CÓ", "co", "1", "Yes", "đúng", "✓", "Rồi"])
def test_yes(typed):
    assert yes_no(typed, None) is True


@pytest.mark.parametrize("typed", ["không", "Khong", "0", "no", "chưa", "-", "KO"])
def test_no(typed):
    assert yes_no(typed, None) is False


def test_neither():
    with pytest.raises(RuleBroken, match="có"):
        yes_no("Facebook", None)


@pytest.mark.parametrize(
    ("column", "typed", "read"),
    [
        ("kind", "HỘ KINH DOANH", BusinessKind.HOUSEHOLD),
        ("kind", "HKD", BusinessKind.HOUSEHOLD),
        ("kind", "Công ty TNHH", BusinessKind.COMPANY),
        ("kind", "htx", BusinessKind.COOPERATIVE),
        ("channel", "Shopee", SalesChannel.MARKETPLACE),
        ("channel", "san TMDT", SalesChannel.MARKETPLACE),
        ("channel", "Zalo", SalesChannel.SOCIAL),
        ("cashless", "x", Cashless.YES),
        ("cashless", "Chưa rõ", Cashless.UNKNOWN),
    ],
)
def test_one_of_a_few_by_any_of_its_names(column, typed, read):
    assert READS[column](typed, None) is read


def test_what_is_none_of_them_is_told_which_there_are():
    with pytest.raises(RuleBroken, match="Sàn TMĐT, Mạng xã hội, Trang riêng"):
        READS["channel"]("Facebook, Shopee", None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("=SUM(A1:A9)", "công thức"), ("a\u202eb", "ký tự ẩn"), ("x" * 161, "tối đa 160"), ("Нộ bà Tám", "Latinh")],
)
def test_a_name_that_cannot_be(typed, said):
    with pytest.raises(RuleBroken, match=said):
        READS["name"](typed, None)


def test_a_text_is_kept_as_it_is_typed():
    assert wording(10)("Bán phở", None) == "Bán phở"


@pytest.mark.parametrize("typed", ["Thôn ", "THÔN\n(ghi tên)", "thon*", "  thôn:"])
def test_a_heading_is_the_same_with_remarks(typed):
    assert heading_key(typed) == "thon"


def places():
    return Places(db.session.scalars(commune.villages(current=False)))


@pytest.mark.parametrize("typed", ["Triều Dương", "thôn Triều Dương", "trieu duong", "TRIỀU DƯƠNG", "Thôn  trieu  duong"])
def test_a_village_as_lists_name_it(typed):
    assert places().named(typed) is village("Triều Dương")


def test_a_village_that_was_merged_is_the_one_it_went_on_in():
    by, old = holder(Role.ADMINISTRATOR), village("Tào Khê")
    old.merge_into(village("Hội Yên"), by=by, on=today(), reason="Sáp nhập")
    db.session.flush()
    assert places().named("Tào Khê") is village("Hội Yên")
    village("Hội Yên").merge_into(village("Phù Tải"), by=by, on=today(), reason="Sáp nhập")
    db.session.flush()
    assert places().named("tao khe") is village("Phù Tải")


def test_a_village_that_is_none_or_is_gone_or_is_unclear():
    for name in ("Đông Hà", "Đông Hạ"):
        made = Village(valid_from=date(2025, 7, 1))
        made.rename(name)
        db.session.add(made)
    gone = village("Tào Khê")
    gone.valid_to = date(2026, 1, 1)
    db.session.flush()

    assert places().named("Đông Hạ").name == "Đông Hạ"
    for typed, said in (("Dong Ha", "Đông Hà, Đông Hạ"), ("Tào Khê", "không còn"), ("Cẩm Giàng", "Không có nơi nào")):
        with pytest.raises(RuleBroken, match=said):
            places().named(typed)


def test_a_unit_by_its_short_name_and_code():
    units = Places(db.session.scalars(commune.units(current=False)), lambda one: (one.name, one.short_name, one.code))
    for typed in (unit("kinh_te").name, unit("kinh_te").short_name.upper(), "kinh_te"):
        assert units.named(typed) is unit("kinh_te")
