"""Putting into practice: proposed with proofs, confirmed by a leader, copied elsewhere."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _

from app.accounts.models import Person, Role
from app.commune.models import Village
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.initiatives.actions.attaching import Proof, prove
from app.initiatives.models import Adoption, AdoptionState, Initiative, Replication, State


def propose_adoption(initiative: Initiative, *, by: Person, proofs: Iterable[Proof], **facts: Any) -> Adoption:
    """Propose that this is truly applied; decision and proofs may follow before a leader looks. Raises `RuleBroken`."""
    if not initiative.allows("adopt"):
        raise RuleBroken(_("Chỉ đề xuất áp dụng khi sáng kiến đang thí điểm hoặc đã được công nhận."))
    adoption = Adoption(initiative_id=initiative.id, proposed_by_id=by.id)
    adoption.state_facts(**facts)
    add_once(adoption, _("Đã có một đề xuất áp dụng đang chờ lãnh đạo."))
    db.session.expire(initiative, ["adoptions"])
    adoption.record("adoptions.propose", by=by)
    add_proofs(adoption, by=by, proofs=proofs)
    return adoption


def complete_adoption(adoption: Adoption, *, by: Person, proofs: Iterable[Proof], **facts: Any) -> None:
    """Supply what a proposal lacked. Raises `RuleBroken`."""
    adoption.state_facts(**facts)
    adoption.record("adoptions.complete", by=by)
    add_proofs(adoption, by=by, proofs=proofs)


def add_proofs(adoption: Adoption, *, by: Person, proofs: Iterable[Proof]) -> None:
    """Further proofs of an adoption that a leader has not confirmed."""
    if adoption.state is not AdoptionState.PROPOSED:
        raise RuleBroken(_("Đề xuất này đã được xử lý, không sửa được nữa."))
    prove(adoption.initiative, proofs, by=by, adoption=adoption)


def confirm_adoption(adoption: Adoption, *, by: Person) -> None:
    """A leader says: this is truly applied. From now on it counts in the year of its date."""
    adoption.confirm(by=by)
    adoption.initiative.adopt(by=by, adoption=adoption)


def revoke_adoption(adoption: Adoption, *, by: Person, reason: str) -> None:
    """A leader takes it back with a reason for the public; the initiative goes back to where it was before."""
    adoption.revoke(by=by, reason=reason)
    if adoption.came_from is State.PILOTING:
        adoption.initiative.revoke_adoption_while_piloting(by=by, reason=reason)
    else:
        adoption.initiative.revoke_adoption_after_recognition(by=by, reason=reason)


def replicate(
    initiative: Initiative, *, by: Person, village: Village | None, place: str, on: date, note: str, proofs: Iterable[Proof]
) -> Replication:
    """Record one further place where the same is done. Raises `RuleBroken`."""
    if initiative.state is not State.ADOPTED:
        raise RuleBroken(_("Chỉ ghi nhân rộng khi sáng kiến đã được áp dụng."))
    if on > today():
        raise RuleBroken(_("Ngày nhân rộng không thể ở tương lai."))
    replication = Replication(initiative_id=initiative.id, village=village, place=place, on=on, note=note)
    db.session.add(replication)
    prove(initiative, proofs, by=by, replication=replication)
    initiative.record("initiatives.replicate", by=by, role=Role.COORDINATOR, reason=place, on=on.isoformat())
    return replication
