"""What is typed about the indicator set."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.accounts.fields import ChildrenField
from app.core.fields import AmountField, DateField, FilesField
from app.core.forms import Form, Needed, VersionedForm, at_most
from app.core.workflow import RuleBroken
from app.scorecard.models import Finding, Indicator, Mode, Shape

YES, NO, UNKNOWN = "1", "0", ""


class FigureField(AmountField):
    """A number from nought on, with at most two places."""

    least, most = Decimal(0), Decimal(20_000_000)
    sentence = _l("Hãy ghi một số từ 0 trở lên, nhiều nhất hai chữ số lẻ, ví dụ 128 hoặc 12,5.")

    def _value(self) -> str:
        return f"{self.data.normalize():f}".replace(".", ",") if isinstance(self.data, Decimal) else (self.data or "")


class _Figure(VersionedForm):
    answer = RadioField(_l("Có hay không?"), choices=[SelectChoice(YES, _l("Có")), SelectChoice(NO, _l("Không"))])
    numerator = FigureField(_l("Số lượng"))
    denominator = FigureField(_l("Tổng số"))

    def suit(self, indicator: Indicator) -> None:
        """Ask what the indicator is made of, in its own words."""
        is_share = indicator.shape in (Shape.RATIO, Shape.REDUCTION)
        if indicator.shape is Shape.YES_NO:
            del self.numerator, self.denominator
            return
        del self.answer
        if indicator.shape is Shape.REDUCTION:
            self.numerator.label.text = _("Thời gian giải quyết thực tế")
            self.denominator.label.text = _("Thời gian quy định, hoặc kỳ gốc")
        elif indicator.numerator_words:
            self.numerator.label.text = _sentence(indicator.numerator_words)
            self.denominator.label.text = _sentence(indicator.denominator_words)
        if not is_share:
            del self.denominator

    @property
    def numbers(self) -> tuple[Decimal | None, Decimal | None]:
        """Both numbers; none of them where nothing was typed."""
        if "answer" in self:
            return (Decimal(self.answer.data) if self.answer.data else None), None
        return self.numerator.data, self.denominator.data if "denominator" in self else None


class ReadingForm(_Figure):
    """The figure, how it was counted, and a proof at once."""

    note = TextAreaField(
        _l("Đếm như thế nào?"), [at_most(1000)], description=_l("Kỳ gốc, mẫu khảo sát, hệ thống xuất số liệu.")
    )
    caption = StringField(_l("Minh chứng cho thấy gì"), [at_most(200)])
    number = StringField(_l("Số, ký hiệu văn bản"), [at_most(60)], description=_l("Ví dụ 12/KH-UBND."))
    files = FilesField(_l("Ảnh hoặc tệp minh chứng"))
    children = ChildrenField(beside="files")
    is_public = BooleanField(_l("Cho mọi người xem"), default=True)
    reason = TextAreaField(_l("Vì sao đổi số liệu của năm đã chốt?"), [Needed(_l("Chưa ghi lý do.")), at_most(300)])

    def suit(self, indicator: Indicator) -> None:
        """Whoever has no figure yet says so."""
        super().suit(indicator)
        if "answer" in self:
            self.answer.choices = [*self.answer.choices, SelectChoice(UNKNOWN, _("Chưa có số liệu"))]  # type: ignore[misc]  # a list here

    def validate_caption(self, field: Any) -> None:
        if (self.files.data or self.number.data) and not field.data:
            raise ValidationError(_("Chưa ghi minh chứng cho thấy gì."))
        if field.data and not (self.files.data or self.number.data):
            raise ValidationError(_("Chưa chọn tệp, cũng chưa ghi số văn bản."))

    @property
    def proof(self) -> dict[str, Any] | None:
        """The proof that came with it, if one did."""
        if not (self.files.data or self.number.data):
            return None
        told = {"caption": self.caption.data, "number": self.number.data or "", "url": ""}
        return told | {"is_public": self.is_public.data, "children": self.children.data}


class ReviewForm(_Figure):
    """Another look at a figure, of which the form remembers what it was."""

    saw = HiddenField()
    note = TextAreaField(_l("Nhận xét khi thẩm định"), [at_most(1000)], description=_l("Phải ghi nếu số khác số tự chấm."))

    def must_have_seen(self, told: str) -> None:
        """Raises `RuleBroken` when the figure is no longer the one that was on the screen; the next try knows it."""
        seen, self.saw.data, self.saw.raw_data = self.saw.data, told, None
        if seen != told:
            raise RuleBroken(_("Số liệu vừa đổi thành %(now)s. Hãy xem lại rồi gửi lần nữa.", now=told))


class SiteCheckForm(Form):
    on = DateField(_l("Ngày kiểm tra"), [Needed(_l("Chưa ghi ngày."))])
    place = StringField(_l("Ở đâu?"), [Needed(_l("Chưa ghi địa điểm.")), at_most(160)])
    who = StringField(_l("Ai đi kiểm tra?"), [Needed(_l("Chưa ghi ai đi kiểm tra.")), at_most(240)])
    finding = SelectField(_l("Kết quả"), choices=Finding.choices(), coerce=Finding)
    text = TextAreaField(_l("Đã thấy gì?"), [Needed(_l("Chưa ghi đã thấy gì.")), at_most(2000)])
    key = HiddenField()

    @property
    def facts(self) -> dict[str, Any]:
        """The visit as it is kept."""
        return {name: self[name].data for name in ("on", "place", "who", "finding", "text")}


class _Decision(VersionedForm):
    decision_number = StringField(_l("Số quyết định"), [Needed(_l("Chưa ghi số quyết định.")), at_most(60)])
    decision_on = DateField(_l("Ngày quyết định"), [Needed(_l("Chưa ghi ngày."))])
    reason = TextAreaField(_l("Lý do"), [Needed(_l("Chưa ghi lý do.")), at_most(1000)])

    @property
    def decision(self) -> dict[str, Any]:
        """By what it is decided, and why."""
        return {name: self[name].data for name in ("decision_number", "decision_on", "reason")}


class DecisionForm(_Decision):
    """A set for a year outside the plan."""


class AdjustForm(_Decision):
    target = FigureField(_l("Chỉ tiêu"), [Needed(_l("Chưa ghi chỉ tiêu."))])
    method = StringField(_l("Cách tính, bằng lời"), [Needed(_l("Chưa ghi cách tính.")), at_most(120)])
    mode = SelectField(_l("Đạt một phần thì tính điểm thế nào?"), choices=Mode.choices(), coerce=Mode)
    steps = StringField(
        _l("Các mức, nếu tính điểm theo mức"),
        [at_most(200)],
        description=_l("Ví dụ: 50=40; 70=60 nghĩa là từ 50 trở lên được 40 % số điểm, từ 70 trở lên được 60 %."),
    )


class LocalForm(_Decision):
    name = StringField(_l("Tên chỉ số"), [Needed(_l("Chưa ghi tên chỉ số.")), at_most(160)])
    name_en = StringField(_l("Tên bằng tiếng Anh"), [at_most(160)])
    method = StringField(_l("Cách tính, bằng lời"), [Needed(_l("Chưa ghi cách tính.")), at_most(120)])
    shape = SelectField(_l("Đo bằng gì?"), choices=Shape.choices(), coerce=Shape)
    target = FigureField(_l("Chỉ tiêu"), [Needed(_l("Chưa ghi chỉ tiêu."))], description=_l("Tỷ lệ thì ghi số phần trăm."))
    max_points = FigureField(_l("Điểm tối đa"), [Needed(_l("Chưa ghi điểm tối đa."))])
    unit_words = StringField(_l("Đơn vị tính"), [at_most(60)])

    @property
    def facts(self) -> dict[str, Any]:
        """The indicator as it is kept."""
        told = {name: self[name].data or "" for name in ("name", "name_en", "method", "unit_words")}
        numbers = {"shape": self.shape.data, "target": stored_target(self.target.data, self.shape.data)}
        return told | numbers | {"max_points": self.max_points.data}


class ReopenForm(Form):
    reason = TextAreaField(_l("Vì sao mở lại năm đã chốt?"), [Needed(_l("Chưa ghi lý do.")), at_most(1000)])


def stored_target(typed: Decimal, shape: Shape) -> Decimal:
    """A target as it is kept: a share is typed in percent."""
    return typed / 100 if shape in (Shape.RATIO, Shape.REDUCTION) else typed


def typed_target(indicator: Indicator) -> Decimal:
    """A target as it is typed."""
    shown = indicator.target * 100 if indicator.shape in (Shape.RATIO, Shape.REDUCTION) else indicator.target
    return Decimal(shown.normalize().to_eng_string())


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
