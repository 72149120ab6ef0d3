"""What is typed to set a contest up."""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.contests.models import ShowsEntries
from app.core import text
from app.core.fields import DateField, MomentField, MultiCheckboxField, PercentField
from app.core.forms import Between, Form, Needed, VersionedForm, at_most

_WHEN = _l("Chưa ghi giờ và ngày.")
STEPS = ("0.1", "0.01", "1")


def _clean(value: str | None) -> str:
    return text.clean(value or "")


def _step(value: Any) -> Decimal:
    """A step as a number: 0.1 and 0.10 are the same. Raises `ValueError`."""
    try:
        step = Decimal(value)
    except InvalidOperation:
        raise ValueError("no number") from None
    if not step.is_finite():
        raise ValueError("no step")
    return step


class BeginForm(Form):
    template = RadioField(_l("Bắt đầu từ mẫu"), [Needed(_l("Chưa chọn mẫu."))])
    title = StringField(_l("Tên cuộc thi"), [Needed(_l("Chưa đặt tên cuộc thi.")), at_most(160)])
    receives_from = MomentField(_l("Nhận bài từ"), [Needed(_WHEN)])
    receives_until = MomentField(_l("Nhận bài đến hết"), [Needed(_WHEN)])
    contacts = StringField(_l("Hỏi ai, ở đâu"), [Needed(_l("Chưa ghi người để hỏi.")), at_most(300)])

    def validate_receives_until(self, field: MomentField) -> None:
        _after(field, self.receives_from, _("Hạn nhận bài phải sau lúc bắt đầu nhận."))


class ContestForm(VersionedForm):
    title = StringField(_l("Tên cuộc thi"), [Needed(_l("Chưa đặt tên cuộc thi.")), at_most(160)])
    summary = TextAreaField(_l("Kêu gọi, một hai câu"), [Needed(_l("Chưa viết lời kêu gọi.")), at_most(300)])
    rules = TextAreaField(_l("Thể lệ"), [Needed(_l("Chưa viết thể lệ.")), at_most(20_000)])
    contacts = StringField(_l("Hỏi ai, ở đâu"), [Needed(_l("Chưa ghi người để hỏi.")), at_most(300)])
    receives_from = MomentField(_l("Nhận bài từ"), [Needed(_WHEN)])
    receives_until = MomentField(_l("Nhận bài đến hết"), [Needed(_WHEN)])
    results_on = DateField(_l("Dự kiến công bố kết quả"), [Needed(_l("Chưa ghi ngày dự kiến."))])
    max_members = IntegerField(_l("Mỗi bài nhiều nhất mấy người"), [Between(1, 20, message=_l("Từ 1 đến 20 người."))])
    is_blind = BooleanField(_l("Chấm ẩn danh: giám khảo không biết ai dự thi, không ai biết ai chấm"))
    no_home_village = BooleanField(_l("Giám khảo không chấm bài của thôn mình"))
    ranks_by_field = BooleanField(_l("Xếp hạng và trao giải riêng từng bảng"))
    shows_entries = SelectField(_l("Bà con xem bài dự thi"), choices=ShowsEntries.choices(), coerce=ShowsEntries)
    vote_points = PercentField(_l("Bà con bình chọn được bao nhiêu trên 100 điểm"), [Optional()])
    vote_step = SelectField(
        _l("Điểm bình chọn làm tròn đến"),
        choices=[SelectChoice(step, step.replace(".", ",")) for step in STEPS],
        coerce=_step,
    )
    votes_each = IntegerField(_l("Mỗi người mấy lượt"), [Between(1, 100, message=_l("Từ 1 đến 100 lượt."))])
    votes_from = MomentField(_l("Bình chọn từ"), [Optional()])
    votes_until = MomentField(_l("Bình chọn đến hết"), [Optional()])

    def __init__(self, *args: Any, obj: Any = None, **kwargs: Any) -> None:
        """A step that a contest has already stays on offer, whatever it is."""
        super().__init__(*args, obj=obj, **kwargs)
        if obj is not None and obj.vote_step not in map(Decimal, STEPS):
            kept = f"{obj.vote_step.normalize():f}"
            self.vote_step.choices = [*(self.vote_step.choices or ()), SelectChoice(kept, kept.replace(".", ","))]

    def validate_receives_until(self, field: MomentField) -> None:
        _after(field, self.receives_from, _("Hạn nhận bài phải sau lúc bắt đầu nhận."))

    def validate_vote_points(self, field: PercentField) -> None:
        if field.data is not None and not isinstance(field.data, str) and field.data > 50:
            raise ValidationError(_("Bà con được nhiều nhất 50 trên 100 điểm."))
        if field.data and not (self.votes_from.data and self.votes_until.data):
            raise ValidationError(_("Có bình chọn thì ghi cả lúc bắt đầu và lúc kết thúc."))

    def validate_votes_until(self, field: MomentField) -> None:
        _after(field, self.votes_from, _("Bình chọn phải kết thúc sau khi bắt đầu."))

    @property
    def facts(self) -> dict[str, Any]:
        """What is stated. Without points for the public there is no time to vote."""
        facts = {name: field.data for name, field in self._fields.items() if name not in ("csrf_token", "version")}
        if not facts["vote_points"]:
            facts |= {"vote_points": 0, "votes_from": None, "votes_until": None}
        return facts


class FieldsForm(VersionedForm):
    names = TextAreaField(
        _l("Mỗi dòng một bảng thi"),
        [Needed(_l("Ghi ít nhất một bảng thi.")), at_most(2000)],
        render_kw={"rows": 8},
    )

    @property
    def lines(self) -> list[str]:
        """The names, one for each line that says something."""
        return [name for line in (self.names.data or "").splitlines() if (name := " ".join(line.split()))]

    def validate_names(self, field: TextAreaField) -> None:
        if any(len(line) > 120 for line in self.lines):
            raise ValidationError(_("Tên bảng dài quá, chỉ viết được tối đa 120 chữ cái."))
        if len(self.lines) > 20:
            raise ValidationError(_("Nhiều nhất 20 bảng thi."))


class PrizeLine(PlainForm):
    name = StringField(_l("Tên giải"), [at_most(80)], filters=[_clean])
    quantity = IntegerField(_l("Số giải"), [Optional(), Between(1, 50, message=_l("Từ 1 đến 50 giải."))])
    value = StringField(_l("Giá trị, phần thưởng"), [at_most(160)], filters=[_clean])


class PrizesForm(VersionedForm):
    prizes = FieldList(FormField(PrizeLine), min_entries=6, max_entries=10)

    def validate_prizes(self, field: FieldList) -> None:
        if not self.lines:
            raise ValidationError(_("Ghi ít nhất một giải."))
        for line in field.data:
            if line["name"] and not line["quantity"]:
                raise ValidationError(_("“%(name)s” chưa ghi số giải.", name=line["name"]))

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The prizes that have a name, the highest first."""
        return [{**line, "value": line["value"] or ""} for line in self.prizes.data if line["name"]]


class RoundForm(VersionedForm):
    name = StringField(_l("Tên vòng"), [Needed(_l("Chưa đặt tên vòng.")), at_most(80)])
    rubric_id = SelectField(_l("Mẫu chấm"), coerce=int)
    judges_per_entry = IntegerField(
        _l("Mỗi bài mấy giám khảo"),
        [Between(2, 15, message=_l("Từ 2 đến 15 giám khảo: một người không thành ban giám khảo."))],
    )
    marks_from = MomentField(_l("Chấm từ"), [Needed(_WHEN)])
    marks_until = MomentField(_l("Chấm đến hết"), [Needed(_WHEN)])
    takes = IntegerField(_l("Chọn mấy bài vào vòng sau"), [Optional(), Between(1, 1000, message=_l("Từ 1 đến 1000 bài."))])
    gap = IntegerField(
        _l("Chênh nhau quá mấy điểm thì cần thêm giám khảo"), [Between(1, 1000, message=_l("Từ 1 đến 1000 điểm."))]
    )
    drops = BooleanField(_l("Từ 5 phiếu: bỏ tổng cao nhất và thấp nhất"))
    normalises = BooleanField(_l("Hiệu chỉnh theo mức chấm rộng, chặt của từng giám khảo"))

    def validate_marks_until(self, field: MomentField) -> None:
        _after(field, self.marks_from, _("Chấm phải kết thúc sau khi bắt đầu."))

    @property
    def facts(self) -> dict[str, Any]:
        """What is stated, apart from the rubric."""
        apart = ("csrf_token", "version", "rubric_id")
        return {name: field.data for name, field in self._fields.items() if name not in apart}


class ExtendForm(Form):
    until = MomentField(_l("Hạn mới"), [Needed(_WHEN)])
    reason = TextAreaField(_l("Vì sao, bà con đọc được"), [Needed(_l("Chưa ghi lý do.")), at_most(500)])


class MarkingTimeForm(Form):
    since = MomentField(_l("Chấm từ"), [Needed(_WHEN)])
    until = MomentField(_l("Chấm đến hết"), [Needed(_WHEN)])
    reason = TextAreaField(_l("Vì sao, bà con đọc được"), [Needed(_l("Chưa ghi lý do.")), at_most(500)])


class JurorForm(Form):
    person_id = SelectField(_l("Giám khảo"), coerce=int)
    fields_judged = MultiCheckboxField(_l("Chấm những bảng nào (bỏ trống là mọi bảng)"), coerce=int)


class ReasonForm(Form):
    reason = TextAreaField(_l("Lý do"), [Needed(_l("Chưa ghi lý do.")), at_most(1000)])


def _after(field: MomentField, before: MomentField, sentence: str) -> None:
    if isinstance(field.data, datetime) and isinstance(before.data, datetime) and field.data <= before.data:
        raise ValidationError(sentence)
