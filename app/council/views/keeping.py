"""The council's dockets for whoever marks, and its certificates for whoever holds one."""

from collections.abc import Collection, Mapping

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.accounts.models import Role
from app.core.db import db
from app.core.i18n import day
from app.council import queries
from app.council.models import COUNCIL, Case
from app.initiatives.queries import reading
from app.marking.keepers import Keeper, Matter, keeps
from app.marking.models import Sheet
from app.papers.certificates import Certified, certifies
from app.papers.models import Certificate


def _matters(dockets: Collection[int]) -> Mapping[int, Matter]:
    return {case.docket_id: _matter(case) for case in db.session.scalars(queries.cases_of(dockets))}


def _matter(case: Case) -> Matter:
    session = case.session
    return Matter(
        code=str(case.initiative.code),
        title=case.initiative.title,
        within=session.title,
        due=session.held_on,
        page=url_for("council.show", code=session.code),
        order=lambda _marker: (session.held_on, session.id, case.position),
    )


def _file(sheet: Sheet) -> Markup:
    """The initiative, its files, and the application while it is the council's business."""
    case = db.session.scalars(queries.cases_of([sheet.docket_id])).one()
    files = db.session.scalars(reading.attachments(case.initiative)).all()
    return Markup(render_template("council/_case.html", case=case, files=files))


keeps(
    Keeper(
        name="council",
        markers=COUNCIL,
        secretaries=(Role.COUNCIL_SECRETARY,),
        comparers=(Role.COUNCIL_SECRETARY, Role.COORDINATOR),
        lead=_l("Chủ tịch Hội đồng"),
        secretary=_l("thư ký Hội đồng"),
        home="council.index",
        home_words=_l("Hội đồng sáng kiến"),
        remarks=False,
        matters=_matters,
        file=_file,
    )
)


@certifies
def _certified(certificate: Certificate) -> Certified | None:
    case = db.session.scalars(queries.certified(certificate)).one_or_none()
    if case is None:
        return None
    initiative, session = case.initiative, case.session
    names = ", ".join(one.name for one in initiative.application.authors) if initiative.application else ""
    decision = _("%(number)s, ngày %(day)s", number=session.decision_number, day=day(session.decision_on))
    facts = [(_("Sáng kiến"), initiative.title), (_("Mã"), initiative.code), (_("Tác giả"), names or _("Không còn lưu tên"))]
    facts += [(_("Xếp loại"), case.award_class.label)] if case.award_class else []
    return Certified(
        facts=[*facts, (_("Quyết định"), decision)],
        compare=_("Hãy so tên sáng kiến, tác giả và số quyết định với tờ giấy đang cầm."),
        links=[
            (_("Xem sáng kiến"), url_for("initiatives.show", code=initiative.code)),
            (_("Kết quả của phiên"), url_for("council_results.show", code=session.code)),
        ],
    )
