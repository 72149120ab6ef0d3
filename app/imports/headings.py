"""Where a table begins: the line of headings, whatever stands above it, and the lines of data below."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core import text
from app.core.files import RefusedFile
from app.imports.columns import Column, heading_key
from app.imports.reading import Grid

MOST_ROWS = 5_000
# So far down a heading is looked for: titles of a list take a few lines.
_TITLES = 30
# “Tổng cộng: 12 hộ”; “Công ty …” and “Tổng kho …” are names.
_TOTAL = re.compile(r"(tổng( cộng| số)?|cộng|tong( cong| so)?|cong)\s*[:.]?\s*(\d[\d.,]*( \w+){0,2})?")
_ROW_NUMBERS = ("stt", "tt", "so tt", "so thu tu")
_NUMBERED = re.compile(r"\(?(\d{1,2}|[a-z])\)?")


@dataclass(frozen=True)
class Laid:
    """Rows of data by line, each cell under the name of its column.

    `ignored` are headings that mean nothing here, `left_out` lines below the headings that are no data, with what they say.
    """

    title: str
    names: list[str]
    rows: list[tuple[int, dict[str, str]]]
    ignored: list[str]
    left_out: list[tuple[int, str]]


def laid(grids: Iterable[Grid], columns: Sequence[Column], key: Sequence[str]) -> Laid:
    """The reading in which most headings are known. Raises `RefusedFile` when there is none, or one of `key` is missing."""
    called = {word: column.name for column in columns for word in column.called}
    best: tuple[int, int, Grid] | None = None
    for grid in grids:
        for at, line in enumerate(grid.lines[:_TITLES]):
            known = len({called.get(heading_key(cell)) for cell in line} - {None})
            if known > (best[0] if best else 0):
                best = (known, at, grid)
    wanted = ", ".join(str(column.words) for column in columns if column.needed or column.name in key)
    if best is None or best[0] < min(2, len(columns)):
        raise RefusedFile(_("Không thấy dòng tên cột. Bảng cần có ít nhất các cột: %(names)s.", names=wanted))
    _known, at, grid = best
    meant = [called.get(heading_key(cell)) for cell in grid.lines[at]]
    for column in columns:
        if meant.count(column.name) > 1:
            raise RefusedFile(_("Có hai cột cùng là “%(name)s”. Hãy bỏ bớt một cột.", name=column.words))
    if missing := [str(column.words) for column in columns if column.name in key and column.name not in meant]:
        raise RefusedFile(_("Bảng thiếu cột: %(names)s.", names=", ".join(missing)))
    rows, left_out = _rows(grid.lines, at, meant, columns, key)
    if not rows:
        raise RefusedFile(_("Bảng này chỉ có tên cột, không có dòng nào."))
    if len(rows) > MOST_ROWS:
        raise RefusedFile(_("Bảng này có %(num)d dòng. Mỗi lần nhập không quá 5.000 dòng.", num=len(rows)))
    strange = [text.clean(cell) for cell, name in zip(grid.lines[at], meant, strict=True) if name is None and cell.strip()]
    ignored = [cell for cell in strange if heading_key(cell) not in _ROW_NUMBERS]
    return Laid(grid.title, [name for name in meant if name], rows, ignored, left_out)


def _rows(
    lines: list[list[str]], at: int, meant: Sequence[str | None], columns: Sequence[Column], key: Sequence[str]
) -> tuple[list[tuple[int, dict[str, str]]], list[tuple[int, str]]]:
    example = {column.name: column.example for column in columns if column.example and column.name in meant}
    rows, left_out = [], []
    for number, line in enumerate(lines[at + 1 :], at + 2):
        given = [text.clean(cell).replace("\n", " ") for cell in line]
        cells = {name: cell for name, cell in zip(meant, given, strict=False) if name and cell}
        if not any(given):
            continue
        is_numbering = number == at + 2 and all(_NUMBERED.fullmatch(cell.casefold()) for cell in given if cell)
        if is_numbering or not cells or cells == example or _is_total(given, cells, key):
            left_out.append((number, " ".join(cell for cell in given if cell)[:80]))
        else:
            rows.append((number, cells))
    return rows, left_out


def _is_total(given: Sequence[str], cells: dict[str, str], key: Sequence[str]) -> bool:
    """Whether a line adds others up: it says so, and says not of whom."""
    says = any(_TOTAL.fullmatch(cell.casefold()) for cell in given)
    return says and any(name not in cells for name in key)
