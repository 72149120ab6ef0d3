"""Checks that a person or a timer may run at any time."""

import click
from flask.cli import with_appcontext

from app.core.db import db
from app.initiatives.actions.voting import miscounted


@click.command("check")
@with_appcontext
def check() -> None:
    """Compare every total of votes with its rows; exit 1 when one differs."""
    wrong = db.session.scalars(miscounted()).all()
    for initiative in wrong:
        click.echo(f"{initiative.code}: total {initiative.votes} differs from its rows")
    if wrong:
        raise SystemExit(1)
    click.echo("Every total equals its rows.")
