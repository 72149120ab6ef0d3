"""What producers and the office type."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from app.accounts.fields import ChildrenField
from app.core.clock import moment_at
from app.core.fields import AmountField, ClockField, DateField, FilesField, MoneyField, PhoneField, PhotoField
from app.core.forms import Between, Form, Needed, VersionedForm, at_most
from app.core.text import sort_key
from app.products import vietqr
from app.products.models import (
    ENTERED,
    CertificateKind,
    DossierStatus,
    LinkKind,
    Measure,
    OcopSet,
    RecallKind,
    Step,
)


class ProducerForm(VersionedForm):
    address = StringField(
        _l("Địa chỉ sản xuất, kinh doanh"), [Needed(_l("Chưa ghi địa chỉ.")), at_most(200)],
        description=_l("Ghi như trong giấy đăng ký: thôn, xã Nam Thanh Miện, thành phố Hải Phòng."),
    )  # fmt: skip
    phone = PhoneField(_l("Số điện thoại"))
    shows_phone = BooleanField(_l("Cho người mua thấy số điện thoại này"))
    story = TextAreaField(_l("Chuyện của cơ sở"), [at_most(3000)])
    story_en = TextAreaField(_l("Chuyện của cơ sở, bằng tiếng Anh"), [at_most(3000)])
    gln = StringField(_l("Mã địa điểm toàn cầu GLN của cơ sở"), [at_most(13)])


class PlaceForm(Form):
    name = StringField(_l("Tên nơi làm"), [Needed(_l("Chưa ghi tên.")), at_most(80)],
                       description=_l("Ví dụ: Lò tráng bánh, Ruộng Đồng Bãi, Kho mát."))  # fmt: skip
    village_id = SelectField(_l("Ở thôn nào?"), coerce=int)
    gln = StringField(_l("Mã GLN của nơi này"), [at_most(13)])


class AccountForm(Form):
    bin = SelectField(_l("Ngân hàng"), [Needed(_l("Hãy chọn ngân hàng."))])
    number = StringField(_l("Số tài khoản"), [Needed(_l("Chưa ghi số tài khoản.")), at_most(30)])
    holder = StringField(_l("Tên chủ tài khoản"), [Needed(_l("Chưa ghi tên chủ tài khoản.")), at_most(80)])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        by_name = sorted(vietqr.banks().items(), key=lambda bank: sort_key(bank[1]))
        self.bin.choices = [SelectChoice("", _("Chọn ngân hàng")), *(SelectChoice(bin, name) for bin, name in by_name)]


class ProductForm(VersionedForm):
    name = StringField(_l("Tên sản phẩm"), [Needed(_l("Chưa ghi tên sản phẩm.")), at_most(120)])
    standards = StringField(
        _l("Tiêu chuẩn áp dụng"), [at_most(300)],
        description=_l("TCVN, QCVN hoặc tiêu chuẩn cơ sở, ví dụ TCCS 01:2026. Cần có trước khi đăng."),
    )  # fmt: skip
    ocop_set_id = SelectField(_l("Thuộc bộ sản phẩm nào?"), coerce=lambda v: int(v) if v else None)
    net_content = StringField(_l("Khối lượng, quy cách"), [at_most(80)], description=_l("Ví dụ: gói 500 g."))
    ingredients = TextAreaField(_l("Thành phần"), [at_most(500)])
    storage = StringField(_l("Cách bảo quản"), [at_most(300)])
    shelf_life_days = IntegerField(
        _l("Dùng được bao nhiêu ngày?"), [Optional(), Between(1, 4000, _l("Từ 1 đến 4.000 ngày."))]
    )
    price = MoneyField(
        _l("Giá tham khảo (đồng)"), [Optional(), Between(1, 10**9, _l("Giá từ 1 đồng đến 1 tỉ; không rõ thì bỏ trống."))]
    )
    brand = StringField(_l("Nhãn hiệu"), [at_most(80)])
    story = TextAreaField(_l("Câu chuyện sản phẩm"), [at_most(3000)])
    name_en = StringField(_l("Tên tiếng Anh"), [at_most(120)])
    story_en = TextAreaField(_l("Câu chuyện bằng tiếng Anh"), [at_most(3000)])
    gtin = StringField(_l("Mã GTIN (dãy số dưới mã vạch)"), [at_most(20)])
    initiative_code = StringField(_l("Mã sáng kiến đã áp dụng đứng sau sản phẩm"), [at_most(20)])

    def offer(self, sets: list[OcopSet]) -> None:
        """The sets to choose from."""
        self.ocop_set_id.choices = [SelectChoice("", _("Chưa rõ"))] + [SelectChoice(s.id, s.name) for s in sets]

    @property
    def facts(self) -> dict[str, Any]:
        """Everything typed, by the names of the model."""
        return {field.name: field.data for field in self if field.name not in ("csrf_token", "version")}


class PictureForm(Form):
    photo = PhotoField(_l("Ảnh sản phẩm"))
    alt = StringField(_l("Trong ảnh có gì?"), [Needed(_l("Hãy viết một câu cho người không thấy ảnh.")), at_most(200)])
    children = ChildrenField()

    def validate_photo(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Chưa chọn ảnh."))


class LinkForm(Form):
    kind = RadioField(
        _l("Đường dẫn tới đâu?"), [Needed(_l("Hãy chọn một mục."))], choices=LinkKind.choices(), coerce=LinkKind
    )
    title = StringField(_l("Tên chỗ đó"), [Needed(_l("Chưa ghi tên.")), at_most(80)])
    url = StringField(
        _l("Đường dẫn"), [Needed(_l("Chưa ghi đường dẫn.")), at_most(300)], description=_l("Bắt đầu bằng https://")
    )


class CertificateForm(Form):
    kind = SelectField(_l("Loại giấy"), choices=CertificateKind.choices(), coerce=CertificateKind)
    number = StringField(_l("Số của giấy"), [Needed(_l("Chưa ghi số.")), at_most(60)])
    authority = StringField(_l("Nơi cấp"), [Needed(_l("Chưa ghi nơi cấp.")), at_most(160)])
    valid_from = DateField(_l("Có hiệu lực từ"), [Needed(_l("Chưa ghi ngày."))])
    valid_to = DateField(_l("Hết hạn ngày"))
    stars = SelectField(_l("Hạng sao (chỉ OCOP)"), coerce=lambda v: int(v) if v else None)
    decision_number = StringField(_l("Số quyết định (chỉ OCOP)"), [at_most(60)])
    decision_on = DateField(_l("Ngày quyết định"))
    scan = FilesField(_l("Ảnh chụp hoặc tệp PDF của giấy"))

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.stars.choices = [SelectChoice("", _("Không phải OCOP"))]
        self.stars.choices += [SelectChoice(n, _("%(num)d sao", num=n)) for n in (3, 4, 5)]

    def validate_scan(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("Chưa chọn ảnh hoặc tệp của giấy."))

    @property
    def facts(self) -> dict[str, Any]:
        """Everything typed, by the names of the model."""
        return {field.name: field.data for field in self if field.name not in ("csrf_token", "scan")}


class DossierForm(Form):
    status = RadioField(
        _l("Đến đâu rồi?"), [Needed(_l("Hãy chọn một mục."))], choices=DossierStatus.choices(), coerce=DossierStatus
    )
    note = StringField(_l("Ghi chú"), [at_most(300)])
    file = FilesField(_l("Ảnh hoặc tệp PDF"))


class LotForm(VersionedForm):
    number = StringField(_l("Số lô"), [Needed(_l("Chưa ghi số lô.")), at_most(20)],
                         description=_l("Chữ không dấu và số, ví dụ L2026-041."))  # fmt: skip
    began_on = DateField(_l("Bắt đầu ngày"), [Needed(_l("Chưa ghi ngày bắt đầu."))],
                         description=_l("Ngày gieo, ngày nhập nguyên liệu."))  # fmt: skip
    made_on = DateField(_l("Ngày sản xuất, thu hoạch"))
    expires_on = DateField(_l("Hạn sử dụng"))
    quantity = AmountField(_l("Số lượng"))
    measure = SelectField(_l("Đơn vị"), choices=Measure.choices(), coerce=Measure)
    place_id = SelectField(_l("Làm ở đâu?"), coerce=int)

    @property
    def facts(self) -> dict[str, Any]:
        """Everything typed, by the names of the model."""
        return {field.name: field.data for field in self if field.name not in ("csrf_token", "version")}


# Fields are asked in the order in which they are written: what a form is about comes before where and when.


class _Correction:
    """What was wrong, and what is right."""

    reason = StringField(_l("Sai ở chỗ nào?"), [Needed(_l("Chưa ghi lý do.")), at_most(300)])
    quantity = AmountField(_l("Số lượng"))
    is_void = BooleanField(_l("Việc này không hề có: gạch hẳn dòng cũ"))


class _Transform:
    """What goes in, and what comes out."""

    taken_code = StringField(_l("Mã hoặc số của lô nguyên liệu"), [Needed(_l("Chưa ghi lô nguyên liệu.")), at_most(40)])
    taken = AmountField(_l("Dùng bao nhiêu?"), [Needed(_l("Chưa ghi số lượng."))])
    other_code = StringField(_l("Lô nguyên liệu thứ hai"), [at_most(40)])
    other = AmountField(_l("Dùng bao nhiêu của lô thứ hai?"))
    made = AmountField(_l("Làm ra bao nhiêu cho lô này?"), [Needed(_l("Chưa ghi số lượng."))])


class _Split:
    """The two new lots."""

    first_number = StringField(_l("Số của lô mới thứ nhất"), [Needed(_l("Chưa ghi số lô.")), at_most(20)])
    first = AmountField(_l("Bao nhiêu?"), [Needed(_l("Chưa ghi số lượng."))])
    second_number = StringField(_l("Số của lô mới thứ hai"), [Needed(_l("Chưa ghi số lô.")), at_most(20)])
    second = AmountField(_l("Bao nhiêu cho lô thứ hai?"), [Needed(_l("Chưa ghi số lượng."))])


class _Merge:
    """With what, and under which number."""

    with_id = SelectField(_l("Gộp với lô nào?"), coerce=int)
    number = StringField(_l("Số của lô mới"), [Needed(_l("Chưa ghi số lô.")), at_most(20)])


class _Happening(Form):
    """Where and when, with a photo."""

    place_id = SelectField(_l("Ở đâu?"), coerce=int)
    day = DateField(_l("Ngày"), [Needed(_l("Chưa ghi ngày."))])
    clock = ClockField(_l("Giờ"), [Needed(_l("Chưa ghi giờ."))])
    note = TextAreaField(_l("Ghi thêm"), [at_most(500)])
    photo = PhotoField(_l("Chụp hoặc chọn ảnh"))
    children = ChildrenField(beside="photo")
    key = HiddenField()

    @property
    def at(self) -> datetime:
        """The moment, on the clock of the commune."""
        return moment_at(self.day.data, self.clock.data)


class StepForm(_Happening):
    step = RadioField(
        _l("Vừa làm việc gì?"),
        [Needed(_l("Hãy chọn việc vừa làm."))],
        choices=[SelectChoice(s.value, s.label) for s in ENTERED],
        coerce=Step,
    )
    quantity = AmountField(_l("Số lượng"))


class CorrectionForm(_Correction, _Happening):
    pass


class TransformForm(_Transform, _Happening):
    pass


class SplitForm(_Split, _Happening):
    pass


class MergeForm(_Merge, _Happening):
    pass


class RecallForm(Form):
    kind = RadioField(
        _l("Thu hồi đến đâu?"), [Needed(_l("Hãy chọn một mục."))], choices=RecallKind.choices(), coerce=RecallKind
    )
    reason = TextAreaField(_l("Vì sao?"), [Needed(_l("Chưa ghi lý do.")), at_most(500)])
    advice = TextAreaField(_l("Người đã mua nên làm gì, liên hệ ai?"), [Needed(_l("Chưa ghi cách làm.")), at_most(500)])
    first = IntegerField(_l("Từ tem số"), [Optional(), Between(1, 1_000_000, _l("Số tem từ 1."))])
    last = IntegerField(_l("Đến tem số"), [Optional(), Between(1, 1_000_000, _l("Số tem từ 1."))])


class ReasonForm(Form):
    reason = TextAreaField(_l("Lý do"), [Needed(_l("Chưa ghi lý do.")), at_most(500)])
