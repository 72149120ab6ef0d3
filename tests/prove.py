"""What the tests of votes, marks, tally and history are worth: every branch is taken, a fault put into the code is noticed.

One process a core runs the tests once and sees which lines each of them reaches. Then every fault has a fork of its own:
living functions get their code with the fault in it, the tests that reach its line run, and the first that fails notices.
"""

import gc
import io
import os
import signal
import sys
from collections import defaultdict
from contextlib import redirect_stdout
from multiprocessing import get_context
from pathlib import Path
from time import process_time
from types import CodeType, FunctionType
from typing import Any

import coverage
import pytest

from tests.faults import Fault, faults
from tests.servers import ROOT

TESTS = [
    *(
        "tests/core/test_workflow.py",
        "tests/core/test_chain.py",
        "tests/core/test_writing_history.py",
        "tests/initiatives/test_histories.py",
    ),
    "tests/initiatives/test_votes.py",
    *("tests/initiatives/test_merging.py", "tests/initiatives/test_splitting.py", "tests/scorecard"),
    *("tests/initiatives/test_same_person.py", "tests/api/test_ledger.py"),
    *("tests/marking/test_results.py", "tests/council/test_marking.py", "tests/council/test_paper_sheets.py"),
    *("tests/council/test_outcomes.py", "tests/council/test_publishing.py", "tests/council/test_sessions.py"),
    *("tests/contests/test_assignment.py", "tests/contests/test_scoring.py", "tests/contests/test_voting.py"),
    *("tests/contests/test_results.py", "tests/contests/test_judging.py", "tests/contests/test_leaving.py"),
]
GOAL = 85
CASES = 8  # of a test with many cases as many take part
GROUPS = {
    "app/initiatives/queries/tally": "tally",
    "app/scorecard": "tally",
    "app/core": "history",
    "app/contests/actions": "votes",
    **dict.fromkeys(("app/marking", "app/council", "app/contests"), "marks"),
    "": "votes",
}


class Search:
    """A run of the tests that goes on, instead of ending, with the faults of one lane."""

    def __init__(self, lane: int, lanes: int, watch: coverage.Coverage) -> None:
        self.lane, self.lanes, self.watch = lane, lanes, watch
        self.cost: dict[str, float] = {}
        self.found: list[tuple[Fault, bool]] = []
        self.app: Any = None

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Any:
        made = yield
        if fixturedef.argname == "app":
            self.app = made
        return made

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if _case(item) < CASES]

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = session.items
        for item, after in zip(items, [*items[1:], items[0]], strict=True):
            self.watch.switch_context(item.nodeid)
            start = process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            self.cost[item.nodeid] = process_time() - start
        self.watch.stop()
        if session.testsfailed:
            pytest.exit("The tests themselves fail; there is nothing to prove yet.", 1)
        self._search(session)
        return True

    def _search(self, session: pytest.Session) -> None:
        scope = [Path(name) for name in sorted(self.watch.get_data().measured_files())]
        quick_first = sorted(session.items, key=lambda item: self.cost[item.nodeid])
        with self.app.app_context():
            from app.core.db import db

            db.engine.dispose()  # no connection is shared with a fork
        living = [thing for thing in gc.get_objects() if isinstance(thing, FunctionType)]
        gc.freeze()  # memory that nobody touches is shared
        if self._is_noticed(None, quick_first, living):
            pytest.exit("A test that passed fails in a fork without any fault: can it run twice?", 1)
        reach = {path: self.watch.get_data().contexts_by_lineno(str(path)) for path in scope}
        for number, fault in enumerate(fault for path in scope for fault in faults(path)):
            if number % self.lanes == self.lane:
                by = {name for line in fault.lines for name in reach[fault.path].get(line, [])}
                tests = quick_first if fault.is_constant else [item for item in quick_first if item.nodeid in by]
                self.found.append((fault, self._is_noticed(fault, tests, living)))

    def _is_noticed(self, fault: Fault | None, tests: list[pytest.Item], living: list[FunctionType]) -> bool:
        if not tests:
            return False
        child = os.fork()
        if child:
            return os.waitpid(child, 0)[1] != 0
        try:
            os._exit(self._falls(fault, tests, living))
        except BaseException:  # a constant that cannot even be made
            os._exit(1)

    def _falls(self, fault: Fault | None, tests: list[pytest.Item], living: list[FunctionType]) -> bool:
        """In the fork: whether one of the tests fails."""
        # Time of the processor, so that a busy machine notices no more than an idle one; a fault may loop for ever.
        signal.signal(signal.SIGPROF, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_PROF, 5 + 4 * sum(self.cost[item.nodeid] for item in tests))
        session = tests[0].session
        if fault and not _put(fault, living):
            return False
        session._setupstate.teardown_exact(tests[0])
        for item, after in zip(tests, [*tests[1:], tests[0]], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
            if session.testsfailed:
                if not fault:
                    print(f"Without any fault: {item.nodeid}", file=sys.stderr)
                return True
        return False


def _put(fault: Fault, living: list[FunctionType]) -> bool:
    """Give living functions the code with the fault; whether that was possible."""
    if fault.is_constant:
        [module] = [m for m in list(sys.modules.values()) if getattr(m, "__file__", None) == str(fault.path)]
        exec(fault.code, module.__dict__)
        return True
    new, found = dict(_codes(fault.code)), False
    for function in living:
        old = function.__code__
        if old.co_filename == str(fault.path):
            code = new.get((old.co_qualname, old.co_firstlineno), old)
            if code != old and code.co_freevars == old.co_freevars:
                function.__code__, found = code, True
    return found


def _codes(code: CodeType) -> Any:
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield (inner.co_qualname, inner.co_firstlineno), inner
            yield from _codes(inner)


def _case(item: pytest.Item) -> int:
    spec = getattr(item, "callspec", None)
    return max(spec.indices.values(), default=0) if spec else 0


def lane(number: int, lanes: int) -> tuple[list[tuple[str, int, str, bool]], str, float]:
    """The share of one process: what became of its faults, and the coverage."""
    watch = coverage.Coverage(config_file=str(ROOT / "pyproject.toml"), data_file=None)
    watch.start()
    search = Search(number, lanes, watch)
    said = io.StringIO()
    with redirect_stdout(said):
        ended = pytest.main(
            [*TESTS, "--db", "sqlite", "-s", "--tb=native", "-p", "no:cacheprovider", "-p", "no:xdist"], [search]
        )
    if ended:
        raise RuntimeError(said.getvalue())
    table = io.StringIO()
    covered = watch.report(file=table)
    told = [(str(f.path.relative_to(ROOT)), f.lines[0], f.what, noticed) for f, noticed in search.found]
    return told, table.getvalue(), covered


def main() -> int:
    """Search on every core, print what was covered and what nobody noticed; 1 below the goals."""
    lanes = os.cpu_count() or 1
    with get_context("spawn").Pool(lanes) as pool:
        done = pool.starmap(lane, [(number, lanes) for number in range(lanes)])
    table, covered = done[0][1:]
    print(table)
    groups: dict[str, list[bool]] = defaultdict(list)
    for path, line, what, noticed in sorted(fault for found, *_ in done for fault in found):
        for name in (next(GROUPS[start] for start in GROUPS if path.startswith(start)), "all"):
            groups[name].append(noticed)
        if not noticed:
            print(f"{path}:{line}: {what}")
    for name, found in groups.items():
        print(f"{name}: {sum(found)} of {len(found)} faults noticed, {_percent(found):.1f} %")
    print(f"Goals: every branch, and {GOAL} % of all faults.")
    return int(covered < 100 or _percent(groups["all"]) < GOAL)


def _percent(found: list[bool]) -> float:
    return 100 * sum(found) / len(found)


if __name__ == "__main__":
    sys.exit(main())
