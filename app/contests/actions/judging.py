"""Sharing entries out among judges, opening the marking, a further judge, unsealing, who goes on, reminding."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from app.accounts.models import Person, Role
from app.accounts.queries import holders
from app.contests import queries
from app.contests.actions.holding import hold
from app.contests.assignment import Assignment, Wanted, assign
from app.contests.counting import counts_of
from app.contests.models import OVERSEERS, EntryState, Juror, Round, RoundEntry, RoundState
from app.contests.outcomes import Outcomes, going_on
from app.core.clock import utcnow
from app.core.db import db
from app.core.text import fold
from app.core.workflow import RuleBroken
from app.marking import actions as marking
from app.marking.models import ConflictKind, Docket, Sheet, SheetState

NAMED = 5  # entries that are told one by one when judges are lacking


def share_out(round: Round, *, by: Person) -> list[str]:
    """Give every entry its judges. What was begun stays, what was not may move; doing it again changes nothing.

    Returns sentences about what is lacking, none when every entry has its judges. Raises `RuleBroken` once it has ended.
    """
    hold(round.contest)
    round.must_be_going_on()
    found = _shared_out(round, by=by)
    round.record("rounds.share_out", by=by, role=by.acts_as(Role.ORGANISER), short=sum(found.short.values()))
    return lacking(round, found)


def open_marking(round: Round, *, by: Person) -> None:
    """From here on judges mark, from the hour the rules say. Raises `RuleBroken` while an entry lacks judges."""
    hold(round.contest)
    if round.before is not None and round.before.is_complete:
        _must_be_chosen(round.before)
    if waiting := counts_of(round.contest).get(EntryState.SUBMITTED, 0):
        raise RuleBroken(_("Còn %(num)d bài chờ xem xét. Nhận hoặc không nhận từng bài rồi mới mở chấm.", num=waiting))
    round.open_marking(by=by)
    found = _shared_out(round, by=by)
    if not found.judges:
        raise RuleBroken(_("Chưa có bài nào để chấm."))
    if found.short:
        raise RuleBroken(" ".join(lacking(round, found)))


def _shared_out(round: Round, *, by: Person) -> Assignment:
    db.session.scalars(queries.seats(round)).all()
    _take_in(round)
    cases = [case for case in db.session.scalars(queries.cases_of(round)).unique() if case.entry.is_in]
    marking.hold([case.docket for case in cases], with_sheets=True)  # a judge may be writing on one of them
    jurors = {one.person_id: one for one in round.seated if one.may_judge}
    wanted = Wanted(
        seed=round.seed,
        needs={case.entry_id: case.wanted for case in cases},
        may={case.entry_id: [id for id, juror in jurors.items() if _may(juror, case)] for case in cases},
        kept={case.entry_id: [one.marker_id for one in _sheets(case) if _stays(one, jurors)] for case in cases},
        given={case.entry_id: [one.marker_id for one in _sheets(case) if not _stays(one, jurors)] for case in cases},
    )
    found = assign(wanted, jurors)
    for case in cases:
        judges, docket = found.judges[case.entry_id], case.docket
        for sheet in docket.waiting:
            if sheet.marker_id not in judges and not _stays(sheet, jurors):
                marking.put_away(sheet, by=by)
        if round.state is RoundState.MARKING:
            docket.open(since=max(round.marks_from, utcnow()), until=round.marks_until)
        known = {sheet.marker_id for sheet in docket.sheets}
        docket.sheets += [Sheet(marker=jurors[id].person, marker_id=id) for id in sorted(judges - known)]
    db.session.flush()
    return found


def lacking(round: Round, found: Assignment) -> list[str]:
    """Why an assignment cannot be made, in sentences: fields with too few judges, then single entries."""
    if not found.short:
        return []
    entries = {entry.id: entry for entry in db.session.scalars(queries.entries_by_id(list(found.short)))}
    told, named = [], 0
    for field in round.contest.fields:
        here = {id: found.short[id] for id, entry in entries.items() if entry.field_id == field.id}
        lacks = round.judges_per_entry - sum(juror.judges(field.id) for juror in round.seated if juror.may_judge)
        if here and lacks > 0:
            told.append(_("Thiếu %(num)d giám khảo cho bảng %(field)s.", num=lacks, field=field.name))
            continue
        for id, number in here.items():
            named += 1
            if named <= NAMED:
                told.append(
                    _("Bài %(code)s thiếu %(num)d giám khảo: người còn lại có liên quan, cùng thôn hoặc không chấm nữa.",
                      code=entries[id].code, num=number)
                )  # fmt: skip
    if named > NAMED:
        told.append(_("Và %(num)d bài khác.", num=named - NAMED))
    return told


def add_judge(case: RoundEntry, *, by: Person) -> list[str]:
    """One more judge for an entry where judges disagree. Returns what is lacking, as `share_out`; then nothing is changed.

    Raises `RuleBroken` while one that was added before has not signed.
    """
    hold(case.round.contest)
    db.session.refresh(case, ["wanted"])
    if case.round.state is not RoundState.MARKING:
        raise RuleBroken(_("Vòng này chưa mở chấm hoặc đã chấm xong."))
    if case.wanted > case.round.judges_per_entry and case.docket.waiting:
        raise RuleBroken(_("Bài này đang chờ giám khảo thêm ký phiếu."))
    case.wanted += 1
    found = _shared_out(case.round, by=by)
    if case.entry_id in found.short:
        case.wanted -= 1  # nobody is left: what nobody can give is not waited for
    else:
        case.entry.record("entries.add_judge", by=by, role=by.acts_as(Role.ORGANISER), round=case.round.number)
    return lacking(case.round, found)


def unseal(round: Round, *, by: Person, reason: str | None = None) -> None:
    """End the marking: every sheet is signed, or the organisers give a reason. Raises `RuleBroken`."""
    hold(round.contest)
    cases = [case for case in db.session.scalars(queries.cases_of(round)).unique() if case.entry.is_in]
    marking.hold([case.docket for case in cases], with_sheets=True)
    must_be_nobody_s_stake(cases, by)
    if reason is None and (left := sum(len(case.docket.waiting) for case in cases)):
        raise RuleBroken(_("Còn %(num)d phiếu chưa ký, chưa mở niêm phong được.", num=left))
    if reason is None and (short := [str(case.entry.code) for case in cases if len(case.docket.counted) < case.wanted]):
        codes = ", ".join(short[:NAMED]) + ("…" if len(short) > NAMED else "")
        raise RuleBroken(_("Chưa đủ giám khảo cho bài %(codes)s. Hãy chia bài lại, hoặc kết thúc kèm lý do.", codes=codes))
    must_be_intact(cases)
    if reason is None:
        round.complete(by=by)
    else:
        round.unseal(by=by, reason=reason)
    for case in cases:
        case.docket.unseal()
    signed = {str(case.entry.code): sorted(one.signings[-1].digest for one in case.docket.counted) for case in cases}
    facts = {"round": f"{round.contest.code}/{round.number}", "sheets": signed}
    round.record("rounds.digests", by=by, role=by.acts_as(Role.ORGANISER), facts=facts)


def reopen(round: Round, *, by: Person, reason: str) -> None:
    """Back to marking; who went on is decided anew. Raises `RuleBroken` once the next round was opened."""
    hold(round.contest)
    cases = list(db.session.scalars(queries.cases_of(round)).unique())
    must_be_nobody_s_stake(cases, by)
    round.reopen(by=by, reason=reason)
    for case in cases:
        case.docket.seal_again()
        case.goes_on, case.tie_order = False, None


def send_on(round: Round, *, by: Person) -> int:
    """The best go on to the next round. Returns how many. Raises `RuleBroken` while equals lie across the limit."""
    hold(round.contest)
    following = round.after
    if following is None:
        raise RuleBroken(_("Đây là vòng cuối."))
    if following.state is not RoundState.PREPARED:
        raise RuleBroken(_("Vòng sau đã mở chấm."))
    round.contest.must_be_open()
    cases = list(db.session.scalars(queries.cases_of(round)).unique())
    must_be_nobody_s_stake(cases, by)
    chosen = going_on(Outcomes(round))
    for case in cases:
        case.goes_on = case.entry_id in chosen
    # Which ones is not for everybody to read before the results.
    round.record("rounds.send_on", by=by, role=by.acts_as(Role.ORGANISER), entries=sorted(chosen))
    return len(chosen)


def remind(juror: Juror, *, by: Person) -> None:
    """Tell a judge that sheets of theirs are waited for; once a day is enough. Raises `RuleBroken`."""
    if juror.reminded_at is not None and (utcnow() - juror.reminded_at).days < 1:
        raise RuleBroken(_("Đã nhắc %(name)s trong 24 giờ qua.", name=juror.person.name))
    juror.reminded_at = utcnow()
    juror.round.record("rounds.remind", by=by, role=by.acts_as(Role.ORGANISER), person=juror.person_id)


def must_be_nobody_s_stake(cases: list[RoundEntry], person: Person) -> None:
    """Raises `RuleBroken` for whoever has a stake in one of the entries: what is decided for all is not theirs."""
    if any(case.docket.conflict_of(person) or case.entry.author_id == person.id for case in cases):
        raise RuleBroken(_("Người có liên quan đến một bài dự thi không làm việc này. Hãy để người khác làm."))


def must_be_intact(cases: Iterable[RoundEntry]) -> None:
    """Raises `RuleBroken` when a sheet is no longer what its judge signed."""
    if not all(sheet.signings[-1].is_intact for case in cases for sheet in case.docket.counted):
        raise RuleBroken(_("Có phiếu không còn khớp với lúc ký. Hãy báo quản trị kiểm tra."))


def _must_be_chosen(before: Round) -> None:
    """Entries may have left since it was decided who goes on, or equals been put in another order."""
    on = {case.entry_id for case in db.session.scalars(queries.cases_of(before)).unique() if case.goes_on}
    if on != going_on(Outcomes(before)):
        raise RuleBroken(
            _("Hãy đưa bài của %(name)s vào vòng này trước: danh sách chưa có, hoặc không còn đúng với kết quả.",
              name=before.name)
        )  # fmt: skip


def _take_in(round: Round) -> None:
    """Every entry that is to be marked has a docket, and until it is opened no other has; stakes are noted."""
    entries = {one.id: one for one in db.session.scalars(queries.to_be_marked(round)).unique()}
    cases = {case.entry_id: case for case in db.session.scalars(queries.cases_of(round)).unique()}
    for id, entry in entries.items():
        if id not in cases:
            docket = Docket(rubric=round.rubric, kept_by="contests")
            facts = {"round": round, "round_id": round.id, "entry": entry, "entry_id": id, "docket": docket}
            db.session.add(RoundEntry(**facts, wanted=round.judges_per_entry))
    for id, case in cases.items():
        if id not in entries and case.docket.opened_at is None and not case.is_out:  # it no longer goes on
            db.session.delete(case)
            db.session.flush()
            db.session.delete(case.docket)
    db.session.flush()
    _note_stakes(round)


def _note_stakes(round: Round) -> None:
    """Who made an entry, judges it nowhere and decides nothing about it; who said they had a stake, has it in later rounds.

    Makers are its sender, and anybody of the same name and year in its team: judges, and all who see how it is judged.
    """
    people = {one.id: one for one in db.session.scalars(holders(*OVERSEERS, Role.COORDINATOR))}
    people |= {one.person_id: one.person for one in round.jurors}
    earlier: dict[int, list[tuple[int, ConflictKind, str]]] = {}
    for entry_id, person_id, kind, words in db.session.execute(queries.earlier_stakes(round)):
        earlier.setdefault(entry_id, []).append((person_id, kind, words))
    for case in db.session.scalars(queries.cases_of(round)).unique():
        for person_id, kind, words in earlier.get(case.entry_id, ()):
            if person_id in people:
                case.docket.declare(people[person_id], kind, words, by_system=True)
        made = {(fold(member.name), member.birth_year) for member in case.entry.members}
        names = {name for name, _year in made}
        for person in people.values():
            namesake = person.name_folded in names and (
                person.birth_year is None or (person.name_folded, person.birth_year) in made
            )
            if namesake or person.id == case.entry.author_id:
                case.docket.declare(person, ConflictKind.OWN, "", by_system=True)
    db.session.flush()


def _may(juror: Juror, case: RoundEntry) -> bool:
    entry = case.entry
    at_home = case.round.contest.no_home_village and juror.person.village_id == entry.village_id
    fits = entry.field_id is not None and juror.judges(entry.field_id)
    sheet = case.docket.sheet_of(juror.person)
    is_aside = sheet is not None and sheet.state is SheetState.RECUSED
    return fits and not at_home and not is_aside and case.docket.conflict_of(juror.person) is None


def _sheets(case: RoundEntry) -> list[Sheet]:
    return [sheet for sheet in case.docket.sheets if sheet.state is not SheetState.RECUSED]


def _stays(sheet: Sheet, jurors: Mapping[int, Juror]) -> bool:
    """Whether it stays where it is: what was signed counts, what somebody who still judges began is theirs to end."""
    return sheet.state in (SheetState.SIGNED, SheetState.TYPED) or (
        sheet.saved_at is not None and sheet.marker_id in jurors and sheet.docket.conflict_of(sheet.marker) is None
    )
