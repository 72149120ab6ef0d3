"""Sessions of the council, as far along as a test needs them; each step is one that people take."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Person, Role
from app.core.clock import today
from app.core.db import db
from app.council.actions import deciding, marking, preparing
from app.council.actions.deciding import Conclusion
from app.council.models import Case, CouncilSession, MemberRole
from app.initiatives.models import Initiative
from app.marking import actions as sheets
from app.marking.models import Rubric, Sheet
from tests.factories.initiatives import InitiativeFactory, application
from tests.factories.people import holder


def rubric(name: str = "Mẫu ba tiêu chí 40/30/30") -> Rubric:
    """One of the two that ship."""
    return db.session.scalars(sa.select(Rubric).where(Rubric.name == name)).one()


def evaluating(**facts: Any) -> Initiative:
    """An initiative that waits for the council, its application signed."""
    initiative = InitiativeFactory(evaluating=True, **facts)
    application(initiative)
    return initiative


def session(
    *initiatives: Initiative, markers: int = 4, by: Person | None = None, used: Rubric | None = None, **facts: Any
) -> CouncilSession:
    """A session in preparation: a secretary, a chair and as many members that mark in all."""
    secretary = by or holder(Role.COUNCIL_SECRETARY)
    texts = {"title": "Đợt 1", "setup_number": "41/QĐ-UBND", "place": "Phòng họp", "agenda": "", "quorum": "2/3"}
    days = {"setup_on": date(2026, 4, 20), "held_on": today()}
    made = preparing.set_up(by=secretary, rubric=used or rubric(), **{**texts, **days, **facts})
    preparing.seat(made, holder(Role.COUNCIL_CHAIR), MemberRole.CHAIR, by=secretary)
    for _ in range(markers - 1):
        preparing.seat(made, holder(Role.COUNCIL_MEMBER), MemberRole.MEMBER, by=secretary)
    for initiative in initiatives:
        preparing.take(made, initiative, by=secretary)
    db.session.flush()
    return made


def opened(*initiatives: Initiative, **facts: Any) -> CouncilSession:
    """A session that is being marked, with one case unless others are given."""
    made = session(*(initiatives or (evaluating(),)), **facts)
    marking.open_marking(made, by=secretary_of(made))
    return made


def secretary_of(made: CouncilSession) -> Person:
    """Who keeps its papers."""
    return made.secretary.person


def chair_of(made: CouncilSession) -> Person:
    """Who leads it."""
    return made.chair.person


def sheet_of(made: CouncilSession, marker: int, case: int = 0) -> Sheet:
    """The sheet of the marker with that number, the chair being the first."""
    found = made.cases[case].docket.sheet_of(made.markers[marker].person)
    assert found is not None
    return found


def points(*given: int | str | Decimal, used: Rubric | None = None) -> dict[str, Decimal]:
    """Marks in the order of the rubric's criteria."""
    return {one.code: Decimal(mark) for one, mark in zip((used or rubric()).criteria, given, strict=True)}


def signed(sheet: Sheet, *given: int | str | Decimal, agrees: bool | None = None) -> Sheet:
    """Fill in a sheet and sign it."""
    case = case_of(sheet)
    sheets.write(sheet, points(*given, used=sheet.docket.rubric), agrees, by=sheet.marker)
    sheets.sign(sheet, by=sheet.marker, about=case.initiative.code)
    return sheet


def case_of(sheet: Sheet) -> Case:
    """The case a sheet is about."""
    return db.session.scalars(sa.select(Case).where(Case.docket_id == sheet.docket_id)).one()


def marked(*initiatives: Initiative, marks: Sequence[Iterable[int]] = ((35, 27, 26),), **facts: Any) -> CouncilSession:
    """A session with every sheet signed and the marks unsealed; the markers of a case give its marks in turn."""
    made = opened(*initiatives, **facts)
    for number, case in enumerate(made.cases):
        rows = list(marks)
        for marker, member in enumerate(made.markers):
            sheet = case.docket.sheet_of(member.person)
            if sheet is not None and sheet.is_awaited:
                signed(sheet, *rows[(marker + number) % len(rows)])
    marking.unseal(made, by=secretary_of(made))
    preparing.call_roll(made, {member.id for member in made.members}, {}, by=secretary_of(made))
    db.session.flush()
    return made


def concluded(*initiatives: Initiative, reason: str = "Có ích cho thôn.", **facts: Any) -> CouncilSession:
    """A session whose chair closed it."""
    made = marked(*initiatives, **facts)
    given = {case.id: Conclusion(reason, None) for case in made.cases}
    deciding.write_conclusions(made, given, by=secretary_of(made))
    deciding.conclude(made, by=chair_of(made))
    return made


def published(*initiatives: Initiative, number: str = "88/QĐ-UBND", **facts: Any) -> CouncilSession:
    """A session that everybody can read about."""
    made = concluded(*initiatives, **facts)
    deciding.publish(made, by=secretary_of(made), decision_number=number, decision_on=today(), signer="Chủ tịch xã")
    db.session.flush()
    return made
