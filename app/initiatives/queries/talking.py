"""Questions about remarks. Each returns a Select."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.core.audit import Event
from app.initiatives.models import Comment, CommentState, Initiative, Objection, Report
from app.initiatives.queries.reading import visible_to


def threads(initiative: Initiative) -> sa.Select[Comment]:
    """Remarks that are no answers, with their writers."""
    whose = (Comment.initiative_id == initiative.id, Comment.parent_id.is_(None))
    return sa.select(Comment).where(*whose).options(*_writer())


def latest(initiative: Initiative, most: int) -> sa.Select[Any]:
    """The newest remarks that are no answers, with their answers, oldest first; each row says how many there are in all."""
    newest = sa.select(Comment.id).where(Comment.initiative_id == initiative.id, Comment.parent_id.is_(None))
    chosen = newest.order_by(Comment.id.desc()).limit(most).subquery()
    below = (Comment.initiative_id == initiative.id, Comment.parent_id.in_(sa.select(chosen.c.id)))
    both = sa.union_all(sa.select(chosen.c.id), sa.select(Comment.id).where(*below))
    in_all = sa.select(sa.func.count(Comment.id)).where(Comment.initiative_id == initiative.id).correlate(None)
    query = sa.select(Comment, in_all.scalar_subquery()).where(Comment.id.in_(both))
    return query.options(*_writer()).order_by(Comment.id)


def answers(threads: list[int]) -> sa.Select[Comment]:
    """The answers to these, oldest first."""
    return sa.select(Comment).where(Comment.parent_id.in_(threads)).options(*_writer()).order_by(Comment.id)


def comment(id: int, seen_by: Any) -> sa.Select[Comment]:
    """A remark that is shown, under an initiative the reader may see."""
    return (
        sa.select(Comment)
        .join(Comment.initiative)
        .where(Comment.id == id, Comment.state == CommentState.SHOWN, visible_to(seen_by))
        .options(joinedload(Comment.initiative))
    )


def reported() -> sa.Select[Comment]:
    """What waits for a person to decide, the oldest report first."""
    query = sa.select(Comment).where(Comment.state != CommentState.REMOVED, Comment.reported_at.is_not(None))
    return query.options(*_writer(), joinedload(Comment.initiative), selectinload(Comment.reports)).order_by(
        Comment.reported_at, Comment.id
    )


def weighty_reports(comment: Comment) -> sa.Select[int]:
    """How many confirmed people object to it since somebody last decided."""
    whose = (Report.comment_id == comment.id, Report.at >= comment.reported_at, Person.confirmed_at.is_not(None))
    return sa.select(sa.func.count()).select_from(Report).join(Person, Person.id == Report.person_id).where(*whose)


def removed() -> sa.Select[Comment]:
    """What a person removed."""
    query = sa.select(Comment).where(Comment.state == CommentState.REMOVED)
    return query.options(*_writer(), joinedload(Comment.initiative))


def removed_one(id: int) -> sa.Select[Comment]:
    """One of them."""
    return removed().where(Comment.id == id)


def chosen(ids: list[int]) -> sa.Select[Comment]:
    """These remarks as they are now, locked until something is decided about them."""
    query = sa.select(Comment).where(Comment.id.in_(ids)).order_by(Comment.id)
    return query.with_for_update().execution_options(populate_existing=True)


def written_since(person_id: int, moment: Any) -> sa.Select[int]:
    """How many remarks a person wrote since a moment."""
    return sa.select(sa.func.count()).where(Comment.author_id == person_id, Comment.at > moment)


def moderation(since: Any, until: Any) -> dict[str, sa.Select[int]]:
    """The public figures of a period: what was written, reported, held, put back and removed, by reason."""
    within = (Event.at >= since, Event.at < until, Event.subject_type == Comment.__tablename__)

    def moves(name: str) -> sa.Select[int]:
        return sa.select(sa.func.count()).where(*within, Event.name == f"comments.{name}")

    from_held = sa.and_(Event.name == "comments.restore", Event.before == CommentState.HELD)
    figures = {
        "written": sa.select(sa.func.count()).where(Comment.at >= since, Comment.at < until),
        "reported": sa.select(sa.func.count()).where(Report.at >= since, Report.at < until),
        "held": moves("hold"),
        # What was removed and put back later was looked at when it was removed.
        "left": sa.select(sa.func.count()).where(*within, sa.or_(Event.name == "comments.leave", from_held)),
        "removed": moves("remove"),
    }
    for objection in Objection:
        figures[objection.value] = moves("remove").where(Event.reason == objection.value)
    return figures


def _writer() -> list[Any]:
    return [joinedload(Comment.author).joinedload(Person.village)]
