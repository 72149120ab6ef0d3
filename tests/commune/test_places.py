"""Places and offices: loaded from the plan, renamed, merged, and remembered."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.commune import queries
from app.commune.actions import FIELDS, KNOWN_VILLAGES, load_plan, plan
from app.commune.models import Field, Unit, UnitKind, Village
from app.core.audit import history_of
from app.core.clock import today
from app.core.db import db
from app.core.workflow import RuleBroken
from tests.factories.people import holder, unit, village


@pytest.fixture
def administrator():
    return holder(Role.ADMINISTRATOR)


def everything() -> list[tuple[int, str]]:
    return [(row.id, row.name) for model in (Unit, Village, Field) for row in db.session.scalars(sa.select(model))]


def test_the_plan_is_loaded_once_however_often_it_is_asked_for():
    before = everything()

    load_plan()
    db.session.flush()

    assert everything() == before
    assert len(before) == len(plan()["units"]) + len(KNOWN_VILLAGES) + len(FIELDS)


def test_what_people_changed_stays_and_what_is_missing_comes_back():
    village().rename("An Dương 1")
    unit().short_name = "VHXH"
    db.session.execute(sa.delete(Field).where(Field.code == "tourism"))
    db.session.execute(sa.delete(Village).where(Village.name == "Phù Tải"))
    db.session.flush()

    load_plan()
    db.session.flush()

    assert {place.name for place in db.session.scalars(queries.villages())} == {"An Dương 1", *KNOWN_VILLAGES[1:4]}
    assert unit().short_name == "VHXH"
    assert db.session.scalar(sa.select(Field.name).where(Field.code == "tourism")) == "Du lịch"


def test_villages_known_from_public_sources_wait_for_the_communes_word():
    assert [place.needs_confirmation for place in db.session.scalars(queries.villages())] == [True] * len(KNOWN_VILLAGES)


def test_villages_stand_in_a_readers_order():
    assert [place.name for place in db.session.scalars(queries.villages())] == [
        "An Dương",
        "Hội Yên",
        "Phù Tải",
        "Tào Khê",
        "Triều Dương",
    ]


def test_a_group_of_units_cannot_act_by_itself():
    kinds = {row.kind for row in db.session.scalars(queries.units(offices=True))}

    assert UnitKind.GROUP not in kinds
    assert UnitKind.GROUP in {row.kind for row in db.session.scalars(queries.units())}


def test_a_merged_village_ends_names_its_successor_and_stays_in_the_books(administrator):
    old, new = village("Hội Yên"), village("Tào Khê")

    old.merge_into(new, by=administrator, on=today() - timedelta(1), reason="NQ 12/NQ-HĐND")
    db.session.flush()

    assert (old.is_current, old.successor_id, old.valid_to) == (False, new.id, today() - timedelta(1))
    assert old not in list(db.session.scalars(queries.villages()))
    assert old in list(db.session.scalars(queries.villages(current=False)))
    [event] = db.session.scalars(history_of(old))
    assert (event.reason, event.actor_id, event.details["successor"]) == ("NQ 12/NQ-HĐND", administrator.id, new.id)


def test_its_last_day_is_a_day_of_the_village(administrator):
    old = village("Hội Yên")

    old.merge_into(village("Tào Khê"), by=administrator, on=today(), reason="NQ")

    assert old.is_current


def test_a_line_of_mergers_is_followed_to_its_end(administrator):
    first, second, third, apart = (village(name) for name in KNOWN_VILLAGES[:4])
    first.merge_into(second, by=administrator, on=today() - timedelta(2), reason="NQ 1")
    second.merge_into(third, by=administrator, on=today() - timedelta(1), reason="NQ 2")
    db.session.flush()

    assert set(db.session.scalars(queries.merged_into(third.id))) == {first.id, second.id, third.id}
    assert set(db.session.scalars(queries.merged_into(apart.id))) == {apart.id}


def _itself(old: Village, new: Village) -> tuple[object, object]:
    return old, today()


def _a_unit(old: Village, new: Village) -> tuple[object, object]:
    return unit(), today()


def _before_it_began(old: Village, new: Village) -> tuple[object, object]:
    return new, old.valid_from - timedelta(1)


def _into_what_has_ended(old: Village, new: Village) -> tuple[object, object]:
    new.valid_to = today() - timedelta(1)
    return new, today()


def _what_has_ended(old: Village, new: Village) -> tuple[object, object]:
    old.valid_to = today() - timedelta(1)
    return new, today()


def _round_in_a_circle(old: Village, new: Village) -> tuple[object, object]:
    new.merge_into(old, by=holder(Role.ADMINISTRATOR), on=today(), reason="NQ 1")
    return new, today()


SENSELESS = [_itself, _a_unit, _before_it_began, _into_what_has_ended, _what_has_ended, _round_in_a_circle]


@pytest.mark.parametrize("case", SENSELESS, ids=lambda case: case.__name__)
def test_a_merger_that_makes_no_sense_is_refused(administrator, case):
    old, new = village("Hội Yên"), village("Tào Khê")
    successor, on = case(old, new)

    with pytest.raises(RuleBroken):
        old.merge_into(successor, by=administrator, on=on, reason="NQ")

    assert old.successor_id is None


def test_the_schema_knows_that_what_was_merged_has_an_end():
    village("Hội Yên").successor_id = village("Tào Khê").id

    with pytest.raises(sa.exc.IntegrityError):
        db.session.flush()


def test_a_field_is_named_in_the_language_of_the_page():
    tourism = db.session.scalars(sa.select(Field).where(Field.code == "tourism")).one()

    assert (tourism.label("vi"), tourism.label("en")) == ("Du lịch", "Tourism")
