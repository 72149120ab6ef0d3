"""What the office decides: refusals with four eyes, pilots with their proofs."""

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from app.accounts.models import Person
from app.commune.models import Unit
from app.core.workflow import RuleBroken, add_once
from app.initiatives.actions.attaching import Proof, prove
from app.initiatives.models import Initiative, Pilot, Refusal, State


def propose_refusal(initiative: Initiative, *, by: Person, reason: str) -> Refusal:
    """Propose “chưa làm được”; a second person decides. Raises `RuleBroken`."""
    if not initiative.allows("decline"):
        raise RuleBroken(_("Chỉ đề xuất từ chối khi sáng kiến đang chờ xem hoặc đang lấy ý kiến."))
    refusal = Refusal(initiative=initiative, proposed_by_id=by.id, reason=reason)
    add_once(refusal, _("Đã có một đề xuất từ chối đang chờ người thứ hai."))
    refusal.record("refusals.propose", by=by, reason=reason)
    return refusal


def confirm_refusal(refusal: Refusal, *, by: Person) -> None:
    """The second person agrees: the initiative is declined with the reason that was proposed. Raises `RuleBroken`."""
    refusal.confirm(by=by)
    refusal.initiative.decline(by=by, reason=refusal.reason)


def start_pilot(
    initiative: Initiative, *, by: Person, unit: Unit, place: str, starts_on: date, ends_on: date, measure: str
) -> None:
    """Try it out at one place for a time. Raises `RuleBroken`."""
    if ends_on < starts_on:
        raise RuleBroken(_("Ngày kết thúc thí điểm không thể trước ngày bắt đầu."))
    pilot = Pilot(unit=unit, place=place, starts_on=starts_on, ends_on=ends_on, measure=measure)
    initiative.start_pilot(by=by, pilot=pilot)


def end_pilot(initiative: Initiative, *, by: Person, result: str, figures: str, proofs: Iterable[Proof]) -> None:
    """Write down the result with its proofs. Raises `RuleBroken`, or `files.RefusedFile` for a proof."""
    if initiative.state is State.PILOTING and (pilot := initiative.running_pilot):
        prove(initiative, proofs, by=by, pilot=pilot)
    initiative.end_pilot(by=by, result=result, figures=figures)
