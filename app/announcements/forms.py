"""What is typed to tell everybody."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField, ValidationError

from app.accounts.fields import ChildrenField
from app.announcements.models import AnnouncementKind
from app.core.fields import DateField, PhotoField
from app.core.forms import Form, Needed, VersionedForm, at_most


def _maybe(value: Any) -> int | None:
    return int(value) if value else None


class AnnouncementForm(VersionedForm):
    kind = SelectField(_l("Loại bài"), choices=AnnouncementKind.choices(), coerce=AnnouncementKind)
    title = StringField(_l("Tên bài"), [Needed(_l("Chưa ghi tên bài.")), at_most(160)])
    summary = TextAreaField(
        _l("Tóm tắt"),
        [Needed(_l("Chưa ghi tóm tắt.")), at_most(300)],
        description=_l("Một, hai câu: việc gì, khi nào, ở đâu. Nhiều nhất 300 chữ cái."),
    )
    text = TextAreaField(
        _l("Nội dung"),
        [Needed(_l("Chưa ghi nội dung.")), at_most(10_000)],
        description=_l("Dòng bắt đầu bằng dấu - và dấu cách là một ý. Chữ giữa hai dấu ** là chữ đậm."),
    )
    village_id = SelectField(_l("Cho thôn nào?"), coerce=_maybe)
    pinned_until = DateField(_l("Ghim đầu trang đến hết ngày"), description=_l("Không ghim thì bỏ trống."))
    valid_until = DateField(
        _l("Có hiệu lực đến hết ngày"), description=_l("Chỉ với thông báo; qua ngày này trang ghi đã hết hiệu lực.")
    )
    spoken = TextAreaField(
        _l("Bản đọc loa"),
        [at_most(5_000)],
        description=_l("Bỏ trống thì trang tự làm từ tên bài, tóm tắt, nội dung, và đọc đủ chữ viết tắt, ngày, giờ."),
    )
    title_en = StringField(_l("Tên bài bằng tiếng Anh"), [at_most(160)])
    summary_en = TextAreaField(_l("Tóm tắt bằng tiếng Anh"), [at_most(300)])
    text_en = TextAreaField(_l("Nội dung bằng tiếng Anh"), [at_most(10_000)])
    key = HiddenField()

    @property
    def facts(self) -> dict[str, Any]:
        """The announcement as it is kept."""
        words = ("title", "summary", "text", "spoken", "title_en", "summary_en", "text_en")
        told = {name: self[name].data for name in ("kind", "village_id", "pinned_until", "valid_until")}
        return told | {name: self[name].data or "" for name in words}

    def validate_valid_until(self, field: Any) -> None:
        if field.data and self.kind.data is not AnnouncementKind.NOTICE:
            raise ValidationError(_("Tin không có ngày hết hiệu lực. Bỏ trống chỗ này, hoặc chọn thông báo."))

    def validate_title_en(self, field: Any) -> None:
        given = [bool(self[name].data) for name in ("title_en", "summary_en", "text_en")]
        if any(given) and not all(given):
            raise ValidationError(_("Bản tiếng Anh cần đủ tên, tóm tắt và nội dung, hoặc bỏ trống cả ba."))


class PictureForm(Form):
    photo = PhotoField(_l("Chọn ảnh"), validators=[Needed(_l("Chưa chọn ảnh."))])
    alt = StringField(_l("Ảnh cho thấy gì"), [Needed(_l("Chưa ghi ảnh cho thấy gì.")), at_most(200)])
    children = ChildrenField()


class ReasonForm(Form):
    reason = TextAreaField(_l("Lý do"), [Needed(_l("Chưa ghi lý do.")), at_most(300)])
