"""`flask setup` and `flask serve`: from an empty folder to a running commune."""

from pathlib import Path

import click
from alembic import command
from alembic.config import Config
from flask import current_app
from flask.cli import with_appcontext

from app.commune.actions import load_plan
from app.core import assets, i18n
from app.core.db import unit_of_work

ROOT = Path(__file__).parents[2]


@click.command("setup")
@with_appcontext
def setup() -> None:
    """Migrate the database, load the plan's units and known villages, build static files and words. Safe to run again."""
    Path(current_app.config["DATA_DIR"]).mkdir(parents=True, exist_ok=True)
    migrate("head")
    with unit_of_work():
        load_plan()
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


def migrate(revision: str) -> None:
    """Bring the database of this app to a revision, up or down."""
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["configure_logger"] = False
    if revision == "base":
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


commands = (setup, serve)
