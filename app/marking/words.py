"""What a rubric asks for, in sentences: on its own page, beside results, in papers."""

from flask_babel import gettext as _

from app.core.i18n import points
from app.marking.models import Rubric


def conditions(rubric: Rubric) -> str:
    """When something marked by it is recognised."""
    told = [_("Được công nhận khi tổng trung bình từ %(minimum)s điểm.", minimum=points(rubric.minimum))]
    least = [
        _("%(name)s từ %(min)s", name=one.name, min=points(one.min_points)) for one in rubric.criteria if one.min_points
    ]
    if least:
        told.append(_("Trung bình từng tiêu chí: %(list)s.", list="; ".join(least)))
    told += [_("%(name)s trung bình 0 điểm thì không công nhận.", name=one.name) for one in rubric.criteria if one.excludes]
    if rubric.agree_percent is not None:
        told.append(_("Ít nhất %(share)d phần trăm người chấm đồng ý.", share=rubric.agree_percent))
    return " ".join(told)


def classes(rubric: Rubric) -> list[str]:
    """What each class asks for, the best first."""
    told = []
    for one in rubric.scale.classes:
        asks = [_("tổng trung bình từ %(minimum)s", minimum=points(one.minimum))]
        asks += [
            _("%(name)s từ %(min)s", name=rubric.criterion(code).name, min=points(least))
            for code, least in one.criteria.items()
        ]
        told.append(_("Loại %(name)s: %(list)s.", name=one.name, list="; ".join(asks)))
    return told
