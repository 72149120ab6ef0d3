"""The little language of templates: every line is one part, nothing is evaluated, and what is wrong is said by its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.papers.faults import faults_of
from app.papers.kinds import every_kind
from app.papers.language import BLANK, EXAMPLES, Line, Part, filled, lines_of
from tests.papers.shown import kind, with_line

KINDS = ["minutes", "summary", "decision", "notice", "certificate", "application"]
KINDS += ["contest_minutes", "contest_notice", "contest_certificate", "commune_report", "commendation"]


def test_these_are_the_kinds():
    assert sorted(one.code for one in every_kind()) == sorted(KINDS)
    assert len({one.slug for one in every_kind()}) == len(KINDS)


@pytest.mark.parametrize("code", KINDS)
def test_what_is_shipped_is_without_fault_and_uses_every_gap(code):
    one = kind(code)

    assert faults_of(one, one.shipped) == []
    used = one.shipped
    assert [name for name in one.places if f"{{{name}}}" not in used and f"[mã: {name}]" not in used] == []
    assert [name for name in one.tables if f"[bảng: {name}]" not in used] == []


@pytest.mark.parametrize("code", KINDS)
def test_what_must_be_there_is_missed_when_it_is_not(code):
    one = kind(code)
    for part in one.needs:
        text = "\n".join(line for line in one.shipped.split("\n") if not line or lines_of(line)[0].part is not part)
        assert any(f"“{part.label}”" in sentence for sentence in faults_of(one, text)), part
    for name in one.must:
        text = one.shipped.replace(f"{{{name}}}", "").replace(f"[bảng: {name}]", "").replace(f"[mã: {name}]", "")
        assert any(f"{name}" in sentence and "thiếu" in sentence for sentence in faults_of(one, text)), name


@pytest.mark.parametrize(("part", "example"), EXAMPLES.items(), ids=[part.value for part in EXAMPLES])
def test_every_example_is_read_as_what_it_explains(part, example):
    assert [line.part for line in lines_of(example)] == [part]


@pytest.mark.parametrize(
    ("written", "part", "text"),
    [
        ("CĂN CỨ: Luật", Part.BASIS, "Luật"),
        ("can cu : Luật", Part.BASIS, "Luật"),
        ("Thời gian: 8 giờ", Part.TEXT, "Thời gian: 8 giờ"),
        ("==Về việc", Part.SUBJECT, "Về việc"),
        ("=QUYẾT ĐỊNH", Part.TYPE, "QUYẾT ĐỊNH"),
        ("[ Bảng :  Kết quả ]", Part.TABLE, "kết quả"),
        ("[TRANG MỚI]", Part.NEW_PAGE, ""),
        ("Dự thảo", Part.DRAFT, "Dự thảo"),
        ("-không cách", Part.TEXT, "-không cách"),
        ("(ngoặc) rồi thôi", Part.TEXT, "(ngoặc) rồi thôi"),
    ],
)
def test_lines_are_read_as_a_clerk_types_them(written, part, text):
    assert lines_of(f"\n{written}\n") == [Line(part, text, 2)]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("Kính gửi ông {tên lạ}", "không có chỗ {tên lạ}. Dùng được: năm xét, ngày họp"),
        ("[bảng: lạ]", "không có bảng “lạ”. Dùng được: sáng kiến được công nhận."),
        ("[mã: lạ]", "không có mã “lạ”"),
        ("[hình: sơ đồ]", "không hiểu “[hình: sơ đồ]”"),
        ("Năm {năm xét", "đi thành cặp"),
        ("Năm năm xét}", "đi thành cặp"),
        ("Năm {}", "không có chỗ {}"),
        ("ký hiệu: 15/QĐ-UBND", "số do văn thư ghi"),
        ("= THÔNG BÁO", "đã có ở trên"),
        ("căn cứ:", "chưa có chữ"),
        ("#", "chưa có chữ"),
    ],
)
def test_a_fault_is_said_with_its_line(line, sentence):
    one = kind("decision")
    text, number = with_line(one.shipped, line)

    found = faults_of(one, text)

    assert [said for said in found if said.startswith(f"Dòng {number}: ") and sentence in said], found


def test_every_fault_is_said_at_once():
    found = faults_of(kind("decision"), "= QUYẾT ĐỊNH\n{a}\n{b}")

    assert len(found) == 2 + 7 + 1  # two gaps, the other parts, the table


def test_gaps_are_filled_once_and_only_known_ones():
    values = {"tên": "{năm} & <b> {{ 7*7 }} [bảng: x]", "năm": "2026", "trống": " "}

    assert filled("a {tên} b { Năm } {TÊN}", values) == f"a {values['tên']} b 2026 {values['tên']}"
    assert filled("{trống} {lạ} {config} {0.__class__}", values) == f"{BLANK} {{lạ}} {{config}} {{0.__class__}}"


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_or_refused_in_words(text):
    one = kind("decision")

    assert all(isinstance(sentence, str) and sentence for sentence in faults_of(one, text))
    assert all(line.number >= 1 for line in lines_of(text))
