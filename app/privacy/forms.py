"""What may be typed about requests."""

import secrets

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import Length

from app.accounts.forms import person_name
from app.core.forms import Form, Needed, at_most
from app.privacy.models import RequestKind


class OnceForm(Form):
    sent_key = HiddenField(validators=[Length(max=40)])

    @property
    def key(self) -> str:
        """What tells that the same form came twice; another one each time when it came without."""
        return self.sent_key.data or secrets.token_urlsafe(12)


class AskForm(OnceForm):
    kind = RadioField(_l("Ông bà muốn xã làm gì?"), choices=RequestKind.choices(), coerce=RequestKind)
    text = TextAreaField(_l("Nói rõ thêm"), [at_most(2000)])


class NoteForm(OnceForm):
    name = StringField(_l("Họ và tên người yêu cầu"), [Needed(_l("Chưa ghi họ và tên.")), at_most(80), person_name])
    contact = StringField(_l("Báo lại cho họ bằng cách nào"), [Needed(_l("Chưa ghi cách báo lại.")), at_most(160)])
    proved_by = StringField(
        _l("Xác định đúng người bằng cách nào"), [Needed(_l("Chưa ghi cách nhận ra người.")), at_most(160)]
    )
    kind = RadioField(_l("Người đó muốn xã làm gì?"), choices=RequestKind.choices(), coerce=RequestKind)
    text = TextAreaField(_l("Lời người đó nói"), [Needed(_l("Chưa ghi lời yêu cầu.")), at_most(2000)])


class AnswerForm(Form):
    answer = TextAreaField(_l("Xã đã làm gì, hoặc vì sao không làm được"), [Needed(_l("Chưa viết trả lời.")), at_most(2000)])
    refused = BooleanField(_l("Không làm được"))


class ExtendForm(Form):
    reason = TextAreaField(_l("Vì sao cần thêm thời gian"), [Needed(_l("Chưa ghi lý do.")), at_most(1000)])
