"""`flask tally`: the figure from the terminal."""

import json

import click
from flask.cli import with_appcontext

from app.commune.settings import rules
from app.scorecard import actions


@click.command("tally")
@click.argument("year", type=click.IntRange(2020, 2100))
@click.option("--json", "as_json", is_flag=True, help="Print the same as /api/v1/tally/<year>.")
@with_appcontext
def tally(year: int, as_json: bool) -> None:
    """Count the initiatives put into practice in YEAR."""
    counted = actions.tally_of(year, rules=rules())
    if as_json:
        click.echo(json.dumps(counted.as_json(), ensure_ascii=False, indent=1))
        return
    state = "closed" if counted.closed else "open"
    click.echo(f"{year} ({state}): {counted.adopted} of {counted.target}; amendments: {len(counted.amendments)}")
    for item in counted.items:
        click.echo(f"  {item['adopted_on']}  {item['code']}  {item['title']}")
