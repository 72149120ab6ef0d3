"""Teams set up, the register of staff, models begun and changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from app.accounts.actions.own_data import forgets, rows_of, tells
from app.accounts.models import Person, Role
from app.commune.models import Unit, Village
from app.community.models import Duty, Exemplar, Replica, Staff, Team, TeamKind, TeamMember
from app.community.models.exemplar import KEEPERS
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken, add_once, change_once


def found_team(kind: TeamKind, village: Village, *, founded_on: date, decision_number: str, by: Person) -> Team:
    """Set a team up. Raises `RuleBroken` when the village has one of that kind, and for a day to come."""
    if founded_on > today():
        raise RuleBroken(_("Ngày này không thể ở tương lai."))
    team = Team(kind=kind, village=village, founded_on=founded_on, decision_number=decision_number)
    add_once(team, _("Thôn này đang có tổ loại này."))
    team.record("teams.found", by=by, role=by.acts_as(Role.COORDINATOR), kind=kind.value)
    return team


def admit(team: Team, name: str, duty: Duty, *, since: date, by: Person) -> None:
    """Take somebody in. Raises `RuleBroken` as `Team.admit`, and when somebody else did so at the same moment."""
    change_once(lambda: team.admit(name, duty, since=since, by=by), _("Tổ vừa được người khác sửa. Hãy xem lại."))


def employ(name: str, unit: Unit, *, since: date, by: Person, post: str = "", has_signature: bool = False) -> Staff:
    """Write somebody into the register of staff. Raises `RuleBroken` for whoever stands there."""
    staff = Staff(unit=unit, since=since, post=post, has_signature=has_signature)
    staff.rename(name)
    add_once(staff, _("Đơn vị này đã có người tên %(name)s trong danh sách.", name=name))
    staff.record("staff.employ", by=by, role=by.acts_as(Role.COORDINATOR))
    return staff


def change_staff(
    staff: Staff, name: str, unit: Unit, *, since: date, by: Person, post: str = "", has_signature: bool = False
) -> None:
    """Correct what stands in the register. Raises `RuleBroken` as `employ`."""
    before = (staff.name, staff.unit_id, staff.post, staff.since, staff.has_signature)

    def write() -> None:
        staff.rename(name)
        staff.unit, staff.post, staff.since, staff.has_signature = unit, post, since, has_signature

    change_once(write, _("Đơn vị này đã có người tên %(name)s trong danh sách.", name=name))
    if before != (staff.name, staff.unit_id, staff.post, staff.since, staff.has_signature):
        staff.record("staff.change", by=by, role=by.acts_as(Role.COORDINATOR))


def begin_exemplar(facts: Mapping[str, Any], *, by: Person) -> Exemplar:
    """Note a model that is tried. Raises `RuleBroken` for a name that is taken."""
    exemplar = Exemplar(**facts)
    add_once(exemplar, _("Đã có mô hình mang tên này."))
    exemplar.record("exemplars.begin", by=by, role=by.acts_as(*KEEPERS))
    return exemplar


def write_exemplar(exemplar: Exemplar, facts: Mapping[str, Any], *, by: Person) -> None:
    """Say it anew; once it counts only a coordinator may. Raises `RuleBroken`, also for a name that is taken."""
    if exemplar.ended_on is not None:
        raise RuleBroken(_("Mô hình này đã dừng."))
    if exemplar.proven_on is not None and not by.has(Role.COORDINATOR):
        raise RuleBroken(_("Mô hình đã được tính là có hiệu quả, chỉ cán bộ điều phối sửa được."))
    if exemplar.proven_on is not None and not facts.get("benefit", exemplar.benefit):
        raise RuleBroken(_("Ghi lợi ích của mô hình, bằng lời và bằng số, trước đã."))
    if exemplar.proven_on is not None and facts.get("started_on", exemplar.started_on) > exemplar.proven_on:
        raise RuleBroken(_("Mô hình không thể bắt đầu sau ngày đã có hiệu quả."))
    before = {name: getattr(exemplar, name) for name in facts}

    def write() -> None:
        for name, value in facts.items():
            setattr(exemplar, name, value)

    change_once(write, _("Đã có mô hình mang tên này."))
    changed = sorted(name for name, was in before.items() if was != facts[name])
    if changed:
        exemplar.record("exemplars.write", by=by, role=by.acts_as(*KEEPERS), changed=changed)


def replicate(exemplar: Exemplar, *, place: str, on: date, village: Village | None, note: str, by: Person) -> Replica:
    """One more place does the same; the first one makes the model a replicated one. Raises `RuleBroken`."""
    if exemplar.proven_on is None or exemplar.ended_on is not None:
        raise RuleBroken(_("Chỉ ghi nhân rộng khi mô hình đã có hiệu quả."))
    if not exemplar.proven_on <= on <= today():
        raise RuleBroken(_("Nơi khác làm theo sau khi mô hình đã có hiệu quả, muộn nhất là hôm nay."))
    made = Replica(place=place, on=on, village=village, note=note)
    exemplar.replicas.append(made)
    db.session.flush()
    if exemplar.allows("replicate"):
        exemplar.replicate(by=by)
    else:
        exemplar.record("exemplars.replicate_again", by=by, role=by.acts_as(*KEEPERS), place=place)
    return made


@tells("team_memberships")
def _memberships(person: Person) -> list[dict[str, Any]]:
    return rows_of(TeamMember, TeamMember.person_id == person.id, but=("person_id", "team_id"))


@forgets
def _forget(person: Person) -> None:
    """A member who leaves the site stays a member by the name of the decision, tied to no account."""
    db.session.execute(sa.update(TeamMember).where(TeamMember.person_id == person.id).values(person_id=None))
