"""Papers as NĐ 30/2020/NĐ-CP lays them out, read back from the .docx itself."""

import io
import re
import zipfile

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from app.core.clock import today
from app.papers import actions
from app.papers.dates import in_full
from app.papers.language import BLANK
from app.papers.layout import written
from tests.papers.shown import MM, kind, opened, paragraphs_in, tables_with_lines, text_of
from tests.papers.test_language import KINDS

HOSTILE = "A & B <w:p> </w:t> \x00\x0b\ufffe\ud800 ‮{năm}\n= THÔNG BÁO\n[bảng: kết quả] " + "Ắ" * 400


def paper(code, text=None, values=None, tables=None):
    """One kind with its example, some of it changed, read back."""
    one = kind(code)
    shown, rows = one.example
    return opened(written(one, text or one.shipped, {**shown, **(values or {})}, {**rows, **(tables or {})}))


def of(document, start):
    """The first paragraph that begins so."""
    return next(paragraph for paragraph in paragraphs_in(document) if paragraph.text.startswith(start))


@pytest.mark.parametrize("code", KINDS)
def test_the_page(code):
    section = paper(code).sections[0]
    certificate = code.endswith("certificate")
    wide = certificate or code in ("summary", "contest_minutes")

    size = [round(side / MM) for side in (section.page_width, section.page_height)]
    assert size == ([297, 210] if wide else [210, 297])
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin / MM) for margin in margins] == [20, 20, 20 if certificate else 30, 20]
    assert section.different_first_page_header_footer
    assert section.header.paragraphs[0].alignment is ALIGN.CENTER
    assert " PAGE " in [asked.text for asked in section.header._element.iter(qn("w:instrText"))]
    assert section.first_page_header.paragraphs[0].text == ""


@pytest.mark.parametrize("code", KINDS)
def test_every_run_is_in_times_new_roman_in_every_script_and_vietnamese(code):
    document = paper(code)
    properties = [run._r.rPr for paragraph in paragraphs_in(document) for run in paragraph.runs]
    properties.append(document.styles["Normal"].element.rPr)
    properties.append(document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr")))

    assert len(properties) > 20
    for one in properties:
        fonts = dict(one.find(qn("w:rFonts")).attrib)
        assert fonts == {qn(f"w:{script}"): "Times New Roman" for script in ("ascii", "hAnsi", "cs", "eastAsia")}
        assert one.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"
        assert one.find(qn("w:u")) is None, "a rule is drawn, never an underlined text"


@pytest.mark.parametrize("code", KINDS)
def test_nothing_is_numbered_dated_or_signed(code):
    text = text_of(paper(code))

    assert re.findall(r"Số: *\d", text) == []
    assert all(found == f"ngày     tháng     năm {today().year}" for found in re.findall(r"ngày +tháng.*", text))
    if code not in ("application",):
        assert re.search(r"Số:      /[A-Za-zĐ-]+$", text, re.MULTILINE)


def test_the_head():
    document = paper("decision")
    head = document.tables[0]

    assert [round(column.width / MM) for column in head.columns] == [64, 96]
    assert head._tbl.tblPr.find(qn("w:tblBorders")) is None
    left, right = ([p.text for p in cell.paragraphs if p.text] for cell in head.rows[0].cells)
    assert left == ["ỦY BAN NHÂN DÂN", "XÃ NAM THANH MIỆN"]
    assert right == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    left, right = ([p.text for p in cell.paragraphs] for cell in head.rows[1].cells)
    assert left == ["Số:      /QĐ-UBND", "DỰ THẢO"]
    assert right == [f"Nam Thanh Miện, ngày     tháng     năm {today().year}"]
    rules = [cell.paragraphs[-1] for cell in head.rows[0].cells]
    borders = [rule._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom")).get(qn("w:val")) for rule in rules]
    assert borders == ["single", "single"]
    lengths = [
        round((width - rule.paragraph_format.left_indent - rule.paragraph_format.right_indent) / MM)
        for rule, width in zip(rules, (Mm(64), Mm(96)), strict=True)
    ]
    assert lengths == [20, 56]


def test_a_council_stands_under_its_committee():
    cell = paper("minutes").tables[0].rows[0].cells[0]

    assert [(p.text, p.runs[0].bold) for p in cell.paragraphs if p.text] == [
        ("UBND XÃ NAM THANH MIỆN", False),
        ("HỘI ĐỒNG SÁNG KIẾN", True),
    ]


def test_the_body():
    document = paper("decision")

    title, subject = of(document, "QUYẾT ĐỊNH"), of(document, "Về việc")
    for one in (title, subject):
        assert (one.alignment, one.runs[0].bold, one.runs[0].font.size) == (ALIGN.CENTER, True, Pt(14))
    bases = [p.text for p in document.paragraphs if p.runs and p.runs[0].italic and p.text[:3] in ("Căn", "Xét", "The")]
    assert len(bases) == 5
    assert [base[-1] for base in bases] == [";", ";", ";", ";", "."]
    article = of(document, "Điều 1.")
    assert [(run.text[:8], run.bold) for run in article.runs] == [("Điều 1.", True), (" Công nh", False)]
    shape = article.paragraph_format
    assert (article.alignment, round(shape.first_line_indent / MM, 1)) == (ALIGN.JUSTIFY, 12.7)
    assert shape.space_after >= Pt(6)
    assert article.runs[1].font.size == Pt(14)


def test_recipients_and_signature():
    document = paper("decision")
    table = document.tables[1]
    left, right = table.rows[0].cells

    assert [round(column.width / MM) for column in table.columns] == [80, 80]
    assert table.rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
    first, *rest = left.paragraphs
    assert (first.text, first.runs[0].font.size, first.runs[0].bold, first.runs[0].italic) == (
        "Nơi nhận:",
        Pt(12),
        True,
        True,
    )
    assert {p.runs[0].font.size for p in rest} == {Pt(11)}
    assert [p.text[-1] for p in rest] == [";", ";", ";", "."]
    assert rest[-1].text == "- Lưu: VT, VHXH."
    assert [p.text for p in right.paragraphs] == ["CHỦ TỊCH", ""]
    before = document.element.body.index(table._tbl) - 1
    assert document.element.body[before].pPr.find(qn("w:keepNext")) is not None


def test_the_annex_stands_behind_the_signature_on_a_page_of_its_own():
    document = paper("decision")
    annex = of(document, "Phụ lục")

    first, second = document.sections
    assert second._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) == "1"
    assert first._sectPr.find(qn("w:pgNumType")) is None
    assert (second.page_width, second.left_margin) == (first.page_width, first.left_margin)
    assert second.different_first_page_header_footer
    body = document.element.body
    assert body.index(document.tables[1]._tbl) < body.index(annex._p) < body.index(document.tables[2]._tbl)


def test_several_annexes_have_roman_numbers():
    text = kind("decision").shipped + "".join(f"\nphụ lục: BẢNG {n}" for n in range(2, 5))
    document = paper("decision", text=text)

    titles = [p.text for p in document.paragraphs if p.text.startswith("Phụ lục")]
    assert titles == ["Phụ lục I", "Phụ lục II", "Phụ lục III", "Phụ lục IV"]
    assert len(document.sections) == 5


def test_minutes_have_two_signatures_and_their_recipients_below():
    document = paper("minutes")
    left, right = document.tables[-1].rows[0].cells

    assert [p.text for p in left.paragraphs] == ["THƯ KÝ", "Trần Thị Hoa"]
    assert [p.text for p in right.paragraphs] == ["CHỦ TỌA", "Nguyễn Văn Minh"]
    assert text_of(document).index("Nơi nhận:") > text_of(document).index("CHỦ TỌA")


def test_tables_have_lines_and_repeat_their_head():
    tables = tables_with_lines(paper("minutes"))

    assert len(tables) == 4
    for table in tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
        assert 155 < sum(column.width for column in table.columns) / MM < 161


def test_an_empty_table_says_so():
    table = tables_with_lines(paper("minutes", tables={"không tham gia xét": []}))[1]

    assert [[cell.text for cell in row.cells] for row in table.rows][1] == ["Không có."] * 5


def test_what_is_empty_leaves_room_for_a_pen():
    assert f"Chủ tọa: {BLANK}." in text_of(paper("minutes", values={"chủ tọa": "  "}))


def test_a_value_of_several_lines_becomes_paragraphs():
    document = paper("notice", values={"nhận xét": "Một\nHai & ba"})

    assert [p.text for p in document.paragraphs if p.text in ("Một", "Hai & ba")] == ["Một", "Hai & ba"]


@pytest.mark.parametrize("code", KINDS)
def test_hostile_values_are_words_and_nothing_else(code):
    one = kind(code)
    values = dict.fromkeys(one.places, HOSTILE)
    tables = {name: [[HOSTILE] * len(table.columns)] * 2 for name, table in one.tables.items()}
    for name in values:  # an address longer than a code can hold is a mistake of the house, not of people
        if name.startswith("địa chỉ"):
            values[name] = "https://x.vn/?a=<b>&c"

    plain, document = paper(code), paper(code, values=values, tables=tables)

    text = text_of(document)
    assert "A & B <w:p> </w:t>" in text
    assert "{năm}" in text, "a value is not filled a second time"
    assert [sign for sign in "\x00\x0b\ufffe‮" if sign in text] == []
    assert len(document.tables) == len(plain.tables), "a value is not read as a line of a template"
    assert len(document.sections) == len(plain.sections)


def test_a_text_that_lost_its_gap_prints_what_stands_there():
    """After an upgrade a kept text may name what is gone."""
    one = kind("notice")

    assert "Còn {đã bỏ}" in text_of(paper("notice", text=one.shipped + "\nCòn {đã bỏ}\n[bảng: đã bỏ]"))


def test_the_certificate_carries_its_code():
    one, document = kind("certificate"), paper("certificate")

    assert len(document.inline_shapes) == 1
    assert round(document.inline_shapes[0].width / MM) == 32
    assert one.places["địa chỉ kiểm tra"].example in text_of(document)
    assert document.sections[0]._sectPr.find(qn("w:pgBorders")) is not None


def test_the_file_names_the_commune_and_carries_nothing_else():
    data = actions.preview(kind("notice"), kind("notice").shipped)
    about = opened(data).core_properties

    assert (about.author, about.title, about.language) == (
        "Ủy ban nhân dân xã Nam Thanh Miện",
        "Thông báo kết quả cho tác giả",
        "vi-VN",
    )
    assert about.comments == ""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert [name for name in parts.namelist() if "thumbnail" in name or name.endswith((".bin", ".vml"))] == []
        assert b"python-docx" not in b"".join(parts.read(name) for name in parts.namelist())


@pytest.mark.parametrize(
    ("day", "words"),
    [((2026, 7, 5), "ngày 05 tháng 7 năm 2026"), ((2026, 2, 10), "ngày 10 tháng 02 năm 2026")],
)
def test_days_in_full(day, words):
    assert in_full(today().replace(*day)) == words
