"""What editors type, a form for each kind of content."""

import json
import re
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.accounts.fields import ChildrenField
from app.core.clock import today
from app.core.fields import (
    AmountField,
    DateField,
    FilesField,
    MomentField,
    MoneyField,
    MultiCheckboxField,
    PhoneField,
    PhotoField,
)
from app.core.forms import Between, Form, Needed, VersionedForm, at_most
from app.core.rules import RuleBroken
from app.tourism import drawing
from app.tourism.models import HOLDS, Chapter, Family, ServiceKind, Silhouette, SourceKind, TourKind

LANGUAGES = [SelectChoice("vi", _l("Tiếng Việt")), SelectChoice("en", _l("Tiếng Anh"))]
_EN = _l("Trang tiếng Anh cũng cần chỗ này.")


def line(label: Any, most: int, *, empty: Any = None, hint: Any = "") -> StringField:
    """One line that must be there; `empty` is what is said when it is not."""
    return StringField(label, [Needed(empty or _l("Chỗ này chưa điền.")), at_most(most)], description=hint)


def words(label: Any, *, empty: Any = None, hint: Any = "") -> TextAreaField:
    """Several lines that must be there."""
    return TextAreaField(label, [Needed(empty or _l("Chỗ này chưa điền.")), at_most(3000)], description=hint)


_COMMAS = re.compile(r"(-?\d+),(\d+)[\s,;]+(-?\d+),(\d+)", re.ASCII)


class PositionField(StringField):
    """Latitude and longitude as a map program copies them: “20.72700, 106.20800”."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""
        with_commas = _COMMAS.fullmatch(self.data)
        typed = "{}.{},{}.{}".format(*with_commas.groups()) if with_commas else self.data
        try:
            latitude, longitude = (Decimal(part.strip()) for part in typed.split(","))
            if not (latitude.is_finite() and longitude.is_finite() and max(abs(latitude), abs(longitude)) <= 180):
                raise ValueError
        except (ValueError, ArithmeticError):
            raise ValidationError(_("Viết vĩ độ, kinh độ như ứng dụng bản đồ cho: 20.72700, 106.20800.")) from None
        self.data = (round(latitude, 6), round(longitude, 6))

    def _value(self) -> str:
        return ", ".join(f"{part:f}" for part in self.data) if isinstance(self.data, tuple) else (self.data or "")


class FigureField(AmountField):
    """A number with at most three places: “31,673”."""

    least, most, places = Decimal("0.001"), Decimal(2 * 10**6), 3
    sentence = _l("Hãy ghi một số lớn hơn 0, nhiều nhất ba chữ số lẻ, ví dụ 31,673.")


class DrawingField(TextAreaField):
    """A drawing as the text of its GeoJSON."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""
        if self.data:
            try:
                self.data = drawing.read(self.data)
            except RuleBroken as refused:
                raise ValidationError(str(refused)) from None

    def _value(self) -> str:
        return json.dumps(self.data, ensure_ascii=False, indent=1) if isinstance(self.data, dict) else (self.data or "")


class EditedForm(VersionedForm):
    """Fields named as what they are about has them."""

    @property
    def facts(self) -> dict[str, Any]:
        """Everything typed, by the names of the model."""
        return {field.name: field.data for field in self if field.name not in ("csrf_token", "version")}

    def offer(self, sources: list[Any], topics: list[Any]) -> None:
        """What there is to choose from."""

    @property
    def in_order(self) -> list[Any]:
        """The fields as they are asked: what is common to all comes after what the kind itself is about."""
        typed = [field for field in self if field.name not in ("csrf_token", "version")]
        return sorted(typed, key=lambda field: field.name in COMMON)


COMMON = ("source_id", "checked_on", "check_by", "position", "is_shown")


class ContentForm(EditedForm):
    """What every piece of content is asked."""

    source_id = SelectField(_l("Nguồn: ai nói, văn bản nào?"), coerce=int)
    checked_on = DateField(_l("Kiểm tra ngày"), [Needed(_l("Chưa ghi ngày kiểm tra."))])
    check_by = DateField(
        _l("Cần kiểm tra lại trước ngày"), [Needed(_l("Chưa ghi ngày."))],
        description=_l("Quá ngày này trang vẫn hiện, nhưng nhắc khách hỏi lại."),
    )  # fmt: skip
    position = IntegerField(_l("Thứ tự trên trang"), [Between(0, 999, _l("Thứ tự từ 0 đến 999."))], default=0)
    is_shown = BooleanField(_l("Hiện trên trang"), default=True)

    def offer(self, sources: list[Any], topics: list[Any]) -> None:
        self.source_id.choices = [SelectChoice(one.id, one.title) for one in sources]
        if not self.is_submitted():
            self.checked_on.data = self.checked_on.data or today()
            self.check_by.data = self.check_by.data or today() + HOLDS


class AttractionForm(ContentForm):
    number = IntegerField(_l("Số sơn trên biển"), [Between(1, 99, _l("Số trên biển từ 1 đến 99."))])
    slug = line(_l("Địa chỉ trang"), 40, hint=_l("Chữ thường không dấu, ví dụ ben-thuyen. In lên biển rồi thì đừng đổi."))
    name = line(_l("Tên điểm"), 80)
    name_en = line(_l("Tên tiếng Anh"), 80, empty=_EN)
    text = words(_l("Kể gì ở đây?"), hint=_l("Một đến hai phút đọc. Người khiếm thính đọc thay cho nghe."))
    text_en = words(_l("Kể bằng tiếng Anh"), empty=_EN)
    where = PositionField(_l("Toạ độ"), [Needed(_l("Chưa ghi toạ độ."))], description=_l("Ví dụ 20.72700, 106.20800"))

    def __init__(self, obj: Any = None, **options: Any) -> None:
        where = (obj.latitude, obj.longitude) if obj is not None else None
        super().__init__(obj=obj, where=where, **options)

    @property
    def facts(self) -> dict[str, Any]:
        told = super().facts
        latitude, longitude = told.pop("where")
        return {**told, "latitude": latitude, "longitude": longitude}


class SpeciesForm(ContentForm):
    name = line(_l("Tên tiếng Việt"), 80)
    name_en = StringField(_l("Tên tiếng Anh"), [at_most(80)])
    latin = StringField(_l("Tên khoa học"), [at_most(80)], filters=[lambda typed: typed or None],
                        description=_l("Chưa chắc thì bỏ trống: trang ghi “chưa xác định”."))  # fmt: skip
    family = RadioField(_l("Nhóm"), [Needed(_l("Hãy chọn một mục."))], choices=Family.choices(), coerce=Family)
    silhouette = SelectField(_l("Hình vẽ"), choices=Silhouette.choices(), coerce=Silhouette)
    months = MultiCheckboxField(_l("Thấy vào tháng nào?"), coerce=int,
                                choices=[SelectChoice(n, _l("Tháng %(num)d", num=n)) for n in range(1, 13)])  # fmt: skip
    status = StringField(_l("Mức hiếm, bảo vệ"), [at_most(160)])
    status_en = StringField(_l("Mức hiếm, bảo vệ, bằng tiếng Anh"), [at_most(160)])
    text = TextAreaField(_l("Kể thêm"), [at_most(3000)])
    text_en = TextAreaField(_l("Kể thêm, bằng tiếng Anh"), [at_most(3000)])

    def validate_status_en(self, field: Any) -> None:
        _both(self.status, field)

    def validate_text_en(self, field: Any) -> None:
        _both(self.text, field)


def _both(vietnamese: Any, english: Any) -> None:
    """What is said in one language is said in the other."""
    if bool(vietnamese.data) != bool(english.data):
        raise ValidationError(_("Viết cả tiếng Việt lẫn tiếng Anh, hoặc bỏ trống cả hai."))


class PassageForm(ContentForm):
    chapter = RadioField(_l("Trang nào?"), [Needed(_l("Hãy chọn một mục."))], choices=Chapter.choices(), coerce=Chapter)
    title = line(_l("Tiêu đề"), 120)
    title_en = line(_l("Tiêu đề tiếng Anh"), 120, empty=_EN)
    text = words(_l("Nội dung"))
    text_en = words(_l("Nội dung tiếng Anh"), empty=_EN)


class SeasonForm(ContentForm):
    name = line(_l("Tên mùa"), 80)
    name_en = line(_l("Tên tiếng Anh"), 80, empty=_EN)
    first_month = IntegerField(_l("Từ tháng"), [Between(1, 12, _l("Tháng từ 1 đến 12."))])
    last_month = IntegerField(_l("Đến hết tháng"), [Between(1, 12, _l("Tháng từ 1 đến 12."))],
                              description=_l("Nhỏ hơn “từ tháng” nghĩa là kéo qua năm sau."))  # fmt: skip
    text = words(_l("Nói gì với khách?"))
    text_en = words(_l("Nói bằng tiếng Anh"), empty=_EN)


class FigureForm(ContentForm):
    topic_id = SelectField(_l("Số liệu về gì?"), coerce=int)
    low = FigureField(_l("Con số, hoặc từ"), [Needed(_l("Chưa ghi con số."))])
    high = FigureField(_l("Đến"), [Optional()])
    note = StringField(_l("Ghi thêm"), [at_most(200)])
    note_en = StringField(_l("Ghi thêm, bằng tiếng Anh"), [at_most(200)])

    def offer(self, sources: list[Any], topics: list[Any]) -> None:
        super().offer(sources, topics)
        self.topic_id.choices = [SelectChoice(one.id, one.label) for one in topics]

    def validate_note_en(self, field: Any) -> None:
        _both(self.note, field)


class ServiceForm(ContentForm):
    kind = RadioField(
        _l("Dịch vụ gì?"), [Needed(_l("Hãy chọn một mục."))], choices=ServiceKind.choices(), coerce=ServiceKind
    )
    name = line(_l("Tên"), 120)
    name_en = line(_l("Tên tiếng Anh"), 120, empty=_EN)
    provider = line(_l("Ai làm?"), 120)
    phone = PhoneField(_l("Số điện thoại"))
    price = MoneyField(_l("Giá, hoặc từ (đồng)"), [Optional(), Between(0, 10**9, _l("Giá từ 0 đến 1 tỉ đồng."))],
                       description=_l("Không rõ thì bỏ trống: trang ghi “hỏi trước khi đi”."))  # fmt: skip
    price_to = MoneyField(_l("Đến (đồng)"), [Optional(), Between(0, 10**9, _l("Giá từ 0 đến 1 tỉ đồng."))])
    unit = StringField(_l("Tính cho"), [at_most(60)], description=_l("Ví dụ: một người, một chuyến."))
    unit_en = StringField(_l("Tính cho, bằng tiếng Anh"), [at_most(60)])
    text = TextAreaField(_l("Ghi thêm"), [at_most(3000)])
    text_en = TextAreaField(_l("Ghi thêm, bằng tiếng Anh"), [at_most(3000)])

    def validate_unit_en(self, field: Any) -> None:
        _both(self.unit, field)

    def validate_text_en(self, field: Any) -> None:
        _both(self.text, field)


class OccasionForm(ContentForm):
    title = line(_l("Tên sự kiện"), 120)
    title_en = line(_l("Tên tiếng Anh"), 120, empty=_EN)
    starts_at = MomentField(_l("Bắt đầu"), [Needed(_l("Chưa ghi giờ và ngày."))], description=_l("Ví dụ 17:00, 30/11/2026"))
    ends_at = MomentField(_l("Kết thúc"), [Needed(_l("Chưa ghi giờ và ngày."))])
    place = line(_l("Ở đâu?"), 120)
    place_en = line(_l("Ở đâu, bằng tiếng Anh"), 120, empty=_EN)
    text = words(_l("Có gì?"))
    text_en = words(_l("Có gì, bằng tiếng Anh"), empty=_EN)


class SketchForm(ContentForm):
    name = line(_l("Tên bản vẽ"), 80)
    drawn = DrawingField(
        _l("GeoJSON"), [Needed(_l("Chưa có bản vẽ."))],
        description=_l("FeatureCollection; mỗi hình có properties.kind: lake, island, path, road hoặc field."),
    )  # fmt: skip
    is_surveyed = BooleanField(_l("Đã đo đạc ngoài thực địa"))


class SourceForm(EditedForm):
    kind = RadioField(_l("Loại nguồn"), [Needed(_l("Hãy chọn một mục."))], choices=SourceKind.choices(), coerce=SourceKind)
    title = line(_l("Tên nguồn"), 200, hint=_l("Ví dụ: Quyết định số 3999/QĐ-BVHTTDL, hoặc Đếm tại chỗ ngày 12/11/2026."))
    title_en = line(_l("Tên tiếng Anh"), 200, empty=_EN)
    publisher = StringField(_l("Nơi ra"), [at_most(200)])
    url = StringField(_l("Đường dẫn"), [at_most(300)], description=_l("Bắt đầu bằng https://"))

    def validate_url(self, field: Any) -> None:
        if field.data and not field.data.startswith("https://"):
            raise ValidationError(_("Đường dẫn phải bắt đầu bằng https://"))


class TopicForm(EditedForm):
    label = line(_l("Số liệu về gì?"), 120)
    label_en = line(_l("Bằng tiếng Anh"), 120, empty=_EN)
    unit = StringField(_l("Đơn vị"), [at_most(40)])
    unit_en = StringField(_l("Đơn vị, bằng tiếng Anh"), [at_most(40)])
    position = IntegerField(_l("Thứ tự trên trang"), [Between(0, 999, _l("Thứ tự từ 0 đến 999."))], default=0)


class TourForm(EditedForm):
    kind = RadioField(_l("Loại chuyến"), [Needed(_l("Hãy chọn một mục."))], choices=TourKind.choices(), coerce=TourKind)
    name = line(_l("Tên chuyến"), 80, hint=_l("Ví dụ: Thuyền lớn số 1."))
    name_en = line(_l("Tên tiếng Anh"), 80, empty=_EN)
    seats = IntegerField(_l("Nhiều nhất mấy người?"), [Between(1, 100, _l("Từ 1 đến 100 người."))])
    minutes = IntegerField(_l("Mỗi chuyến bao nhiêu phút?"), [Between(10, 600, _l("Từ 10 đến 600 phút."))])
    is_offered = BooleanField(_l("Đang nhận khách"), default=True)


class PictureForm(Form):
    photo = PhotoField(_l("Ảnh của điểm"))
    alt = line(_l("Trong ảnh có gì?"), 200, empty=_l("Hãy viết một câu cho người không thấy ảnh."))
    alt_en = line(_l("Trong ảnh có gì, bằng tiếng Anh?"), 200, empty=_EN)
    children = ChildrenField()

    def validate_photo(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Chưa chọn ảnh."))


class SoundField(FilesField):
    """One recording."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, **options)
        self.render_kw = {"accept": "audio/*,.m4a,.ogg,.opus,.webm"}


class RecordingForm(Form):
    language = RadioField(_l("Nói tiếng gì?"), [Needed(_l("Hãy chọn một mục."))], choices=LANGUAGES)
    sound = SoundField(
        _l("Tệp âm thanh"), description=_l("MP3, M4A, WAV, OGG; nhiều nhất 25 MB và 10 phút. Trang tự nén lại.")
    )

    def validate_sound(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Chưa chọn tệp âm thanh."))
