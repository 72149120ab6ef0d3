"""Roadmap, villages, money, satisfaction, Đảo Cò and the figures for the city: what strangers may read, and no more."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.community.actions import keeping
from app.community.models import ActivityKind, Duty, Exemplar, Subject
from app.core import clock
from app.core.clock import start_of, today, utcnow
from app.core.db import db
from app.folders import actions as folders
from app.folders.models import FundSource
from app.products.models import Recall, RecallKind
from app.roadmap.models import Task
from app.satisfaction.models import Answer, Degree, Occasion
from app.tourism.models import PlaqueCount, VisitState
from tests.factories import community, products, tourism
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import holder, unit

AUTUMN = date(2026, 11, 2)


def task(code="2026-Q2-06"):
    return db.session.scalars(sa.select(Task).where(Task.code == code)).one()


def figures(browser):
    told = browser.get("/api/v1/ioc").json["figures"]
    return {(one["code"], one["period"]): one["value"] for one in told}


def test_a_task_is_told_with_its_units_and_its_public_proofs(browser):
    by, one = holder(Role.COORDINATOR), task()
    hidden = {"caption": "Thư riêng", "number": "9/GM", "url": "", "is_public": False, "children": None}
    with clock.at(start_of(AUTUMN)):
        community.prove(one.folder, by)
        folders.add_proofs(one.folder, [], by=by, **hidden)
        folders.add_proofs(one.folder, [], by=by, **{**hidden, "caption": "Rút rồi", "is_public": True})
        db.session.refresh(one.folder)
        one.folder.proofs[-1].withdraw(by=by, reason="Nhầm")
        answer = browser.get("/api/v1/roadmap/2026")
        told = {line["code"]: line for line in answer.json["tasks"]}[one.code]
        one.finish(by=by, on=date(2026, 7, 5))
        after = {line["code"]: line for line in browser.get("/api/v1/roadmap/2026").json["tasks"]}[one.code]

    assert (told["proofs"], told["late"], told["state"], told["done_on"]) == (1, True, "waiting", None)
    assert [unit["code"] for unit in told["leads"]] == [unit.code for unit in one.leads]
    assert (after["late"], after["state"], after["done_on"]) == (False, "done", "2026-07-05")
    assert "Thư riêng" not in answer.text


def test_a_task_that_was_put_off_tells_where_the_plan_had_it(browser):
    moved = {"reason": "Chờ thành phố", "decision_number": "1/QĐ", "decision_on": today()}
    task().postpone(2027, 1, by=holder(Role.LEADER), **moved)
    told = {line["code"]: line for line in browser.get("/api/v1/roadmap/2027").json["tasks"]}["2026-Q2-06"]

    assert (told["year"], told["quarter"], told["planned_year"], told["planned_quarter"]) == (2027, 1, 2026, 2)


def test_activities_are_those_everybody_may_read_and_nobody_is_named(browser):
    shown = community.confirmed(kind=ActivityKind.SUPPORT, subject=Subject.DIGITAL)
    training = community.confirmed(kind=ActivityKind.TRAINING, subject=Subject.INNOVATION)
    planned = community.activity(starts_at=utcnow() + timedelta(days=2))
    waiting = community.activity(title="Chờ xã xem")
    waiting.hold(by=holder(Role.OFFICIAL, unit_id=unit().id), people=3)
    answer = browser.get("/api/v1/activities")
    told = {line["id"]: line for line in answer.json["items"]}

    assert [line["id"] for line in answer.json["items"]] == [planned.id, training.id, shown.id]
    assert (told[shown.id]["subject"], told[training.id]["subject"]) == (None, "innovation")
    assert (told[shown.id]["people"], told[planned.id]["people"], told[shown.id]["proofs"]) == (12, None, 1)
    assert "Chờ xã xem" not in answer.text


def test_a_team_tells_how_many_and_not_who(browser):
    team = community.team()
    keeping.admit(team, "Vũ Thị Kín", Duty.LEAD, since=today(), by=holder(Role.COORDINATOR))
    answer = browser.get("/api/v1/teams")

    assert [(line["id"], line["members"], line["village"]) for line in answer.json["items"]] == [(team.id, 1, "An Dương")]
    assert "Vũ Thị Kín" not in answer.text


def test_a_model_names_its_initiative_only_when_that_is_public(browser):
    public, hidden = InitiativeFactory(opened=True), InitiativeFactory(submitted=True)
    for one in (public, hidden):
        community.exemplar().initiative_id = one.id
    told = [line["initiative"] for line in browser.get("/api/v1/models").json["items"]]

    assert told == [None, public.code]
    assert db.session.scalar(sa.select(sa.func.count(Exemplar.id))) == 2


def test_money_is_told_by_source_and_never_line_by_line(browser):
    line = {"year": 2026, "source": FundSource.CITY, "planned": 7, "spent": 2, "output": "Máy quét kín", "number": "9/HĐ"}
    for source in (FundSource.CITY, FundSource.CITY, FundSource.PRIVATE):
        folders.plan_money(task().folder, {**line, "source": source}, by=holder(Role.COORDINATOR))
    answer = browser.get("/api/v1/funding/2026")

    city, private = {"source": "city", "planned": 14, "spent": 4}, {"source": "private", "planned": 7, "spent": 2}
    assert answer.json == {"year": 2026, "planned": 21, "spent": 6, "sources": [city, private]}
    assert browser.get("/api/v1/funding/2027").json == {"year": 2027, "planned": 0, "spent": 0, "sources": []}


def test_satisfaction_is_told_by_month_without_a_word_of_anybody(browser):
    for month, degree in ((3, Degree.GOOD), (3, Degree.BAD), (5, Degree.VERY_GOOD)):
        given = {"month": date(2026, month, 1), "degree": degree, "text": "Lời kín", "occasion": Occasion.COUNTER}
        db.session.add(Answer(**given, unit_id=unit("ttpvhcc").id))
    answer = browser.get("/api/v1/satisfaction/2026")

    told = [(line["month"], line["answers"], line["satisfied"], line["percent"]) for line in answer.json["months"]]
    assert told == [("2026-03", 2, 1, "50.0"), ("2026-05", 1, 1, "100.0")]
    assert (answer.json["answers"], answer.json["satisfied"], answer.json["percent"]) == (3, 2, "66.7")
    assert "Lời kín" not in answer.text


def test_places_and_birds_are_those_shown_with_who_says_so(browser):
    shown, hidden = tourism.attraction(), tourism.attraction(is_shown=False)
    bird, gone = tourism.species(), tourism.species("Cú mèo")
    gone.is_shown = False
    places, birds = (browser.get(f"/api/v1/{name}").json["items"] for name in ("places", "species"))

    assert [(line["number"], line["source"]) for line in places] == [(shown.number, shown.source.title)]
    assert hidden.slug not in str(places)
    assert (bird.name, bird.checked_on.isoformat()) in [(line["name"], line["checked_on"]) for line in birds]
    assert gone.name not in str(birds)


def test_the_city_reads_what_the_pages_say(browser):
    with clock.at(start_of(date(2026, 3, 9)) + timedelta(hours=8)):
        before = figures(browser)
        for _ in range(2):
            InitiativeFactory(opened=True)
        InitiativeFactory(submitted=True)
        community.confirmed(people=30)
        lot = products.lot()
        products.certificate(lot.product)
        db.session.add(Recall(kind=RecallKind.RECALL, reason="Mốc", advice="Đừng ăn", lot=lot, by_id=holder(Role.LEADER).id))
        plaque = tourism.attraction()
        for day, count in ((date(2026, 1, 31), 4), (date(2026, 3, 1), 5), (date(2026, 3, 9), 1)):
            db.session.add(PlaqueCount(attraction_id=plaque.id, day=day, count=count))
        for people, state in ((3, VisitState.CONFIRMED), (2, VisitState.HELD)):
            tourism.visit(people=people).state = state
        told = figures(browser)
    day = "2026-03-09"

    assert before["satisfaction.percent", "2026"] is None
    assert (told["initiatives.waiting", day], told["initiatives.overdue", day]) == (2, 0)
    assert (told["activities.held", "2026"], told["activities.people", "2026"]) == (1, 30)
    assert (told["products.published", day], told["products.lots", day], told["products.starred", day]) == (1, 1, 1)
    assert (before["recalls.standing", day], told["recalls.standing", day]) == (0, 1)
    assert [told["island.scans", f"2026-0{month}"] for month in (1, 2, 3)] == [4, 0, 6]
    assert [told["island.people", f"2026-0{month}"] for month in (1, 2, 3)] == [0, 0, 3]
    assert ("island.scans", "2026-04") not in told
    assert told["tasks.waiting", "2026"] > 0
    assert told["tasks.late", "2026"] == 0
    with clock.at(start_of(date(2026, 6, 1))):
        assert figures(browser)["initiatives.overdue", "2026-06-01"] == 2


def test_nobody_waits_unseen(browser):
    """What was sent and is not public yet is no business of the city's screen."""
    InitiativeFactory(submitted=True)

    assert figures(browser)["initiatives.waiting", today().isoformat()] == 0


@pytest.mark.parametrize(
    ("path", "most"),
    [("activities", 2), ("models", 3), ("teams", 2), ("roadmap/2026", 3), ("funding/2026", 1), ("products", 4), ("ioc", 21)],
)
def test_however_much_there_is_the_questions_are_the_same(browser, count_queries, path, most):
    asked = []
    for more in (2, 6):
        for number in range(more):
            community.confirmed()
            community.exemplar()
            community.activity(of=community.team(("An Dương", "Hội Yên")[number]) if more == 2 else None)
            products.lot()
        db.session.expunge_all()
        with count_queries() as seen:
            browser.get(f"/api/v1/{path}")
        asked.append(len(seen))

    assert asked[0] == asked[1] <= most
