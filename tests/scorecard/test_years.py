"""Editions by decision, years closed, amended and opened again: every earlier figure stays readable."""

import json
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.commune.settings import Rules
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.scorecard import queries
from app.scorecard.actions import editions
from app.scorecard.actions.closing import close_year, reopen_year
from app.scorecard.actions.tallying import digital_products, smart_tourism
from app.scorecard.models import Band, ClosedYear, Edition, Mode, Shape
from app.scorecard.outcomes import Line
from tests.factories.community import staff
from tests.factories.people import holder
from tests.factories.scorecard import card, decision, entered, indicator, local, set_of
from tests.scorecard.test_tally import LAST_YEAR, adopted

YEAR = today().year
PAGE = f"/bo-chi-so/{LAST_YEAR}"


def closed_year():
    set_of(LAST_YEAR)
    entered("2.1", 40, 50, year=LAST_YEAR)
    adopted()
    return close_year(LAST_YEAR, by=holder(Role.LEADER), rules=Rules({}))


def test_a_target_changed_in_mid_year_holds_for_the_year_and_the_earlier_one_stays_readable(browser):
    before = card(YEAR)
    set_of(YEAR, _5_3="6")
    now = card(YEAR)

    assert (before.version, now.version) == (f"{YEAR}/1", f"{YEAR}/2")
    assert (before.line("5.3").indicator.target, now.line("5.3").indicator.target) == (4, 6)
    first, second = db.session.scalars(queries.editions(YEAR))
    assert (first.indicator("5.3").target, second.indicator("5.3").target) == (4, 6)
    assert {one.code for one in first.indicators} == {one.code for one in second.indicators}
    page = f"/bo-chi-so/{YEAR}/phien-ban"
    assert "Phiên bản 1" in browser.get(page).text
    decision_itself = {"caption": "Bản chụp quyết định", "number": "118/QĐ-UBND", "is_public": "y"}
    browser.sign_in(holder(Role.COORDINATOR))
    assert browser.post(f"/ho-so/{second.folder_id}/minh-chung", decision_itself).location == page
    browser.sign_in(holder(Role.ORGANISER))
    assert "Bản chụp quyết định" in browser.get(page).text
    browser.get(f"/ho-so/{second.folder_id}/minh-chung", expect=403)


def test_an_edition_made_of_one_that_is_no_longer_the_last_is_refused():
    first = indicator("5.3", YEAR).edition
    set_of(YEAR, _5_3="6")

    with pytest.raises(RuleBroken, match="vừa đổi bộ chỉ số"):
        editions.adjust(first, "1.3", {"target": Decimal(5)}, by=holder(Role.COORDINATOR), **decision())
    late = decision(decision_on=today() + timedelta(days=1))
    with pytest.raises(RuleBroken, match="tương lai"):
        editions.adjust(indicator("5.3", YEAR).edition, "1.3", {}, by=holder(Role.COORDINATOR), **late)


@pytest.mark.parametrize(
    ("steps", "stored"),
    [("50=40; 70=60", [["0.5", "0.4"], ["0.7", "0.6"]]), ("70=60;50=40", [["0.5", "0.4"], ["0.7", "0.6"]])],
)
def test_steps_are_typed_in_percent_and_rise(steps, stored):
    edition, facts = indicator("2.3", YEAR).edition, {"mode": Mode.STEPS, "steps": editions.steps_of(steps, Shape.RATIO)}
    made = editions.adjust(edition, "2.3", facts, by=holder(Role.COORDINATOR), **decision())
    entered("2.3", 60, 100, year=YEAR)

    assert [[str(Decimal(a)), str(Decimal(b))] for a, b in made.indicator("2.3").steps] == stored
    assert card(YEAR).line("2.3").points == 2


@pytest.mark.parametrize(
    "steps", ["50", "90=40", "50=40; 70=40", "50=120", "0=10", "", "50=40; 50=60", "nan=40", "1e-9=40", "50=NaN"]
)
def test_steps_that_make_no_sense_are_refused(steps):
    edition = indicator("2.3", YEAR).edition

    def adjust():
        facts = {"mode": Mode.STEPS, "steps": editions.steps_of(steps, Shape.RATIO)}
        editions.adjust(edition, "2.3", facts, by=holder(Role.COORDINATOR), **decision())

    with pytest.raises(RuleBroken):
        adjust()


def test_a_local_indicator_stands_apart_from_the_hundred_points():
    before = card(YEAR).total
    local(YEAR)
    entered("R1", 30, 60, year=YEAR)

    now = card(YEAR)
    assert [(line.code, line.points) for line in now.local] == [("R1", 5)]
    assert (now.total, sum(line.indicator.max_points for line in now.lines)) == (before, 100)
    assert [one["code"] for one in now.as_json()["local"]] == ["R1"]


def test_a_closed_year_keeps_every_figure_and_tells_what_changed():
    closed = closed_year()
    then = card(LAST_YEAR)
    assert (then.closed.id, then.line("2.1").points, then.amendments) == (closed.id, Fraction(12, 5), [])
    assert then.unknown

    entered("2.1", 45, 50, year=LAST_YEAR, reason="Đếm sót năm máy")
    adopted()
    now = card(LAST_YEAR)

    assert now.line("2.1").points == Fraction(12, 5)
    assert now.total == then.total
    told = {one["code"]: (one["before"]["points"], one["after"]["points"]) for one in now.amendments}
    assert told["2.1"] == ("2.4", "2.7")
    assert set(told) == {"1.4", "2.1", "4.6"}
    assert now.closed.is_intact


def test_evidence_withdrawn_after_the_close_is_an_amendment():
    set_of(LAST_YEAR)
    reading = entered("2.1", 40, 50, year=LAST_YEAR)
    close_year(LAST_YEAR, by=holder(Role.LEADER), rules=Rules({}))
    reading.folder.proofs[0].withdraw(by=holder(Role.COORDINATOR), reason="Tệp hỏng")
    db.session.flush()

    [change] = card(LAST_YEAR).amendments
    assert (change["before"]["points"], change["after"]["points"]) == ("2.4", None)
    assert card(LAST_YEAR).line("2.1").points == Fraction(12, 5)


def test_the_set_of_a_closed_year_does_not_change():
    closed_year()

    with pytest.raises(RuleBroken, match="đã chốt"):
        set_of(LAST_YEAR, _5_3="6")


def test_a_year_opened_again_and_closed_anew_keeps_both_snapshots(browser):
    first, leader = closed_year(), holder(Role.LEADER)
    reopen_year(LAST_YEAR, by=leader, reason="Thành phố yêu cầu tính lại")
    with pytest.raises(RuleBroken, match="đang mở"):
        reopen_year(LAST_YEAR, by=leader, reason="Lần nữa")
    set_of(LAST_YEAR, _2_1="0.8")
    assert (card(LAST_YEAR).closed, card(LAST_YEAR).line("2.1").points) == (None, 3)

    second = close_year(LAST_YEAR, by=leader, rules=Rules({}))

    assert db.session.scalars(sa.select(ClosedYear.id).order_by(ClosedYear.id)).all() == [first.id, second.id]
    old, new = (browser.get(f"{PAGE}/chot/{one.id}").text for one in (first, second))
    assert ("2,4/3" in old, "Thành phố yêu cầu tính lại" in old) == (True, True)
    assert ("3/3" in new, "đã mở lại" in new) == (True, False)
    assert first.is_intact
    browser.get(f"/bo-chi-so/{YEAR}/chot/{first.id}", expect=404)


def test_a_line_comes_back_from_its_snapshot_as_it_went():
    set_of(YEAR)
    entered("3.3", "8.4", "10", year=YEAR)
    for line in card(YEAR).live:
        kept = json.loads(json.dumps(line.frozen()))
        assert Line.thawed(kept).frozen() == kept
        assert Line.thawed(kept).points == line.points


def test_the_command_the_page_and_the_data_say_the_same(app, browser):
    set_of(YEAR)
    entered("2.1", 41, 43, year=YEAR)
    answered = browser.get(f"/api/v1/scorecard/{YEAR}").json
    printed = json.loads(app.test_cli_runner().invoke(args=["scorecard", str(YEAR), "--json"]).output)

    assert answered == printed
    assert {*answered} >= {"year", "version", "total", "band", "provisional", "closed", "indicators"}
    assert len(answered["indicators"]) == 23
    first = answered["indicators"][4]
    assert {*first} >= {"code", "name", "max_points", "target", "value", "points", "verified_points", "source", "evidence"}
    assert (first["code"], first["points"], first["evidence"]) == ("2.1", 2.8604, 1)
    assert [one["points"] for one in answered["indicators"] if one["code"] == "2.3"] == [None]
    assert answered["provisional"]


def test_a_year_without_a_set_says_so(app, browser):
    assert "chưa có bộ chỉ số" in browser.get("/bo-chi-so/2021").text
    browser.get("/api/v1/scorecard/2021", expect=404)
    browser.get("/bo-chi-so/1999", expect=404)
    assert app.test_cli_runner().invoke(args=["scorecard", "2021"]).exit_code == 1


def test_pages_of_the_set_open_in_both_languages(browser):
    set_of(YEAR)
    entered("2.1", 41, 43, year=YEAR)
    for tail in ("", "/con-thieu", "/phien-ban", "/chi-so/2.1", "/chi-so/1.2", "/chi-so/3.4", "/chi-so/4.3"):
        browser.get(f"/bo-chi-so/{YEAR}{tail}")
        browser.get(f"/en/bo-chi-so/{YEAR}{tail}")
    browser.get(f"/bo-chi-so/{YEAR}/chi-so/9.9", expect=404)
    assert browser.get("/bo-chi-so/", expect=302).location.endswith(f"/bo-chi-so/{YEAR}")
    assert "chưa có số liệu" in browser.get(f"/bo-chi-so/{YEAR}/so-lieu.csv").text
    browser.get(f"/bo-chi-so/{YEAR}/so-lieu.pdf", expect=404)


def test_what_is_missing_names_the_cheapest_first(browser):
    set_of(YEAR)
    gaps = card(YEAR).nearest_to(Band.AVERAGE)

    assert card(YEAR).missing_for(Band.AVERAGE) == 50 - card(YEAR).total
    assert sum(gap.points for gap in gaps) >= card(YEAR).missing_for(Band.AVERAGE)
    page = browser.get(f"/bo-chi-so/{YEAR}/con-thieu").text
    assert page.index("Thiếu gì để đạt Trung bình?") < page.index("Thiếu gì để đạt Xuất sắc?")


def test_the_page_asks_the_same_few_questions_with_ten_years_closed(browser, count_queries):
    def asked():
        db.session.expunge_all()
        with count_queries() as seen:
            browser.get(f"/bo-chi-so/{YEAR}")
        return len(seen)

    few = asked()
    kept = card(YEAR).frozen()
    for year in range(YEAR - 10, YEAR):
        db.session.add(ClosedYear.freeze(year, target=8, items=[], scorecard=kept, by=holder(Role.LEADER)))
        entered("2.1", 1, 2, year=YEAR) if year == YEAR - 1 else None
    db.session.flush()

    assert asked() == few <= 8


def test_only_leaders_close_and_only_coordinators_change_the_set(browser):
    closed_year()
    for role, address, answer in (
        (Role.COORDINATOR, f"{PAGE}/mo-lai", 403),
        (Role.LEADER, f"{PAGE}/mo-lai", 200),
        (Role.LEADER, f"/bo-chi-so/{YEAR}/chi-so/5.3/dieu-chinh", 403),
        (Role.COORDINATOR, f"/bo-chi-so/{YEAR}/chi-so/5.3/dieu-chinh", 200),
        (Role.LEADER, f"/bo-chi-so/{YEAR}/them-chi-so", 403),
        (Role.COORDINATOR, f"/bo-chi-so/{YEAR}/them-chi-so", 200),
        (Role.COORDINATOR, "/bo-chi-so/2022/lap", 200),
    ):
        browser.sign_in(holder(role))
        browser.get(address, expect=answer)


def test_the_office_adjusts_adds_and_reopens_by_forms(browser):
    closed_year()
    typed = {"decision_number": "9/QĐ-UBND", "decision_on": f"{today():%d/%m/%Y}", "reason": "Theo tình hình"}
    browser.sign_in(holder(Role.COORDINATOR))
    adjust = typed | {"target": "85", "method": "≥ 85%", "mode": "threshold", "steps": "", "version": "1"}
    browser.post(f"/bo-chi-so/{YEAR}/chi-so/2.3/dieu-chinh", adjust)
    assert (indicator("2.3", YEAR).target, indicator("2.3", YEAR).mode) == (Decimal("0.85"), Mode.THRESHOLD)
    assert "vừa sửa trước" in browser.post(f"/bo-chi-so/{YEAR}/chi-so/2.3/dieu-chinh", adjust, expect=422).text
    own = typed | {"name": "Khách đặt trước", "method": "≥ 40%", "shape": "ratio", "target": "40", "max_points": "5"}
    browser.post(f"/bo-chi-so/{YEAR}/them-chi-so", own | {"version": "2"})
    assert indicator("R1", YEAR).target == Decimal("0.4")
    browser.post("/bo-chi-so/2023/lap", typed)
    assert db.session.scalar(sa.select(Edition.id).where(Edition.year == 2023))
    browser.sign_in(holder(Role.LEADER))
    browser.post(f"{PAGE}/mo-lai", {"reason": "Tính lại"})
    assert card(LAST_YEAR).closed is None


def test_a_code_that_the_set_lacks_is_not_adjusted_and_a_year_is_opened_again_once():
    with pytest.raises(RuleBroken, match="không có chỉ số"):
        editions.adjust(indicator("5.3", YEAR).edition, "9.9", {}, by=holder(Role.COORDINATOR), **decision())
    closed = closed_year()
    closed.reopen(by=holder(Role.LEADER), reason="Tính lại")
    with pytest.raises(RuleBroken, match="đã mở lại rồi"):
        closed.reopen(by=holder(Role.LEADER), reason="Tính lại")


def test_the_terminal_shows_a_year_with_its_state(app):
    closed_year()
    entered("2.4", 1, year=YEAR)

    then, now = (app.test_cli_runner().invoke(args=["scorecard", str(year)]).output for year in (LAST_YEAR, YEAR))

    assert then.startswith(f"{LAST_YEAR} (closed): ")
    assert "2.40 of     3" in then
    assert now.startswith(f"{YEAR} (provisional): 4.00 of 100, not_met; edition {YEAR}/1")
    assert "     - of  3.00" in now


def test_the_rows_behind_a_year_name_no_people_and_a_year_to_come_has_none(browser):
    made = staff()
    entered("2.4", 1, year=YEAR)
    told, later = (browser.get(f"/api/v1/scorecard/{year}/rows").json for year in (YEAR, YEAR + 1))

    assert told["rows"]["2.2"] == [{"ref": made.id, "label": None, "counts": 0, "of": 1}]
    assert (later["rows"], told["snapshot"]) == ({}, None)
    assert card(YEAR).line("2.4").as_json()["value"] is True
    assert card(YEAR + 1).line("4.6").value is None


def test_pages_of_products_and_of_tourism_stand_behind_their_indicators(browser):
    browser.get(f"/bo-chi-so/{YEAR}/san-pham")
    browser.get(f"/bo-chi-so/{YEAR}/du-lich")

    assert smart_tourism(YEAR + 1, rules=Rules({})).months == []
    counted = digital_products(YEAR)
    assert (counted.value, counted.counted, counted.others) == (0, [], [])
    assert smart_tourism(YEAR, rules=Rules({})).value == 0


@pytest.mark.parametrize(("code", "target"), [("2.1", "1.5"), ("2.4", "2"), ("3.3", "1.01")])
def test_a_target_that_no_figure_reaches_is_refused(code, target):
    with pytest.raises(RuleBroken, match="không thể đạt"):
        set_of(YEAR, **{code.replace(".", "_"): target})


def test_a_closing_shows_its_list_of_initiatives_also_of_a_year_without_a_set(browser):
    made = adopted()
    closed = close_year(LAST_YEAR, by=holder(Role.LEADER), rules=Rules({}))
    closed.reopen(by=holder(Role.LEADER), reason="Tính lại")
    db.session.flush()

    assert f"/chot/{closed.id}" in browser.get(PAGE).text
    page = browser.get(f"{PAGE}/chot/{closed.id}").text
    assert made.initiative.code in page
    assert "Tính lại" in page
