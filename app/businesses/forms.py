"""What is typed about businesses."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice

from app.accounts.forms import organisation_name
from app.businesses.models import BusinessKind, Cashless, SalesChannel, registered_number
from app.core.fields import DateField
from app.core.forms import Form, Needed, VersionedForm, at_most


def _maybe(value: Any) -> int | None:
    return int(value) if value else None


def _channel(value: Any) -> SalesChannel | None:
    return SalesChannel(value) if value else None


class BusinessForm(VersionedForm):
    kind = SelectField(_l("Loại cơ sở"), choices=BusinessKind.choices(), coerce=BusinessKind)
    name = StringField(_l("Tên cơ sở"), [Needed(_l("Chưa ghi tên cơ sở.")), at_most(160), organisation_name])
    village_id = SelectField(_l("Thôn"), coerce=int)
    trade = StringField(_l("Ngành nghề"), [at_most(160)], description=_l("Bằng lời, ví dụ: làm bánh đa, sửa xe máy."))
    number = StringField(
        _l("Số đăng ký hoặc mã số thuế"), [at_most(40)], description=_l("Chỉ cán bộ xã xem được. Không ghi số định danh.")
    )
    since = DateField(_l("Hoạt động từ ngày"), [Needed(_l("Chưa ghi ngày."))])
    cashless = SelectField(
        _l("Nhận thanh toán không tiền mặt"), choices=Cashless.choices(), coerce=Cashless, default=Cashless.UNKNOWN
    )
    organisation_id = SelectField(
        _l("Tổ chức trên trang này"),
        coerce=_maybe,
        description=_l("Để tính sáng kiến, bài dự thi, mô hình của cơ sở."),
    )

    @property
    def facts(self) -> dict[str, Any]:
        """The business as it is kept. Raises `RuleBroken` for a number that is none."""
        names = ("kind", "name", "village_id", "since", "cashless", "organisation_id")
        told = {name: self[name].data for name in names}
        return told | {"trade": self.trade.data or "", "number": registered_number(self.number.data or "")}


class CheckForm(VersionedForm):
    channel = SelectField(
        _l("Cơ sở bán hàng trực tuyến ở đâu?"),
        choices=[SelectChoice("", _l("Không bán hàng trực tuyến")), *SalesChannel.choices()],
        coerce=_channel,
    )
    on = DateField(_l("Ngày kiểm tra"), [Needed(_l("Chưa ghi ngày."))])


class EndForm(Form):
    on = DateField(_l("Ngày cuối cùng hoạt động"), [Needed(_l("Chưa ghi ngày."))])
    reason = TextAreaField(_l("Lý do"), [Needed(_l("Chưa ghi lý do.")), at_most(300)])
