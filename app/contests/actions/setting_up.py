"""Setting a contest up: from a template, its fields, prizes, rounds and judges; longer terms once it is open."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm.attributes import flag_modified

from app.accounts.models import Person, Role
from app.contests import queries
from app.contests.actions.holding import hold
from app.contests.models import Contest, ContestState, Juror, Prize, Round, RoundEntry, RoundState, ShowsEntries
from app.core.clock import local, utcnow
from app.core.db import db
from app.core.i18n import moment
from app.core.workflow import RuleBroken, add_once
from app.marking import actions as marking
from app.marking.models import Docket, SheetState
from app.marking.queries import newest as newest_rubrics

# domain.md 1.6: what public contests of this kind write in their rules.
TEMPLATES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "templates.json").read_text(encoding="utf-8")
)


def begin(
    template: Mapping[str, Any], *, by: Person, receives_from: datetime, receives_until: datetime, **facts: Any
) -> Contest:
    """A contest with everything its template says, its dates counted from the end of receiving. Raises `RuleBroken`."""
    contest = Contest(
        code=_next_code(),
        state=ContestState.DRAFT,
        receives_from=receives_from,
        receives_until=receives_until,
        is_blind=template["is_blind"],
        ranks_by_field=template["ranks_by_field"],
        max_members=template["max_members"],
        shows_entries=ShowsEntries(template["shows_entries"]),
        results_on=local(receives_until + timedelta(days=template["results_after"])).date(),
        **{name: template[name] for name in ("summary", "rules")} | facts,
    )
    if votes := template.get("votes"):
        contest.vote_points, contest.votes_each = Decimal(votes["points"]), votes["each"]
        contest.votes_from = receives_until + timedelta(days=votes["after"])
        contest.votes_until = contest.votes_from + timedelta(days=votes["days"])
    contest.name_fields(template["fields"])
    contest.prizes = [Prize(position=position, **prize) for position, prize in enumerate(template["prizes"], 1)]
    rubrics = {rubric.name: rubric for rubric in db.session.scalars(newest_rubrics())}
    for number, told in enumerate(template["rounds"], 1):
        begins = receives_until + timedelta(days=told["after"])
        contest.rounds.append(
            Round(
                number=number,
                name=told["name"],
                rubric=rubrics[told["rubric"]],
                judges_per_entry=told["judges"],
                marks_from=begins,
                marks_until=begins + timedelta(days=told["days"]),
                takes=told.get("takes"),
                drops=told.get("drops", False),
            )
        )
    add_once(contest, _("Có người vừa lập một cuộc thi khác. Hãy gửi lại."))
    contest.record("contests.begin", by=by, role=by.acts_as(Role.ORGANISER))
    return contest


def _next_code() -> str:
    year = local(utcnow()).year
    last = db.session.scalar(queries.last_code(year))
    return f"CT-{year}-{int(last.rpartition('-')[2]) + 1 if last else 1:02d}"


def change(contest: Contest, facts: Mapping[str, Any], *, by: Person) -> None:
    """Change what a contest says of itself before it is announced. Raises `RuleBroken`."""
    hold(contest)
    contest.must_be_changeable()
    for name, value in facts.items():
        setattr(contest, name, value)
    contest.record("contests.change", by=by)


def write_fields(contest: Contest, names: list[str], *, by: Person) -> None:
    """Name the fields. Raises `RuleBroken`."""
    hold(contest)
    contest.name_fields(names)
    flag_modified(contest, "title")  # a form that shows them as they were is stale from now on
    contest.record("contests.write_fields", by=by)


def write_prizes(contest: Contest, prizes: Sequence[Mapping[str, Any]], *, by: Person) -> None:
    """Say what there is to win, the highest first. Raises `RuleBroken` once it was announced."""
    hold(contest)
    contest.must_be_changeable()
    contest.prizes = [Prize(position=position, **facts) for position, facts in enumerate(prizes, 1)]
    flag_modified(contest, "title")
    contest.record("contests.write_prizes", by=by)


def add_round(contest: Contest, facts: Mapping[str, Any], *, by: Person) -> Round:
    """One more round after the last. Raises `RuleBroken` once it was announced."""
    hold(contest)
    contest.must_be_changeable()
    made = Round(number=len(contest.rounds) + 1, **facts)
    contest.rounds.append(made)
    contest.record("contests.add_round", by=by)
    return made


def change_round(round: Round, facts: Mapping[str, Any], *, by: Person) -> None:
    """Change a round before the contest is announced. Raises `RuleBroken` afterwards: by which weights is settled then."""
    hold(round.contest)
    round.contest.must_be_changeable()
    for name, value in facts.items():
        setattr(round, name, value)
    round.record("rounds.change", by=by)


def drop_round(round: Round, *, by: Person) -> None:
    """Take the last round away before the contest is announced. Raises `RuleBroken`."""
    contest = round.contest
    hold(contest)
    contest.must_be_changeable()
    if not round.is_last:
        raise RuleBroken(_("Chỉ bỏ được vòng cuối."))
    contest.rounds.remove(round)
    contest.record("contests.drop_round", by=by)


def announce(contest: Contest, *, by: Person) -> None:
    """Let everybody read the rules; from here on they stay as they are. Raises `RuleBroken` while something is missing."""
    hold(contest)
    contest.announce(by=by)


def extend(contest: Contest, until: datetime, *, by: Person, reason: str) -> None:
    """Receive entries for longer, in the open. Raises `RuleBroken` for a shorter time, or one that runs into the marking."""
    hold(contest)
    contest.must_be_open()
    if until <= contest.receives_until:
        raise RuleBroken(_("Chỉ gia hạn thêm, không rút ngắn hạn đã công bố."))
    if contest.rounds[0].state is not RoundState.PREPARED or until > contest.rounds[0].marks_from:
        raise RuleBroken(_("Hạn nhận bài phải trước khi vòng đầu bắt đầu chấm."))
    if contest.votes_from is not None and until > contest.votes_from:
        raise RuleBroken(_("Bình chọn phải bắt đầu sau khi hết hạn nhận bài."))
    before, contest.receives_until = contest.receives_until, until
    told = _("Gia hạn nhận bài từ %(old)s đến %(new)s: %(reason)s", old=moment(before), new=moment(until), reason=reason)
    contest.record("contests.extend", by=by, role=by.acts_as(Role.ORGANISER), reason=told)


def extend_marking(round: Round, since: datetime, until: datetime, *, by: Person, reason: str) -> None:
    """Move the time of marking of a round that has not ended. Raises `RuleBroken`."""
    hold(round.contest)
    round.must_be_going_on()
    if until <= since or since <= round.contest.receives_until:
        raise RuleBroken(_("Chấm bắt đầu sau hạn nhận bài và kết thúc sau khi bắt đầu."))
    before, after = round.before, round.after
    if (before is not None and since < before.marks_until) or (after is not None and until > after.marks_from):
        raise RuleBroken(_("Các vòng chấm lần lượt, không chồng lên nhau. Hãy đổi thời gian vòng kia trước."))
    if round.state is RoundState.MARKING and since > round.marks_from:
        since = round.marks_from
    round.marks_from, round.marks_until = since, until
    dockets = sa.select(RoundEntry.docket_id).where(RoundEntry.round_id == round.id)
    opened = sa.case((Docket.opened_at > since, since), else_=Docket.opened_at)
    moved = sa.update(Docket).where(Docket.id.in_(dockets), Docket.opened_at.is_not(None))
    moved = moved.values(closes_at=until, opened_at=opened).execution_options(synchronize_session=False)
    db.session.execute(moved)
    told = _("Chấm %(round)s đến %(until)s: %(reason)s", round=round.name, until=moment(until), reason=reason)
    round.record("rounds.extend", by=by, role=by.acts_as(Role.ORGANISER), reason=told)


def seat(round: Round, person: Person, fields: set[int], *, by: Person) -> Juror:
    """Let somebody judge in a round: these fields, or all when none is named. Raises `RuleBroken`."""
    hold(round.contest)
    if fields - {one.id for one in round.contest.fields}:
        raise RuleBroken(_("Bảng thi này không có trong cuộc thi."))
    juror = round.seat(person, [one for one in round.contest.fields if one.id in fields])
    round.record("rounds.seat", by=by, person=person.id)
    return juror


def release(juror: Juror, *, by: Person) -> bool:
    """A judge leaves. What they signed counts on, their other sheets go to others when entries are shared out again.

    Returns whether sheets of theirs stay. Raises `RuleBroken` once the round has ended.
    """
    round = juror.round
    hold(round.contest)
    round.must_be_going_on()
    if juror.left_at is not None:
        raise RuleBroken(_("%(name)s đã thôi chấm.", name=juror.person.name))
    begun = db.session.scalar(queries.signed_by(juror)) or 0
    _take_sheets_back(juror, by)
    if begun:
        juror.left_at = utcnow()
    else:
        round.jurors.remove(juror)
        db.session.flush()
    round.record("rounds.release", by=by, person=juror.person_id, signed=begun)
    return bool(begun)


def _take_sheets_back(juror: Juror, by: Person) -> None:
    """What they did not sign is theirs no longer, at once: nobody who left writes on it."""
    cases = list(db.session.scalars(queries.cases_of(juror.round)).unique())
    marking.hold([case.docket for case in cases], with_sheets=True)
    for case in cases:
        sheet = case.docket.sheet_of(juror.person)
        if sheet is not None and sheet.state is SheetState.OPEN:
            marking.put_away(sheet, by=by)
