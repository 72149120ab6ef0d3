"""Labels drawn on pages: a code with its quiet zone, and words beside or below it."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.core.codes import matrix
from app.labels.stocks import Stock

MM = 72 / 25.4
_EDGE = 1.0  # mm of a label that stays white: no printer hits it exactly


@dataclass(frozen=True)
class Label:
    """What one label says: the address in its code, a title, the code to type, and smaller lines."""

    url: str
    title: str
    code: str
    lines: tuple[str, ...] = ()


def drawn(labels: Iterable[Label], stock: Stock) -> bytes:
    """A PDF with these labels, page after page."""
    from reportlab.pdfgen.canvas import Canvas

    from app.core.paper import letters

    letters()
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=tuple(side * MM for side in stock.page), pageCompression=1)
    codes = _Codes(canvas)
    for number, label in enumerate(labels):
        at = number % stock.on_a_page
        if number and at == 0:
            canvas.showPage()
        _draw(canvas, codes, label, stock, at)
    canvas.save()
    return buffer.getvalue()


class _Codes:
    """Codes of one document: the same address is drawn once and shown as often as wanted."""

    def __init__(self, canvas: Any) -> None:
        self._canvas, self._drawn = canvas, {}  # type: ignore[var-annotated]

    def show(self, url: str, *, x: float, y: float, side: float) -> None:
        """A code with its quiet zone in a square, its lower left corner at (x, y), in points."""
        if url not in self._drawn:
            if len(self._drawn) > 50:  # numbered pieces: each is drawn once anyway
                self._drawn.clear()
            self._drawn[url] = runs_of(matrix(url, quick=True))
        size, runs = self._drawn[url]
        module = side / size
        path = self._canvas.beginPath()
        for row, start, length in runs:
            path.rect(x + start * module, y + side - (row + 1) * module, length * module, module)
        self._canvas.drawPath(path, stroke=0, fill=1)


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


def _draw(canvas: Any, codes: _Codes, label: Label, stock: Stock, at: int) -> None:
    left, top = stock.place(at)
    x, y = left * MM, (stock.page[1] - top - stock.height) * MM
    width, height, edge = stock.width * MM, stock.height * MM, _EDGE * MM
    lying = stock.width >= stock.height * 1.25
    side = (height if lying else min(width, height * 0.62)) - 2 * edge
    code_x = x + edge if lying else x + (width - side) / 2
    codes.show(label.url, x=code_x, y=y + height - edge - side, side=side)
    if lying:
        _words(
            canvas, label, x=x + edge + side, top=y + height - edge, width=width - side - 2 * edge, height=height - 2 * edge
        )
    else:
        _words(
            canvas, label, x=x + edge, top=y + height - edge - side, width=width - 2 * edge, height=height - side - 2 * edge
        )


def _words(canvas: Any, label: Label, *, x: float, top: float, width: float, height: float) -> None:
    """As large as fits: the title in at most two lines, the code in one, the other lines while there is room."""
    from reportlab.lib.utils import simpleSplit

    from app.core.paper import letters

    regular, heavy = letters()
    size = max(5.0, min(9.0, height / 9))
    title = simpleSplit(label.title, heavy, size, width)[:2]
    code_size = min(size, size * width / max(canvas.stringWidth(label.code, heavy, size), 1))
    rest = [line for text in label.lines for line in simpleSplit(text, regular, size * 0.82, width)]
    y = top - size * 1.1
    for line in title:
        canvas.setFont(heavy, size)
        canvas.drawString(x, y, line)
        y -= size * 1.45
    canvas.setFont(heavy, code_size)
    canvas.drawString(x, y, label.code)
    y -= size * 1.35
    canvas.setFont(regular, size * 0.82)
    for line in rest:
        if y < top - height + size * 0.3:
            break
        canvas.drawString(x, y, line)
        y -= size * 1.2
