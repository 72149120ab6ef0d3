"""Papers of a session to take away: drafts that are never numbered, dated or signed here."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort
from flask_login import current_user

from app.core.access import access
from app.core.audit import history_of
from app.core.db import db
from app.core.sheets import docx_file
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
    session.must_be_nobody_s_stake(current_user)
    return docx_file(f"{kind}-{session.code}", OF_SESSIONS[kind](session))


@bp.get("/ho-so/<int:id>/thong-bao")
@access(policy.prepare, queries.by_code)
def notice(session: CouncilSession, id: int) -> Any:
    case = _case(session, id)
    session.must_be_nobody_s_stake(current_user)
    return docx_file(f"thong-bao-{case.initiative.code}", on_paper.notice(case))


@bp.get("/ho-so/<int:id>/giay-chung-nhan")
@access(policy.prepare, queries.by_code)
def certificate(session: CouncilSession, id: int) -> Any:
    case = _case(session, id)
    if case.certificate is None:
        abort(404)
    return docx_file(f"giay-chung-nhan-{case.certificate.code}", on_paper.certificate(case))


def _case(session: CouncilSession, id: int) -> Case:
    return next((case for case in session.cases if case.id == id), None) or abort(404)
