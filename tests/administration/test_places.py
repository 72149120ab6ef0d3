"""Villages, units, fields and settings, in the administrator's hands; what is refused stays in the form."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.commune.models import Field, Setting, Unit, UnitKind, Village
from app.commune.settings import DAYS, rules
from app.core.audit import Event, history_of
from app.core.clock import today
from app.core.db import db
from tests.factories.people import field, holder, unit, village

NAMES = {"name": "Đông Thôn", "valid_from": "05/07/2026"}
UNIT = {**NAMES, "short_name": "Đông", "kind": "department"}
FIELD = {"name": "Thủy lợi", "name_en": "Irrigation", "is_open": "y"}


@pytest.fixture
def office(browser):
    """A browser at which an administrator sits."""
    browser.sign_in(holder(Role.ADMINISTRATOR))
    return browser


def called(model, name: str):
    return db.session.scalars(sa.select(model).where(model.name == name)).one_or_none()


@pytest.mark.parametrize(
    ("address", "typed", "model"),
    [("thon/moi", NAMES, Village), ("don-vi/moi", UNIT, Unit), ("linh-vuc/moi", FIELD, Field)],
    ids=["village", "unit", "field"],
)
def test_what_is_new_stands_in_the_list_and_in_the_history(office, address, typed, model):
    office.post(f"/quan-tri/{address}", typed)

    made = called(model, typed["name"])
    [event] = db.session.scalars(history_of(made))
    assert (event.name, event.role) == (f"{model.__tablename__}.create", "administrator")
    assert typed["name"] in office.get("/quan-tri/noi-chon").text


def test_what_is_there_is_shown_in_its_form_and_changed(office):
    place, office_unit, topic = village("Hội Yên"), unit(), field("tourism")
    for address, shown in (
        (f"thon/{place.id}", place),
        (f"don-vi/{office_unit.id}", office_unit),
        (f"linh-vuc/{topic.id}", topic),
    ):
        assert f'value="{shown.name}"' in office.get(f"/quan-tri/{address}").text

    office.post(f"/quan-tri/thon/{place.id}", NAMES)
    office.post(f"/quan-tri/don-vi/{office_unit.id}", UNIT)
    office.post(f"/quan-tri/linh-vuc/{topic.id}", {"name": "Du lịch sinh thái", "name_en": "Ecotourism"})

    assert (place.name, place.valid_from, place.needs_confirmation) == ("Đông Thôn", date(2026, 7, 5), False)
    assert place.sort_name < village("Phù Tải").sort_name
    assert (office_unit.short_name, office_unit.kind, office_unit.code) == ("Đông", UnitKind.DEPARTMENT, "vhxh")
    assert (topic.label("en"), topic.is_open) == ("Ecotourism", False)
    assert [event.before for event in db.session.scalars(history_of(place))] == ["Hội Yên"]


REFUSED = {
    "a village without a name": ("thon/moi", NAMES, "name", ""),
    "a village with a long name": ("thon/moi", NAMES, "name", "a" * 121),
    "a village from no day": ("thon/moi", NAMES, "valid_from", "hôm qua"),
    "a village with a hidden letter": ("thon/moi", NAMES, "name", "Đông\u202e"),
    "a unit of no kind": ("don-vi/moi", UNIT, "kind", "x"),
    "a unit with a long short name": ("don-vi/moi", UNIT, "short_name", "a" * 61),
    "a field without English": ("linh-vuc/moi", FIELD, "name_en", " "),
}


@pytest.mark.parametrize(("address", "good", "name", "bad"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_named_and_the_rest_is_kept(office, address, good, name, bad):
    page = office.post(f"/quan-tri/{address}", {**good, name: bad}, expect=422).text

    assert f'href="#{name}"' in page
    assert f'aria-describedby="{name}-err"' in page
    for other in set(good) - {name, "kind", "is_open"}:
        assert f'value="{good[other]}"' in page
    assert db.session.scalar(sa.select(sa.func.count(Event.id))) == 0


def merger(successor: object, **typed: object) -> dict[str, object]:
    return {"successor_id": successor, "on": today().strftime("%d/%m/%Y"), "reason": "NQ 12/NQ-HĐND", **typed}


@pytest.mark.parametrize("kind", ["thon", "don-vi"])
def test_two_become_one_and_the_old_name_stays_in_the_books(office, kind):
    old, new = (village("Hội Yên"), village("Tào Khê")) if kind == "thon" else (unit("vhxh"), unit("kinh_te"))
    yesterday = today() - timedelta(1)

    office.post(f"/quan-tri/{kind}/{old.id}/sap-nhap", merger(new.id, on=yesterday.strftime("%d/%m/%Y")))

    assert (old.successor_id, old.valid_to) == (new.id, yesterday)
    assert yesterday.strftime("<td>%d/%m/%Y</td>") in office.get("/quan-tri/noi-chon").text
    assert "sap-nhap" not in office.get(f"/quan-tri/{kind}/{old.id}").text


SENSELESS = {
    "into itself": ("successor_id", lambda: {"successor_id": village("Hội Yên").id}),
    "into nothing": ("successor_id", lambda: {"successor_id": "99999"}),
    "before it began": ("on", lambda: {"on": "01/01/2020"}),
    "on no day": ("on", lambda: {"on": "32/01/2026"}),
    "without a decision": ("reason", lambda: {"reason": ""}),
}


@pytest.mark.parametrize(("name", "typed"), SENSELESS.values(), ids=SENSELESS)
def test_a_merger_that_makes_no_sense_is_said_beside_its_field_and_kept(office, name, typed):
    old, given = village("Hội Yên"), typed()

    page = office.post(f"/quan-tri/thon/{old.id}/sap-nhap", merger(village("Tào Khê").id, **given), expect=422).text

    assert f'href="#{name}"' in page
    if name != "reason":
        assert 'value="NQ 12/NQ-HĐND"' in page
    assert (old.successor_id, old.valid_to) == (None, None)


def settings(**typed: object) -> dict[str, object]:
    periods = {key.replace(".", "_"): days for key, (_words, days) in DAYS.items()}
    return {**periods, "teams_enough": 4, "double_use": "y", "days_off": "", "days_worked": "", **typed}


def stored() -> dict[str, str]:
    return dict(db.session.execute(sa.select(Setting.key, Setting.value)).all())


def test_only_what_changed_is_written_with_before_and_after(office):
    office.post("/quan-tri/thiet-lap", settings(teams_enough=12, days_submitted=5, days_off="2/1/2026\n31/08/2026"))

    assert stored() == {"teams.enough": "12", "days.submitted": "5", "calendar.days_off": "2026-01-02 2026-08-31"}
    events = {event.details["key"]: (event.before, event.after) for event in db.session.scalars(sa.select(Event))}
    assert events["teams.enough"] == ("4", "12")
    db.session.info.clear()
    assert rules().days("submitted") == 5
    assert "02/01/2026\n31/08/2026" in office.get("/quan-tri/thiet-lap").text.replace("\r\n", "\n")


def test_saving_what_stands_there_changes_nothing(office):
    office.post("/quan-tri/thiet-lap", settings())

    assert stored() == {}


def test_many_days_off_fit(office):
    days = [date(2026, 1, 1) + timedelta(n) for n in range(150)]

    office.post("/quan-tri/thiet-lap", settings(days_off="\n".join(f"{day:%d/%m/%Y}" for day in days)))

    db.session.info.clear()
    assert rules().calendar.days_off == set(days)


BAD = {
    "no activity": ("teams_enough", "0"),
    "too many activities": ("teams_enough", "366"),
    "a number in words": ("teams_enough", "tám"),
    "a number without end": ("teams_enough", "9" * 400),
    "half a day": ("days_submitted", "1,5"),
    "less than a day": ("days_open", "-1"),
    "more than a year": ("days_open", "401"),
    "a line that is no day": ("days_off", "02/01/2026\nTết"),
    "a day nobody has": ("days_worked", "30/02/2026"),
    "too many letters": ("days_off", "x" * 2001),
}


@pytest.mark.parametrize(("name", "typed"), BAD.values(), ids=BAD)
def test_a_setting_that_cannot_be_is_named_and_everything_typed_is_kept(office, name, typed):
    page = office.post("/quan-tri/thiet-lap", settings(days_pilot_result=77, **{name: typed}), expect=422).text

    assert f'href="#{name}"' in page
    assert f'aria-describedby="{name}-err"' in page
    assert 'value="77"' in page
    assert typed in page.replace("\r\n", "\n")
    assert stored() == {}


@pytest.mark.parametrize("address", ["thon/0", "don-vi/99999", "linh-vuc/2147483648", "nguoi/0", "thon/0/sap-nhap"])
def test_what_is_not_there_is_not_found(office, address):
    office.get(f"/quan-tri/{address}", expect=404)
    office.post(f"/quan-tri/{address}", expect=405 if address.startswith("nguoi") else 404)
