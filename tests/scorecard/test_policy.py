"""Who may do what with the figures, as a table."""

import pytest

from app.accounts.models import Role
from app.core.login import Visitor
from app.scorecard import policy
from tests.factories.people import PersonFactory, holder

EVERYBODY = {"visitor", "neighbour", *(role.value for role in Role.granted())}
TABLE = [
    (policy.read, EVERYBODY),
    (policy.export, {"coordinator", "leader", "auditor"}),
    (policy.close, {"leader"}),
]


@pytest.mark.parametrize(("permission", "allowed"), TABLE, ids=lambda value: getattr(value, "__name__", None))
def test_who_may(permission, allowed):
    people = {"visitor": Visitor(), "neighbour": PersonFactory()} | {role.value: holder(role) for role in Role.granted()}

    assert {name for name, person in people.items() if permission(person, None)} == allowed
