"""Papers made and read back."""

import io
from collections.abc import Iterator
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from app.papers.kinds import Kind, every_kind

MM = 36000  # English metric units


def kind(code: str) -> Kind:
    """One of the kinds by its code."""
    return next(one for one in every_kind() if one.code == code)


def with_line(template: str, line: str) -> tuple[str, int]:
    """A template with one more line at its end, and the number of that line."""
    lines = [*template.split("\n"), line]
    return "\n".join(lines), len(lines)


def opened(data: bytes) -> Any:
    """A .docx read back."""
    return Document(io.BytesIO(data))


def paragraphs_in(document: Any) -> Iterator[Paragraph]:
    """Every paragraph in its order, those in tables and in the head of the page included."""
    for element in document.element.body.iter(qn("w:p")):
        yield Paragraph(element, document)
    for section in document.sections:
        yield from section.header.paragraphs


def text_of(document: Any) -> str:
    """All its words."""
    return "\n".join(paragraph.text for paragraph in paragraphs_in(document))


def tables_with_lines(document: Any) -> list[Table]:
    """The tables a reader sees as such."""
    return [table for table in document.tables if table._tbl.tblPr.find(qn("w:tblBorders")) is not None]
