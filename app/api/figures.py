"""Figures of a year: the tally, the money, how satisfied people are."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.api.answers import answers, known
from app.api.shapes import COUNT, DAY, MOMENT, TENTHS, TEXT, YEAR, YES_NO, Part, Shape, many, maybe, one_of
from app.commune.settings import rules
from app.core.access import access, everyone
from app.core.db import db
from app.folders import queries as folders
from app.folders.models import FundSource
from app.initiatives.models import Sphere
from app.satisfaction.actions import Year, year_of
from app.satisfaction.counting import Share
from app.scorecard.actions.tallying import tally_of

GROUP = _l("Số liệu từng năm")
ADOPTED = Shape(
    "Adopted",
    _l("Một sáng kiến được tính trong năm"),
    (
        Part("code", TEXT, _l("Mã của sáng kiến")),
        Part("title", TEXT, _l("Tên")),
        Part("sphere", one_of(Sphere), _l("Lĩnh vực tính chỉ tiêu")),
        Part("adopted_on", DAY, _l("Áp dụng từ ngày")),
        Part("decision_number", TEXT, _l("Số quyết định")),
        Part("decision_on", DAY, _l("Ngày quyết định")),
        Part("unit", TEXT, _l("Đơn vị áp dụng")),
        Part("proofs", COUNT, _l("Số minh chứng đã xác nhận")),
    ),
)
BY_SPHERE = Shape(
    "AdoptedBySphere",
    _l("Bao nhiêu sáng kiến ở từng lĩnh vực tính chỉ tiêu"),
    tuple(Part(sphere.value, COUNT, sphere.label) for sphere in Sphere),
)
AMENDMENT = Shape(
    "Amendment",
    _l("Một điều chỉnh sau khi chốt năm"),
    (
        Part("code", TEXT, _l("Mã của sáng kiến")),
        Part("change", {"type": "string", "enum": ["removed", "added", "changed"]}, _l("Bớt, thêm hay sửa")),
        Part("at", maybe(MOMENT), _l("Lúc nào")),
        Part("reason", maybe(TEXT), _l("Lý do công khai")),
    ),
)
TALLY = Shape(
    "Tally",
    _l("Bảng đếm của một năm"),
    (
        Part("year", YEAR, _l("Năm")),
        Part("target", COUNT, _l("Chỉ tiêu của năm")),
        Part("adopted", COUNT, _l("Số sáng kiến đã áp dụng")),
        Part("by_sphere", BY_SPHERE.ref, _l("Bao nhiêu sáng kiến ở từng lĩnh vực tính chỉ tiêu")),
        Part("closed", YES_NO, _l("Năm đã chốt chưa")),
        Part("items", many(ADOPTED.ref), _l("Các sáng kiến được tính, theo ngày áp dụng")),
        Part("amendments", many(AMENDMENT.ref), _l("Những gì khác đi sau khi chốt năm")),
    ),
)
FUND = Shape(
    "FundingOfSource",
    _l("Kinh phí của một nguồn trong năm, tính bằng đồng"),
    (
        Part("source", one_of(FundSource), _l("Nguồn kinh phí")),
        Part("planned", COUNT, _l("Dự kiến, đồng")),
        Part("spent", COUNT, _l("Đã chi, đồng")),
    ),
)
FUNDING = Shape(
    "Funding",
    _l("Kinh phí thực hiện kế hoạch trong một năm; để theo dõi công việc, không phải sổ kế toán"),
    (
        Part("year", YEAR, _l("Năm")),
        Part("planned", COUNT, _l("Dự kiến, đồng")),
        Part("spent", COUNT, _l("Đã chi, đồng")),
        Part("sources", many(FUND.ref), _l("Từng nguồn; nguồn không có tiền thì không có dòng")),
    ),
)
_SHARE = (
    Part("answers", COUNT, _l("Số câu trả lời")),
    Part("satisfied", COUNT, _l("Bao nhiêu người hài lòng hoặc rất hài lòng")),
    Part("percent", maybe(TENTHS), _l("Tỷ lệ hài lòng, phần trăm")),
    Part("low", maybe(TENTHS), _l("Cận dưới của khoảng tin cậy 95 %, phần trăm")),
    Part("high", maybe(TENTHS), _l("Cận trên của khoảng tin cậy 95 %, phần trăm")),
)
MONTH = Shape(
    "SatisfactionOfMonth",
    _l("Mức độ hài lòng trong một tháng"),
    (Part("month", {"type": "string", "pattern": r"^\d{4}-\d{2}$"}, _l("Tháng")), *_SHARE),
)
SATISFACTION = Shape(
    "Satisfaction",
    _l("Mức độ hài lòng của một năm"),
    (Part("year", YEAR, _l("Năm")), *_SHARE, Part("months", many(MONTH.ref), _l("Từng tháng có câu trả lời"))),
)


@answers("/tally/<int:year>", TALLY, _l("Sáng kiến đã áp dụng, so với chỉ tiêu"), group=GROUP)
@access(everyone)
def tally(year: int) -> Any:
    """The tally of a year."""
    return tally_of(known(year), rules=rules()).as_json()


@answers("/funding/<int:year>", FUNDING, _l("Kinh phí theo nguồn"), group=GROUP)
@access(everyone)
def funding(year: int) -> Any:
    """What is planned and spent in a year, as everybody may know it: by source."""
    sources = money_of(known(year))
    whole = {name: sum(one[name] for one in sources) for name in ("planned", "spent")}
    return {"year": year, **whole, "sources": sources}


@answers("/satisfaction/<int:year>", SATISFACTION, _l("Mức độ hài lòng, từng tháng"), group=GROUP)
@access(everyone)
def satisfaction(year: int) -> Any:
    """How many answered the survey in each month of a year, how many were satisfied, how sure that is."""
    counted = year_of(known(year))
    return {"year": year, **_share(counted.whole), "months": months_of(counted)}


def money_of(year: int) -> list[dict[str, Any]]:
    """The sources that have money in a year, in the order of the plan."""
    sums = {source: [0, 0] for source in FundSource}
    for source, _kept_by, planned, spent in db.session.execute(folders.sums_of(year)):
        sums[source] = [sums[source][0] + int(planned), sums[source][1] + int(spent)]
    return [
        {"source": one.value, "planned": planned, "spent": spent}
        for one, (planned, spent) in sums.items()
        if planned + spent
    ]


def months_of(counted: Year) -> list[dict[str, Any]]:
    """The months of a year that have answers."""
    return [{"month": f"{month:%Y-%m}", **_share(share)} for month, share in counted.months.items()]


def _share(share: Share) -> dict[str, Any]:
    low, high = map(str, share.between) if share.between else (None, None)
    percent = None if share.percent is None else str(share.percent)
    return {"answers": share.answers, "satisfied": share.satisfied, "percent": percent, "low": low, "high": high}
