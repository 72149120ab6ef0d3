"""What the office types: reasons, checks, pilots, adoptions."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from app.accounts.fields import ChildrenField
from app.core.clock import today
from app.core.fields import DateField, FilesField
from app.core.forms import Form, Needed, at_most
from app.initiatives.models import Sphere


def _not_in_future(field: Any) -> None:
    if field.data and not isinstance(field.data, str) and field.data > today():
        raise ValidationError(_("Ngày này không thể ở tương lai."))


class OpenForm(Form):
    lawful = BooleanField(_l("Hợp pháp, đúng thuần phong mỹ tục"), [Needed(_l("Chưa kiểm điều này."))])
    no_personal_data = BooleanField(
        _l("Không lộ thông tin riêng của ai, kể cả trong ảnh"), [Needed(_l("Chưa kiểm điều này."))]
    )
    no_duplicate = BooleanField(_l("Không trùng sáng kiến đã có"), [Needed(_l("Chưa kiểm điều này."))])


class ReasonForm(Form):
    reason = TextAreaField(_l("Lý do, viết cho người dân đọc"), [Needed(_l("Chưa ghi lý do.")), at_most(1000)])


class MergeForm(ReasonForm):
    survivor = StringField(_l("Mã của ý tưởng giữ lại"), [Needed(_l("Chưa ghi mã của ý tưởng giữ lại.")), at_most(40)])
    # The code of the idea that the page showed by its title: what nobody looked at takes nothing in.
    seen = HiddenField(validators=[at_most(40)])


class AnswerForm(Form):
    text = TextAreaField(_l("Trả lời của xã"), [Needed(_l("Chưa viết câu trả lời.")), at_most(3000)])


class PilotForm(Form):
    unit_id = SelectField(_l("Đơn vị chủ trì"), coerce=int)
    place = StringField(_l("Làm thử ở đâu"), [Needed(_l("Chưa ghi địa điểm.")), at_most(160)])
    starts_on = DateField(_l("Từ ngày"), [Needed(_l("Chưa ghi ngày bắt đầu."))])
    ends_on = DateField(_l("Đến ngày"), [Needed(_l("Chưa ghi ngày kết thúc."))])
    measure = TextAreaField(_l("Thế nào là thành công"), [Needed(_l("Chưa ghi cách đo kết quả.")), at_most(1000)])


class PilotResultForm(Form):
    result = TextAreaField(_l("Kết quả bằng lời"), [Needed(_l("Chưa ghi kết quả.")), at_most(3000)])
    figures = TextAreaField(_l("Kết quả bằng số"), [Needed(_l("Chưa ghi số liệu.")), at_most(1000)])
    proofs = FilesField(_l("Ảnh hoặc tệp minh chứng"))
    caption = StringField(_l("Minh chứng cho thấy gì"), [at_most(200)])
    children = ChildrenField(beside="proofs")


class AdoptionForm(Form):
    """A proposal may lack its decision or proofs; a leader cannot confirm it until they are there."""

    unit_id = SelectField(_l("Đơn vị áp dụng"), coerce=int)
    sphere = SelectField(_l("Lĩnh vực tính chỉ tiêu"), choices=Sphere.choices(), coerce=Sphere)
    adopted_on = DateField(_l("Áp dụng từ ngày"), [Needed(_l("Chưa ghi ngày áp dụng."))])
    decision_number = StringField(_l("Số quyết định"), [at_most(40)])
    decision_on = DateField(_l("Ngày quyết định"), [Optional()])
    signer = StringField(_l("Người ký"), [at_most(80)])
    proofs = FilesField(_l("Ảnh hoặc tệp minh chứng"))
    caption = StringField(_l("Minh chứng cho thấy gì"), [at_most(200)])
    children = ChildrenField(beside="proofs")

    def validate_adopted_on(self, field: DateField) -> None:
        _not_in_future(field)

    def validate_decision_on(self, field: DateField) -> None:
        _not_in_future(field)

    @property
    def facts(self) -> dict[str, Any]:
        """What is stated, apart from unit and proofs."""
        names = ("sphere", "adopted_on", "decision_number", "decision_on", "signer")
        return {name: self[name].data for name in names}


class ReplicationForm(Form):
    village_id = SelectField(_l("Thôn"), coerce=lambda v: int(v) if v else None, validators=[Optional()])
    place = StringField(_l("Làm thêm ở đâu"), [Needed(_l("Chưa ghi địa điểm.")), at_most(160)])
    on = DateField(_l("Từ ngày"), [Needed(_l("Chưa ghi ngày."))])
    note = TextAreaField(_l("Ghi chú"), [at_most(1000)])
    proofs = FilesField(_l("Ảnh hoặc tệp minh chứng"))
    caption = StringField(_l("Minh chứng cho thấy gì"), [at_most(200)])
    children = ChildrenField(beside="proofs")

    def validate_on(self, field: DateField) -> None:
        _not_in_future(field)
