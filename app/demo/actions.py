"""Loading the sample commune, once."""

import json
import os
from collections.abc import Iterator
from datetime import datetime
from operator import itemgetter
from pathlib import Path

import sqlalchemy as sa
from flask import current_app

from app.accounts.models import Person, Role
from app.commune.settings import Rules
from app.core import clock
from app.core.clock import ZONE
from app.core.db import db
from app.demo import people as sample
from app.demo.announcements import Announcements
from app.demo.businesses import Businesses
from app.demo.community import Community
from app.demo.contests import Contests
from app.demo.council import Council
from app.demo.paper import Paper
from app.demo.partners import Partners
from app.demo.products import Products
from app.demo.reports import Reports
from app.demo.requests import Requests
from app.demo.roadmap import Roadmap
from app.demo.satisfaction import Satisfaction
from app.demo.scorecard import Figures
from app.demo.stories import Stories
from app.demo.talk import Talk
from app.demo.tourism import Tourism
from app.scorecard.actions.closing import close_year

ACCOUNTS = "demo-accounts.json"
CLOSED = 2025
CLOSING = datetime(2026, 1, 10, 9, tzinfo=ZONE)


def is_loaded() -> bool:
    """Whether this database holds the sample commune already."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Person.is_sample))))


def load() -> Iterator[int]:
    """Live two years; yields the number of steps lived, so that a waiting person sees something move.

    What lies ahead of the clock is left out. Raises `ClockSetBack` in a house whose history has begun already.
    """
    villages = sample.load_villages()
    people = sample.load_people(villages)
    organisations = sample.load_organisations(people, villages)
    leader = next(person for person in people.values() if person.has(Role.LEADER))
    stories = Stories(people, villages, organisations)
    council = Council(people, stories.made)
    stories.sessions = council.sessions
    products = Products(people, villages, organisations, stories.made)
    others = (
        council,
        Talk(people, stories.made),
        Paper(people, villages, stories.made),
        Requests(people),
        products,
        Contests(people),
        Tourism(people),
        Roadmap(people),
        Community(people, villages, organisations),
        Satisfaction(people),
        Figures(people),
        Reports(people),
        Businesses(people, organisations),
        Partners(people, villages, organisations),
        Announcements(people, villages),
    )
    is_closed = False
    steps = [*stories.steps(), *(step for other in others for step in other.steps())]
    lived = (step for step in sorted(steps, key=itemgetter(0)) if step[0] <= clock.utcnow())
    for count, (moment, live) in enumerate(lived, 1):
        if moment > CLOSING and not is_closed:
            with clock.at(CLOSING):
                close_year(CLOSED, by=leader, rules=Rules({}))
            is_closed = True
        with clock.at(moment):
            live()
        yield count
    _write_accounts(sample.accounts_of(people))


def accounts_file() -> Path:
    """Where the sample accounts are written down."""
    return Path(current_app.config["DATA_DIR"]) / ACCOUNTS


def _write_accounts(accounts: list[dict[str, str]]) -> None:
    handle = os.open(accounts_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(accounts, file, ensure_ascii=False, indent=1)
