"""The open data of a house as files, the way `tools/verify.py` keeps them, with a council session by hand."""

import json
import re

from app.core.chain import digest
from app.core.db import db

RUBRIC = {
    "name": "Sáng kiến",
    "version": 1,
    "step": "0.01",
    "criteria": [
        {"code": "novelty", "name": "Tính mới", "max": "40.00", "minimum": "10.00", "excludes": True},
        {"code": "benefit", "name": "Hiệu quả", "max": "60.00", "minimum": None, "excludes": False},
    ],
    "minimum": "50",
    "classes": [
        {"class": "A", "minimum": "85", "criteria": {"novelty": "30"}},
        {"class": "B", "minimum": "70", "criteria": {}},
        {"class": "C", "minimum": "50", "criteria": {}},
    ],
    "agree_percent": None,
    "tie_criterion": "novelty",
}
# Marks of each sheet, then what the screen shows, all worked out by hand: mean, median, spread of both criteria and in all.
CASES = {
    "SK-2026-0001": (
        1,
        [("35.00", "55.00"), ("30.50", "50.25"), ("40.00", "60.00")],
        [("35.17", "35.00", "9.50"), ("55.08", "55.00", "9.75"), ("90.25", "90.00", "19.25")],
        ("A", 1, "recognised"),
    ),
    "SK-2026-0002": (
        0,
        [("10.00", "60.00"), ("20.00", "50.00"), ("20.01", "50.00"), ("30.00", "40.00")],
        [("20.00", "20.01", "20.00"), ("50.00", "50.00", "20.00"), ("70.00", "70.00", "0.01")],
        ("B", 2, "recognised"),
    ),
    "SK-2026-0003": (
        0,
        [("20.00", "40.00"), ("21.00", "41.00")],
        [("20.50", "20.50", "1.00"), ("40.50", "40.50", "1.00"), ("61.00", "61.00", "2.00")],
        (None, None, "deferred"),
    ),
    "SK-2026-0004": (
        1,
        [("9.99", "60.00")] * 3,
        [("9.99", "9.99", "0.00"), ("60.00", "60.00", "0.00"), ("69.99", "69.99", "0.00")],
        (None, 3, "declined"),
    ),
}


def council_session():
    """One session with its results."""
    made = []
    for code, (recused, marks, figures, (reached, rank, outcome)) in CASES.items():
        named = [dict(zip(("mean", "median", "spread"), row, strict=True)) for row in figures]
        criteria = [{"code": name, **row} for name, row in zip(("novelty", "benefit"), named, strict=False)]
        made.append(
            {
                "code": code,
                "title": f"Việc {code}",
                "recused": recused,
                "sheets": [_sheet(code, number, *one) for number, one in enumerate(marks)],
                "criteria": criteria,
                **named[2],
                "agree": None,
                "class": reached,
                "rank": rank,
                "outcome": outcome,
                "tie_order": None,
            }
        )
    about = {"code": "HD-2026-01", "title": "Đợt 1", "decision_number": "9/QĐ-UBND", "decision_on": "2026-11-20"}
    return {**about, "members": 5, "quorum": "2/3", "rubric": RUBRIC, "cases": made}


def _sheet(code, number, novelty, benefit):
    said = {"salt": f"{number:032x}", "marks": {"novelty": novelty, "benefit": benefit}, "agrees": None}
    rubric = {"name": RUBRIC["name"], "version": RUBRIC["version"]}
    return {**said, "digest": digest({**said, "subject": code, "rubric": rubric})}


def sign_and_publish(session, *, thing, by):
    """Write into the chain what a council writes."""
    for case in session["cases"]:
        for _sheet_of_it in case["sheets"]:
            thing.record("sheets.sign", by=by)
    sheets = {case["code"]: sorted(sheet["digest"] for sheet in case["sheets"]) for case in session["cases"]}
    thing.record("council_sessions.complete", by=by, facts={"session": session["code"], "sheets": sheets})
    results = digest({name: session[name] for name in ("members", "quorum", "rubric", "cases")})
    thing.record("council_sessions.publish", by=by, facts={"session": session["code"], "results": results})
    db.session.flush()


def kept(browser, folder, *, years=(), cards=(), sessions=()):
    """Write the open data into a folder; returns it."""
    folder.mkdir(exist_ok=True)
    address = "/api/v1/ledger"
    while address:
        page = browser.get(address).json
        put(folder, address, page)
        address = page["next"]
    for year in years:
        put(folder, f"/api/v1/tally/{year}", browser.get(f"/api/v1/tally/{year}").json)
    for year in cards:
        for address in (f"/api/v1/scorecard/{year}", f"/api/v1/scorecard/{year}/rows"):
            put(folder, address, browser.get(address).json)
        put(folder, f"/api/v1/satisfaction/{year}", browser.get(f"/api/v1/satisfaction/{year}").json)
    if sessions:
        put(folder, "/api/v1/council", {"sessions": [{"code": session["code"]} for session in sessions]})
    for session in sessions:
        put(folder, f"/api/v1/council/{session['code']}", session)
    return folder


def put(folder, address, content):
    name = re.sub(r"[^A-Za-z0-9]+", "-", address.removeprefix("/api/v1/"))
    (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False))
