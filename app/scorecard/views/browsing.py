"""/bo-chi-so/<year>: the set, each indicator with the rows and proofs behind it, what is missing, what was closed."""

from fractions import Fraction
from itertools import pairwise
from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.commune.settings import rules
from app.core.access import access
from app.core.clock import today
from app.core.db import db
from app.core.i18n import bilingual
from app.core.sheets import csv_file, xlsx_file
from app.scorecard import policy, queries
from app.scorecard.actions.reckoning import scorecard_of
from app.scorecard.models import Band, ClosedYear, Edition, Indicator
from app.scorecard.outcomes import Line, Scorecard
from app.scorecard.queries.records import RECORDS, Span
from app.scorecard.scoring import cut
from app.scorecard.words import figure, part_names, score, table_of, wanted

bp = Blueprint("indicators", __name__)
bp.add_app_template_filter(figure)
bp.add_app_template_filter(score)
bp.add_app_template_filter(wanted)
REACHABLE = (Band.AVERAGE, Band.FAIR, Band.GOOD, Band.EXCELLENT)


@bilingual(bp, "/bo-chi-so/")
@access(policy.read)
def now() -> Any:
    """This year's."""
    return redirect(url_for(".show", year=today().year))


@bilingual(bp, "/bo-chi-so/<int:year>")
@access(policy.read)
def show(year: int) -> Any:
    """The dashboard of a year."""
    card = scorecard_of(year, rules=rules())
    if card is None:
        return _without_set(year)
    every = db.session.execute(queries.closings()).all()
    stood = [one for one in every if one.reopened_at is None and one.total is not None]
    totals = {one.year: cut(Fraction(one.total)) for one in stood} | {year: cut(card.total)}
    shown = {"card": card, "totals": sorted(totals.items()), "names": part_names(), "of_year": today().year}
    shown |= {"closings": [one for one in every if one.year == year]}
    return render_template("scorecard/index.html", years=list(db.session.scalars(queries.years())), **shown)


@bilingual(bp, "/bo-chi-so/<int:year>/chi-so/<code>")
@access(policy.read, queries.indicator)
def indicator(indicator: Indicator) -> Any:
    """One indicator: what it asks, its figure, the rows and proofs behind it, what others found."""
    year, code = indicator.edition.year, indicator.code
    card = scorecard_of(year, rules=rules()) or abort(404)
    line = card.line(code) or abort(404)
    office = policy.look_behind(current_user)
    records, span = RECORDS.get(code), Span.of(year, rules())
    shows = records is not None and span.has_begun and not line.is_entered and (office or not records.is_personal)
    rows = list(db.session.execute(records.query(span))) if records and shows else []
    reading = db.session.scalars(queries.reading(year, code)).unique().one_or_none()
    closed = [one for one in db.session.scalars(queries.standing()) if one.scorecard]
    shown = {
        "card": card,
        "line": line,
        "live": next(one for one in card.live if one.code == code),
        "records": records,
        "rows": rows,
        "reading": reading,
        "reviews": list(db.session.scalars(queries.reviews_of(year, code))) if office else [],
        "checks": list(db.session.scalars(queries.site_checks(year, code)).unique()) if office else [],
        "past": _past(closed, card, code),
        "cut": cut,
        "units": list(db.session.scalars(queries.units_of(indicator))),
    }
    return render_template("scorecard/indicator.html", indicator=indicator, office=office, **shown)


@bilingual(bp, "/bo-chi-so/<int:year>/con-thieu")
@access(policy.read)
def missing(year: int) -> Any:
    """What a band still lacks, the cheapest first."""
    card = scorecard_of(year, rules=rules()) or abort(404)
    wanted = [band for band in REACHABLE if card.missing_for(band)]
    ways = [(band, score(-cut(-card.missing_for(band))), card.nearest_to(band)) for band in wanted]
    shown = {"card": card, "ways": ways, "needed": _needed}
    return render_template("scorecard/missing.html", **shown)


@bilingual(bp, "/bo-chi-so/<int:year>/phien-ban")
@access(policy.read)
def editions(year: int) -> Any:
    """Every edition of a year, and what each changed."""
    found = list(db.session.scalars(queries.editions(year))) or abort(404)
    changes = {one.number: _changes(before, one) for before, one in pairwise(found)}
    office = policy.look_behind(current_user)
    return render_template("scorecard/editions.html", year=year, editions=found, changes=changes, office=office)


@bp.get("/bo-chi-so/<int:year>/so-lieu.<kind>")
@access(policy.read)
def table(year: int, kind: str) -> Any:
    """The set as a table to take away."""
    card = scorecard_of(year, rules=rules())
    if card is None or kind not in ("csv", "xlsx"):
        abort(404)
    return (csv_file if kind == "csv" else xlsx_file)(f"bo-chi-so-{year}", str(year), table_of(card))


@bilingual(bp, "/bo-chi-so/<int:year>/chot/<int:id>")
@access(policy.read, queries.closing)
def closing(closed: ClosedYear, year: int) -> Any:
    """A closing as it was frozen, whether or not it was opened again."""
    if closed.year != year:
        abort(404)
    version, decision = (closed.scorecard.get(name, "") for name in ("version", "decision"))
    card = Scorecard(year, version, decision, [], closed, is_over=True) if closed.scorecard else None
    shown = {"card": card, "closed": closed, "names": part_names()}
    return render_template("scorecard/closing.html", **shown)


def _past(closed: list[ClosedYear], card: Scorecard, code: str) -> list[tuple[int, Line]]:
    """The same indicator in other closed years and in this one, in their order."""
    lines = {
        one.year: Line.thawed(kept) for one in closed for kept in one.scorecard["lines"] if kept["indicator"]["code"] == code
    }
    here = card.line(code)
    return sorted((lines | ({card.year: here} if here else {})).items())


def _needed(card: Scorecard, code: str) -> str:
    """What the target still wants of an indicator, in words."""
    line = card.line(code)
    if line is None:
        raise LookupError(code)
    if line.lacks_proof:
        return _("thêm minh chứng cho số đã nhập")
    if line.value is None:
        return _("có số liệu, đạt chỉ tiêu")
    return _("từ %(now)s lên đến chỉ tiêu: %(target)s", now=figure(line), target=line.indicator.method)


def _changes(before: Edition, after: Edition) -> list[tuple[Indicator | None, Indicator]]:
    """What an edition changed of the one before."""
    asked = ("target", "method", "mode", "steps", "max_points", "name")
    pairs = [(before.indicator(one.code), one) for one in after.indicators]
    return [(old, new) for old, new in pairs if old is None or any(getattr(old, a) != getattr(new, a) for a in asked)]


def _without_set(year: int) -> Any:
    if not 2020 <= year <= 2100:
        abort(404)
    closed = [one for one in db.session.execute(queries.closings()) if one.year == year]
    years = list(db.session.scalars(queries.years()))
    return render_template("scorecard/no_set.html", year=year, closings=closed, years=years)
