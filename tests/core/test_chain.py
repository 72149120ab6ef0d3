"""The chain of the history: what is changed, taken out or moved is told with its place; forgetting breaks nothing."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.accounts.models import Role
from app.core import audit, chain
from app.core.audit import ChainHead, Event
from app.core.chain import START, Head, canonical, digest
from app.core.db import db
from app.initiatives.models import State
from tests.factories.people import PersonFactory, holder

EVENTS = Event.__table__
NUMBERS = ("subject_id", "actor_id")
TEXTS = [column.name for column in EVENTS.columns if column.name not in ("id", *NUMBERS)]
ROWS = 5
many = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def lived():
    """Some history, of all kinds of values."""
    person, other = PersonFactory(), holder(Role.LEADER)
    person.record("people.a", by=other, before="x", after="y", reason="Vì thế, thưa ông bà", many=[1, 2], why="có")
    person.record("people.b", by=person, facts={"day": "2026-11-28", "parts": [1, {"of": None}], "on": True})
    for name in ("c", "d", "e"):
        person.record(f"people.{name}", by=other)
    return person


def troubles():
    """What does not fit, as the command sees it."""
    db.session.flush()
    return list(audit.verify(db.session.connection()))


def places():
    return {misfit.id for misfit in troubles()}


def unguarded():
    """Somebody with the keys of the database takes the guards away."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        for table in ("events", "chain_heads"):
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        return
    triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    for name in triggers:
        if name.startswith(("events", "chain_heads")):
            connection.exec_driver_sql(f"DROP TRIGGER {name}")


def tried(change):
    """Do something to the history without its guards, see what is told, and undo it."""
    held = db.session.begin_nested()
    unguarded()
    change(db.session.connection())
    told = troubles()
    held.rollback()
    return told


def test_what_is_written_can_be_written_in_one_way_only():
    moment = datetime(2026, 3, 1, 15, 4, 5, tzinfo=UTC)

    assert canonical({"b": [1, None, True], "a": "Đò"}) == '{"a":"Đò","b":[1,null,true]}'.encode()
    assert canonical("o\u0300") == canonical("ò") == '"ò"'.encode()
    assert canonical({"at": moment}) == b'{"at":"2026-03-01T15:04:05.000000+00:00"}'
    assert canonical((State.OPEN,)) == b'["open"]'
    for twofold in (1.5, {1: "x"}, [moment.replace(tzinfo=None)], {"x": {2.0}}, b"x"):
        with pytest.raises(ValueError, match=r"one way|no text"):
            canonical(twofold)


def test_each_row_stands_on_the_one_before_it():
    lived()
    rows = [dict(row._mapping) for row in db.session.execute(sa.select(EVENTS).order_by(EVENTS.c.id))]

    assert [row["id"] for row in rows] == list(range(1, len(rows) + 1))
    previous = "0" * 64
    for row in rows:
        known = {"actor": row["actor_seal"], "story": row["story_seal"], "previous": previous}
        known |= {name: row[name] for name in ("id", "at", "name", "subject", "role", "before", "after", "facts")}
        assert row["hash"] == digest(known)
        assert row["actor_seal"] == digest([row["actor_salt"], row["actor_id"]])
        story = [row[name] for name in ("story_salt", "subject_type", "subject_id", "reason", "details")]
        assert row["story_seal"] == digest(story)
        assert (len(row["actor_salt"]), len(row["story_salt"])) == (32, 32)
        previous = row["hash"]
    assert audit.head(db.session.connection()) == (rows[-1]["id"], previous, rows[-1]["at"])
    assert len({row["actor_salt"] for row in rows} | {row["story_salt"] for row in rows}) == 2 * len(rows)
    assert troubles() == []


def test_an_empty_history_fits():
    assert audit.head(db.session.connection()) == START
    assert troubles() == []


@many
@given(st.integers(1, ROWS), st.sampled_from(TEXTS), st.integers(0, 10_000), st.integers(1, 255))
def test_a_byte_changed_anywhere_is_told_with_its_row(row, column, place, mask):
    held = db.session.begin_nested()
    lived()
    assert troubles() == []
    [told] = db.session.scalars(sa.select(sa.cast(EVENTS.c[column], sa.Text)).where(EVENTS.c.id == row))
    raw = bytearray((told or "").encode() or b"\0")
    raw[place % len(raw)] ^= mask
    is_lite = db.engine.dialect.name == "sqlite"
    if not is_lite:
        text = raw.decode(errors="ignore")
        assume(text != told and "\0" not in text)
        if column == "at":
            text = (db.session.get(Event, row).at + timedelta(microseconds=place + 1)).isoformat()
        elif column in ("facts", "details"):
            text = json.dumps({"x": text})
    kind = {"at": "timestamptz", "facts": "json", "details": "json"}.get(column, "text")
    change = f"UPDATE events SET {column} = CAST(:new AS {'TEXT' if is_lite else kind}) WHERE id = :row"

    misfits = tried(
        lambda connection: connection.execute(sa.text(change), {"new": bytes(raw) if is_lite else text, "row": row})
    )

    held.rollback()
    assert row in {misfit.id for misfit in misfits}, (column, raw)
    assert {misfit.id for misfit in misfits} <= {row, row + 1}


@pytest.mark.parametrize("column", NUMBERS)
@pytest.mark.parametrize("row", range(1, ROWS + 1))
def test_another_person_or_thing_is_told(row, column):
    lived()
    change = sa.update(EVENTS).where(EVENTS.c.id == row).values({column: EVENTS.c[column] + 1})

    [misfit] = tried(lambda connection: connection.execute(change))

    assert (misfit.id, misfit.what) == (row, "story" if column == "subject_id" else "actor")


@pytest.mark.parametrize("column", [*TEXTS, *NUMBERS])
def test_nothing_can_be_blanked(column):
    lived()
    row = 2 if column == "facts" else 1
    blank = {"at": datetime(2020, 1, 1, tzinfo=UTC), "facts": {}, "details": {}}.get(column)
    if blank is None and not EVENTS.c[column].nullable:
        blank = ""
    if db.session.scalar(sa.select(EVENTS.c[column]).where(EVENTS.c.id == row)) == blank:
        blank = "x"

    misfits = tried(
        lambda connection: connection.execute(sa.update(EVENTS).where(EVENTS.c.id == row).values({column: blank}))
    )

    assert row in {misfit.id for misfit in misfits}


@pytest.mark.parametrize(("row", "place", "what"), [(1, 2, "missing"), (3, 4, "missing"), (ROWS, ROWS, "missing")])
def test_a_row_taken_out_is_told_with_its_place(row, place, what):
    lived()

    [misfit] = tried(lambda connection: connection.execute(sa.delete(EVENTS).where(EVENTS.c.id == row)))

    assert (misfit.id, misfit.what) == (place, what)


def test_all_rows_taken_out_are_told():
    lived()

    [misfit] = tried(lambda connection: connection.execute(sa.delete(EVENTS)))

    assert misfit == (ROWS, "missing", f"rows 1 to {ROWS} are missing at the end")


@pytest.mark.parametrize(("one", "other"), [(1, 2), (2, 4), (1, ROWS)])
def test_two_rows_swapped_are_told(one, other):
    lived()

    def swap(connection):
        for now, then in ((one, 1000), (other, one), (1000, other)):
            connection.execute(sa.update(EVENTS).where(EVENTS.c.id == now).values(id=then))

    assert {one, other} <= {misfit.id for misfit in tried(swap)}


def test_a_number_changed_is_told():
    lived()

    misfits = tried(lambda connection: connection.execute(sa.update(EVENTS).where(EVENTS.c.id == 3).values(id=99)))

    assert {4, 99} <= {misfit.id for misfit in misfits}


def test_a_row_slipped_in_is_told():
    lived()
    copy = dict(db.session.execute(sa.select(EVENTS).where(EVENTS.c.id == 2)).one()._mapping)

    [*_, last] = tried(lambda connection: connection.execute(sa.insert(EVENTS), {**copy, "id": ROWS + 1}))

    assert (last.id, last.what) == (ROWS + 1, "head")


@pytest.mark.parametrize("change", [{"hash": "f" * 64}, {"at": datetime(2030, 1, 1, tzinfo=UTC)}, {"event_id": ROWS - 1}])
def test_a_head_that_was_changed_is_told(change):
    lived()

    misfits = tried(lambda connection: connection.execute(sa.update(ChainHead.__table__).values(**change)))

    assert [misfit.what for misfit in misfits] == ["head"]


def test_a_chain_made_anew_from_a_row_on_does_not_fit_its_printed_mark():
    lived()
    printed = audit.head(db.session.connection()).mark
    assert printed == f"{ROWS}-{audit.head(db.session.connection()).hash[:16]}"

    rows, head = [dict(row._mapping) for row in db.session.execute(sa.select(EVENTS).order_by(EVENTS.c.id))], START
    rows[0]["role"] = "leader"
    for row in rows:
        made = chain.linked(row, head)
        assert list(chain.misfits_of(made, head)) == []
        head = chain.head_of(made)

    assert head.mark != printed


def test_a_row_earlier_than_the_one_before_it_is_told():
    first = chain.linked(row_at(datetime(2026, 3, 2, tzinfo=UTC)), START)
    second = chain.linked(row_at(datetime(2026, 3, 1, tzinfo=UTC)), Head(1, first["hash"], None))

    assert [misfit.what for misfit in chain.misfits([first, second], chain.head_of(second))] == ["order"]


def test_a_number_may_be_left_out_where_the_chain_says_so():
    first = chain.linked(row_at(datetime(2026, 3, 1, tzinfo=UTC)), START)
    later = chain.linked(row_at(datetime(2026, 3, 2, tzinfo=UTC)), Head(6, first["hash"], first["at"]))

    assert list(chain.misfits([first, later], chain.head_of(later))) == []


def row_at(at):
    return {"at": at, "name": "x", "subject_type": "x", "role": "resident"}


def test_a_long_history_is_read_in_portions(count_queries, monkeypatch):
    monkeypatch.setattr(audit, "CHUNK", 2)
    lived()

    with count_queries() as asked:
        assert places() == set()

    assert len([one for one in asked if "LIMIT" in one]) == 4


def test_what_a_code_is_looked_over_for_is_its_rows_and_the_ones_before_them():
    lived()
    looked = list(audit.looked_over(db.session.connection(), Event.id.in_([1, 3])))
    assert [(row.id, wrong) for row, wrong in looked] == [(1, []), (3, [])]

    held = db.session.begin_nested()
    unguarded()
    db.session.execute(sa.update(EVENTS).where(EVENTS.c.id == 2).values(hash="f" * 64))
    looked = list(audit.looked_over(db.session.connection(), Event.id.in_([1, 3])))
    held.rollback()
    assert [(row.id, [misfit.what for misfit in wrong]) for row, wrong in looked] == [(1, []), (3, ["content"])]


@pytest.mark.parametrize("column", ["details", "hash", "at", "role"])
def test_what_cannot_even_be_read_is_told(column):
    """SQLite finds bytes that are no text when it hands them out; JSON that is none is found by the house."""
    lived()
    is_lite = db.engine.dialect.name == "sqlite"
    if not is_lite and column != "details":  # PostgreSQL takes no such bytes
        with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
            db.session.execute(
                sa.text(f"UPDATE events SET {column} = convert_from('\\xff28ff'::bytea, 'UTF8') WHERE id = 2")
            )
        return
    new = "CAST(x'ff28ff' AS TEXT)" if is_lite else "'{ }'"

    misfits = tried(lambda c: c.exec_driver_sql(f"UPDATE events SET {column} = {new} WHERE id = 2"))

    assert 2 in {misfit.id for misfit in misfits} <= {2, 3}


@pytest.mark.parametrize(
    ("column", "new"), [("at", "2026-03-01T08:00:00.000000"), ("at", "x"), ("facts", "{}  "), ("details", "5.5")]
)
def test_another_spelling_is_a_change_as_well(column, new):
    lived()
    change = sa.text(f"UPDATE events SET {column} = '{new}' WHERE id = 1")
    if new == "x" and db.engine.dialect.name == "postgresql":  # which keeps moments as numbers
        with pytest.raises(sa.exc.DBAPIError), db.session.begin_nested():
            db.session.execute(change)
        return

    assert 1 in {misfit.id for misfit in tried(lambda c: c.execute(change))}


def test_a_letter_written_in_another_form_is_a_change_as_well():
    lived()
    spelled = sa.update(EVENTS).where(EVENTS.c.id == 1).values(reason="Vi\u0300 thê\u0301, thưa ông bà")

    told = [(1, "content", "row 1 is not written as the house writes: its reason")]
    assert tried(lambda c: c.execute(spelled)) == told


@pytest.mark.parametrize("column", ["facts", "at"])
def test_the_same_in_another_spelling_is_told_by_its_name(column):
    lived()
    is_lite = db.engine.dialect.name == "sqlite"
    if column == "at" and not is_lite:  # PostgreSQL keeps moments as numbers
        return
    spelled = "REPLACE(at, ' ', 'T')" if column == "at" else "REPLACE(CAST(facts AS TEXT), ',', ' ,')"
    spelled = spelled if is_lite else f"({spelled})::json"

    misfits = tried(lambda c: c.exec_driver_sql(f"UPDATE events SET {column} = {spelled} WHERE id = 2"))

    name = {"at": "moment"}.get(column, column)
    assert misfits == [(2, "content", f"row 2 is not written as the house writes: its {name}")]


def test_a_value_that_cannot_be_written_down_fits_nothing():
    made = chain.linked(row_at(datetime(2026, 3, 1, tzinfo=UTC)), START)

    told = list(chain.misfits_of({**made, "facts": {"x": 1.5}, "details": {"x": 1.5}, "actor_id": 1.5}, START))

    assert [misfit.what for misfit in told] == ["content", "actor", "story"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"unreadable": "its facts"}, "row 2 is not written as the house writes: its facts"),
        ({"name": "y"}, "row 2 does not fit its hash and the row before it"),
        ({"id": 4}, "rows between 1 and 4 are missing"),
        ({"at": datetime(2026, 2, 28, tzinfo=UTC)}, "row 2 is earlier than the row before it"),
        ({"actor_salt": None, "actor_id": 7}, "row 2 names somebody although its seal was forgotten"),
        ({"actor_id": 7}, "row 2 names another person than was sealed"),
        ({"story_salt": None}, "row 2 tells something although its seal was forgotten"),
        ({"reason": "khác"}, "row 2 tells something else than was sealed"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(change, sentence):
    first = chain.linked(row_at(datetime(2026, 3, 1, tzinfo=UTC)), START)
    second = chain.linked(row_at(datetime(2026, 3, 2, tzinfo=UTC)), chain.head_of(first))

    assert sentence in [misfit.text for misfit in chain.misfits_of({**second, **change}, chain.head_of(first))]


def test_a_head_that_does_not_fit_is_said_in_a_sentence():
    row = chain.linked(row_at(datetime(2026, 3, 1, tzinfo=UTC)), START)
    head = chain.head_of(row)

    assert list(chain.misfits([row], START)) == [(1, "head", "rows after 0 were added past the head of the chain")]
    assert list(chain.misfits([row], head._replace(hash="f" * 64))) == [
        (1, "head", "the head of the chain does not fit row 1")
    ]


def test_what_cannot_be_read_in_a_later_portion_is_told_once(monkeypatch):
    monkeypatch.setattr(audit, "CHUNK", 2)
    lived()
    new = "CAST(x'ff28ff' AS TEXT)" if db.engine.dialect.name == "sqlite" else "'{ }'"

    misfits = tried(lambda c: c.exec_driver_sql(f"UPDATE events SET details = {new} WHERE id = 4"))

    assert [misfit.id for misfit in misfits] == [4]
