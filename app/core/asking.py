"""The one shape of a page that asks for a few things and then does one."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template
from flask_babel import gettext as _

from app.core.fields import FilesField
from app.core.files import RefusedFile
from app.core.workflow import RuleBroken


def asked(
    form: Any,
    title: str,
    act: Callable[[], None],
    *,
    back: str,
    back_label: str,
    done: str,
    onward: str = "",
    button: str = "",
    lead: str = "",
    template: str = "form.html",
    **shown: Any,
) -> Any:
    """Show the form, do the one thing, say so; a refusal keeps what was typed.

    `back` is where the page leads without acting, `onward` where it leads afterwards, if that is elsewhere; the button
    says what the title says, unless it has words of its own; `lead` stands above the form. A page with more on it has a
    `template` of its own, which is given what is `shown` besides.
    """
    if form.validate_on_submit():
        try:
            act()
        except (RuleBroken, RefusedFile) as refused:
            form.form_errors.append(str(refused))
        else:
            flash(done, "success")
            return redirect(onward or back, 303)
    if form.errors:
        for field in form:
            if isinstance(field, FilesField) and field.data and not field.errors:
                field.errors = [_("Hãy chọn lại tệp này: máy không giữ được tệp khi còn chỗ phải sửa.")]
    words = {"title": title, "button": button or title, "lead": lead, "back_url": back, "back_label": back_label}
    return render_template(template, form=form, **words, **shown), 422 if form.errors else 200
