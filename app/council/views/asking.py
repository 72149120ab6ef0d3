"""The one shape of the council's smaller forms."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext as _

from app.core.files import RefusedFile
from app.core.workflow import RuleBroken


def asked(form: Any, title: str, act: Callable[[], None], *, back: str, done: str, onward: str = "", **words: Any) -> Any:
    """Show the form, do the one thing, say so; a refusal keeps what was typed.

    `back` is where the page leads without acting, `onward` where it leads afterwards.
    """
    if form.validate_on_submit():
        try:
            act()
        except (RuleBroken, RefusedFile) as refused:
            form.form_errors.append(str(refused))
        else:
            flash(done, "success")
            return redirect(onward or back, 303)
    status = 422 if form.errors else 200
    page = render_template(
        "council/form.html",
        form=form,
        title=title,
        back_url=back,
        **{"button": title, "lead": "", "back_label": _("Phiên họp")} | words,
    )
    return page, status
