"""`flask setup` and `flask serve`: from an empty folder to a running commune."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app
from flask.cli import with_appcontext

from app.accounts.models import Organisation, Person, Upload
from app.announcements.models import Announcement
from app.commune.actions import load_plan
from app.commune.models import Village
from app.contests.models import Entry
from app.core import archive, assets, audit, chain, i18n, logs, news, watch
from app.core.db import Model, db, snapshot, unit_of_work
from app.core.outbox import run as run_outbox
from app.core.search.index import SearchEntry, rebuild
from app.initiatives.actions.voting import miscounted
from app.initiatives.models import Initiative
from app.marking.actions import ship_rubrics
from app.partners.models import Need, Partner
from app.products.actions.setting_up import ship_sets
from app.products.models import Product
from app.roadmap.actions import load_roadmap
from app.scorecard.actions.editions import load_indicators
from app.tourism.actions.setting_up import ship_content
from app.tourism.models import Attraction, Species

ROOT = Path(__file__).parents[2]


@click.command("setup")
@with_appcontext
def setup() -> None:
    """Migrate the database, load the plan's units, tasks and indicators, known villages, rubrics, what is known of Đảo Cò.

    Builds files and words. Safe to run again.
    """
    _set_up()
    click.echo("Ready.")


def _set_up() -> None:
    from app.core.schema import migrate  # the tool is large, and no worker needs it

    Path(current_app.config["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    migrate(ROOT)
    with unit_of_work():
        load_plan()
        load_roadmap()
        load_indicators()
        ship_rubrics()
        ship_sets()
        ship_content()
        if not db.session.scalar(sa.select(sa.exists().where(SearchEntry.kind == "village"))):
            _index()
    assets.build(ROOT / "static", assets.target_of(current_app))
    i18n.compile_words(Path(current_app.config["BABEL_TRANSLATION_DIRECTORIES"]))


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
@click.option("--workers", default=2, show_default=True, envvar="WORKERS")
@with_appcontext
def serve(host: str, port: int, workers: int) -> None:
    """Serve with the production server."""
    from app.core.serve import serve as run

    logs.set_up(current_app.config["LOG_LEVEL"])
    watch.share(Path(current_app.config["DATA_DIR"]) / "metrics")
    news.of_house().reset()
    run("wsgi:app", host=host, port=port, workers=workers)


@click.command("index")
@with_appcontext
def index() -> None:
    """Write the search index anew, after places or people were renamed. Safe to run again."""
    with unit_of_work():
        click.echo(f"{_index()} entries.")


def _index() -> int:
    written = 0
    db.session.execute(sa.delete(SearchEntry))
    for model in (Village, Organisation, Initiative, Product, Entry, Partner, Need, Announcement, Attraction, Species):
        written += rebuild(db.session.scalars(sa.select(model)).unique())  # type: ignore[arg-type]  # all are Searchable
    return written


@click.command("work")
def work() -> None:
    """Work off the outbox in a process of its own; `serve` starts one by itself."""
    from wsgi import app

    logs.set_up(app.config["LOG_LEVEL"])
    run_outbox(app)


@click.command("backup")
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def backup(path: Path) -> None:
    """Write every row and photo to PATH while the site goes on, then read the file through."""
    rows = archive.write(path, media=Path(current_app.config["MEDIA_DIR"]))
    told = archive.manifest(path, revision=None)
    click.echo(f"{path}: {sum(rows.values())} rows, {len(told['media'])} photos, {path.stat().st_size / 1e6:.1f} MB.")


@click.command("restore")
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--verify", is_flag=True, help="Only read it back, into a database that is thrown away.")
@with_appcontext
def restore(path: Path, *, verify: bool) -> None:
    """Put an archive into this house, which must be empty: all of it or nothing of it."""
    from app.core.schema import newest

    try:
        told = archive.manifest(path, revision=newest(ROOT))
        if verify:
            with archive.tried_out(path) as proof:
                _prove(proof, told)
        else:
            _set_up()
            with unit_of_work():
                if db.session.scalar(sa.select(sa.exists(sa.select(Person.id)))):
                    raise click.ClickException("There are people in this database already. Restore into an empty one.")
                archive.load(path, db.session.connection())
                _prove(db.session.connection(), told)
                archive.unpack_media(path, Path(current_app.config["MEDIA_DIR"]))
    except archive.Damaged as damaged:
        raise click.ClickException(f"{path}: {damaged}. Nothing was changed.") from None
    click.echo(f"{path}: {'whole' if verify else 'restored'}, taken {told['at']}.")


@click.group("ledger")
def ledger() -> None:
    """The chain of the history."""


@ledger.command("verify")
@with_appcontext
def verify() -> None:
    """Recompute every row of the history and say each place that does not fit; exit 1 when there is one."""
    begun, read = time.monotonic(), 0

    def counted(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        nonlocal read
        for row in rows:
            read += 1
            yield row

    wrong = 0
    with snapshot() as connection:
        head = audit.head(connection)
        for misfit in chain.misfits(counted(audit.stored(connection)), head):
            click.echo(f"{misfit.what}: {misfit.text}")
            wrong += 1
    click.echo(f"Head {head.mark}, hash {head.hash}, {read} rows read in {time.monotonic() - begun:.1f} s.")
    if wrong:
        click.echo(f"{wrong} places do not fit: the history was changed after it was written.")
        raise SystemExit(1)
    click.echo("Everything fits.")


def _prove(connection: sa.Connection, told: dict[str, Any]) -> None:
    """What was read back is what was written: rows, history, totals of votes, a photo for every upload. Raises `Damaged`."""
    for table in Model.metadata.sorted_tables:
        if connection.scalar(sa.select(sa.func.count()).select_from(table)) != told["tables"][table.name]["rows"]:
            raise archive.Damaged(f"{table.name} has not all its rows")
    if misfit := next(audit.verify(connection), None):
        raise archive.Damaged(f"the history does not fit: {misfit.text}")
    if connection.execute(miscounted()).first():
        raise archive.Damaged("a total of votes differs from its rows")
    kept = {Path(name).name.partition(".")[0] for name in told["media"]}
    if lost := [token for token in connection.scalars(sa.select(Upload.token)) if token not in kept]:
        raise archive.Damaged(f"{len(lost)} uploads have no file")


commands = (setup, serve, work, index, backup, restore, ledger)
