"""The papers of the council of initiatives: what their texts may name. Their facts come from above."""

from flask_babel import lazy_gettext as _l

from app.papers.kinds import Column, Format, Kind, Place, Table, register
from app.papers.language import Part

_MEETING = {
    "phiên họp": Place(_l("Tên phiên họp"), "Phiên họp thứ nhất năm 2026"),
    "ngày họp": Place(_l("Ngày họp, viết đủ chữ"), "ngày 30 tháng 5 năm 2026"),
    "số thành viên": Place(_l("Hội đồng có bao nhiêu thành viên"), "5"),
    "số có mặt": Place(_l("Bao nhiêu thành viên dự họp"), "4"),
    "số hồ sơ": Place(_l("Bao nhiêu hồ sơ được xét"), "3"),
    "cách tính điểm": Place(
        _l("Cách tính điểm, viết thành lời"),
        "Điểm của mỗi hồ sơ là trung bình cộng điểm của các phiếu hợp lệ, làm tròn đến 0,01. Hồ sơ đạt từ 50 điểm "
        "trở lên và mỗi tiêu chí từ 10 điểm trở lên thì đủ điều kiện công nhận.",
    ),
    "chủ tọa": Place(_l("Họ tên chủ tọa"), "Nguyễn Văn Minh"),
    "thư ký": Place(_l("Họ tên thư ký"), "Trần Thị Hoa"),
}
_CASES = (
    ("SK-2026-0003", "Đèn năng lượng mặt trời ở ngã ba xóm Đình", "Nguyễn Thị Hoa, Phạm Văn Ước"),
    ("SK-2026-0007", "Lịch thu gom rơm rạ sau vụ gặt", "Lê Văn Cường"),
    ("SK-2026-0012", "Bảng chỉ đường bằng mã QR ở Đảo Cò", "Đỗ Thị Mỹ"),
)
_NUMBER = Column("STT", 13, "center")
_CODE = Column("Mã số", 31, "center")
_TITLE = Column("Tên sáng kiến", 55)
_AUTHORS = Column("Tác giả", 38)

minutes = register(
    Kind(
        code="minutes",
        slug="bien-ban",
        title=_l("Biên bản họp Hội đồng sáng kiến"),
        about=_l("Ghi cuộc họp: ai dự, ai không tham gia xét, kết quả từng hồ sơ, kết luận."),
        places={
            **_MEETING,
            "bắt đầu": Place(_l("Giờ bắt đầu"), "8 giờ 00"),
            "kết thúc": Place(_l("Giờ kết thúc"), "10 giờ 30"),
            "địa điểm": Place(_l("Nơi họp"), "Phòng họp số 1, trụ sở Ủy ban nhân dân xã Nam Thanh Miện"),
            "quyết định thành lập": Place(
                _l("Quyết định thành lập Hội đồng"),
                "Quyết định số 12/QĐ-UBND ngày 05 tháng 01 năm 2026 của Chủ tịch Ủy ban nhân dân xã",
            ),
            "số vắng": Place(_l("Bao nhiêu thành viên vắng"), "1"),
            "điều kiện họp": Place(
                _l("Câu cho biết có đủ số thành viên để họp hay không"),
                "Cuộc họp có đủ ít nhất hai phần ba số thành viên theo quy định.",
            ),
            "chương trình": Place(
                _l("Nội dung, chương trình cuộc họp"),
                "Thư ký báo cáo việc tiếp nhận và kiểm tra hồ sơ; Hội đồng thảo luận, chấm kín từng hồ sơ và biểu quyết.",
            ),
            "kết luận": Place(
                _l("Kết luận của chủ tọa"),
                "Hội đồng đề nghị Chủ tịch Ủy ban nhân dân xã công nhận 2 sáng kiến.\nHồ sơ SK-2026-0012 đề nghị tác giả "
                "hoàn thiện để xét ở phiên sau.",
            ),
            "mã chuỗi": Place(
                _l("Mã cuối của chuỗi nhật ký khi lập biên bản"),
                "9f2c 41d7 08ab 63e5 7710 c4f9 2b8e d036 5a1c 97e4 0fd2 b368 e17a 4c95 832d 60fb",
            ),
        },
        tables={
            "thành viên": Table(
                _l("Thành viên Hội đồng, có mặt hay vắng và lý do"),
                (
                    _NUMBER,
                    Column("Họ và tên", 40),
                    Column("Nhiệm vụ trong Hội đồng", 42),
                    Column("Dự họp", 20, "center"),
                    Column("Lý do vắng", 42),
                ),
                (
                    ("1", "Nguyễn Văn Minh", "Chủ tịch Hội đồng", "Có mặt", ""),
                    ("2", "Trần Thị Hoa", "Thư ký", "Có mặt", ""),
                    ("3", "Phạm Văn Lực", "Ủy viên", "Có mặt", ""),
                    ("4", "Lê Thị Thu", "Ủy viên", "Có mặt", ""),
                    ("5", "Vũ Văn Hải", "Ủy viên", "Vắng", "Đi công tác, có báo trước"),
                ),
            ),
            "không tham gia xét": Table(
                _l("Thành viên không tham gia xét từng hồ sơ, vì sao"),
                (
                    _NUMBER,
                    Column("Họ và tên", 40),
                    _CODE,
                    Column("Tên sáng kiến", 50),
                    Column("Lý do", 40),
                ),
                (("1", "Phạm Văn Lực", "SK-2026-0003", _CASES[0][1], "Người thân của tác giả"),),
            ),
            "hồ sơ": Table(
                _l("Các hồ sơ được xét"),
                (_NUMBER, _CODE, _TITLE, _AUTHORS),
                tuple((str(n), *case) for n, case in enumerate(_CASES, 1)),
            ),
            "kết quả": Table(
                _l("Kết quả từng hồ sơ"),
                (
                    _NUMBER,
                    _CODE,
                    _TITLE,
                    Column("Số phiếu", 16, "center"),
                    Column("Điểm trung bình", 20, "center"),
                    Column("Kết luận", 34),
                ),
                (
                    ("1", *_CASES[0][:2], "3", "86,33", "Đề nghị công nhận, loại A"),
                    ("2", *_CASES[1][:2], "4", "71,25", "Đề nghị công nhận, loại B"),
                    ("3", *_CASES[2][:2], "4", "48,50", "Chưa đạt"),
                ),
            ),
        },
        needs=(Part.ISSUER, Part.SYMBOL, Part.TYPE, Part.SUBJECT, Part.SIGN, Part.SIGN_LEFT),
        must=("ngày họp", "thành viên", "không tham gia xét", "kết quả", "cách tính điểm", "kết luận", "mã chuỗi"),
    )
)

summary = register(
    Kind(
        code="summary",
        slug="tong-hop",
        title=_l("Bảng tổng hợp kết quả chấm điểm"),
        about=_l("Mọi hồ sơ của phiên họp với điểm, chênh lệch, xếp loại và thứ hạng."),
        places=_MEETING,
        tables={
            "kết quả": Table(
                _l("Điểm của mọi hồ sơ, theo thứ hạng"),
                (
                    Column("Hạng", 15, "center"),
                    Column("Mã số", 28, "center"),
                    Column("Tên sáng kiến", 74),
                    Column("Tác giả", 48),
                    Column("Điểm trung bình", 20, "center"),
                    Column("Trung vị", 18, "center"),
                    Column("Chênh lệch", 18, "center"),
                    Column("Xếp loại", 22, "center"),
                ),
                (
                    ("1", *_CASES[0], "86,33", "87,00", "3,21", "A"),
                    ("2", *_CASES[1], "71,25", "70,50", "5,40", "B"),
                    ("3", *_CASES[2], "48,50", "49,00", "12,08", "Chưa đạt"),
                ),
            )
        },
        needs=(Part.ISSUER, Part.TYPE, Part.SUBJECT, Part.SIGN, Part.SIGN_LEFT),
        must=("kết quả", "cách tính điểm"),
        format=Format.LANDSCAPE,
    )
)

decision = register(
    Kind(
        code="decision",
        slug="quyet-dinh",
        title=_l("Dự thảo quyết định công nhận sáng kiến"),
        about=_l("Trình Chủ tịch UBND xã ký; danh sách sáng kiến là phụ lục."),
        places={
            "năm xét": Place(_l("Năm xét công nhận"), "2026"),
            "ngày họp": _MEETING["ngày họp"],
            "số sáng kiến": Place(_l("Số sáng kiến được công nhận"), "02"),
        },
        tables={
            "sáng kiến được công nhận": Table(
                _l("Danh sách sáng kiến được công nhận"),
                (_NUMBER, _CODE, _TITLE, _AUTHORS, Column("Xếp loại", 18, "center")),
                (("1", *_CASES[0], "A"), ("2", *_CASES[1], "B")),
            )
        },
        needs=(Part.ISSUER, Part.SYMBOL, Part.PLACE, Part.TYPE, Part.SUBJECT, Part.BASIS, Part.RECIPIENT, Part.SIGN),
        must=("sáng kiến được công nhận",),
    )
)

notice = register(
    Kind(
        code="notice",
        slug="thong-bao",
        title=_l("Thông báo kết quả cho tác giả"),
        about=_l("Mỗi hồ sơ một bản, nêu kết quả và nhận xét của Hội đồng."),
        places={
            "tác giả": Place(_l("Họ tên tác giả"), "Nguyễn Thị Hoa"),
            "ngày họp": _MEETING["ngày họp"],
            "mã số": Place(_l("Mã số hồ sơ"), "SK-2026-0003"),
            "tên sáng kiến": Place(_l("Tên sáng kiến"), _CASES[0][1]),
            "kết quả": Place(_l("Kết quả, viết thành câu"), "Hội đồng đề nghị Chủ tịch UBND xã công nhận sáng kiến."),
            "điểm trung bình": Place(_l("Điểm trung bình"), "86,33"),
            "xếp loại": Place(_l("Xếp loại"), "A"),
            "nhận xét": Place(
                _l("Nhận xét chung của Hội đồng"),
                "Sáng kiến dễ làm, chi phí thấp, đã áp dụng thử có kết quả ở thôn An Dương.\nCần ghi rõ hơn cách bảo trì.",
            ),
            "việc tiếp theo": Place(
                _l("Việc tiếp theo của tác giả hoặc của xã"),
                "Giấy chứng nhận được trao sau khi có quyết định của Chủ tịch Ủy ban nhân dân xã.",
            ),
            "thời hạn ý kiến": Place(_l("Thời hạn gửi ý kiến"), "10 ngày làm việc kể từ ngày nhận thông báo"),
        },
        needs=(Part.ISSUER, Part.SYMBOL, Part.PLACE, Part.TYPE, Part.SUBJECT, Part.RECIPIENT, Part.SIGN),
        must=("tác giả", "mã số", "tên sáng kiến", "kết quả", "nhận xét"),
    )
)

certificate = register(
    Kind(
        code="certificate",
        slug="giay-chung-nhan",
        title=_l("Giấy chứng nhận sáng kiến"),
        about=_l("In trên giấy A4 nằm ngang; mã QR dẫn đến trang kiểm tra."),
        places={
            "tác giả": Place(_l("Họ tên tác giả, đồng tác giả"), "Nguyễn Thị Hoa, Phạm Văn Ước"),
            "tên sáng kiến": Place(_l("Tên sáng kiến"), _CASES[0][1]),
            "mã số": Place(_l("Mã số hồ sơ"), "SK-2026-0003"),
            "chủ đầu tư": Place(_l("Chủ đầu tư tạo ra sáng kiến"), "Tác giả."),
            "tóm tắt": Place(_l("Nội dung chính, một hai câu"), "lắp đèn tự bật khi trời tối ở những chỗ hay va chạm."),
            "lợi ích": Place(_l("Lợi ích, một hai câu"), "đi lại an toàn, đỡ khoảng 1.200.000 đồng tiền điện một năm."),
            "quyết định công nhận": Place(
                _l("Số, ngày quyết định công nhận đã ban hành"),
                "Quyết định số 15/QĐ-UBND ngày 12 tháng 6 năm 2026 của Chủ tịch Ủy ban nhân dân xã",
            ),
            "địa chỉ kiểm tra": Place(
                _l("Địa chỉ trang kiểm tra, dùng cho mã QR"),
                "https://namthanhmien.example/giay-chung-nhan/GCN-7K2MQ4TX-9BD0HWZ3",
            ),
        },
        needs=(Part.ISSUER, Part.TYPE, Part.SIGN, Part.CODE),
        must=("tác giả", "tên sáng kiến", "quyết định công nhận", "địa chỉ kiểm tra"),
        format=Format.CERTIFICATE,
    )
)
