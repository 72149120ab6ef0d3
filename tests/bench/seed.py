"""A commune's worth of rows, up to a million ideas with ten votes each: the same for every run, moments aside."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from heapq import merge
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from flask import Flask, session
from flask_wtf.csrf import generate_csrf

from app.accounts.models import Person, Role, SignIn, Upload
from app.accounts.views.account import COOKIE_KEY
from app.commune.models import Field, Unit, Village
from app.core.audit import Event
from app.core.chain import START, head_of, linked
from app.core.clock import today, utcnow
from app.core.db import db
from app.core.search.index import SearchEntry, SearchWord, terms_of
from app.core.search.words import words_of
from app.initiatives.models import (
    Adoption,
    AdoptionState,
    Attachment,
    Comment,
    CommentState,
    Initiative,
    Sphere,
    State,
    Vote,
)
from app.initiatives.models.initiative import CIRCLE
from tests.bench import texts
from tests.bench.filling import Rows, close_chain, fill, unhindered
from tests.bench.yardsticks import Base, Item

VOTERS, AUTHORS, ADOPTIONS, TOLD = 1_000, 700, 200, 200
OFFICIAL, LEADER, SPEAKER = VOTERS + AUTHORS + 1, VOTERS + AUTHORS + 2, VOTERS + AUTHORS + 3
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
THREADS, ANSWERS = 20, 10
SAID = (
    "Tôi thấy việc này nên làm sớm, nhà tôi xin góp **hai ngày công**.",
    "Đoạn gần cầu cũng cần, mong thôn khảo sát thêm rồi hãy chốt.",
    "Đã làm ở thôn bên:\n\n- tốn ít hơn dự tính\n- cần người trông coi",
    "Ai giữ quỹ và công khai thu chi thế nào để bà con yên tâm?",
    "Cảm ơn bác, chúng tôi sẽ ghi vào biên bản họp thôn tuần này.",
)
# Measurements never need more codes than these to vote for.
VOTED = 20_000


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
    """Fill an empty database that was set up."""
    rng = random.Random(size)
    with app.app_context():
        villages = list(db.session.execute(sa.select(Village.id, Village.name).order_by(Village.id)))
        places = {"village": [id for id, _name in villages], "field": _ids(Field), "unit": _ids(Unit)}
        entries = db.session.scalar(sa.select(sa.func.max(SearchEntry.id))) or 0
        known = set(db.session.scalars(sa.select(SearchWord.word)))
        db.session.rollback()
        tokens = [f"bench-{size}-{n}-{rng.getrandbits(128):032x}" for n in range(VOTERS)]
        pools = texts.pools()
        with unhindered(db.engine) as connection:
            fill(connection, Person, _people(places["village"]))
            fill(connection, SignIn, _sign_ins(tokens))
            fill(connection, Initiative, _initiatives(size, rng, places, pools))
            fill(connection, Event, _events(size))
            close_chain(connection)
            _copy_votes(connection)
            fill(connection, Comment, _comments())
            fill(connection, Adoption, _adoptions(places["unit"]))
            fill(connection, Upload, (_upload(id) for id, *_ in _pictures(size)))
            fill(connection, Attachment, (_attachment(*picture) for picture in _pictures(size)))
            fill(connection, SearchEntry, _entries(size, entries, dict(villages), pools))
            fill(connection, SearchWord, ({"word": word} for word in sorted(_words(pools) - known)))
            Base.metadata.create_all(connection)
            _copy_items(connection)
    open_codes = [_code(id) for id in range(ADOPTIONS + TOLD + 1, size + 1) if _state(id) is State.OPEN]
    return Seeded(
        size,
        [_voter(app, id, token) for id, token in enumerate(tokens, 1)],
        open_codes[:: max(1, len(open_codes) // VOTED)],
        [_code(id) for id in range(ADOPTIONS + 1, ADOPTIONS + TOLD + 1)],
        [[_published(id, size).isoformat(), id] for id in range(size // 3, size // 2, max(1, size // 120))],
    )


def _ids(model: Any) -> list[int]:
    return list(db.session.scalars(sa.select(model.id).order_by(model.id)))


def _people(villages: list[int]) -> Rows:
    for id in range(1, SPEAKER + 1):
        person = Person()
        person.rename(_name(id))
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


def _sign_ins(tokens: list[str]) -> Rows:
    from app.accounts.models.sign_in import token_hash

    now = utcnow()
    for id, token in enumerate(tokens, 1):
        yield {"token_hash": token_hash(token), "created_at": now, "seen_at": now, "device": "bench", "person_id": id}


def _initiatives(size: int, rng: random.Random, places: dict[str, list[int]], pools: texts.Pools) -> Rows:
    for id in range(1, size + 1):
        at, state = _published(id, size), _state(id)
        decided = state in (State.RECOGNISED, State.ADOPTED)
        title, problem, solution = texts.drawn(pools, id)
        yield {
            "id": id,
            "code": _code(id),
            "title": title.text,
            "problem": problem.text,
            "solution": solution.text,
            "landmark": "",
            "show_name": id % 2 == 0,
            "state": state,
            "state_since": at,
            "created_at": at - timedelta(days=20),
            "submitted_at": at - timedelta(days=20),
            "published_at": at,
            "votes": id % 41 if id <= ADOPTIONS + TOLD else id * 13 % 21,
            "shuffle": rng.randrange(CIRCLE),
            "decision_number": f"{id}/QĐ-UBND" if decided else None,
            "decision_on": at.date() if decided else None,
            "version": 1,
            "author_id": VOTERS + 1 + id % AUTHORS,
            "village_id": places["village"][id % len(places["village"])],
            "field_id": places["field"][id * 7 // 3 % len(places["field"])],
        }


def _events(size: int) -> Rows:
    """Everything was sent and opened, and some of it has a long history: chained, in the order of time."""
    sent = (_moved(id, size, "submit", "submitted", "author", VOTERS + 1 + id % AUTHORS, days=20) for id in _plain(size))
    opened = (_moved(id, size, "open_to_public", "open", "coordinator", OFFICIAL) for id in _plain(size))
    told = sorted(_told_events(size), key=itemgetter("at"))
    return chained(merge(sent, opened, told, key=itemgetter("at")))


def chained(rows: Rows) -> Rows:
    """Rows of history with their places in a chain that begins with them."""
    head = START
    for row in rows:
        made = linked(row, head)
        head = head_of(made)
        yield made


def _plain(size: int) -> Iterator[int]:
    return (id for id in range(1, size + 1) if not ADOPTIONS < id <= ADOPTIONS + TOLD)


def _moved(id: int, size: int, move: str, after: str, role: str, actor: int, days: int = 0) -> dict[str, Any]:
    """A move of a public idea, so many days before it was opened."""
    what = {"name": f"initiatives.{move}", "subject": _code(id), "subject_type": "initiatives", "subject_id": id}
    return {**what, "at": _published(id, size) - timedelta(days=days), "actor_id": actor, "role": role, "after": after}


def _told_events(size: int) -> Rows:
    for id in range(ADOPTIONS + 1, ADOPTIONS + TOLD + 1):
        for step, move in enumerate((*MOVES, "answer", "answer")):
            after = {"submit": "submitted", "return_to_author": "returned", "open_to_public": "open"}.get(move)
            role = "author" if move in ("submit", "amend") else "coordinator"
            yield {
                **_moved(id, size, move, after or "", role, OFFICIAL, days=20 - step),
                "after": after,
                "reason": "Xã đã xem và sẽ làm trong tháng tới." if move in ("answer", "return_to_author") else None,
                "details": {"version": 1} if move == "amend" else {},
            }


def _copy_votes(connection: sa.Connection) -> None:
    """As many as each total says, cast by the authors' half of the people, so that every voter's is a new one."""
    first = sa.select(sa.literal(1).label("n")).cte("numbers", recursive=True)
    number = first.union_all(sa.select(first.c.n + 1).where(first.c.n < 40))
    voter = VOTERS + 1 + (Initiative.id + number.c.n) % AUTHORS
    rows = sa.select(Initiative.id, voter, sa.literal(utcnow(), Vote.cast_at.type), sa.true())
    rows = rows.join(number, number.c.n <= Initiative.votes).order_by(Initiative.id)
    connection.execute(sa.insert(Vote).from_select(["initiative_id", "voter_id", "cast_at", "counts"], rows))


def _comments() -> Rows:
    """Under each with a long history: twenty remarks, and answers to half of them."""
    written = [Comment() for _text in SAID]
    for comment, text in zip(written, SAID, strict=True):
        comment.write(text)
    for place in range(TOLD):
        for n in range(THREADS + ANSWERS):
            said = written[(place + n) % len(SAID)]
            before = place * (THREADS + ANSWERS)
            yield {
                "id": before + n + 1,
                "text": said.text,
                "html": said.html,
                "at": utcnow() - timedelta(days=2) + timedelta(minutes=n),
                "state": CommentState.SHOWN,
                "said_as": Role.RESIDENT,
                "show_name": n % 3 > 0,
                "version": 1,
                "initiative_id": ADOPTIONS + 1 + place,
                "author_id": VOTERS + 1 + (place * 31 + n * 7) % AUTHORS,
                "parent_id": before + 2 * (n - THREADS) + 1 if n >= THREADS else None,
            }


def _entries(size: int, last: int, villages: dict[int, str], pools: texts.Pools) -> Rows:
    """What `Initiative.search_entries` says of each, and of the authors who show their names."""
    named = [terms_of("", ["", f"SK-{year}", name]) for year in (2025, 2026) for name in villages.values()]
    for id in range(1, size + 1):
        written, title = texts.drawn(pools, id), texts.drawn(pools, id)[0].text
        serial = f"{id:06d}"
        around = named[(1 - id % 2) * len(villages) + id % len(villages)]
        yield {
            "id": last + id,
            "kind": "initiative",
            "subject_id": id,
            "title": title,
            "terms": texts.found_by(written, [*around, serial, f"={serial}"]),
            "is_public": True,
        }
    for place, author in enumerate(range(VOTERS + 1, VOTERS + AUTHORS + 1), 1):
        whose = {"kind": "author", "subject_id": author, "title": _name(author)}
        yield {"id": last + size + place, **whose, "terms": " ".join(terms_of(_name(author), [])), "is_public": True}


def _words(pools: texts.Pools) -> set[str]:
    """Every folded word of letters, as the index learns them."""
    pieces = [piece for kinds in pools for pieces in kinds for piece in pieces]
    terms = {term for piece in pieces for term in piece.terms if term[0] not in "=+" and "_" not in term}
    names = {word.folded for author in range(VOTERS + 1, VOTERS + AUTHORS + 1) for word in words_of(_name(author))}
    return {word for word in terms | names | {"sk"} if word.isalpha()}


def _adoptions(units: list[int]) -> Rows:
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
        "uploader_id": 1,
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


def _copy_items(connection: sa.Connection) -> None:
    """The yardsticks' own rows hold the same words."""
    rows = sa.select(Initiative.id, Initiative.title, Initiative.problem + " " + Initiative.solution, Initiative.votes)
    rows = rows.add_columns(Initiative.published_at).order_by(Initiative.id)
    connection.execute(sa.insert(Item).from_select(["id", "title", "text", "votes", "at"], rows))


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


def _name(id: int) -> str:
    return f"Nguyễn Thị Đo {id}"
