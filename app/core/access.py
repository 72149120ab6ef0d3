"""Who may: permissions are functions of (person, thing); every view names one."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any

import sqlalchemy as sa
from flask import abort, current_app, request
from flask_login import current_user

from app.core.db import db
from app.core.login import login_manager

Permission = Callable[..., bool]
_named: dict[str, Permission] = {}


def permission(rule: Permission | None = None, *, anonymous: bool = False) -> Any:
    """Make a predicate a permission: strangers fail unless told otherwise, and templates know it by name."""
    if rule is None:
        return lambda rule: permission(rule, anonymous=anonymous)

    @wraps(rule)
    def allowed(user: Any, thing: Any = None) -> bool:
        return bool((anonymous or user.is_authenticated) and rule(user, thing))

    allowed.anonymous = anonymous  # type: ignore[attr-defined]
    _named[f"{rule.__module__.split('.')[1]}.{rule.__name__}"] = allowed
    return allowed


@permission(anonymous=True)
def everyone(_: Any, __: Any) -> bool:
    """A page for the whole world."""
    return True


def can(name: str, thing: Any = None) -> bool:
    """Whether the person of this request has a permission, for templates."""
    return _named[name](_person(), thing)


def access(allowed: Permission, load: Any = None) -> Callable[..., Any]:
    """Say who may call a view.

    `load` names the thing it is about: a model, fetched by the URL's `id`, or a query function that takes
    the URL's parameters and, when it has `seen_by`, the person: what one may not see is not found (404).
    """
    query: Any = _by_id(load) if inspect.isclass(load) else load
    open_to_strangers = getattr(allowed, "anonymous", False)
    names = list(inspect.signature(query).parameters) if query else []

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(**params: Any) -> Any:
            person = _person()
            if not (person.is_authenticated or open_to_strangers):  # asked first: whether the thing exists is not told
                return login_manager.unauthorized()
            given = {name: person if name == "seen_by" else params.pop(name) for name in names}
            thing = (db.one_or_404(query(**given)),) if query else ()
            if not allowed(person, *thing):
                abort(403)
            return view(*thing, **params)

        guarded.access = allowed  # type: ignore[attr-defined]
        return guarded

    return decorate


def _by_id(model: Any) -> Callable[..., Any]:
    def query(id: int) -> Any:
        return sa.select(model).where(model.id == id)

    return query


def refuse_undeclared() -> None:
    """Answer 403 for a view that names no permission: a forgotten line closes a door, it never opens one."""
    view = current_app.view_functions.get(request.endpoint or "")
    if view and not hasattr(view, "access"):
        abort(403)


def _person() -> Any:
    return current_user._get_current_object()
