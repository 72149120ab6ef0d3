"""Pages by keyset: every row once, whatever is added meanwhile, and no cursor that breaks anything."""

import base64
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Person
from app.core.clock import utcnow
from app.core.paging import by_id, by_moment, cursor, keys_after
from tests.factories.people import PersonFactory


def page_at(app, address: str, size: int = 4):
    with app.test_request_context(address):
        app.preprocess_request()
        return by_id(sa.select(Person), Person.id, size=size)


@pytest.mark.parametrize("how_many", [0, 3, 4, 5, 8, 9])
def test_every_row_is_seen_once_and_newest_first(app, how_many):
    everybody = PersonFactory.create_batch(how_many)

    seen, address = [], "/to-chuc/"
    while address:
        page = page_at(app, address)
        seen += page.rows
        address = page.older_url

    assert seen == everybody[::-1]


def test_what_is_added_while_reading_neither_doubles_nor_hides_a_row(app):
    everybody = PersonFactory.create_batch(8)

    first = page_at(app, "/to-chuc/")
    PersonFactory.create_batch(3)
    second = page_at(app, first.older_url)

    assert first.rows + second.rows == everybody[::-1]
    assert second.newer_url == "/to-chuc/"


def moments_at(app, address: str):
    with app.test_request_context(address):
        app.preprocess_request()
        return by_moment(sa.select(Person), Person.created_at, Person.id, size=3)


def test_a_list_by_moment_shows_every_row_once_also_those_of_one_moment(app):
    now = utcnow()
    hours = (5, 1, 1, 1, 1, 0, 7, 1)
    everybody = [PersonFactory(created_at=now - timedelta(hours=hour)) for hour in hours]

    seen, address = [], "/to-chuc/"
    while address:
        page = moments_at(app, address)
        seen += page.rows
        address = page.older_url

    assert seen == sorted(everybody, key=lambda one: (one.created_at, one.id), reverse=True)


@pytest.mark.parametrize("moment", ["", "hôm qua", "0001-01-01T00:00:00+14:00", "2026-13-01", "9" * 40])
def test_a_moment_that_is_none_shows_the_first_page(app, moment):
    PersonFactory.create_batch(4)
    first, tampered = moments_at(app, "/to-chuc/"), moments_at(app, f"/to-chuc/?sau={cursor([moment, 1])}")

    assert (tampered.rows, tampered.newer_url) == (first.rows, None)


def test_the_questions_of_the_address_stay_on_the_next_page(app):
    PersonFactory.create_batch(5)

    assert "tim=hoa" in page_at(app, "/to-chuc/?tim=hoa").older_url


def packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


TAMPERED = {
    "nonsense": "???",
    "letters beyond ASCII": "sáng-kiến",
    "not JSON": packed(b"\xff\xfe"),
    "another shape": packed(b'{"a": 1}'),
    "too many": packed(b"[1, 2]"),
    "another type": packed(b'["1"]'),
    "true is no number": packed(b"[true]"),
    "a number no row has": packed(b"[9223372036854775808]"),
    "a number without end": packed(b"[" + b"9" * 5000 + b"]"),
    "a nest without end": packed(b"[" * 100_000),
    "NUL": packed(b"[1\x00]"),
}


@pytest.mark.parametrize("text", TAMPERED.values(), ids=TAMPERED)
def test_a_cursor_that_was_tampered_with_shows_the_first_page(text):
    assert keys_after(text, (int,)) is None


def test_a_cursor_is_read_back_as_it_was_written():
    assert keys_after(cursor([7, "ố", 3]), (int, str, int)) == [7, "ố", 3]
