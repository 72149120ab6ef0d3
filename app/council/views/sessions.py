"""Sessions of the council: the list, one session, setting it up."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from wtforms.fields.choices import SelectChoice

from app.core.access import access
from app.core.asking import asked
from app.core.db import db
from app.core.forms import options
from app.core.i18n import bilingual
from app.core.paging import by_id
from app.core.workflow import RuleBroken
from app.council import policy, queries
from app.council.actions import preparing as actions
from app.council.forms import ReferForm, SeatForm, SessionForm, TakeForm, roll_form
from app.council.models import CouncilSession
from app.initiatives.models import Initiative
from app.initiatives.queries import reading
from app.marking import queries as marking

bp = Blueprint("council", __name__)
HERE = "/hoi-dong"
SESSION = f"{HERE}/<code>/phien"


@bilingual(bp, f"{HERE}/", methods=["GET"])
@access(policy.browse)
def index() -> Any:
    page = by_id(queries.sessions(current_user), CouncilSession.id)
    return render_template("council/index.html", page=page)


@bp.route(f"{HERE}/moi", methods=["GET", "POST"])
@access(policy.prepare)
def new() -> Any:
    form, rubrics = _session_form()
    made: list[CouncilSession] = []

    def act() -> None:
        facts = form.facts
        made.append(actions.set_up(by=current_user._get_current_object(), rubric=rubrics[form.rubric_id.data], **facts))

    answer = asked(
        form,
        _("Lập phiên họp"),
        act,
        back=url_for(".index"),
        back_label=_("Hội đồng sáng kiến"),
        done=_("Đã lập phiên họp."),
    )
    return redirect(url_for(".show", code=made[0].code), 303) if made else answer


@bp.get(SESSION)
@access(policy.see_session, queries.by_code)
def show(session: CouncilSession) -> Any:
    return render_template("council/session.html", session=session, waiting=_waiting(session))


@bp.route(f"{SESSION}/sua", methods=["GET", "POST"])
@access(policy.prepare, queries.by_code)
def edit(session: CouncilSession) -> Any:
    form, rubrics = _session_form(session)
    stale = form.is_submitted() and form.is_stale(session.version)
    form.version.data = session.version

    def act() -> None:
        if stale:
            raise RuleBroken(_("Người khác vừa sửa phiên này. Nội dung vừa nhập vẫn còn ở dưới; bấm lưu lần nữa để thay."))
        actions.change(session, by=current_user, rubric=rubrics[form.rubric_id.data], facts=form.facts)

    return asked(
        form, _("Sửa phiên họp"), act, back=_page(session), button=_("Lưu"), done=_("Đã lưu."), back_label=_("Phiên họp")
    )


@bp.route(f"{SESSION}/thanh-vien", methods=["GET", "POST"])
@access(policy.prepare, queries.by_code)
def seat(session: CouncilSession) -> Any:
    form = SeatForm()
    taken = {member.person_id for member in session.members}
    people = {person.id: person for person in db.session.scalars(queries.candidates()) if person.id not in taken}
    form.person_id.choices = options(people.values())

    def act() -> None:
        actions.seat(session, people[form.person_id.data], form.role.data, by=current_user)

    return asked(
        form, _("Thêm thành viên"), act, back=_page(session), done=_("Đã thêm thành viên."), back_label=_("Phiên họp")
    )


@bp.post(f"{SESSION}/thanh-vien/<int:id>/bo")
@access(policy.prepare, queries.by_code)
def unseat(session: CouncilSession, id: int) -> Any:
    member = next((member for member in session.members if member.id == id), None) or abort(404)
    actions.unseat(session, member, by=current_user)
    return redirect(_page(session), 303)


@bp.route(f"{SESSION}/ho-so", methods=["GET", "POST"])
@access(policy.prepare, queries.by_code)
def take(session: CouncilSession) -> Any:
    form = TakeForm()
    waiting = {row.id: row for row in db.session.scalars(queries.waiting_for_a_session())}
    form.initiative_id.choices = [SelectChoice(row.id, f"{row.code} {row.title}") for row in waiting.values()]

    def act() -> None:
        actions.take(session, waiting[form.initiative_id.data], by=current_user)

    return asked(
        form, _("Thêm hồ sơ vào phiên"), act, back=_page(session), done=_("Đã thêm hồ sơ."), back_label=_("Phiên họp")
    )


@bp.post(f"{SESSION}/ho-so/<int:id>/bo")
@access(policy.prepare, queries.by_code)
def give_back(session: CouncilSession, id: int) -> Any:
    case = next((case for case in session.cases if case.id == id), None) or abort(404)
    actions.give_back(session, case, by=current_user)
    return redirect(_page(session), 303)


@bp.route(f"{SESSION}/diem-danh", methods=["GET", "POST"])
@access(policy.prepare, queries.by_code)
def call_roll(session: CouncilSession) -> Any:
    known: dict[str, Any] = {f"here_{member.id}": member.is_present is not False for member in session.members}
    known |= {f"absent_{member.id}": member.absent_for for member in session.members}
    form = roll_form(session.members)(data=known)

    def act() -> None:
        here = {member.id for member in session.members if form[f"here_{member.id}"].data}
        why = {member.id: form[f"absent_{member.id}"].data for member in session.members}
        actions.call_roll(session, here, why, by=current_user)

    return asked(
        form,
        _("Điểm danh"),
        act,
        back=_page(session),
        button=_("Lưu điểm danh"),
        done=_("Đã lưu điểm danh."),
        back_label=_("Phiên họp"),
    )


@bp.route("/sang-kien/<code>/chuyen-hoi-dong", methods=["GET", "POST"])
@access(policy.refer, reading.by_code)
def refer(initiative: Initiative) -> Any:
    """A coordinator brings an initiative before a session that still takes cases."""
    form = ReferForm()
    sessions = {session.id: session for session in db.session.scalars(queries.prepared())}
    form.session_id.choices = [SelectChoice(one.id, f"{one.code}, {one.title}") for one in sessions.values()]
    here = url_for("initiatives.show", code=initiative.code)
    if not sessions:
        flash(_("Chưa có phiên Hội đồng nào nhận hồ sơ. Thư ký Hội đồng lập phiên trước."), "warning")
        return redirect(here, 303)

    def act() -> None:
        actions.refer(initiative, sessions[form.session_id.data], by=current_user)

    return asked(
        form, _("Chuyển Hội đồng xem xét"), act, back=here, back_label=initiative.title, done=_("Đã chuyển Hội đồng.")
    )


def _session_form(session: CouncilSession | None = None) -> tuple[SessionForm, dict[int, Any]]:
    form = SessionForm(obj=session)
    rubrics = {rubric.id: rubric for rubric in db.session.scalars(marking.newest())}
    if session is not None:
        rubrics.setdefault(session.rubric_id, session.rubric)
    form.rubric_id.choices = [SelectChoice(rubric.id, rubric.words) for rubric in rubrics.values()]
    return form, rubrics


def _page(session: CouncilSession) -> str:
    return url_for(".show", code=session.code)


def _waiting(session: CouncilSession) -> int:
    """How many initiatives could still be put on the agenda."""
    return db.session.scalar(queries.how_many_wait()) or 0 if session.allows("open_marking") else 0
