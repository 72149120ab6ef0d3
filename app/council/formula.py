"""How points become a result, said in words: on the page of the results, and in the minutes."""

from flask_babel import gettext as _

from app.council.models import CouncilSession
from app.marking.words import classes, conditions


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
        conditions(rubric),
        *classes(rubric),
        _(
            "Bằng điểm thì xét lần lượt: %(name)s cao hơn; nhiều điểm tối đa hơn; chênh lệch nhỏ hơn; quyết định bằng văn"
            " bản của Chủ tịch Hội đồng.",
            name=rubric.criterion(rubric.tie_code).name,
        ),
    ]
