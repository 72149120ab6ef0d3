"""The commune's report and the draft list of commendation as papers: what their texts may name."""

from flask_babel import lazy_gettext as _l

from app.papers.kinds import Column, Kind, Place, Table, register

_NUMBER = Column("STT", 13, "center")

report = register(
    Kind(
        code="commune_report",
        slug="bao-cao-cua-xa",
        title=_l("Báo cáo của xã về đổi mới sáng tạo"),
        about=_l("Báo cáo 6 tháng, cả năm: kết quả, bảng chấm điểm bộ chỉ số, tiến độ nhiệm vụ, danh mục sáng kiến."),
        places={
            "kỳ báo cáo": Place(_l("Kỳ báo cáo"), "Cả năm 2026"),
            "từ ngày": Place(_l("Ngày đầu kỳ"), "15/12/2025"),
            "đến ngày": Place(_l("Ngày chốt số liệu"), "14/12/2026"),
            "lúc lấy số": Place(_l("Lúc lấy số liệu"), "08:30, 16/12/2026"),
            "tổng điểm": Place(_l("Tổng điểm tự chấm"), "66,25"),
            "xếp loại": Place(_l("Xếp loại"), "Khá"),
            "tạm tính": Place(_l("Lời nói thêm khi điểm còn tạm tính"), ", tạm tính vì 2 chỉ số chưa có số liệu"),
            "số sáng kiến": Place(_l("Bao nhiêu sáng kiến được áp dụng"), "6"),
            "chỉ tiêu": Place(_l("Chỉ tiêu sáng kiến"), "8"),
            "nhiệm vụ xong": Place(_l("Bao nhiêu nhiệm vụ đã hoàn thành"), "11"),
            "số nhiệm vụ": Place(_l("Bao nhiêu nhiệm vụ trong năm"), "17"),
            "số nơi báo cáo": Place(_l("Bao nhiêu nơi đã báo cáo"), "18 trên 18"),
            "chỉ đạo": Place(_l("Công tác lãnh đạo, chỉ đạo"), "Ủy ban nhân dân xã đã ban hành Kế hoạch số 41/KH-UBND."),
            "kết quả": Place(_l("Kết quả nổi bật"), "Thôn An Dương: mở 6 buổi hướng dẫn người già dùng điện thoại."),
            "tồn tại": Place(_l("Tồn tại, hạn chế"), "Một số thôn chưa có máy chiếu."),
            "phương hướng": Place(_l("Phương hướng kỳ tới"), "Mở rộng mô hình nhà màng ra hai thôn."),
            "kiến nghị": Place(_l("Đề xuất, kiến nghị"), "Đề nghị thành phố hỗ trợ kinh phí tập huấn."),
            "mã số liệu": Place(_l("Mã của bộ số liệu đã đóng băng"), "9f2c41d708ab63e5"),
        },
        tables={
            "bộ chỉ số": Table(
                _l("Bảng chấm điểm bộ chỉ số"),
                (
                    Column("Mã", 13, "center"),
                    Column("Chỉ số", 50),
                    Column("Cách tính", 32),
                    Column("Kết quả", 24),
                    Column("Tối đa", 16, "right"),
                    Column("Tự chấm", 17, "right"),
                    Column("Thẩm định", 18, "right"),
                ),
                (("4.6", "Sáng kiến áp dụng thực tế", "≥ 08 sáng kiến/năm", "6", "5", "3,75", "3,75"),),
            ),
            "nhiệm vụ": Table(
                _l("Tiến độ nhiệm vụ trong năm"),
                (
                    Column("Mã", 26, "center"),
                    Column("Nhiệm vụ", 54),
                    Column("Hạn", 24),
                    Column("Chủ trì", 30),
                    Column("Tình trạng", 28),
                    Column("Xong ngày", 32, "center"),
                ),
                (("2026-Q2-01", "Ban hành kế hoạch", "Quý II/2026", "Phòng Văn hóa – Xã hội", "Hoàn thành", "20/06/2026"),),
            ),
            "sáng kiến": Table(
                _l("Danh mục sáng kiến được áp dụng"),
                (
                    _NUMBER,
                    Column("Mã số", 31, "center"),
                    Column("Tên sáng kiến", 52),
                    Column("Từ ngày", 32, "center"),
                    Column("Quyết định", 30),
                    Column("Đơn vị áp dụng", 36),
                ),
                (("1", "SK-2026-0003", "Đèn năng lượng mặt trời", "12/08/2026", "64/QĐ-UBND", "Phòng Kinh tế"),),
            ),
        },
        must=("bộ chỉ số", "mã số liệu"),
    )
)

commendation = register(
    Kind(
        code="commendation",
        slug="de-nghi-khen-thuong",
        title=_l("Danh sách đề nghị khen thưởng"),
        about=_l("Dự thảo danh sách tập thể, cá nhân đề nghị khen thưởng theo bảng xếp hạng."),
        places={"năm xét": Place(_l("Năm xét khen thưởng"), "2026"), "cách xếp": Place(_l("Cách xếp hạng"), "Theo điểm.")},
        tables={
            "tập thể": Table(
                _l("Tập thể: thôn và đơn vị"),
                (_NUMBER, Column("Tập thể", 70), Column("Điểm", 20, "right"), Column("Thành tích", 70)),
                (("1", "Thôn An Dương", "92,5", "Hạng nhất trong các thôn"),),
            ),
            "cá nhân": Table(
                _l("Cá nhân có sáng kiến được áp dụng"),
                (_NUMBER, Column("Họ và tên", 60), Column("Sáng kiến", 100)),
                (("1", "Nguyễn Thị Hoa", "SK-2026-0003 Đèn năng lượng mặt trời"),),
            ),
        },
    )
)
