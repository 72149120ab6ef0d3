"""A commune's worth of rows in well under a minute: straight through SQLAlchemy Core, the same for every run."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from app.accounts.models import Person, SignIn, Upload
from app.accounts.views.account import COOKIE_KEY
from app.commune.models import Field, Unit, Village
from app.core.audit import Event
from app.core.clock import today, utcnow
from app.core.db import Model, db
from app.initiatives.models import Adoption, AdoptionState, Attachment, Initiative, Sphere, State, Vote
from app.initiatives.models.initiative import CIRCLE
from tests.bench.yardsticks import BareVote, Base, Item

Rows = Iterable[dict[str, Any]]
VOTERS, AUTHORS, ADOPTIONS, TOLD = 300, 700, 200, 200
OFFICIAL, LEADER, SPEAKER = VOTERS + AUTHORS + 1, VOTERS + AUTHORS + 2, VOTERS + AUTHORS + 3
TEXT = (
    "đường thôn tối bà con đi lại khó đèn năng lượng mặt trời lắp tại cổng làng cánh đồng lúa sen vàng cò trắng đảo hồ"
    " nước sạch rác thải phân loại tại nhà hợp tác xã bán hàng qua mạng mã vạch nguồn gốc học sinh thư viện nhà văn hóa"
    " người cao tuổi sức khỏe khám bệnh thủ tục một cửa giảm giấy tờ du lịch cộng đồng thuyền khách xem cò buổi chiều"
)
STATES = (
    *([State.OPEN] * 9),
    *([State.PILOTING] * 2),
    *([State.EVALUATING] * 2),
    *([State.RECOGNISED] * 2),
    *([State.ADOPTED] * 1),
    *([State.DECLINED] * 3),
    *([State.WITHDRAWN] * 1),
)
MOVES = ("submit", "return_to_author", "submit", "open_to_public", "answer", "amend", "answer", "answer", "amend", "answer")


@dataclass(frozen=True)
class Voter:
    """Somebody signed in: the cookie and the token that their forms carry."""

    id: int
    cookie: str
    csrf: str


@dataclass(frozen=True)
class Seeded:
    """What the measurements need to know of what was put in."""

    size: int
    voters: list[Voter]
    # Codes of open initiatives, of those with a long history and three pictures, and places deep in the list.
    open_codes: list[str]
    told_codes: list[str]
    depths: list[list[Any]]


def seed(app: Flask, size: int) -> Seeded:
    """Fill an empty, migrated database. The same size gives the same rows, moments aside."""
    rng = random.Random(size)
    with app.app_context():
        places = _places()
        db.session.rollback()
        tokens = [f"bench-{size}-{n}-{rng.getrandbits(128):032x}" for n in range(VOTERS)]
        with db.engine.connect() as connection:
            _fill(connection, Person, _people(places["village"]))
            _fill(connection, SignIn, _sign_ins(tokens))
            _fill(connection, Initiative, _initiatives(size, rng, places))
            _fill(connection, Event, _events(size))
            _fill(connection, Vote, _votes(size))
            _fill(connection, Adoption, _adoptions(places["unit"]))
            _fill(connection, Upload, ({**_upload(id), "uploader_id": 1} for id, *_ in _pictures(size)))
            _fill(connection, Attachment, (_attachment(*picture) for picture in _pictures(size)))
            Base.metadata.create_all(connection)
            _fill(connection, Item, _items(size, rng))
            connection.commit()
            _settle(connection)
        db.engine.dispose()
    return Seeded(
        size,
        [_voter(app, id, token) for id, token in enumerate(tokens, 1)],
        [_code(id) for id in range(ADOPTIONS + TOLD + 1, size + 1) if _state(id) is State.OPEN],
        [_code(id) for id in range(ADOPTIONS + 1, ADOPTIONS + TOLD + 1)],
        [[_published(id, size).isoformat(), id] for id in range(size // 3, size // 2, max(1, size // 120))],
    )


def _fill(connection: sa.Connection, model: Any, rows: Rows) -> None:
    waiting = iter(rows)
    table = model.__table__
    while chunk := list(islice(waiting, 10_000)):
        connection.execute(sa.insert(table), chunk)


def _settle(connection: sa.Connection) -> None:
    """What a running PostgreSQL does by itself: move the sequences on, look the tables over. SQLite is left as it is."""
    if connection.dialect.name == "sqlite":
        connection.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # past SQLAlchemy, which would begin a transaction
        return
    for table in (*Model.metadata.tables, Item.__tablename__, BareVote.__tablename__):
        last = f"(SELECT coalesce(max(id), 0) + 1 FROM {table})"
        connection.exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last}, false)")
    connection.commit()
    connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM ANALYZE")
    connection.exec_driver_sql("CHECKPOINT")


def _places() -> dict[str, list[int]]:
    models = {"village": Village, "field": Field, "unit": Unit}
    return {name: list(db.session.scalars(sa.select(model.id).order_by(model.id))) for name, model in models.items()}


def _people(villages: list[int]) -> Iterator[dict[str, Any]]:
    for id in range(1, SPEAKER + 1):
        person = Person()
        person.rename(f"Nguyễn Thị Đo {id}")
        kept = {name: getattr(person, name) for name in ("name", "name_key", "name_folded", "sort_name")}
        times = {"created_at": utcnow(), "confirmed_at": utcnow()}
        yield {
            "id": id,
            **kept,
            **times,
            "password_hash": "-",
            "is_sample": False,
            "village_id": villages[id % len(villages)],
        }


def _sign_ins(tokens: list[str]) -> Iterator[dict[str, Any]]:
    from app.accounts.models.sign_in import token_hash

    now = utcnow()
    for id, token in enumerate(tokens, 1):
        yield {"token_hash": token_hash(token), "created_at": now, "seen_at": now, "device": "bench", "person_id": id}


def _initiatives(size: int, rng: random.Random, places: dict[str, list[int]]) -> Iterator[dict[str, Any]]:
    for id in range(1, size + 1):
        at, state = _published(id, size), _state(id)
        decided = state in (State.RECOGNISED, State.ADOPTED)
        yield {
            "id": id,
            "code": _code(id),
            "title": _text(rng, 9).capitalize(),
            "problem": _text(rng, 60),
            "solution": _text(rng, 80),
            "landmark": "",
            "show_name": id % 2 == 0,
            "state": state,
            "state_since": at,
            "created_at": at,
            "submitted_at": at,
            "published_at": at,
            "votes": _votes_of(id),
            "shuffle": rng.randrange(CIRCLE),
            "decision_number": f"{id}/QĐ-UBND" if decided else None,
            "decision_on": at.date() if decided else None,
            "version": 1,
            "author_id": VOTERS + 1 + id % AUTHORS,
            "village_id": rng.choice(places["village"]),
            "field_id": rng.choice(places["field"]),
        }


def _events(size: int) -> Iterator[dict[str, Any]]:
    for id in range(1, size + 1):
        told = ADOPTIONS < id <= ADOPTIONS + TOLD
        at = _published(id, size) - timedelta(days=20)
        for step, move in enumerate((*MOVES, "answer", "answer") if told else ("submit", "open_to_public")):
            after = {"submit": "submitted", "return_to_author": "returned", "open_to_public": "open"}.get(move)
            yield {
                "at": at + timedelta(days=step),
                "name": f"initiatives.{move}",
                "subject_type": "initiatives",
                "subject_id": id,
                "actor_id": OFFICIAL,
                "role": "author" if move in ("submit", "amend") else "coordinator",
                "after": after,
                "reason": "Xã đã xem và sẽ làm trong tháng tới." if move in ("answer", "return_to_author") else None,
                "details": {"version": 1} if move == "amend" else {},
            }


def _votes(size: int) -> Iterator[dict[str, Any]]:
    """Votes of the authors' half of the people, so that every voter's is a new one."""
    now = utcnow()
    for id in range(1, size + 1):
        for n in range(_votes_of(id)):
            voter = VOTERS + 1 + (id + 1 + n) % AUTHORS
            yield {"initiative_id": id, "voter_id": voter, "cast_at": now, "counts": True}


def _adoptions(units: list[int]) -> Iterator[dict[str, Any]]:
    """A year far beyond the target, all of it counting."""
    new_year, now = date(today().year, 1, 1), utcnow()
    for id in range(1, ADOPTIONS + 1):
        on = min(new_year + timedelta(days=id), today())
        yield {
            "id": id,
            "state": AdoptionState.CONFIRMED,
            "sphere": list(Sphere)[id % 3],
            "adopted_on": on,
            "decision_number": f"{id}/QĐ-UBND",
            "decision_on": on,
            "signer": "Chủ tịch xã",
            "proposed_at": now,
            "confirmed_at": now,
            "version": 1,
            "initiative_id": id,
            "unit_id": units[id % len(units)],
            "proposed_by_id": SPEAKER,
            "confirmed_by_id": LEADER,
        }


def _pictures(size: int) -> Iterator[tuple[int, int, int, int | None]]:
    """Upload, initiative, position, adoption: two proofs each, three pictures for some, a cover for two of five."""
    number = 0
    for id in range(1, size + 1):
        adopted = id <= ADOPTIONS
        for position in range(2 if adopted else 3 if id <= ADOPTIONS + TOLD else int(id % 5 < 2)):
            number += 1
            yield number, id, position, id if adopted else None


def _upload(id: int) -> dict[str, Any]:
    return {
        "id": id,
        "token": f"bench{id:016d}",
        "mime": "image/webp",
        "size": 90_000,
        "width": 1600,
        "height": 1200,
        "at": utcnow(),
    }


def _attachment(upload: int, initiative: int, position: int, adoption: int | None) -> dict[str, Any]:
    confirmed = {"confirmed_at": utcnow(), "confirmed_by_id": OFFICIAL} if adoption else {}
    confirmed = confirmed or {"confirmed_at": None, "confirmed_by_id": None}
    place = {"position": position, "caption": "Ảnh chụp tại chỗ", "initiative_id": initiative}
    return {**place, "upload_id": upload, "adoption_id": adoption, **confirmed}


def _items(size: int, rng: random.Random) -> Iterator[dict[str, Any]]:
    now = datetime.now(UTC).replace(tzinfo=None)
    for id in range(1, size + 1):
        yield {"id": id, "title": _text(rng, 9), "text": _text(rng, 80), "votes": id % 50, "at": now - timedelta(minutes=id)}


def _voter(app: Flask, id: int, token: str) -> Voter:
    """The cookie the app itself would have set, and the token Flask-WTF would have put into the form."""
    with app.test_request_context():
        session.permanent = True
        session[COOKIE_KEY] = token
        csrf = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return Voter(id, f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}", csrf)


def _code(id: int) -> str:
    return f"SK-{2026 - id % 2}-{id:06d}"


def _state(id: int) -> State:
    """The first ones count in the tally, the next ones are open and have a long history."""
    return State.ADOPTED if id <= ADOPTIONS else State.OPEN if id <= ADOPTIONS + TOLD else STATES[id * 7 % len(STATES)]


def _published(id: int, size: int) -> datetime:
    """Spread over a year and a half, the newest yesterday."""
    start = datetime.combine(today(), datetime.min.time(), UTC) - timedelta(days=1)
    return start - timedelta(seconds=(size - id) * 47_000_000 // size)


def _votes_of(id: int) -> int:
    return id * 13 % 5


def _text(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(TEXT.split(), k=words))
