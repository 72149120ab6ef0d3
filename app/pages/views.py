"""Home, help and the pages about this site."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from app.announcements.queries import on_top
from app.commune.settings import PRIVACY_CONTACT, rules
from app.contests.queries import inviting
from app.core import access, i18n
from app.core.access import everyone
from app.core.clock import today
from app.core.db import db
from app.core.display import SIZES, THEMES, Display
from app.core.forms import Form
from app.initiatives.queries import listing
from app.initiatives.queries.listing import Order, Wanted
from app.initiatives.queries.reading import supported_by
from app.pages.navigation import navigation
from app.scorecard.actions.tallying import tally_of
from app.tourism.sun import day_of

bp = Blueprint("pages", __name__)


class DisplayForm(Form):
    size = RadioField(_l("Cỡ chữ"), choices=[SelectChoice(*size) for size in SIZES.items()])
    theme = RadioField(_l("Nền"), choices=[SelectChoice(*theme) for theme in THEMES.items()])


def frame() -> dict[str, Any]:
    """What every page needs around its content."""
    return {
        "lang": i18n.language(),
        "nav": navigation(current_user),
        "switch_url": i18n.switch_url(),
        "display": Display.of(request.cookies),
        "today": today(),
    }


@i18n.bilingual(bp, "/")
@access.access(everyone)
def home() -> Any:
    rows = db.session.execute(listing.page(Wanted(order=Order.SUPPORTED), None, most=3)).all()
    supported: set[int] = set()
    if current_user.is_authenticated:
        supported = set(db.session.scalars(supported_by(current_user, [row.id for row in rows])))
    counted = tally_of(today().year, rules=rules())
    contests = list(db.session.scalars(inviting().limit(2)))
    told = list(db.session.scalars(on_top(today()).limit(3)))
    facts = {"told": told, "tally": counted, "days": rules().days("submitted"), "inviting": contests, "sun": day_of(today())}
    return render_template("pages/home.html", rows=rows, supported=supported, **facts)


@i18n.bilingual(bp, "/giao-dien", methods=["GET", "POST"])
@access.access(everyone)
def display() -> Any:
    shown = Display.of(request.cookies)
    form = DisplayForm(size=shown.size, theme=shown.theme)
    if not form.validate_on_submit():
        return render_template("pages/display.html", form=form), 422 if form.errors else 200
    flash(_("Đã đổi cỡ chữ và nền cho máy này."), "success")
    answer = redirect(url_for(".display"), 303)
    Display(form.size.data, form.theme.data).keep(answer, secure=request.is_secure)
    return answer


@i18n.bilingual(bp, "/rieng-tu")
@access.access(everyone)
def privacy() -> Any:
    return render_template("pages/privacy.html", contact=rules().text(PRIVACY_CONTACT))


@i18n.bilingual(bp, "/tiep-can")
@access.access(everyone)
def accessibility() -> Any:
    return render_template("pages/accessibility.html")


@i18n.bilingual(bp, "/tro-giup")
@access.access(everyone)
def help() -> Any:
    return render_template("pages/help.html", days=rules().days("submitted"))
