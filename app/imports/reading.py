"""What was sent, as grids of texts: separated values in any likely spelling, workbooks, rows pasted from a sheet."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.files import RefusedFile
from app.imports.workbook import Opened, is_zip, opened

MOST_BYTES = 2 * 1024 * 1024
# Lines of a file: more than anybody may import, with room for titles, empty rows and totals.
MOST_LINES = 20_000
# Nobody's list is wider; what stands further to the right is not looked at.
_WIDE = 200
_SEPARATORS = "\t;,|"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
_WRAPPED = re.compile(r'^="(.*)"$', re.DOTALL)
# An apostrophe that a table of this house, or a spreadsheet, put before what would be taken for a formula.
_GUARDED = re.compile(r"^'(?=[=+\-@])")
_VIETNAMESE = frozenset("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")


@dataclass(frozen=True)
class Grid:
    """One reading of what was sent: the name of its sheet, if it has one, and its lines from the first."""

    title: str
    lines: list[list[str]]


def grids(data: bytes) -> Iterator[Grid]:
    """Every way in which a file may be read: each sheet, or each separator. Raises `RefusedFile` with a sentence."""
    if len(data) > MOST_BYTES:
        raise RefusedFile(_("Tệp lớn quá 2 MB. Hãy chia thành nhiều tệp nhỏ hơn."))
    if not data.strip():
        raise RefusedFile(_("Tệp này rỗng. Hãy chọn lại."))
    if data.startswith(_OLD_EXCEL):
        raise RefusedFile(_("Tệp Excel kiểu cũ (.xls) hoặc có mật khẩu. Hãy mở ra, bỏ mật khẩu và lưu lại dạng .xlsx."))
    if is_zip(data):
        yield from (Grid(sheet.title, _whole(sheet)) for sheet in opened(data))
    else:
        yield from separated(_decoded(data))


def separated(text: str) -> Iterator[Grid]:
    """Texts parted by tabs, semicolons, commas or bars, as a spreadsheet writes or pastes them. Raises `RefusedFile`."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MOST_LINES:
        raise RefusedFile(_too_long())
    for separator in _SEPARATORS:
        if separator in text or separator == ",":
            try:
                rows = list(csv.reader(io.StringIO(text), delimiter=separator))
            except csv.Error:
                continue
            yield Grid("", [[_plain(cell) for cell in row[:_WIDE]] for row in rows])


def _whole(sheet: Opened) -> list[list[str]]:
    if len(sheet.lines) > MOST_LINES:
        raise RefusedFile(_too_long())
    return [[unicodedata.normalize("NFC", cell) for cell in line[:_WIDE]] for line in sheet.lines]


def _plain(cell: str) -> str:
    cell = cell.strip()
    if wrapped := _WRAPPED.match(cell):
        return wrapped[1]
    return _GUARDED.sub("", cell)


def _decoded(data: bytes) -> str:
    """UTF-8, UTF-16 as Excel's “Unicode Text”, or Windows-1258; what is none of them would be read as other words."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _or_refused(data, "utf-16")
    for nth, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(data) > 3 and data[nth : 200 + nth : 2].count(0) * 4 > len(data[nth : 200 + nth : 2]) * 3:
            return _or_refused(data, name)
    if b"\x00" in data or data.startswith(b"%PDF-"):
        raise RefusedFile(_("Chỉ nhận tệp .csv hoặc .xlsx."))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = unicodedata.normalize("NFC", _or_refused(data, "cp1258"))
    strange = {
        letter for letter in text.casefold() if not letter.isascii() and (letter.isalpha() or not letter.isprintable())
    }
    if strange - _VIETNAMESE or any(unicodedata.combining(letter) for letter in text):
        raise RefusedFile(_unknown_letters())
    return text


def _or_refused(data: bytes, name: str) -> str:
    try:
        return data.decode(name).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise RefusedFile(_unknown_letters()) from None


def _unknown_letters() -> str:
    return _("Không đọc được chữ có dấu trong tệp này. Hãy lưu lại dạng .xlsx, hoặc CSV UTF-8, rồi gửi lại.")


def _too_long() -> str:
    return _("Bảng này quá dài. Hãy chia thành nhiều lần, mỗi lần không quá 5.000 dòng.")
