"""Teams, activities, staff, models."""

import itertools
from datetime import date, timedelta
from typing import Any

from app.accounts.models import Person, Role
from app.community.actions import holding, keeping
from app.community.models import Activity, ActivityKind, Exemplar, ExemplarKind, Staff, Subject, Team, TeamKind
from app.core.clock import today, utcnow
from app.core.db import db
from app.folders.actions import add_proofs
from app.folders.models import Folder
from tests.factories.people import holder, unit, village

_numbers = itertools.count(1)


def team(of: str = "An Dương", kind: TeamKind = TeamKind.INNOVATION) -> Team:
    """The innovation team of a village."""
    terms = {"founded_on": date(2026, 6, 24), "decision_number": "76/QĐ-UBND"}
    return keeping.found_team(kind, village(of), by=holder(Role.COORDINATOR), **terms)


def staff(name: str = "", of: str = "vhxh", **facts: Any) -> Staff:
    """Somebody who serves a unit since last year."""
    name = name or f"Trần Văn Cán {next(_numbers)}"
    return keeping.employ(name, unit(of), by=holder(Role.COORDINATOR), **({"since": date(2025, 7, 1)} | facts))


def activity(by: Person | None = None, *, of: Team | None = None, **facts: Any) -> Activity:
    """An evening of helping people, three hours ago, held by the culture office or a team."""
    number = next(_numbers)
    held_by = {"team_id": of.id, "village_id": of.village_id} if of else {"unit_id": unit().id}
    given = {"kind": ActivityKind.SUPPORT, "subject": Subject.DIGITAL, "title": f"Buổi {number}", "place": "Nhà văn hóa"}
    given |= {"starts_at": utcnow() - timedelta(hours=3)}
    return holding.plan(given | held_by | facts, key=f"form-{number}", by=by or holder(Role.OFFICIAL, unit_id=unit().id))


def prove(folder: Folder, by: Person) -> None:
    """Put the number of a document into a folder."""
    facts = {"caption": "Biên bản", "number": "3/BB-UBND", "url": "", "is_public": True, "children": None}
    add_proofs(folder, [], by=by, **facts)
    db.session.refresh(folder)


def confirmed(people: int = 12, **facts: Any) -> Activity:
    """An activity that counts."""
    made = activity(**facts)
    by = holder(Role.OFFICIAL, unit_id=unit().id)
    prove(made.folder, by)
    made.hold(by=by, people=people)
    made.confirm(by=holder(Role.COORDINATOR))
    return made


def exemplar(**facts: Any) -> Exemplar:
    """A model of high-tech agriculture that is tried since spring."""
    given = {"name": f"Mô hình {next(_numbers)}", "kind": ExemplarKind.HITECH_AGRICULTURE, "place": "Đồng Trước"}
    given |= {
        "started_on": today() - timedelta(days=200),
        "unit_id": unit("kinh_te").id,
        "benefit": "Thêm 10 triệu đồng một vụ.",
    }
    return keeping.begin_exemplar(given | facts, by=holder(Role.COORDINATOR))
