"""A house with one of everything that is open, and its document."""

from datetime import date, timedelta

import jsonschema_rs
import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.community.models import ActivityKind
from app.core.clock import at, start_of, today
from app.core.db import db
from app.folders import actions as folders
from app.folders.models import FundSource
from app.initiatives.actions import adopting
from app.roadmap.models import Task
from app.satisfaction.models import Answer, Degree, Occasion
from tests.factories import community, contests, council, products, scorecard, tourism
from tests.factories.initiatives import InitiativeFactory, adoption
from tests.factories.people import holder

YEAR = 2026


@pytest.fixture
def house():
    """One of everything, with a code for each address that wants one, on the day its last act was done."""
    with at(start_of(date(YEAR, 11, 2))):
        made, until = _made()
    with at(until):
        yield made


def _made():
    InitiativeFactory(opened=True)
    adopted = adoption(InitiativeFactory(recognised=True))
    adopting.confirm_adoption(adopted, by=holder(Role.LEADER))
    session = council.published()
    lot = products.lot()
    products.certificate(lot.product)
    products.step(lot)
    community.team()
    community.confirmed(kind=ActivityKind.TRAINING)
    community.prove(community.exemplar().folder, holder(Role.COORDINATOR))
    tourism.attraction()
    tourism.species()
    task = db.session.scalars(sa.select(Task).where(Task.code == "2026-Q2-06")).one()
    money = {"year": YEAR, "source": FundSource.CITY, "planned": 5, "spent": 3, "output": "Máy quét", "number": ""}
    folders.plan_money(task.folder, money, by=holder(Role.COORDINATOR))
    month = today().replace(year=YEAR, day=1)
    db.session.add(Answer(month=month, degree=Degree.GOOD, text="Nhanh.", occasion=Occasion.COUNTER, unit_id=None))
    scorecard.local(YEAR)
    held = contests.contest()
    contests.accepted(held, 2)
    with contests.later(held):
        contests.marked(contests.opened(held))
    over = held.votes_until + timedelta(minutes=1)
    with at(over):
        contests.published(held)
    db.session.flush()
    codes = {"initiatives": adopted.initiative.code, "council": session.code, "contests": held.code}
    return {**codes, "trace": lot.trace_code}, over


@pytest.fixture
def document(browser):
    return browser.get("/api/v1/openapi.json").json


def of(schema, document):
    """What checks an answer against a schema of the document."""
    whole = {**schema, "components": document["components"]}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
