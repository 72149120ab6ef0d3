"""The whole table of moves, and every refusal of a rule."""

import pytest

from app.accounts.models import Role
from app.core.workflow import RuleBroken
from app.initiatives.models import Initiative, State
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import holder

TABLE = {
    "submit": ({State.DRAFT, State.RETURNED}, State.SUBMITTED, (Role.AUTHOR,)),
    "return_to_author": ({State.SUBMITTED}, State.RETURNED, (Role.COORDINATOR,)),
    "open_to_public": ({State.SUBMITTED}, State.OPEN, (Role.COORDINATOR,)),
    "decline": ({State.SUBMITTED, State.OPEN}, State.DECLINED, (Role.COORDINATOR, Role.LEADER)),
    "refer": ({State.OPEN, State.PILOTING}, State.EVALUATING, (Role.COORDINATOR,)),
    "start_pilot": ({State.OPEN, State.RECOGNISED}, State.PILOTING, (Role.COORDINATOR,)),
    "end_pilot_before_evaluation": ({State.PILOTING}, State.OPEN, (Role.COORDINATOR,)),
    "end_pilot_after_recognition": ({State.PILOTING}, State.RECOGNISED, (Role.COORDINATOR,)),
    "recognise": ({State.EVALUATING}, State.RECOGNISED, (Role.COUNCIL_SECRETARY,)),
    "reject": ({State.EVALUATING}, State.DECLINED, (Role.COUNCIL_SECRETARY,)),
    "adopt": ({State.PILOTING, State.RECOGNISED}, State.ADOPTED, (Role.LEADER,)),
    "revoke_adoption_after_recognition": ({State.ADOPTED}, State.RECOGNISED, (Role.LEADER,)),
    "revoke_adoption_while_piloting": ({State.ADOPTED}, State.PILOTING, (Role.LEADER,)),
    "merge_into": ({State.SUBMITTED, State.OPEN}, State.MERGED, (Role.COORDINATOR,)),
    "split_before_opening": ({State.MERGED}, State.SUBMITTED, (Role.COORDINATOR,)),
    "split_after_opening": ({State.MERGED}, State.OPEN, (Role.COORDINATOR,)),
    "withdraw": ({State.DRAFT, State.SUBMITTED, State.RETURNED, State.OPEN}, State.WITHDRAWN, (Role.AUTHOR,)),
}


def test_the_table_of_transitions_is_exactly_this():
    moves = Initiative.transitions()

    assert {name: (set(move.sources), move.to, move.who) for name, move in moves.items()} == TABLE


def test_a_move_from_any_other_state_is_refused_in_words():
    initiative = InitiativeFactory(opened=True)

    with pytest.raises(RuleBroken, match="Đang lấy ý kiến"):
        initiative.return_to_author(by=holder(Role.COORDINATOR), reason="Thiếu ảnh")

    assert initiative.state is State.OPEN
