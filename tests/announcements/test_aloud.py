"""What is read from the loudspeaker: signs gone, what is short said whole, and how long it takes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.announcements.aloud import RATE, READ_OUT, Reading, derived, read_out


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("UBND xã mời HTX Phù Tải", "Ủy ban nhân dân xã mời hợp tác xã Phù Tải"),
        ("HTX Phù Tải mời. HTX khác nghe.", "Hợp tác xã Phù Tải mời. Hợp tác xã khác nghe."),
        ("Quyết định số 76/QĐ-UBND của UBND xã", "Quyết định số 76/QĐ-UBND của Ủy ban nhân dân xã"),
        ("Nghị định 30/2020/NĐ-CP", "Nghị định 30/2020/NĐ-CP"),
        ("Phòng VH-XH, TT PVHCC", "Phòng Văn hóa – Xã hội, Trung tâm Phục vụ hành chính công"),
        ("giảm 20% phí, còn 5 kg", "Giảm 20 phần trăm phí, còn 5 ki-lô-gam"),
        ("bán 5kg gạo", "Bán 5 ki-lô-gam gạo"),
        ("UBNDX, HTXA, kgs", "UBNDX, HTXA, kgs"),
        ("Mang CCCD, thẻ BHYT", "Mang căn cước công dân, thẻ bảo hiểm y tế"),
        ("ở TP. Hải Phòng", "Ở thành phố Hải Phòng"),
    ],
)
def test_what_is_short_is_said_whole(written, said):
    assert read_out(written) == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Họp 05/12/2026.", "Họp ngày 5 tháng 12 năm 2026."),
        ("Họp ngày 05/12/2026.", "Họp ngày 5 tháng 12 năm 2026."),
        ("Ngày 1/1/2027 nghỉ.", "Ngày 1 tháng 1 năm 2027 nghỉ."),
        ("Sáng ngày 7/12 tiêm.", "Sáng ngày 7 tháng 12 tiêm."),
        ("Còn 1/2 số hộ, 32/13/2026, ngày 40/12.", "Còn 1/2 số hộ, 32/13/2026, ngày 40/12."),
        ("01/12/2026–05/12/2026", "Ngày 1 tháng 12 năm 2026 đến ngày 5 tháng 12 năm 2026"),
        ("Lúc 14:30, 07h05, 19h và 08:00.", "Lúc 14 giờ 30, 7 giờ 5, 19 giờ và 8 giờ."),
        ("Từ 7h30–9h", "Từ 7 giờ 30 đến 9 giờ"),
        ("Tỷ số 25:70, 12:34:56, gọi 0220 374 5678", "Tỷ số 25:70, 12:34:56, gọi 0220 374 5678"),
    ],
)
def test_days_and_hours_are_said_and_what_is_none_stays(written, said):
    assert read_out(written) == said


def test_markdown_goes_and_each_line_is_a_sentence():
    text = "**Bà con** mang theo:\n\n- thẻ CCCD\n- *sổ tiêm*\n\nXem [lịch](https://vidu.vn/a) ở nhà văn hóa!"

    assert derived("Lịch tiêm", "Từ 7h", text) == (
        "Lịch tiêm.\nTừ 7 giờ.\nBà con mang theo:\nThẻ căn cước công dân.\nSổ tiêm.\nXem lịch ở nhà văn hóa!"
    )


def test_every_short_form_is_found_and_none_is_left_within_another():
    for short, whole in READ_OUT.items():
        assert whole in read_out(f"x {short} y"), short
        assert not set(re.findall(r"[A-ZĐ]{2,}", whole)) & set(READ_OUT), "said whole, it is not short again"


@pytest.mark.parametrize(
    ("words", "seconds", "lasts"),
    [(0, 0, "0 giây"), (1, 1, "1 giây"), (RATE, 60, "1 phút"), (RATE + 1, 61, "1 phút 1 giây"), (RATE * 2, 120, "2 phút")],
)
def test_it_lasts_as_long_as_its_syllables(app, words, seconds, lasts):
    with app.test_request_context("/"):
        reading = Reading(" ".join(["loa"] * words))

        assert (reading.syllables, reading.seconds, reading.lasts) == (words, seconds, lasts)


def test_a_dash_is_no_syllable_and_a_number_is_one():
    assert Reading("Văn hóa – Xã hội, số 2026 !").syllables == 6


@given(st.text(alphabet="UBNDHTX/:0123456789h –%.\n-*[]()ngày", max_size=60))
def test_whatever_is_typed_can_be_read(text):
    assert isinstance(derived(text), str)
    assert Reading(read_out(text)).seconds >= 0
