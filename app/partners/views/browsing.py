"""/doi-tac/, /nhu-cau/: what everybody reads of partners, of what they offer, and of what is needed."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_login import current_user

from app.commune import queries as commune
from app.commune.models import Field
from app.core.access import access
from app.core.clock import today
from app.core.db import db
from app.core.i18n import bilingual
from app.core.paging import by_id
from app.partners import policy
from app.partners.models import Need, NeedState, Partner, PartnerKind
from app.partners.models.need import SOUGHT
from app.partners.queries import needing, offering

bp = Blueprint("partners", __name__)
FITTING = 10  # of what may fit; the form for matching has all
PUBLIC = (NeedState.OPEN, NeedState.MATCHED, NeedState.MET)


@bilingual(bp, "/doi-tac/")
@access(policy.browse)
def index() -> Any:
    """Partners with what they offer today, the newest first; of one kind, about one field, or all."""
    kind = next((kind for kind in PartnerKind if kind == request.args.get("loai")), None)
    ended = policy.oversee(current_user) and request.args.get("thoi") == "1"
    fields, field = _fields()
    query = offering.partners(today(), kind=kind, field_id=field.id if field else None, ended=ended)
    shown = {"kind": kind, "choices": list(PartnerKind), "field": field, "fields": fields, "ended": ended}
    return render_template("partners/index.html", page=by_id(query, Partner.id), **shown)


@bilingual(bp, "/doi-tac/<int:id>")
@access(policy.browse, offering.partner)
def partner(partner: Partner) -> Any:
    """One partner: what they offer, and whom they helped."""
    helped = list(db.session.scalars(needing.helped_by(partner)))
    return render_template("partners/partner.html", partner=partner, helped=helped)


@bilingual(bp, "/nhu-cau/")
@access(policy.browse)
def needs() -> Any:
    """What is needed or was, the newest first. The office sees every state."""
    everything = policy.oversee(current_user)
    choices = list(NeedState) if everything else list(PUBLIC)
    state = next((state for state in choices if state == request.args.get("trang-thai")), None)
    fields, field = _fields()
    query = needing.needs(state=state, field_id=field.id if field else None, everything=everything)
    shown = {"state": state, "choices": choices, "field": field, "fields": fields}
    return render_template("partners/needs.html", page=by_id(query, Need.id), **shown)


@bilingual(bp, "/nhu-cau/<int:id>")
@access(policy.browse, needing.need)
def need(need: Need) -> Any:
    """One need, who helps with it, and what else may fit: a suggestion, never a match by itself."""
    matches = list(db.session.scalars(needing.matches_of(need, seen_by=current_user)))
    found, fitting, may_answer = 0, [], False
    if need.state in SOUGHT:
        found = db.session.scalar(offering.count_fitting(need, today())) or 0
        fitting = list(db.session.scalars(offering.fitting(need, today()).limit(FITTING)))
        may_answer = policy.keep(current_user) or _has_offers()
    shown = {"matches": matches, "fitting": fitting, "found": found, "may_answer": may_answer}
    return render_template("partners/need.html", need=need, **shown)


def _has_offers() -> bool:
    """Whether the reader belongs to a partner that offers something."""
    if not current_user.is_authenticated:
        return False
    return db.session.scalars(offering.open_offers(today(), of=current_user).limit(1)).first() is not None


def _fields() -> tuple[list[Field], Field | None]:
    """All fields, and the one that is asked for."""
    fields = list(db.session.scalars(commune.fields()))
    wanted = request.args.get("linh-vuc", type=int)
    return fields, next((field for field in fields if field.id == wanted), None)
