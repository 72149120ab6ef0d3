"""Computed indicators: one named query each. Numbers, lists and open data are all made of it.

A query gives rows of four columns: `ref` (the number of the record), `label` (what people call it), `counts` and `of`. The
indicator's numerator is the sum of `counts`, its denominator the sum of `of`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l

from app.businesses import queries as businesses
from app.businesses.models import Business, BusinessKind
from app.commune.models import Village
from app.commune.queries import stood_in
from app.commune.settings import TEAMS_ENOUGH, Rules
from app.community.models import Activity, ActivityKind, Exemplar, ExemplarKind, Staff, Team, TeamKind
from app.community.queries import activities, exemplars, teams
from app.core.clock import start_of, today
from app.folders.models import Proof
from app.initiatives.models import Sphere
from app.initiatives.queries.tally import counted_in
from app.products.queries import overview
from app.returns.models import OWED, Period, PeriodKind, Return
from app.satisfaction import queries as satisfaction
from app.scorecard.models import Reading
from app.tourism.models import PlaqueCount, Slot, Visit, VisitState

COMMUNICATION = (ActivityKind.COMMUNICATION, ActivityKind.CONFERENCE, ActivityKind.SEMINAR)


@dataclass(frozen=True)
class Span:
    """What of a year is counted: from its first day to `on`, by the commune's own rules."""

    year: int
    # The last day of the year, or today; before the year its eve.
    on: date
    # Whether an initiative of management may count for 1.4 and 4.6 both; how many activities make a team effective.
    double_use: bool
    enough: int

    @classmethod
    def of(cls, year: int, rules: Rules) -> "Span":
        """The year as it stands today."""
        on = max(min(today(), date(year, 12, 31)), date(year, 1, 1) - timedelta(days=1))
        return cls(year, on, rules.allows_double_use, rules.number(TEAMS_ENOUGH))

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, 1, 1)

    @property
    def until(self) -> date:
        """The day after."""
        return self.on + timedelta(days=1)

    @property
    def has_begun(self) -> bool:
        """Whether anything can have been counted yet."""
        return self.on >= self.first


Query = Callable[[Span], sa.Select[Any]]
_ONE = sa.literal(1)


def documents(span: Span) -> sa.Select[Any]:
    """1.1: documents of the year, with a number, that somebody other than who brought them has confirmed."""
    shown = (Proof.number != "", Proof.confirmed_at.is_not(None), Proof.withdrawn_at.is_(None))
    label = sa.case((Proof.is_public, Proof.number + ": " + Proof.caption), else_=None)
    query = _rows(Proof.id, label, _ONE).join(Reading, Reading.folder_id == Proof.folder_id)
    return query.where(Reading.year == span.year, Reading.code == "1.1", *shown).order_by(Proof.id)


def staff_trained(span: Span) -> sa.Select[Any]:
    """1.2: who serves the commune at the end; those count who came to a training in digital matters or innovation."""
    came = activities.trained(span.first, span.until).order_by(None).subquery()
    counts = sa.case((Staff.id.in_(sa.select(came.c.id)), 1), else_=0)
    return _of(teams.staff(span.on), Staff.id, Staff.name, counts)


def communication(span: Span) -> sa.Select[Any]:
    """1.3: conferences, seminars and campaigns that were confirmed."""
    return _held(COMMUNICATION, span)


def management_initiatives(span: Span) -> sa.Select[Any]:
    """1.4: initiatives put into practice in the sphere of management."""
    counted = counted_in(span.year).order_by(None).subquery()
    query = _rows(counted.c.adoption_id, counted.c.code + ": " + counted.c.title, _ONE)
    return query.where(counted.c.sphere == Sphere.MANAGEMENT).order_by(counted.c.code)


def signatures(span: Span) -> sa.Select[Any]:
    """2.2: who serves the commune at the end, and who of them signs digitally."""
    return _of(teams.staff(span.on), Staff.id, Staff.name, sa.case((Staff.has_signature, 1), else_=0))


def satisfied(span: Span) -> sa.Select[Any]:
    """3.4: answers of the survey month by month, and how many of them were satisfied."""
    months = satisfaction.by_month(span.first, span.until).order_by(None).subquery()
    number = sa.extract("month", months.c.month)
    return _rows(number, sa.cast(number, sa.String), months.c.satisfied, months.c.answers).order_by(number)


def hitech_agriculture(span: Span) -> sa.Select[Any]:
    """4.1: models of high-tech agriculture that were proven by the end and go on."""
    return _of(exemplars.at_work(ExemplarKind.HITECH_AGRICULTURE, span.on), Exemplar.id, Exemplar.name, _ONE)


def digital_products(span: Span) -> sa.Select[Any]:
    """4.2: published products with a digital page; those count whose stars hold at the end."""
    found = overview.digital(span.on).order_by(None).subquery()
    return _rows(found.c.id, found.c.name, _ONE).where(found.c.id.in_(overview.certified(span.on))).order_by(found.c.id)


def smart_tourism(span: Span) -> sa.Select[Any]:
    """4.3: Đảo Cò in a year with a month in which plaques were opened and seats confirmed; other models at work besides.

    The plan does not say when a model is one: a place that is read, booked and run by what is here is.
    """
    starts = [date(span.year, month, 1) for month in range(1, 13)]
    months = zip(starts, [*starts[1:], date(span.year + 1, 1, 1)], strict=True)
    in_use = sa.or_(*(_used(first, min(until, span.until)) for first, until in months))
    island = sa.select(
        sa.literal(0).label("ref"), sa.literal("Đảo Cò").label("label"), _ONE.label("counts"), _ONE.label("of")
    ).where(in_use)
    others = _of(exemplars.at_work(ExemplarKind.TOURISM, span.on).order_by(None), Exemplar.id, Exemplar.name, _ONE)
    both = sa.union_all(island, others.order_by(None)).subquery()
    return sa.select(both.c.ref, both.c.label, both.c.counts, both.c.of).order_by(both.c.ref)


def online_households(span: Span) -> sa.Select[Any]:
    """4.4: household businesses active at the end; those count that were known to sell online."""
    sells = businesses.selling_online(span.on).order_by(None).with_only_columns(Business.id)
    households = businesses.current(span.on).where(Business.kind == BusinessKind.HOUSEHOLD)
    return _of(households, Business.id, Business.name, sa.case((Business.id.in_(sells), 1), else_=0))


def initiatives_applied(span: Span) -> sa.Select[Any]:
    """4.6: all initiatives put into practice; without those of 1.4 where the commune forbids double use."""
    counted = counted_in(span.year).order_by(None).subquery()
    query = _rows(counted.c.adoption_id, counted.c.code + ": " + counted.c.title, _ONE)
    if not span.double_use:
        query = query.where(counted.c.sphere != Sphere.MANAGEMENT)
    return query.order_by(counted.c.code)


def support(span: Span) -> sa.Select[Any]:
    """5.3: evenings and days on which people were helped, confirmed."""
    return _held((ActivityKind.SUPPORT,), span)


def held_by_teams(span: Span) -> sa.Select[Any]:
    """How many confirmed activities of the year innovation teams held, by the village that stands at the end."""
    held = activities.counted(tuple(ActivityKind), span.first, span.until).order_by(None).subquery()
    places = stood_in(span.on)
    query = sa.select(places.c.stands.label("village_id"), sa.func.count(held.c.id).label("held")).select_from(held)
    query = query.join(Team, sa.and_(Team.id == held.c.team_id, Team.kind == TeamKind.INNOVATION))
    return query.join(places, places.c.id == Team.village_id).group_by(places.c.stands)


def effective_teams(span: Span) -> sa.Select[Any]:
    """5.2: villages at the end; those count whose innovation team held enough confirmed activities in the year, and
    which owe no report of the year that was due.

    The plan does not say what “hiệu quả” is; how many are enough is a setting. What a village that was merged into another
    held before counts for the other.
    """
    by_village = held_by_teams(span).subquery()
    stands = sa.select(Team.village_id).where(
        Team.kind == TeamKind.INNOVATION,
        Team.founded_on <= span.on,
        sa.or_(Team.ended_on.is_(None), Team.ended_on > span.on),
    )
    enough = sa.select(by_village.c.village_id).where(by_village.c.held >= span.enough)
    owed = (
        sa.select(Return.village_id)
        .join(Return.period)
        .where(
            Period.year == span.year,
            Period.kind.in_((PeriodKind.HALF_YEAR, PeriodKind.YEAR)),
            Period.due_on < span.on,
            Return.state.in_(OWED),
            Return.village_id.is_not(None),
        )
    )
    effective = sa.and_(Village.id.in_(stands), Village.id.in_(enough), Village.id.not_in(owed))
    counts = sa.case((effective, 1), else_=0)
    here = (Village.valid_from <= span.on, sa.or_(Village.valid_to.is_(None), Village.valid_to >= span.on))
    return _rows(Village.id, Village.name, counts).where(*here).order_by(Village.sort_name, Village.id)


def innovating_businesses(span: Span) -> sa.Select[Any]:
    """5.4: businesses active at the end; those count that took part in innovating in the year."""
    took_part = businesses.innovating(span.first, span.on).order_by(None).with_only_columns(Business.id)
    return _of(businesses.current(span.on), Business.id, Business.name, sa.case((Business.id.in_(took_part), 1), else_=0))


@dataclass(frozen=True)
class Records:
    """How an indicator is computed: its query, that in words, and where its records have a page of their own."""

    query: Query
    words: Any
    page: str = ""
    may: str = ""  # the permission that page asks for
    thing: str = ""  # the endpoint of one record, by its number
    is_personal: bool = False  # labels are names of people: for the office


RECORDS: dict[str, Records] = {
    "1.1": Records(documents, _l("Có văn bản của năm: số, ký hiệu và bản chụp đã được người khác xác nhận.")),
    "1.2": Records(
        staff_trained,
        _l("Cán bộ, công chức có mặt đến ngày tính; được tính ai dự ít nhất một lớp về số, đổi mới đã được xác nhận."),
        "community_office.staff",
        "community.see_staff",
        is_personal=True,
    ),
    "1.3": Records(
        communication, _l("Hội nghị, tọa đàm, đợt tuyên truyền trong năm đã được xác nhận."), thing="community.activity"
    ),
    "1.4": Records(
        management_initiatives, _l("Sáng kiến về quản lý được áp dụng trong năm, lãnh đạo đã xác nhận."), "scorecard.tally"
    ),
    "2.2": Records(
        signatures,
        _l("Cán bộ, công chức có mặt đến ngày tính; được tính ai có chữ ký số theo sổ cán bộ."),
        "community_office.staff",
        "community.see_staff",
        is_personal=True,
    ),
    "3.4": Records(
        satisfied, _l("Phiếu khảo sát trong năm; được tính phiếu hài lòng và rất hài lòng."), "satisfaction.index"
    ),
    "4.1": Records(
        hitech_agriculture, _l("Mô hình nông nghiệp công nghệ cao đã có hiệu quả và còn làm."), thing="community.exemplar"
    ),
    "4.2": Records(
        digital_products,
        _l("Sản phẩm có sao OCOP còn hạn và có trang truy xuất đang mở."),
        "scorecard.digital_products",
    ),
    "4.3": Records(
        smart_tourism,
        _l("Đảo Cò khi có tháng khách quét biển và được xác nhận chỗ; cộng mô hình du lịch khác đã có hiệu quả."),
        "scorecard.smart_tourism",
    ),
    "4.4": Records(
        online_households,
        _l("Hộ kinh doanh đang hoạt động theo sổ; được tính hộ đã kiểm tra là có bán hàng trực tuyến."),
        "businesses.index",
        "businesses.see",
        is_personal=True,
    ),
    "4.6": Records(
        initiatives_applied, _l("Sáng kiến được áp dụng trong năm, lãnh đạo đã xác nhận, đếm một lần."), "scorecard.tally"
    ),
    "5.2": Records(
        effective_teams,
        _l("Thôn có đến ngày tính; được tính thôn có Tổ tổ chức đủ số hoạt động đã xác nhận và không nợ báo cáo đến hạn."),
        "community.index",
    ),
    "5.3": Records(support, _l("Buổi hỗ trợ người dân trong năm đã được xác nhận."), thing="community.activity"),
    "5.4": Records(
        innovating_businesses,
        _l("Cơ sở kinh doanh đang hoạt động theo sổ; được tính cơ sở có sáng kiến, mô hình hoặc bài dự thi trong năm."),
        "businesses.index",
        "businesses.see",
        is_personal=True,
    ),
}


@lru_cache(maxsize=64)
def sums(span: Span) -> Any:
    """Numerator and denominator of every computed indicator, in one statement; to build it costs more than to ask it."""
    parts = []
    for code, records in RECORDS.items():
        rows = records.query(span).order_by(None).subquery()
        both = (sa.func.coalesce(sa.func.sum(rows.c.counts), 0), sa.func.coalesce(sa.func.sum(rows.c.of), 0))
        parts.append(sa.select(sa.literal(code).label("code"), both[0].label("counts"), both[1].label("of")))
    return sa.union_all(*parts)


def _rows(ref: Any, label: Any, counts: Any, of: Any = _ONE) -> sa.Select[Any]:
    return sa.select(ref.label("ref"), label.label("label"), counts.label("counts"), of.label("of"))


def _of(query: sa.Select[Any], ref: Any, label: Any, counts: Any) -> sa.Select[Any]:
    """The rows of a query about things, in its order."""
    return query.with_only_columns(
        ref.label("ref"), label.label("label"), counts.label("counts"), _ONE.label("of"), maintain_column_froms=True
    )


def _held(kinds: tuple[ActivityKind, ...], span: Span) -> sa.Select[Any]:
    return _of(activities.counted(kinds, span.first, span.until), Activity.id, Activity.title, _ONE)


def _used(first: date, until: date) -> sa.ColumnElement[bool]:
    opened = sa.select(PlaqueCount.id).where(PlaqueCount.day >= first, PlaqueCount.day < until, PlaqueCount.count > 0)
    trips = (Slot.starts_at >= start_of(first), Slot.starts_at < start_of(until))
    booked = sa.select(Visit.id).join(Visit.slot).where(Visit.state.in_((VisitState.CONFIRMED, VisitState.CAME)), *trips)
    return sa.and_(opened.exists(), booked.exists())
