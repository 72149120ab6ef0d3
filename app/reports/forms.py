"""What is typed into the commune's report."""

from flask_babel import lazy_gettext as _l
from wtforms import StringField, TextAreaField

from app.core.fields import DateField
from app.core.forms import Needed, VersionedForm, at_most


class WordsForm(VersionedForm):
    direction = TextAreaField(_l("Công tác lãnh đạo, chỉ đạo"), [at_most(120_000)])
    results = TextAreaField(_l("Kết quả nổi bật"), [at_most(120_000)])
    problems = TextAreaField(_l("Tồn tại, hạn chế"), [at_most(120_000)])
    plans = TextAreaField(_l("Phương hướng kỳ tới"), [at_most(120_000)])
    requests = TextAreaField(_l("Đề xuất, kiến nghị"), [at_most(120_000)])

    @property
    def words(self) -> dict[str, str]:
        """The words as they are kept."""
        return {name: self[name].data or "" for name in ("direction", "results", "problems", "plans", "requests")}


class IssueForm(VersionedForm):
    number = StringField(_l("Số, ký hiệu"), [Needed(_l("Chưa ghi số.")), at_most(40)], description=_l("Ví dụ 45/BC-UBND."))
    on = DateField(_l("Ngày ban hành"), [Needed(_l("Chưa ghi ngày."))])
