"""/to-doi-moi/, /hoat-dong/, /mo-hinh/: what everybody reads of the teams, of what is held, and of models."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.commune import queries as commune
from app.community import policy
from app.community.models import Activity, ActivityKind, Exemplar, ExemplarKind, Team
from app.community.queries import activities as activity_queries
from app.community.queries import exemplars as exemplar_queries
from app.community.queries import teams as team_queries
from app.core.access import access
from app.core.calendars import Entry, calendar_file
from app.core.clock import utcnow
from app.core.db import db
from app.core.i18n import bilingual
from app.core.paging import by_id

bp = Blueprint("community", __name__)


@bilingual(bp, "/to-doi-moi/")
@access(policy.browse)
def index() -> Any:
    """Every village with its teams, and what comes next."""
    villages = list(db.session.scalars(commune.villages()))
    by_village: dict[int, list[Team]] = {village.id: [] for village in villages}
    for team in db.session.scalars(team_queries.teams()):
        by_village.setdefault(team.village_id, []).append(team)
    ahead = list(db.session.scalars(activity_queries.ahead(utcnow()).limit(5)))
    return render_template("community/index.html", villages=villages, teams=by_village, ahead=ahead)


@bilingual(bp, "/to-doi-moi/<int:id>")
@access(policy.browse, team_queries.team)
def team(team: Team) -> Any:
    """One team: who is in it, and what it held lately."""
    held = by_id(activity_queries.activities().where(Activity.team_id == team.id), Activity.id)
    return render_template("community/team.html", team=team, page=held)


@bilingual(bp, "/hoat-dong/")
@access(policy.browse)
def activities() -> Any:
    """What was held or is planned, the newest first; of one kind, in one village, or all. The office sees every state."""
    kind = next((kind for kind in ActivityKind if kind == request.args.get("loai")), None)
    villages = {village.id: village for village in db.session.scalars(commune.villages())}
    village = villages.get(request.args.get("thon", type=int) or 0)
    everything, village_id = policy.oversee(current_user), village.id if village else None
    query = activity_queries.activities(kind=kind, village_id=village_id, everything=everything)
    shown = {"kind": kind, "choices": list(ActivityKind), "village": village, "villages": villages.values()}
    return render_template("community/activities.html", page=by_id(query, Activity.id), **shown)


@bilingual(bp, "/hoat-dong/lich.ics")
@access(policy.browse)
def feed() -> Any:
    """Everything ahead, for a calendar that asks again and again."""
    entries = [
        Entry(
            f"hoat-dong-{one.id}",
            one.title,
            one.text,
            one.starts_at,
            one.ends_at,
            url_for(".activity", id=one.id, _external=True),
            one.place,
            one.version,
        )
        for one in db.session.scalars(activity_queries.ahead(utcnow()))
    ]
    return calendar_file("hoat-dong", _("Hoạt động của xã"), entries)


@bilingual(bp, "/hoat-dong/<int:id>")
@access(policy.browse, activity_queries.activity)
def activity(activity: Activity) -> Any:
    """One activity; whoever works on it finds what comes next."""
    return render_template("community/activity.html", activity=activity)


@bilingual(bp, "/mo-hinh/")
@access(policy.browse)
def exemplars() -> Any:
    """Models by what they are about, those that go on first."""
    kind = next((kind for kind in ExemplarKind if kind == request.args.get("loai")), None)
    listed = list(db.session.scalars(exemplar_queries.exemplars(kind=kind)))
    return render_template("community/exemplars.html", exemplars=listed, kind=kind, choices=list(ExemplarKind))


@bilingual(bp, "/mo-hinh/<int:id>")
@access(policy.browse, exemplar_queries.exemplar)
def exemplar(exemplar: Exemplar) -> Any:
    return render_template("community/exemplar.html", exemplar=exemplar)
