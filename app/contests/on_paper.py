"""The papers of a contest, filled in from its records; texts and gaps are in `paper_kinds`."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app.contests import paper_kinds as kinds
from app.contests.formula import sentences
from app.contests.models import Contest, Entry, EntryState, Juror, Round
from app.contests.outcomes import Outcomes, Placed
from app.contests.scoring import shown
from app.core import audit
from app.core.audit import Event
from app.core.clock import local
from app.core.db import db
from app.core.i18n import moment, number
from app.papers.actions import compose
from app.papers.dates import in_full

NOTHING = "–"


def minutes(
    contest: Contest,
    tables: Sequence[tuple[Round, Outcomes]],
    seats: Sequence[Juror],
    stakes: Sequence[Any],
    history: Iterable[Event],
) -> bytes:
    """Biên bản: who judged, who stood aside, what came out, what was decided, and where the chain stood just now."""
    _last, outcomes = tables[-1]
    rows = [row for _field, table in outcomes.groups for row in table]
    values = {
        "tên cuộc thi": contest.title,
        "mã cuộc thi": contest.code,
        "thời gian nhận bài": _(
            "từ %(since)s đến %(until)s", since=moment(contest.receives_from), until=moment(contest.receives_until)
        ),
        "số bài": str(len(rows)),
        "cách tính điểm": "\n".join(sentences(contest)),
        "quyết định": "\n".join(_decisions(contest, history)) or _("Không có."),
        "mã chuỗi": audit.head(db.session.connection()).mark,
    }
    nobody = [(NOTHING, "", _("Không có"), "")]
    lists = {
        "giám khảo": [_seat(one) for one in seats],
        "không chấm": [
            (round, code, name, f"{kind.label}: {words}" if words else str(kind.label))
            for round, code, name, kind, words in stakes
        ]
        or nobody,
        "kết quả": [_row(row) for row in rows],
    }
    return compose(kinds.minutes, values, lists)


def notice(entry: Entry, remarks: Sequence[str]) -> bytes:
    """Thông báo kết quả cho người dự thi; no judge is named."""
    contest = entry.contest
    values = {
        "tên cuộc thi": contest.title,
        "người dự thi": _people(entry),
        "mã bài": entry.code or "",
        "tên bài": entry.title,
        "kết quả": _result(entry),
        "điểm trung bình": number(entry.mean) if entry.mean is not None else NOTHING,
        "điểm bình chọn": number(entry.vote_points) if entry.vote_points is not None else NOTHING,
        "điểm cuối": number(entry.score) if entry.score is not None else NOTHING,
        "nhận xét": "\n".join(remarks) or _("Giám khảo không ghi nhận xét."),
        "địa chỉ kết quả": f"{current_app.config['BASE_URL']}/cuoc-thi/{contest.code}/ket-qua",
        "liên hệ": contest.contacts,
    }
    return compose(kinds.notice, values)


def certificate(entry: Entry) -> bytes:
    """Giấy chứng nhận giải, with a code that leads to the page where anybody can check it.

    Raises `ValueError` for an entry that was given none.
    """
    contest = entry.contest
    if entry.certificate is None or entry.prize is None or contest.decision_on is None:
        raise ValueError("a certificate follows a published prize")
    values = {
        "tên cuộc thi": contest.title,
        "người dự thi": _people(entry),
        "tên bài": entry.title,
        "giải": entry.prize.name,
        "quyết định": _(
            "Quyết định số %(number)s %(day)s", number=contest.decision_number, day=in_full(contest.decision_on)
        ),
        "địa chỉ kiểm tra": f"{current_app.config['BASE_URL']}/giay-chung-nhan/{entry.certificate.code}",
    }
    return compose(kinds.certificate, values)


def _people(entry: Entry) -> str:
    names = ", ".join(member.name for member in entry.members)
    return f"{entry.team_name} ({names})" if entry.team_name else names


def _result(entry: Entry) -> str:
    if entry.state is EntryState.DISQUALIFIED:
        return _("Bài bị loại, không có giải.")
    if entry.place is None:
        return _("Bài không được xếp hạng. Cảm ơn người dự thi đã gửi bài.")
    if entry.prize is None:
        return _("Bài đứng thứ %(place)d, không có giải.", place=entry.place)
    return _("Bài đứng thứ %(place)d và đạt %(prize)s.", place=entry.place, prize=entry.prize.name)


def _seat(juror: Juror) -> tuple[str, ...]:
    fields = ", ".join(field.name for field in juror.fields) or _("Mọi bảng")
    return (juror.round.name, juror.person.name, fields, _("Đã thôi chấm") if juror.left_at else "")


def _row(row: Placed) -> tuple[str, ...]:
    one = row.standing
    if one is None:
        return (NOTHING, row.code, row.title, "", NOTHING, NOTHING, NOTHING, _("Chưa đủ phiếu"))
    return (
        str(row.place),
        row.code,
        row.title,
        str(one.sheets),
        number(shown(one.mean)),
        number(shown(one.vote_points)),
        number(shown(one.score)),
        row.prize.name if row.prize else "",
    )


def _decisions(contest: Contest, history: Iterable[Event]) -> list[str]:
    words = {
        "contests.extend": _("Gia hạn nhận bài"),
        "contests.reopen": _("Mở lại kết luận"),
        "rounds.extend": _("Đổi ngày chấm"),
        "rounds.unseal": _("Mở niêm phong khi còn thiếu phiếu"),
        "rounds.reopen": _("Mở lại việc chấm"),
        "rounds.decide_ties": _("Quyết định thứ tự các bài bằng nhau"),
    }
    rounds: dict[int | None, str] = {one.id: one.name for one in contest.rounds}
    told = []
    for event in history:
        if what := words.get(event.name):
            where = rounds.get(event.subject_id) if event.subject_type == Round.__tablename__ else None
            what = f"{where}: {what}" if where else what
            told.append(_("%(what)s lúc %(when)s: %(reason)s", what=what, when=moment(local(event.at)), reason=event.reason))
    return told
