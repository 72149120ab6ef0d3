"""One initiative and what is on its page. Each returns a Select."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, load_only, selectinload

from app.accounts.models import Person, Upload
from app.commune.models import Village
from app.core.audit import Event
from app.initiatives.models import Adoption, Application, Attachment, Initiative, Pilot, Refusal, Replication, State, Vote
from app.initiatives.policy import READERS


def visible_to(person: Any) -> sa.ColumnElement[bool]:
    """What is public, what one wrote or still speaks for, and for the office everything that was sent."""
    if not person.is_authenticated:
        return Initiative.published_at.is_not(None)
    return _visible_to(person.id, in_office=person.has(*READERS))


def _visible_to(id: Any, *, in_office: bool) -> sa.ColumnElement[bool]:
    when = Initiative.submitted_at if in_office else Initiative.published_at
    return sa.or_(when.is_not(None), _spoken_for_by(id))


def spoken_for_by(person: Any) -> sa.ColumnElement[bool]:
    """What one wrote, or typed for somebody who is known on paper only."""
    return _spoken_for_by(person.id)


def _spoken_for_by(id: Any) -> sa.ColumnElement[bool]:
    on_paper = Initiative.author.has(Person.register_key.is_not(None))
    return sa.or_(Initiative.author_id == id, sa.and_(Initiative.typist_id == id, on_paper))


def takes_votes() -> sa.ColumnElement[bool]:
    """Voting is open: the same as `Initiative.is_voting`, asked of the database."""
    before_decision = sa.and_(Initiative.state == State.PILOTING, Initiative.decision_number.is_(None))
    return sa.or_(Initiative.state == State.OPEN, before_decision)


def by_code(code: str, seen_by: Any) -> sa.Select[Initiative]:
    """A sent initiative, as far as the reader may see it."""
    return sa.select(Initiative).where(Initiative.code == code, visible_to(seen_by)).options(*around())


def sent(code: str) -> sa.Select[Initiative]:
    """A sent initiative whoever asks: for those who proved in another way that it is theirs."""
    return sa.select(Initiative).where(Initiative.code == code).options(*around())


def votable(code: str, seen_by: Any) -> sa.Select[Initiative]:
    """The same without its text and what stands around it: a vote looks at nothing else."""
    return _votable(in_office=seen_by.has(*READERS)).params(code=code, reader=seen_by.id)


@cache
def _votable(*, in_office: bool) -> sa.Select[Initiative]:
    """Made once: to build it costs as much as to ask it."""
    visible = _visible_to(sa.bindparam("reader"), in_office=in_office)
    looked_at = load_only(Initiative.code, Initiative.votes)
    return sa.select(Initiative).where(Initiative.code == sa.bindparam("code"), visible).options(looked_at)


def draft(id: int, seen_by: Any) -> sa.Select[Initiative]:
    """One's own initiative, by number: a draft has no code yet."""
    return sa.select(Initiative).where(Initiative.id == id, spoken_for_by(seen_by)).options(*around())


def own(code: str, seen_by: Any) -> sa.Select[Initiative]:
    """One's own initiative with its application."""
    return _with_application().where(Initiative.code == code, spoken_for_by(seen_by))


def with_application(code: str, seen_by: Any) -> sa.Select[Initiative]:
    """An initiative with its application, as far as the reader may see it."""
    return _with_application().where(Initiative.code == code, visible_to(seen_by))


def attachments(initiative: Initiative) -> sa.Select[Attachment]:
    """All its files, proofs among them, in order."""
    return (
        sa.select(Attachment)
        .where(Attachment.initiative_id == initiative.id)
        .join(Attachment.upload)
        .options(contains_eager(Attachment.upload))
        .order_by(Attachment.position)
    )


def timeline(initiative: Initiative) -> sa.Select[Event]:
    """What happened, oldest first: the moves and the official answers, without who among the staff."""
    return sa.select(Event).where(Event.subject_type == "initiatives", Event.subject_id == initiative.id).order_by(Event.id)


def told_of(ids: list[int], seen_by: Any) -> sa.Select[Any]:
    """What a line in a list tells of these initiatives, as far as the reader may see them."""
    named: Any = (Initiative.id, Initiative.code, Initiative.title, Initiative.state, Initiative.votes, Initiative.author_id)
    texts = (Initiative.problem, Initiative.solution, Initiative.decision_number)
    query = sa.select(*named, *texts, Village.name.label("village")).join(Village, Village.id == Initiative.village_id)
    return query.where(Initiative.id.in_(ids), visible_to(seen_by))


def pilots(initiative: Initiative) -> sa.Select[Pilot]:
    """Its pilots, with the unit that leads each."""
    return sa.select(Pilot).where(Pilot.initiative_id == initiative.id).options(joinedload(Pilot.unit)).order_by(Pilot.id)


def adoptions(initiative: Initiative) -> sa.Select[Adoption]:
    """Its adoptions, with the unit that applies it."""
    query = sa.select(Adoption).where(Adoption.initiative_id == initiative.id)
    return query.options(joinedload(Adoption.unit)).order_by(Adoption.id)


def replications(initiative: Initiative) -> sa.Select[Replication]:
    """The further places where the same is done."""
    query = sa.select(Replication).where(Replication.initiative_id == initiative.id)
    return query.options(joinedload(Replication.village)).order_by(Replication.on, Replication.id)


def waiting_refusal(initiative: Initiative) -> sa.Select[Refusal]:
    """The refusal that waits for a second person, if there is one."""
    return sa.select(Refusal).where(Refusal.initiative_id == initiative.id, Refusal.state == "proposed")


def refusal(id: int) -> sa.Select[Refusal]:
    """A refusal with its initiative."""
    return sa.select(Refusal).where(Refusal.id == id).options(joinedload(Refusal.initiative))


def adoption(id: int) -> sa.Select[Adoption]:
    """An adoption with everything a leader looks at."""
    return (
        sa.select(Adoption)
        .where(Adoption.id == id)
        .options(
            joinedload(Adoption.initiative),
            joinedload(Adoption.unit),
            selectinload(Adoption.proofs).joinedload(Attachment.upload),
        )
    )


def attachment(id: int) -> sa.Select[Attachment]:
    """A file with what it proves."""
    proven = (Attachment.pilot, Attachment.adoption, Attachment.replication)
    return (
        sa.select(Attachment)
        .where(Attachment.id == id)
        .options(joinedload(Attachment.upload), joinedload(Attachment.initiative), *map(joinedload, proven))
    )


def file(token: str, seen_by: Any) -> sa.Select[Attachment]:
    """A file, for those who may see the initiative it belongs to."""
    return (
        sa.select(Attachment)
        .join(Attachment.upload)
        .join(Attachment.initiative)
        .where(Upload.token == token, visible_to(seen_by))
        .options(contains_eager(Attachment.upload), contains_eager(Attachment.initiative))
    )


def supported_by(person: Any, initiatives: list[int]) -> sa.Select[int]:
    """Which of these a person supports."""
    return _supported_by().params(voter=person.id, initiatives=initiatives)


@cache
def _supported_by() -> sa.Select[int]:
    vote = Vote.__table__.c
    among = vote.initiative_id.in_(sa.bindparam("initiatives", expanding=True))
    return sa.select(vote.initiative_id).where(vote.voter_id == sa.bindparam("voter"), among, vote.taken_back_at.is_(None))


def written_by(person: Any) -> sa.Select[Initiative]:
    """Everything a person wrote, newest first by number."""
    return (
        sa.select(Initiative)
        .where(Initiative.author_id == person.id)
        .options(joinedload(Initiative.village), joinedload(Initiative.field))
    )


def typed_by(person: Any) -> sa.Select[Initiative]:
    """Everything a person typed for others."""
    query = sa.select(Initiative).where(Initiative.typist_id == person.id)
    return query.options(joinedload(Initiative.village), joinedload(Initiative.author))


def unsent_drafts(person: Any) -> sa.Select[Initiative]:
    """Drafts a person has begun."""
    return written_by(person).where(Initiative.state == State.DRAFT)


def around() -> list[Any]:
    """What stands around an initiative, joined into the same question."""
    joins = (Initiative.author, Initiative.village, Initiative.field, Initiative.organisation)
    return [joinedload(join) for join in joins]


def _with_application() -> sa.Select[Initiative]:
    form = joinedload(Initiative.application)
    return sa.select(Initiative).options(
        *around(), form.selectinload(Application.authors), form.selectinload(Application.first_appliers)
    )
