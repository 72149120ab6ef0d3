"""`flask users …`: accounts from the terminal, for the first administrator and for emergencies."""

import click
import sqlalchemy as sa
from flask.cli import AppGroup

from app.accounts.actions import people as actions
from app.accounts.models import Grant, Person, Role
from app.accounts.models import password as passwords
from app.core import text
from app.core.clock import today
from app.core.db import db, unit_of_work

users = AppGroup("users", help="Accounts.")


@users.command("create-administrator")
@click.argument("name")
def create_administrator(name: str) -> None:
    """Create the account NAME with the administrator's role, and print its passphrase once."""
    passphrase = passwords.passphrase()
    with unit_of_work():
        person = actions.sign_up(
            name=text.clean(name), password=passphrase, village=None, phone=None, email=None, purposes=[]
        )
        person.grants.append(Grant(role=Role.ADMINISTRATOR, valid_from=today()))
        person.record("people.grant", by=person, after=Role.ADMINISTRATOR)
    click.echo(f"{person.name}: {passphrase}")


@users.command("reset-password")
@click.argument("name")
def reset_password(name: str) -> None:
    """Give NAME a new passphrase, print it once, and end every session of the account."""
    person = db.session.scalar(sa.select(Person).where(Person.name_key == text.name_key(name)))
    if person is None:
        raise click.ClickException("Nobody has an account of that name.")
    passphrase = passwords.passphrase()
    with unit_of_work():
        actions.change_password(person, password=passphrase)
    click.echo(f"{person.name}: {passphrase}")
