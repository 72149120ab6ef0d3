"""Who may do what with Đảo Cò, as a table."""

import pytest

from app.accounts.models import Role
from app.core.login import Visitor
from app.tourism import policy
from tests.factories.people import PersonFactory, holder, unit, village
from tests.factories.tourism import attraction

EVERYBODY = {"visitor", *(role.value for role in Role.granted()), "resident"}
EDITORS = {"tourism_editor", "coordinator"}
TABLE = [
    ("shown", policy.visit, EVERYBODY),
    ("shown", policy.see, EVERYBODY),
    ("hidden", policy.see, EDITORS),
    ("shown", policy.edit, EDITORS),
    ("shown", policy.receive, EDITORS),
    ("shown", policy.look_in, EDITORS | {"leader", "auditor"}),
    ("shown", policy.log_birds, EVERYBODY - {"visitor"}),
]


def people():
    scopes = {Role.OFFICIAL: {"unit_id": unit().id}, Role.VILLAGE_TEAM: {"village_id": village().id}}
    held = {role.value: holder(role, **scopes.get(role, {})) for role in Role.granted()}
    return {"visitor": Visitor(), "resident": PersonFactory(), **held}


@pytest.mark.parametrize(("what", "rule", "allowed"), TABLE, ids=[f"{what}-{rule.__name__}" for what, rule, _ in TABLE])
def test_who_may(what, rule, allowed):
    thing = attraction(is_shown=what == "shown")

    assert {name for name, person in people().items() if rule(person, thing)} == allowed
