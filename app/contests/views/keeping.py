"""The dockets of contests for whoever marks, their folders, their certificates, their results in the chain."""

from collections.abc import Collection, Mapping

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.accounts.models import Role
from app.contests import policy, queries
from app.contests.assignment import drawn_order
from app.contests.models import Contest, EntryState, RoundEntry
from app.core import audit
from app.core.audit import Event
from app.core.chain import digest
from app.core.checks import Finding, Line, checks
from app.core.clock import local
from app.core.db import db
from app.core.i18n import day
from app.folders import keepers as folders
from app.folders.keepers import Work
from app.marking.keepers import Keeper, Matter, keeps
from app.marking.models import Sheet
from app.papers.certificates import Certified, certifies
from app.papers.models import Certificate


def _matters(dockets: Collection[int]) -> Mapping[int, Matter]:
    return {case.docket_id: _matter(case) for case in db.session.scalars(queries.cases_by_docket(dockets))}


def _matter(case: RoundEntry) -> Matter:
    entry, round = case.entry, case.round
    return Matter(
        code=str(entry.code),
        title=entry.blind_title if entry.contest.is_blind else entry.title,
        within=f"{entry.contest.title}, {round.name}",
        due=local(round.marks_until).date(),
        page=url_for("rounds.case", code=entry.code, number=round.number),
        order=lambda marker: (round.marks_until, round.id, drawn_order(round.seed, marker, entry.id)),
    )


def _file(sheet: Sheet) -> Markup:
    """The entry as judges read it: in a blind contest the copy without names and without files."""
    case = db.session.scalars(queries.cases_by_docket([sheet.docket_id])).one()
    return Markup(render_template("contests/_file_for_judges.html", entry=case.entry, contest=case.entry.contest))


keeps(
    Keeper(
        name="contests",
        markers=(Role.JUDGE,),
        secretaries=(Role.ORGANISER,),
        comparers=(Role.ORGANISER, Role.COORDINATOR),
        lead=_l("Ban tổ chức"),
        secretary=_l("ban tổ chức"),
        home="contests.index",
        home_words=_l("Cuộc thi"),
        remarks=True,
        matters=_matters,
        file=_file,
    )
)


@certifies
def _certified(certificate: Certificate) -> Certified | None:
    entry = db.session.scalars(queries.certified(certificate)).one_or_none()
    if entry is None or entry.prize is None:
        return None
    contest = entry.contest
    decision = _("%(number)s, ngày %(day)s", number=contest.decision_number, day=day(contest.decision_on))
    facts = [
        (_("Cuộc thi"), contest.title),
        (_("Bài dự thi"), f"{entry.code} {entry.title}"),
        (_("Người dự thi"), entry.shown_names or _("Không hiện tên")),
        (_("Giải"), entry.prize.name),
        (_("Quyết định"), decision),
    ]
    if entry.state is EntryState.DISQUALIFIED:
        facts.append((_("Lưu ý"), _("Bài đã bị loại sau khi công bố; giấy này không còn giá trị.")))
    return Certified(
        facts=facts,
        compare=_("Hãy so tên bài, người dự thi, giải và số quyết định với tờ giấy đang cầm."),
        links=[
            (_("Xem bài dự thi"), url_for("contests.entry", code=entry.code)),
            (_("Kết quả cuộc thi"), url_for("contests.results", code=contest.code)),
        ],
    )


def _shows(contest: Contest) -> bool:
    """Whether the page of results shows what was published: it reads the columns of the entries."""
    entries = (contest.results or {})["rounds"][-1]["entries"]
    published = {(one["code"], one["place"], one["score"], one["prize"]) for one in entries if one["place"] is not None}
    shown = db.session.execute(queries.figures_of(contest))
    return published == {(code, place, f"{score:.2f}", prize) for code, place, score, prize in shown}


@checks
def _contest(typed: str) -> Finding | None:
    """The published results must still be those whose digest stands in the chain."""
    contest = db.session.scalars(queries.results(typed.strip().upper())).unique().one_or_none()
    if contest is None:
        return None
    own = (Event.subject_type == Contest.__tablename__, Event.subject_id == contest.id, Event.name == "contests.publish")
    rows = list(audit.looked_over(db.session.connection(), *own))
    now = digest(contest.results)
    lines = [Line(row.id, row.at, _("Công bố kết quả"), row.hash, fits=not wrong) for row, wrong in rows]
    fits = bool(rows) and all(line.fits for line in lines) and rows[-1][0].facts.get("results") == now
    fits = fits and _shows(contest)
    text = (
        _("Kết quả đang công bố đúng là kết quả đã ghi vào chuỗi.")
        if fits
        else _("Kết quả đang công bố không khớp với chuỗi: đã bị sửa sau khi công bố.")
    )
    return Finding(f"{contest.code}: {contest.title}", fits, text, lines, url_for("contests.results", code=contest.code))


def _works(folders: Collection[int]) -> dict[int, Work]:
    return {contest.folder_id: _work(contest) for contest in db.session.scalars(queries.in_folders(folders))}


def _work(contest: Contest) -> Work:
    page = (contest.title, "contests.show", {"code": contest.code})
    return Work(*page, lambda person: policy.organise(person, contest), lambda person: policy.organise(person, contest))


folders.keeps(folders.Keeper(Contest.__tablename__, _l("Cuộc thi, hội thi"), _works))
