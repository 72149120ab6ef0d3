"""What the indicator set costs over the sample commune, with its own closed year and with ten of them."""

import argparse
import os
import tempfile
from pathlib import Path

from app import create_app
from app.accounts.models import Person, Role
from app.accounts.queries import holders
from app.commune.settings import Rules
from app.core.db import db, unit_of_work
from app.scorecard.actions.reckoning import scorecard_of
from app.scorecard.models import ClosedYear
from config import from_environment
from tests.bench import machine, pages
from tests.bench.tables import mark
from tests.servers import Served, flask, temporary_database

YEARS = (1, 10)
PAGES: pages.Pages = {
    "dashboard": ("/bo-chi-so/2026", None),
    "one indicator with its rows": ("/bo-chi-so/2026/chi-so/5.2", None),
    "what is missing": ("/bo-chi-so/2026/con-thieu", None),
    "open data": ("/api/v1/scorecard/2026", None),
    "tally": ("/bo-chi-so/2026/sang-kien", None),
}


def run(kind: str, options: argparse.Namespace) -> None:
    """Fill, serve, measure and print both on one database."""
    counted: list[dict[str, int]] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, temporary_database(kind, Path(folder)) as url:
        environment = {"DATA_DIR": folder, "DATABASE_URL": url, "SECRET_KEY": "b" * 40, "RATE_LIMITS": "off"}
        os.environ.update(environment)
        flask(environment, "setup")
        flask(environment, "demo")
        for years in YEARS:
            _close(years)
            print(f"\n### {kind}, indicator set, {years} closed years\n\n{pages.HEAD}", flush=True)
            counted.append(pages.statements(PAGES, {}))
            product = Served(environment, pages.WORKERS)
            try:
                product.start()
                for name in PAGES:
                    pages.line(name, PAGES, {}, product, counted[-1][name], options, machine.postmaster(url))
            finally:
                product.kill()
    print(
        f"\nStatements with {YEARS[0]} and with {YEARS[1]} closed years: the same {mark(counted[0] == counted[1])}",
        flush=True,
    )


def _close(years: int) -> None:
    """Close as many years as are wanted, each as the running one stands."""
    app = create_app(from_environment())
    with app.app_context(), unit_of_work():
        leader: Person = next(iter(db.session.scalars(holders(Role.LEADER))))
        card = scorecard_of(2026, rules=Rules({}))
        for year in range(2025 - years + 1, 2025):
            if card:
                db.session.add(ClosedYear.freeze(year, target=8, items=[], scorecard=card.frozen(), by=leader))
    with app.app_context():
        db.engine.dispose()


def main() -> None:
    """`python -m tests.bench.scorecard`: these measurements alone."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--db", nargs="+", default=["sqlite", "postgresql"], choices=["sqlite", "postgresql"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.0)
    options = parser.parse_args()
    for kind in options.db:
        run(kind, options)


if __name__ == "__main__":
    main()
