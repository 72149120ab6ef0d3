"""/viec-can-lam: everything that waits for me, oldest first, with its deadline."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.accounts import policy as accounts
from app.accounts.models import Role
from app.accounts.queries import waiting_residents
from app.commune.settings import Rules, rules
from app.community.models import ActivityState
from app.community.queries import activities as villages
from app.contests import queries as contests
from app.core.access import access, can
from app.core.clock import local, today, utcnow
from app.core.db import db
from app.council import queries as council
from app.initiatives.models import Initiative, ListState, State
from app.initiatives.models.paper_list import COMPARERS
from app.initiatives.policy import CHECKERS
from app.initiatives.queries import paper, reading, talking, waiting
from app.marking import queries as marking
from app.marking.keepers import comparers, kinds_for, markings_of, matters
from app.partners.queries import needing as partners
from app.privacy import queries as data_requests
from app.products.queries import overview as books
from app.returns import queries as returns
from app.roadmap import queries as roadmap
from app.roadmap.models import start_of_quarter
from app.tourism.queries import counting as lake
from app.tourism.queries import editing as facts
from app.tourism.queries import visiting as seats
from app.tracing import queries as codes

bp = Blueprint("desk", __name__)
MOST = 60  # of one kind; the oldest come first, so nothing urgent is left out


@dataclass(frozen=True)
class Task:
    """One thing somebody waits for."""

    what: str
    about: str
    url: str
    since: datetime
    due: date | None

    @property
    def is_late(self) -> bool:
        """Whether its deadline has passed."""
        return self.due is not None and self.due < today()


@bp.get("/viec-can-lam")
@access(accounts.own_account)
def show() -> Any:
    tasks = sorted(_tasks(current_user, rules()), key=lambda task: task.since)
    return render_template("pages/desk.html", tasks=tasks)


def _tasks(person: Any, rules: Rules) -> Iterator[Task]:
    yield from _as_author(person, rules)
    if person.has(Role.COORDINATOR):
        yield from _as_coordinator(rules)
        for comment in db.session.scalars(talking.reported().limit(MOST)).unique():
            since = comment.reported_at or comment.at
            yield Task(
                _("Duyệt góp ý bị báo"),
                comment.initiative.title,
                url_for("discussing.desk"),
                since,
                rules.due(since, "confirm"),
            )
    if person.has(Role.COORDINATOR, Role.LEADER):
        yield from _as_second_person(person, rules)
    if person.has(*CHECKERS):
        yield from _as_checker(person, rules)
    if person.has(Role.LEADER):
        yield from _as_leader(rules)
    yield from _in_council(person, rules)
    yield from _of_marking(person, rules)
    yield from _of_contests(person)
    if person.has(*COMPARERS):
        yield from _on_paper(person, rules)
    if can("privacy.handle"):
        for asked in db.session.scalars(data_requests.waiting(person).limit(MOST)):
            what = _("Báo đã nhận yêu cầu về dữ liệu") if asked.acknowledged_at is None else _("Trả lời yêu cầu về dữ liệu")
            url = url_for("privacy.show", id=asked.id)
            yield Task(what, f"{asked.number}, {asked.kind.label}", url, asked.received_at, asked.next_due(rules))
    yield from _of_partners(person)
    yield from _of_products(person)
    if can("tourism.receive"):
        yield from _at_the_lake()
    if person.has(Role.OFFICIAL):
        yield from _of_the_plan(person)
    if can("community.log"):
        yield from _in_the_villages(person)
        yield from _of_periods(person)
    if person.has(Role.VILLAGE_TEAM):
        for resident in db.session.scalars(waiting_residents(person.teams).limit(MOST)):
            due = rules.due(resident.created_at, "resident")
            yield Task(_("Xác nhận người dân"), resident.name, url_for("voting.residents"), resident.created_at, due)


def _of_the_plan(person: Any) -> Iterator[Task]:
    """What one's units lead and still owe, late or due this quarter."""
    for owed in db.session.scalars(roadmap.owed_by(person, today()).limit(MOST)):
        what = _("Việc của lộ trình trễ hạn") if owed.is_late else _("Việc của lộ trình phải xong trong quý")
        begins = waiting.noon(start_of_quarter(owed.year, owed.quarter))
        yield Task(what, owed.text, url_for("roadmap.show", code=owed.code), begins, owed.due)


def _in_the_villages(person: Any) -> Iterator[Task]:
    """Activities that wait for a coordinator; of one's own what was sent back, or is over and not noted as held."""
    if person.has(Role.COORDINATOR):
        for held in db.session.scalars(villages.to_confirm(but_by=person).limit(MOST)):
            url = url_for("community.activity", id=held.id)
            yield Task(_("Xác nhận hoạt động"), held.title, url, held.state_since, None)
    for own in db.session.scalars(villages.unfinished_of(person).limit(MOST)):
        if own.starts_at <= utcnow():
            what = _("Ghi hoạt động đã diễn ra")
            if own.state is ActivityState.SENT_BACK:
                what = _("Bổ sung hoạt động bị trả lại")
            yield Task(what, own.title, url_for("community.activity", id=own.id), own.state_since, None)


def _of_periods(person: Any) -> Iterator[Task]:
    """Reports that one's places owe; for coordinators those that were sent in."""
    owed_here = db.session.scalars(returns.owed_by(person).limit(MOST)) if person.teams or person.units else ()
    for owed in owed_here:
        what = _("Bổ sung báo cáo bị trả lại") if owed.reason else _("Nộp báo cáo kỳ")
        about, begins = f"{owed.period.title}: {owed.name}", waiting.noon(owed.period.ends_on)
        yield Task(what, about, url_for("returns.show", id=owed.id), begins, owed.period.due_on)
    if person.has(Role.COORDINATOR):
        for sent in db.session.scalars(returns.to_accept().limit(MOST)):
            about = f"{sent.period.title}: {sent.name}"
            yield Task(_("Nhận báo cáo"), about, url_for("returns.show", id=sent.id), sent.state_since, None)


def _of_partners(person: Any) -> Iterator[Task]:
    """Needs that wait to be published, and matches that wait for a word; of one's own what was declined.

    What coordinators need themselves is published at once.
    """
    if not person.has(Role.COORDINATOR):
        for need in db.session.scalars(partners.declined_of(person).limit(MOST)):
            yield Task(_("Sửa nhu cầu bị trả lại"), need.title, url_for("needs.write", id=need.id), need.state_since, None)
        return
    for need in db.session.scalars(partners.to_publish().limit(MOST)):
        yield Task(_("Đăng nhu cầu"), need.title, url_for("partners.need", id=need.id), need.state_since, None)
    for match in db.session.scalars(partners.to_accept().limit(MOST)):
        url = url_for("partners.need", id=match.need_id)
        yield Task(_("Đồng ý kết nối"), match.need.title, url, match.state_since, None)


def _of_products(person: Any) -> Iterator[Task]:
    """What the economic office has to look at, and accounts that wait for a second person of a producer."""
    if can("products.run_office"):
        office = url_for("office.show")
        for book in db.session.scalars(books.waiting().limit(MOST)):
            yield Task(_("Xác nhận cơ sở sản xuất"), book.name, office, book.state_since, None)
        for paper in db.session.scalars(books.unchecked().limit(MOST)):
            yield Task(_("Đối chiếu giấy chứng nhận"), paper.product.name, office, paper.added_at, None)
        for told in db.session.scalars(codes.troubles(seen=False).limit(MOST)):
            yield Task(_("Xem tin báo của người mua"), told.code, url_for("tracing_data.troubles"), told.at, None)
    for account in db.session.scalars(books.accounts_for(person).limit(MOST)):
        url = url_for("keeping.producer", id=account.producer_id)
        yield Task(_("Xác nhận tài khoản nhận tiền"), account.producer.name, url, account.proposed_at, None)


def _at_the_lake() -> Iterator[Task]:
    """Seats that are held and wait for a word, sentences to read, birds to check, facts past their day."""
    for visit in db.session.scalars(seats.to_answer(utcnow()).limit(MOST)):
        on = local(visit.slot.starts_at).date()
        about = f"{visit.code}, {visit.slot.tour.name}"
        yield Task(
            _("Xác nhận chỗ đi Đảo Cò"), about, url_for("visits_office.day", day=on.isoformat()), visit.state_since, on
        )
    for said in db.session.scalars(lake.feedback(waiting=True).limit(MOST)):
        yield Task(_("Đọc góp ý của khách Đảo Cò"), said.text, url_for("tourism_figures.words"), said.at, None)
    for seen in db.session.scalars(lake.to_check().limit(MOST)):
        yield Task(_("Kiểm tra lần ghi chim"), seen.species.name, url_for("tourism_figures.birds"), seen.at, None)
    late, oldest = db.session.execute(facts.overdue(today())).one()
    if late:
        about, url = _("%(num)d mục đã quá ngày", num=late), url_for("tourism_editing.to_check")
        yield Task(_("Kiểm tra lại thông tin Đảo Cò"), about, url, waiting.noon(oldest), oldest)


def _as_author(person: Any, rules: Rules) -> Iterator[Task]:
    for row in db.session.scalars(waiting.returned_to(person)):
        yield _task(_("Bổ sung theo góp ý của xã"), row, rules, url_for("writing.edit", id=row.id))
    for row in db.session.scalars(waiting.unsigned_applications(person)):
        yield _task(_("Hoàn thành đơn cho Hội đồng"), row, rules, url_for("applying.show", code=row.code))
    for row in db.session.scalars(reading.unsent_drafts(person).limit(MOST)):
        yield Task(
            _("Viết tiếp bản nháp"), row.title or _("Chưa có tên"), url_for("writing.edit", id=row.id), row.created_at, None
        )


def _as_coordinator(rules: Rules) -> Iterator[Task]:
    moves = {
        State.SUBMITTED: _("Xem xét sáng kiến mới"),
        State.OPEN: _("Quyết định bước tiếp theo"),
        State.RECOGNISED: _("Đưa vào thí điểm hoặc áp dụng"),
    }
    for row in db.session.scalars(waiting.in_state(*moves).limit(MOST * len(moves))):
        yield _task(moves[row.state], row, rules, url_for("initiatives.show", code=row.code))
    for pilot in db.session.scalars(waiting.ended_pilots().limit(MOST)):
        due = rules.calendar.after(pilot.ends_on, rules.days("pilot_result"))
        url = url_for("deciding.end_pilot", code=pilot.initiative.code)
        yield Task(_("Ghi kết quả thí điểm"), pilot.initiative.title, url, waiting.noon(pilot.ends_on), due)


def _as_second_person(person: Any, rules: Rules) -> Iterator[Task]:
    for refusal in db.session.scalars(waiting.proposed_refusals(but_by=person).limit(MOST)):
        url = url_for("initiatives.show", code=refusal.initiative.code)
        due = rules.due(refusal.proposed_at, "confirm")
        yield Task(_("Xác nhận lời từ chối"), refusal.initiative.title, url, refusal.proposed_at, due)


def _as_checker(person: Any, rules: Rules) -> Iterator[Task]:
    for proof in db.session.scalars(waiting.unconfirmed_proofs(but_by=person).limit(MOST)):
        url = url_for("initiatives.show", code=proof.initiative.code, _anchor=f"tep-{proof.id}")
        due = rules.due(proof.upload.at, "confirm")
        title = _("%(title)s, tệp %(num)d", title=proof.initiative.title, num=proof.position + 1)
        yield Task(_("Xác nhận minh chứng"), title, url, proof.upload.at, due)


def _as_leader(rules: Rules) -> Iterator[Task]:
    for adoption in db.session.scalars(waiting.proposed_adoptions().limit(MOST)):
        what = _("Xác nhận đã áp dụng") if not adoption.missing else _("Đề xuất áp dụng còn thiếu")
        url = url_for("adopting.show", id=adoption.id)
        due = rules.due(adoption.proposed_at, "confirm")
        yield Task(what, adoption.initiative.title, url, adoption.proposed_at, due)


def _on_paper(person: Any, rules: Rules) -> Iterator[Task]:
    for waits in db.session.scalars(paper.waiting_for(person).limit(MOST)):
        title, since = waits.initiative.title, waits.state_since
        if waits.state is ListState.TYPING:
            yield Task(_("Nhập tiếp danh sách ký"), title, url_for("paper_lists.show", id=waits.id), since, None)
        else:
            url = url_for("paper_lists.compare", id=waits.id)
            yield Task(_("Đối chiếu danh sách ký"), title, url, since, rules.due(since, "confirm"))


def _in_council(person: Any, rules: Rules) -> Iterator[Task]:
    """Initiatives that wait for a session, sessions that wait for their secretary or chair."""
    if person.has(Role.COUNCIL_SECRETARY):
        for row in db.session.scalars(council.waiting_for_a_session().limit(MOST)):
            yield _task(_("Đưa vào phiên Hội đồng"), row, rules, url_for("council.index"))
    if person.has(Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR):
        for session in db.session.scalars(council.unfinished(person).limit(MOST)):
            url = url_for("council.show", code=session.code)
            yield Task(
                _("Phiên Hội đồng: %(state)s", state=session.state.label), session.title, url, session.state_since, None
            )


def _of_contests(person: Any) -> Iterator[Task]:
    """Entries one has to complete; for organisers what was sent, rounds whose time is over, results to come out."""
    for entry in db.session.scalars(contests.unfinished_of(person).limit(MOST)):
        due = local(entry.contest.receives_until).date()
        url = url_for("entering.show", id=entry.id)
        yield Task(_("Hoàn thành bài dự thi"), entry.title or entry.contest.title, url, entry.state_since, due)
    if not person.has(Role.ORGANISER):
        return
    for entry in db.session.scalars(contests.to_screen().limit(MOST)):
        url = url_for("screening.show", code=entry.code)
        yield Task(_("Xem xét bài dự thi"), entry.title, url, entry.state_since, local(entry.contest.receives_until).date())
    for round in db.session.scalars(contests.overdue_rounds().limit(MOST)):
        url = url_for("rounds.show", code=round.contest.code, number=round.number)
        due = local(round.marks_until).date()
        yield Task(_("Kết thúc vòng chấm"), f"{round.contest.title}, {round.name}", url, round.marks_until, due)
    for contest in db.session.scalars(contests.concluded().limit(MOST)):
        url = url_for("contest_setup.show", code=contest.code)
        yield Task(_("Công bố kết quả"), contest.title, url, contest.state_since, contest.results_on)


def _of_marking(person: Any, rules: Rules) -> Iterator[Task]:
    """Sheets that wait for their marker, and those copied from paper that wait for a second person."""
    for row in markings_of(person)[:MOST]:
        if row.is_awaited:
            yield Task(_("Chấm điểm"), row.matter.title, url_for("sheets.fill", id=row.id), row.opened_at, row.matter.due)
    if not kinds_for(person, comparers):
        return
    copied = list(db.session.scalars(marking.to_compare(person).limit(MOST)))
    about = matters([(sheet.docket.kept_by, sheet.docket_id) for sheet in copied])
    for sheet in copied:
        since = sheet.saved_at or sheet.docket.opened_at or utcnow()
        told = _("%(code)s, phiếu của %(name)s", code=about[sheet.docket_id].code, name=sheet.marker.name)
        url = url_for("paper_sheets.compare", id=sheet.id)
        yield Task(_("Đối chiếu phiếu giấy"), told, url, since, rules.due(since, "confirm"))


def _task(what: str, row: Initiative, rules: Rules, url: str) -> Task:
    return Task(what, row.title, url, row.state_since, waiting.due_of(row, rules))
