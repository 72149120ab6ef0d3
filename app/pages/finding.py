"""What search engines and phones ask before anybody reads: where to look, what there is, how to stand on the home screen."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, render_template, url_for

from app.core.access import access, everyone
from app.core.clock import local, today
from app.core.db import db
from app.core.i18n import LANGUAGES
from app.core.remembered import remembered
from app.initiatives.queries import listing
from app.products.queries import showing
from app.tourism.queries import reading as lake

bp = Blueprint("finding", __name__)
# Nothing to find there: one's own pages, the office's, and what is asked for with a code.
CLOSED = (
    *("/tai-khoan", "/viec-can-lam", "/so-sx/", "/kinh-te/", "/quan-tri/", "/tra-cuu/", "/en/tra-cuu/"),
    *("/dao-co/bien-tap/", "/dao-co/dieu-hanh/", "/dao-co/thang/", "/dao-co/phieu/", "/en/dao-co/phieu/"),
)
PLACES = (
    "pages.home",
    "initiatives.index",
    "products.index",
    "tracing.find",
    "organisations.index",
    "contests.index",
    "council.index",
    *("partners.index", "partners.needs", "announcements.index"),
    *(
        "tourism.index",
        "tourism.guide",
        "tourism.lake_map",
        "tourism.birds",
        "tourism.way",
        "tourism.rules",
        "tourism.story",
    ),
    *("tourism.figures", "tourism.sources", "tourism.occasions", "visits.index"),
    "ledger.show",
    "open_data.index",
    "discussing.figures",
    "pages.help",
    "pages.privacy",
    "pages.accessibility",
)
MOST = 5000  # the newest; older ones are found through the list and the year's tally


@bp.get("/robots.txt")
@access(everyone)
def robots() -> Any:
    """Where search engines need not look, and where everything is listed."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    return _kept("\n".join([*lines, "", f"Sitemap: {current_app.config['BASE_URL']}/sitemap.xml", ""]), "text/plain")


@bp.get("/sitemap.xml")
@access(everyone)
def sitemap() -> Any:
    """Every public page in both languages, initiatives and products with the day they last changed."""
    rows = db.session.execute(listing.addresses().limit(MOST)).all()
    pages: list[tuple[dict[str, str], date | None]] = [(_addresses(place), None) for place in PLACES]
    pages.append((_addresses("scorecard.tally", year=today().year), None))
    pages += [(_addresses("initiatives.show", code=row.code), local(row.state_since).date()) for row in rows]
    sold = db.session.execute(showing.addresses().limit(MOST)).all()
    pages += [(_addresses("products.show", id=row.id), local(row.updated_at).date()) for row in sold]
    places = db.session.execute(lake.addresses()).all()
    pages += [(_addresses("tourism.place", slug=row.slug), row.checked_on) for row in places]
    made = remembered(lambda: render_template("pages/sitemap.xml", pages=pages), *rows, *sold, *places)
    return _kept(made, "application/xml")


@bp.get("/manifest.webmanifest")
@access(everyone)
def manifest() -> Any:
    """The site as an icon on the home screen of a phone."""
    return _kept(render_template("pages/manifest.json"), "application/manifest+json")


def _addresses(endpoint: str, **values: Any) -> dict[str, str]:
    base = current_app.config["BASE_URL"]
    return {lang: base + url_for(endpoint, lang=lang, **values) for lang in LANGUAGES}


def _kept(text: str | bytes, kind: str) -> Response:
    """The same for everybody, and for an hour."""
    answer = Response(text, mimetype=kind)
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer
