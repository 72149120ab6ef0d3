"""Editions of the indicator set: the plan's, and those that a decision made of it."""

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person, Role
from app.commune.actions import plan
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.scorecard import queries
from app.scorecard.models import Edition, Indicator, Mode, Shape, Source

ENGLISH = Path(__file__).parents[1] / "data" / "english.json"
# The copy of the plan bears no number and no day.
PLAN = "Kế hoạch 2026–2030, phụ lục 2"
YEARS = range(2026, 2031)
_STEP = re.compile(r"(\d{1,8}(?:[.,]\d{1,2})?)\s*%?\s*=\s*(\d{1,8}(?:[.,]\d{1,2})?)\s*%?", re.ASCII)
COORDINATING = "vhxh"  # the plan, V.1.1: the office that answers for the whole
_SHAPES = {"boolean": Shape.YES_NO, "count": Shape.COUNT, "ratio": Shape.RATIO, "reduction": Shape.REDUCTION}
_MODES = {"proportional": Mode.PROPORTIONAL, "all_or_nothing": Mode.THRESHOLD}
_SOURCES = {"computed": Source.COMPUTED, "entered": Source.ENTERED, "hybrid": Source.BOTH}


def load_indicators() -> None:
    """Give every year of the plan its indicator set, where it has none. Safe to run again."""
    known = set(db.session.scalars(queries.years()))
    for year in YEARS:
        if year not in known:
            db.session.add(Edition(year=year, number=1, decision_number=PLAN, decision_on=None, indicators=of_plan()))


def of_plan() -> list[Indicator]:
    """The 23 indicators of the plan, with their English."""
    english = json.loads(ENGLISH.read_text(encoding="utf-8"))
    rows = [(group["no"], row) for group in plan()["kpi"]["groups"] for row in group["kpis"]]
    return [_indicator(position, part, row, english[row["code"]]) for position, (part, row) in enumerate(rows, 1)]


def _indicator(position: int, part: int, row: dict[str, Any], english: dict[str, str]) -> Indicator:
    entered_by = row["entered_by"] if isinstance(row["entered_by"], list) else [row["entered_by"]]
    return Indicator(
        code=row["code"],
        position=position,
        part=part,
        name=row["indicator_vi"],
        method=row["method_vi"],
        shape=_SHAPES[row["type"]],
        target=Decimal(1) if row["target"] is True else Decimal(str(row["target"])),
        max_points=Decimal(row["max_points"]),
        mode=_MODES[row["scoring"]["default"]],
        steps=[],
        unit_words=row["unit_vi"],
        numerator_words=row.get("numerator", ""),
        denominator_words=row.get("denominator", ""),
        source=_SOURCES[row["value_mode"]],
        entered_by=entered_by,
        evidence_words=row["evidence"],
        **english,
    )


def adopt_set(year: int, *, decision_number: str, decision_on: date, reason: str, by: Person) -> Edition:
    """Give a year outside the plan the indicators of the plan, by a decision. Raises `RuleBroken` when it has a set."""
    return _add(Edition(year=year, number=1, indicators=of_plan()), decision_number, decision_on, reason, by)


def adjust(
    edition: Edition,
    code: str,
    facts: Mapping[str, Any],
    *,
    decision_number: str,
    decision_on: date,
    reason: str,
    by: Person,
) -> Edition:
    """Change what one indicator asks, from now on for the whole year, as a new edition; the earlier stays readable.

    Raises `RuleBroken` for a closed year, a day to come, and when somebody made another edition meanwhile.
    """
    made = _next(edition)
    indicator = made.indicator(code)
    if indicator is None:
        raise RuleBroken(_("Phiên bản này không có chỉ số %(code)s.", code=code))
    for name, value in facts.items():
        setattr(indicator, name, value)
    indicator.steps = _read_steps(indicator)
    return _add(made, decision_number, decision_on, reason, by)


def add_local(
    edition: Edition, facts: Mapping[str, Any], *, decision_number: str, decision_on: date, reason: str, by: Person
) -> Edition:
    """Add an indicator of the commune's own, entered with proof, apart from the hundred points. Raises `RuleBroken`."""
    made = _next(edition)
    number = 1 + max((int(one.code[1:]) for one in made.indicators if one.is_local), default=0)
    position = 1 + max(one.position for one in made.indicators)
    place = {
        "code": f"R{number}",
        "position": position,
        "is_local": True,
        "source": Source.ENTERED,
        "entered_by": [COORDINATING],
    }
    made.indicators.append(Indicator(**place, mode=Mode.PROPORTIONAL, steps=[], **facts))
    return _add(made, decision_number, decision_on, reason, by)


def _next(edition: Edition) -> Edition:
    return Edition(year=edition.year, number=edition.number + 1, indicators=[one.copied() for one in edition.indicators])


def _add(made: Edition, decision_number: str, decision_on: date, reason: str, by: Person) -> Edition:
    if db.session.scalar(queries.closed(made.year)):
        raise RuleBroken(_("Năm %(year)d đã chốt. Hãy mở lại năm trước khi đổi bộ chỉ số.", year=made.year))
    for one in made.indicators:
        one.must_be_reachable()
    if decision_on > today():
        raise RuleBroken(_("Ngày quyết định không thể ở tương lai."))
    made.decision_number, made.decision_on, made.reason = decision_number, decision_on, reason
    add_once(made, _("Có người vừa đổi bộ chỉ số của năm này. Hãy xem lại."))
    facts = {"edition": made.public_name, "decision_number": decision_number}
    made.record("editions.make", by=by, role=by.acts_as(Role.COORDINATOR), reason=reason, facts=facts)
    return made


def _read_steps(indicator: Indicator) -> list[list[str]]:
    """The steps in order. Raises `RuleBroken` when they do not rise, or reach beyond the target."""
    if indicator.mode is not Mode.STEPS:
        return []
    steps = sorted((Decimal(least), Decimal(share)) for least, share in indicator.steps)
    if not steps or any(not 0 < least < indicator.target or not 0 < share < 1 for least, share in steps):
        raise RuleBroken(_("Mỗi mức phải thấp hơn chỉ tiêu và được một phần điểm, từ trên 0 đến dưới 100 %."))
    if any(one[0] == other[0] or one[1] >= other[1] for one, other in pairwise(steps)):
        raise RuleBroken(_("Mức cao hơn phải được nhiều điểm hơn."))
    return [[str(least), str(share)] for least, share in steps]


def steps_of(text: str, shape: Shape) -> list[tuple[str, str]]:
    """Steps as they are typed, “50=40; 70=60”: from such a value on such a part of the points, in percent.

    Raises `RuleBroken` for what cannot be read.
    """
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        pair = _STEP.fullmatch(part)
        if pair is None:
            raise RuleBroken(_("Viết các mức như: 50=40; 70=60 (từ 50 trở lên được 40 %% số điểm)."))
        least, share = (Decimal(number.replace(",", ".")) for number in pair.groups())
        found.append((str(least / 100 if shape in (Shape.RATIO, Shape.REDUCTION) else least), str(share / 100)))
    return found
