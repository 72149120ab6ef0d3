"""Figures entered, looked at by somebody else, and checked on the spot."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.scorecard import queries
from app.scorecard.models import VERIFIERS, Indicator, Reading, Review, SiteCheck, Source, must_make_sense
from app.scorecard.outcomes import Line


def reading_of(year: int, indicator: Indicator) -> Reading:
    """The reading of an indicator, begun now if nobody did before. Raises `RuleBroken` for one that is only computed."""
    if indicator.source is Source.COMPUTED:
        raise RuleBroken(_("Chỉ số này hệ thống đếm từ hồ sơ, không nhập tay."))
    found = db.session.scalar(queries.reading(year, indicator.code))
    if found is None:
        found = Reading(year=year, code=indicator.code)
        add_once(found, _("Có người vừa nhập chỉ số này. Hãy xem lại."))
    return found


def review(
    year: int,
    line: Line,
    numerator: Decimal | None,
    denominator: Decimal | None,
    *,
    note: str,
    entered_by: int | None,
    by: Person,
) -> Review:
    """Say what the figure is found to be. Raises `RuleBroken` for one's own, for none, and for another without a reason."""
    if line.numerator is None or line.lacks_proof:
        raise RuleBroken(_("Chỉ số này chưa có số liệu kèm minh chứng để thẩm định."))
    if line.is_entered and entered_by == by.id:
        raise RuleBroken(_("Người nhập số liệu không tự thẩm định được. Cần một người khác."))
    if numerator is None:
        raise RuleBroken(_("Chưa ghi số thẩm định."))
    must_make_sense(line.indicator, numerator, denominator)
    if (numerator, denominator) != (line.numerator, line.denominator) and not note:
        raise RuleBroken(_("Hãy ghi vì sao số liệu thẩm định khác số tự chấm."))
    found = Review(
        year=year,
        code=line.code,
        saw_numerator=line.numerator,
        saw_denominator=line.denominator,
        saw_entered=line.is_entered,
        numerator=numerator,
        denominator=denominator,
        note=note,
        by=by,
    )
    db.session.add(found)
    facts = {"numerator": str(numerator), "denominator": None if denominator is None else str(denominator)}
    found.record("reviews.make", by=by, role=by.acts_as(*VERIFIERS), facts=facts)
    return found


def check_on_site(year: int, code: str, facts: Mapping[str, Any], *, key: str, by: Person) -> SiteCheck:
    """Note a visit on the spot; the same form again is the same visit. Raises `RuleBroken` for a day that makes no sense."""
    made = SiteCheck(year=year, code=code, sent_key=key[:40], by_id=by.id, **facts)
    made.must_be_over()
    add_once(made, _("Lần kiểm tra này đã ghi rồi."))
    made.record("site_checks.make", by=by, role=by.acts_as(*VERIFIERS), facts={"on": made.on.isoformat()})
    return made
