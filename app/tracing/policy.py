"""Who may do what with codes."""

from typing import Any

from app.accounts.models import Person
from app.core.access import permission
from app.labels.models import LabelRun
from app.products.models import Lot
from app.products.policy import keep_lot, of_office, read_lot
from app.tracing.models import Trouble


@permission(anonymous=True)
def scan(user: Any, _: Any) -> bool:
    """A code is for whoever holds the goods."""
    return True


@permission
def print_labels(user: Person, lot: Lot) -> bool:
    """Whoever keeps the lot."""
    return bool(keep_lot(user, lot))


@permission
def see_run(user: Person, _: LabelRun) -> bool:
    """Whoever keeps the lot: the query finds no other."""
    return True


@permission
def see_scans(user: Person, lot: Lot) -> bool:
    """Whoever keeps or oversees it."""
    return bool(read_lot(user, lot))


@permission
def see_troubles(user: Person, _: Any) -> bool:
    """What buyers report goes to the economic office."""
    return of_office(user)


@permission
def close_trouble(user: Person, _: Trouble) -> bool:
    """The same."""
    return of_office(user)
