"""Each computed indicator: its named query finds what counts, and the sums of the set are the sums of its rows."""

from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.businesses import actions as register
from app.businesses.models import BusinessKind, SalesChannel
from app.commune.models import Village
from app.commune.queries import stood_in
from app.commune.settings import DOUBLE_USE, TEAMS_ENOUGH, Rules
from app.community.models import ActivityKind, Attendance, ExemplarKind, Subject
from app.core import clock
from app.core.clock import ZONE, today
from app.core.db import db
from app.initiatives.models import Sphere
from app.scorecard.queries.records import RECORDS, Span, sums
from app.tourism.models import PlaqueCount
from tests.factories.businesses import business
from tests.factories.community import activity, confirmed, exemplar, prove, staff, team
from tests.factories.people import holder, unit, village
from tests.factories.scorecard import entered, indicator
from tests.factories.tourism import attraction
from tests.scorecard.test_tally import adopted

YEAR = today().year
NOON = datetime(YEAR, 7, 15, 12, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def midsummer():
    with clock.at(NOON):
        yield


def counted(code, year=YEAR, **settings):
    """Numerator and denominator by the rows, which the one statement of the set must give as well."""
    span = Span.of(year, Rules(settings))
    rows = db.session.execute(RECORDS[code].query(span)).all()
    found = sum(int(row.counts) for row in rows), sum(int(row.of) for row in rows)
    [both] = [(int(row.counts), int(row.of)) for row in db.session.execute(sums(span)) if row.code == code]
    assert both == found
    return found


def labels(code, year=YEAR, **settings):
    rows = db.session.execute(RECORDS[code].query(Span.of(year, Rules(settings))))
    return [row.label for row in rows if row.counts]


def attend(made, *people):
    for one in people:
        made.attendances.append(Attendance(name=one.name, who_key=f"staff-{one.id}", at_the_door=False, staff_id=one.id))
    db.session.flush()


def test_documents_count_once_somebody_else_confirmed_their_number():
    reading = entered("1.1", year=YEAR)
    assert counted("1.1") == (0, 0)
    [proof] = reading.folder.proofs
    proof.confirm(by=holder(Role.LEADER))
    db.session.flush()
    assert counted("1.1") == (1, 1)

    proof.withdraw(by=holder(Role.COORDINATOR), reason="Nhầm bản")
    db.session.flush()
    assert (counted("1.1"), counted("1.1", YEAR + 1)) == ((0, 0), (0, 0))


def test_staff_are_counted_at_the_end_whole_and_those_trained_once():
    came, stayed, left = staff(), staff(), staff()
    for _ in range(2):
        made = confirmed(kind=ActivityKind.TRAINING, subject=Subject.INNOVATION)
        attend(made, came, left)
    attend(confirmed(kind=ActivityKind.TRAINING, subject=Subject.OTHER), stayed)
    attend(activity(kind=ActivityKind.TRAINING, subject=Subject.DIGITAL), stayed)
    left.leave(on=today() - timedelta(days=1), by=holder(Role.COORDINATOR))
    db.session.flush()

    assert (labels("1.2"), counted("1.2")) == ([came.name], (1, 2))


def test_signatures_are_a_share_of_all_who_serve():
    staff(has_signature=True), staff(has_signature=False)

    assert counted("2.2") == (1, 2)


@pytest.mark.parametrize(
    ("code", "kinds"),
    [
        ("1.3", {ActivityKind.COMMUNICATION, ActivityKind.CONFERENCE, ActivityKind.SEMINAR}),
        ("5.3", {ActivityKind.SUPPORT}),
    ],
)
def test_activities_count_by_kind_once_confirmed(code, kinds):
    for kind in ActivityKind:
        confirmed(kind=kind)
        activity(kind=kind)

    assert counted(code) == (len(kinds), len(kinds))


@pytest.mark.parametrize(("code", "kind"), [("1.3", ActivityKind.SEMINAR), ("5.3", ActivityKind.SUPPORT)])
def test_the_year_is_that_of_the_commune_s_clock(code, kind):
    confirmed(kind=kind, starts_at=datetime(YEAR, 1, 1, 0, 30, tzinfo=ZONE))
    confirmed(kind=kind, starts_at=datetime(YEAR - 1, 12, 31, 23, 30, tzinfo=ZONE))

    assert (counted(code), counted(code, YEAR - 1)) == ((1, 1), (1, 1))


def test_initiatives_count_for_management_and_for_all_and_not_twice_where_that_is_forbidden():
    for sphere in Sphere:
        adopted(date(YEAR, 3, 1), sphere=sphere)

    assert (counted("1.4"), counted("4.6")) == ((1, 1), (3, 3))
    assert counted("4.6", **{DOUBLE_USE: "no"}) == (2, 2)


def test_models_count_from_the_day_they_were_proven_until_they_end():
    made, other = exemplar(), exemplar(kind=ExemplarKind.TRADE)
    for one in (made, other):
        prove(one.folder, holder(Role.OFFICIAL, unit_id=unit("kinh_te").id))
        one.folder.proofs[0].confirm(by=holder(Role.COORDINATOR))
        one.prove(by=holder(Role.COORDINATOR), on=today())
    db.session.flush()

    assert (labels("4.1"), counted("4.1", YEAR - 1)) == ([made.name], (0, 0))
    made.end(by=holder(Role.COORDINATOR), on=today(), reason="Hết vụ")
    db.session.flush()
    assert counted("4.1") == (0, 0)


def test_a_tourism_model_at_work_counts_beside_the_island_and_the_island_only_in_use():
    made = exemplar(kind=ExemplarKind.TOURISM)
    assert counted("4.3") == (0, 0)
    prove(made.folder, holder(Role.OFFICIAL, unit_id=unit("kinh_te").id))
    made.folder.proofs[0].confirm(by=holder(Role.COORDINATOR))
    made.prove(by=holder(Role.COORDINATOR), on=today())
    db.session.flush()

    assert labels("4.3") == [made.name]


def test_a_team_is_effective_by_enough_confirmed_activities_and_its_village_goes_on_in_another():
    here, there = team("An Dương"), team("Triều Dương")
    whole = db.session.query(Village).filter(Village.valid_to.is_(None)).count()
    for _ in range(3):
        confirmed(of=here)
    confirmed(of=there)
    activity(of=here)
    assert counted("5.2") == (0, whole)
    assert labels("5.2", **{TEAMS_ENOUGH: "3"}) == ["An Dương"]

    ended = today() - timedelta(days=1)
    village("Triều Dương").merge_into(village("An Dương"), by=holder(Role.COORDINATOR), on=ended, reason="Sáp nhập")
    db.session.flush()

    assert (labels("5.2"), counted("5.2")) == (["An Dương"], (1, whole - 1))


def test_before_its_first_day_nothing_of_a_year_has_begun():
    span = Span.of(YEAR + 1, Rules({}))

    assert (span.has_begun, Span.of(YEAR, Rules({})).has_begun) == (False, True)
    assert span.on == date(YEAR, 12, 31)


def test_a_year_that_is_over_counts_to_its_last_day():
    assert Span.of(YEAR - 1, Rules({})).on == date(YEAR - 1, 12, 31)
    assert Span.of(YEAR, Rules({})).on == NOON.date()


def test_every_query_names_its_rows_alike():
    for code, records in RECORDS.items():
        query = records.query(Span.of(YEAR, Rules({})))
        assert [column.key for column in query.selected_columns] == ["ref", "label", "counts", "of"], code
        assert indicator(code, 2026).source.value in ("computed", "both")


def test_a_plaque_without_a_booking_makes_no_model():
    db.session.add(PlaqueCount(day=today(), count=4, attraction_id=attraction().id))
    db.session.flush()

    assert counted("4.3") == (0, 0)


def test_households_online_and_businesses_that_innovate_are_shares_of_the_register():
    online, other = business(), business()
    register.check(online, on=today(), channel=SalesChannel.SOCIAL, by=holder(Role.COORDINATOR))
    register.check(other, on=today(), channel=None, by=holder(Role.COORDINATOR))
    company = business(kind=BusinessKind.COMPANY, name="Công ty Thử")

    assert (labels("4.4"), counted("4.4")) == ([online.name], (1, 2))
    assert (counted("5.4"), counted("4.4", YEAR - 1)) == ((0, 3), (0, 2))
    assert {other.kind, company.kind} == {BusinessKind.HOUSEHOLD, BusinessKind.COMPANY}


def test_a_village_counts_for_the_one_that_stood_in_its_place_on_the_day_and_no_later():
    first = team("An Dương")
    for _ in range(4):
        confirmed(of=first)
    by = holder(Role.COORDINATOR)
    here, there, last = village("An Dương"), village("Triều Dương"), village("Hội Yên")
    there.merge_into(last, by=by, on=today() - timedelta(days=1), reason="Sáp nhập")
    here.merge_into(last, by=by, on=today() + timedelta(days=30), reason="Sáp nhập")
    db.session.flush()

    assert labels("5.2") == ["An Dương"]
    places = stood_in(today())
    rows = dict(db.session.execute(sa.select(places.c.id, places.c.stands)).all())
    assert (rows[here.id], rows[there.id], rows[last.id]) == (here.id, last.id, last.id)
    places = stood_in(today() + timedelta(days=60))
    assert dict(db.session.execute(sa.select(places.c.id, places.c.stands)).all())[here.id] == last.id
