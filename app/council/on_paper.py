"""The papers of a session, filled in from its records; texts and gaps are in `paper_kinds`."""

from collections.abc import Iterable
from datetime import date

from flask import current_app
from flask_babel import gettext as _

from app.core import audit
from app.core.audit import Event
from app.core.clock import local
from app.core.db import db
from app.core.i18n import moment, number
from app.council import paper_kinds as kinds
from app.council.formula import sentences
from app.council.models import Case, CouncilSession, Member, Outcome
from app.council.outcomes import Decided, Outcomes
from app.papers.actions import compose
from app.papers.dates import in_full
from app.papers.kinds import Rows

NOTHING = "–"


def minutes(session: CouncilSession, history: Iterable[Event]) -> bytes:
    """Biên bản họp: who came, who stood aside, what came out, and where the chain of the history stood just now.

    Raises `RuleBroken` while the marks are sealed.
    """
    outcomes = Outcomes(session)
    values = {
        **_meeting(session),
        "bắt đầu": "",
        "kết thúc": "",
        "địa điểm": session.place,
        "quyết định thành lập": _cited(session.setup_number, session.setup_on),
        "số vắng": str(sum(member.is_present is False for member in session.members)),
        "điều kiện họp": _quorum(session),
        "chương trình": session.agenda,
        "kết luận": "\n".join([*_conclusions(outcomes), *_turns(history)]),
        "mã chuỗi": audit.head(db.session.connection()).mark,
    }
    tables: dict[str, Rows] = {
        "thành viên": [(str(n), *_seat(member)) for n, member in enumerate(session.members, 1)],
        "không tham gia xét": _recusals(session),
        "hồ sơ": [(str(n), *_about(case)) for n, case in enumerate(session.cases, 1)],
        "kết quả": [
            (
                str(n),
                *_about(row.case)[:2],
                str(len(row.case.docket.counted)),
                number(row.result.total.mean) if row.result else NOTHING,
                _outcome(row),
            )
            for n, row in enumerate(outcomes.rows, 1)
        ],
    }
    return compose(kinds.minutes, values, tables)


def summary(session: CouncilSession) -> bytes:
    """Bảng tổng hợp kết quả chấm điểm, the best first. Raises `RuleBroken` while the marks are sealed."""
    rows = [
        (
            str(row.place or NOTHING),
            *_about(row.case),
            *_figures(row),
            row.result.award if row.result and row.result.award else _outcome(row),
        )
        for row in Outcomes(session).by_place
    ]
    return compose(kinds.summary, _meeting(session), {"kết quả": rows})


def decision(session: CouncilSession) -> bytes:
    """Dự thảo quyết định công nhận: never numbered, dated or signed here. Raises `RuleBroken` while marks are sealed."""
    good = [row for row in Outcomes(session).by_place if row.outcome is Outcome.RECOGNISED]
    values = {
        "năm xét": str(session.held_on.year),
        "ngày họp": in_full(session.held_on),
        "số sáng kiến": f"{len(good):02d}",
    }
    rows = [(str(n), *_about(row.case), (row.result and row.result.award) or NOTHING) for n, row in enumerate(good, 1)]
    return compose(kinds.decision, values, {"sáng kiến được công nhận": rows})


def notice(case: Case) -> bytes:
    """Thông báo kết quả cho tác giả, about one case. Raises `RuleBroken` while the marks are sealed."""
    row = next(row for row in Outcomes(case.session).rows if row.case is case)
    onward = {
        Outcome.RECOGNISED: _("Giấy chứng nhận được trao sau khi có quyết định của Chủ tịch Ủy ban nhân dân xã."),
        Outcome.DECLINED: _("Ông/Bà có thể hoàn thiện giải pháp và gửi lại thành ý tưởng mới."),
        Outcome.DEFERRED: _("Hồ sơ được đưa vào phiên họp sau; Ông/Bà không phải làm gì thêm."),
    }
    values = {
        "tác giả": case.initiative.author.name,
        "ngày họp": in_full(case.session.held_on),
        "mã số": case.initiative.code or "",
        "tên sáng kiến": case.initiative.title,
        "kết quả": _("Hội đồng kết luận: %(outcome)s.", outcome=_outcome(row)),
        "điểm trung bình": number(row.result.total.mean) if row.result else _("chưa đủ phiếu"),
        "xếp loại": (row.result and row.result.award) or _("không xếp loại"),
        "nhận xét": case.reason,
        "việc tiếp theo": onward[row.outcome],
        "thời hạn ý kiến": "",
    }
    return compose(kinds.notice, values)


def certificate(case: Case) -> bytes:
    """Giấy chứng nhận sáng kiến, with a code that leads to the page where anybody can check it.

    Raises `ValueError` for a case that was given none.
    """
    session = case.session
    application = case.initiative.application
    if case.certificate is None or session.decision_number is None or session.decision_on is None:
        raise ValueError("a certificate follows a published decision")
    values = {
        "tác giả": _authors(case),
        "tên sáng kiến": case.initiative.title,
        "mã số": case.initiative.code or "",
        "chủ đầu tư": (application.investor if application else "") or _("Tác giả."),
        "tóm tắt": _first_sentence(case.initiative.solution),
        "lợi ích": _first_sentence(application.benefit_author if application else ""),
        "quyết định công nhận": _cited(session.decision_number, session.decision_on),
        "địa chỉ kiểm tra": f"{current_app.config['BASE_URL']}/giay-chung-nhan/{case.certificate.code}",
    }
    return compose(kinds.certificate, values)


def _cited(number: str, on: date) -> str:
    return _("Quyết định số %(number)s %(day)s", number=number, day=in_full(on))


def _figures(row: Decided) -> tuple[str, str, str]:
    if row.result is None:
        return (NOTHING, NOTHING, NOTHING)
    total = row.result.total
    return (number(total.mean), number(total.median), number(total.spread))


def _meeting(session: CouncilSession) -> dict[str, str]:
    here = sum(member.is_present is True for member in session.members)
    return {
        "phiên họp": session.title,
        "ngày họp": in_full(session.held_on),
        "số thành viên": str(len(session.members)),
        "số có mặt": str(here),
        "số hồ sơ": str(len(session.cases)),
        "cách tính điểm": "\n".join(sentences(session)),
        "chủ tọa": session.chair.person.name if session.chair else "",
        "thư ký": session.secretary.person.name if session.secretary else "",
    }


def _seat(member: Member) -> tuple[str, ...]:
    came = {None: "", True: _("Có mặt"), False: _("Vắng")}[member.is_present]
    return (member.person.name, str(member.role.label), came, member.absent_for)


def _quorum(session: CouncilSession) -> str:
    facts = {"here": len(session.present), "all": len(session.markers), "quorum": session.quorum}
    if session.has_quorum:
        return _("Có mặt %(here)d trên %(all)d người chấm, đủ ít nhất %(quorum)s để Hội đồng quyết định.", **facts)
    return _("Có mặt %(here)d trên %(all)d người chấm, chưa đủ %(quorum)s để Hội đồng quyết định.", **facts)


def _recusals(session: CouncilSession) -> list[tuple[str, ...]]:
    """The register of those who had a stake; a line that says so when there was none."""
    found = [
        (conflict, case)
        for case in session.cases
        for conflict in case.docket.conflicts
        if session.member_of(conflict.person) is not None
    ]
    if not found:
        return [("", _("Không có"), "", "", "")]
    return [
        (
            str(n),
            conflict.person.name,
            *_about(case)[:2],
            f"{conflict.kind.label}: {conflict.words}" if conflict.words else str(conflict.kind.label),
        )
        for n, (conflict, case) in enumerate(found, 1)
    ]


def _about(case: Case) -> tuple[str, str, str]:
    return (case.initiative.code or "", case.initiative.title, _authors(case))


def _authors(case: Case) -> str:
    application = case.initiative.application
    return ", ".join(one.name for one in application.authors) if application else case.initiative.author.name


def _outcome(row: Decided) -> str:
    award = row.result.award if row.result else None
    return _("%(outcome)s, loại %(award)s", outcome=row.outcome.label, award=award) if award else str(row.outcome.label)


def _conclusions(outcomes: Outcomes) -> list[str]:
    return [
        f"{row.case.initiative.code}: {_outcome(row)}." + (f" {row.case.reason}" if row.case.reason else "")
        for row in outcomes.rows
    ]


def _turns(history: Iterable[Event]) -> list[str]:
    """When the chair unsealed early or sent it back to marking, and why."""
    words = {
        "council_sessions.unseal": _("Chủ tịch Hội đồng mở niêm phong khi còn thiếu phiếu"),
        "council_sessions.reopen": _("Chủ tịch Hội đồng mở lại việc chấm"),
    }
    return [
        _("%(what)s lúc %(when)s: %(reason)s", what=words[event.name], when=moment(local(event.at)), reason=event.reason)
        for event in history
        if event.name in words
    ]


def _first_sentence(text: str) -> str:
    """What a certificate has room for."""
    first = text.replace("\n", " ").split(". ")[0].strip().rstrip(".")
    return f"{first[:240]}." if first else ""
