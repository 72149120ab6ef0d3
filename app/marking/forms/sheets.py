"""What is typed on a sheet, about a stake, and when a sheet is sent back."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import RadioField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.accounts.forms import PasswordAgainForm
from app.core.forms import Form, Needed, VersionedForm, at_most
from app.core.i18n import points
from app.core.workflow import RuleBroken
from app.marking.models import ConflictKind, Criterion, Rubric, Sheet

AGREES, REMARK = "agrees", "remark"
_POINTS = re.compile(r"[0-9]{1,5}([.,][0-9]{1,2})?\Z")


class PointsField(StringField):
    """Points with at most two places; a comma or a point parts them."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = valuelist[0].strip() if valuelist else ""
        self.data = typed or None
        if typed:
            if not _POINTS.match(typed):
                raise ValidationError(_("Điểm là một số, ví dụ 12 hoặc 12,5."))
            self.data = Decimal(typed.replace(",", "."))

    def _value(self) -> str:
        return points(self.data) if isinstance(self.data, Decimal) else (self.data or "")


class ConflictForm(Form):
    kind = RadioField(
        _l("Quan hệ với hồ sơ"),
        [Needed(_l("Chưa chọn quan hệ với hồ sơ."))],
        choices=ConflictKind.choices(),
        coerce=ConflictKind,
    )
    words = TextAreaField(_l("Ghi rõ, để đưa vào biên bản"), [Needed(_l("Chưa ghi rõ.")), at_most(500)])


class SignForm(VersionedForm, PasswordAgainForm):
    """Signing asks for the password again, and for what was on the screen."""


class SendBackForm(Form):
    reason = TextAreaField(_l("Chỗ nào không khớp"), [Needed(_l("Chưa ghi chỗ nào không khớp.")), at_most(500)])


def sheet_form(rubric: Rubric, *, remarks: bool, from_paper: bool = False) -> type[VersionedForm]:
    """The form of a sheet: a field of points for each criterion, by its code; with a picture when copied from paper.

    `remarks` is whether its marker may write something for whoever made what is marked.
    """
    fields: dict[str, Any] = {
        one.code: PointsField(one.name, [Optional(), _within(one, rubric.step)], description=one.hint)
        for one in rubric.criteria
    }
    if rubric.agree_percent is not None:
        fields[AGREES] = RadioField(
            _l("Ý kiến về việc công nhận"),
            [Optional()],
            choices=[SelectChoice("yes", _l("Đồng ý công nhận")), SelectChoice("no", _l("Không đồng ý công nhận"))],
        )
    if remarks:
        fields[REMARK] = TextAreaField(_l("Nhận xét gửi người dự thi"), [at_most(1000)])
    if from_paper:
        fields["scan"] = FileField(_l("Ảnh chụp tờ phiếu có chữ ký"), [Needed(_l("Cần ảnh chụp tờ phiếu có chữ ký."))])
    return type("SheetForm", (VersionedForm,), fields)


def filled(form: Any, sheet: Sheet) -> None:
    """Put what the sheet holds into a form that was not sent."""
    for one in sheet.docket.rubric.criteria:
        form[one.code].data = sheet.points(one)
    if AGREES in form and sheet.agrees is not None:
        form[AGREES].data = "yes" if sheet.agrees else "no"
    if REMARK in form:
        form[REMARK].data = sheet.remark
    form.version.data = sheet.version


def written(form: Any, rubric: Rubric) -> tuple[dict[str, Decimal | None], bool | None, str]:
    """What a valid form says: the points by code, whether the marker agrees, and the remark."""
    given = {one.code: form[one.code].data for one in rubric.criteria}
    said = form[AGREES].data if AGREES in form else None
    remark = (form[REMARK].data or "") if REMARK in form else ""
    return given, None if said not in ("yes", "no") else said == "yes", remark


def _within(criterion: Criterion, step: Decimal) -> Callable[[Any, Any], None]:
    def check(_form: Any, field: Any) -> None:
        if not isinstance(field.data, Decimal):
            return  # that it is no number was said already
        try:
            criterion.must_take(field.data, step=step)
        except RuleBroken as broken:
            raise ValidationError(str(broken)) from None

    return check
