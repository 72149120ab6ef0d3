"""The papers of contests: what their texts may name. Their facts come from above."""

from flask_babel import lazy_gettext as _l

from app.papers.kinds import Column, Format, Kind, Place, Table, register
from app.papers.language import Part

_CONTEST = Place(_l("Tên cuộc thi"), "Cuộc thi ý tưởng đổi mới sáng tạo năm 2026")
_ENTRY = Place(_l("Tên bài dự thi"), "Giàn phơi bánh đa chạy theo nắng")
_WHO = Place(_l("Người dự thi, hoặc tên nhóm và người trong nhóm"), "Nguyễn Thị Hoa")
_CODE = Column("Mã bài", 30, "center")

minutes = register(
    Kind(
        code="contest_minutes",
        slug="bien-ban-cuoc-thi",
        title=_l("Biên bản chấm và xét giải cuộc thi"),
        about=_l("Ghi ai chấm, ai không chấm bài nào, cách tính, kết quả, những quyết định của Ban tổ chức."),
        places={
            "tên cuộc thi": _CONTEST,
            "mã cuộc thi": Place(_l("Mã cuộc thi"), "CT-2026-01"),
            "thời gian nhận bài": Place(_l("Nhận bài từ lúc nào đến lúc nào"), "từ 08:00, 01/09/2026 đến 17:00, 30/09/2026"),
            "số bài": Place(_l("Bao nhiêu bài vào chấm vòng cuối"), "12"),
            "cách tính điểm": Place(
                _l("Cách tính điểm, viết thành lời"),
                "Điểm của bài là trung bình cộng tổng điểm các phiếu đã ký; phiếu chưa ký không tính.",
            ),
            "quyết định": Place(
                _l("Quyết định về các bài bằng nhau, lúc mở niêm phong sớm, lúc gia hạn, với lý do"),
                "Hai bài CT-2026-01-004 và CT-2026-01-009 bằng nhau; Ban tổ chức xếp bài CT-2026-01-004 trước vì đã dùng.",
            ),
            "mã chuỗi": Place(
                _l("Mã cuối của chuỗi nhật ký khi lập biên bản"),
                "9f2c 41d7 08ab 63e5 7710 c4f9 2b8e d036 5a1c 97e4 0fd2 b368 e17a 4c95 832d 60fb",
            ),
        },
        tables={
            "giám khảo": Table(
                _l("Giám khảo từng vòng, chấm những bảng nào"),
                (Column("Vòng", 40), Column("Họ và tên", 55), Column("Bảng thi", 60), Column("Ghi chú", 30)),
                (("Vòng chấm", "Phạm Văn Lực", "Mọi bảng", ""),),
            ),
            "không chấm": Table(
                _l("Giám khảo không chấm bài nào, vì sao"),
                (Column("Vòng", 40), _CODE, Column("Họ và tên", 50), Column("Lý do", 55)),
                (("Vòng chấm", "CT-2026-01-003", "Phạm Văn Lực", "Người thân của tác giả"),),
            ),
            "kết quả": Table(
                _l("Kết quả vòng cuối, theo thứ hạng"),
                (
                    Column("Hạng", 14, "center"),
                    _CODE,
                    Column("Tên bài", 60),
                    Column("Số phiếu", 16, "center"),
                    Column("Trung bình", 20, "center"),
                    Column("Bình chọn", 20, "center"),
                    Column("Điểm cuối", 20, "center"),
                    Column("Giải", 30),
                ),
                (("1", "CT-2026-01-004", _ENTRY.example, "3", "71,33", "20,00", "91,33", "Giải nhất"),),
            ),
        },
        needs=(Part.ISSUER, Part.SYMBOL, Part.TYPE, Part.SUBJECT, Part.SIGN, Part.SIGN_LEFT),
        must=("tên cuộc thi", "giám khảo", "không chấm", "kết quả", "cách tính điểm", "quyết định", "mã chuỗi"),
        format=Format.LANDSCAPE,
    )
)

notice = register(
    Kind(
        code="contest_notice",
        slug="thong-bao-cuoc-thi",
        title=_l("Thông báo kết quả cho người dự thi"),
        about=_l("Mỗi bài một bản: kết quả, điểm và nhận xét, không nêu tên giám khảo."),
        places={
            "tên cuộc thi": _CONTEST,
            "người dự thi": _WHO,
            "mã bài": Place(_l("Mã bài dự thi"), "CT-2026-01-004"),
            "tên bài": _ENTRY,
            "kết quả": Place(_l("Kết quả, viết thành câu"), "Bài đứng thứ 1 và đạt Giải nhất."),
            "điểm trung bình": Place(_l("Điểm trung bình của giám khảo"), "71,33"),
            "điểm bình chọn": Place(_l("Điểm bình chọn"), "20,00"),
            "điểm cuối": Place(_l("Điểm cuối"), "91,33"),
            "nhận xét": Place(
                _l("Nhận xét của giám khảo, không kèm tên"), "Cách làm rõ, chi phí thấp.\nCần ghi thêm cách bảo trì."
            ),
            "địa chỉ kết quả": Place(
                _l("Địa chỉ trang kết quả"), "https://namthanhmien.example/cuoc-thi/CT-2026-01/ket-qua"
            ),
            "liên hệ": Place(_l("Hỏi ai, ở đâu"), "Phòng Văn hóa - Xã hội xã, 0220 374 5678"),
        },
        needs=(Part.ISSUER, Part.SYMBOL, Part.PLACE, Part.TYPE, Part.SUBJECT, Part.RECIPIENT, Part.SIGN),
        must=("người dự thi", "mã bài", "tên bài", "kết quả", "nhận xét"),
    )
)

certificate = register(
    Kind(
        code="contest_certificate",
        slug="giay-chung-nhan-cuoc-thi",
        title=_l("Giấy chứng nhận giải cuộc thi"),
        about=_l("In trên giấy A4 nằm ngang; mã QR dẫn đến trang kiểm tra."),
        places={
            "tên cuộc thi": _CONTEST,
            "người dự thi": _WHO,
            "tên bài": _ENTRY,
            "giải": Place(_l("Tên giải"), "Giải nhất"),
            "quyết định": Place(_l("Số, ngày quyết định trao giải"), "Quyết định số 88/QĐ-UBND ngày 20 tháng 11 năm 2026"),
            "địa chỉ kiểm tra": Place(
                _l("Địa chỉ trang kiểm tra, dùng cho mã QR"),
                "https://namthanhmien.example/giay-chung-nhan/GCN-7K2MQ4TX-9BD0HWZ3",
            ),
        },
        needs=(Part.ISSUER, Part.TYPE, Part.SIGN, Part.CODE),
        must=("người dự thi", "giải", "tên bài", "tên cuộc thi", "địa chỉ kiểm tra"),
        format=Format.CERTIFICATE,
    )
)
