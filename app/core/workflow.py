"""States and the ways between them: each way is one method, declared once."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from app.core.audit import Actor, Recorded
from app.core.db import Model, db
from app.core.enums import Labelled
from app.core.rules import RuleBroken as RuleBroken


def add_once(thing: Model, taken: str) -> None:
    """Add what the database allows once. Raises `RuleBroken` with the sentence `taken`: its key is the judge, no SELECT."""
    change_once(lambda: db.session.add(thing), taken)


def change_once(act: Callable[[], object], taken: str) -> None:
    """Change what the database allows once: within `act`, since what was changed before a savepoint is no part of it."""
    try:
        with db.session.begin_nested():
            act()
    except IntegrityError:
        raise RuleBroken(taken) from None


def transition(*sources: Labelled, to: Labelled, label: Any, who: tuple[str, ...]) -> Callable[..., Any]:
    """Make a method the one way from any of `sources` to state `to`, open to the roles in `who`.

    The method's body checks what else must hold and sets what goes with the new state;
    it never touches `state` itself. Raises `RuleBroken` from any other state.
    """

    def decorate(rule: Callable[..., None]) -> Callable[..., None]:
        @wraps(rule)
        def move(self: "Workflow", *, by: Actor, **details: Any) -> None:
            if self.state not in sources:
                raise RuleBroken(
                    _("Không thể “%(action)s” khi đang ở trạng thái “%(state)s”.", action=label, state=self.state.label)
                )
            rule(self, by=by, **details)
            before, self.state = self.state, to
            self.record(
                f"{self.__tablename__}.{rule.__name__}",
                by=by,
                role=by.acts_as(*who),
                before=before,
                after=to,
                reason=details.get("reason"),
                facts=self.told(rule.__name__),
            )

        move.sources, move.to, move.label, move.who = frozenset(sources), to, label, who  # type: ignore[attr-defined]
        return move

    return decorate


class Workflow(Recorded):
    """A thing with a state that only its transitions change."""

    state: Any

    @classmethod
    def transitions(cls) -> dict[str, Any]:
        """Every way between states by name, so that a test can pin the table and a page draw its buttons."""
        return {name: move for name in dir(cls) if hasattr(move := getattr(cls, name), "sources")}

    def told(self, move: str) -> dict[str, Any]:
        """What the chain of the history tells everybody of a move just made, as plain values."""
        return {}

    def allows(self, name: str) -> bool:
        """Whether the state permits this move now; who may is another question."""
        return self.state in self.transitions()[name].sources
