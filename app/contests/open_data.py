"""A contest as data from which anybody can compute its results again; `tools/verify.py` does."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.contests.assignment import drawn_order
from app.contests.models import Contest, Round, RoundEntry
from app.contests.outcomes import Outcomes, Placed
from app.contests.scoring import Standing, shown
from app.marking.models import Sheet

Cases = Mapping[int, Sequence[RoundEntry]]


def results_of(contest: Contest, cases: Cases) -> dict[str, Any]:
    """Everything that the results are computed from, and what they are: decimals as text, no name of anybody.

    `cases` are the entries of each round with their sheets, by its number.
    """
    return {
        "ranks_by_field": contest.ranks_by_field,
        "judge_points": f"{contest.judge_points:.2f}",
        "vote_points": f"{contest.vote_points:.2f}",
        "vote_step": f"{contest.vote_step:.2f}",
        "prizes": [{"name": one.name, "quantity": one.quantity} for one in contest.prizes],
        "rounds": [_round(one, cases[one.number]) for one in contest.rounds],
    }


def summary(contest: Contest) -> dict[str, Any]:
    """One line of `/api/v1/contests`."""
    return {
        "code": contest.code,
        "title": contest.title,
        "published_at": contest.published_at.isoformat() if contest.published_at else None,
        "decision_number": contest.decision_number,
        "decision_on": contest.decision_on.isoformat() if contest.decision_on else None,
    }


def table_of(contest: Contest) -> Iterator[list[Any]]:
    """The published results as rows: for each round one for each sheet, then one for what they come to."""
    for round in (contest.results or {}).get("rounds", []):
        codes = [one["code"] for one in round["rubric"]["criteria"]]
        yield [
            "round",
            "field",
            "entry",
            "row",
            *codes,
            "total",
            "score",
            "votes",
            "vote_points",
            "place",
            "prize",
            "digest",
        ]
        for entry in round["entries"]:
            start = [round["number"], entry["field"], entry["code"]]
            for sheet in entry["sheets"]:
                points = [sheet["marks"][code] for code in codes]
                total = sum(map(Decimal, points), Decimal(0))
                yield [*start, sheet["judge"], *points, f"{total:.2f}", "", "", "", "", "", sheet["digest"]]
            told = [entry[name] if entry[name] is not None else "" for name in ("score", "votes", "vote_points", "place")]
            yield [*start, "mean", *[""] * len(codes), entry["mean"] or "", *told, entry["prize"] or "", ""]


def _round(round: Round, cases: Sequence[RoundEntry]) -> dict[str, Any]:
    outcomes = Outcomes(round)
    fields = {field.id: field.name for field in round.contest.fields}
    rows = {row.entry: row for _field, table in outcomes.groups for row in table}
    cases = [case for case in cases if case.entry_id in rows]
    judges = {sheet.marker_id for case in cases for sheet in case.docket.counted}
    # Sheets of one judge belong together, which a mean corrected for mildness needs; who it is, the drawn number hides.
    drawn = sorted(judges, key=lambda judge: drawn_order(round.seed, judge, 0))
    names = {judge: f"G{number:02d}" for number, judge in enumerate(drawn, 1)}
    rubric = round.rubric
    return {
        "number": round.number,
        "judges_per_entry": round.judges_per_entry,
        "fewest_sheets": round.fewest,
        "drops": round.drops,
        "normalises": round.normalises,
        "takes": round.takes,
        "rubric": {
            "name": rubric.name,
            "version": rubric.number,
            "criteria": [{"code": one.code, "name": one.name, "max": f"{one.max_points:.2f}"} for one in rubric.criteria],
            "minimum": f"{rubric.minimum:.2f}",
            "tie_criterion": rubric.tie_code,
        },
        "entries": [_entry(case, rows[case.entry_id], fields, names) for case in cases],
    }


def _entry(case: RoundEntry, row: Placed, fields: dict[int, str], names: dict[int, str]) -> dict[str, Any]:
    return {
        "code": row.code,
        "field": fields[row.field],
        "sheets": sorted((_sheet(sheet, names) for sheet in case.docket.counted), key=lambda one: str(one["digest"])),
        **_figures(row.standing),
        "place": row.place,
        "tie_order": row.tie_order,
        "goes_on": case.goes_on,
        "prize": row.prize.name if row.prize else None,
    }


def _sheet(sheet: Sheet, names: dict[int, str]) -> dict[str, Any]:
    signed = sheet.signings[-1]
    content = {name: signed.content[name] for name in ("marks", "agrees")}
    return {"judge": names[sheet.marker_id], **content, "salt": signed.salt, "digest": signed.digest}


def _figures(one: Standing | None) -> dict[str, Any]:
    if one is None:
        return dict.fromkeys(("raw_mean", "mean", "spread", "votes", "vote_points", "score"))
    return {
        "raw_mean": f"{shown(one.raw):.2f}",
        "mean": f"{shown(one.mean):.2f}",
        "spread": f"{shown(one.spread):.2f}",
        "votes": one.votes,
        "vote_points": f"{shown(one.vote_points):.2f}",
        "score": f"{shown(one.score):.2f}",
    }
