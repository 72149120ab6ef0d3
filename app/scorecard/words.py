"""The words and tables in which figures of the set are read."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from app.core.i18n import quantity
from app.scorecard.models import Indicator, Shape
from app.scorecard.outcomes import Line, Scorecard
from app.scorecard.scoring import cut


def table_of(card: Scorecard) -> list[list[Any]]:
    """The set as rows: head, indicators, sum."""
    head = [_("Mã"), _("Chỉ số"), _("Cách tính"), _("Kết quả"), _("Điểm tối đa"), _("Điểm tự chấm"), _("Điểm thẩm định")]
    rows = [[line.code, line.indicator.name, line.indicator.method, figure(line), *_marks(line)] for line in card.lines]
    own = [[line.code, line.indicator.name, line.indicator.method, figure(line), *_marks(line)] for line in card.local]
    total = ["", _("Tổng điểm"), "", str(card.band.label), 100, _cell(card.total), _cell(card.verified_total)]
    apart = [["", _("Chỉ số riêng của xã, ngoài 100 điểm"), "", "", "", "", ""], *own] if own else []
    return [head, *rows, total, *apart]


def wanted(indicator: Indicator) -> str:
    """A target in figures, as people read it: “8”, “90 %”, “có”."""
    if indicator.shape is Shape.YES_NO:
        return _("có")
    if indicator.shape is Shape.COUNT:
        return quantity(indicator.target)
    return _("%(share)s %%", share=quantity(100 * indicator.target))


def _marks(line: Line) -> list[Any]:
    return [line.indicator.max_points, _cell(line.points), _cell(line.verified_points)]


def _cell(value: Fraction | None) -> Decimal | str:
    return "" if value is None else cut(value)


def figure(line: Line) -> str:
    """A figure as people read it: “6”, “87,5 %”, “có”, “chưa có số liệu”."""
    if line.value is None:
        return _("chưa có số liệu")
    shape = line.indicator.shape
    if shape is Shape.YES_NO:
        return _("có") if line.value else _("không")
    if shape is Shape.COUNT:
        return quantity(line.numerator or Decimal(0))
    return _("%(share)s %%", share=quantity(cut(100 * line.value)))


def score(value: Fraction | Decimal | str | None) -> str:
    """Points as people read them, cut to two places, as a snapshot keeps them too; a dash where there are none yet."""
    if value is None:
        return "–"
    if isinstance(value, str):
        value = Fraction(value)
    return quantity(value if isinstance(value, Decimal) else cut(value))


def part_names() -> dict[int, str]:
    """The five parts of the plan's set."""
    return {
        1: _("Nhận thức, điều hành"),
        2: _("Hạ tầng số, dữ liệu"),
        3: _("Ứng dụng trong quản lý nhà nước"),
        4: _("Đổi mới sáng tạo trong kinh tế - xã hội"),
        5: _("Người dân, doanh nghiệp tham gia"),
    }
