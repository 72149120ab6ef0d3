"""What is sent to be imported, and that it may be."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, SelectField, TextAreaField, ValidationError

from app.core.fields import FilesField
from app.core.forms import Form


class SheetField(FilesField):
    """One table: separated values or a workbook."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **options)
        self.render_kw = {"accept": ".csv,.tsv,.txt,.xlsx"}


class PastedField(TextAreaField):
    """Rows copied from a spreadsheet: what parts their cells is a tab, which cleaning would take away."""

    data: Any

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **options)
        self.filters = ()


class TakeForm(Form):
    register = SelectField(_l("Nhập vào danh sách nào?"))
    file = SheetField(_l("Chọn tệp .xlsx hoặc .csv"), description=_l("Không quá 2 MB và 5.000 dòng."))
    pasted = PastedField(
        _l("Hoặc dán các dòng chép từ bảng tính"), description=_l("Chép cả dòng tên cột."), render_kw={"spellcheck": "false"}
    )

    def validate_pasted(self, field: Any) -> None:
        is_pasted = bool((field.data or "").strip())
        if is_pasted and self.file.data:
            raise ValidationError(_("Chỉ chọn một cách: gửi tệp, hoặc dán các dòng."))
        if not is_pasted and not self.file.data:
            raise ValidationError(_("Chưa có tệp, cũng chưa có dòng nào được dán."))
        if len(self.file.data) > 1:
            raise ValidationError(_("Mỗi lần chỉ gửi một tệp."))


class ConfirmForm(Form):
    digest = HiddenField()
    skip = BooleanField()
