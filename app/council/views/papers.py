"""Papers of a session to take away: drafts that are never numbered, dated or signed here."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort
from flask_babel import gettext as _
from flask_login import current_user

from app.core.access import access
from app.core.audit import history_of
from app.core.db import db
from app.core.sheets import docx_file
from app.core.workflow import RuleBroken
from app.council import on_paper, policy, queries
from app.council.models import Case, CouncilSession

bp = Blueprint("council_papers", __name__, url_prefix="/hoi-dong/<code>/phien")
OF_SESSIONS: dict[str, Callable[[CouncilSession], bytes]] = {
    "bien-ban": lambda session: on_paper.minutes(session, db.session.scalars(history_of(session))),
    "tong-hop": on_paper.summary,
    "quyet-dinh": on_paper.decision,
}


@bp.get("/van-ban/<kind>")
@access(policy.prepare, queries.by_code)
def of_session(session: CouncilSession, kind: str) -> Any:
    if kind not in OF_SESSIONS:
        abort(404)
    for case in session.cases:
        _must_see(case)
    return docx_file(f"{kind}-{session.code}", OF_SESSIONS[kind](session))


@bp.get("/ho-so/<int:id>/thong-bao")
@access(policy.prepare, queries.by_code)
def notice(session: CouncilSession, id: int) -> Any:
    case = _case(session, id)
    _must_see(case)
    return docx_file(f"thong-bao-{case.initiative.code}", on_paper.notice(case))


@bp.get("/ho-so/<int:id>/giay-chung-nhan")
@access(policy.prepare, queries.by_code)
def certificate(session: CouncilSession, id: int) -> Any:
    given = _case(session, id).certificate or abort(404)
    return docx_file(f"giay-chung-nhan-{given.code}", on_paper.certificate(given))


def _case(session: CouncilSession, id: int) -> Case:
    return next((case for case in session.cases if case.id == id), None) or abort(404)


def _must_see(case: Case) -> None:
    """A secretary with a stake leaves the papers of this session to another one."""
    if case.session.is_unsealed and not policy.sees_marks(current_user, case) and not case.session.is_published:
        raise RuleBroken(_("Thư ký có liên quan đến một hồ sơ của phiên. Hãy để thư ký khác lập văn bản này."))
