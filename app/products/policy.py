"""Who may do what with products. When it may be done is the transition's answer."""

from typing import Any

from app.accounts.models import Organisation, Person, Role
from app.core.access import permission
from app.products.models import BankAccount, Lot, Producer, Product, Recall, TraceEvent

# The unit of the plan that looks after the economy.
ECONOMIC_OFFICE = "kinh_te"


def of_office(user: Any) -> bool:
    """Whether somebody serves in the economic office today."""
    held = getattr(user, "grants", ())
    return any(g.is_current and g.role is Role.OFFICIAL and g.unit and g.unit.code == ECONOMIC_OFFICE for g in held)


def oversees(user: Any) -> bool:
    """Whether somebody reads every book."""
    return user.has(Role.LEADER, Role.AUDITOR, Role.COORDINATOR) or of_office(user)


def _keeps(user: Any, producer: Producer) -> bool:
    return bool(user.is_authenticated and producer.organisation.counts(user))


@permission(anonymous=True)
def browse(user: Any, _: Any) -> bool:
    """What is published is for everybody."""
    return True


@permission
def have_book(user: Person, _: Any) -> bool:
    """Everybody may look whether they keep a book, and begin one for an organisation of theirs."""
    return True


@permission
def begin_book(user: Person, organisation: Organisation) -> bool:
    """Its owners say that an organisation makes things."""
    return organisation.counts(user, as_owner=True)


@permission
def keep(user: Person, producer: Producer) -> bool:
    """Its members keep a producer's book."""
    return _keeps(user, producer)


@permission
def keep_product(user: Person, product: Product) -> bool:
    """The same of a product."""
    return _keeps(user, product.producer)


@permission
def keep_lot(user: Person, lot: Lot) -> bool:
    """The same of a lot."""
    return _keeps(user, lot.product.producer)


@permission
def correct(user: Person, event: TraceEvent) -> bool:
    """Whoever keeps the lot it is about, or that came out of it: whose lot went in has no say in it."""
    return all(_keeps(user, lot.product.producer) for lot in event.own_lots)


@permission
def read_lot(user: Person, lot: Lot) -> bool:
    """Whoever keeps it, and whoever oversees."""
    return _keeps(user, lot.product.producer) or oversees(user)


@permission
def read_product(user: Person, product: Product) -> bool:
    """The same of a product."""
    return _keeps(user, product.producer) or oversees(user)


@permission
def read_producer(user: Person, producer: Producer) -> bool:
    """The same of a producer."""
    return _keeps(user, producer) or oversees(user)


@permission
def confirm_account(user: Person, account: BankAccount) -> bool:
    """Another member, or the office; that it is another is the rule's answer."""
    return _keeps(user, account.producer) or of_office(user)


@permission
def see_office(user: Person, _: Any) -> bool:
    """The overview of the economic office, for it and for those who oversee."""
    return oversees(user)


@permission
def run_office(user: Person, _: Any) -> bool:
    """Confirm producers, compare certificates: the economic office."""
    return of_office(user)


@permission
def recall(user: Person, thing: Lot | Product) -> bool:
    """Whoever makes it, and the office."""
    product = thing.product if isinstance(thing, Lot) else thing
    return _keeps(user, product.producer) or of_office(user)


@permission
def lift_recall(user: Person, _: Recall) -> bool:
    """The office says that it is over: whoever sold it does not."""
    return of_office(user)
