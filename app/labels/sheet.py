"""Labels drawn on pages: a code with its quiet zone, and words beside or below it."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.core.codes import matrix
from app.core.workflow import RuleBroken
from app.labels.stocks import Stock

MM = 72 / 25.4
_EDGE = 1.0  # mm of a label that stays white: no printer hits it exactly
_ROOMY_MM = 0.45  # a module of a code that makes room for words; `Stock.check` wants less
_LEADING = 1.25
# In points: letters most eyes read, and the smallest that may be (small x is 0.9 mm tall then, as on packs of food).
_READABLE, _SMALL = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0), (5.75, 5.5, 5.25, 5.0)


@dataclass(frozen=True)
class Label:
    """What one label says: an address as a code, a title, the code to type, smaller lines; `more` where there is room."""

    url: str
    title: str
    code: str
    lines: tuple[str, ...] = ()
    more: str = ""


def drawn(labels: Iterable[Label], stock: Stock) -> bytes:
    """A PDF with these labels, page after page."""
    from reportlab.pdfgen.canvas import Canvas

    from app.core.paper import letters

    letters()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=tuple(side * MM for side in stock.page), pageCompression=1)
    codes, layout = _Codes(canvas), None
    for number, label in enumerate(labels):
        at = number % stock.on_a_page
        if number and at == 0:
            canvas.showPage()
        layout = _laid(label, stock, codes.modules(label.url), layout)
        if layout is None:
            raise ValueError("this label has no room for its words")
        _draw(canvas, codes, label, layout, stock, at)
    canvas.save()
    return buffer.getvalue()


class _Codes:
    """Codes of one document: the same address is drawn once and shown as often as wanted."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        self._drawn: dict[str, tuple[int, list[tuple[int, int, int]]]] = {}

    def modules(self, url: str) -> int:
        """How many modules wide its code is, quiet zone included."""
        return self._runs(url)[0]

    def show(self, url: str, *, x: float, y: float, side: float) -> None:
        """A code with its quiet zone in a square, its lower left corner at (x, y), in points."""
        size, runs = self._runs(url)
        module = side / size
        path = self._canvas.beginPath()
        for row, start, length in runs:
            path.rect(x + start * module, y + side - (row + 1) * module, length * module, module)
        self._canvas.drawPath(path, stroke=0, fill=1)

    def _runs(self, url: str) -> tuple[int, list[tuple[int, int, int]]]:
        if url not in self._drawn:
            if len(self._drawn) > 50:  # numbered pieces: each is drawn once anyway
                self._drawn.clear()
            self._drawn[url] = runs_of(matrix(url, quick=True))
        return self._drawn[url]


def runs_of(rows: list[list[bool]]) -> tuple[int, list[tuple[int, int, int]]]:
    """The dark modules of a code as horizontal runs: how many modules wide it is, and (row, from, how many)."""
    runs = []
    for down, row in enumerate(rows):
        across = 0
        while across < len(row):
            if row[across]:
                start = across
                while across < len(row) and row[across]:
                    across += 1
                runs.append((down, start, across - start))
            across += 1
    return len(rows), runs


def modules_of(url: str) -> int:
    """How many modules wide the code of an address is, quiet zone included."""
    return len(matrix(url, quick=True))


def check(label: Label, stock: Stock) -> None:
    """Raises `RuleBroken` when a label of this stock has no room for the code, or for all that must be read on it."""
    stock.check(modules_of(label.url))
    if _laid(label, stock, modules_of(label.url)) is None:
        raise RuleBroken(_("Tem nhỏ quá, không đủ chỗ cho chữ. Hãy chọn tem to hơn, hoặc rút ngắn tên sản phẩm."))


@dataclass(frozen=True)
class _Layout:
    """How wide the code is and how large the words, in points; the words in lines, with font and size of each."""

    side: float
    size: float
    lines: list[tuple[str, str, float]]


def _laid(label: Label, stock: Stock, modules: int, before: _Layout | None = None) -> _Layout | None:
    """As large as everything fits, None when it does not: labels of one order alike, as long as they fit."""
    inside = min(stock.width, stock.height if _is_lying(stock) else stock.height * 0.62) - 2 * _EDGE
    whole, least = inside * MM, min(inside, modules * _ROOMY_MM) * MM
    ways = [(side, size) for sizes in (_READABLE, _SMALL) for side in (whole, least) for size in sizes]
    for side, size in [(before.side, before.size), *ways] if before else ways:
        width, height = _room(stock, side)
        for said in ((*label.lines, label.more), label.lines):
            lines = _lines(label, said, size, width) if width > 0 else []
            if lines and sum(tall for *_what, tall in lines) * _LEADING <= height:
                return _Layout(side, size, lines)
    return None


def _lines(label: Label, said: tuple[str, ...], size: float, width: float) -> list[tuple[str, str, float]]:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    from app.core.paper import letters

    regular, heavy = letters()
    small = max(size * 0.85, _SMALL[-1])
    title = [(line, heavy, size) for line in _split(label.title, heavy, size, width)]
    code = (label.code, heavy, size * min(1, width / stringWidth(label.code, heavy, size)))  # whole, to be typed
    return [*title, code, *((line, regular, small) for text in said for line in _split(text, regular, small, width))]


def _split(text: str, font: str, size: float, width: float) -> list[str]:
    """Lines no wider than this; a word that is, such as an address, goes on in the next."""
    from reportlab.lib.utils import simpleSplit
    from reportlab.pdfbase.pdfmetrics import stringWidth

    lines: list[str] = []
    for line in simpleSplit(text, font, size, width):
        rest = line
        while len(rest) > 1 and stringWidth(rest, font, size) > width:
            fits = next(n for n in range(len(rest) - 1, 0, -1) if n == 1 or stringWidth(rest[:n], font, size) <= width)
            fits = max(rest.rfind(mark, 0, fits) + 1 for mark in "./") or fits
            lines.append(rest[:fits])
            rest = rest[fits:]
        lines.append(rest)
    return lines


def _is_lying(stock: Stock) -> bool:
    """Words stand beside the code on labels that are wider than tall, else below it."""
    return stock.width >= stock.height * 1.25


def _room(stock: Stock, side: float) -> tuple[float, float]:
    """Width and height of what is left for words, in points."""
    width, height, edge = stock.width * MM, stock.height * MM, _EDGE * MM
    if _is_lying(stock):
        return width - side - 3 * edge, height - 2 * edge
    return width - 2 * edge, height - side - 2 * edge


def _draw(canvas: Any, codes: _Codes, label: Label, layout: _Layout, stock: Stock, at: int) -> None:
    left, top = stock.place(at)
    edge, side = _EDGE * MM, layout.side
    x, y = left * MM + edge, (stock.page[1] - top) * MM - edge
    lying = _is_lying(stock)
    codes.show(label.url, x=x if lying else x + (stock.width * MM - 2 * edge - side) / 2, y=y - side, side=side)
    x, y = (x + side + edge, y) if lying else (x, y - side)
    for text, font, size in layout.lines:
        y -= size * _LEADING
        canvas.setFont(font, size)
        canvas.drawString(x, y + size * 0.3, text)
