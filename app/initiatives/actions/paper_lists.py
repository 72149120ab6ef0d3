"""Lists of supporters on paper: begun with pictures, typed line by line, counted by a second person."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import IO

from flask_babel import gettext as _

from app.accounts.actions.people import keep_upload, on_paper
from app.accounts.models import ConfirmedHow, Person, Role
from app.commune.models import Village
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions.voting import cast_vote, confirm_voter
from app.initiatives.models import Initiative, Outcome, PaperLine, PaperList, PaperScan
from app.initiatives.models.paper_list import MOST_SCANS
from app.initiatives.queries import paper as queries

# What the second person says of a line: why it is struck out, or whose vote it is (None: nobody with an account).
Verdict = Outcome | Person | None


def begin(
    initiative: Initiative, *, village: Village, collected_on: date, scans: Iterable[IO[bytes]], by: Person
) -> PaperList:
    """A list with the pictures of its paper. Raises `RuleBroken`, or `files.RefusedFile` for a picture."""
    if not initiative.is_voting:
        raise RuleBroken(_("Sáng kiến này không còn nhận lượt ủng hộ."))
    if collected_on > today():
        raise RuleBroken(_("Ngày này không thể ở tương lai."))
    begun = PaperList(
        initiative_id=initiative.id, village_id=village.id, collected_on=collected_on, typed_by_id=by.id, typed_by=by
    )
    db.session.add(begun)
    add_scans(begun, scans, by=by)
    begun.record("paper_lists.begin", by=by)
    return begun


def add_scans(begun: PaperList, scans: Iterable[IO[bytes]], *, by: Person) -> None:
    """Keep pictures of the paper. Raises `RuleBroken` beyond ten, or `files.RefusedFile`."""
    for stream in scans:
        if len(begun.scans) >= MOST_SCANS:
            raise RuleBroken(_("Một danh sách kèm nhiều nhất %(num)d ảnh.", num=MOST_SCANS))
        begun.scans.append(PaperScan(upload=keep_upload(stream, by=by)))


def count(compared: PaperList, *, by: Person, verdicts: Mapping[int, Verdict]) -> int:
    """Make votes of the lines that hold, one for each person. Returns how many. Raises `RuleBroken`; then none counts.

    Whoever voted or stepped back before by themselves is left as they are.
    """
    db.session.refresh(compared, with_for_update={"of": PaperList})
    if {line.number for line in compared.lines} != set(verdicts):
        raise RuleBroken(_("Danh sách vừa thay đổi. Hãy mở lại và đối chiếu từng dòng."))
    compared.count(by=by)
    initiative = compared.initiative
    signed = [(line, _signer(compared, line, verdicts[line.number], by)) for line in compared.lines]
    voters = {person.id for _line, person in signed if person is not None}
    before = set(db.session.scalars(queries.voted(initiative.id, sorted(voters))))
    authors = {initiative.author_id, *(one.author_id for one in initiative.merged)}
    vouching = by if by.has(Role.VILLAGE_TEAM, village_id=compared.village_id) else compared.typed_by
    # Always in the order of people, so that two lists never wait for each other in a ring.
    for line, person in sorted(((line, person) for line, person in signed if person), key=lambda pair: pair[1].id):
        line.person_id = person.id
        if person.id in authors:
            line.outcome = Outcome.AUTHOR
            continue
        if not person.is_confirmed and person.id != vouching.id:
            confirm_voter(person, by=vouching, how=ConfirmedHow.PAPER_LIST)
        is_new = person.id not in before and cast_vote(initiative, by=person)
        line.outcome = Outcome.COUNTED if is_new else Outcome.BEFORE
        before.add(person.id)
    return compared.counted


def _signer(compared: PaperList, line: PaperLine, verdict: Verdict, by: Person) -> Person | None:
    """Whose signature a line is; None for one that is struck out."""
    if isinstance(verdict, Outcome):
        line.outcome = verdict
        return None
    return verdict or on_paper(name=line.name, village=compared.village, birth_year=line.birth_year, by=by)
