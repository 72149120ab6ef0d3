"""Plaques with codes, drawn by the same machinery as labels."""

from collections.abc import Iterable

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from app.accounts.models import Person
from app.core.db import db
from app.core.workflow import RuleBroken
from app.labels import actions as labels
from app.labels.models import LabelRun
from app.labels.sheet import Label, check
from app.labels.sources import tells
from app.labels.stocks import Stock
from app.tourism.models import PLAQUE, PLAQUES, Attraction


def address_of(place: Attraction) -> str:
    """What the code on a plaque says."""
    return f"{current_app.config['BASE_URL']}/dao-co/{place.slug}?{PLAQUE}"


def label_of(place: Attraction) -> Label:
    """What stands on a plaque: number and name, the address to type, both languages."""
    typed = f"{current_app.config['BASE_URL'].partition('://')[2]}/dao-co/{place.slug}"
    lines = (place.name_en, _("Quét để đọc và nghe chuyện ở đây."), "Scan to read and listen.")
    return Label(address_of(place), place.told_name, typed, lines)


def order(places: list[Attraction], stock: Stock, *, by: Person, key: str) -> LabelRun:
    """Have one plaque made for each of these places. Raises `RuleBroken` for none, for one not shown, for small paper."""
    if not places:
        raise RuleBroken(_("Chưa có điểm nào để in biển."))
    if any(not place.is_shown for place in places):
        raise RuleBroken(_("Hãy cho điểm này hiện trên trang trước khi in biển: mã của điểm chưa hiện quét không ra."))
    for place in places:
        check(label_of(place), stock)
    terms = {"places": [place.id for place in places]}
    return labels.order(PLAQUES, places[0].id if len(places) == 1 else 0, len(places), stock, by=by, key=key, **terms)


@tells(PLAQUES)
def _labels(run: LabelRun, numbers: range) -> Iterable[Label]:
    wanted = [run.terms["places"][number] for number in numbers]
    found = {place.id: place for place in db.session.scalars(sa.select(Attraction).where(Attraction.id.in_(wanted)))}
    return [label_of(found[id]) for id in wanted]
