"""The commune's report as a paper and as sheets, from its snapshot alone."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.core.i18n import moment
from app.papers.actions import compose
from app.reports import paper_kinds
from app.reports.models import CommuneReport
from app.scorecard.models import Band
from app.scorecard.words import score

POINTS = 4  # columns from this one on are points


def docx(report: CommuneReport) -> bytes:
    """By NĐ 30/2020/NĐ-CP, with three annexes; number, day and signature are left to the office."""
    kept = report.snapshot
    tasks, card = kept["roadmap"], kept["scorecard"]
    values = {
        "kỳ báo cáo": kept["period"],
        "từ ngày": kept["from"],
        "đến ngày": kept["until"],
        "lúc lấy số": moment(datetime.fromisoformat(kept["taken_at"])),
        "tổng điểm": score(card["total"]) if card else "",
        "xếp loại": str(Band(card["band"]).label) if card else "",
        "tạm tính": _provisional(card) if card else "",
        "số sáng kiến": str(len(kept["initiatives"])),
        "chỉ tiêu": str(kept["target"]),
        "nhiệm vụ xong": str(sum(task[5] != "" for task in tasks)),
        "số nhiệm vụ": str(len(tasks)),
        "số nơi báo cáo": _("%(num)d trên %(all)d", num=kept["sent_in"], all=len(kept["places"])),
        "chỉ đạo": report.direction,
        "kết quả": report.results,
        "tồn tại": report.problems,
        "phương hướng": report.plans,
        "kiến nghị": report.requests,
        "mã số liệu": report.digest[:16],
    }
    tables = {
        "bộ chỉ số": [[*row[:POINTS], *_marks(row)] for row in kept["indicators"][1:]],
        "nhiệm vụ": tasks,
        "sáng kiến": [
            [str(number), item["code"], item["title"], _day(item["adopted_on"]), item["decision_number"], item["unit"]]
            for number, item in enumerate(kept["initiatives"], 1)
        ],
    }
    return compose(paper_kinds.report, values, tables)


def sheets(report: CommuneReport) -> list[tuple[str, list[list[Any]]]]:
    """Every table of the snapshot: its name, and its rows with their head."""
    kept = report.snapshot
    roadmap = [_("Mã"), _("Nhiệm vụ"), _("Hạn"), _("Chủ trì"), _("Tình trạng"), _("Xong ngày")]
    initiatives = [_("Mã"), _("Tên"), _("Áp dụng từ"), _("Số quyết định"), _("Đơn vị áp dụng"), _("Minh chứng")]
    items = [
        [item["code"], item["title"], _day(item["adopted_on"]), item["decision_number"], item["unit"], item["proofs"]]
        for item in kept["initiatives"]
    ]
    return [
        (_("Bộ chỉ số"), [*kept["indicators"][:1], *([*row[:POINTS], *_numbers(row)] for row in kept["indicators"][1:])]),
        (_("Lộ trình"), [roadmap, *kept["roadmap"]]),
        (_("Sáng kiến"), [initiatives, *items]),
        (_("Kinh phí"), [[_("Nguồn kinh phí"), _("Dự kiến (đồng)"), _("Đã chi (đồng)")], *kept["money"]]),
        (_("Các nơi"), [[_("Nơi báo cáo"), _("Tình trạng"), _("Nộp lúc")], *kept["places"]]),
        (_("Số liệu các nơi"), [[_("Nơi báo cáo"), _("Số liệu từ hồ sơ"), _("Trong kỳ")], *kept["figures"]]),
    ]


def _provisional(card: dict[str, Any]) -> str:
    """What has to be said beside a band that may still change."""
    if card["unknown"]:
        return _(", tạm tính vì %(num)d chỉ số chưa có số liệu hoặc minh chứng", num=len(card["unknown"]))
    return _(", tạm tính vì chưa hết năm") if card["provisional"] else ""


def _numbers(row: list[Any]) -> list[Any]:
    return [Decimal(cell) if cell != "" else "" for cell in row[POINTS:]]


def _marks(row: list[Any]) -> list[str]:
    """Points of a row as Vietnamese papers write them; nothing where there are none."""
    return [str(cell).replace(".", ",") for cell in row[POINTS:]]


def _day(iso: str) -> str:
    return f"{iso[8:10]}/{iso[5:7]}/{iso[:4]}"
