"""What is wrong with a template, said line by line before it is kept."""

import re
from collections.abc import Iterator, Mapping

from flask_babel import gettext as _

from app.papers.kinds import Kind
from app.papers.language import EXAMPLES, PLACE, Line, Part, is_bracketed, lines_of, name_of

# Letters and hyphens: a number would be the office's to give (NĐ 30/2020/NĐ-CP, Phụ lục I).
_SYMBOL = re.compile(r"^[A-ZĐ][A-Za-zĐđ]*(-[A-ZĐ][A-Za-zĐđ]*)*$")


def faults_of(kind: Kind, template: str) -> list[str]:
    """What keeps a template from being used, one sentence each; those about a line name it first."""
    lines = lines_of(template)
    return [*_in_lines(kind, lines), *_missing(kind, lines)]


def _in_lines(kind: Kind, lines: list[Line]) -> Iterator[str]:
    seen: set[Part] = set()
    for line in lines:
        for sentence in _in_line(kind, line):
            yield _("Dòng %(num)d: %(what)s", num=line.number, what=sentence)
        if line.part in (Part.TYPE, Part.SYMBOL, Part.PLACE) and line.part in seen:
            yield _("Dòng %(num)d: %(what)s", num=line.number, what=_("“%(part)s” đã có ở trên.", part=line.part.label))
        seen.add(line.part)


def _in_line(kind: Kind, line: Line) -> Iterator[str]:
    if line.part is Part.TABLE:
        if line.text not in kind.tables:
            yield _("không có bảng “%(name)s”. %(known)s", name=line.text, known=_known(kind.tables))
        return
    if line.part is Part.CODE:
        if line.text not in kind.places:
            yield _("không có mã “%(name)s”. %(known)s", name=line.text, known=_known(kind.places))
        return
    if line.part is Part.TEXT and is_bracketed(line.text):
        yield _("không hiểu “%(line)s”. Bảng viết là [bảng: tên bảng].", line=line.text)
    if not line.text and line.part is not Part.NEW_PAGE:
        yield _("“%(part)s” chưa có chữ.", part=line.part.label)
    if line.part is Part.SYMBOL and not _SYMBOL.match(line.text):
        yield _("ký hiệu chỉ gồm chữ và dấu nối, ví dụ QĐ-UBND; số do văn thư ghi.")
    for name in map(name_of, PLACE.findall(line.text)):
        if name not in kind.all_places:
            yield _("không có chỗ {%(name)s}. %(known)s", name=name, known=_known(kind.all_places))
    if re.search(r"[{}]", PLACE.sub("", line.text)):
        yield _("dấu { và } phải đi thành cặp quanh tên một chỗ.")


def _missing(kind: Kind, lines: list[Line]) -> Iterator[str]:
    parts = {line.part for line in lines}
    for part in kind.needs:
        if part not in parts:
            yield _("Còn thiếu phần “%(part)s”, viết như: %(example)s", part=part.label, example=EXAMPLES[part])
    tables = {line.text for line in lines if line.part is Part.TABLE}
    places = {name_of(name) for line in lines for name in PLACE.findall(line.text)}
    places |= {line.text for line in lines if line.part is Part.CODE}
    for name in kind.must:
        if name in kind.tables and name not in tables:
            yield _("Còn thiếu bảng: [bảng: %(name)s]", name=name)
        if name in kind.places and name not in places:
            yield _("Còn thiếu chỗ: {%(name)s}", name=name)


def _known(names: Mapping[str, object]) -> str:
    return _("Dùng được: %(names)s.", names=", ".join(names)) if names else _("Loại văn bản này không có bảng.")
