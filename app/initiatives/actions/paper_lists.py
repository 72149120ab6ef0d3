"""Lists of supporters on paper: begun with pictures, typed line by line, counted by a second person."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import IO

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.people import keep_upload, on_paper
from app.accounts.models import ConfirmedHow, Person
from app.accounts.queries import known_on_paper
from app.commune.models import Village
from app.core.clock import today
from app.core.db import db
from app.core.i18n import moment
from app.core.workflow import RuleBroken
from app.initiatives.actions.voting import cast_vote, confirm_voter, hold
from app.initiatives.models import Initiative, Outcome, PaperLine, PaperList, PaperScan
from app.initiatives.models.paper_list import MOST_SCANS
from app.initiatives.queries import paper as queries

# What the second person says of a line: why it is struck out, or whose vote it is (None: nobody with an account).
Verdict = Outcome | Person | None


def begin(
    initiative: Initiative,
    *,
    village: Village,
    collected_on: date,
    scans: Iterable[IO[bytes]],
    by: Person,
    sent_key: str | None = None,
) -> PaperList:
    """A list with the pictures of its paper; the same form sent twice begins one.

    Raises `RuleBroken`, or `files.RefusedFile` for a picture.
    """
    if not initiative.is_voting:
        raise RuleBroken(_("Sáng kiến này không còn nhận lượt ủng hộ."))
    if collected_on > today():
        raise RuleBroken(_("Ngày này không thể ở tương lai."))
    facts = {"village_id": village.id, "collected_on": collected_on, "sent_key": sent_key}
    begun = PaperList(initiative_id=initiative.id, typed_by_id=by.id, typed_by=by, **facts)
    try:
        with db.session.begin_nested():
            db.session.add(begun)
    except sa.exc.IntegrityError:
        return db.session.scalars(queries.begun(by.id, sent_key)).one()
    _add_scans(begun, scans, by)
    begun.record("paper_lists.begin", by=by)
    return begun


def add_scans(begun: PaperList, scans: Iterable[IO[bytes]], *, by: Person) -> None:
    """Keep pictures of the paper. Raises `RuleBroken` beyond ten, or `files.RefusedFile`."""
    _locked(begun)
    begun.must_be_typing()
    _add_scans(begun, scans, by)


def strike_off(begun: PaperList, number: int) -> None:
    """Take back a line that was typed wrongly. Raises `RuleBroken` once the list was handed over."""
    _locked(begun)
    begun.strike_off(number)


def add_line(begun: PaperList, *, number: int, name: str, birth_year: int | None) -> None:
    """Type one line. Raises `RuleBroken` as `PaperList.add`."""
    _locked(begun)
    begun.add(number, name, birth_year)


def _add_scans(begun: PaperList, scans: Iterable[IO[bytes]], by: Person) -> None:
    for stream in scans:
        if len(begun.scans) >= MOST_SCANS:
            raise RuleBroken(_("Một danh sách kèm nhiều nhất %(num)d ảnh.", num=MOST_SCANS))
        begun.scans.append(PaperScan(upload=keep_upload(stream, by=by)))


def count(compared: PaperList, *, by: Person, verdicts: Mapping[int, Verdict], seen: int) -> int:
    """Make votes of the lines that hold, one for each person. Returns how many. Raises `RuleBroken`; then none counts.

    `seen` is the version of the list that was held against the paper. Whoever voted or stepped back before by themselves is
    left as they are.
    """
    _locked(compared)
    compared.must_be(seen)
    if {line.number for line in compared.lines} != set(verdicts):
        raise RuleBroken(_("Hãy đối chiếu từng dòng của danh sách."))
    with db.session.begin_nested():
        _count(compared, by, verdicts)
    return compared.counted


def _count(compared: PaperList, by: Person, verdicts: Mapping[int, Verdict]) -> None:
    compared.count(by=by)
    initiative = compared.initiative.standing  # who signed for what was merged meanwhile supports what it went into
    if initiative is not compared.initiative and (merge := db.session.scalar(queries.merge_to_wait_for(compared))):
        until = moment(merge.may_be_undone_until)
        raise RuleBroken(_("Ý tưởng này vừa được gộp và còn có thể tách ra. Hãy đối chiếu sau %(until)s.", until=until))
    # Names enter the register in one order, so that two lists with the same people never wait for each other in a ring.
    lines = sorted(compared.lines, key=lambda line: line.same_key or "")
    signed = [(line, _signer(compared, line, verdicts[line.number], by)) for line in lines]
    voters = {person.id for _line, person in signed if person is not None}
    hold(voters, [initiative.id])
    before = set(db.session.scalars(queries.voted(initiative.id, sorted(voters))))
    vouching = compared.voucher(by) or by
    for line, person in signed:
        if person is None:
            continue
        line.person_id = person.id
        if person.id in compared.authors:
            line.outcome = Outcome.AUTHOR
            continue
        if not person.is_confirmed:
            _must_be_somebody_else(line, person, vouching, compared.village_id)
            confirm_voter(person, by=vouching, how=ConfirmedHow.PAPER_LIST)
        is_new = person.id not in before and cast_vote(initiative, by=person)
        line.outcome = Outcome.COUNTED if is_new else Outcome.BEFORE
        before.add(person.id)


def _locked(paper: PaperList) -> None:
    """Hold a list until the end, as it is now."""
    db.session.flush()
    db.session.refresh(paper, with_for_update={"of": PaperList})


def _must_be_somebody_else(line: PaperLine, person: Person, vouching: Person, village_id: int) -> None:
    """Nobody vouches for themselves, nor for an account while somebody on paper may be the same: that would be two votes."""
    if person.id == vouching.id:
        raise RuleBroken(
            _(
                "Dòng %(number)d là chính người xác nhận danh sách này. Nhờ người khác trong tổ xác nhận trước.",
                number=line.number,
            )
        )
    if person.has_account and db.session.scalars(known_on_paper(person.name, village_id)).first():
        raise RuleBroken(
            _(
                "Dòng %(number)d: trong sổ của thôn còn người trùng tên. Tổ của thôn xác nhận tài khoản này trước,"
                " rồi đối chiếu lại.",
                number=line.number,
            )
        )


def _signer(compared: PaperList, line: PaperLine, verdict: Verdict, by: Person) -> Person | None:
    """Whose signature a line is; None for one that is struck out."""
    if isinstance(verdict, Outcome):
        line.outcome = verdict
        return None
    return verdict or on_paper(name=line.name, village=compared.village, birth_year=line.birth_year, by=by)
