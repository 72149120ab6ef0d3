"""The council's results, counted again from the sealed sheets. A part of `verify.py`."""

from decimal import Decimal
from fractions import Fraction
from math import ceil, inf

from exact import digest, figures, written

PUBLISHED = ("members", "quorum", "rubric", "cases")


def check_council(source, report, known):
    """Count every published session again."""
    listed = source.get("council")
    codes = [session["code"] for session in listed["sessions"]] if listed else []
    sessions = {code for code in known.published if code.startswith("HD-")}
    if missing := sorted(sessions - set(codes)):
        report.check("council", [f"the chain says that {', '.join(missing)} was published, the site does not"])
    if not codes:
        report.note("council", "no session is published")
    for code in codes:
        session = source.get(f"council/{code}")
        if session is None:
            report.check(f"council {code}", ["it is listed and not published"])
            continue
        troubles = []
        if known.published.get(code) != digest({name: session[name] for name in PUBLISHED}):
            troubles.append("its results are not the ones whose digest stands in the chain")
        report.check(
            f"council {code}, {len(session['cases'])} cases",
            [*troubles, *check_session(session, known.unsealed.get(code, {}))],
        )


def check_session(session, unsealed):
    """What differs in a session between what is shown and what its sheets say; `unsealed` are the digests of each case."""
    rubric = session["rubric"]
    results = {case["code"]: judged(case, session) for case in session["cases"]}
    rank_all(list(results.values()))
    for case in session["cases"]:
        code, result = case["code"], results[case["code"]]
        for number, sheet in enumerate(case["sheets"], 1):
            said = {name: sheet[name] for name in ("salt", "marks", "agrees")}
            named = {"subject": code, "rubric": {"name": rubric["name"], "version": rubric["version"]}}
            if digest({**said, **named}) != sheet["digest"]:
                yield f"{code}: sheet {number} does not fit its digest"
        if case["outcome"] != "deferred" and sorted(sheet["digest"] for sheet in case["sheets"]) != unsealed.get(code):
            yield f"{code}: its sheets are not the ones of the unsealing"
        for one in rubric["criteria"]:
            shown = next((row for row in case["criteria"] if row["code"] == one["code"]), {})
            for name in ("mean", "median", "spread"):
                if shown.get(name) != written(result["criteria"][one["code"]][name]):
                    yield _differs(code, f"{name} of {one['code']}", shown.get(name), result["criteria"][one["code"]][name])
        for name in ("mean", "median", "spread", "agree"):
            if case[name] != written(result[name]):
                yield _differs(code, name, case[name], result[name])
        for name in ("class", "rank", "outcome"):
            if case[name] != result[name]:
                yield f"{code}: {name} {case[name]} is shown, {result[name]} is counted"


def _differs(code, name, shown, counted):
    return f"{code}: {name} {shown} is shown, {written(counted)} is counted"


def judged(case, session):
    """What the sheets of a case say: figures, class and outcome, and what decides between equal means."""
    rubric, sheets = session["rubric"], case["sheets"]
    marks = {one["code"]: [Decimal(sheet["marks"][one["code"]]) for sheet in sheets] for one in rubric["criteria"]}
    result = figures([sum(Decimal(mark) for mark in sheet["marks"].values()) for sheet in sheets])
    result["criteria"] = {code: figures(points) for code, points in marks.items()}
    share = Fraction(100 * sum(sheet["agrees"] is True for sheet in sheets), len(sheets)) if sheets else None
    result["agree"] = share if rubric["agree_percent"] is not None else None
    means = {code: found["mean"] for code, found in result["criteria"].items()}
    present, quorum = session["members"] - case["recused"], Fraction(session["quorum"])
    if len(sheets) < max(2, ceil(quorum * present)):
        return {**result, "class": None, "outcome": "deferred", "order": None}
    good = passes(result["mean"], means, share, rubric)
    result["class"] = class_of(result["mean"], means, rubric) if good else None
    good = good and (result["class"] is not None or not rubric["classes"])
    result["outcome"] = "recognised" if good else "declined"
    full = sum(point == Decimal(one["max"]) for one in rubric["criteria"] for point in marks[one["code"]])
    written_order = inf if case["tie_order"] is None else case["tie_order"]
    tie = means[rubric["tie_criterion"]] if rubric["tie_criterion"] else 0
    result["order"] = (-result["mean"], -tie, -full, result["spread"], written_order)
    return result


def passes(mean, means, share, rubric):
    """Whether every minimum is reached, no mean excludes, and enough agree."""
    for one in rubric["criteria"]:
        if one["minimum"] is not None and means[one["code"]] < Decimal(one["minimum"]):
            return False
        if one["excludes"] and means[one["code"]] == 0:
            return False
    enough = rubric["agree_percent"] is None or share >= rubric["agree_percent"]
    return mean >= Decimal(rubric["minimum"]) and enough


def class_of(mean, means, rubric):
    """The first class of the table that is reached, or None."""
    for row in rubric["classes"]:
        reached = all(means[code] >= Decimal(least) for code, least in row["criteria"].items())
        if mean >= Decimal(row["minimum"]) and reached:
            return row["class"]
    return None


def rank_all(results):
    """1 for the best of those that were not deferred; equal in everything is equal in rank."""
    orders = [result["order"] for result in results if result["order"] is not None]
    for result in results:
        own = result["order"]
        result["rank"] = None if own is None else 1 + sum(other < own for other in orders)
