"""Workbooks (.xlsx), read without trust: packed anew from parts of a known size before the reader sees them.

The reader is written in Rust and ends the whole process when a file makes it ask for more memory than there is. So what a
file says of its own size is looked at first: how much its parts unpack to, where its cells lie, how much it says there is.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from app.core.files import RefusedFile

# Unpacked, with the marks of every cell; a list of 5,000 lines and twenty columns has some 5 MB.
MOST_UNPACKED, MOST_TAGS = 20 * 1024 * 1024, 1_500_000
# A sheet is laid out whole, empty cells included; and a book may name the same sheet again and again.
MOST_CELLS, A_SHEET = 1_000_000, 10_000
_PARTS = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/(sharedStrings|styles)\.xml"
    r"|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
_CELL = re.compile(rb"<(?:[^<>\s/]*:)?c[\s/>]")
# A cell that says where it lies first of all, as every spreadsheet program writes it.
_PLACED = re.compile(rb'<(?:[^<>\s/:]+:)?c r="([A-Z]{1,3})([0-9]{1,7})"')
# How much of something there is: the reader makes room for as much before it looks.
_COUNT, _SMALL = re.compile(rb"[Cc]ount\s*=\s*[\"']"), re.compile(rb"[Cc]ount\s*=\s*[\"'][0-9]{1,6}[\"']")


@dataclass(frozen=True)
class Opened:
    """A sheet that is not hidden, as texts from its first line and column."""

    title: str
    lines: list[list[str]]


def is_zip(data: bytes) -> bool:
    """Whether this is packed as a workbook is."""
    return data.startswith(b"PK")


def opened(data: bytes) -> Iterator[Opened]:
    """The sheets of a workbook. Raises `RefusedFile` for what is none, is damaged, or would be too large."""
    import python_calamine

    packed, left = _packed_anew(data), MOST_CELLS
    try:
        book = python_calamine.load_workbook(io.BytesIO(packed))
        seen = [sheet for sheet in book.sheets_metadata if sheet.visible == python_calamine.SheetVisibleEnum.Visible]
        for sheet in seen:
            lines = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
            left -= A_SHEET + sum(map(len, lines))
            if left < 0:
                raise RefusedFile(_too_large())
            yield Opened(sheet.name, [[_text(cell) for cell in line] for line in lines])
    except (RefusedFile, GeneratorExit, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # what the reader itself stumbles over is no Exception
        raise RefusedFile(_damaged()) from None


def _packed_anew(data: bytes) -> bytes:
    """The parts that hold cells, each unpacked and looked at, in an archive that says the truth of their size."""
    made, left, tags = io.BytesIO(), MOST_UNPACKED, MOST_TAGS
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as anew:
            names = [name for name in archive.namelist() if _PARTS.fullmatch(name)]
            if "xl/workbook.xml" not in names or len(set(names)) < len(names):
                raise RefusedFile(_("Chỉ nhận tệp .csv hoặc .xlsx."))
            for name in names:
                with archive.open(name) as part:
                    content = part.read(left + 1)
                left, tags = left - len(content), tags - content.count(b"<")
                if left < 0 or tags < 0:
                    raise RefusedFile(_too_large())
                _look_over(content)
                anew.writestr(name, content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        raise RefusedFile(_damaged()) from None
    return made.getvalue()


def _look_over(content: bytes) -> None:
    placed = _PLACED.findall(content)
    if len(_CELL.findall(content)) != len(placed):
        raise RefusedFile(_damaged())
    if len(_COUNT.findall(content)) != len(_SMALL.findall(content)):
        raise RefusedFile(_too_large())
    if placed:
        width, height = max(_column(letters) for letters, _row in placed), max(int(row) for _letters, row in placed)
        if width * height > MOST_CELLS:
            raise RefusedFile(_too_large())


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _text(cell: Any) -> str:
    """A cell as a person would type it: whole numbers without a point, days as dd/mm/yyyy, yes as “có”."""
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year}"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return str(cell).strip()


def _damaged() -> str:
    return _("Tệp này hỏng hoặc không phải bảng tính. Hãy mở bằng Excel, lưu lại dạng .xlsx rồi gửi.")


def _too_large() -> str:
    return _("Bảng tính này quá rộng hoặc quá dài. Hãy chép các dòng cần nhập sang một bảng mới rồi gửi.")
