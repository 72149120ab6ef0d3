"""What is typed about partners, offers, needs and matches."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField, ValidationError

from app.core.fields import DateField, EmailField, PhoneField
from app.core.forms import Form, Needed, VersionedForm, at_most
from app.folders.forms import web_address
from app.partners.models import Help, PartnerKind


def _maybe(value: Any) -> int | None:
    return int(value) if value else None


class PartnerForm(VersionedForm):
    kind = SelectField(_l("Loại đối tác"), choices=PartnerKind.choices(), coerce=PartnerKind)
    name = StringField(_l("Tên"), [Needed(_l("Chưa ghi tên.")), at_most(160)])
    knowledge = StringField(
        _l("Giỏi về việc gì?"),
        [Needed(_l("Chưa ghi giỏi về việc gì.")), at_most(200)],
        description=_l("Vài chữ, ví dụ: trồng rau trong nhà màng, bán hàng trên mạng."),
    )
    text = TextAreaField(_l("Làm những gì?"), [at_most(2000)])
    phone = PhoneField(_l("Số điện thoại"), description=_l("Chỉ cán bộ thấy, cho đến khi đối tác đồng ý cho hiện."))
    email = EmailField(_l("Địa chỉ thư điện tử"), [at_most(254)], description=_l("Cũng chỉ cán bộ thấy."))
    website = StringField(_l("Trang trên mạng"), [at_most(300), web_address], description=_l("Bắt đầu bằng https://"))
    organisation_id = SelectField(_l("Là tổ chức nào đã ghi ở đây?"), coerce=_maybe)
    since = DateField(_l("Hợp tác từ ngày"), [Needed(_l("Chưa ghi ngày."))])

    @property
    def facts(self) -> dict[str, Any]:
        """The partner as it is kept."""
        told = {
            name: self[name].data for name in ("kind", "name", "knowledge", "phone", "email", "organisation_id", "since")
        }
        return told | {"text": self.text.data or "", "website": self.website.data or ""}


class ConsentForm(Form):
    given_on = DateField(_l("Đồng ý ngày nào?"), [Needed(_l("Chưa ghi ngày."))])
    how = StringField(
        _l("Đồng ý bằng cách nào?"),
        [Needed(_l("Chưa ghi đồng ý bằng cách nào.")), at_most(200)],
        description=_l("Ví dụ: thư trả lời ngày 12/10/2026, giấy đồng ý có chữ ký."),
    )


class OfferForm(VersionedForm):
    title = StringField(_l("Giúp việc gì?"), [Needed(_l("Chưa ghi giúp việc gì.")), at_most(160)])
    help = SelectField(_l("Hình thức"), choices=Help.choices(), coerce=Help)
    field_id = SelectField(_l("Lĩnh vực"), coerce=int)
    text = TextAreaField(_l("Cụ thể thế nào?"), [at_most(2000)])
    valid_from = DateField(_l("Nhận từ ngày"), [Needed(_l("Chưa ghi ngày."))])
    valid_until = DateField(_l("Đến hết ngày"), description=_l("Không có hạn thì bỏ trống."))

    @property
    def facts(self) -> dict[str, Any]:
        """The offer as it is kept."""
        told = {name: self[name].data for name in ("title", "help", "field_id", "valid_from", "valid_until")}
        return told | {"text": self.text.data or ""}

    def validate_valid_until(self, field: Any) -> None:
        first = self.valid_from.data
        if field.data and not isinstance(field.data, str) and first and not isinstance(first, str) and field.data < first:
            raise ValidationError(_("Ngày cuối không thể trước ngày đầu."))


class NeedForm(VersionedForm):
    whose = SelectField(_l("Ai cần?"), [Needed(_l("Chưa chọn ai cần."))])
    title = StringField(
        _l("Cần việc gì?"),
        [Needed(_l("Chưa ghi cần việc gì.")), at_most(160)],
        description=_l("Một câu, ví dụ: Dạy chụp ảnh sản phẩm để bán trên mạng."),
    )
    help = SelectField(_l("Cần giúp bằng cách nào?"), choices=Help.choices(), coerce=Help)
    field_id = SelectField(_l("Lĩnh vực"), coerce=int)
    text = TextAreaField(
        _l("Nói rõ hơn"),
        [Needed(_l("Chưa nói rõ cần gì.")), at_most(2000)],
        description=_l("Bao nhiêu người, ở đâu, lúc nào thì tiện, đã làm được đến đâu."),
    )
    key = HiddenField()

    @property
    def facts(self) -> dict[str, Any]:
        """The need as it is kept, in one name."""
        kind, _dash, id = (self.whose.data or "").partition("-")
        names = {f"{one}_id": int(id) if kind == one else None for one in ("village", "unit", "organisation")}
        return {name: self[name].data for name in ("title", "help", "field_id", "text")} | names


class ReasonForm(Form):
    reason = TextAreaField(_l("Lý do"), [Needed(_l("Chưa ghi lý do.")), at_most(300)])


class EndForm(ReasonForm):
    on = DateField(_l("Từ ngày"), [Needed(_l("Chưa ghi ngày."))])


class ProposeForm(Form):
    offer_id = SelectField(_l("Nội dung hỗ trợ nào?"), coerce=int)
    note = StringField(_l("Vì sao hợp?"), [at_most(300)], description=_l("Ghi cho cán bộ xem, không hiện cho mọi người."))


class ResultForm(Form):
    result = TextAreaField(
        _l("Kết quả thế nào?"),
        [Needed(_l("Chưa ghi kết quả.")), at_most(2000)],
        description=_l("Ai được giúp, được những gì, bằng lời và bằng số. Mọi người đều đọc được."),
    )
