"""Ideas as people write them: some thousands of titles and texts, and the terms the product finds each of them by."""

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass

from app.core.search.index import terms_of

# What is done, to what, and what is wrong: one line a subject.
SUBJECTS = (
    (
        "lắp|thay|góp tiền mắc",
        "đèn năng lượng mặt trời|bóng đèn tiết kiệm điện|cột đèn chiếu sáng",
        "đường tối, hay vấp ngã",
    ),
    ("đặt|dùng chung|làm thêm", "thùng phân loại rác|hố ủ rác hữu cơ|điểm gom vỏ thuốc sâu", "rác để lẫn, mùi bay vào nhà"),
    ("xây|sửa|đấu nối", "bể lọc nước sạch|đường ống nước máy|giếng khoan chung", "nước đục sau mưa, phải mua từng can"),
    (
        "mở|dạy|giúp nhau",
        "lớp bán hàng qua mạng|gian hàng trực tuyến|nhóm giới thiệu nông sản",
        "được mùa thì thương lái ép giá",
    ),
    (
        "in|dán|quét",
        "mã vạch nguồn gốc lúa gạo|tem truy xuất rau an toàn|nhãn hiệu sen quê",
        "khách không biết hàng làm ở đâu",
    ),
    ("lập|mở lại|quyên góp", "tủ sách thiếu nhi|thư viện lưu động|góc đọc ở nhà văn hóa", "trẻ nghỉ hè chỉ xem điện thoại"),
    (
        "tổ chức|nhận đăng ký|hẹn lịch",
        "khám bệnh tại nhà|câu lạc bộ dưỡng sinh|nhóm nấu cháo",
        "người cao tuổi đi lại khó khăn",
    ),
    ("rút gọn|hẹn giờ|làm trước", "thủ tục một cửa|giấy khai sinh|hồ sơ vay vốn", "phải chờ lâu và đi lại nhiều lần"),
    (
        "chèo|mở thêm|hướng dẫn",
        "thuyền ngắm cò buổi chiều|tuyến đi bộ quanh hồ|nhà nghỉ cùng dân",
        "khách đến rồi về ngay trong buổi",
    ),
    ("nạo vét|kè lại|trồng cây dọc", "mương tưới|bờ ao đình|kênh tiêu úng", "mưa to là ngập, lúa thối gốc"),
    ("nuôi|ghép|chăm", "cá trong ruộng lúa|ong lấy mật|gà thả vườn", "thu nhập thấp, thanh niên đi làm xa"),
    ("vẽ|sơn|trồng hoa ven", "tường ngõ|bồn hoa cổng làng|sân nhà văn hóa", "ngõ xóm nhếch nhác, ít người dọn"),
    ("gắn|mở|phát", "loa báo mưa bão|nhóm tin nhắn khẩn|bản tin buổi sáng", "tin đến chậm, nhà xa không hay biết"),
    ("thuê chung|mua|thử", "máy cấy lúa|máy bay phun thuốc|máy sấy thóc", "ngày mùa thiếu người, công thuê đắt"),
    ("lát|mở rộng|bê tông hóa", "đường ra đồng|ngõ cụt|lối đi cho xe lăn", "xe không vào được, hàng phải gánh bộ"),
    ("ghi lại|dạy trẻ|phục dựng", "hát chèo cổ|nghề đan cói|chuyện kể của các cụ", "người biết nghề còn rất ít"),
)
NEAR = "cạnh|sau|trước|gần|quanh|phía đông|phía tây|lối vào|đầu|cuối"
PLACES = (
    "đình làng|chùa Cả|trạm y tế|trường mầm non|chợ sớm|cầu đá|trạm bơm|bến đò|cây đa|giếng cổ|sân bóng|nghĩa trang|xóm Bãi"
    "|xóm Trại|xóm Mới|đồng Sâu|đồng Cao|hồ sen|đảo cò|lò gạch cũ|kho hợp tác xã|bưu điện|cống số ba|quán nước|vườn ươm"
)
OFTEN = "từ nhiều năm nay|mỗi mùa mưa|nhất là buổi tối|vào ngày mùa|gần đây càng nhiều|hầu như tuần nào cũng vậy"
FELT = (
    "bà con trong thôn rất lo cho các cháu nhỏ|nhiều hộ đã phản ánh mà chưa có cách làm|người già và trẻ em chịu thiệt nhất"
    "|ai cũng thấy nhưng chưa ai đứng ra làm|cả xóm mất thời gian và tốn thêm tiền|khách đi qua cũng phàn nàn với thôn"
)
HOW = (
    "mỗi tổ cử hai người cùng làm vào sáng chủ nhật|đoàn thanh niên lo phần kỹ thuật và hướng dẫn bà con"
    "|hội phụ nữ nhận theo dõi hằng tuần"
    "|xã hỗ trợ vật liệu còn dân góp ngày công|làm thử ba tháng rồi họp thôn rút kinh nghiệm"
    "|nhóm hộ liền kề tự quản theo lịch luân phiên"
)
COST = (
    "chi phí chừng {n} triệu đồng, một nửa do các hộ góp|dự tính {n} hộ tham gia ngay trong đợt đầu"
    "|tiết kiệm khoảng {n} ngày công mỗi năm"
    "|mỗi nhà góp {n} nghìn đồng một tháng, thu chi công khai"
)


@dataclass(frozen=True)
class Written:
    """One piece of writing and the terms it brings to an entry of the index."""

    text: str
    terms: list[str]


Subject = tuple[str, str, str]
Writer = Callable[[Subject, random.Random], str]
Pools = list[tuple[list[Written], list[Written], list[Written]]]


def pools(each: int = 160) -> Pools:
    """For each subject titles, problems and solutions, every text different and its terms made once."""
    rng = random.Random("ideas")
    return [
        (
            [Written(text, terms_of(text, [])) for text in _different(each, _title, subject, rng)],
            [Written(text, terms_of("", [text])) for text in _different(each, _problem, subject, rng)],
            [Written(text, terms_of("", ["", text])) for text in _different(each, _solution, subject, rng)],
        )
        for subject in SUBJECTS
    ]


def drawn(pools: Pools, id: int) -> tuple[Written, Written, Written]:
    """Title, problem and solution of an idea: one subject, and always the same for the same number."""
    titles, problems, solutions = pools[id % len(pools)]
    mixed = id * 2_654_435_761 % 2**32
    return titles[mixed % len(titles)], problems[(mixed >> 8) % len(problems)], solutions[(mixed >> 16) % len(solutions)]


def found_by(written: tuple[Written, ...], more: list[str]) -> str:
    """All terms of an entry, each once: what `terms_of` makes of the whole, for it keeps to one text at a time."""
    return " ".join(dict.fromkeys(itertools.chain(*(one.terms for one in written), more)))


def _different(count: int, write: Writer, subject: Subject, rng: random.Random) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[write(subject, rng)] = None
    return list(found)


def _one(rng: random.Random, parts: str) -> str:
    return rng.choice(parts.split("|"))


def _where(rng: random.Random) -> str:
    place = _one(rng, PLACES) if rng.random() < 0.8 else f"ngõ {rng.randrange(2, 400)}"
    return f"{_one(rng, NEAR)} {place}"


def _title(subject: Subject, rng: random.Random) -> str:
    return f"{_one(rng, subject[0])} {_one(rng, subject[1])} {_where(rng)}".capitalize()


def _problem(subject: Subject, rng: random.Random) -> str:
    return f"Chỗ {_where(rng)} {_one(rng, OFTEN)} {subject[2]}; {_one(rng, FELT)}."


def _solution(subject: Subject, rng: random.Random) -> str:
    done = f"{_one(rng, subject[0])} {_one(rng, subject[1])} {_where(rng)}".capitalize()
    return f"{done}, {_one(rng, HOW)}; {_one(rng, COST).format(n=rng.randrange(2, 90))}. Sau đó các thôn khác làm theo."
