"""Where the time goes: the application's own functions and templates, heaviest first."""

import cProfile
import itertools
import pstats
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.bench.cases import CASES, PAGE, PROFILED, Case
from tests.bench.seed import Seeded, Voter

ROOT, REQUESTS, LINES = Path(__file__).parents[2], 100, 16


def asked(client: FlaskClient, case: Case, voter: Voter, path: str) -> None:
    """Ask for one page of a case, or vote, without a server between. Raises when the answer is not what it should be."""
    base = client.application.config["BASE_URL"]
    headers = {"Cookie": voter.cookie, "Origin": base} if case.signed_in else {}
    if case.votes:
        form = {"csrf_token": voter.csrf, "support": "1"}
        answer = client.post(f"{PAGE.format(path)}/ung-ho", base_url=base, data=form, headers=headers)
    else:
        answer = client.get(path, base_url=base, headers=headers)
    if answer.status_code != case.success:
        raise RuntimeError(f"{case.name}: {answer.status}")


def profile(app: Flask, seeded: Seeded) -> None:
    """Print what a hundred requests of some cases spend where, callees included."""
    client = app.test_client(use_cookies=False)
    for name in PROFILED:
        case, watch = CASES[name], cProfile.Profile()
        pages = zip(itertools.cycle(case.paths(seeded)), itertools.cycle(seeded.voters[::-1]))
        for number, (path, voter) in enumerate(itertools.islice(pages, REQUESTS + 10)):
            if number >= 10:  # the first ones only warm up
                watch.enable()
            asked(client, case, voter, path)
            watch.disable()
        stats = pstats.Stats(watch)
        print(f"\n**{name}**: {stats.total_tt * 1000 / REQUESTS:.1f} ms a request under the profiler\n")  # type: ignore[attr-defined]
        print("| ms | share | of them itself | calls | where |\n|--:|--:|--:|--:|---|")
        for where, calls, own, spent in _heaviest(stats):
            shares = f"{spent / stats.total_tt:.0%} | {own * 1000 / REQUESTS:.2f}"  # type: ignore[attr-defined]
            print(f"| {spent * 1000 / REQUESTS:.2f} | {shares} | {calls / REQUESTS:.1f} | {where} |")


def _heaviest(stats: pstats.Stats) -> list[tuple[str, int, float, float]]:
    rows = []
    for (file, _line, function), (_primitive, calls, own, spent, _callers) in stats.stats.items():  # type: ignore[attr-defined]
        place = Path(file)
        if place.is_relative_to(ROOT) and "site-packages" not in place.parts and "tests" not in place.parts:
            rows.append((f"{place.relative_to(ROOT)}: {function}", calls, own, spent))
    return sorted(rows, key=lambda row: -row[3])[:LINES]
