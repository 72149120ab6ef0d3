"""What labels are printed on: common sheets and rolls, and whatever somebody measured."""

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.workflow import RuleBroken

A4 = (210.0, 297.0)
# A module of the code must be this wide, in mm, for a cheap printer to draw it and a cheap phone to read it.
MODULE_MM = 0.38


@dataclass(frozen=True)
class Stock:
    """Measures in mm: the page, its margins to the first label, one label, the gaps between; labels across and down."""

    page: tuple[float, float]
    left: float
    top: float
    width: float
    height: float
    across: int
    down: int
    gap_x: float = 0.0
    gap_y: float = 0.0

    @property
    def on_a_page(self) -> int:
        """How many labels a page has."""
        return self.across * self.down

    def place(self, number: int) -> tuple[float, float]:
        """Left and upper edge of a label on its page, counted from 0, in mm from the upper left corner of the page."""
        row, column = divmod(number, self.across)
        return self.left + column * (self.width + self.gap_x), self.top + row * (self.height + self.gap_y)

    def check(self, modules: int) -> None:
        """Raises `RuleBroken` when the labels do not fit on the page, or a code of so many modules not on a label."""
        wide = self.left + self.across * self.width + (self.across - 1) * self.gap_x
        tall = self.top + self.down * self.height + (self.down - 1) * self.gap_y
        if wide > self.page[0] + 0.5 or tall > self.page[1] + 0.5:
            raise RuleBroken(_("Tem không vừa trang giấy: hãy đo lại lề, cỡ tem và khoảng cách."))
        least = modules * MODULE_MM
        if min(self.width, self.height) - 2 < least:
            raise RuleBroken(_("Tem nhỏ quá, mã sẽ khó quét. Mỗi cạnh cần ít nhất %(num)d mm.", num=round(least + 2.5)))

    def as_json(self) -> dict[str, Any]:
        """The measures, to be written down with a run."""
        return {**self.__dict__, "page": list(self.page)}

    @classmethod
    def of_json(cls, told: dict[str, Any]) -> "Stock":
        """The measures as they were written down."""
        return cls(**{**told, "page": tuple(told["page"])})


# Words on screen and measures; the sheets are those every stationer in the district has.
STOCKS: dict[str, tuple[Any, Stock]] = {
    "a4-21": (_l("Giấy A4, 21 tem 63,5 × 38,1 mm"), Stock(A4, 7.2, 15.1, 63.5, 38.1, 3, 7, 2.5)),
    "a4-14": (_l("Giấy A4, 14 tem 99,1 × 38,1 mm"), Stock(A4, 4.7, 15.1, 99.1, 38.1, 2, 7, 2.5)),
    "a4-24": (_l("Giấy A4, 24 tem 70 × 37 mm, sát nhau"), Stock(A4, 0.0, 0.0, 70.0, 37.0, 3, 8)),
    "a4-40": (_l("Giấy A4, 40 tem 48,5 × 25,4 mm"), Stock(A4, 8.0, 21.5, 48.5, 25.4, 4, 10)),
    "roll-50-30": (_l("Cuộn tem 50 × 30 mm, máy in nhiệt"), Stock((50.0, 30.0), 0.0, 0.0, 50.0, 30.0, 1, 1)),
}
FREE = "free"
