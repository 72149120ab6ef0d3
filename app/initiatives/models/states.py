"""Where an initiative can stand, how it came, and what a council may call it."""

from flask_babel import lazy_gettext as _l

from app.core.enums import Labelled


class State(Labelled):
    DRAFT = "draft", _l("Bản nháp")
    SUBMITTED = "submitted", _l("Đã gửi, chờ xã xem")
    RETURNED = "returned", _l("Cần bổ sung")
    OPEN = "open", _l("Đang lấy ý kiến")
    PILOTING = "piloting", _l("Đang thí điểm")
    EVALUATING = "evaluating", _l("Hội đồng đang xem xét")
    RECOGNISED = "recognised", _l("Được công nhận")
    ADOPTED = "adopted", _l("Đã áp dụng")
    DECLINED = "declined", _l("Chưa làm được")
    WITHDRAWN = "withdrawn", _l("Tác giả đã rút")
    MERGED = "merged", _l("Đã gộp vào ý tưởng khác")


# An idea that says the same may go into one of these.
TAKES_IN = (State.SUBMITTED, State.OPEN, State.PILOTING, State.EVALUATING, State.RECOGNISED, State.ADOPTED)


class AwardClass(Labelled):
    A = "A", _l("Loại A")
    B = "B", _l("Loại B")
    C = "C", _l("Loại C")


class Channel(Labelled):
    """How somebody's words reached whoever typed them."""

    IN_PERSON = "in_person", _l("Gặp trực tiếp")
    MEETING = "meeting", _l("Họp thôn")
    COUNTER = "counter", _l("Bộ phận một cửa")
    PHONE = "phone", _l("Gọi điện")
    PAPER = "paper", _l("Giấy viết tay")
