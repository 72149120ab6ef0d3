"""The parts of a paper put where NĐ 30/2020/NĐ-CP (Phụ lục I) wants them, one after another."""

import re
from collections.abc import Mapping
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from app.papers.document import FIRST_LINE, WordDocument
from app.papers.kinds import Format, Kind, Rows
from app.papers.language import Line, Part, filled, lines_of

# Lengths in millimetres, measured in the letters they stand under.
MOTTO_RULE, ISSUER_RULE, SUBJECT_RULE = 56, 20, 50
BLANK_NUMBER, BLANK_DAY = "      ", "     "
_IN_HEAD = {Part.ABOVE, Part.ISSUER, Part.SYMBOL, Part.PLACE, Part.DRAFT}
_AT_END = {Part.RECIPIENT, Part.SIGN, Part.SIGNER, Part.SIGN_LEFT, Part.SIGNER_LEFT}
# As what the further lines of a value go on.
_GOES_ON = {Part.ITEM: Part.TEXT, Part.HEADING: Part.TEXT, Part.RECEIVER: Part.TEXT, Part.ANNEX: Part.CENTRED}
_BEFORE = {Part.RECEIVER: "Kính gửi: ", Part.ITEM: "- "}
_LOOKS: dict[Part, dict[str, Any]] = {
    Part.TYPE: {"bold": True, "align": "center", "before": 12, "after": 0, "keep": True},
    Part.SUBJECT: {"bold": True, "align": "center", "after": 2, "keep": True},
    Part.RECEIVER: {"align": "center", "before": 6, "after": 12},
    Part.CENTRED: {"bold": True, "align": "center", "before": 6, "keep": True},
    Part.ASIDE: {"italic": True, "align": "center", "after": 8},
    Part.HEADING: {"bold": True, "first_line": FIRST_LINE, "before": 4, "keep": True},
    Part.ANNEX: {"bold": True, "align": "center", "after": 2, "keep": True},
    Part.TEXT: {"first_line": FIRST_LINE},
}
# What a certificate has larger: it hangs on a wall.
_GRAND: dict[Part, dict[str, Any]] = {
    Part.TYPE: {"size": 28, "after": 10},
    Part.CENTRED: {"size": 18, "after": 8, "keep": False},
    Part.ASIDE: {"after": 16},
    Part.TEXT: {"size": 15, "align": "center", "first_line": 0},
}
_ARTICLE = re.compile(r"^((?:Điều|Khoản|Mục) [\w.]+?\.)( .+)$")


def written(kind: Kind, template: str, values: Mapping[str, str], tables: Mapping[str, Rows]) -> bytes:
    """A template filled with values and rows, as a .docx. What it does not know it prints as it stands."""
    paper = _Paper(kind, lines_of(template), values, tables)
    paper.head()
    paper.body(annexes=False)
    paper.end()
    paper.body(annexes=True)
    return paper.document.file()


class _Paper:
    def __init__(self, kind: Kind, lines: list[Line], values: Mapping[str, str], tables: Mapping[str, Rows]) -> None:
        self.kind, self.values, self.tables = kind, values, tables
        self.lines, self.annexes = lines, 0
        self.document = WordDocument(format=kind.format, title=str(kind.title))
        self.is_certificate = kind.format is Format.CERTIFICATE

    def head(self) -> None:
        """Who issues it, the name of the state, number and date left to the office."""
        document = self.document
        if not self._all(Part.ISSUER):
            self._state(None, document.width)
            return
        has_second = any(self._all(part) for part in (Part.SYMBOL, Part.PLACE, Part.DRAFT))
        rows = document.columns(40, 60, rows=1 + has_second)
        left, right = rows[0]
        narrow = document.width * 0.4
        for words in self._all(Part.ABOVE):
            document.paragraph(words, into=left, size=12, align="center", after=0)
        for words in self._all(Part.ISSUER):
            document.paragraph(words, into=left, size=12, bold=True, align="center", after=0)
        document.rule(ISSUER_RULE, into=left, within=narrow)
        self._state(right, document.width * 0.6)
        left, right = rows[-1]
        for words in self._all(Part.SYMBOL):
            document.paragraph(f"Số:{BLANK_NUMBER}/{words}", into=left, size=13, align="center", after=0)
        for words in self._all(Part.DRAFT):
            document.paragraph(words.upper(), into=left, size=13, bold=True, align="center", before=3, after=0)
        for words in self._all(Part.PLACE):
            document.paragraph(self._day(words), into=right, size=13, italic=True, align="center", after=0)

    def body(self, *, annexes: bool) -> None:
        """Everything between head and signatures, or behind these, in the order of the template."""
        first = next((place for place, line in enumerate(self.lines) if line.part is Part.ANNEX), len(self.lines))
        lines = self.lines[first:] if annexes else self.lines[:first]
        shown = [line for line in lines if line.part not in _IN_HEAD | _AT_END]
        if self._code_at_the_end:
            shown = [line for line in shown if line.part is not Part.CODE]
        for part, group in groupby(shown, key=lambda line: line.part):
            lines = list(group)
            if part in (Part.BASIS, Part.SLANTED):
                self._bases(lines, shown)
            else:
                for line in lines:
                    self._one(line)
            if part is Part.SUBJECT and not self.is_certificate:
                self.document.rule(SUBJECT_RULE, after=10)

    def end(self) -> None:
        """Recipients and signatures side by side, never parted by a page; room for a pen and nothing signed."""
        document = self.document
        right, left = self._all(Part.SIGN), self._all(Part.SIGN_LEFT)
        recipients = self._all(Part.RECIPIENT)
        if right or left or recipients:
            document.keep_last()
            days = [] if self._all(Part.ISSUER) else [self._day(words) for words in self._all(Part.PLACE)]
            cells = document.columns(*((40, 60) if days else (50, 50)))[0]
            for words in days:
                document.paragraph(words, into=cells[1], size=13, italic=True, align="center", before=6, after=2)
            self._signature(cells[1], right, self._all(Part.SIGNER))
            if left:
                self._signature(cells[0], left, self._all(Part.SIGNER_LEFT))
            elif recipients:
                self._recipients(cells[0], recipients)
            elif self._code_at_the_end:
                self._code(self._code_at_the_end, cells[0])
        if left and recipients:
            self._recipients(None, recipients)

    @property
    def _code_at_the_end(self) -> str:
        """The code of a certificate stands beside the signature."""
        codes = [line.text for line in self.lines if line.part is Part.CODE]
        return codes[0] if self.is_certificate and codes and not self._all(Part.RECIPIENT) else ""

    def _all(self, part: Part) -> list[str]:
        return [filled(line.text, self.values) for line in self.lines if line.part is part]

    def _state(self, into: Any, width: float) -> None:
        words = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
        self.document.paragraph(words, into=into, size=12, bold=True, align="center", after=0)
        self.document.paragraph("Độc lập - Tự do - Hạnh phúc", into=into, size=13, bold=True, align="center", after=0)
        self.document.rule(MOTTO_RULE, into=into, within=width)

    def _day(self, place: str) -> str:
        return f"{place}, ngày{BLANK_DAY}tháng{BLANK_DAY}năm {self.values['năm']}"

    def _one(self, line: Line) -> None:
        """One part of the body. A value of several lines goes on in further paragraphs."""
        document = self.document
        if line.part is Part.TABLE:
            if line.text in self.kind.tables and line.text in self.tables:
                columns = self.kind.tables[line.text].columns
                document.table(columns, self.tables[line.text], none=_("Không có."))
            return
        if line.part is Part.CODE:
            self._code(line.text, None)
            return
        if line.part is Part.NEW_PAGE:
            document.new_page(document.paragraph("", size=2, after=0))
            return
        first, *more = filled(line.text, self.values).split("\n")
        self._paragraph(line.part, first)
        for text in more:
            self._paragraph(_GOES_ON.get(line.part, line.part), text)

    def _paragraph(self, part: Part, text: str) -> None:
        look = {**_LOOKS.get(part, _LOOKS[Part.TEXT]), **(_GRAND.get(part, {}) if self.is_certificate else {})}
        article = _ARTICLE.match(text) if part is Part.HEADING else None
        if article:
            self.document.paragraph(article[2], bold_first=article[1], first_line=FIRST_LINE)
        elif part is Part.ANNEX:
            self._annex(text, look)
        else:
            self.document.paragraph(_BEFORE.get(part, "") + text, **look)

    def _annex(self, title: str, look: dict[str, Any]) -> None:
        """An annex has pages of its own, and a Roman number where there are several (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
        self.annexes += 1
        several = len(self._all(Part.ANNEX)) > 1
        self.document.new_section()
        self.document.paragraph(f"Phụ lục {_roman(self.annexes)}" if several else "Phụ lục", **look)
        self.document.paragraph(title, **look)

    def _bases(self, lines: list[Line], shown: list[Line]) -> None:
        """Each ends with a semicolon, the last of them all with a full stop (NĐ 30/2020/NĐ-CP, điều 8)."""
        grounds = [line for line in shown if line.part in (Part.BASIS, Part.SLANTED)]
        has_basis = any(line.part is Part.BASIS for line in grounds)
        for line in lines:
            words = filled(line.text, self.values)
            if line.part is Part.BASIS and not words.startswith("Căn cứ"):
                words = f"Căn cứ {words}"
            if has_basis:
                words = words.rstrip(" ;,.") + ("." if line is grounds[-1] else ";")
            self.document.paragraph(words, italic=True, first_line=FIRST_LINE)

    def _code(self, place: str, into: Any) -> None:
        address = self.values.get(place, "").strip()
        if address:
            self.document.code(address, side=32, into=into)
            self.document.paragraph(address, into=into, size=9, align="center", after=0)

    def _recipients(self, cell: Any, recipients: list[str]) -> None:
        self.document.paragraph(
            "Nơi nhận:", into=cell, size=12, bold=True, italic=True, align="left", before=6, after=0, keep=True
        )
        for words in recipients:
            end = "." if words is recipients[-1] else ";"
            self.document.paragraph(f"- {words.rstrip(' ;,.')}{end}", into=cell, size=11, align="left", after=0, keep=True)

    def _signature(self, cell: Any, offices: list[str], names: list[str]) -> None:
        for place, words in enumerate(offices):
            aside, before = words.startswith("("), 6 if place == 0 else 0
            self.document.paragraph(
                words, into=cell, bold=not aside, italic=aside, align="center", before=before, after=0, keep=True
            )
        for words in names or [""]:
            self.document.paragraph(words, into=cell, bold=True, align="center", before=60, after=0)


def _roman(number: int) -> str:
    """A whole number under forty."""
    return "X" * (number // 10) + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[number % 10]
