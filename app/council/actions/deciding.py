"""What the council concludes, and how it is made public: all of it in one batch, by one decision."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.chain import digest
from app.core.clock import utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.council.actions.holding import hold
from app.council.models import Case, CouncilSession, Outcome, SessionState
from app.council.open_data import cases_of, computed_from
from app.council.outcomes import Decided, Outcomes
from app.initiatives.models import AwardClass
from app.papers.models import Certificate


class Conclusion(NamedTuple):
    """What the council says of a case: the reason the public reads, and its order among equals, if the chair wrote one."""

    reason: str
    tie_order: int | None


def write_conclusions(session: CouncilSession, given: Mapping[int, Conclusion], *, by: Person) -> None:
    """Keep what the council says of each case, by number of the case. Raises `RuleBroken` outside of its time."""
    hold(session)
    session.must_be_nobody_s_stake(by)
    if session.state is not SessionState.COMPLETE:
        raise RuleBroken(_("Chỉ ghi kết luận sau khi mở niêm phong điểm và trước khi kết luận phiên."))
    for case in session.cases:
        case.reason, case.tie_order = given[case.id]
    session.conclusions_at = utcnow()
    orders = {case.initiative.code: case.tie_order for case in session.cases if case.tie_order is not None}
    session.record("council_sessions.write_conclusions", by=by, orders=orders)


def conclude(session: CouncilSession, *, by: Person) -> None:
    """The chair closes the session. Raises `RuleBroken` without quorum, or while a refusal has no reason."""
    hold(session)
    session.conclude(by=by)
    if any(row.outcome is Outcome.DECLINED and not row.case.reason for row in Outcomes(session).rows):
        raise RuleBroken(_("Có hồ sơ không được công nhận mà chưa ghi lý do."))


def publish(session: CouncilSession, *, by: Person, decision_number: str, decision_on: date, signer: str) -> None:
    """Make everything public at once: states, reasons, certificates, open data; all of it or nothing.

    Raises `RuleBroken` without quorum, for a number that another session of that year was published by, or when whoever
    publishes has a stake in one of the cases.
    """
    hold(session)
    session.must_be_nobody_s_stake(by)
    if not all(sheet.signings[-1].is_intact for case in session.cases for sheet in case.docket.counted):
        raise RuleBroken(_("Có phiếu không còn khớp với lúc ký. Hãy báo quản trị kiểm tra trước khi công bố."))
    rows, cases = Outcomes(session).rows, cases_of(session)
    sealed = digest(computed_from(session, cases))
    facts = {"by": by, "signer": signer, "results": cases, "digest": sealed}
    try:
        with db.session.begin_nested():
            session.publish(decision_number=decision_number, decision_on=decision_on, **facts)
    except sa.exc.IntegrityError:
        raise RuleBroken(_("Số quyết định này đã dùng cho một phiên khác trong năm.")) from None
    for row in rows:
        _decide(row, session, by, decision_number, decision_on)


def _decide(row: Decided, session: CouncilSession, by: Person, decision_number: str, decision_on: date) -> None:
    case: Case = row.case
    case.is_open, case.outcome = False, row.outcome
    case.award_class = AwardClass(row.result.award) if row.result and row.result.award else None
    if row.outcome is Outcome.RECOGNISED:
        case.initiative.recognise(
            by=by,
            decision_number=decision_number,
            decision_on=decision_on,
            award_class=case.award_class,
            rubric=session.rubric.words,
            reason=case.reason or None,
        )
        case.certificate = Certificate.new()
    elif row.outcome is Outcome.DECLINED:
        case.initiative.reject(by=by, decision_number=decision_number, decision_on=decision_on, reason=case.reason)
    else:
        case.initiative.carry_over(by=by, reason=case.reason or _("Chưa đủ phiếu chấm để kết luận."))
