"""Contests, as far along as a test needs them; each step is one that people take."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Person, Role
from app.contests import queries
from app.contests.actions import concluding, entering, judging, screening, setting_up
from app.contests.models import Contest, Entry, Round, RoundEntry
from app.core import clock
from app.core.clock import today, utcnow
from app.core.db import db
from app.marking import actions as marking
from app.marking.models import Sheet, SheetState
from tests.factories.people import PersonFactory, holder, village

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOME = "An Dương"  # where entrants live, and judges do not


def organiser() -> Person:
    """Somebody who runs contests."""
    return holder(Role.ORGANISER)


def judge(home: str = "Tòng Hóa", name: str | None = None) -> Person:
    """Somebody who may be asked to judge."""
    person = holder(Role.JUDGE)
    person.village_id = _village(home).id
    if name:
        person.rename(name)
    db.session.flush()
    return person


def _village(name: str) -> Any:
    from app.commune.models import Village

    found = db.session.scalars(sa.select(Village).where(Village.name == name)).first()
    return found or db.session.scalars(sa.select(Village).where(Village.name != HOME).order_by(Village.id)).first()


def contest(template: str = "y-tuong", *, by: Person | None = None, announced: bool = True, **facts: Any) -> Contest:
    """A contest from a template that receives entries now, unless told otherwise."""
    told = next(one for one in setting_up.TEMPLATES if one["key"] == template)
    now = utcnow()
    given = {"title": "Cuộc thi thử", "contacts": "Phòng VH-XH", "receives_from": now - DAY, "receives_until": now + DAY}
    by = by or organiser()
    made = setting_up.begin(told, by=by, **{**given, **{k: facts.pop(k) for k in list(facts) if k in given}})
    for name, value in facts.items():
        setattr(made, name, value)
    db.session.flush()
    if announced:
        setting_up.announce(made, by=by)
    return made


def entry(made: Contest, *, author: Person | None = None, sent: bool = True, **facts: Any) -> Entry:
    """An entry of a resident, whole and sent."""
    author = author or PersonFactory()
    begun = entering.begin(made, by=author, sent_key=f"k{author.id}-{facts.get('title', '')}"[:36])
    texts = {
        "title": "Giàn phơi bánh đa",
        "summary": "Phơi bánh đa gặp mưa là hỏng cả mẻ.",
        "text": "Làm giàn có mái kéo, hai người kéo trong một phút.",
        "field_id": made.fields[0].id,
        "village_id": village(HOME).id,
        "team_name": "",
        "shows_names": True,
    }
    members = facts.pop("members", [{"name": author.name, "birth_year": 1980}])
    entering.write(begun, {**texts, **facts}, members)
    db.session.flush()
    if sent:
        entering.submit(begun, by=author)
    return begun


def accepted(made: Contest, number: int = 3, **facts: Any) -> list[Entry]:
    """So many entries, looked through and taken in."""
    found = []
    for n in range(number):
        one = entry(made, title=f"Bài số {n + 1}", **facts)
        title, text = screening.proposed_copy(one)
        screening.accept(one, by=organiser(), blind_title=title, blind_text=text)
        found.append(one)
    return found


def seated(round: Round, number: int = 4, **facts: Any) -> list[Person]:
    """So many judges in a round."""
    by = organiser()
    people = [judge(**facts) for _ in range(number)]
    for person in people:
        setting_up.seat(round, person, set(), by=by)
    db.session.flush()
    return people


def later(made: Contest) -> Any:
    """Live in the time of marking of the first round."""
    return clock.at(made.rounds[0].marks_from + HOUR)


def opened(made: Contest, *, entries: int = 3, judges: int = 4, round: int = 0) -> Round:
    """A round that is being marked; to be called within `later`. The entries must have been taken in before."""
    one = made.rounds[round]
    if not one.jurors:
        seated(one, judges)
    judging.open_marking(one, by=organiser())
    db.session.flush()
    return one


def cases(round: Round) -> list[RoundEntry]:
    """The entries of a round with their sheets, by number."""
    return list(db.session.scalars(queries.cases_of(round)).unique())


def sheets_of(round: Round) -> list[Sheet]:
    """Every sheet of a round that is not set aside, in the order of entries and judges."""
    return [
        sheet
        for case in cases(round)
        for sheet in sorted(case.docket.sheets, key=lambda one: one.marker_id)
        if sheet.state is not SheetState.RECUSED
    ]


def points(round: Round, *given: int | str | Decimal) -> dict[str, Decimal]:
    """Marks in the order of the rubric's criteria."""
    return {one.code: Decimal(mark) for one, mark in zip(round.rubric.criteria, given, strict=True)}


def sign(round: Round, sheet: Sheet, *given: int | str | Decimal, remark: str = "") -> None:
    """Fill in a sheet and sign it."""
    marking.write(sheet, points(round, *given), None, remark, by=sheet.marker)
    code = db.session.scalar(sa.select(Entry.code).join(RoundEntry).where(RoundEntry.docket_id == sheet.docket_id))
    marking.sign(sheet, by=sheet.marker, about=str(code))


def marked(round: Round, marks: Sequence[Iterable[int]] = ((15, 20, 20), (12, 18, 22))) -> Round:
    """Every sheet signed, the marks given in turn by entry, and unsealed."""
    rows = [tuple(row) for row in marks]
    for number, case in enumerate(cases(round)):
        for sheet in case.docket.sheets:
            if sheet.is_open:
                sign(round, sheet, *rows[number % len(rows)])
    judging.unseal(round, by=organiser())
    db.session.flush()
    return round


def published(made: Contest, *, number: str = "88/QĐ-UBND") -> Contest:
    """Conclude and publish; to be called after the voting ended."""
    by = organiser()
    concluding.conclude(made, by=by)
    concluding.publish(made, by=by, decision_number=number, decision_on=today(), signer="Chủ tịch xã")
    db.session.flush()
    return made
