"""The script for strangers: it finds what was changed in the open data, and counts as the screen does."""

import ast
import importlib.util
import json
import subprocess
import sys
from datetime import date
from fractions import Fraction
from types import SimpleNamespace

import pytest

from app.accounts.models import Role
from app.api import ledger as api
from app.commune.settings import rules
from app.core import audit
from app.core.clock import today
from app.core.db import db
from app.initiatives.actions import adopting
from app.initiatives.models import Sphere
from app.scorecard.actions.closing import close_year
from tests.factories.initiatives import InitiativeFactory, adoption
from tests.factories.people import PersonFactory, holder
from tests.servers import ROOT
from tests.tools.folder import RUBRIC, council_session, kept, sign_and_publish

SCRIPT = ROOT / "tools" / "verify.py"
PARTS = sorted(part for part in SCRIPT.parent.glob("*.py") if part != SCRIPT)
LAST, THIS = today().year - 1, today().year


@pytest.fixture(scope="module")
def script():
    """The script with its parts, as one thing to ask."""
    names = {}
    for part in (SCRIPT, *PARTS):
        spec = importlib.util.spec_from_file_location(part.stem, part)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        names |= vars(module)
    return SimpleNamespace(**names)


def verified(place, *options):
    """Run it as a stranger does; how it ended and what it said."""
    command = [sys.executable, "-I", str(SCRIPT), str(place), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def adopted(on, sphere):
    made = adoption(InitiativeFactory(recognised=True), adopted_on=on, decision_on=on, sphere=sphere)
    adopting.confirm_adoption(made, by=holder(Role.LEADER))
    return made


@pytest.fixture
def folder(browser, tmp_path, monkeypatch):
    """A house with two years, the first of them closed and amended, and a council session."""
    monkeypatch.setattr(api, "ROWS", 10)
    leader = holder(Role.LEADER)
    gone = adopted(date(LAST, 3, 1), Sphere.LIFE)
    adopted(date(LAST, 2, 1), Sphere.MANAGEMENT)
    close_year(LAST, by=leader, rules=rules())
    adopting.revoke_adoption(gone, by=leader, reason="Đã thôi dùng")
    adopted(date(LAST, 5, 1), Sphere.PRODUCTION)
    adopted(date(THIS, 1, 1), Sphere.PRODUCTION)
    session = council_session()
    sign_and_publish(session, thing=PersonFactory(), by=leader)
    return kept(browser, tmp_path / "kept", years=(LAST, THIS), sessions=[session])


def test_what_was_not_changed_fits(folder):
    mark = audit.head(db.session.connection()).mark

    code, said = verified(folder, "--mark", mark, "--year", str(THIS))

    assert (code, said.splitlines()[-1]) == (0, "Everything fits.")
    assert f"chain of 25 rows, head {mark}: fits" in said
    assert f"printed mark {mark}: fits" in said
    assert f"tally of {LAST}, 2 adopted: fits" in said
    assert f"tally of {THIS}, 1 adopted: fits" in said
    assert "council HD-2026-01, 4 cases: fits" in said


def test_a_mark_that_is_not_in_the_chain_is_told(folder):
    number = audit.head(db.session.connection()).id

    for mark, why in ((f"{number}-{'0' * 16}", "has another hash"), ("9999-0123456789abcdef", "no row has this number")):
        code, said = verified(folder, "--mark", mark)
        assert (code, why in said) == (1, True)


def _change(place, value):
    def change(content):
        *way, last = place
        for step in way:
            content = content[step]
        content[last] = value(content[last]) if callable(value) else value

    return change


def _take_out(place, index):
    def change(content):
        for step in place:
            content = content[step]
        del content[index]

    return change


def _swap(content):
    content["rows"][2], content["rows"][3] = content["rows"][3], content["rows"][2]


CASE = ("cases", 1)
TAMPERED = {
    "a word in a row": ("ledger", _change(("rows", 4, "role"), "resident"), "row 5 does not fit"),
    "a moment": ("ledger", _change(("rows", 4, "at"), "2020-01-01T00:00:00.000000+00:00"), "row 5 is earlier"),
    "a public fact": ("ledger-after-10", _change(("rows", 1, "facts"), {"code": "SK-1"}), "row 12 does not fit"),
    "who acted": ("ledger", _change(("rows", 0, "actor"), "0" * 64), "row 1 does not fit"),
    "a hash": ("ledger", _change(("rows", 3, "hash"), "0" * 64), "row 4 does not fit"),
    "a number": ("ledger", _change(("rows", 3, "id"), 3), "row 3 stands after row 3"),
    "the first row taken out": ("ledger", _take_out(("rows",), 0), "rows between 0 and 2 are missing"),
    "a row taken out": ("ledger", _take_out(("rows",), 5), "rows between 5 and 7 are missing"),
    "the last row taken out": ("ledger-after-20", _take_out(("rows",), -1), "rows 25 to 25 are missing at the end"),
    "two rows swapped": ("ledger", _swap, "row 3 stands after row 4"),
    "the head": ("ledger-after-20", _change(("head", "hash"), "0" * 64), "the head does not fit"),
    "a figure": (f"tally-{THIS}", _change(("adopted",), 2), "2 are shown, 1 are counted"),
    "a sphere": (f"tally-{THIS}", _change(("by_sphere", "life"), 1), "by sphere"),
    "a day in the tally": (f"tally-{THIS}", _change(("items", 0, "adopted_on"), f"{THIS}-01-02"), "adopted_on is"),
    "an item taken out": (f"tally-{LAST}", _take_out(("items",), 0), "shown are"),
    "a title in a closed year": (f"tally-{LAST}", _change(("items", 0, "title"), "khác"), "is not the one whose digest"),
    "a closed year opened": (f"tally-{LAST}", _change(("closed",), False), "differ about whether the year is closed"),
    "an amendment hidden": (f"tally-{LAST}", _take_out(("amendments",), 0), "removed since it was closed"),
    "a mark": ("council-HD-2026-01", _change((*CASE, "sheets", 0, "marks", "novelty"), "40.00"), "sheet 1 does not fit"),
    "a mean": (
        "council-HD-2026-01",
        _change((*CASE, "mean"), "70.01"),
        "SK-2026-0002: mean 70.01 is shown, 70.00 is counted",
    ),
    "a median": (
        "council-HD-2026-01",
        _change((*CASE, "criteria", 0, "median"), "20.00"),
        "20.00 is shown, 20.01 is counted",
    ),
    "a class": ("council-HD-2026-01", _change((*CASE, "class"), "A"), "class A is shown, B is counted"),
    "a rank": ("council-HD-2026-01", _change((*CASE, "rank"), 1), "rank 1 is shown, 2 is counted"),
    "an outcome": (
        "council-HD-2026-01",
        _change(("cases", 2, "outcome"), "declined"),
        "declined is shown, deferred is counted",
    ),
    "a sheet taken out": ("council-HD-2026-01", _take_out((*CASE, "sheets"), 0), "not the ones whose digest"),
    "a title of a case": ("council-HD-2026-01", _change((*CASE, "title"), "khác"), "not the ones whose digest"),
    "a session hidden": ("council", _take_out(("sessions",), 0), "HD-2026-01 was published, the site does not"),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_changed_is_told_with_its_place(folder, what):
    name, change, told = TAMPERED[what]
    file = folder / f"{name}.json"
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))

    code, said = verified(folder)

    assert (code, told in said) == (1, True), said


def test_a_sheet_that_nobody_signed_is_told(folder, script):
    session = json.loads((folder / "council-HD-2026-01.json").read_text())

    digests = {case["code"]: sorted(sheet["digest"] for sheet in case["sheets"]) for case in session["cases"]}
    assert list(script.check_session(session, digests)) == []
    for wrong in ([], digests["SK-2026-0001"][1:], [*digests["SK-2026-0001"], "0" * 64]):  # none, one too many, one left out
        told = list(script.check_session(session, {**digests, "SK-2026-0001": wrong}))
        assert told == ["SK-2026-0001: its sheets are not the ones of the unsealing"]


def test_what_is_not_there_or_no_data_is_said_and_is_no_verdict(tmp_path):
    assert verified(tmp_path) == (2, "Could not check: there is no ledger\n")
    (tmp_path / "ledger.json").write_text("<html>")
    assert verified(tmp_path)[0] == 2
    (tmp_path / "ledger.json").write_text('{"rows": 5}')
    assert verified(tmp_path)[0] == 2
    assert verified("http://127.0.0.1:9")[0] == 2


def test_an_empty_house_fits(browser, tmp_path):
    code, said = verified(kept(browser, tmp_path))

    assert (code, "chain of 0 rows" in said) == (0, True)


@pytest.mark.parametrize(
    ("exact", "shown"),
    [("1/3", "0.33"), ("2/3", "0.67"), ("0.005", "0.01"), ("0.00499", "0.00"), ("70.0025", "70.00"), ("100", "100.00")],
)
def test_halves_are_rounded_up(script, exact, shown):
    assert str(script.half_up(Fraction(exact))) == shown


def test_a_sealed_sheet_and_a_digest_are_made_as_the_house_makes_them(script):
    from app.core.chain import canonical

    for value in ({"b": ["Đò", None, True], "a": {"x": 1}}, "o\u0300", [], "a\n\u0301"):
        assert script.canonical(value) == canonical(value)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ({"mean": 80}, {"mean": 79, "tie": 40}),
        ({"tie": 31}, {"tie": 30, "full": 9}),
        ({"full": 3}, {"full": 2, "spread": 0}),
        ({"spread": 1}, {"spread": 2, "order": 1}),
        ({"order": 1}, {"order": 2}),
        ({"order": 7}, {"order": float("inf")}),
    ],
)
def test_between_equals_the_next_rule_decides(script, better, worse):
    def result(facts):
        one = {"mean": 70, "tie": 30, "full": 2, "spread": 5, "order": 5, **facts}
        return {"order": (-one["mean"], -one["tie"], -one["full"], one["spread"], one["order"])}

    first, second, same, deferred = result(better), result(worse), result(worse), {"order": None}
    script.rank_all([second, first, deferred, same])

    assert [one["rank"] for one in (first, second, same, deferred)] == [1, 2, 2, None]


def award(script, mean, means, share, rubric):
    return script.class_of(mean, means, rubric) if script.passes(mean, means, share, rubric) else None


@pytest.mark.parametrize(
    ("mean", "novelty", "share", "changed", "reached"),
    [
        ("90", "30", None, {}, "A"),
        ("90", "29.99", None, {}, "B"),
        ("85", "30", None, {}, "A"),
        ("84.99", "30", None, {}, "B"),
        ("49.99", "30", None, {}, None),
        ("90", "9.99", None, {}, None),
        ("90", "30", Fraction(70), {"agree_percent": 70}, "A"),
        ("90", "30", Fraction(200, 3), {"agree_percent": 70}, None),
    ],
)
def test_the_first_class_that_is_reached_counts(script, mean, novelty, share, changed, reached):
    means = {"novelty": Fraction(novelty), "benefit": Fraction(50)}

    assert award(script, Fraction(mean), means, share, {**RUBRIC, **changed}) == reached


def test_nothing_in_a_criterion_that_excludes_is_no_class(script):
    rubric = {**RUBRIC, "criteria": [{**one, "minimum": None} for one in RUBRIC["criteria"]]}
    means = {"novelty": Fraction(0), "benefit": Fraction(60)}

    assert award(script, Fraction(60), means, None, rubric) is None
    assert award(script, Fraction(60), {**means, "novelty": Fraction(1)}, None, rubric) == "C"


def test_it_needs_nothing_but_python_and_can_be_read():
    brought = set()
    for part in (SCRIPT, *PARTS):
        source = part.read_text()
        for node in ast.walk(ast.parse(source)):
            brought |= {alias.name.split(".")[0] for alias in getattr(node, "names", []) if isinstance(node, ast.Import)}
            brought |= {node.module.split(".")[0]} if isinstance(node, ast.ImportFrom) else set()

    assert brought - {part.stem for part in PARTS} <= sys.stdlib_module_names
