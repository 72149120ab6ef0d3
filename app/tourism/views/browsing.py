"""/dao-co/: what visitors read, in Vietnamese and English."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, current_app, json, redirect, render_template, request, url_for

from app.accounts.models import Upload
from app.core import batches, files, news
from app.core.access import access
from app.core.calendars import Entry, calendar_file
from app.core.clock import local, today, utcnow
from app.core.db import db
from app.core.i18n import bilingual, language, with_query
from app.core.remembered import remembered
from app.tourism import drawing, policy, scans, sun
from app.tourism.actions.watching import TERMS, darwin_core
from app.tourism.models import (
    PLAQUE,
    Attraction,
    Chapter,
    Family,
    Occasion,
    Season,
    Service,
    Species,
    season_of,
)
from app.tourism.queries import counting, reading
from app.tourism.sun import Day

_ROBOT = re.compile(r"bot|crawl|spider|preview|facebookexternalhit|slurp|curl|wget|python|headless", re.IGNORECASE)
SAID, AHEAD = 3, 2
# What pages of Đảo Cò are made of besides their own text.
PARTS = (
    *("app.css", "fonts/be-vietnam-pro-400.woff2", "fonts/be-vietnam-pro-700.woff2", "img/mark.svg"),
    *("js/island.js", "js/map.js"),
)
bp = Blueprint("tourism", __name__)


@dataclass(frozen=True)
class Today:
    """What the birds are doing today: the season, the sun, what is ahead."""

    day: date
    season: Season | None
    sun: Day

    @classmethod
    def now(cls) -> "Today":
        """As of this minute. One statement."""
        seasons = list(db.session.scalars(reading.shown(Season)))
        return cls(today(), season_of(today(), seasons), sun.day_of(today()))

    @property
    def ahead(self) -> Any:
        """From when to when it is best to look next; None when today is over."""
        return self.sun.next_after(local(utcnow()))

    @property
    def is_morning(self) -> bool:
        """Whether what is ahead is the birds leaving."""
        return self.ahead == self.sun.morning


def quick(make: Callable[[], str]) -> Any:
    """A page that strangers are given again until something shown changes, and for a minute at most."""
    number = news.of_house().now()
    return make() if number is None else remembered(make, number, today())


@bilingual(bp, "/dao-co/")
@access(policy.visit)
def index() -> Any:
    return quick(
        lambda: render_template(
            "tourism/index.html",
            now=Today.now(),
            passages=db.session.scalars(reading.passages(Chapter.WELCOME)).all(),
            places=db.session.scalars(reading.attractions()).all(),
            topics=db.session.scalars(reading.topics()).all(),
            occasions=db.session.scalars(reading.occasions(utcnow()).limit(AHEAD)).all(),
            said=db.session.scalars(reading.said_by_visitors(SAID)).all(),
        )
    )


@bilingual(bp, "/dao-co/<slug>")
@access(policy.see, reading.attraction)
def place(attraction: Attraction) -> Any:
    """What a plaque opens; a visit from the plaque itself is counted, but of no program. An old address leads on."""
    if attraction.slug != (request.view_args or {}).get("slug", attraction.slug):
        return redirect(with_query(url_for(".place", slug=attraction.slug), request.args), 301)
    if PLAQUE in request.args and request.method == "GET" and not _ROBOT.search(request.user_agent.string):
        scans.seen(batches.here(), attraction.id)
    others = db.session.scalars(reading.attractions()).all()
    return render_template("tourism/place.html", place=attraction, others=others, now=Today.now())


@bilingual(bp, "/dao-co/diem/<int:id>")
@access(policy.visit, reading.by_id)
def numbered(attraction: Attraction) -> Any:
    """A place by its number in the tables, as the search knows it: its own page has a name."""
    return redirect(url_for(".place", slug=attraction.slug), 301)


@bilingual(bp, "/dao-co/nghe")
@access(policy.visit)
def guide() -> Any:
    def made() -> str:
        places = db.session.scalars(reading.attractions()).all()
        heard = [one for place in places if (one := place.heard_in(language()))]
        size = sum(one.upload.size for one in heard)
        return render_template("tourism/guide.html", places=places, heard=heard, size=size)

    return quick(made)


@bilingual(bp, "/dao-co/ban-do")
@access(policy.visit)
def lake_map() -> Any:
    sketch = db.session.scalar(reading.sketch())
    places = db.session.scalars(reading.attractions()).all()
    drawn = drawing.laid(sketch.drawn, [(place.latitude, place.longitude) for place in places]) if sketch else None
    answer = Response(render_template("tourism/map.html", sketch=sketch, drawn=drawn, places=places))
    # Where one stands is asked of the device by a script of this page, shown on the drawing, and sent nowhere.
    answer.headers["Permissions-Policy"] = "camera=(), geolocation=(self), microphone=()"
    return answer


@bilingual(bp, "/dao-co/chim")
@access(policy.visit)
def birds() -> Any:
    month = request.args.get("thang", type=int)
    chosen = month if month in range(1, 13) else None

    def made() -> str:
        found = db.session.scalars(reading.shown(Species)).all()
        kinds = [one for one in found if chosen is None or chosen in one.months]
        families = [(family, [one for one in kinds if one.family is family]) for family in Family]
        return render_template("tourism/birds.html", families=families, chosen=chosen, month=today().month)

    return quick(made)


@bilingual(bp, "/dao-co/noi-quy")
@access(policy.visit)
def rules() -> Any:
    return _chapters("tourism/rules.html", Chapter.RULES)


@bilingual(bp, "/dao-co/chuyen")
@access(policy.visit)
def story() -> Any:
    return _chapters("tourism/story.html", Chapter.STORY, Chapter.LEGEND)


def _chapters(template: str, *chapters: Chapter) -> Any:
    def made() -> str:
        passages = db.session.scalars(reading.passages(*chapters)).all()
        return render_template(template, passages=passages, Chapter=Chapter)

    return quick(made)


@bilingual(bp, "/dao-co/den-choi")
@access(policy.visit)
def way() -> Any:
    """How to get there, what it costs, whom to call, and the way to a seat in a boat."""

    def made() -> str:
        passages = db.session.scalars(reading.passages(Chapter.WAY)).all()
        services = db.session.scalars(reading.shown(Service)).all()
        shown = {"passages": passages, "services": services, "now": Today.now()}
        return render_template("tourism/way.html", **shown)

    return quick(made)


@bilingual(bp, "/dao-co/so-lieu")
@access(policy.visit)
def figures() -> Any:
    """Every figure with who says it; where sources differ, all of them."""
    return quick(lambda: render_template("tourism/figures.html", topics=db.session.scalars(reading.topics()).all()))


@bilingual(bp, "/dao-co/nguon")
@access(policy.visit)
def sources() -> Any:
    return quick(lambda: render_template("tourism/sources.html", sources=db.session.scalars(reading.sources()).all()))


@bilingual(bp, "/dao-co/su-kien/")
@access(policy.visit)
def occasions() -> Any:
    def made() -> str:
        return render_template("tourism/occasions.html", occasions=db.session.scalars(reading.occasions(utcnow())).all())

    return quick(made)


@bilingual(bp, "/dao-co/su-kien/<int:id>")
@access(policy.see, reading.occasion)
def occasion(occasion: Occasion) -> Any:
    return render_template("tourism/occasion.html", occasion=occasion)


@bilingual(bp, "/dao-co/su-kien/<int:id>/lich.ics")
@access(policy.see, reading.occasion)
def occasion_file(occasion: Occasion) -> Any:
    """One event for a phone's own calendar."""
    return _calendar([occasion], f"dao-co-{occasion.id}")


@bilingual(bp, "/dao-co/lich.ics")
@access(policy.visit)
def feed() -> Any:
    """All events ahead, for a calendar that asks again and again."""
    return _calendar(list(db.session.scalars(reading.occasions(utcnow()))), "dao-co")


def _calendar(occasions: list[Occasion], name: str) -> Response:
    entries = [
        Entry(
            f"su-kien-{one.id}",
            one.said("title", language()),
            one.said("text", language()),
            one.starts_at,
            one.ends_at,
            url_for(".occasion", id=one.id, _external=True),
            one.said("place", language()),
            one.version,
        )
        for one in occasions
    ]
    return calendar_file(name, "Đảo Cò", entries)


@bp.get("/dao-co/tep/<token>")
@access(policy.visit, reading.media)
def media(upload: Upload) -> Any:
    """A picture or a recording of a place that is shown."""
    small = request.args.get("co") == "nho" and upload.is_picture
    answer = files.sent(upload.token, upload.mime, "-nho" if small else "", name=f"dao-co-{upload.id}")
    answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"  # another file has another name
    return answer


@bp.get("/dao-co/ghi-nhan.csv")
@access(policy.visit)
def sightings() -> Any:
    """Every checked sighting of a bird whose scientific name is known, as Darwin Core, for whoever studies birds."""
    from app.core.sheets import csv_file

    base = url_for("tourism.index", lang="vi", _external=True).removesuffix("/dao-co/")
    rows = [darwin_core(seen, base) for seen in db.session.scalars(counting.open_sightings())]
    return csv_file("occurrence", "", [list(TERMS), *rows])


@bilingual(bp, "/dao-co/mat-mang")
@access(policy.visit)
def away() -> Any:
    """What a phone shows without a network in place of a page that needs one."""
    services = [one for one in db.session.scalars(reading.shown(Service)) if one.phone]
    return quick(lambda: render_template("tourism/away.html", services=services))


@bilingual(bp, "/dao-co/sw.js")
@access(policy.visit)
def worker() -> Any:
    """What keeps the public pages on the phone for when there is no network: which, and the script that does it.

    Its scope is /dao-co/ in the language of its address; it fetches without cookies, so that nobody's own page is kept.
    """
    places = list(db.session.scalars(reading.attractions()))
    names = ("index", "guide", "lake_map", "birds", "rules", "story", "way", "figures", "sources", "occasions")
    pages = [url_for(f".{name}") for name in names] + [url_for(".place", slug=place.slug) for place in places]
    pictures = [url_for(".media", token=place.upload.token, co="nho") for place in places if place.upload]
    sounds = [url_for(".media", token=one.upload.token) for place in places for one in place.recordings]
    made_of = [*map(str, db.session.execute(reading.stamp()).one()), *db.session.scalars(reading.heard())]
    stamp = hashlib.sha256(" ".join(made_of).encode()).hexdigest()[:16]
    asset: Callable[[str], str] = current_app.jinja_env.globals["asset"]  # type: ignore[assignment]  # globals are anything
    told = {"name": f"dao-co-{language()}-{stamp}", "away": url_for(".away"), "pages": pages}
    told |= {"parts": [*map(asset, PARTS), *pictures], "sounds": sounds}
    script = f"self.GUIDE = {json.dumps(told)};\nimportScripts({json.dumps(asset('js/worker.js'))});\n"
    answer = Response(script, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
