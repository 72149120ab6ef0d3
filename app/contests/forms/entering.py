"""What is typed in an entry, and about entries."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.validators import Optional

from app.accounts.fields import ChildrenField
from app.core import text
from app.core.fields import FilesField, PhoneField
from app.core.forms import Between, Form, Needed, VersionedForm, at_most


def _clean(value: str | None) -> str:
    return text.clean(value or "")


def _maybe_int(value: Any) -> int | None:
    return int(value) if value not in (None, "", "None") else None


class MemberLine(PlainForm):
    name = StringField(_l("Họ và tên"), [at_most(80)], filters=[_clean])
    birth_year = IntegerField(_l("Năm sinh"), [Optional(), Between(1900, 2100, message=_l("Năm sinh gồm bốn chữ số."))])
    guardian_name = StringField(_l("Người giám hộ (nếu chưa hết năm 18 tuổi)"), [at_most(80)], filters=[_clean])
    guardian_phone = PhoneField(_l("Số điện thoại người giám hộ"))
    guardian_agrees = BooleanField(_l("Người giám hộ đã đồng ý cho dự thi và nêu tên"))


class EntryForm(VersionedForm):
    """Everything may be left for later; what is missing is said when the entry is sent."""

    sent_key = HiddenField(validators=[at_most(36)])
    title = StringField(_l("Tên bài dự thi"), [at_most(160)])
    field_id = SelectField(_l("Bảng thi"), coerce=_maybe_int)
    summary = TextAreaField(_l("Tóm tắt: đang vướng gì, làm gì"), [at_most(500)])
    text = TextAreaField(_l("Nội dung: cách làm, ai làm, cần gì, được gì"), [at_most(20_000)])
    photos = FilesField(_l("Ảnh hoặc tệp (không bắt buộc)"))
    village_id = SelectField(_l("Thôn"), coerce=_maybe_int)
    team_name = StringField(_l("Tên nhóm (nếu có)"), [at_most(120)])
    members = FieldList(FormField(MemberLine), min_entries=1, max_entries=20)
    shows_names = BooleanField(_l("Hiện tên người dự thi khi công bố"), default=True)

    def validate_members(self, field: FieldList) -> None:
        for line in field.data:
            if line["name"] and not line["birth_year"]:
                raise ValidationError(_("%(name)s chưa ghi năm sinh.", name=line["name"]))

    @property
    def facts(self) -> dict[str, Any]:
        """What is stated of the entry itself."""
        texts = {name: self[name].data or "" for name in ("title", "summary", "text", "team_name")}
        return texts | {name: self[name].data for name in ("field_id", "village_id", "shows_names")}

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The people who have a name."""
        return [{**line, "guardian_name": line["guardian_name"] or ""} for line in self.members.data if line["name"]]


class SendForm(VersionedForm):
    declares = BooleanField(
        _l("Bài do chính người dự thi làm ra; tôi đã đọc thể lệ và chịu trách nhiệm về nội dung."),
        [Needed(_l("Hãy đọc và đánh dấu vào ô này."))],
    )
    children = ChildrenField()


class AcceptForm(Form):
    blind_title = StringField(_l("Tên bài để giám khảo đọc"), [at_most(160)])
    blind_text = TextAreaField(_l("Nội dung để giám khảo đọc"), [at_most(25_000)], render_kw={"rows": 14})


class ReferForm(Form):
    field_id = SelectField(_l("Lĩnh vực của sáng kiến"), coerce=int)


def ties_form(rows: Iterable[Any]) -> type[Form]:
    """An order for each of the equals, and why."""
    between = Between(1, 99, message=_l("Thứ tự là số từ 1 đến 99."))
    fields: dict[str, Any] = {
        f"order_{row.entry}": IntegerField(_l("Thứ tự của %(code)s", code=row.code), [Optional(), between]) for row in rows
    }
    fields["reason"] = TextAreaField(_l("Vì sao, ghi vào biên bản"), [Needed(_l("Chưa ghi lý do.")), at_most(1000)])
    return type("TiesForm", (Form,), fields)
