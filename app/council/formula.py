"""How points become a result, said in words: on the page of the results, and in the minutes."""

from flask_babel import gettext as _

from app.core.i18n import points
from app.council.models import CouncilSession
from app.marking.models import Rubric


def sentences(session: CouncilSession) -> list[str]:
    """What `app.marking.results` does, one sentence each, with the numbers of this session's rubric."""
    rubric = session.rubric
    return [
        _("Mẫu chấm: %(rubric)s.", rubric=rubric.words),
        _(
            "Điểm trung bình = tổng điểm các phiếu đã ký chia cho số phiếu, làm tròn đến hai chữ số thập phân (từ 0,005 trở"
            " lên thì làm tròn lên). Phiếu chưa ký không tính, và không tính là 0."
        ),
        _("Trung vị là điểm đứng giữa; chênh lệch là phiếu cao nhất trừ phiếu thấp nhất."),
        _(
            "Người có liên quan không chấm và không tính vào số người chấm. Hồ sơ cần phiếu của ít nhất %(quorum)s số người"
            " còn lại, và không dưới hai phiếu.",
            quorum=session.quorum,
        ),
        " ".join(_conditions(rubric)),
        *_classes(rubric),
        _(
            "Bằng điểm thì xét lần lượt: %(name)s cao hơn; nhiều điểm tối đa hơn; chênh lệch nhỏ hơn; quyết định bằng văn"
            " bản của Chủ tịch Hội đồng.",
            name=_name(rubric, rubric.tie_code),
        ),
    ]


def _conditions(rubric: Rubric) -> list[str]:
    told = [_("Được công nhận khi tổng trung bình từ %(minimum)s.", minimum=points(rubric.minimum))]
    told += [
        _("%(name)s từ %(min)s.", name=one.name, min=points(one.min_points)) for one in rubric.criteria if one.min_points
    ]
    told += [_("%(name)s trung bình 0 điểm thì không công nhận.", name=one.name) for one in rubric.criteria if one.excludes]
    if rubric.agree_percent is not None:
        told.append(_("Ít nhất %(share)d phần trăm người chấm đồng ý.", share=rubric.agree_percent))
    return told


def _classes(rubric: Rubric) -> list[str]:
    told = []
    for one in rubric.scale.classes:
        first = _("Loại %(name)s: tổng trung bình từ %(minimum)s.", name=one.name, minimum=points(one.minimum))
        rest = (
            _("%(name)s từ %(min)s.", name=_name(rubric, code), min=points(least)) for code, least in one.criteria.items()
        )
        told.append(" ".join((first, *rest)))
    return told


def _name(rubric: Rubric, code: str) -> str:
    return next(one.name for one in rubric.criteria if one.code == code)
