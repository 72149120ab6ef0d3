"""`flask demo`."""

import click


@click.command("demo")
def demo() -> None:
    """Load the sample commune. Safe to run again."""
