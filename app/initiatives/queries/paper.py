"""What stands on paper: sheets of codes and lists of supporters, as far as somebody may see them. Each returns a Select."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.core.audit import Event
from app.core.clock import utcnow
from app.initiatives.models import CodeSheet, Initiative, ListState, Merge, PaperCode, PaperLine, PaperList, PaperScan, Vote
from app.initiatives.models.merge import UNDO_WITHIN
from app.initiatives.policy import CHECKERS, OVERSEERS
from app.initiatives.queries.reading import takes_votes


def _of_villages(model: Any, person: Any) -> sa.ColumnElement[bool]:
    return model.village_id.in_(getattr(person, "teams", []))


def _sheets_for(person: Any) -> sa.ColumnElement[bool]:
    return sa.true() if person.has(*OVERSEERS) else _of_villages(CodeSheet, person)


def _lists_for(person: Any) -> sa.ColumnElement[bool]:
    if person.has(*OVERSEERS, *CHECKERS):
        return sa.true()
    return sa.or_(_of_villages(PaperList, person), PaperList.typed_by_id == person.id)


def sheets(seen_by: Any) -> sa.Select[CodeSheet]:
    """Sheets of the reader's villages; the office sees all."""
    query = sa.select(CodeSheet).where(_sheets_for(seen_by))
    return query.options(joinedload(CodeSheet.village), selectinload(CodeSheet.codes), joinedload(CodeSheet.printed_by))


def sheet(id: int, seen_by: Any) -> sa.Select[CodeSheet]:
    """One of them with its ideas."""
    return sheets(seen_by).where(CodeSheet.id == id).options(selectinload(CodeSheet.topics))


def code(code_hash: str) -> sa.Select[PaperCode]:
    """A code by what is kept of it, with its sheet."""
    of = joinedload(PaperCode.sheet)
    whole = (of.joinedload(CodeSheet.village), of.joinedload(CodeSheet.printed_by), of.selectinload(CodeSheet.topics))
    return sa.select(PaperCode).where(PaperCode.code_hash == code_hash).options(*whole)


def topics_of(villages: list[int]) -> sa.Select[Initiative]:
    """Ideas of these villages that take votes now, the newest first."""
    mine = sa.select(Initiative).where(Initiative.village_id.in_(villages), takes_votes())
    return mine.order_by(Initiative.published_at.desc()).limit(20)


def topics_by_code(codes: list[str]) -> sa.Select[Initiative]:
    """Ideas of any village that take votes now, by code."""
    return sa.select(Initiative).where(Initiative.code.in_(codes), takes_votes())


def paper_lists(seen_by: Any) -> sa.Select[PaperList]:
    """Lists one typed or whose village one knows; the office sees all. Of their lines only how many."""
    return _lists(seen_by).options(selectinload(PaperList.lines).load_only(PaperLine.number))


def _lists(seen_by: Any) -> sa.Select[PaperList]:
    around = (joinedload(PaperList.initiative), joinedload(PaperList.village), joinedload(PaperList.typed_by))
    return sa.select(PaperList).where(_lists_for(seen_by)).options(*around)


def begun(typed_by_id: int, sent_key: str | None) -> sa.Select[PaperList]:
    """The list that a form began when it came first."""
    return sa.select(PaperList).where(PaperList.typed_by_id == typed_by_id, PaperList.sent_key == sent_key)


def paper_list(id: int, seen_by: Any) -> sa.Select[PaperList]:
    """One of them with its lines and pictures."""
    whole = (selectinload(PaperList.lines), selectinload(PaperList.scans).joinedload(PaperScan.upload))
    return _lists(seen_by).where(PaperList.id == id).options(*whole)


def waiting_for(person: Any) -> sa.Select[PaperList]:
    """Lists a person has to finish typing, and those of others that wait for them as the second person; oldest first."""
    own = sa.and_(PaperList.state == ListState.TYPING, PaperList.typed_by_id == person.id)
    compares = sa.true() if person.has(*CHECKERS) else _of_villages(PaperList, person)
    others = sa.and_(PaperList.state == ListState.COMPARING, PaperList.typed_by_id != person.id, compares)
    return _lists(person).where(sa.or_(own, others)).order_by(PaperList.state_since)


def voted(initiative_id: int, people: list[int]) -> sa.Select[int | None]:
    """Which of these people have a vote there, standing or taken back."""
    return sa.select(Vote.voter_id).where(Vote.initiative_id == initiative_id, Vote.voter_id.in_(people))


def merge_to_wait_for(paper: PaperList) -> sa.Select[Merge]:
    """The newest merge by which the idea of a list came to where it stands, while it may still be undone."""
    which = sa.or_(Merge.initiative_id == paper.initiative_id, Merge.survivor_id == paper.initiative.merged_into_id)
    lately = (Merge.undone_at.is_(None), Merge.at >= utcnow() - UNDO_WITHIN)
    return sa.select(Merge).where(which, *lately).order_by(Merge.id.desc()).limit(1)


def last_reason(paper: PaperList) -> sa.Select[str | None]:
    """Why it last came back, if it ever did."""
    whose = (Event.subject_type == PaperList.__tablename__, Event.subject_id == paper.id)
    return sa.select(Event.reason).where(*whose, Event.reason.is_not(None)).order_by(Event.id.desc()).limit(1)
