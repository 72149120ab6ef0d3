"""The script for strangers counts the indicator set again and finds what was changed in it."""

import json
from datetime import date

import pytest

from app.accounts.models import Role
from app.commune.settings import Rules
from app.community.models import ActivityKind
from app.core.clock import today
from app.core.db import db
from app.initiatives.models import Sphere
from app.scorecard.actions.closing import close_year, reopen_year
from tests.factories.community import confirmed, exemplar, prove, staff
from tests.factories.people import holder, unit
from tests.factories.scorecard import card, entered, set_of
from tests.scorecard.test_tally import adopted
from tests.tools.folder import kept
from tests.tools.test_verify import verified

LAST, THIS = today().year - 1, today().year


@pytest.fixture
def folder(browser, tmp_path):
    """A closed year, and a running one with a bit of everything."""
    leader = holder(Role.LEADER)
    for year in (LAST, THIS):
        set_of(year)
        entered("2.1", 41, 43, year=year)
        adopted(date(year, 1, 1), sphere=Sphere.MANAGEMENT)
    close_year(LAST, by=leader, rules=Rules({}))
    reopen_year(LAST, by=leader, reason="Tính lại")
    close_year(LAST, by=leader, rules=Rules({}))
    staff(has_signature=True), staff()
    confirmed(kind=ActivityKind.SEMINAR)
    confirmed(kind=ActivityKind.SUPPORT).take_back(by=holder(Role.COORDINATOR), reason="Nhầm")
    confirmed(kind=ActivityKind.SUPPORT)
    made = exemplar()
    prove(made.folder, holder(Role.OFFICIAL, unit_id=unit("kinh_te").id))
    made.folder.proofs[0].confirm(by=holder(Role.COORDINATOR))
    made.prove(by=holder(Role.COORDINATOR), on=today())
    entered("4.5", 44, 100, year=THIS, proven=False)
    db.session.flush()
    return kept(browser, tmp_path / "kept", years=(LAST, THIS), cards=(LAST, THIS))


def test_what_was_not_changed_fits(folder):
    points = {year: card(year).as_json()["total"] for year in (LAST, THIS)}

    code, said = verified(folder)

    assert (code, said.splitlines()[-1]) == (0, "Everything fits."), said
    for year, total in points.items():
        assert f"indicators of {year}, {total:.4f} points: fits" in said
    assert [card(THIS).line(of).numerator for of in ("1.3", "5.3", "4.1")] == [1, 1, 1]


def line(content, code):
    return next(one for one in content["indicators"] if one["code"] == code)


def changed(code, name, value):
    return lambda content: line(content, code).update({name: value})


def no_row(code):
    return lambda content: content["rows"].update({code: content["rows"][code][:-1]})


TAMPERED = {
    "points": (f"scorecard-{THIS}", changed("2.1", "points", 3), "2.1: 3 points are shown, 2.8604 are counted"),
    "points without a proof": (f"scorecard-{THIS}", changed("4.5", "points", 4.4), "4.5: 4.4 points are shown, None"),
    "an entered number": (f"scorecard-{THIS}", changed("2.1", "numerator", 40), "2.1: 2.8604 points are shown"),
    "a total": (f"scorecard-{THIS}", lambda content: content.update(total=90), "90, not_met is shown"),
    "a band": (f"scorecard-{THIS}", lambda content: content.update(band="good"), "good is shown"),
    "a row taken out": (f"scorecard-{THIS}-rows", no_row("2.2"), "2.2: 1 of 2 is shown, its rows come to"),
    "a closed year opened": (f"scorecard-{LAST}", lambda content: content.update(closed=False), "differ about"),
    "a snapshot": (
        f"scorecard-{LAST}-rows",
        lambda content: content["snapshot"]["lines"][4].update(numerator="43"),
        "not the one whose digest stands in the chain",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_what_was_changed_is_told(folder, what):
    name, change, told = TAMPERED[what]
    file = folder / f"{name}.json"
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))

    code, said = verified(folder)

    assert (code, told in said) == (1, True), said


@pytest.mark.parametrize(("code", "kind"), [("1.3", "seminar"), ("5.3", "support")])
def test_an_activity_that_the_chain_does_not_know_is_told(folder, code, kind):
    for name, change in (
        (
            f"scorecard-{THIS}",
            lambda content: line(content, code).update(numerator=2, points=line(content, code)["points"] * 2),
        ),
        (
            f"scorecard-{THIS}-rows",
            lambda content: content["rows"][code].append({"ref": 9, "label": kind, "counts": 1, "of": 1}),
        ),
    ):
        file = folder / f"{name}.json"
        content = json.loads(file.read_text())
        change(content)
        file.write_text(json.dumps(content))

    said = verified(folder)[1]

    assert f"{code}: 2 is shown, the chain says 1" in said


def test_a_year_whose_rows_are_hidden_is_told(folder):
    (folder / f"scorecard-{THIS}-rows.json").unlink()

    assert "their rows are not published" in verified(folder)[1]
