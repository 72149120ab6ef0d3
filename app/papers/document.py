"""A .docx being written: page, paragraphs, tables, rules, as NĐ 30/2020/NĐ-CP (Phụ lục I) measures them.

Only written, never read: nobody's document is opened here.
"""

import copy
import io
import re
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from PIL import Image

from app.core.clock import utcnow
from app.core.codes import matrix
from app.papers.kinds import Column, Format, Rows

FONT, LANGUAGE = "Times New Roman", "vi-VN"
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 20  # millimetres
BODY, SMALL, TABLE = 14, 11, 12  # points
FIRST_LINE = 12.7
ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
_OF_RUNS = {"size", "bold", "italic"}
_KEPT_STYLES = {"Normal", "Default Paragraph Font", "Normal Table", "No List"}
# What XML cannot hold, and marks that would turn the reading direction.
_HARMFUL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|[\u202a-\u202e\u2066-\u2069]")


class WordDocument:
    """One document of one section."""

    def __init__(self, *, format: Format, title: str) -> None:
        self._document = Document()
        self._looks: dict[tuple[Any, ...], Any] = {}  # properties made once: a table has thousands of cells that look alike
        self._set_up(title)
        self.width = self._lay(format)

    def paragraph(self, text: str, *, into: Any = None, bold_first: str = "", **look: Any) -> Any:
        """A paragraph at the end of the document or of a cell; `bold_first` is set bold before the text."""
        made = self._empty(into)
        self._shape(made, **{name: look.pop(name) for name in list(look) if name not in _OF_RUNS})
        if bold_first:
            self._run(made, bold_first, **{**look, "bold": True})
        self._run(made, text, **look)
        if not text:  # the height of a paragraph without letters is that of its mark
            made._p.get_or_add_pPr().append(copy.deepcopy(made.runs[0]._r.rPr))
        return made

    def rule(self, length: float, *, into: Any = None, within: float | None = None, after: float = 6) -> None:
        """A line of a length in millimetres in the middle: the lower border of a paragraph that is as narrow."""
        made = self.paragraph("", into=into, size=2, align="center", after=after, keep=True)
        side = Mm(((within or self.width) - length) / 2)
        made.paragraph_format.left_indent = made.paragraph_format.right_indent = side
        self._thin(made)
        borders = _element("w:pBdr")
        borders.append(_element("w:bottom", val="single", sz="6", space="0", color="000000"))
        made._p.get_or_add_pPr().insert_element_before(
            borders, *("w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
        )  # fmt: skip

    def columns(self, left: float, right: float, *, rows: int = 1) -> list[tuple[Any, Any]]:
        """Rows of two cells without borders, none parted by a page; left and right are parts of the width."""
        table = self._table([self.width * share / (left + right) for share in (left, right)], margins=0)
        made = [table.add_row() for _ in range(rows)]
        for row in made:
            _never_split(row)
        return [(row.cells[0], row.cells[1]) for row in made]

    def table(self, columns: tuple[Column, ...], rows: Rows, *, none: str) -> None:
        """A table with lines around its cells, its head again on each page; `none` stands in it when there are no rows."""
        self.keep_last()
        size = TABLE if len(columns) < 5 else SMALL
        total = sum(column.share for column in columns)
        table = self._table([self.width * column.share / total for column in columns], margins=1.2)
        _border(table)
        head = table.add_row()
        head._tr.get_or_add_trPr().append(_element("w:tblHeader", val="true"))
        for column, cell in zip(columns, head.cells, strict=True):
            self.paragraph(column.title, into=cell, size=size, bold=True, align="center", after=2, before=2, keep=True)
        for row in rows:
            line = table.add_row()
            for column, cell, value in zip(columns, line.cells, row, strict=True):
                for part in str(value).split("\n"):
                    self.paragraph(part, into=cell, size=size, align=column.align, after=1, before=1)
        if not rows:
            cells = table.add_row().cells
            self.paragraph(none, into=cells[0].merge(cells[-1]), size=size, italic=True, align="center", after=2, before=2)
        for line in table.rows:
            _never_split(line)
        self._thin(self.paragraph("", size=2, after=4))

    def code(self, text: str, *, side: float, into: Any = None) -> None:
        """A QR code with its quiet zone, so many millimetres wide."""
        rows = matrix(text)
        picture = Image.new("1", (len(rows), len(rows)), 1)
        for y, row in enumerate(rows):
            for x, dark in enumerate(row):
                picture.putpixel((x, y), 0 if dark else 1)
        stream = io.BytesIO()
        picture.resize((len(rows) * 8, len(rows) * 8), Image.Resampling.NEAREST).save(stream, "PNG")
        stream.seek(0)
        made = self.paragraph("", into=into, align="center", after=0)
        made.runs[0].add_picture(stream, width=Mm(side))

    def new_page(self, made: Any) -> None:
        """Let a paragraph begin a page."""
        made.paragraph_format.page_break_before = True

    def new_section(self) -> None:
        """Begin a page that is counted from one again, and as on the first page its number is not shown."""
        section = self._document.add_section(WD_SECTION.NEW_PAGE)
        self._thin(self._document.paragraphs[-1])
        for old in section._sectPr.findall(qn("w:pgNumType")):
            section._sectPr.remove(old)
        section._sectPr.find(qn("w:cols")).addprevious(_element("w:pgNumType", start="1"))

    def keep_last(self) -> None:
        """Never part what was written last from what comes next."""
        if self._document.paragraphs:
            self._document.paragraphs[-1].paragraph_format.keep_with_next = True

    def file(self) -> bytes:
        """The finished document; behind a table at its end stands a paragraph, as programs expect."""
        last = self._document.element.body[-2:]
        if len(last) == 2 and last[0].tag == qn("w:tbl"):
            self._thin(self.paragraph("", size=2, after=0))
        stream = io.BytesIO()
        self._document.save(stream)
        return stream.getvalue()

    def _empty(self, into: Any) -> Any:
        if into is None:
            return self._document.add_paragraph()
        fresh = len(into.paragraphs) == 1 and not into.paragraphs[0].runs
        return into.paragraphs[0] if fresh else into.add_paragraph()

    def _shape(
        self,
        made: Any,
        *,
        align: str = "justify",
        first_line: float = 0,
        before: float = 0,
        after: float = 6,
        keep: bool = False,
    ) -> None:
        key = (align, first_line, before, after, keep)
        if key in self._looks:
            made._p.insert(0, copy.deepcopy(self._looks[key]))
            return
        shape = made.paragraph_format
        shape.alignment = ALIGNED[align]
        shape.first_line_indent = Mm(first_line) if first_line else None
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
        shape.widow_control = True
        shape.keep_with_next = keep or None
        self._looks[key] = copy.deepcopy(made._p.pPr)

    def _thin(self, made: Any) -> None:
        """A paragraph that is there for its border or its space alone."""
        made.paragraph_format.line_spacing_rule, made.paragraph_format.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(3)

    def _run(self, made: Any, text: str, *, size: float = BODY, bold: bool = False, italic: bool = False) -> None:
        run, key = made.add_run(_HARMFUL.sub("", text)), (size, bold, italic)
        if key in self._looks:
            run._r.insert(0, copy.deepcopy(self._looks[key]))
            return
        run.font.size, run.font.bold, run.font.italic = Pt(size), bold, italic
        _letters(run._r.get_or_add_rPr())
        self._looks[key] = copy.deepcopy(run._r.rPr)

    def _table(self, widths: list[float], *, margins: float) -> Any:
        table = self._document.add_table(0, len(widths))
        table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        around = _element("w:tblCellMar")
        for side in ("left", "right"):
            around.append(_element(f"w:{side}", w=str(Mm(margins).twips), type="dxa"))
        table._tbl.tblPr.find(qn("w:tblLook")).addprevious(around)
        return table

    def _set_up(self, title: str) -> None:
        """Take what the library's blank document brings of its own out of it."""
        document = self._document
        about = document.core_properties
        about.author = about.last_modified_by = "Ủy ban nhân dân xã Nam Thanh Miện"
        about.title, about.comments, about.keywords, about.language = title[:250], "", "", LANGUAGE
        about.created = about.modified = utcnow().replace(tzinfo=None)
        for style in list(document.styles):
            if style.name not in _KEPT_STYLES:
                style.element.getparent().remove(style.element)
        for rel in [rel for rel in document.part.package.rels.values() if rel.reltype.endswith("/thumbnail")]:
            del document.part.package.rels[rel.rId]
        defaults = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
        for element in list(defaults):
            defaults.remove(element)
        _letters(defaults)
        normal = document.styles["Normal"]
        normal.font.size, normal.font.color.rgb = Pt(BODY), RGBColor(0, 0, 0)
        _letters(normal.element.get_or_add_rPr())

    def _lay(self, format: Format) -> float:
        """Lay out the page and its numbers; the width between the margins in millimetres."""
        section = self._document.sections[0]
        wide, certificate = format is not Format.PORTRAIT, format is Format.CERTIFICATE
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        width, height = (297, 210) if wide else (210, 297)
        left = RIGHT if certificate else LEFT
        section.page_width, section.page_height = Mm(width), Mm(height)
        section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
        section.left_margin, section.right_margin = Mm(left), Mm(RIGHT)
        section.header_distance = section.footer_distance = Mm(10)
        section.different_first_page_header_footer = True
        number = section.header.paragraphs[0]
        number.style = self._document.styles["Normal"]
        self._shape(number, align="center", after=0)
        for kind, words in (("begin", None), (None, " PAGE "), ("separate", None), ("text", "2"), ("end", None)):
            self._run(number, "" if kind != "text" else str(words), size=13)
            if kind in ("begin", "separate", "end"):
                number.runs[-1]._r.append(_element("w:fldChar", fldCharType=kind))
            elif kind is None:
                asked = _element("w:instrText")
                asked.set(qn("xml:space"), "preserve")
                asked.text = words
                number.runs[-1]._r.append(asked)
        if certificate:
            frame = _element("w:pgBorders", offsetFrom="page")
            for side in ("top", "left", "bottom", "right"):
                frame.append(_element(f"w:{side}", val="thinThickSmallGap", sz="24", space="24", color="7A1F1F"))
            section._sectPr.find(qn("w:pgMar")).addnext(frame)
        return float(width - left - RIGHT)


def _element(name: str, **values: str) -> Any:
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _letters(properties: Any) -> None:
    """The font of every script and the language: an attribute that is missing lets a program take its own font."""
    fonts = properties.get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FONT)
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(_element("w:lang", val=LANGUAGE, eastAsia=LANGUAGE))


def _border(table: Any) -> None:
    borders = _element("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color="000000"))
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)


def _never_split(row: Any) -> None:
    properties = row._tr.get_or_add_trPr()
    if properties.find(qn("w:cantSplit")) is None:
        properties.insert(0, _element("w:cantSplit", val="true"))
