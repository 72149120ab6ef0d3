"""Totals of votes are what a script that knows no code of the product reads out of the history."""

import random

import pytest
import sqlalchemy as sa

from app.accounts.models import ConfirmedHow, Role
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions import merging, voting
from app.initiatives.models import Initiative, Merge
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder


@pytest.mark.parametrize("seed", range(100))
def test_the_totals_are_what_a_replay_of_the_history_says(seed):
    """Votes, steps back, confirmations, merges, splits and ends of voting in any order."""
    rng = random.Random(seed)
    official, team = holder(Role.COORDINATOR), holder(Role.VILLAGE_TEAM)
    initiatives = [InitiativeFactory(opened=True) for _ in range(4)]
    people = [one.author for one in initiatives[:2]] + [PersonFactory(unconfirmed=rng.random() < 0.4) for _ in range(5)]
    born = {person.id for person in people if person.confirmed_at}
    for _ in range(30):
        one, other, person = rng.choice(initiatives), rng.choice(initiatives), rng.choice(people)
        acts = {
            "cast": lambda one=one, person=person: voting.cast_vote(one, by=person),
            "step back": lambda one=one, person=person: voting.take_back_vote(one, by=person),
            "confirm": lambda person=person: voting.confirm_voter(person, by=team, how=ConfirmedHow.IN_PERSON),
            "merge": lambda one=one, other=other: merging.merge(one, other, by=official, reason="Trùng"),
            "split": lambda one=one: merging.undo(_standing(one), by=official),
            "refer": lambda one=one: one.refer(by=official, council_session="Đợt 1"),
        }
        chosen = rng.choices(list(acts), weights=[24, 8, 5, 4, 3, 0.5])[0]
        try:
            with db.session.begin_nested():
                acts[chosen]()
        except RuleBroken:
            db.session.expire_all()
    db.session.flush()

    standing = sa.select(Initiative.id, Initiative.votes).where(Initiative.merged_into_id.is_(None))
    held = dict(db.session.execute(standing).all())
    authors = {one.id: one.author_id for one in initiatives}
    assert held == {number: said for number, said in _replayed(authors, born).items() if number in held}
    rows = sa.text("SELECT initiative_id, count(*) FROM votes WHERE counts AND taken_back_at IS NULL GROUP BY initiative_id")
    counted = dict(db.session.execute(rows).all())
    assert held == {number: counted.get(number, 0) for number in held}


def _standing(initiative: Initiative) -> Merge:
    """The merge that took it away."""
    query = sa.select(Merge).where(Merge.initiative_id == initiative.id, Merge.undone_at.is_(None))
    found = db.session.scalar(query)
    if found is None:
        raise RuleBroken("It stands for itself.")
    return found


def _replayed(authors: dict[int, int], confirmed: set[int]) -> dict[int, int]:
    """From the events alone: who stands behind what after each of them, and how many of those are confirmed."""
    codes = dict(db.session.execute(sa.text("SELECT code, id FROM initiatives")).all())
    standing: dict[int, dict[int, bool]] = {number: {} for number in authors}
    wrote = {number: {author} for number, author in authors.items()}
    merges: dict[int, tuple[int, set[int], set[int], set[int]]] = {}
    final: dict[int, int] = {}

    def total(number: int) -> int:
        return sum(stands and person in confirmed for person, stands in standing[number].items())

    for name, subject, actor, details in db.session.execute(_EVENTS):
        if name == "votes.cast":
            standing[subject][actor] = True
            for into, came, _back, _theirs in merges.values():
                if into == subject:
                    came.discard(actor)  # cast here, it is no longer one that came
        elif name == "votes.take_back":
            standing[subject][actor] = False
        elif name == "people.confirm":
            confirmed = confirmed | {subject}
        elif name == "initiatives.refer":
            final[subject] = total(subject)
        elif name == "initiatives.take_in":
            gone, theirs = codes[details["code"]], wrote[codes[details["code"]]] - wrote[subject]
            wrote[subject] |= theirs
            came = {p for p, stands in standing[gone].items() if stands and p not in standing[subject]} - wrote[subject]
            back = {p for p in wrote[subject] if standing[subject].get(p)}
            standing[subject] |= dict.fromkeys(came, True) | dict.fromkeys(back, False)
            merges[gone] = (subject, came, back, theirs)
        elif name == "initiatives.let_go":
            into, came, back, theirs = merges.pop(codes[details["code"]])
            wrote[into] -= theirs
            for person in came:
                del standing[into][person]
            standing[into] |= dict.fromkeys(back, True)
    return {number: final.get(number, total(number)) for number in authors}


_EVENTS = sa.text("SELECT name, subject_id, actor_id, details FROM events ORDER BY id").columns(details=sa.JSON)
