"""What the sample council does: sessions set up, marked, concluded, published, each step through the actions people use."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import sqlalchemy as sa

from app.accounts.models import Person
from app.core.clock import ZONE
from app.core.db import db
from app.council.actions import deciding, marking, preparing
from app.council.actions.deciding import Conclusion
from app.council.models import Case, CouncilSession, MemberRole
from app.demo.people import read
from app.demo.pictures import signed
from app.initiatives.models import Initiative
from app.marking import actions as sheets
from app.marking.models import ConflictKind, Rubric, Sheet, SheetState

Step = tuple[datetime, Callable[[], None]]


class Council:
    """The sample sessions, by title; `initiatives` fills while their stories are lived, and refers itself to them."""

    def __init__(self, people: dict[str, Person], initiatives: dict[str, Initiative]) -> None:
        self.people, self.initiatives = people, initiatives
        self.sessions: dict[str, CouncilSession] = {}

    def steps(self) -> Iterator[Step]:
        """Everything with its moment."""
        for told in read("council.json"):
            yield _moment(told["set_up"]), partial(self._set_up, told)
            if "opened" not in told:
                continue
            opened = _moment(told["opened"])
            yield opened, partial(self._open, told)
            for days, case in enumerate(told["cases"], 1):
                for hours, key in enumerate(case["marks"]):
                    yield opened + timedelta(days=days, hours=hours), partial(self._mark, told, case, key)
            for name in ("completed", "concluded", "published"):
                if name in told:
                    yield _moment(told[name]), partial(getattr(self, f"_{name}"), told)

    def _set_up(self, told: dict[str, Any]) -> None:
        rubric = db.session.scalars(sa.select(Rubric).order_by(Rubric.id)).first()
        if rubric is None:
            raise LookupError("the rubrics are loaded by `flask setup`")
        texts = {name: told[name] for name in ("title", "setup_number", "place", "agenda")}
        days = {name: date.fromisoformat(told[name]) for name in ("setup_on", "held_on")}
        by = self._secretary(told)
        made = preparing.set_up(by=by, rubric=rubric, quorum="2/3", **texts, **days)
        for seat in told["members"]:
            if self.people[seat["person"]] is not by:
                preparing.seat(made, self.people[seat["person"]], MemberRole(seat["role"]), by=by)
        db.session.flush()
        self.sessions[told["title"]] = made

    def _open(self, told: dict[str, Any]) -> None:
        marking.open_marking(self.sessions[told["title"]], by=self._secretary(told))

    def _mark(self, told: dict[str, Any], case: dict[str, Any], key: str) -> None:
        sheet = self._sheet(told, case, key)
        by, about = self.people[key], str(self.initiatives[case["story"]].code)
        if sheet is None or sheet.state is SheetState.RECUSED:
            return
        if stake := case["conflicts"].get(key):
            sheets.stand_aside(sheet, ConflictKind(stake[0]), stake[1], by=by)
            return
        if case["marks"][key] is None:
            return
        criteria = sheet.docket.rubric.criteria
        points = {one.code: Decimal(given) for one, given in zip(criteria, case["marks"][key], strict=True)}
        if told.get("paper") == {"story": case["story"], "marker": key}:
            scan = signed(f"Phiếu chấm {about}", [f"{one.name}: {points[one.code]}" for one in criteria])
            sheets.copy(sheet, points, None, scan, by=self._secretary(told))
            return
        sheets.write(sheet, points, None, by=by)
        sheets.sign(sheet, by=by, about=about)

    def _completed(self, told: dict[str, Any]) -> None:
        session, by = self.sessions[told["title"]], self._secretary(told)
        marking.unseal(session, by=by)
        absent = {self.people[key].id: why for key, why in told["absent"].items()}
        here = {member.id for member in session.members if member.person_id not in absent}
        why = {member.id: absent[member.person_id] for member in session.members if member.person_id in absent}
        preparing.call_roll(session, here, why, by=by)
        reasons = {self.initiatives[case["story"]].id: case["reason"] for case in told["cases"]}
        given = {case.id: Conclusion(reasons[case.initiative_id], None) for case in session.cases}
        deciding.write_conclusions(session, given, by=by)

    def _concluded(self, told: dict[str, Any]) -> None:
        session = self.sessions[told["title"]]
        deciding.conclude(session, by=next(member.person for member in session.members if member is session.chair))

    def _published(self, told: dict[str, Any]) -> None:
        deciding.publish(
            self.sessions[told["title"]],
            by=self._secretary(told),
            decision_number=told["decision_number"],
            decision_on=date.fromisoformat(told["decision_on"]),
            signer=told["signer"],
        )

    def _secretary(self, told: dict[str, Any]) -> Person:
        key = next(seat["person"] for seat in told["members"] if seat["role"] == MemberRole.SECRETARY)
        return self.people[key]

    def _sheet(self, told: dict[str, Any], case: dict[str, Any], key: str) -> Sheet | None:
        initiative = self.initiatives[case["story"]]
        before: Case = next(one for one in self.sessions[told["title"]].cases if one.initiative_id == initiative.id)
        return before.docket.sheet_of(self.people[key])


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at).replace(tzinfo=ZONE)
