"""Places and birds of Đảo Cò."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.api.answers import answers, page_of
from app.api.shapes import COUNT, DAY, TEXT, YES_NO, Part, Shape, listing, many, maybe, one_of
from app.core.access import access, everyone
from app.tourism import open_data
from app.tourism.models import Attraction, Family, Species
from app.tourism.queries.reading import shown

GROUP = _l("Đảo Cò")
_DEGREES = {"type": "string", "pattern": r"^-?\d{1,3}\.\d{6}$"}
_MONTH = {"type": "integer", "minimum": 1, "maximum": 12}
_CHECKED = (
    Part("source", TEXT, _l("Ai nói như vậy")),
    Part("checked_on", DAY, _l("Kiểm tra ngày")),
    Part("is_sample", YES_NO, _l("Có phải dữ liệu mẫu không")),
)
PLACE = Shape(
    "Place",
    _l("Một điểm có biển ở Đảo Cò"),
    (
        Part("number", COUNT, _l("Số trên biển")),
        Part("slug", TEXT, _l("Tên ở đường dẫn của trang")),
        Part("name", TEXT, _l("Tên")),
        Part("name_en", TEXT, _l("Tên tiếng Anh")),
        Part("text", TEXT, _l("Chuyện kể ở điểm này")),
        Part("text_en", TEXT, _l("Chuyện kể, bằng tiếng Anh")),
        Part("latitude", _DEGREES, _l("Vĩ độ, WGS 84")),
        Part("longitude", _DEGREES, _l("Kinh độ, WGS 84")),
        *_CHECKED,
    ),
)
SPECIES = Shape(
    "Species",
    _l("Một loài chim ở Đảo Cò"),
    (
        Part("name", TEXT, _l("Tên")),
        Part("name_en", maybe(TEXT), _l("Tên tiếng Anh")),
        Part("latin", maybe(TEXT), _l("Tên khoa học")),
        Part("family", one_of(Family), _l("Nhóm")),
        Part("status", maybe(TEXT), _l("Hiếm đến đâu")),
        Part("months", many(_MONTH), _l("Thấy vào những tháng nào")),
        *_CHECKED,
    ),
)


@answers("/places", listing("Places", PLACE), _l("Các điểm có biển"), group=GROUP, after="cursor")
@access(everyone)
def places() -> Any:
    """Places that are shown, a hundred at a time."""
    rows, following = page_of(shown(Attraction), Attraction.id)
    return {"items": [open_data.place_as_json(row) for row in rows], "next": following}


@answers("/species", listing("SpeciesList", SPECIES), _l("Các loài chim"), group=GROUP, after="cursor")
@access(everyone)
def species() -> Any:
    """Birds that are shown, a hundred at a time."""
    rows, following = page_of(shown(Species), Species.id)
    return {"items": [open_data.species_as_json(row) for row in rows], "next": following}
