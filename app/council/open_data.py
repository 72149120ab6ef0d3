"""A published session as data from which anybody can compute its results again; `tools/verify.py` does."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from app.council.models import CouncilSession
from app.council.outcomes import Decided, Outcomes
from app.marking.models import Rubric, Sheet
from app.marking.results import Figures


def cases_of(session: CouncilSession) -> list[dict[str, Any]]:
    """Each case in the order of the agenda, with its sheets by digest, so that no name goes with them."""
    return [_case(row) for row in Outcomes(session).rows]


def as_json(session: CouncilSession) -> dict[str, Any]:
    """The contract of `/api/v1/council/<code>`: decimals as text, `null` where there is nothing."""
    return {**summary(session), **computed_from(session, session.results or [])}


def computed_from(session: CouncilSession, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Everything that results are computed from, beside the cases: its digest stands in the history."""
    return {
        "members": len(session.markers),
        "quorum": session.quorum,
        "rubric": _rubric(session.rubric),
        "cases": cases,
    }


def table_of(session: CouncilSession) -> Iterator[list[Any]]:
    """The published cases as rows: one for each sheet, then one each for mean, median and spread."""
    codes = [one.code for one in session.rubric.criteria]
    yield ["case", "row", *codes, "total", "agrees", "class", "rank", "outcome", "digest"]
    for case in session.results or []:
        for number, sheet in enumerate(case["sheets"], 1):
            points = [sheet["marks"][code] for code in codes]
            total = sum(map(Decimal, points), Decimal(0))
            agrees = "" if sheet["agrees"] is None else "yes" if sheet["agrees"] else "no"
            yield [case["code"], f"sheet {number}", *points, f"{total:.2f}", agrees, "", "", "", sheet["digest"]]
        by_code = {one["code"]: one for one in case["criteria"]}
        for name in ("mean", "median", "spread"):
            told = [case["class"] or "", case["rank"] or "", case["outcome"], ""] if name == "mean" else [""] * 4
            agree = (case["agree"] or "") if name == "mean" else ""
            points = [by_code[code][name] if by_code else "" for code in codes]
            yield [case["code"], name, *points, case[name] or "", agree, *told]


def summary(session: CouncilSession) -> dict[str, Any]:
    """One line of `/api/v1/council`."""
    return {
        "code": session.code,
        "title": session.title,
        "published_at": session.published_at.isoformat() if session.published_at else None,
        "decision_number": session.decision_number,
        "decision_on": session.decision_on.isoformat() if session.decision_on else None,
    }


def _rubric(rubric: Rubric) -> dict[str, Any]:
    return {
        "name": rubric.name,
        "version": rubric.number,
        "step": _points(rubric.step),
        "criteria": [
            {
                "code": one.code,
                "name": one.name,
                "max": _points(one.max_points),
                "minimum": _points(one.min_points),
                "excludes": one.excludes,
            }
            for one in rubric.criteria
        ],
        "minimum": _points(rubric.minimum),
        "classes": rubric.classes,
        "agree_percent": rubric.agree_percent,
        "tie_criterion": rubric.tie_code,
    }


def _case(row: Decided) -> dict[str, Any]:
    case, result = row.case, row.result
    # What goes on to another session is not shown before that has decided.
    counted = case.docket.counted if result else []
    sheets = sorted((_sheet(sheet) for sheet in counted), key=lambda sheet: str(sheet["digest"]))
    return {
        "code": case.initiative.code,
        "title": case.initiative.title,
        "recused": len(case.session.markers) - row.expected,
        "sheets": sheets,
        "criteria": [{"code": code, **_figures(figures)} for code, figures in result.criteria.items()] if result else [],
        **(_figures(result.total) if result else {"mean": None, "median": None, "spread": None}),
        "agree": _points(result.agreed) if result else None,
        "class": result.award if result else None,
        "rank": row.place,
        "tie_order": case.tie_order,
        "outcome": row.outcome.value,
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    signed = sheet.signings[-1]
    content = {name: signed.content[name] for name in ("marks", "agrees")}
    return {**content, "salt": signed.salt, "digest": signed.digest}


def _figures(figures: Figures) -> dict[str, Any]:
    return {"mean": _points(figures.mean), "median": _points(figures.median), "spread": _points(figures.spread)}


def _points(points: Decimal | None) -> str | None:
    return None if points is None else f"{points:.2f}"
