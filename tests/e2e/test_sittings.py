"""Two who move a session at once: whoever comes second sees what the first one did, and one of them is refused."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy.orm.exc import StaleDataError

from app import create_app
from app.accounts.models import Person, Role
from app.core.db import db, unit_of_work
from app.core.workflow import RuleBroken
from app.council import queries
from app.council.actions import deciding, marking, preparing
from app.council.models import CouncilSession, MemberRole, SessionState
from app.marking import actions as sheets
from app.marking.models import Sheet
from config import from_environment
from tests.factories.council import chair_of, evaluating, marked, opened, secretary_of, session, sheet_of, signed
from tests.factories.people import holder
from tests.servers import flask, temporary_database

pytestmark = pytest.mark.real
ROUNDS = 6


@pytest.fixture(scope="module")
def house(request, tmp_path_factory):
    """An app over a database of its own, where what is kept is kept."""
    folder = tmp_path_factory.mktemp("sittings")
    with temporary_database(request.config.getoption("--db"), folder) as url:
        environment = {"DATA_DIR": str(folder), "DATABASE_URL": url, "SECRET_KEY": "s" * 40, "BASE_URL": "http://localhost"}
        flask(environment, "setup")
        app = create_app({**from_environment(environment), "TESTING": True})
        yield app
        with app.app_context():
            db.engine.dispose()


def at_once(house: Flask, *acts: Callable[[], None]) -> list[str]:
    """Let people act at the same moment, each in a request of their own; what each was told."""
    together, told = Barrier(len(acts)), [""] * len(acts)

    def act(number: int) -> None:
        with house.test_request_context("/", method="POST"):
            together.wait()
            try:
                with unit_of_work():
                    acts[number]()
                told[number] = "done"
            except RuleBroken as refused:
                told[number] = str(refused)
            except StaleDataError:  # the frame answers 409, in words
                told[number] = "second"

    threads = [Thread(target=act, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(told), "somebody ran into a bug"
    return told


def of(code: str, by: int) -> tuple[CouncilSession, Person]:
    person = db.session.get_one(Person, by)
    return db.session.scalars(queries.by_code(code, person)).unique().one(), person


def made(house: Flask, build: Callable[[], CouncilSession]) -> tuple[str, int, int]:
    with house.app_context(), unit_of_work():
        one = build()
        return one.code, secretary_of(one).id, chair_of(one).id


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_nobody_is_seated_in_a_session_that_is_opened_at_that_moment(house, _round):
    code, secretary, _chair = made(house, lambda: session(evaluating(), markers=3))
    with house.app_context(), unit_of_work():
        late = holder(Role.COUNCIL_MEMBER).id

    def open_it() -> None:
        one, by = of(code, secretary)
        marking.open_marking(one, by=by)

    def seat() -> None:
        one, by = of(code, secretary)
        preparing.seat(one, db.session.get_one(Person, late), MemberRole.MEMBER, by=by)

    told = at_once(house, open_it, seat)

    with house.app_context():
        one, _by = of(code, secretary)
        assert told[0] == "done" or one.state is SessionState.PREPARED
        if one.state is SessionState.MARKING:
            assert {sheet.marker_id for sheet in one.cases[0].docket.sheets} == {m.person_id for m in one.markers}


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_no_sheet_is_opened_again_in_a_session_that_is_unsealed_at_that_moment(house, _round):
    def signed_by_all() -> CouncilSession:
        one = opened(markers=3)
        for marker in range(3):
            signed(sheet_of(one, marker), 30, 20, 20)
        return one

    code, secretary, chair = made(house, signed_by_all)

    def unseal() -> None:
        one, by = of(code, secretary)
        marking.unseal(one, by=by)

    def reopen() -> None:
        one, by = of(code, chair)
        sheet: Sheet = one.cases[0].docket.sheets[1]
        sheets.reopen(sheet, by=by, reason="Ghi nhầm dòng.")

    at_once(house, unseal, reopen)

    with house.app_context():
        one, _by = of(code, secretary)
        waiting = len(one.waiting)
        assert (one.state, waiting) in ((SessionState.COMPLETE, 0), (SessionState.MARKING, 1))


@pytest.mark.parametrize("_round", range(ROUNDS))
def test_a_session_is_not_concluded_by_a_roll_that_is_taken_back_at_that_moment(house, _round):
    def ready() -> CouncilSession:
        one = marked(markers=3)
        given = {case.id: deciding.Conclusion("Có ích.", None) for case in one.cases}
        deciding.write_conclusions(one, given, by=secretary_of(one))
        return one

    code, secretary, chair = made(house, ready)

    def conclude() -> None:
        one, by = of(code, chair)
        deciding.conclude(one, by=by)

    def empty() -> None:
        one, by = of(code, secretary)
        preparing.call_roll(one, set(), {}, by=by)

    at_once(house, conclude, empty)

    with house.app_context():
        one, _by = of(code, secretary)
        assert one.has_quorum == (one.state is SessionState.CONCLUDED)
