"""How points become places, said in words: beside the results, in the rules, in the minutes."""

from flask_babel import gettext as _

from app.contests.models import Contest, Round
from app.contests.scoring import DROPS_FROM, FEWEST_COMMON
from app.core.i18n import points


def sentences(contest: Contest) -> list[str]:
    """What `scoring` does, one sentence each, with the numbers of this contest."""
    told = [sentence for round in contest.rounds for sentence in _of_round(round)]
    if not contest.rounds:
        return told
    last = contest.rounds[-1].rubric
    worth = points(contest.judge_points)
    if contest.vote_points:
        told.append(
            _(
                "Điểm cuối = điểm trung bình vòng cuối × %(worth)s / %(top)s + điểm bình chọn.",
                worth=worth,
                top=points(last.top),
            )
        )
        told.append(
            _("Điểm bình chọn = %(most)s × số lượt / số lượt cao nhất trong các bài đủ phiếu, làm tròn đến %(step)s (từ một"
              " nửa trở lên thì làm tròn lên). Mỗi người có %(each)d lượt; chỉ tính lượt của người được tổ của thôn xác nhận"
              " trước khi hết hạn.",
              most=points(contest.vote_points), step=points(contest.vote_step), each=contest.votes_each)
        )  # fmt: skip
    else:
        told.append(_("Điểm cuối = điểm trung bình vòng cuối × %(worth)s / %(top)s.", worth=worth, top=points(last.top)))
    told += [
        _("Xếp hạng bằng điểm chưa làm tròn; trên trang làm tròn đến 0,01."),
        _(
            "Bằng điểm thì xét lần lượt: %(name)s cao hơn; nhiều điểm tối đa hơn; chênh lệch giữa các phiếu nhỏ hơn; quyết"
            " định bằng văn bản của Ban tổ chức.",
            name=last.criterion(last.tie_code).name,
        ),
        _("Giải chỉ trao cho bài có điểm trung bình từ %(minimum)s và trên 0.", minimum=points(last.minimum)),
    ]
    if contest.ranks_by_field:
        told.append(_("Xếp hạng và trao giải riêng cho từng bảng thi."))
    return told


def _of_round(round: Round) -> list[str]:
    told = [
        _("%(round)s: mỗi bài %(judges)d giám khảo chấm theo “%(rubric)s”; cần ít nhất %(fewest)d phiếu đã ký. Điểm của bài"
          " là trung bình cộng tổng điểm các phiếu; phiếu chưa ký không tính, và không tính là 0.",
          round=round.name, judges=round.judges_per_entry, rubric=round.rubric.words, fewest=round.fewest)
    ]  # fmt: skip
    if round.drops:
        told.append(
            _("%(round)s: bài có từ %(num)d phiếu thì bỏ một tổng điểm cao nhất và một thấp nhất.",
              round=round.name, num=DROPS_FROM)
        )  # fmt: skip
    if round.normalises:
        told.append(
            _("%(round)s: tổng điểm trên phiếu được trừ đi mức chấm rộng hơn (hoặc cộng mức chấm chặt hơn) của giám khảo so"
              " với người khác trên cùng các bài, khi mỗi giám khảo có ít nhất %(num)d bài chung.",
              round=round.name, num=FEWEST_COMMON)
        )  # fmt: skip
    if round.takes is not None:
        told.append(_("%(round)s: %(num)d bài cao điểm nhất vào vòng sau.", round=round.name, num=round.takes))
    return told
