#!/usr/bin/env python3
"""Check the commune's history and figures from its open data, without trusting its server.

    python3 verify.pyz https://…                    takes everything from the site
    python3 verify.pyz https://… --save FOLDER      and keeps what it took
    python3 verify.pyz FOLDER                       checks what was kept, without any network
    python3 verify.pyz … --mark 1234-a1b2c3d4e5f60718   also looks for a mark that was printed in minutes or a report

It prints one line for each check and ends with 1 when something does not fit, with 2 when it could not check at all.
Python 3.11 or later, nothing else. What it checks:

1. The chain (/api/v1/ledger). Each row's hash is the SHA-256 of its content together with the hash of the row before it,
   so a row that was changed, deleted, added or moved is noticed. Who acted and private words are in it as seals only.
2. The tally of each year (/api/v1/tally/<year>): counted again from the confirmations and revocations in the chain.
3. The council's results (/api/v1/council): means, medians, classes and ranks counted again from the sealed sheets, each
   of which must stand in the chain, as must what was published.
4. The results of contests (/api/v1/contests): means, corrections, the public's points, places, who went on and the prizes,
   counted again from the sealed sheets and the votes, in the same way.
5. The indicator set of each year (/api/v1/scorecard/<year>): points, total and band from the numbers shown; the computed
   numbers added again from their rows; those of activities, models and initiatives (1.3, 1.4, 4.1, 4.6, 5.3) also from the
   chain, that of the survey (3.4) from its months; a closed year against its digest.

A whole chain written anew fits itself. It does not fit the marks that were printed before: keep them, and use --mark.
"""

import argparse
import json
import re
import sys
import urllib.error
import urllib.request
from collections import Counter
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))  # its parts lie beside it, wherever it is called from

from exact import digest
from verify_contests import check_contests
from verify_council import check_council
from verify_scorecard import check_scorecard

CONTENT = ("id", "at", "name", "subject", "role", "before", "after", "facts", "actor", "story")
COUNTED = ("code", "sphere", "adopted_on", "decision_number", "decision_on")


class CannotCheck(Exception):
    """The data is not there, or is not what it should be."""


class Source:
    """Where the open data comes from: a site, or a folder of files that were kept."""

    def __init__(self, place, save=None):
        self.is_site = place.startswith(("http://", "https://"))
        self.place, self.save = place.rstrip("/"), save

    def get(self, path):
        """The JSON of a path below /api/v1/; None when there is nothing."""
        name = re.sub(r"[^A-Za-z0-9]+", "-", path) + ".json"
        text = self._from_site(path) if self.is_site else self._from_folder(name)
        if text is None:
            return None
        if self.save:
            Path(self.save).mkdir(parents=True, exist_ok=True)
            Path(self.save, name).write_bytes(text)
        try:
            return json.loads(text, parse_float=Decimal)
        except ValueError as error:
            raise CannotCheck(f"{path} is no JSON: {error}") from None

    def _from_site(self, path):
        asked = urllib.request.Request(f"{self.place}/api/v1/{path}", headers={"Accept": "application/json"})
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return answer.read()
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return None
            raise CannotCheck(f"{path}: the site answers {error.code}") from None
        except OSError as error:
            raise CannotCheck(f"{path}: {error}") from None

    def _from_folder(self, name):
        file = Path(self.place, name)
        return file.read_bytes() if file.is_file() else None


class Report:
    """One line for each check."""

    def __init__(self):
        self.wrong = 0

    def check(self, what, troubles):
        """Say that something fits, or each reason why it does not."""
        self.wrong += len(troubles)
        for line in troubles or ["fits"]:
            print(f"{'WRONG' if troubles else 'ok   '} {what}: {line}")

    def note(self, what, line):
        print(f"note  {what}: {line}")


class Known:
    """What the chain says that figures are counted from."""

    def __init__(self, marks):
        self.moves = []  # (is a confirmation, facts), in the order of the chain
        self.closings = {}  # year: (how many moves came before, facts)
        self.activities, self.models = Counter(), {}  # confirmed ones by kind and day; models by their code
        self.unsealed, self.published = {}, {}  # by session or round: the last unsealing; by session or contest: the digest
        self.marks = dict.fromkeys(marks, "no row has this number")

    def learn(self, row):
        facts, name = row["facts"], row["name"]
        if name == "adoptions.confirm":
            self.moves.append((True, {part: str(facts[part]) for part in (*COUNTED, "unit")}))
        elif name == "adoptions.revoke":
            self.moves.append((False, {"code": facts["code"]}))
        elif name == "closed_years.close":
            closed = {part: facts[part] for part in ("digest", "adopted")} | {"scorecard": facts.get("scorecard")}
            self.closings[int(facts["year"])] = (len(self.moves), closed)
        elif name == "closed_years.reopen":
            self.closings.pop(int(facts["year"]))
        elif name in ("activities.confirm", "activities.take_back"):
            self.activities[facts["kind"], facts["on"]] += 1 if name.endswith("confirm") else -1
        elif name == "exemplars.prove":
            self.models[row["subject"]] = dict(facts)
        elif name == "exemplars.end" and row["subject"] in self.models:
            self.models[row["subject"]] |= facts
        elif name in ("council_sessions.complete", "council_sessions.unseal"):
            self.unsealed[facts["session"]] = facts["sheets"]
        elif name == "council_sessions.publish":
            self.published[facts["session"]] = facts["results"]
        elif name == "rounds.digests":
            self.unsealed[facts["round"]] = facts["sheets"]
        elif name == "contests.publish":
            self.published[facts["contest"]] = facts["results"]
        for mark in self.marks:
            number, _, beginning = mark.partition("-")
            if number == str(row["id"]):
                fits = len(beginning) >= 16 and row["hash"].startswith(beginning)
                self.marks[mark] = None if fits else f"row {number} has another hash"

    def standing(self, year, moves):
        """What counts in a year after so many moves, in the order of the tally."""
        codes = {}
        for is_confirmed, facts in self.moves[:moves]:
            if is_confirmed:
                codes[facts["code"]] = facts
            else:
                codes.pop(facts["code"], None)
        rows = [facts for facts in codes.values() if facts["adopted_on"].startswith(f"{year}-")]
        return sorted(rows, key=lambda facts: (facts["adopted_on"], facts["code"]))

    @property
    def years(self):
        named = {int(facts["adopted_on"][:4]) for is_confirmed, facts in self.moves if is_confirmed}
        return sorted(named | set(self.closings))


def check_chain(source, report, marks):
    """Recompute every hash from the first row to the head."""
    known, troubles, rows = Known(marks), [], 0
    number, hash, at = 0, "0" * 64, ""
    path = "ledger"
    while path:
        page = source.get(path)
        if page is None:
            raise CannotCheck(f"there is no {path}")
        for row in page["rows"]:
            troubles += check_row(row, number, hash, at)
            number, hash, at = row["id"], row["hash"], row["at"]
            try:
                known.learn(row)
            except (KeyError, TypeError, ValueError):
                troubles.append(f"row {number} says nothing that figures could be counted from")
        rows += len(page["rows"])
        following = re.fullmatch(r"/api/v1/(ledger\?after=(\d+))", page["next"] or "")
        if page["next"] and (following is None or not page["rows"] or int(following[2]) != number):
            raise CannotCheck(f"{path} leads to {page['next']}, which is not what follows row {number}")
        path = following and following[1]
    head = page["head"]
    if number < head["id"]:
        troubles.append(f"rows {number + 1} to {head['id']} are missing at the end")
    elif (number, hash, at or None) != (head["id"], head["hash"], head["at"]):
        troubles.append(f"the head does not fit the last row, {number}")
    report.check(f"chain of {rows} rows, head {number}-{hash[:16]}", troubles)
    for mark, trouble in known.marks.items():
        report.check(f"printed mark {mark}", [trouble] if trouble else [])
    return known


def check_row(row, number, hash, at):
    """What does not fit in a row that comes after the one with this number, hash and moment."""
    if row["id"] <= number:
        yield f"row {row['id']} stands after row {number}"
    try:
        fits = row["hash"] == digest({"previous": hash, **{name: row[name] for name in CONTENT}})
    except (KeyError, ValueError):
        fits = False
    if not fits and row["id"] > number + 1:
        yield f"rows between {number} and {row['id']} are missing"
    elif not fits:
        yield f"row {row['id']} does not fit its hash and the row before it"
    if row["at"] < at:
        yield f"row {row['id']} is earlier than the row before it"


def check_tally(source, report, known, year):
    """Count a year again. A closed year stands as it was when it was closed; what changed since is told beside it."""
    shown, what = source.get(f"tally/{year}"), f"tally of {year}"
    if shown is None:
        report.check(what, ["it is not published, although the chain speaks of it"])
        return
    moves, closing = known.closings.get(year, (len(known.moves), None))
    counted, items, troubles = known.standing(year, moves), shown["items"], []
    if shown["closed"] != (closing is not None):
        troubles.append("the chain and the site differ about whether the year is closed")
    if [item["code"] for item in items] != [facts["code"] for facts in counted]:
        troubles.append(f"shown are {_codes(items)}, counted are {_codes(counted)}")
    for item, facts in zip(items, counted, strict=False):
        for name in COUNTED:
            if item["code"] == facts["code"] and item[name] != facts[name]:
                troubles.append(f"{item['code']}: {name} is {facts[name]} in the chain, {item[name]} on the site")
        if item["code"] == facts["code"] and item["unit"] != facts["unit"]:
            report.note(what, f"{item['code']}: {item['unit']} was called {facts['unit']} when it was confirmed")
    if shown["adopted"] != len(counted):
        troubles.append(f"{shown['adopted']} are shown, {len(counted)} are counted")
    spheres = Counter(facts["sphere"] for facts in counted)
    if {sphere: number for sphere, number in shown["by_sphere"].items() if number} != spheres:
        troubles.append(f"by sphere {shown['by_sphere']} is shown, {dict(spheres)} is counted")
    if closing:
        frozen = digest({"year": year, "target": shown["target"], "items": items})
        if (frozen, shown["adopted"]) != (closing["digest"], closing["adopted"]):
            troubles.append("the closed year is not the one whose digest stands in the chain")
        then, now = ({facts["code"] for facts in known.standing(year, count)} for count in (moves, len(known.moves)))
        for change, wanted in (("removed", then - now), ("added", now - then)):
            told = {one["code"] for one in shown["amendments"] if one["change"] == change}
            if told != wanted:
                troubles.append(f"{change} since it was closed: {sorted(told)} shown, {sorted(wanted)} counted")
    report.check(f"{what}, {len(counted)} adopted", troubles)


def _codes(rows):
    return ", ".join(row["code"] for row in rows) or "none"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("place", help="address of the site, or a folder of files that were kept")
    parser.add_argument("--save", metavar="FOLDER", help="keep what was taken from the site")
    parser.add_argument("--year", type=int, action="append", default=[], help="a year to count, beside those in the chain")
    parser.add_argument("--mark", action="append", default=[], help="a mark that was printed in minutes or a report")
    options = parser.parse_args()
    source, report = Source(options.place, options.save), Report()
    try:
        known = check_chain(source, report, options.mark)
        for year in sorted({*known.years, *options.year}):
            check_tally(source, report, known, year)
            check_scorecard(source, report, known, year)
        check_council(source, report, known)
        check_contests(source, report, known)
    except CannotCheck as trouble:
        print(f"Could not check: {trouble}", file=sys.stderr)
        return 2
    except (KeyError, TypeError, ValueError, ArithmeticError) as trouble:
        print(f"Could not check further: the data is not of the known shape ({trouble!r})", file=sys.stderr)
        return 1 if report.wrong else 2
    print(f"{report.wrong} things do not fit." if report.wrong else "Everything fits.")
    return int(report.wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
