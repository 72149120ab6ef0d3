"""What may be typed into the text of a paper, and about a decision."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from app.core.fields import DateField
from app.core.forms import Form, Needed, VersionedForm, at_most


class TemplateForm(VersionedForm):
    text = TextAreaField(_l("Chữ của mẫu"), [Needed(_l("Mẫu chưa có chữ nào.")), at_most(20000)])


class ShippedForm(VersionedForm):
    """Nothing but which version was seen."""


class DecisionForm(Form):
    """The decision by which something is published."""

    decision_number = StringField(_l("Số quyết định"), [Needed(_l("Chưa ghi số quyết định.")), at_most(40)])
    decision_on = DateField(_l("Ngày quyết định"), [Needed(_l("Chưa ghi ngày quyết định."))])
    signer = StringField(_l("Người ký"), [Needed(_l("Chưa ghi người ký.")), at_most(80)])
