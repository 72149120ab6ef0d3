"""The little language of templates: one part of a paper a line, known by how the line begins.

Nothing in it is evaluated: names in braces are looked up among the known ones and replaced, once, after the lines were read,
so that nothing a person wrote somewhere else can become a part of the paper.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from app.core.enums import Labelled
from app.core.text import fold

BLANK = "…………"  # printed where a value is empty, for a pen
PLACE = re.compile(r"\{([^{}]*)\}")


class Part(Labelled):
    """What a line can be."""

    ABOVE = "above", _l("Cơ quan cấp trên")
    ISSUER = "issuer", _l("Cơ quan ban hành")
    SYMBOL = "symbol", _l("Ký hiệu (số để trống)")
    PLACE = "place", _l("Nơi lập (ngày, tháng để trống)")
    DRAFT = "draft", _l("Chữ DỰ THẢO dưới số")
    TYPE = "type", _l("Tên loại văn bản")
    SUBJECT = "subject", _l("Trích yếu")
    RECEIVER = "receiver", _l("Kính gửi")
    BASIS = "basis", _l("Căn cứ (chữ nghiêng)")
    SLANTED = "slanted", _l("Đoạn chữ nghiêng")
    HEADING = "heading", _l("Mục, Điều (chữ đậm)")
    CENTRED = "centred", _l("Dòng đậm ở giữa")
    ASIDE = "aside", _l("Dòng nghiêng ở giữa")
    ITEM = "item", _l("Gạch đầu dòng")
    TABLE = "table", _l("Bảng")
    CODE = "code", _l("Mã QR")
    NEW_PAGE = "new_page", _l("Sang trang mới")
    ANNEX = "annex", _l("Phụ lục (sang trang mới)")
    RECIPIENT = "recipient", _l("Nơi nhận")
    SIGN = "sign", _l("Chức vụ ký (bên phải)")
    SIGNER = "signer", _l("Họ tên người ký (bên phải)")
    SIGN_LEFT = "sign_left", _l("Chức vụ ký (bên trái)")
    SIGNER_LEFT = "signer_left", _l("Họ tên người ký (bên trái)")
    TEXT = "text", _l("Đoạn văn")


# How a line of each part is written, as an example; the order is that of a paper.
EXAMPLES: dict[Part, str] = {
    Part.ABOVE: "cấp trên: UBND XÃ NAM THANH MIỆN",
    Part.ISSUER: "cơ quan: HỘI ĐỒNG SÁNG KIẾN",
    Part.SYMBOL: "ký hiệu: QĐ-UBND",
    Part.PLACE: "nơi lập: Nam Thanh Miện",
    Part.DRAFT: "dự thảo",
    Part.TYPE: "= QUYẾT ĐỊNH",
    Part.SUBJECT: "== Về việc công nhận sáng kiến năm {năm}",
    Part.RECEIVER: "kính gửi: Hội đồng sáng kiến xã",
    Part.BASIS: "căn cứ: Nghị định số 13/2012/NĐ-CP ngày 02 tháng 3 năm 2012",
    Part.SLANTED: "/ Theo đề nghị của Hội đồng sáng kiến xã",
    Part.CENTRED: "> QUYẾT ĐỊNH:",
    Part.ASIDE: "(Chữ nghiêng trong ngoặc)",
    Part.HEADING: "# Điều 1. Công nhận các sáng kiến có tên kèm theo.",
    Part.TEXT: "Đoạn văn viết như thường, mỗi đoạn một dòng.",
    Part.ITEM: "- Một ý gạch đầu dòng",
    Part.TABLE: "[bảng: kết quả]",
    Part.CODE: "[mã: địa chỉ kiểm tra]",
    Part.NEW_PAGE: "[trang mới]",
    Part.ANNEX: "phụ lục: DANH SÁCH SÁNG KIẾN ĐƯỢC CÔNG NHẬN",
    Part.RECIPIENT: "nơi nhận: Lưu: VT, VHXH",
    Part.SIGN: "ký: CHỦ TỊCH",
    Part.SIGNER: "người ký: {chủ tọa}",
    Part.SIGN_LEFT: "ký trái: THƯ KÝ",
    Part.SIGNER_LEFT: "người ký trái: {thư ký}",
}
_MARKS = {"==": Part.SUBJECT, "=": Part.TYPE, "#": Part.HEADING, ">": Part.CENTRED, "/": Part.SLANTED, "- ": Part.ITEM}
# Words before a colon, without tones, so that “Can cu:” and “CĂN CỨ:” are understood as well.
_WORDS = {
    fold(example.partition(":")[0]): part
    for part, example in EXAMPLES.items()
    if ":" in example and part not in (Part.CENTRED, Part.TABLE, Part.CODE)
}


@dataclass(frozen=True)
class Line:
    """One part of a paper, and on which line of the template it stands."""

    part: Part
    text: str
    number: int = 0


def lines_of(template: str) -> list[Line]:
    """A template read line by line; empty lines say nothing."""
    return [_read(line.strip(), number) for number, line in enumerate(template.split("\n"), 1) if line.strip()]


def _read(line: str, number: int) -> Line:
    for mark, part in _MARKS.items():
        if line.startswith(mark):
            return Line(part, line.removeprefix(mark).strip(), number)
    if fold(line) == "du thao":
        return Line(Part.DRAFT, line, number)
    if is_bracketed(line):
        word, _colon, name = line[1:-1].partition(":")
        if fold(word.strip()) in ("bang", "ma") and name.strip():
            return Line(Part.TABLE if fold(word.strip()) == "bang" else Part.CODE, name_of(name), number)
        if fold(word.strip()) == "trang moi":
            return Line(Part.NEW_PAGE, "", number)
    if line.startswith("(") and line.endswith(")"):
        return Line(Part.ASIDE, line, number)
    word, colon, rest = line.partition(":")
    if colon and fold(word.strip()) in _WORDS:
        return Line(_WORDS[fold(word.strip())], rest.strip(), number)
    return Line(Part.TEXT, line, number)


def filled(text: str, values: Mapping[str, str]) -> str:
    """A line with its gaps filled; an empty value leaves room for a pen, a name nobody knows stays as it is."""

    def value(found: re.Match[str]) -> str:
        name = name_of(found[1])
        return (values[name].strip() or BLANK) if name in values else found[0]

    return PLACE.sub(value, text)


def is_bracketed(line: str) -> bool:
    """Whether a line asks for something that the program puts in."""
    return line.startswith("[") and line.endswith("]")


def name_of(written: str) -> str:
    """The name of a gap as it is known, however it was spaced and whatever its letter case."""
    return " ".join(written.split()).casefold()
