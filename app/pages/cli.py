"""`flask setup` and `flask serve`: from an empty folder to a running commune."""

from pathlib import Path

import click
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import with_appcontext

from app.accounts.models import Organisation
from app.commune.actions import load_plan
from app.commune.models import Village
from app.core import assets, i18n
from app.core.db import db, unit_of_work
from app.core.outbox import run as run_outbox
from app.core.search.index import SearchEntry, rebuild
from app.initiatives.models import Initiative

ROOT = Path(__file__).parents[2]


@click.command("setup")
@with_appcontext
def setup() -> None:
    """Migrate the database, load the plan's units and known villages, build static files and words. Safe to run again."""
    Path(current_app.config["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    migrate("head")
    with unit_of_work():
        load_plan()
        if not db.session.scalar(sa.select(sa.exists().where(SearchEntry.kind == "village"))):
            _index()
    assets.build(ROOT / "static", assets.target_of(current_app))
    i18n.compile_words(Path(current_app.config["BABEL_TRANSLATION_DIRECTORIES"]))
    click.echo("Ready.")


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, envvar="PORT")
@click.option("--workers", default=2, show_default=True, envvar="WORKERS")
def serve(host: str, port: int, workers: int) -> None:
    """Serve with the production server."""
    from app.core.serve import serve as run

    run("wsgi:app", host=host, port=port, workers=workers)


@click.command("index")
@with_appcontext
def index() -> None:
    """Write the search index anew, after places or people were renamed. Safe to run again."""
    with unit_of_work():
        click.echo(f"{_index()} entries.")


def _index() -> int:
    written = 0
    for model in (Village, Organisation, Initiative):
        written += rebuild(db.session.scalars(sa.select(model)).unique())  # type: ignore[arg-type]  # all three are Searchable
    return written


@click.command("work")
def work() -> None:
    """Work off the outbox in a process of its own; `serve` starts one by itself."""
    from wsgi import app

    run_outbox(app)


def migrate(revision: str) -> None:
    """Bring the database of this app to a revision, up or down."""
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["configure_logger"] = False
    if revision == "base":
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


commands = (setup, serve, work, index)
