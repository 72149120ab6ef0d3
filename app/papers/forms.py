"""What may be typed into the text of a paper."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField

from app.core.forms import Needed, VersionedForm, at_most


class TemplateForm(VersionedForm):
    text = TextAreaField(_l("Chữ của mẫu"), [Needed(_l("Mẫu chưa có chữ nào.")), at_most(20000)])


class ShippedForm(VersionedForm):
    """Nothing but which version was seen."""
