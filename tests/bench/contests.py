"""What a large contest costs: an organiser's board, a judge's queue and the results, at 12 and at 1,000 entries.

30 judges, five sheets an entry. One contest is being marked, the other is published. CPU is that of the server and of
PostgreSQL; statements are those of a warm process, the commit aside.
"""

import argparse
import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from app import create_app
from app.accounts.models import Grant, Person, Role, SignIn
from app.accounts.models.sign_in import token_hash
from app.contests.assignment import Wanted, assign
from app.contests.models import Contest, ContestField, Entry, EntryMember, Juror, Prize, Round, RoundEntry
from app.core.clock import utcnow
from app.core.db import db
from app.folders.models import Folder
from app.marking.models import Criterion, Docket, Mark, Rubric, Sheet
from config import from_environment
from tests.bench import machine, pages
from tests.bench.filling import fill, unhindered
from tests.bench.seed import _voter
from tests.bench.tables import mark
from tests.servers import Served, flask, temporary_database

SIZES, JUDGES, EACH = (12, 1_000), 30, 5
ORGANISER = JUDGES + 1
PAGES = {
    "organiser's board": ("/cuoc-thi/CT-2026-01/vong/1", ORGANISER),
    "every entry of the round": ("/cuoc-thi/CT-2026-01/vong/1/bai?tu=6", ORGANISER),
    "judge's queue": ("/cham/", 1),
    "results before they are published": ("/cuoc-thi/CT-2026-02/vong/1/ket-qua", ORGANISER),
    "published results": ("/cuoc-thi/CT-2026-02/ket-qua", None),
    "one published entry": ("/cuoc-thi/bai/CT-2026-02-007", None),
}


def run(kind: str, options: argparse.Namespace) -> None:
    """Fill, serve, measure and print both sizes on one database."""
    counted: list[dict[str, int]] = []
    for size in SIZES:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder, temporary_database(kind, Path(folder)) as url:
            environment = {"DATA_DIR": folder, "DATABASE_URL": url, "SECRET_KEY": "b" * 40, "RATE_LIMITS": "off"}
            os.environ.update(environment)
            flask(environment, "setup")
            begun = time.monotonic()
            seed(size)
            print(f"\n### {kind}, {size:,} entries, {JUDGES} judges, {size * EACH:,} sheets a contest\n")
            print(f"Filled in {time.monotonic() - begun:.0f} s.\n\n{pages.HEAD}", flush=True)
            cookies = {
                id: _voter(create_app(from_environment()), id, f"bench-{id}").cookie for id in range(1, ORGANISER + 1)
            }
            counted.append(pages.statements(PAGES, cookies))
            product = Served(environment, pages.WORKERS)
            try:
                product.start()
                for name in PAGES:
                    pages.line(name, PAGES, cookies, product, counted[-1][name], options, machine.postmaster(url))
            finally:
                product.kill()
    same = counted[0] == counted[1]
    print(f"\nStatements at {SIZES[0]} and at {SIZES[1]:,} entries: the same {mark(same)}", flush=True)


def seed(size: int) -> None:
    """Two contests with so many entries each, all sheets signed but every seventh of the first."""
    app = create_app(from_environment())
    with app.app_context():
        rubric = db.session.scalars(sa.select(Rubric).where(Rubric.name == "Hội thi kỹ thuật 40/30/30")).one()
        criteria = list(db.session.scalars(sa.select(Criterion).where(Criterion.rubric_id == rubric.id)))
        rubric_id, known = rubric.id, [(one.id, one.max_points) for one in criteria]
        village = db.session.scalar(sa.text("SELECT MIN(id) FROM villages"))
        db.session.rollback()
        with unhindered(db.engine) as connection:
            for model, rows in _rows(size, rubric_id, known, village):
                fill(connection, model, rows)
        db.engine.dispose()


def _rows(size: int, rubric: int, criteria: list[Any], village: int) -> Iterator[tuple[Any, Iterator[dict[str, Any]]]]:
    now, rng = utcnow(), random.Random(size)
    people = range(1, ORGANISER + 1)
    yield Person, (_person(id) for id in people)
    role = {id: Role.ORGANISER if id == ORGANISER else Role.JUDGE for id in people}
    yield Grant, ({"person_id": id, "role": role[id], "valid_from": date(2026, 1, 1), "is_ended": False} for id in people)
    yield (
        SignIn,
        (
            {"token_hash": token_hash(f"bench-{id}"), "created_at": now, "seen_at": now, "device": "bench", "person_id": id}
            for id in people
        ),
    )
    yield Folder, ({"id": id, "kept_by": "contests"} for id in (100_001, 100_002))
    yield Contest, (_contest(id) for id in (1, 2))
    yield ContestField, ({"id": id, "position": 1, "name": "Nông nghiệp", "contest_id": id} for id in (1, 2))
    yield (
        Prize,
        ({"id": id, "position": 1, "name": "Giải nhất", "quantity": 3, "value": "", "contest_id": id} for id in (1, 2)),
    )
    yield Round, (_round(id, rubric) for id in (1, 2))
    yield Juror, ({"round_id": round, "person_id": id} for round in (1, 2) for id in range(1, JUDGES + 1))
    yield Entry, (_entry(contest, number, size, village) for contest in (1, 2) for number in range(1, size + 1))
    ids = range(1, 2 * size + 1)
    yield EntryMember, ({"position": 1, "name": "Bùi Thị Mai", "birth_year": 1980, "guardian_name": "", "entry_id": id,
                         "guardian_agrees": False} for id in ids)  # fmt: skip
    yield Docket, (_docket(id, size, rubric) for id in ids)
    facts = {"goes_on": False, "is_out": False, "wanted": EACH}
    yield RoundEntry, ({"round_id": 1 + (id > size), "entry_id": id, "docket_id": id, **facts} for id in ids)
    may = dict.fromkeys(ids, range(1, JUDGES + 1))
    given = assign(Wanted("bench", dict.fromkeys(ids, EACH), may), range(1, JUDGES + 1)).judges
    sheets = [(n, id, judge) for n, (id, judge) in enumerate(((id, j) for id in ids for j in sorted(given[id])), 1)]
    yield Sheet, (_sheet(n, id, judge, is_open=id <= size and n % 7 == 0) for n, id, judge in sheets)
    signed = [n for n, id, _judge in sheets if id > size or n % 7]
    yield (
        Mark,
        (
            {"sheet_id": n, "criterion_id": criterion, "points": rng.randint(5, int(most))}
            for n in signed
            for criterion, most in criteria
        ),
    )


def _person(id: int) -> dict[str, Any]:
    now, name = utcnow(), f"Người chấm {id}"
    key = {"name": name, "name_key": name.casefold(), "name_folded": f"nguoi cham {id}", "sort_name": f"{id:05d}"}
    return {"id": id, **key, "created_at": now, "confirmed_at": now, "is_sample": False, "password_hash": "x"}


def _contest(id: int) -> dict[str, Any]:
    now = utcnow()
    texts = {"title": f"Cuộc thi {id}", "summary": "Thi.", "rules": "Thể lệ.", "contacts": "Phòng VH-XH"}
    facts = {
        "is_blind": True,
        "ranks_by_field": False,
        "no_home_village": True,
        "shows_entries": "results",
        "max_members": 5,
    }
    votes = {"vote_points": 0, "vote_step": 1, "votes_each": 3, "version": 1}
    days = {"receives_from": now - timedelta(days=40), "receives_until": now - timedelta(days=20), "results_on": now.date()}
    done = id == 2
    outcome = {"decision_number": "1/QĐ" if done else None, "decision_on": now.date() if done else None, "signer": "CT"}
    state = {"state": "published" if done else "open", "state_since": now, "published_at": now if done else None}
    return {"id": id, "code": f"CT-2026-0{id}", **texts, **facts, **votes, **days, **outcome, **state}


def _round(id: int, rubric: int) -> dict[str, Any]:
    now = utcnow()
    facts = {
        "judges_per_entry": EACH,
        "drops": True,
        "normalises": True,
        "gap": 30,
        "seed": "bench",
        "version": 1,
        "tie_reason": "",
    }
    days = {"marks_from": now - timedelta(days=10), "marks_until": now + timedelta(days=1)}
    state = {"state": "complete" if id == 2 else "marking", "unsealed_at": now if id == 2 else None}
    return {"id": id, "number": 1, "name": "Vòng chấm", "contest_id": id, "rubric_id": rubric, **facts, **days, **state}


def _entry(contest: int, number: int, size: int, village: int) -> dict[str, Any]:
    now, id = utcnow(), (contest - 1) * size + number
    texts = {"title": f"Giải pháp {number}", "summary": "Tóm tắt.", "text": "Nội dung. " * 40, "team_name": ""}
    blind = {"blind_title": f"Giải pháp {number}", "blind_text": "Nội dung. " * 40}
    days = {"created_at": now, "submitted_at": now, "screened_at": now, "state_since": now}
    where = {"contest_id": contest, "field_id": contest, "village_id": village, "author_id": ORGANISER}
    done = contest == 2
    out = {"place": number if done else None, "score": 60 if done else None, "mean": 60 if done else None}
    out |= {"vote_points": 0 if done else None, "votes": 0 if done else None, "prize_id": 2 if done and number < 4 else None}
    state = {"state": "accepted", "shows_names": True, "sent_key": f"k{id}", "version": 1}
    code = {"id": id, "number": number, "code": f"CT-2026-0{contest}-{number:03d}"}
    return {**code, **texts, **blind, **days, **where, **out, **state}


def _docket(id: int, size: int, rubric: int) -> dict[str, Any]:
    now = utcnow()
    unsealed = now if id > size else None
    return {
        "id": id,
        "kept_by": "contests",
        "opened_at": now - timedelta(days=9),
        "unsealed_at": unsealed,
        "rubric_id": rubric,
    }


def _sheet(id: int, docket: int, judge: int, *, is_open: bool) -> dict[str, Any]:
    saved = None if is_open else utcnow() - timedelta(days=1)
    state = {"state": "open" if is_open else "signed", "saved_at": saved, "remark": "", "version": 1}
    return {"id": id, "docket_id": docket, "marker_id": judge, **state}


def main() -> None:
    """`python -m tests.bench.contests`: these measurements alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    for kind in options.db:
        run(kind, options)


if __name__ == "__main__":
    main()
