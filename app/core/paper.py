"""Things to print: the house's own letters, and codes that a phone reads from paper."""

from functools import cache
from importlib.resources import files as package_files
from typing import Any

from markupsafe import escape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph

from app.core.codes import matrix


@cache
def letters() -> tuple[str, str]:
    """The names of the regular and the bold font, known to the printer from the first call on."""
    names = ("BeVietnamPro-Regular", "BeVietnamPro-Bold")
    for name in names:
        path = package_files("fontpkg_be_vietnam_pro") / "files" / f"{name}.ttf"
        pdfmetrics.registerFont(TTFont(name, str(path)))
    return names


def qr(canvas: Any, text: str, *, x: float, y: float, side: float) -> None:
    """Draw a QR code with its quiet zone, error level M, lower left corner at (x, y), all in points."""
    rows = matrix(text)
    module = side / len(rows)
    for down, row in enumerate(rows):
        for across, dark in enumerate(row):
            if dark:
                canvas.rect(x + across * module, y + side - (down + 1) * module, module, module, stroke=0, fill=1)


def written(canvas: Any, text: str, *, x: float, top: float, width: float, size: float, bold: bool = False) -> float:
    """Set a text into lines of a width, its upper edge at `top`; returns where the next may begin."""
    regular, heavy = letters()
    style = ParagraphStyle("text", fontName=heavy if bold else regular, fontSize=size, leading=size * 1.35)
    paragraph = Paragraph(str(escape(text)).replace("\n", "<br/>"), style)
    _width, height = paragraph.wrapOn(canvas, width, top)
    paragraph.drawOn(canvas, x, top - height)
    return float(top - height)
