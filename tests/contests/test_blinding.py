"""The copy for judges: who, where and how to reach them are taken out, everything else stays."""

import pytest

from app.contests.blinding import blinded


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        ("Tôi là Nguyễn Thị Hoa ở An Dương.", "Tôi là […] ở […]."),
        ("NGUYỄN THỊ HOA làm", "[…] làm"),
        ("Nguyễn  Thị\nHoa làm", "[…] làm"),
        ("chị Hoa chỉ cách làm", "chị […] chỉ cách làm"),
        ("hoa sen nở ở hồ", "hoa sen nở ở hồ"),  # a flower is no name
        ("Gọi 0912 345 678 hoặc +84912345678.", "Gọi […] hoặc […]."),
        ("Thư: hoa.nt@example.vn, xem https://fb.com/hoa", "Thư: […], xem […]"),
        ("Năm 2026 thu 1200000 đồng, 0,5 ha", "Năm 2026 thu 1200000 đồng, 0,5 ha"),
        ("Nguyễn Thị Hoanh", "Nguyễn Thị Hoanh"),  # somebody else
    ],
)
def test_what_says_who_and_where_goes(text, copy):
    assert blinded(text, ["Nguyễn Thị Hoa", "An Dương", ""]) == copy


def test_doing_it_again_changes_nothing():
    once = blinded("chị Hoa, Nguyễn Thị Hoa, 0912345678", ["Nguyễn Thị Hoa"])

    assert blinded(once, ["Nguyễn Thị Hoa"]) == once


@pytest.mark.parametrize("name", ["…", "[…]", "...", "2", " "])
def test_what_has_no_letter_is_no_name(name):
    copy = blinded("Bài của Đào Thị Thắm, 2 trang… [hết]", ["Đào Thị Thắm", name])

    assert copy == "Bài của […], 2 trang… [hết]"
    assert blinded(copy, ["Đào Thị Thắm", name]) == copy
