"""Setting the second factor up, asking for it at signing in, and taking it away when a phone is lost."""

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from app.accounts.actions.people import TooManyTries, log
from app.accounts.models import Person
from app.accounts.models.second_factor import NEEDED_BY, RecoveryCode, SecondFactor, code_hash, drawn_codes
from app.core import limits
from app.core.clock import utcnow
from app.core.db import db
from app.core.workflow import RuleBroken


def of(person: Person) -> SecondFactor | None:
    """Somebody's second factor, begun or in use."""
    return db.session.scalar(sa.select(SecondFactor).where(SecondFactor.person_id == person.id))


def is_missing(person: Person) -> bool:
    """Whether a role demands it and it is not there; a setting may postpone that in a sample commune."""
    return bool(current_app.config["SECOND_FACTOR"]) and person.has(*NEEDED_BY) and person.second_factor_at is None


def begin(person: Person) -> SecondFactor:
    """A new secret for an app; it is asked for once it was confirmed. Raises `RuleBroken`."""
    if person.second_factor_at:
        raise RuleBroken(_("Xác nhận hai bước đang bật rồi."))
    db.session.execute(sa.delete(SecondFactor).where(SecondFactor.person_id == person.id))
    factor = SecondFactor(person=person)
    db.session.add(factor)
    db.session.flush()
    return factor


def confirm(person: Person, typed: str) -> list[str] | None:
    """The app works: from now on it is asked for. Returns the codes for paper, shown once; None for wrong digits."""
    factor = of(person)
    if factor is None or person.second_factor_at:
        raise RuleBroken(_("Hãy bắt đầu lại từ trang Xác nhận hai bước."))
    if not factor.takes(typed, house=_house()):
        return None
    person.second_factor_at = utcnow()
    person.record("people.begin_second_factor", by=person)
    return new_codes(person)


def new_codes(person: Person) -> list[str]:
    """Ten new codes for paper; the old ones open nothing any more."""
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = drawn_codes()
    db.session.add_all(RecoveryCode(person_id=person.id, code_hash=code_hash(code, house=_house())) for code in codes)
    person.record("people.draw_recovery_codes", by=person)
    return codes


def opens(person: Person, typed: str) -> bool:
    """Whether this is right: digits of the app, or a code from paper, each once. Raises `TooManyTries` after 5 in 15 min."""
    if limits.exceeded("second-factor", str(person.id), times=5, minutes=15):
        raise TooManyTries
    limits.attempt("second-factor", str(person.id))
    query = sa.select(SecondFactor).where(SecondFactor.person_id == person.id).with_for_update()
    factor = db.session.scalar(query.execution_options(populate_existing=True))
    right = factor is not None and (factor.takes(typed, house=_house()) or _recovers(person, typed))
    if right:
        limits.forget("second-factor", str(person.id))
    else:
        log.warning("second step refused", extra={"people": [str(person.id)]})
    return right


def end(person: Person, *, by: Person, reason: str) -> None:
    """Ask for it no more. One's own only where no role demands it; the administrator for somebody who lost their phone."""
    if by.id == person.id and person.has(*NEEDED_BY):
        raise RuleBroken(_("Vai trò đang giữ cần xác nhận hai bước, nên không tắt được."))
    for table in (SecondFactor, RecoveryCode):
        db.session.execute(sa.delete(table).where(table.person_id == person.id))
    person.second_factor_at = None
    person.record("people.end_second_factor", by=by, reason=reason)


def _recovers(person: Person, typed: str) -> bool:
    unused = (RecoveryCode.person_id == person.id, RecoveryCode.used_at.is_(None))
    this = sa.update(RecoveryCode).where(*unused, RecoveryCode.code_hash == code_hash(typed, house=_house()))
    used = db.session.scalar(this.values(used_at=utcnow()).returning(RecoveryCode.id))
    if used is not None:
        person.record("people.use_recovery_code", by=person)
    return used is not None


def _house() -> str:
    return str(current_app.config["SECRET_KEY"])
