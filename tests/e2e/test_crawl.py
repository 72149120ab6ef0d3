"""Every page the sample commune can show, found by following every link as everybody, stands every check."""

import json
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Route
from werkzeug.exceptions import HTTPException

from app import create_app
from app.accounts.models import LinkPurpose, MailLink, Person, Role
from app.accounts.models.mail_link import token_of
from app.announcements.models import Announcement
from app.community.models import Activity, ActivityState, Exemplar, ExemplarState
from app.contests.models import Contest
from app.core.db import db, unit_of_work
from app.council.models import CouncilSession, SessionState
from app.demo.people import PASSWORD
from app.initiatives.models import Adoption, Initiative, State
from app.marking.models import Sheet, SheetState
from app.notices.channels import stop_token
from app.partners.models import Match, Need
from app.products.models import Lot, LotState, Product, ProductState
from app.reports.models import CommuneReport
from app.returns.models import Return
from app.roadmap.models import Task
from app.satisfaction.models import Batch
from app.tourism.models import Visit
from app.tourism.queries import visiting
from config import from_environment
from tests.e2e.conftest import Watched
from tests.e2e.looks import MODES, UNLIKE_MODES, faults_in_sight
from tests.e2e.walker import Form, Guest, Page, Walk
from tests.servers import Served

pytestmark = [pytest.mark.real, pytest.mark.chromium, pytest.mark.once]

# Addresses of a kind that one person opens; a kind is a page, the state of what it shows, the words after “?”. Who differs
# from others by one thing alone opens one of each: that thing comes first.
EACH, EACH_OF_OTHERS = 3, 1
OVERLONG = "s" * 12_000  # more than any field takes, and not more than a whole form may hold
# Saving an unfinished draft is no mistake, so these are refused for length and not for emptiness.
SAVED_UNFINISHED = (
    *("writing.new", "writing.edit", "applying.fill", "places.settings", "entering.new", "entering.edit"),
    *("sheets.fill", "council.call_roll", "council_deciding.write_conclusions", "roadmap_work.measure"),
    *("scorecard_office.enter", "returns.write", "reports.write"),
)
# Fields that take what all places wrote are sent so much more.
LONGER = {"reports.write": 11}
# Nothing leads here, or only an act does.
UNLINKED = (
    "/healthz",
    "/readyz",
    "/api/v1/initiatives",
    "/api/v1/council",
    "/api/v1/contests",
    "/api/v1/products",
    "/.well-known/gs1resolver",
    "/api/v1/initiatives/SK-2025-0001",
    "/sang-kien/?linh-vuc=1&thon=1&nam=2025",
    "/bo-chi-so/2026/sang-kien?thang=1",
    "/bo-chi-so/2024",
    "/dao-co/sw.js",
    "/en/dao-co/sw.js",
    "/dao-co/mat-mang",
    "/en/dao-co/mat-mang",
)
WRONG = {
    "stranger": {"/khong-co-gi": 404, "/sang-kien/SK-1999-0001": 404, "/dang-xuat": 405, "/t/NTM-00000000000": 404},
    "resident": {"/quan-tri/": 403, "/viec-can-lam/khong-co": 404},
    "coordinator": {"/sang-kien/SK-2025-0001/ban-cu/99": 404},
}
NOT_WALKED = {
    "indicators.now": "leads on at once",
    "returns.drop_period": "offered while nobody wrote: tests/returns/test_returns.py",
    "looking_up.show": "opens after its form alone: tests/initiatives/test_looking_up.py",
    "health.metrics": "for whoever knows its token: tests/e2e/test_proxy.py",
    "second_factor.second_step": "opens after the password alone: tests/accounts/test_second_factor.py",
    "people.end_second_factor": "for somebody who has one: tests/accounts/test_second_factor.py",
    "council.take": "offered when something waits for a session: tests/council/test_sessions.py",
    "rounds.decide_ties": "offered when equals lie across a limit: tests/e2e/test_contest.py",
    "finding.robots": "for search engines: tests/pages/test_finding.py",
    "finding.sitemap": "the same",
    "resolving.resolve": "leads on at once: tests/tracing/test_resolver.py",
    "tourism_figures.this_month": "leads on at once",
    "tourism.numbered": "leads from the search to a place: tests/tourism/test_browsing.py",
    "tourism_editing.plaques_made": "opens after its form: tests/tourism/test_editing.py",
    "tourism_editing.plaques_file": "the same",
    "imports.show": "waits for a week at most: tests/imports/test_pages.py",
    "satisfaction.batch_file": "once slips are drawn: tests/satisfaction/test_survey.py",
    "writing.alike": "a part of a page, fetched while writing: tests/initiatives/test_search.py",
}


@dataclass
class House:
    """The routes of the product, and what the served commune holds."""

    app: Flask
    states: dict[tuple[str, object], str]
    people: dict[str, str]
    after_acts: dict[str, list[str]]
    in_mails: list[str]

    def endpoint(self, address: str) -> tuple[str, dict[str, object]]:
        """The view behind an address; what the server in front answers itself, as styles and pictures, has none."""
        try:
            found = self.app.url_map.bind("localhost").match(urllib.parse.urlsplit(address).path)
        except HTTPException:
            return "", {}
        return found

    def kind(self, address: str) -> tuple[object, ...]:
        """Addresses of one kind differ by their data alone."""
        endpoint, values = self.endpoint(address)
        names = urllib.parse.parse_qs(urllib.parse.urlsplit(address).query, keep_blank_values=True)
        things = (values.get("code"), (endpoint, values.get("id")), (endpoint.partition(".")[0], values.get("id")))
        state = next((self.states[thing] for thing in things if thing in self.states), None)
        return endpoint, values.get("lang"), values.get("step"), state, *sorted(names)


def house_of(environment: dict[str, str]) -> House:
    """Read the served database once: states, and who wrote what."""
    app = create_app(from_environment(environment))
    people, after_acts, states = {}, {}, {}
    with app.app_context():
        written = sa.select(Initiative.id, Initiative.code, Initiative.state, Person.name).join(Initiative.author)
        for id, code, state, name in db.session.execute(written.order_by(Initiative.id)):
            states[code or ("writing", id)] = states["writing", id] = str(state)
            if f"author of {state}" not in people:
                people[f"author of {state}"] = name
                after_acts.setdefault(name, []).append(f"/sang-kien/{code}" if code else f"/sang-kien/nhap/{id}")
            if state in (State.SUBMITTED, State.DRAFT):  # where sending leads, and what is looked at before
                address = f"/sang-kien/{code}/da-gui" if code else f"/sang-kien/nhap/{id}/xem-lai"
                after_acts.setdefault(name, []).append(address)
        for task in db.session.scalars(sa.select(Task)):
            states[task.code] = f"own {task.state}" if task.is_own else str(task.state)
        for activity in db.session.scalars(sa.select(Activity)):
            states["community.activity", activity.id] = states["activities", activity.id] = str(activity.state)
        for exemplar in db.session.scalars(sa.select(Exemplar)):
            states["community.exemplar", exemplar.id] = str(exemplar.state)
        for need in db.session.scalars(sa.select(Need)):
            states["partners.need", need.id] = states["needs", need.id] = str(need.state)
        for told in db.session.scalars(sa.select(Announcement)):
            states["announcements", told.id] = states["announcements_office", told.id] = str(told.state)
        for match in db.session.scalars(sa.select(Match)):
            states["matches", match.id] = str(match.state)
        for one in db.session.scalars(sa.select(Return)):
            states["returns.show", one.id] = states["returns.write", one.id] = str(one.state)
        for report in db.session.scalars(sa.select(CommuneReport)):
            states["reports", report.id] = str(report.state)
        for kind in (CouncilSession, Contest):
            states |= {code: str(state) for code, state in db.session.execute(sa.select(kind.code, kind.state))}
        marks = sa.select(Sheet.id, Person.name).join(Sheet.marker).where(Sheet.state == SheetState.OPEN)
        for id, name in db.session.execute(marks.order_by(Sheet.id)):
            after_acts.setdefault(name, []).append(f"/cham/{id}/ky")
        for id, state in db.session.execute(sa.select(Adoption.id, Adoption.state)):
            states["adopting", id] = str(state)
        after_acts |= _of_products(states)
        after_acts[""] += _of_visits()
        doors = db.session.scalars(sa.select(Activity.door).where(Activity.door.is_not(None)))
        after_acts[""] += [f"/hoat-dong/cua/{door}" for door in doors]
        slips = db.session.scalars(sa.select(Batch)).one()
        after_acts[""] += [f"{lang}/hai-long/{slips.code(number)}" for number in (1, slips.count) for lang in ("", "/en")]
        unconfirmed = sa.select(Person.name).where(Person.confirmed_at.is_(None)).order_by(Person.id)
        people["unconfirmed"] = db.session.scalars(unconfirmed).first()
        in_mails = _links_in_mails(app)
        db.engine.dispose()
    return House(app, states, people, after_acts, in_mails)


def _of_products(states: dict[tuple[str, object], str]) -> dict[str, list[str]]:
    """The states of products and lots, and for strangers the page of one numbered piece."""
    for id, state in db.session.execute(sa.select(Product.id, Product.state)):
        states["products", id] = states["keeping_products", id] = str(state)
    for lot in db.session.scalars(sa.select(Lot)):
        states[lot.trace_code] = states["lots", lot.id] = str(lot.state)
    numbered = db.session.scalars(sa.select(Lot).where(Lot.serials > 0, Lot.state == LotState.PUBLISHED)).first()
    page = f"/t/{numbered.trace_code}"
    places = (f"/dia-diem/{numbered.place.code}", f"/api/v1/trace/{numbered.trace_code}")
    return {"": [f"{page}/{numbered.serial(3)}", f"{page}/anh-chia-se.jpg", *places]}


def _of_visits() -> list[str]:
    """The page of a request for seats in each of its states."""
    found = {visit.state: f"/dao-co/phieu/{visiting.token_of(visit)}" for visit in db.session.scalars(sa.select(Visit))}
    return [*found.values(), *(f"/en{address}" for address in found.values())]


def _links_in_mails(app: Flask) -> list[str]:
    """Where the links lead that somebody got by mail."""
    found = []
    with unit_of_work():
        person = db.session.scalars(
            sa.select(Person).where(Person.email.is_(None), Person.password_hash.is_not(None)).order_by(Person.id.desc())
        ).first()
        person.email = "mau@vidu.vn"
        for purpose, page in ((LinkPurpose.PASSWORD, "dat-lai-mat-khau"), (LinkPurpose.ADDRESS, "xac-nhan-thu")):
            link, seed = MailLink.begin(person, purpose, secret=app.config["SECRET_KEY"])
            db.session.add(link)
            found.append(f"/{page}/{token_of(seed, secret=app.config['SECRET_KEY'])}")
        found.append(f"/dung-thu/{stop_token(person.id)}")
    return found


@dataclass
class Walked:
    """What everybody saw, and what was wrong with it."""

    house: House
    guests: dict[str, Guest] = field(default_factory=dict)
    pages: list[Page] = field(default_factory=list)
    reached: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def go(self, role: str, guest: Guest, starts: list[str]) -> None:
        """Let one person walk, and then go where nothing is."""
        walk = Walk(guest, role, self.house.kind, EACH_OF_OTHERS if role in self.house.people else EACH)
        walk.go(starts)
        for address, status in WRONG.get(role, {}).items():
            walk.look(address, expect=status)
        self.guests[role] = guest
        self._keep(walk)

    def refuse(self) -> None:
        """Send every form there is once, with nothing filled in or too much of it: each says what is missing."""
        forms: dict[object, tuple[Page, Form]] = {}
        for page in list(self.pages):
            for form in page.forms:
                if form.is_post and form.typed:
                    endpoint, values = self.house.endpoint(form.action)
                    forms.setdefault((endpoint, values.get("step")), (page, form))
        for (endpoint, _step), (page, form) in forms.items():
            walk = Walk(self.guests[page.role], page.role, self.house.kind, EACH)
            written = OVERLONG * LONGER.get(endpoint, 1) if endpoint in SAVED_UNFINISHED else ""
            walk.look(form.action, [*form.hidden, *((name, written) for name in form.typed)], expect=422)
            self._keep(walk)

    def _keep(self, walk: Walk) -> None:
        for page in walk.pages:
            page.settle()
        self.pages += walk.pages
        self.faults += walk.faults
        self.reached |= {self.house.endpoint(address)[0] for address in walk.opened}

    @property
    def unlike(self) -> list[Page]:
        """The fewest pages, roughly, that hold every kind of part in every state of every view, as each role sees it."""
        chosen, covered = [], set()
        for page in sorted(self.pages, key=lambda page: -len(page.parts)):
            endpoint, language, *state = self.house.kind(page.answer.address)[:4]
            view = (endpoint, language, page.answer.status)
            shown = {(*view, part) for part in page.parts} | {(*view, *state)}
            if not shown <= covered:
                covered |= shown
                chosen.append(page)
        return sorted(chosen, key=lambda page: page.role)


@pytest.fixture(scope="module")
def walked(commune: Served) -> Walked:
    """The commune walked through by a stranger, by every role, and by an author for every state."""
    walked = Walked(house_of(commune.environment))
    listed = json.loads((Path(commune.environment["DATA_DIR"]) / "demo-accounts.json").read_text(encoding="utf-8"))
    people = {"stranger": "", **{account["role"]: account["name"] for account in reversed(listed)}, **walked.house.people}
    for role, name in people.items():
        guest = Guest(commune.url)
        if name:
            guest.sign_in({"identifier": name, "password": PASSWORD})
        walked.go(
            role,
            guest,
            ["/", *UNLINKED, *walked.house.after_acts.get(name, []), *(walked.house.in_mails if not name else ())],
        )
    walked.refuse()
    return walked


def test_every_role_walks(walked):
    assert set(Role.granted()) <= set(walked.guests)


def test_every_address_answers_and_every_page_keeps_to_the_standard(walked):
    assert not walked.faults, "\n".join(walked.faults)


def test_no_page_is_out_of_reach(walked):
    routes = {rule.endpoint for rule in walked.house.app.url_map.iter_rules() if "GET" in rule.methods}
    assert routes - walked.reached == set(NOT_WALKED)


def test_every_state_is_seen(walked):
    seen = {walked.house.kind(page.answer.address)[3] for page in walked.pages}
    assert seen >= {*State, *SessionState, *ProductState, *LotState, *ActivityState, *ExemplarState} - {"ended"}


@pytest.fixture
def screen(chromium: Browser, commune: Served) -> Iterator[tuple[BrowserContext, Watched]]:
    """One window, resized and sat at by everybody in turn."""
    context = chromium.new_context(base_url=commune.url, has_touch=True)
    yield context, Watched(context, commune.url)
    context.close()


def test_every_unlike_page_is_fit_to_be_seen_in_every_mode(walked, screen, commune):
    context, watched = screen
    faults, sitting = [], None
    for page in walked.unlike:
        if page.role != sitting:
            sitting = page.role
            context.clear_cookies()
            cookies = walked.guests[sitting].cookies
            context.add_cookies([{"name": c.name, "value": str(c.value), "url": commune.url} for c in cookies])
        where = f"{page.answer.address} · {page.role}"
        if page.answer.status != 200:  # shown again as it was answered: asking again would not give it
            where += f" · {page.answer.status}"
            watched.page.route("**" + page.answer.address, partial(answer_again, page), times=1)
        watched.page.goto(page.answer.address)
        modes = MODES if page.role == "stranger" else UNLIKE_MODES
        faults += [f"{where} · {fault}" for fault in (*faults_in_sight(watched.page, modes), *watched.faults)]
        watched.faults.clear()
    assert not faults, "\n".join(faults)


def answer_again(page: Page, route: Route) -> None:
    """Give the browser what the walker got."""
    route.fulfill(body=page.answer.text, content_type="text/html; charset=utf-8")
