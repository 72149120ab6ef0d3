"""`flask demo`: the sample commune."""

import json

import click
from flask import current_app
from flask.cli import with_appcontext

from app.core.chain import ClockSetBack
from app.core.db import unit_of_work
from app.demo import actions


@click.command("demo")
@with_appcontext
def demo() -> None:
    """Load the sample commune and print who may sign in. Safe to run again; all of it or nothing."""
    if current_app.config["PRODUCTION"]:
        raise click.ClickException("Sample accounts have no place in production.")
    if not actions.is_loaded():
        click.echo("Living two sample years …", nl=False)
        try:
            with unit_of_work():
                for count in actions.load():
                    if count % 50 == 0:
                        click.echo(".", nl=False)
        except ClockSetBack:
            raise click.ClickException("This house has a history already; load samples into an empty one.") from None
        click.echo(" done.")
    _print_accounts()


def _print_accounts() -> None:
    if not actions.accounts_file().exists():
        return
    shown: set[str] = set()
    for account in json.loads(actions.accounts_file().read_text(encoding="utf-8")):
        if account["role"] not in shown:
            shown.add(account["role"])
            click.echo(f"  {account['role']:20} {account['identifier']:28} {account['password']}")
    click.echo(f"Open {current_app.config['BASE_URL']}")
