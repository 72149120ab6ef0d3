"""`flask tally` and `flask scorecard`: the figures from the terminal."""

import json

import click
from flask.cli import with_appcontext

from app.commune.settings import rules
from app.scorecard.actions.reckoning import scorecard_of
from app.scorecard.actions.tallying import tally_of
from app.scorecard.scoring import cut


@click.command("tally")
@click.argument("year", type=click.IntRange(2020, 2100))
@click.option("--json", "as_json", is_flag=True, help="Print the same as /api/v1/tally/<year>.")
@with_appcontext
def tally(year: int, as_json: bool) -> None:
    """Count the initiatives put into practice in YEAR."""
    counted = tally_of(year, rules=rules())
    if as_json:
        click.echo(json.dumps(counted.as_json(), ensure_ascii=False, indent=1))
        return
    state = "closed" if counted.closed else "open"
    click.echo(f"{year} ({state}): {counted.adopted} of {counted.target}; amendments: {len(counted.amendments)}")
    for item in counted.items:
        click.echo(f"  {item['adopted_on']}  {item['code']}  {item['title']}")


@click.command("scorecard")
@click.argument("year", type=click.IntRange(2020, 2100))
@click.option("--json", "as_json", is_flag=True, help="Print the same as /api/v1/scorecard/<year>.")
@with_appcontext
def scorecard(year: int, as_json: bool) -> None:
    """Show the indicator set of YEAR: figures, points, band."""
    card = scorecard_of(year, rules=rules())
    if card is None:
        raise click.ClickException(f"{year} has no indicator set.")
    if as_json:
        click.echo(json.dumps(card.as_json(), ensure_ascii=False, indent=1))
        return
    state = "closed" if card.closed else "provisional" if card.is_provisional else "open"
    click.echo(f"{year} ({state}): {cut(card.total)} of 100, {card.band.value}; edition {card.version}")
    for line in card.all_lines:
        points = "-" if line.points is None else cut(line.points)
        click.echo(f"  {line.code:4} {points!s:>6} of {line.indicator.max_points!s:>5}  {line.indicator.name}")
