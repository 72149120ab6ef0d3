"""Codes on paper: tried within limits, used once by one person."""

from collections.abc import Sequence

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from app.accounts import queries as people
from app.accounts.actions.people import TooManyTries, on_paper
from app.accounts.models import ConfirmedHow, Person
from app.core import limits
from app.core.clock import utcnow
from app.core.db import db
from app.core.typed_codes import sealed
from app.core.workflow import RuleBroken
from app.initiatives.actions.voting import cast_vote, confirm_voter, hold
from app.initiatives.models import CodeSheet, Initiative, PaperCode
from app.initiatives.queries import paper

# Wrong tries from one address: a meeting shares one, and letters are mistyped.
WRONG, PERIOD, BALLOTS = 40, 60, 5


def known(typed: str, *, address: str) -> PaperCode | None:
    """The code somebody typed, used or not. Raises `TooManyTries` after 40 wrong ones in an hour from one address."""
    if limits.exceeded("paper-code", address, times=WRONG, minutes=PERIOD):
        raise TooManyTries
    found = db.session.scalar(paper.code(sealed(typed, secret=current_app.config["SECRET_KEY"], purpose="paper-code")))
    if found is None:
        limits.attempt("paper-code", address)
    return found


def note_ballot(code: PaperCode) -> None:
    """Note that somebody votes with a code: its answers tell who voted already. Raises `TooManyTries` after 5 in an hour."""
    if limits.exceeded("ballot", str(code.id), times=BALLOTS, minutes=PERIOD):
        raise TooManyTries
    limits.attempt("ballot", str(code.id))


def confirm_with(code: PaperCode, *, by: Person) -> int:
    """Confirm an account by the code its owner was handed. Returns how many waiting votes count now. Raises `RuleBroken`."""
    _use(code, by)
    return _confirm(code, by)


def attendee(code: PaperCode, *, name: str, birth_year: int) -> Person:
    """Who votes with a code and has no account. Raises `RuleBroken` where an account of that name should be used."""
    village = code.sheet.village
    if db.session.scalars(people.accounts_named([name], village.id)).first():
        raise RuleBroken(_("Thôn đã có tài khoản tên này. Của ông bà thì đăng nhập; không phải thì thêm tên thường gọi."))
    return on_paper(name=name, village=village, birth_year=birth_year, by=code.sheet.printed_by)


def vote_with(code: PaperCode, *, by: Person, topics: Sequence[Initiative]) -> int:
    """Support ideas of the meeting with a code. Returns how many are new; none when it only confirmed who was waiting.

    Raises `RuleBroken`; then nothing is done. A code that would bring nothing new is not used up: whoever it was meant for
    may still use it.
    """
    if {one.id for one in topics} - {one.id for one in code.sheet.ideas} or not topics:
        raise RuleBroken(_("Hãy chọn ít nhất một ý tưởng của cuộc họp này."))
    _use(code, by)
    hold([by.id], [one.id for one in topics])
    db.session.refresh(by, ["confirmed_at"])
    confirms = not by.is_confirmed
    if confirms:
        _confirm(code, by)
    new = sum(cast_vote(one, by=by) for one in topics)
    if not new and not confirms:
        raise RuleBroken(_("Người này đã ủng hộ các ý tưởng đó từ trước. Mã còn nguyên, chưa dùng."))
    return new


def _confirm(code: PaperCode, by: Person) -> int:
    """The team's word, given ahead: for its own village, and for nobody whom it may know on paper already."""
    village = code.sheet.village
    if by.village_id not in (None, village.id):
        raise RuleBroken(
            _("Mã này của thôn %(village)s, khác thôn ghi ở tài khoản. Hãy hỏi tổ của thôn.", village=village.name)
        )
    if by.has_account and db.session.scalars(people.known_on_paper(by.name, village.id)).first():
        raise RuleBroken(_("Trong sổ của thôn có người trùng tên. Hãy nhờ tổ của thôn xác nhận trực tiếp."))
    by.village_id = village.id
    return confirm_voter(by, by=code.sheet.printed_by, how=ConfirmedHow.PAPER_CODE)


def _use(code: PaperCode, by: Person) -> None:
    """Mark a code as used, if it still may be there and then."""
    alive = sa.select(CodeSheet.id).where(CodeSheet.voided_at.is_(None))
    unused = (PaperCode.id == code.id, PaperCode.used_at.is_(None), PaperCode.sheet_id.in_(alive))
    values = {"used_at": utcnow(), "used_by_id": by.id}
    used = db.session.scalar(sa.update(PaperCode).where(*unused).values(values).returning(PaperCode.id))
    if used is None or not code.sheet.is_open:
        raise RuleBroken(_("Mã này đã dùng hoặc hết hạn. Hãy hỏi tổ của thôn."))
    code.sheet.record("code_sheets.use", by=by, number=code.number)
