"""Papers opened by a real office program and printed: pages, letters, fonts, nothing that runs over."""

import re
import subprocess
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
import zxingcpp
from docx.shared import Mm

from app.papers.kinds import Kind
from app.papers.layout import written
from tests.papers.shown import kind
from tests.papers.test_language import KINDS

pytestmark = [pytest.mark.real, pytest.mark.once]

LONG = "Nguyễn Thị Hoàng Ánh Nguyệt, Phạm Văn Ước, Đỗ Thị Mỹ Duyên, Vũ Đình Trường Giang"
TITLE = "Đèn năng lượng mặt trời tự bật ở những ngã ba hay xảy ra va chạm, ghép từ tấm pin cũ và bóng đèn tiết kiệm điện"
ROWS = 60
CERTIFICATES = ["certificate", "contest_certificate"]
LYING = ["summary", "contest_minutes", *CERTIFICATES]  # on paper laid on its side


def example(one: Kind) -> bytes:
    """What a preview shows."""
    return written(one, one.shipped, *one.example)


def long(one: Kind, rows: int = ROWS) -> bytes:
    """The same with a long value in every gap and many rows in every table."""
    values, tables = one.example
    values = {name: LONG if len(value) < 60 else f"{TITLE}. {TITLE}." for name, value in values.items()}
    values |= {"năm": "2026", "địa chỉ kiểm tra": "https://sangkien.namthanhmien.haiphong.example/sang-kien/SK-2026-0003"}
    many = {name: [[f"Ô {n}, {TITLE[:60]}" for _ in given[0]] for n in range(rows)] for name, given in tables.items()}
    return written(one, one.shipped, values, many)


@pytest.fixture(scope="module")
def printed(app, tmp_path_factory) -> Path:
    """Every kind twice, as in its preview and with long values, turned into PDF at one go."""
    folder = tmp_path_factory.mktemp("papers")
    with app.test_request_context():
        for code in KINDS:
            (folder / f"{code}.docx").write_bytes(example(kind(code)))
            (folder / f"{code}-long.docx").write_bytes(long(kind(code)))
    asked = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    asked += ["--outdir", str(folder), *map(str, sorted(folder.glob("*.docx")))]
    subprocess.run(asked, check=True, capture_output=True, timeout=180)
    return folder


def pages_of(printed: Path, name: str) -> list[str]:
    """The words of each page, spaces evened."""
    with pypdfium2.PdfDocument(printed / f"{name}.pdf") as pdf:
        found = []
        for page in pdf:
            words = page.get_textpage()
            found.append(re.sub(r"\s+", " ", words.get_text_bounded()))
            words.close()
            page.close()
        return found


def fonts_of(printed: Path, name: str) -> set[str]:
    """Every font of its letters."""
    found = set()
    with pypdfium2.PdfDocument(printed / f"{name}.pdf") as pdf:
        for page in pdf:
            for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                found.add(thing.get_font().get_base_name().partition("+")[2] or thing.get_font().get_base_name())
            page.close()
    return found


@pytest.mark.parametrize(
    ("code", "pages"),
    [
        *(("minutes", 2), ("summary", 1), ("decision", 2), ("notice", 1), ("certificate", 1), ("application", 2)),
        *(("contest_minutes", 2), ("contest_notice", 1), ("contest_certificate", 1)),
    ],
)
def test_pages_and_paper(printed, code, pages):
    assert len(pages_of(printed, code)) == pages
    with pypdfium2.PdfDocument(printed / f"{code}.pdf") as pdf:
        sizes = {tuple(round(side * 25.4 / 72) for side in pdf.get_page_size(number)) for number in range(len(pdf))}
    assert sizes == {(297, 210) if code in LYING else (210, 297)}


@pytest.mark.parametrize("code", KINDS)
@pytest.mark.parametrize("how", ["", "-long"])
def test_one_family_of_letters_with_every_tone(printed, code, how):
    """Liberation Serif stands for Times New Roman where that is not installed: the same widths."""
    names = fonts_of(printed, code + how)

    assert names
    assert {name for name in names if not re.match(r"(LiberationSerif|TimesNewRoman)", name)} == set()


WORDS = {
    "minutes": [
        "BIÊN BẢN",
        "UBND XÃ NAM THANH MIỆN",
        "Số: /BB-HĐSK",
        "Trần Thị Hoa",
        "Mã chuỗi nhật ký tại thời điểm lập: 9f2c",
    ],
    "summary": ["BẢNG TỔNG HỢP", "Chênh lệch", "86,33"],
    "decision": ["QUYẾT ĐỊNH", "Điều 1. Công nhận 02 sáng kiến", "Nơi nhận:", "- Lưu: VT, VHXH.", "Phụ lục", "SK-2026-0003"],
    "notice": ["THÔNG BÁO", "Kính gửi: Ông/Bà Nguyễn Thị Hoa", "TM. HỘI ĐỒNG"],
    "certificate": ["GIẤY CHỨNG NHẬN SÁNG KIẾN", "Nguyễn Thị Hoa, Phạm Văn Ước", "https://namthanhmien.example"],
    "application": ["ĐƠN YÊU CẦU CÔNG NHẬN SÁNG KIẾN", "05/07/1980", "Thợ điện", "NGƯỜI NỘP ĐƠN"],
    "contest_minutes": ["BIÊN BẢN", "Số: /BB-BTC", "Người thân của tác giả", "91,33 Giải nhất", "THƯ KÝ TRƯỞNG BAN TỔ CHỨC"],
    "contest_notice": [
        "THÔNG BÁO",
        "Kính gửi: Nguyễn Thị Hoa",
        "đạt Giải nhất",
        "Cần ghi thêm cách bảo trì",
        "- Lưu: VT, VHXH.",
    ],
    "commune_report": ["BÁO CÁO", "Số: /BC-UBND", "DỰ THẢO", "Phụ lục III", "SK-2026-0003", "- Lưu: VT, VHXH."],
    "commendation": ["TỜ TRÌNH", "Số: /TTr-VHXH", "Hạng nhất trong các thôn", "Nguyễn Thị Hoa"],
    "contest_certificate": ["GIẤY CHỨNG NHẬN", "đạt Giải nhất", "Quyết định số 88/QĐ-UBND", "/giay-chung-nhan/GCN-"],
}


@pytest.mark.parametrize("code", KINDS)
def test_the_words_are_there(printed, code):
    text = " ".join(pages_of(printed, code))

    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in text, "each on a line of its own width"
    assert [words for words in WORDS[code] if words not in text] == []


@pytest.mark.parametrize("code", [code for code in KINDS if code not in CERTIFICATES])
def test_pages_are_numbered_from_the_second_on(printed, code):
    """An annex is counted by itself."""
    number = 0
    for text in pages_of(printed, f"{code}-long"):
        number = 1 if text.startswith("Phụ lục") else number + 1
        assert text.startswith(f"{number} ") is (number > 1)


@pytest.mark.parametrize(("code", "head"), [("summary", "Chênh lệch"), ("minutes", "STT"), ("decision", "STT Mã số")])
def test_a_long_table_repeats_its_head_on_every_page(printed, code, head):
    pages = pages_of(printed, f"{code}-long")
    with_rows = [page for page in pages if re.search(r"Ô \d+, Đèn", page)]

    assert len(with_rows) > 5
    assert [page[:60] for page in with_rows if head not in page] == []
    assert all(f"Ô {n}, " in " ".join(pages) for n in range(ROWS))


@pytest.mark.parametrize("code", KINDS)
def test_nothing_leaves_the_paper_or_its_margins(printed, code):
    edge = Mm(18).pt
    with pypdfium2.PdfDocument(printed / f"{code}-long.pdf") as pdf:
        for page in pdf:
            width, height = page.get_size()
            for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                left, bottom, right, top = thing.get_bounds() if hasattr(thing, "get_bounds") else thing.get_pos()
                assert edge <= left <= right <= width - edge, (left, right)
                assert edge - 6 <= bottom <= top <= height
            page.close()


@pytest.mark.parametrize("code", CERTIFICATES)
def test_a_certificate_stays_on_one_page_whatever_is_written(printed, code):
    assert len(pages_of(printed, f"{code}-long")) == 1


@pytest.mark.parametrize("code", CERTIFICATES)
def test_the_code_of_a_certificate_is_read_from_paper(printed, code):
    with pypdfium2.PdfDocument(printed / f"{code}-long.pdf") as pdf:
        page = pdf[0]
        picture = page.render(scale=3).to_pil()
        page.close()

    assert zxingcpp.read_barcode(picture).text == "https://sangkien.namthanhmien.haiphong.example/sang-kien/SK-2026-0003"


@pytest.mark.parametrize("code", ["minutes", "decision", "notice", "contest_minutes"])
def test_signatures_stay_with_the_last_words(printed, code):
    """The place for a signature never stands alone on a page."""
    ends = {
        "minutes": ("được thống nhất./.", "CHỦ TỌA"),
        "decision": ("Quyết định này./.", "CHỦ TỊCH"),
        "contest_minutes": ("sẽ phát hiện được./.", "TRƯỞNG BAN TỔ CHỨC"),
    }
    words, office = ends.get(code, ("của Ông/Bà./.", "TM. HỘI ĐỒNG"))
    for name in (code, f"{code}-long"):
        with_words = [page for page in pages_of(printed, name) if words in page]
        assert office in with_words[-1].partition(words)[2]
