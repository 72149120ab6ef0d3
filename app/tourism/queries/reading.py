"""What visitors read."""

from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from app.accounts.models import Upload
from app.tourism.models import (
    EDITORS,
    Attraction,
    Chapter,
    Content,
    Feedback,
    FeedbackState,
    Figure,
    Occasion,
    OldAddress,
    Passage,
    Recording,
    Season,
    Service,
    Sketch,
    Source,
    Species,
    Topic,
)

Said = TypeVar("Said", bound=Content)


def shown(model: type[Said]) -> sa.Select[Said]:
    """What is shown of a kind of content, in its order."""
    return sa.select(model).where(model.is_shown).order_by(model.position, model.id)


def attractions() -> sa.Select[Attraction]:
    """Places in the order of their numbers, with what is heard at them and their picture."""
    whole = (selectinload(Attraction.recordings).joinedload(Recording.upload), selectinload(Attraction.upload))
    return sa.select(Attraction).where(Attraction.is_shown).order_by(Attraction.number).options(*whole)


def attraction(slug: str, seen_by: Any) -> sa.Select[Attraction]:
    """One place by its address or an earlier one of it; what is not shown exists for editors only."""
    before = sa.select(OldAddress.attraction_id).where(OldAddress.slug == slug)
    found = sa.select(Attraction).where(sa.or_(Attraction.slug == slug, Attraction.id.in_(before)))
    whole = (selectinload(Attraction.recordings).joinedload(Recording.upload), selectinload(Attraction.upload))
    return found.options(*whole) if seen_by.has(*EDITORS) else found.where(Attraction.is_shown).options(*whole)


def by_id(id: int) -> sa.Select[Attraction]:
    """One place that is shown, by its number in the tables."""
    return sa.select(Attraction).where(Attraction.id == id, Attraction.is_shown)


def addresses() -> Any:
    """Where places are told of, and when that was last checked."""
    return sa.select(Attraction.slug, Attraction.checked_on).where(Attraction.is_shown).order_by(Attraction.number)


def passages(*chapters: Chapter) -> sa.Select[Passage]:
    """The texts of some chapters."""
    return shown(Passage).where(Passage.chapter.in_(chapters))


def topics() -> sa.Select[Topic]:
    """What there are figures of, each with what every source says."""
    said = selectinload(Topic.figures).joinedload(Figure.source)
    return sa.select(Topic).where(Topic.figures.any()).order_by(Topic.position, Topic.id).options(said)


def occasions(since: datetime) -> sa.Select[Occasion]:
    """Events that are not over at a moment, the next one first."""
    return sa.select(Occasion).where(Occasion.is_shown, Occasion.ends_at >= since).order_by(Occasion.starts_at, Occasion.id)


def occasion(id: int, seen_by: Any) -> sa.Select[Occasion]:
    """One event; what is not shown exists for editors only."""
    found = sa.select(Occasion).where(Occasion.id == id)
    return found if seen_by.has(*EDITORS) else found.where(Occasion.is_shown)


def sketch() -> sa.Select[Sketch]:
    """The drawing that holds: the newest one shown."""
    return sa.select(Sketch).where(Sketch.is_shown).order_by(Sketch.id.desc()).limit(1)


def sources() -> sa.Select[Source]:
    """Everybody who says something."""
    return sa.select(Source).order_by(Source.kind, Source.id)


def said_by_visitors(most: int) -> sa.Select[Feedback]:
    """The newest sentences of visitors that an editor let be shown."""
    return sa.select(Feedback).where(Feedback.state == FeedbackState.SHOWN).order_by(Feedback.id.desc()).limit(most)


def media(token: str, seen_by: Any) -> sa.Select[Upload]:
    """A picture or a recording of a place that is shown; editors see those of hidden places too."""
    places = sa.select(Attraction.id) if seen_by.has(*EDITORS) else sa.select(Attraction.id).where(Attraction.is_shown)
    pictures = sa.select(Attraction.upload_id).where(Attraction.id.in_(places), Attraction.upload_id.is_not(None))
    sounds = sa.select(Recording.upload_id).where(Recording.attraction_id.in_(places))
    return sa.select(Upload).where(Upload.token == token, sa.or_(Upload.id.in_(pictures), Upload.id.in_(sounds)))


def stamp() -> Any:
    """A number that is another one after every change of what the pages say."""
    kinds = (Attraction, Figure, Occasion, Passage, Season, Service, Sketch, Source, Species, Topic)
    counted = [sa.select(sa.func.count(kind.id) + sa.func.coalesce(sa.func.sum(kind.version), 0)) for kind in kinds]
    said = sa.select(sa.func.count(Feedback.id)).where(Feedback.state == FeedbackState.SHOWN)
    return sa.select(*(one.scalar_subquery() for one in (*counted, said)))


def heard() -> Any:
    """The recordings of all places by their random names: another file is another name."""
    return sa.select(Upload.token).join(Recording, Recording.upload_id == Upload.id).order_by(Upload.token)
