"""What came out: the results with their formula, as a page, as a table to take away."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from app.core.access import access
from app.core.i18n import bilingual
from app.core.sheets import csv_file
from app.council import policy, queries
from app.council.formula import sentences
from app.council.models import CouncilSession
from app.council.open_data import table_of
from app.council.outcomes import Outcomes

bp = Blueprint("council_results", __name__)


@bilingual(bp, "/hoi-dong/<code>", methods=["GET"])
@access(policy.see_results, queries.by_code)
def show(session: CouncilSession) -> Any:
    outcomes = Outcomes(session, hidden=lambda case: not policy.sees_marks(current_user, case))
    facts = {"outcomes": outcomes, "formula": sentences(session)}
    return render_template("council/results.html", session=session, **facts)


@bp.get("/hoi-dong/<code>/ket-qua.csv")
@access(policy.see_published, queries.published)
def as_csv(session: CouncilSession) -> Any:
    """The sheets and what they come to: enough to compute everything again."""
    return csv_file(f"hoi-dong-{session.code}", session.title, table_of(session))
