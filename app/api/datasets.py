"""What may be taken away whole: the same lines as the API's, as tables."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.api import community, figures, initiatives, products, roadmap, scorecard
from app.api.shapes import Shape
from app.commune.settings import rules
from app.community.models import Activity, Exemplar
from app.community.queries.activities import activities
from app.core.clock import today
from app.core.db import db
from app.folders import queries as folders
from app.initiatives.models import Adoption, AdoptionState, Initiative
from app.products.models import Product
from app.products.queries import showing
from app.roadmap import queries as tasks
from app.satisfaction import queries as survey
from app.satisfaction.actions import year_of
from app.scorecard import queries as scorecards
from app.scorecard.actions.reckoning import scorecard_of
from app.scorecard.actions.tallying import tally_of

# As many rows as one file holds, the newest; the API has all of them.
MOST = 10_000


@dataclass(frozen=True)
class Dataset:
    """One table: its name in addresses, its words, its columns, its rows, and the years it is divided into, if it is."""

    slug: str
    title: Any
    shape: Shape
    rows: Callable[[int], list[dict[str, Any]]]
    years: Callable[[], list[int]] | None = None


def _of_initiatives(_: int) -> list[dict[str, Any]]:
    return [initiatives.summary(row) for row in _newest(initiatives.public(), Initiative.id)]


def _of_activities(_: int) -> list[dict[str, Any]]:
    return community.activity_lines(_newest(activities(), Activity.id))


def _of_models(_: int) -> list[dict[str, Any]]:
    return community.model_lines(_newest(community.models_around(), Exemplar.id))


def _of_products(_: int) -> list[dict[str, Any]]:
    return products.lines(_newest(showing.catalogue(), Product.id))


def _of_tally(year: int) -> list[dict[str, Any]]:
    return tally_of(year, rules=rules()).items


def _of_satisfaction(year: int) -> list[dict[str, Any]]:
    return figures.months_of(year_of(year))


def _newest(query: Any, key: Any) -> list[Any]:
    return list(db.session.scalars(query.order_by(None).order_by(key.desc()).limit(MOST)))


def _years_adopted() -> list[int]:
    first = db.session.scalar(sa.select(sa.func.min(Adoption.adopted_on)).where(Adoption.state == AdoptionState.CONFIRMED))
    return list(range(first.year if first else today().year, today().year + 1))


def _years_planned() -> list[int]:
    return list(db.session.scalars(tasks.years()))


def _years_funded() -> list[int]:
    return sorted(db.session.scalars(folders.years()))


def _of_scorecard(year: int) -> list[dict[str, Any]]:
    card = scorecard_of(year, rules=rules())
    return [line.as_json() for line in card.lines] if card else []


def _years_scored() -> list[int]:
    return list(db.session.scalars(scorecards.years()))


def _years_asked() -> list[int]:
    first, last = db.session.execute(survey.years()).one()
    return list(range(first.year, last.year + 1)) if first else []


DATASETS = (
    Dataset("sang-kien", _l("Mọi sáng kiến công khai"), initiatives.INITIATIVE, _of_initiatives),
    Dataset("ap-dung", _l("Sáng kiến đã áp dụng, được tính trong năm"), figures.ADOPTED, _of_tally, _years_adopted),
    Dataset("bo-chi-so", _l("Bộ chỉ số đổi mới sáng tạo"), scorecard.LINE, _of_scorecard, _years_scored),
    Dataset("lo-trinh", _l("Lộ trình của kế hoạch"), roadmap.TASK, roadmap.tasks_of, _years_planned),
    Dataset("hoat-dong", _l("Hoạt động ở thôn và ở xã"), community.ACTIVITY, _of_activities),
    Dataset("mo-hinh", _l("Mô hình"), community.EXEMPLAR, _of_models),
    Dataset("san-pham", _l("Sản phẩm của xã"), products.PRODUCT, _of_products),
    Dataset("kinh-phi", _l("Kinh phí theo nguồn"), figures.FUND, figures.money_of, _years_funded),
    Dataset("hai-long", _l("Mức độ hài lòng từng tháng"), figures.MONTH, _of_satisfaction, _years_asked),
)


def year_shown(years: list[int]) -> int:
    """The year that is given when nobody names one: this one, or the nearest that there is."""
    return min(max(today().year, years[0]), years[-1]) if years else today().year
