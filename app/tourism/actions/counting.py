"""What visitors say of their visit, and what a month comes to."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken, add_once
from app.tourism.models import EDITORS, Feedback, FeedbackState, Mood
from app.tourism.queries import counting as queries


def say(mood: Mood, text: str, language: str, *, key: str, attraction_id: int | None = None) -> Feedback:
    """Note an answer; the same form again is the same answer. A sentence waits until an editor has read it."""
    same = sa.select(Feedback).where(Feedback.key == key)
    if before := db.session.scalar(same):
        return before
    state = FeedbackState.NEW if text else FeedbackState.HIDDEN
    said = Feedback(mood=mood, text=text, language=language, state=state, key=key, attraction_id=attraction_id)
    try:
        add_once(said, "")
    except RuleBroken:  # sent twice at the same moment
        return db.session.scalars(same).one()
    return said


def moderate(said: Feedback, state: FeedbackState, *, by: Person) -> None:
    """Show a sentence, or do not. Raises `RuleBroken` for an answer without one."""
    if not said.text:
        raise RuleBroken(_("Câu trả lời này không có lời để hiện."))
    if said.state is not state:
        before, said.state = said.state, state
        said.record("feedback.moderate", by=by, role=by.acts_as(*EDITORS), before=before, after=state)


@dataclass(frozen=True)
class Month:
    """A month in figures: of plaques, of visitors, of birds."""

    first: date
    plaques: list[Any]  # number, name and count of each place, in the order of their numbers
    days: dict[date, int]  # how often plaques were opened on each day
    moods: dict[Mood, int]
    asked: int  # requests for trips of this month
    people: int  # people of those that were confirmed or came
    came: int
    trips: int
    seats: int
    sightings: int  # those that an editor checked
    birds: int  # of each kind as many as were seen at one time
    kinds: int

    @property
    def last(self) -> date:
        """Its last day."""
        return (self.first + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    @property
    def is_over(self) -> bool:
        """Whether its figures will not grow any more."""
        return self.last < today()

    @property
    def opened(self) -> int:
        """How often plaques were opened."""
        return sum(self.days.values())

    @property
    def answers(self) -> int:
        """How many answered the question."""
        return sum(self.moods.values())


def month_of(first: date) -> Month:
    """Count a month. Six statements, however much happened."""
    until = (first + timedelta(days=31)).replace(day=1)
    read = db.session.execute
    visits = read(queries.visits_between(first, until)).one()
    trips = read(queries.trips_between(first, until)).one()
    birds = read(queries.birds_between(first, until)).one()
    counted = {Mood(mood): count for mood, count in read(queries.moods_between(first, until))}
    return Month(
        first,
        list(read(queries.plaques_between(first, until))),
        {row.day: row.opened for row in read(queries.plaque_days(first, until))},
        {mood: counted.get(mood, 0) for mood in Mood},
        **visits._mapping,
        **trips._mapping,
        **birds._mapping,
    )
