"""What is typed into a folder."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, SelectField, StringField, TextAreaField, ValidationError

from app.accounts.fields import ChildrenField
from app.core.fields import FilesField, MoneyField
from app.core.forms import Between, Form, Needed, VersionedForm, at_most
from app.folders.models import FundSource


def web_address(_form: Any, field: Any) -> None:
    """An address that a browser opens."""
    if field.data and not field.data.startswith("https://"):
        raise ValidationError(_("Đường dẫn phải bắt đầu bằng https://"))


class ProofForm(Form):
    caption = StringField(_l("Minh chứng cho thấy gì"), [Needed(_l("Chưa ghi minh chứng cho thấy gì.")), at_most(200)])
    files = FilesField(_l("Ảnh hoặc tệp minh chứng"))
    number = StringField(_l("Số, ký hiệu văn bản"), [at_most(60)], description=_l("Ví dụ 12/KH-UBND."))
    url = StringField(_l("Đường dẫn"), [at_most(300), web_address], description=_l("Bắt đầu bằng https://"))
    children = ChildrenField(beside="files")
    is_public = BooleanField(_l("Cho mọi người xem"), default=True)

    @property
    def facts(self) -> dict[str, Any]:
        """What is said of each file."""
        told = {name: self[name].data or "" for name in ("caption", "number", "url")}
        return told | {"children": self.children.data, "is_public": self.is_public.data}


class FundForm(VersionedForm):
    year = IntegerField(_l("Năm"), [Between(2020, 2100, _l("Năm viết bằng bốn chữ số, ví dụ 2026."))])
    source = SelectField(_l("Nguồn kinh phí"), choices=FundSource.choices(), coerce=FundSource)
    planned = MoneyField(_l("Dự kiến (đồng)"))
    spent = MoneyField(_l("Đã chi (đồng)"))
    output = StringField(_l("Chi cho kết quả nào"), [Needed(_l("Chưa ghi kết quả.")), at_most(200)])
    number = StringField(_l("Quyết định, hợp đồng"), [at_most(60)], description=_l("Số, ký hiệu nếu đã có."))

    @property
    def facts(self) -> dict[str, Any]:
        """The line as it is kept; nothing typed is no money."""
        told = {name: self[name].data for name in ("year", "source", "output")} | {"number": self.number.data or ""}
        return told | {"planned": self.planned.data or 0, "spent": self.spent.data or 0}


class ReasonForm(Form):
    reason = TextAreaField(_l("Lý do"), [Needed(_l("Chưa ghi lý do.")), at_most(300)])
