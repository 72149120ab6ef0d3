"""What is typed about tasks."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.commune.models import Unit
from app.core.fields import DateField, MultiCheckboxField
from app.core.forms import Between, Form, Needed, VersionedForm, at_most
from app.roadmap.models import ROMAN

_QUARTERS = [SelectChoice(number, _l("Quý %(num)s", num=roman)) for number, roman in ROMAN.items()]
_YEAR = Between(2026, 2100, _l("Năm viết bằng bốn chữ số, từ 2026."))


class FinishForm(Form):
    on = DateField(_l("Hoàn thành ngày"), [Needed(_l("Chưa ghi ngày hoàn thành."))])


class CountForm(VersionedForm):
    measured = IntegerField(_l("Đã được"), [Between(0, 1_000_000, _l("Chỗ này cần một số nguyên."))])


class MeasureForm(VersionedForm):
    measure = StringField(_l("Đếm cái gì"), [at_most(80)], description=_l("Ví dụ: thôn đã có tổ."))
    whole = IntegerField(_l("Tất cả có bao nhiêu"), [Optional(), Between(1, 1_000_000, _l("Tổng số phải từ 1 trở lên."))])


class NoteForm(Form):
    text = TextAreaField(_l("Ghi chú cho các đơn vị cùng làm"), [Needed(_l("Chưa viết ghi chú.")), at_most(1000)])


class ReasonForm(Form):
    reason = TextAreaField(_l("Lý do, viết cho người dân đọc"), [Needed(_l("Chưa ghi lý do.")), at_most(1000)])


class PostponeForm(VersionedForm):
    year = IntegerField(_l("Lùi đến năm"), [_YEAR])
    quarter = SelectField(_l("Lùi đến quý"), choices=_QUARTERS, coerce=int)
    reason = TextAreaField(_l("Lý do, viết cho người dân đọc"), [Needed(_l("Chưa ghi lý do.")), at_most(1000)])
    decision_number = StringField(_l("Số quyết định"), [Needed(_l("Chưa ghi số quyết định.")), at_most(40)])
    decision_on = DateField(_l("Ngày quyết định"), [Needed(_l("Chưa ghi ngày quyết định."))])

    @property
    def facts(self) -> dict[str, Any]:
        """What `Task.postpone` is told."""
        return {name: self[name].data for name in ("year", "quarter", "reason", "decision_number", "decision_on")}


class TaskForm(Form):
    text = TextAreaField(_l("Việc phải làm"), [Needed(_l("Chưa ghi việc phải làm.")), at_most(300)])
    text_en = TextAreaField(_l("Bằng tiếng Anh"), [at_most(300)])
    year = IntegerField(_l("Năm"), [_YEAR])
    quarter = SelectField(_l("Xong trong quý"), choices=_QUARTERS, coerce=int)
    leads = MultiCheckboxField(_l("Đơn vị chủ trì"), coerce=int)
    supports = MultiCheckboxField(_l("Đơn vị phối hợp"), coerce=int)

    def offer(self, units: list[Unit]) -> None:
        """Let units be chosen."""
        self.leads.choices = [SelectChoice(unit.id, unit.short_name) for unit in units]
        self.supports.choices = list(self.leads.choices)

    @property
    def facts(self) -> dict[str, Any]:
        """The task without its units."""
        return {name: self[name].data for name in ("text", "text_en", "year", "quarter")}
