"""The results of contests, counted again from the sealed sheets and the votes. A part of `verify.py`."""

from decimal import Decimal
from fractions import Fraction
from math import inf

from exact import digest, half_up, written

PUBLISHED = ("ranks_by_field", "judge_points", "vote_points", "vote_step", "prizes", "rounds")
DROPS_FROM = 5
FEWEST_COMMON = 5


def check_contests(source, report, known):
    """Count every published contest again."""
    listed = source.get("contests")
    codes = [contest["code"] for contest in listed["contests"]] if listed else []
    while listed and listed["next"]:
        listed = source.get(listed["next"].removeprefix("/api/v1/"))
        codes += [contest["code"] for contest in listed["contests"]]
    if missing := sorted({code for code in known.published if code.startswith("CT-")} - set(codes)):
        report.check("contests", [f"the chain says that {', '.join(missing)} was published, the site does not"])
    if not codes:
        report.note("contests", "none is published")
    for code in codes:
        contest = source.get(f"contests/{code}/results")
        if contest is None:
            report.check(f"contest {code}", ["it is listed and not published"])
            continue
        troubles = []
        if known.published.get(code) != digest({name: contest[name] for name in PUBLISHED}):
            troubles.append("its results are not the ones whose digest stands in the chain")
        sheets = sum(len(entry["sheets"]) for one in contest["rounds"] for entry in one["entries"])
        what = f"contest {code}, {sheets} sheets"
        report.check(what, [*troubles, *check_contest(contest, known.unsealed)])


def check_contest(contest, unsealed):
    """What differs between what is shown and what sheets and votes say; `unsealed` are the digests of each round."""
    on = None
    for one in contest["rounds"]:
        yield from check_seals(one, unsealed.get(f"{contest['code']}/{one['number']}", {}))
        is_last = one is contest["rounds"][-1]
        counted = count_round(one, contest, is_last)
        for entry in one["entries"]:
            found = counted[entry["code"]]
            for name, value in found["shown"].items():
                if entry[name] != value:
                    yield f"{entry['code']}, round {one['number']}: {name} {entry[name]} is shown, {value} is counted"
            if on is not None and entry["code"] not in on:
                yield f"{entry['code']} is in round {one['number']} and did not go on to it"
        on = {entry["code"] for entry in one["entries"] if entry["goes_on"]}


def check_seals(one, unsealed):
    """Each sheet must fit its digest, and be one of those that were there when the marks were unsealed."""
    rubric = {"name": one["rubric"]["name"], "version": one["rubric"]["version"]}
    for entry in one["entries"]:
        for sheet in entry["sheets"]:
            said = {name: sheet[name] for name in ("salt", "marks", "agrees")}
            if digest({**said, "subject": entry["code"], "rubric": rubric}) != sheet["digest"]:
                yield f"{entry['code']}: a sheet of {sheet['judge']} does not fit its digest"
        if sorted(sheet["digest"] for sheet in entry["sheets"]) != unsealed.get(entry["code"]):
            yield f"{entry['code']}: its sheets are not the ones of the unsealing of round {one['number']}"


def count_round(one, contest, is_last):
    """What every entry of a round comes to, by its code: the figures as they are shown, and what decides its place."""
    tops = {row["code"]: Decimal(row["max"]) for row in one["rubric"]["criteria"]}
    full = Fraction(sum(tops.values()))
    leaning = leanings(one) if one["normalises"] else None
    votes = Fraction(contest["vote_points"]) if is_last else Fraction(0)
    most = max((entry["votes"] or 0 for entry in one["entries"]), default=0)
    found = {entry["code"]: judged(entry, one, tops, leaning, full) for entry in one["entries"]}
    for entry in one["entries"]:
        row, given = found[entry["code"]], Fraction(0)
        if row["mean"] is None:
            continue
        if votes and most:
            step = Fraction(contest["vote_step"])
            given = step * int(votes * (entry["votes"] or 0) / most / step + Fraction(1, 2))
        row["score"] = row["mean"] * (100 - votes) / full + given
        row["shown"] |= {"vote_points": written(half_up(given)), "score": written(half_up(row["score"]))}
        last = inf if entry["tie_order"] is None else entry["tie_order"]
        row["order"] = (-row["score"], -row["lead"], -row["tops"], row["spread"], last)
    for group in groups(one, contest):
        rank(group, found, one, contest, is_last)
    return found


def groups(one, contest):
    """The entries whose places are counted together."""
    fields = dict.fromkeys(entry["field"] if contest["ranks_by_field"] else "" for entry in one["entries"])
    for field in fields:
        yield [entry for entry in one["entries"] if not contest["ranks_by_field"] or entry["field"] == field]


def judged(entry, one, tops, leaning, full):
    """Means, spread and full marks of the sheets of an entry; nothing of an entry with too few of them."""
    totals = [sum(Fraction(mark) for mark in sheet["marks"].values()) for sheet in entry["sheets"]]
    names = ("raw_mean", "mean", "spread", "vote_points", "score", "place", "prize")
    row = {"mean": None, "order": None, "shown": {**dict.fromkeys(names), "goes_on": False}}
    if len(totals) < one["fewest_sheets"]:
        return row
    counting = totals
    if leaning is not None:
        judges = [sheet["judge"] for sheet in entry["sheets"]]
        counting = [min(max(total - leaning[judge], 0), full) for total, judge in zip(totals, judges, strict=True)]
    kept = sorted(counting)
    if one["drops"] and len(kept) >= DROPS_FROM:
        kept = kept[1:-1]
    row["mean"] = sum(kept) / Fraction(len(kept))
    named = one["rubric"]["tie_criterion"]
    row["lead"] = sum(Fraction(sheet["marks"][named]) for sheet in entry["sheets"]) / len(totals)
    row["tops"] = sum(Decimal(sheet["marks"][code]) == most for sheet in entry["sheets"] for code, most in tops.items())
    row["spread"] = max(totals) - min(totals)
    means = {"raw_mean": sum(totals) / Fraction(len(totals)), "mean": row["mean"], "spread": row["spread"]}
    row["shown"] |= {name: written(half_up(value)) for name, value in means.items()}
    return row


def leanings(one):
    """How much milder each judge is than the others on the same entries; None when one has too few in common."""
    differences = {}
    for entry in one["entries"]:
        totals = {sheet["judge"]: sum(Fraction(mark) for mark in sheet["marks"].values()) for sheet in entry["sheets"]}
        for judge, total in totals.items():
            own = differences.setdefault(judge, [])
            if len(totals) > 1:
                own.append(total - (sum(totals.values()) - total) / (len(totals) - 1))
    if not differences or any(len(own) < FEWEST_COMMON for own in differences.values()):
        return None
    return {judge: sum(own) / len(own) for judge, own in differences.items()}


def rank(group, found, one, contest, is_last):
    """Places within a group, who goes on, and the prizes: down the places, to those whose mean reaches the least."""
    placed = [(found[entry["code"]], entry) for entry in group if found[entry["code"]]["order"] is not None]
    for row, _entry in placed:
        row["place"] = row["shown"]["place"] = 1 + sum(other["order"] < row["order"] for other, _entry in placed)
        row["shown"]["goes_on"] = not is_last and row["place"] <= one["takes"]
    if not is_last:
        return
    least = Decimal(one["rubric"]["minimum"])
    good = [row for row, _entry in placed if row["mean"] > 0 and half_up(row["mean"]) >= least]
    begin = 0
    for prize in contest["prizes"]:
        for row in good:
            if begin < 1 + sum(other["order"] < row["order"] for other in good) <= begin + prize["quantity"]:
                row["shown"]["prize"] = prize["name"]
        begin += prize["quantity"]
