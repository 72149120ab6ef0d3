"""What is typed about periods and reports."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, StringField, TextAreaField

from app.core.fields import DateField
from app.core.forms import Form, Needed, VersionedForm, at_most
from app.returns.models import PeriodKind


class PeriodForm(Form):
    kind = SelectField(_l("Kỳ nào?"), choices=PeriodKind.choices(), coerce=PeriodKind)
    subject = StringField(
        _l("Báo cáo đột xuất về việc gì?"), [at_most(120)], description=_l("Chỉ ghi khi là báo cáo đột xuất.")
    )
    starts_on = DateField(_l("Từ ngày"), [Needed(_l("Chưa ghi ngày."))])
    ends_on = DateField(_l("Chốt số liệu ngày"), [Needed(_l("Chưa ghi ngày."))])
    due_on = DateField(_l("Hạn nộp"), [Needed(_l("Chưa ghi ngày."))])

    @property
    def days(self) -> dict[str, Any]:
        """The days as they are kept."""
        return {name: self[name].data for name in ("starts_on", "ends_on", "due_on")}


class ReturnForm(VersionedForm):
    results = TextAreaField(_l("Kết quả nổi bật"), [at_most(4000)])
    problems = TextAreaField(_l("Khó khăn, tồn tại"), [at_most(4000)])
    plans = TextAreaField(_l("Việc sẽ làm kỳ tới"), [at_most(4000)])
    requests = TextAreaField(_l("Đề xuất, kiến nghị"), [at_most(4000)])
    corrections = TextAreaField(
        _l("Số liệu nào ở trên chưa đúng?"),
        [at_most(2000)],
        description=_l("Ghi số đúng và vì sao. Xã sẽ sửa hồ sơ gốc, không sửa ở báo cáo."),
    )

    @property
    def words(self) -> dict[str, str]:
        """The words as they are kept."""
        return {name: self[name].data or "" for name in ("results", "problems", "plans", "requests", "corrections")}


class SendBackForm(Form):
    reason = TextAreaField(_l("Cần bổ sung gì?"), [Needed(_l("Chưa ghi cần bổ sung gì.")), at_most(300)])
