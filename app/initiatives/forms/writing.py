"""The three boxes, the check page, an amendment, and the steps of the full form."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.form import Form as PlainForm
from wtforms.validators import Length, Optional

from app.accounts.fields import ChildrenField
from app.core import text
from app.core.clock import today
from app.core.fields import DateField, FilesField, MoneyField, PercentField
from app.core.forms import Form, Needed, VersionedForm, at_most

DECLARATION = _l("Tôi cam đoan mọi thông tin nêu trong đơn là trung thực, đúng sự thật và chịu trách nhiệm trước pháp luật.")


def _whole(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class IdeaForm(VersionedForm):
    """A draft may be half-written: sending asks for the rest."""

    sent_key = HiddenField(validators=[Length(max=40)])
    problem = TextAreaField(_l("Chuyện gì đang vướng?"), [at_most(5000)])
    solution = TextAreaField(_l("Bà con muốn làm gì cho tốt hơn?"), [at_most(5000)])
    title = StringField(_l("Đặt tên ngắn cho ý tưởng"), [at_most(160)])
    photos = FilesField(_l("Chụp hoặc chọn ảnh"))
    field_id = RadioField(_l("Việc này thuộc lĩnh vực nào?"), coerce=_whole, validators=[Optional()])
    village_id = SelectField(_l("Việc này ở thôn nào?"), coerce=_whole, validators=[Optional()])
    landmark = StringField(_l("Chỗ dễ nhận ra"), [at_most(120)])
    organisation_id = SelectField(_l("Gửi với tư cách"), coerce=_whole, validators=[Optional()])
    show_name = BooleanField(_l("Hiện tên tôi cùng ý tưởng"))

    @property
    def texts(self) -> dict[str, Any]:
        """What an initiative keeps of it."""
        names = ("problem", "solution", "title", "field_id", "village_id", "landmark", "organisation_id", "show_name")
        return {name: self[name].data for name in names if self[name].data is not None or name.endswith("_id")}


class SendForm(VersionedForm):
    declared = BooleanField(
        _l("Tôi viết đúng sự thật, không kèm thông tin riêng của người khác."),
        [Needed(_l("Cần đánh dấu ô này trước khi gửi."))],
    )
    children = ChildrenField()


class AmendForm(VersionedForm):
    title = StringField(_l("Tên ý tưởng"), [Needed(_l("Chưa đặt tên.")), at_most(160)])
    problem = TextAreaField(_l("Chuyện gì đang vướng?"), [Needed(_l("Chưa kể chuyện gì đang vướng.")), at_most(5000)])
    solution = TextAreaField(_l("Bà con muốn làm gì cho tốt hơn?"), [Needed(_l("Chưa viết muốn làm gì.")), at_most(5000)])
    note = StringField(_l("Sửa gì, vì sao?"), [Needed(_l("Chưa ghi sửa gì.")), at_most(200)])


class AuthorLine(PlainForm):
    name = StringField(_l("Họ và tên"), [at_most(80)], filters=[lambda v: text.clean(v or "")])
    birth_date = DateField(_l("Ngày sinh"), [Optional()])
    workplace = StringField(_l("Nơi công tác hoặc nơi ở"), [at_most(160)], filters=[lambda v: text.clean(v or "")])
    job = StringField(_l("Chức danh"), [at_most(80)], filters=[lambda v: text.clean(v or "")])
    qualification = StringField(_l("Trình độ chuyên môn"), [at_most(80)], filters=[lambda v: text.clean(v or "")])
    percent = PercentField(_l("Tỷ lệ đóng góp (%)"), [Optional()])


class ApplierLine(PlainForm):
    name = StringField(_l("Họ và tên"), [at_most(80)], filters=[lambda v: text.clean(v or "")])
    birth_date = DateField(_l("Ngày sinh"), [Optional()])
    workplace = StringField(_l("Nơi công tác hoặc nơi ở"), [at_most(160)], filters=[lambda v: text.clean(v or "")])
    job = StringField(_l("Chức danh"), [at_most(80)], filters=[lambda v: text.clean(v or "")])
    qualification = StringField(_l("Trình độ chuyên môn"), [at_most(80)], filters=[lambda v: text.clean(v or "")])
    work = StringField(_l("Nội dung công việc hỗ trợ"), [at_most(300)], filters=[lambda v: text.clean(v or "")])


class AuthorsForm(VersionedForm):
    investor = StringField(_l("Chủ đầu tư tạo ra sáng kiến (nếu không phải tác giả)"), [at_most(200)])
    authors = FieldList(FormField(AuthorLine), min_entries=3, max_entries=12)

    def validate_authors(self, field: FieldList) -> None:
        lines = self.lines["authors"]
        if not lines:
            raise ValidationError(_("Ghi ít nhất một tác giả."))
        if any(isinstance(line["percent"], str) for line in lines):
            return  # what is no number is said beside its own box
        if any(not line["percent"] for line in lines):
            raise ValidationError(_("Mỗi tác giả cần một tỷ lệ đóng góp lớn hơn 0."))
        total = sum(line["percent"] for line in lines)
        if total != 100:
            raise ValidationError(
                _("Tỷ lệ đóng góp cộng lại phải đúng 100%%, hiện là %(sum)s%%.", sum=str(total).replace(".", ","))
            )

    @property
    def lines(self) -> dict[str, list[dict[str, Any]]]:
        """The lines that name somebody."""
        return {"authors": [line for line in self.authors.data if line["name"]]}


class DescriptionForm(VersionedForm):
    first_applied_on = DateField(_l("Ngày áp dụng lần đầu hoặc áp dụng thử"), [Optional()])
    description = TextAreaField(
        _l("Mô tả bản chất của sáng kiến"), [Needed(_l("Chưa mô tả bản chất của sáng kiến.")), at_most(10000)]
    )
    conditions = TextAreaField(
        _l("Các điều kiện cần thiết để áp dụng"), [Needed(_l("Chưa ghi điều kiện cần thiết để áp dụng.")), at_most(3000)]
    )
    confidential = TextAreaField(_l("Những thông tin cần được bảo mật"), [at_most(3000)])

    def validate_first_applied_on(self, field: DateField) -> None:
        if field.data and not isinstance(field.data, str) and field.data > today():
            raise ValidationError(_("Ngày áp dụng không thể ở tương lai."))


class BenefitForm(VersionedForm):
    benefit_author = TextAreaField(
        _l("Lợi ích thu được theo ý kiến của tác giả"), [Needed(_l("Chưa đánh giá lợi ích.")), at_most(5000)]
    )
    benefit_money = MoneyField(_l("Số tiền làm lợi một năm (đồng)"), [Optional()])
    benefit_user = TextAreaField(_l("Lợi ích theo ý kiến của nơi đã áp dụng"), [at_most(5000)])


class AppliersForm(VersionedForm):
    first_appliers = FieldList(FormField(ApplierLine), min_entries=3, max_entries=20)

    @property
    def lines(self) -> dict[str, list[dict[str, Any]]]:
        """The lines that name somebody."""
        return {"first_appliers": [line for line in self.first_appliers.data if line["name"]]}


class SignForm(Form):
    signed_place = StringField(_l("Nơi viết đơn"), [Needed(_l("Chưa ghi nơi viết đơn.")), at_most(120)])
    declared = BooleanField(DECLARATION, [Needed(_l("Cần đánh dấu cam đoan trước khi ký đơn."))])
