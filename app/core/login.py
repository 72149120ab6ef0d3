"""The one login manager; `accounts` tells it who a session belongs to."""

from typing import Any

from flask import Flask, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import AnonymousUserMixin, LoginManager

from app.core.redirects import own_path

login_manager = LoginManager()


class Visitor(AnonymousUserMixin):
    """Somebody who has not signed in."""

    id = None
    village_id = None

    def has(self, *roles: str, **scope: Any) -> bool:
        """A visitor holds no grant."""
        return False


def init_app(app: Flask) -> None:
    """Send strangers to the sign-in page and bring them back afterwards."""
    login_manager.init_app(app)
    login_manager.anonymous_user = Visitor
    login_manager.session_protection = None  # our sessions are rows; a changed network must not sign a phone out

    @login_manager.unauthorized_handler
    def ask_to_sign_in() -> Any:
        flash(_("Đăng nhập để làm tiếp việc này."), "info")
        here = request.full_path if request.method == "GET" else (own_path(request.referrer) or "/")
        return redirect(url_for("accounts.sign_in", next=here.rstrip("?")), 303)
