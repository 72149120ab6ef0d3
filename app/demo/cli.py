"""`flask demo`."""

import click
from flask.cli import with_appcontext


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Load the sample commune. Safe to run again."""
