"""/dao-co/bien-tap: everything the pages say, changed by editors: one way for every kind of content."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from markupsafe import Markup
from sqlalchemy.orm.attributes import set_committed_value
from wtforms.fields.choices import SelectChoice

from app.core import files
from app.core.access import access
from app.core.asking import asked
from app.core.audit import history_of
from app.core.clock import today
from app.core.db import db
from app.core.i18n import speaking
from app.core.workflow import RuleBroken
from app.labels.actions import new_key
from app.labels.models import LabelRun
from app.tourism import drawing, policy
from app.tourism.actions import editing, plaques
from app.tourism.forms import content as forms
from app.tourism.forms.plaques import STOCKS, PlaquesForm
from app.tourism.models import (
    Attraction,
    Content,
    Edited,
    Figure,
    Occasion,
    Passage,
    Season,
    Service,
    Sketch,
    Source,
    Species,
    Topic,
    Tour,
)
from app.tourism.queries import editing as queries
from app.tourism.queries import reading
from app.tourism.views.history import changes_of

bp = Blueprint("tourism_editing", __name__, url_prefix="/dao-co/bien-tap")


@dataclass(frozen=True)
class Kind:
    """One kind of content: its address, its name, its form, the part of a page that shows one."""

    slug: str
    words: Any
    one: Any
    model: Any
    form: type[forms.EditedForm]
    part: str

    @property
    def is_content(self) -> bool:
        """Whether such things have a source and a day to be checked again."""
        return issubclass(self.model, Content)


KINDS = {
    kind.slug: kind
    for kind in (
        Kind("diem", _l("Điểm có biển"), _l("Điểm"), Attraction, forms.AttractionForm, "attraction"),
        Kind("bai", _l("Bài viết"), _l("Bài"), Passage, forms.PassageForm, "passage"),
        Kind("chim", _l("Loài chim"), _l("Loài"), Species, forms.SpeciesForm, "species"),
        Kind("mua", _l("Mùa chim"), _l("Mùa"), Season, forms.SeasonForm, "season"),
        Kind("dich-vu", _l("Dịch vụ và giá"), _l("Dịch vụ"), Service, forms.ServiceForm, "service"),
        Kind("su-kien", _l("Sự kiện"), _l("Sự kiện"), Occasion, forms.OccasionForm, "occasion"),
        Kind("muc-so-lieu", _l("Mục số liệu"), _l("Mục"), Topic, forms.TopicForm, "topic"),
        Kind("so-lieu", _l("Số liệu"), _l("Số liệu"), Figure, forms.FigureForm, "figure"),
        Kind("ban-ve", _l("Bản đồ vẽ"), _l("Bản vẽ"), Sketch, forms.SketchForm, "sketch"),
        Kind("nguon", _l("Nguồn"), _l("Nguồn"), Source, forms.SourceForm, "source"),
        Kind("chuyen", _l("Thuyền, đoàn, người dẫn"), _l("Chuyến"), Tour, forms.TourForm, "tour"),
    )
}


@bp.get("/")
@access(policy.look_in)
def index() -> Any:
    """Every kind with how many there are, and what has to be checked again."""
    counts = [(kind, db.session.scalar(sa.select(sa.func.count()).select_from(kind.model))) for kind in KINDS.values()]
    return render_template("tourism/editor.html", counts=counts, due=due(today()))


@bp.get("/can-kiem-tra")
@access(policy.look_in)
def to_check() -> Any:
    """Everything past its day, and what falls due within a month."""
    return render_template("tourism/to_check.html", due=due(today() + timedelta(days=30)))


def due(by: date) -> list[tuple[Kind, Any]]:
    """Everything that has to be checked again by a day, the longest overdue first, each with its kind."""
    found = [
        (kind, one) for kind in KINDS.values() if kind.is_content for one in db.session.scalars(queries.due(kind.model, by))
    ]
    return sorted(found, key=lambda pair: pair[1].check_by)


@bp.get("/<kind>")
@access(policy.look_in)
def listed(kind: str) -> Any:
    chosen = KINDS.get(kind) or abort(404)
    things = db.session.scalars(queries.everything(chosen.model)).unique().all()
    return render_template("tourism/listed.html", kind=chosen, things=things)


@bp.route("/<kind>/moi", methods=["GET", "POST"])
@access(policy.edit)
def new(kind: str) -> Any:
    chosen = KINDS.get(kind) or abort(404)
    form = chosen.form()

    def act(facts: dict[str, Any]) -> Edited:
        return editing.begin(chosen.model, facts, by=current_user)

    return _edited(chosen, None, form, act)


@bp.route("/<kind>/<int:id>", methods=["GET", "POST"])
@access(policy.edit)
def edit(kind: str, id: int) -> Any:
    chosen, thing = _thing(kind, id)
    form = chosen.form(obj=thing)

    def act(facts: dict[str, Any]) -> Edited:
        form.must_be_fresh(thing.version)
        editing.write(thing, facts, by=current_user)
        return thing

    return _edited(chosen, thing, form, act)


def _edited(kind: Kind, thing: Any, form: Any, act: Callable[[dict[str, Any]], Edited]) -> Any:
    """The form, what it would look like, and the change; a refusal keeps what was typed."""
    form.offer(list(db.session.scalars(reading.sources())), list(db.session.scalars(queries.everything(Topic))))
    previews = None
    if form.validate_on_submit():
        try:
            if "xem" in request.form:
                previews = _previews(kind, _as_shown(kind, thing, form.facts))
            else:
                made = act(form.facts)
                flash(_("Đã lưu: %(what)s.", what=made.told_name), "success")
                return redirect(url_for(".edit", kind=kind.slug, id=made.id), 303)
        except RuleBroken as refused:
            form.form_errors.append(str(refused))
    page = render_template("tourism/edit.html", kind=kind, thing=thing, form=form, previews=previews)
    return page, 422 if form.errors else 200


def _as_shown(kind: Kind, thing: Any, facts: dict[str, Any]) -> Any:
    """What the page would show, without keeping anything."""
    with db.session.no_autoflush:
        tried = kind.model(**{"is_sample": False, **facts})
        if isinstance(tried, Content):
            tried.source = db.session.get_one(Source, facts["source_id"])
        if isinstance(tried, Figure):
            tried.topic = db.session.get_one(Topic, facts["topic_id"])
        if isinstance(tried, Topic) and thing:
            set_committed_value(tried, "figures", thing.figures)
        if isinstance(tried, Attraction):
            tried.upload, tried.recordings = (thing.upload if thing else None), []
            tried.alt, tried.alt_en = (thing.alt, thing.alt_en) if thing else ("", "")
        tried.must_be_right()
        if tried in db.session:
            db.session.expunge(tried)
    return tried


def _previews(kind: Kind, shown: Any) -> dict[str, Markup]:
    """A piece of content as readers of each language will see it."""
    told = {"kind": kind, "shown": shown, "drawn": drawing.laid(shown.drawn) if isinstance(shown, Sketch) else None}
    previews = {}
    for lang in ("vi", "en"):
        with speaking(lang):
            previews[lang] = Markup(render_template("tourism/_preview.html", **told, lang=lang))
    return previews


@bp.get("/<kind>/<int:id>/lich-su")
@access(policy.look_in)
def history(kind: str, id: int) -> Any:
    """Who changed what from what to what, the newest change first."""
    chosen, thing = _thing(kind, id)
    events = db.session.scalars(history_of(thing)).all()[::-1]
    people = {person.id: person.name for person in db.session.scalars(queries.actors(events))}
    form = chosen.form()
    form.offer(list(db.session.scalars(reading.sources())), list(db.session.scalars(queries.everything(Topic))))
    told = [(event, people.get(event.actor_id or 0), list(changes_of(event, form))) for event in events]
    return render_template("tourism/history.html", kind=chosen, thing=thing, told=told)


@bp.route("/diem/<int:id>/anh", methods=["GET", "POST"])
@access(policy.edit, queries.attraction)
def picture(attraction: Attraction) -> Any:
    form = forms.PictureForm(alt=attraction.alt, alt_en=attraction.alt_en)

    def act() -> None:
        told = (form.alt.data or "", form.alt_en.data or "", form.children.data)
        editing.put_picture(attraction, form.photo.stream, *told, by=current_user)

    return asked(form, _("Ảnh của điểm"), act, done=_("Đã đổi ảnh."), button=_("Lưu ảnh"), **_back(attraction))


@bp.route("/diem/<int:id>/am-thanh", methods=["GET", "POST"])
@access(policy.edit, queries.attraction)
def recording(attraction: Attraction) -> Any:
    form = forms.RecordingForm()

    def act() -> None:
        editing.put_recording(attraction, form.language.data, form.sound.data[0].stream, by=current_user)

    lead = _("Ghi bằng điện thoại cũng được. Trang nén lại, chỉnh cho các đoạn to đều nhau.")
    done = _("Đã có âm thanh ở điểm này.")
    return asked(form, _("Âm thanh ở điểm"), act, done=done, lead=lead, button=_("Lưu âm thanh"), **_back(attraction))


@bp.post("/diem/<int:id>/bo-am-thanh")
@access(policy.edit, queries.attraction)
def drop_recording(attraction: Attraction) -> Any:
    editing.drop_recording(attraction, request.form.get("language", ""), by=current_user)
    flash(_("Đã bỏ âm thanh."), "success")
    return redirect(url_for(".edit", kind="diem", id=attraction.id), 303)


@bp.route("/bien", methods=["GET", "POST"])
@access(policy.edit)
def order_plaques() -> Any:
    """Plaques of one place or of all, as a PDF."""
    form = PlaquesForm(key=new_key())
    places = list(db.session.scalars(reading.attractions()))
    form.place.choices = [SelectChoice(0, _("Mọi điểm, mỗi điểm một biển"))]
    form.place.choices += [SelectChoice(place.id, place.told_name) for place in places]
    if request.method == "GET" and (wanted := request.args.get("diem", type=int)):
        form.place.data = wanted
    made: list[LabelRun] = []

    def act() -> None:
        chosen = [place for place in places if form.place.data in (0, place.id)]
        stock = STOCKS[form.stock.data][1]
        made.append(plaques.order(chosen, stock, by=current_user, key=form.key.data or new_key()))

    back = {"back": url_for(".index"), "back_label": _("Biên tập Đảo Cò")}
    answer = asked(form, _("In biển"), act, done=_("Đang làm biển."), **back)
    return redirect(url_for(".plaques_made", id=made[0].id), 303) if made else answer


@bp.get("/bien/<int:id>")
@access(policy.look_in, queries.run)
def plaques_made(run: LabelRun) -> Any:
    return render_template("tourism/plaques.html", run=run)


@bp.get("/bien/<int:id>/tep")
@access(policy.look_in, queries.run)
def plaques_file(run: LabelRun) -> Any:
    return files.sent(run.token, "application/pdf", name=f"bien-dao-co-{run.id}") if run.token else abort(404)


def _thing(slug: str, id: int) -> tuple[Kind, Any]:
    kind = KINDS.get(slug) or abort(404)
    return kind, db.session.get(kind.model, id) or abort(404)


def _back(place: Attraction) -> dict[str, str]:
    return {"back": url_for(".edit", kind="diem", id=place.id), "back_label": place.told_name}
