"""The indicator set of a year, counted again from its rows and from the chain. A part of `verify.py`."""

from decimal import Decimal
from fractions import Fraction

from exact import digest

BANDS = (("excellent", 90), ("good", 75), ("fair", 60), ("average", 50), ("not_met", 0))
KINDS = {"1.3": ("communication", "conference", "seminar"), "5.3": ("support",)}
HITECH = "hitech_agriculture"


def check_scorecard(source, report, known, year):
    """Count a year of the indicator set again; nothing is said of a year that has none."""
    shown = source.get(f"scorecard/{year}")
    if shown is None:
        return
    behind, troubles = source.get(f"scorecard/{year}/rows"), []
    if behind is None:
        report.check(f"indicators of {year}", ["their rows are not published"])
        return
    _moves, closing = known.closings.get(year, (0, None))
    if shown["closed"] != bool(closing and closing.get("scorecard")):
        troubles.append("the chain and the site differ about whether the year is closed")
    points = [counted_points(one) for one in shown["indicators"]]
    for one, counted in zip(shown["indicators"], points, strict=True):
        if cut(counted) != one["points"]:
            troubles.append(f"{one['code']}: {one['points']} points are shown, {cut(counted)} are counted")
    total = sum((one for one in points if one is not None), Fraction(0))
    band = next(name for name, least in BANDS if total >= least)
    if (cut(total), band) != (shown["total"], shown["band"]):
        troubles.append(f"{shown['total']}, {shown['band']} is shown, {cut(total)}, {band} is counted")
    troubles += check_snapshot(shown, behind, closing) if shown["closed"] else check_rows(source, shown, behind, known, year)
    report.check(f"indicators of {year}, {cut(total)} points", troubles)


def counted_points(one):
    """The points of an indicator from its numbers, as an exact fraction; None without data or proof."""
    value = counted_value(one)
    if value is None or (one["entered"] and not one["evidence"]):
        return None
    target, most = Fraction(one["target"]), Fraction(one["max_points"])
    if value >= target:
        return most
    if one["mode"] == "proportional":
        return max(Fraction(0), most * value / target)
    shares = [Fraction(share) for least, share in one["steps"] if value >= Fraction(least)]
    return most * max(shares, default=Fraction(0)) if one["mode"] == "steps" else Fraction(0)


def counted_value(one):
    """The figure from its two numbers."""
    numerator, denominator = one["numerator"], one["denominator"]
    if numerator is None:
        return None
    if one["shape"] in ("yes_no", "count"):
        return Fraction(numerator)
    if not denominator:
        return None
    ratio = Fraction(numerator) / Fraction(denominator)
    return 1 - ratio if one["shape"] == "reduction" else ratio


def check_rows(source, shown, behind, known, year):
    """What differs between the figures of an open year and the rows and the chain behind them."""
    by_code = {one["code"]: one for one in shown["indicators"]}
    for code, rows in behind["rows"].items():
        one = by_code.get(code)
        if one is None or one["entered"]:
            continue
        counts, of = sum(row["counts"] for row in rows), sum(row["of"] for row in rows)
        if one["numerator"] is None:
            if counts or (of and one["shape"] != "yes_no"):
                yield f"{code}: no data is shown, its rows come to {counts} of {of}"
            continue
        wanted = {"count": (counts, None), "yes_no": (min(counts, 1), None)}.get(one["shape"], (counts, of))
        if (one["numerator"], one["denominator"]) != wanted:
            yield f"{code}: {one['numerator']} of {one['denominator']} is shown, its rows come to {counts} of {of}"
    asked, satisfied = source.get(f"satisfaction/{year}"), by_code["3.4"]
    if asked and asked["answers"] and not satisfied["entered"]:
        told = (satisfied["numerator"], satisfied["denominator"])
        if told != (asked["satisfied"], asked["answers"]):
            yield f"3.4: {told} is shown, the survey says {(asked['satisfied'], asked['answers'])}"
    for code, number in from_chain(known, year, behind["double_use"]).items():
        one = by_code[code]
        if not one["entered"] and one["numerator"] != number:
            yield f"{code}: {one['numerator']} is shown, the chain says {number}"


def from_chain(known, year, double_use):
    """What the chain itself says of a year: activities, models, initiatives."""
    standing = known.standing(year, len(known.moves))
    management = sum(facts["sphere"] == "management" for facts in standing)
    figures = {"1.4": management, "4.6": len(standing) - (0 if double_use else management)}
    for code, kinds in KINDS.items():
        figures[code] = sum(
            number for (kind, on), number in known.activities.items() if kind in kinds and on[:4] == str(year)
        )
    last = f"{year}-12-31"
    figures["4.1"] = sum(
        model["kind"] == HITECH and model["proven_on"] <= last and model.get("ended_on", "9999") > last
        for model in known.models.values()
    )
    return figures


def check_snapshot(shown, behind, closing):
    """A closed year must be the one whose digest stands in the chain, and shown as it was frozen."""
    kept = behind["snapshot"]
    if closing and digest(kept) != closing["scorecard"]:
        yield "the closed year is not the one whose digest stands in the chain"
    for line, one in zip((x for x in kept["lines"] if not x["indicator"]["is_local"]), shown["indicators"], strict=True):
        then = (line["indicator"]["code"], *(number(line[name]) for name in ("numerator", "denominator", "points")))
        now = (one["code"], *(number(one[name]) for name in ("numerator", "denominator", "points")))
        if then != now:
            yield f"{one['code']}: {now} is shown, {then} was frozen"


def number(value):
    return None if value is None else Fraction(value)


def cut(value):
    """Cut to four places, as the open data shows points; the same for a whole number and a decimal."""
    return None if value is None else Decimal((value * 10_000).__floor__()).scaleb(-4)
