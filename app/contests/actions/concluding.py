"""What the organisers decide about equals, the conclusion, and the results made public: all of it in one batch."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from app.accounts.models import Person, Role
from app.commune.models import Field
from app.contests import queries
from app.contests.actions.holding import hold
from app.contests.actions.judging import must_be_intact, must_be_nobody_s_stake
from app.contests.models import Contest, Entry, EntryState, Round
from app.contests.open_data import results_of
from app.contests.outcomes import Outcomes, Placed
from app.contests.scoring import shown
from app.core.chain import digest
from app.core.db import db
from app.core.search.index import rebuild
from app.core.workflow import RuleBroken
from app.initiatives.actions import writing
from app.initiatives.models import Initiative, State
from app.papers.models import Certificate


def decide_ties(round: Round, orders: Mapping[int, int | None], *, by: Person, reason: str) -> None:
    """Write down in which order equals stand, by number of the entry, the lower first.

    Raises `RuleBroken` while the marks are sealed, and once the next round was opened or the contest concluded.
    """
    contest = round.contest
    hold(contest)
    if not contest.allows("conclude"):
        raise RuleBroken(_("Cuộc thi đã kết luận."))
    if not round.is_complete:
        raise RuleBroken(_("Điểm vẫn đang niêm phong."))
    if round.is_settled:
        raise RuleBroken(_("Vòng sau đã mở chấm nên thứ tự ở vòng này giữ nguyên."))
    if any(order is not None for order in orders.values()) and not reason:
        raise RuleBroken(_("Quyết định thứ tự các bài bằng nhau phải có lý do."))
    cases = list(db.session.scalars(queries.cases_of(round)).unique())
    must_be_nobody_s_stake(cases, by)
    for case in cases:
        if case.entry_id in orders:
            case.tie_order = orders[case.entry_id]
    round.tie_reason = reason
    told = {str(case.entry.code): case.tie_order for case in cases if case.tie_order is not None}
    round.record("rounds.decide_ties", by=by, role=by.acts_as(Role.ORGANISER), reason=reason, orders=told)


def conclude(contest: Contest, *, by: Person) -> None:
    """Nothing is open any more. Raises `RuleBroken` while votes are cast, marks sealed, or equals lie across a prize."""
    hold(contest)
    last = _last(contest)
    must_be_nobody_s_stake(list(db.session.scalars(queries.cases_of(last)).unique()), by)
    contest.conclude(by=by, undecided=Outcomes(last).undecided if last.is_complete else [])


def publish(contest: Contest, *, by: Person, decision_number: str, decision_on: date, signer: str) -> None:
    """Make everything public at once: places, prizes, certificates, open data; all of it or nothing.

    Raises `RuleBroken`, also when an entry thrown out since the conclusion left equals across a prize, and when a sheet no
    longer fits what was signed.
    """
    hold(contest)
    outcomes = Outcomes(_last(contest))
    contest.must_be_decided(outcomes.undecided)
    cases = {one.number: list(db.session.scalars(queries.cases_of(one)).unique()) for one in contest.rounds}
    must_be_nobody_s_stake(cases[len(cases)], by)
    must_be_intact(case for rows in cases.values() for case in rows)
    results = results_of(contest, cases)
    facts = {"decision_number": decision_number, "decision_on": decision_on, "signer": signer}
    contest.publish(by=by, **facts, results=results, digest=digest(results))
    table = {row.entry: row for _field, rows in outcomes.groups for row in rows}
    entries = list(db.session.scalars(queries.sent_to(contest, EntryState.ACCEPTED)))
    for entry in entries:
        if entry.id in table:
            _write_down(entry, table[entry.id])
    rebuild(entries)  # from now on found by their own words


def reopen(contest: Contest, *, by: Person, reason: str) -> None:
    """Back to before the conclusion, to decide anew. Raises `RuleBroken` once the results are public."""
    hold(contest)
    contest.reopen(by=by, reason=reason)


def cancel(contest: Contest, *, by: Person, reason: str) -> None:
    """Nothing comes of it; its entries are nobody else's to read any more. Raises `RuleBroken` once it was concluded."""
    hold(contest)
    contest.cancel(by=by, reason=reason)
    rebuild(db.session.scalars(queries.sent_to(contest, EntryState.ACCEPTED)).all())


def _last(contest: Contest) -> Round:
    if not contest.rounds:
        raise RuleBroken(_("Chưa có vòng chấm nào."))
    return contest.rounds[-1]


def _write_down(entry: Entry, row: Placed) -> None:
    if row.standing is None:
        return
    entry.place, entry.score, entry.mean = row.place, shown(row.standing.score), shown(row.standing.mean)
    entry.votes, entry.vote_points = row.standing.votes, shown(row.standing.vote_points)
    if row.prize is not None:
        entry.prize, entry.certificate = row.prize, Certificate.new()


def refer(entry: Entry, field: Field, *, by: Person) -> Initiative:
    """Bring what won before the council, as the initiative it began from or as a new one. Raises `RuleBroken`.

    It waits there for a session; which one, the council's secretary says.
    """
    db.session.refresh(entry, with_for_update={"of": Entry})
    if entry.state is not EntryState.ACCEPTED or entry.prize_id is None:
        raise RuleBroken(_("Chỉ chuyển Hội đồng bài có giải."))
    if entry.became_id is not None:
        raise RuleBroken(_("Bài này đã chuyển Hội đồng rồi."))
    initiative = entry.initiative or _as_initiative(entry, field, by)
    if initiative.state is State.SUBMITTED:
        initiative.open_to_public(by=by, lawful=True, no_personal_data=True, no_duplicate=True)
    initiative.refer(by=by, council_session=_("chờ xếp phiên (từ cuộc thi %(code)s)", code=entry.contest.code))
    entry.became = initiative
    entry.record("entries.refer", by=by, role=by.acts_as(Role.COORDINATOR), initiative=initiative.code)
    return initiative


def _as_initiative(entry: Entry, field: Field, by: Person) -> Initiative:
    made = Initiative(
        author_id=entry.author_id,
        author=entry.author,
        village_id=entry.village_id,
        field_id=field.id,
        title=entry.title,
        problem=entry.summary,
        solution=entry.text,
        show_name=entry.shows_names,
        sent_key=f"entry-{entry.id}",
    )
    db.session.add(made)
    made.record("initiatives.begin", by=by)
    writing.submit(made, by=by)
    return made
