"""The application for recognition on paper, as filled: the form of TT 18/2013/TT-BKHCN, Phụ lục I."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core.i18n import day, moment, number, points
from app.initiatives.forms.writing import DECLARATION
from app.initiatives.models import Application, CoAuthor, FirstApplier
from app.papers.actions import compose
from app.papers.dates import in_full
from app.papers.kinds import Column, Kind, Place, Table, register
from app.papers.language import Part

_PERSON = (Column("STT", 11, "center"), Column("Họ và tên", 32), Column("Ngày tháng năm sinh", 23, "center"))
_LIFE = (Column("Nơi công tác (hoặc nơi thường trú)", 33), Column("Chức danh", 22), Column("Trình độ chuyên môn", 22))

application = register(
    Kind(
        code="application",
        slug="don",
        title=_l("Đơn yêu cầu công nhận sáng kiến"),
        about=_l("Đơn của tác giả như đã điền, theo mẫu của Thông tư 18/2013/TT-BKHCN."),
        places={
            "tên sáng kiến": Place(_l("Tên sáng kiến"), "Đèn năng lượng mặt trời ở ngã ba xóm Đình"),
            "mã số": Place(_l("Mã số hồ sơ"), "SK-2026-0003"),
            "chủ đầu tư": Place(_l("Chủ đầu tư tạo ra sáng kiến"), "Tác giả."),
            "lĩnh vực": Place(_l("Lĩnh vực áp dụng"), "Đời sống nông thôn."),
            "ngày áp dụng": Place(_l("Ngày áp dụng lần đầu, viết đủ chữ"), "ngày 05 tháng 01 năm 2026."),
            "mô tả": Place(
                _l("Mô tả bản chất của sáng kiến"),
                "Trước đây ngã ba xóm Đình không có đèn, trời tối khó đi.\nĐèn dùng tấm pin mặt trời, tự bật khi trời tối.",
            ),
            "thông tin bảo mật": Place(_l("Thông tin cần bảo mật"), "Không."),
            "điều kiện áp dụng": Place(_l("Điều kiện cần thiết để áp dụng"), "Có chỗ nắng, có người trông coi."),
            "lợi ích theo tác giả": Place(_l("Lợi ích theo tác giả"), "Đi lại an toàn, không tốn tiền điện."),
            "số tiền làm lợi": Place(_l("Số tiền làm lợi một năm"), "1.200.000 đồng một năm."),
            "lợi ích theo nơi áp dụng": Place(_l("Lợi ích theo nơi đã áp dụng"), "Thôn An Dương: hết va chạm ban đêm."),
            "lời cam đoan": Place(
                _l("Lời cam đoan như tác giả đã đọc"),
                "Tôi cam đoan mọi thông tin nêu trong đơn là trung thực, đúng sự thật và chịu trách nhiệm trước pháp luật.",
            ),
            "đã cam đoan": Place(
                _l("Tác giả cam đoan trên trang của xã lúc nào"), "Đã cam đoan trên trang của xã lúc 14:30, 05/07/2026."
            ),
            "nơi viết đơn": Place(_l("Nơi viết đơn"), "Nam Thanh Miện"),
        },
        tables={
            "tác giả": Table(
                _l("Các tác giả và tỷ lệ đóng góp"),
                (*_PERSON, *_LIFE, Column("Tỷ lệ (%) đóng góp", 18, "center")),
                (
                    ("1", "Nguyễn Thị Hoa", "05/07/1980", "Thôn An Dương", "Nông dân", "12/12", "66,67"),
                    ("2", "Phạm Văn Ước", "12/03/1975", "Thôn An Dương", "Thợ điện", "Trung cấp điện", "33,33"),
                ),
            ),
            "người áp dụng thử": Table(
                _l("Những người đã tham gia áp dụng thử"),
                (*_PERSON, *_LIFE, Column("Nội dung công việc hỗ trợ", 32)),
                (("1", "Lê Văn Cường", "01/02/1990", "Thôn An Dương", "Nông dân", "12/12", "Lắp đèn, trông đèn"),),
            ),
        },
        needs=(Part.TYPE, Part.RECEIVER, Part.SIGN),
        must=("tác giả", "tên sáng kiến", "mô tả", "điều kiện áp dụng", "lợi ích theo tác giả", "lời cam đoan"),
    )
)


def on_paper(filled: Application) -> bytes:
    """The application as .docx, whole, confidential parts and birth dates included: for whoever may see it.

    What is not filled in stays blank for a pen. Raises nothing.
    """
    initiative = filled.initiative
    values = {
        "tên sáng kiến": initiative.title,
        "mã số": initiative.code or "",
        "chủ đầu tư": filled.investor or _("Tác giả."),
        "lĩnh vực": initiative.field.name if initiative.field else "",
        "ngày áp dụng": _first_applied(filled.first_applied_on),
        "mô tả": filled.description,
        "thông tin bảo mật": filled.confidential or _("Không."),
        "điều kiện áp dụng": filled.conditions,
        "lợi ích theo tác giả": filled.benefit_author,
        "số tiền làm lợi": _money(filled.benefit_money),
        "lợi ích theo nơi áp dụng": filled.benefit_user or _("Chưa có."),
        "lời cam đoan": filled.declaration or str(DECLARATION),
        "đã cam đoan": _declared(filled),
        "nơi viết đơn": filled.signed_place or "",
    }
    authors = [(*_person(one), points(one.percent)) for one in filled.authors]
    appliers = [(*_person(one), one.work) for one in filled.first_appliers]
    return compose(application, values, {"tác giả": authors, "người áp dụng thử": appliers})


def _person(one: CoAuthor | FirstApplier) -> tuple[str, ...]:
    return (str(one.position), one.name, day(one.birth_date), one.workplace, one.job, one.qualification)


def _declared(filled: Application) -> str:
    if filled.signed_at is None:
        return _("Tác giả chưa cam đoan trên trang của xã.")
    return _("Đã cam đoan trên trang của xã lúc %(when)s.", when=moment(filled.signed_at))


def _first_applied(on: date | None) -> str:
    return f"{in_full(on)}." if on else _("Chưa áp dụng.")


def _money(money: int | None) -> str:
    return _("%(money)s đồng một năm.", money=number(money)) if money else _("Không tính bằng tiền.")
