"""A text made to be read aloud from a loudspeaker, and how long that takes."""

import re
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.markdown import plain

# Syllables a minute. Read in a quiet room Vietnamese has some 5,2 a second, 315 a minute (Coupé, Oh, Dediu and Pellegrino,
# Science Advances 5, 2019). From horns that stand hundreds of metres apart each word arrives several times; who reads there
# speaks at a little more than half of that, with a rest after each sentence: three a second.
RATE = 180

# What is written short and read whole.
READ_OUT = {
    "ANTT": "an ninh trật tự",
    "BCĐ": "Ban Chỉ đạo",
    "BHXH": "bảo hiểm xã hội",
    "BHYT": "bảo hiểm y tế",
    "CBCC": "cán bộ, công chức",
    "CCCD": "căn cước công dân",
    "CLB": "câu lạc bộ",
    "CNTT": "công nghệ thông tin",
    "CSGT": "cảnh sát giao thông",
    "CĐS": "chuyển đổi số",
    "DVC": "dịch vụ công",
    "DVCTT": "dịch vụ công trực tuyến",
    "HTX": "hợp tác xã",
    "HĐND": "Hội đồng nhân dân",
    "KT-XH": "kinh tế – xã hội",
    "MTTQ": "Mặt trận Tổ quốc",
    "NTM": "nông thôn mới",
    "PCCC": "phòng cháy, chữa cháy",
    "SĐT": "số điện thoại",
    "THCS": "trung học cơ sở",
    "THPT": "trung học phổ thông",
    "TP.": "thành phố",
    "TT PVHCC": "Trung tâm Phục vụ hành chính công",
    "UBMTTQ": "Ủy ban Mặt trận Tổ quốc",
    "UBND": "Ủy ban nhân dân",
    "VH-XH": "Văn hóa – Xã hội",
    "VSATTP": "vệ sinh an toàn thực phẩm",
    "đ/c": "đồng chí",
    "ĐMST": "đổi mới sáng tạo",
    "kg": "ki-lô-gam",
    "km": "ki-lô-mét",
    "m²": "mét vuông",
    "ml": "mi-li-lít",
    "%": "phần trăm",
}
# The number of a paper, as 76/QĐ-UBND, is said as it is written.
_PAPER = r"\d+/(?:\d{4}/)?[A-ZĐ]+(?:-[A-ZĐ]+)*"
_LONGEST_FIRST = sorted(READ_OUT, key=len, reverse=True)
_SHORT = re.compile(rf"(?P<paper>{_PAPER})|(?<![^\W\d])(?P<short>{'|'.join(map(re.escape, _LONGEST_FIRST))})(?!\w)")
_DATE = re.compile(r"(?P<day>[Nn]gày )?(?<![\d/])(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_DAY = re.compile(r"(?P<day>[Nn]gày )(\d{1,2})/(\d{1,2})(?![\d/])")
_CLOCK = re.compile(r"(?<![\d:])(\d{1,2})(?:[:h](\d{2})|h)(?![\d:\w])")
_UNTIL = re.compile(r"(?<=[\dh])\s*–\s*(?=\d)")
_BEGINS = re.compile(r"(^|[.!?…]\s+)([a-zà-ỹđ])", re.MULTILINE)
_ENDS = (".", "!", "?", "…", ":", ";", ",")


@dataclass(frozen=True)
class Reading:
    """What is read, and for how long."""

    text: str

    @property
    def syllables(self) -> int:
        """Words parted by spaces: in Vietnamese each is one syllable. A number counts as one, though more are said."""
        return sum(any(sign.isalnum() for sign in word) for word in self.text.split())

    @property
    def seconds(self) -> int:
        """At `RATE`, begun seconds whole."""
        return -(-self.syllables * 60 // RATE)

    @property
    def lasts(self) -> str:
        """In minutes and seconds."""
        minutes, seconds = divmod(self.seconds, 60)
        if not minutes:
            return _("%(seconds)d giây", seconds=seconds)
        if not seconds:
            return _("%(minutes)d phút", minutes=minutes)
        return _("%(minutes)d phút %(seconds)d giây", minutes=minutes, seconds=seconds)


def derived(*written: str) -> str:
    """Texts in little markdown as they are read aloud: each line a sentence, without signs, nothing short left."""
    lines = [line.strip() for text in written for line in plain(text).splitlines()]
    return read_out("\n".join(line if line.endswith(_ENDS) else f"{line}." for line in lines if line))


def read_out(text: str) -> str:
    """A text with what is written short said whole: abbreviations, days, hours and what lies between two of them.

    Other numbers stay: who reads knows how. What is no day of the calendar or hour of the day stays as well.
    """
    text = _UNTIL.sub(" đến ", text)
    text = _DATE.sub(_said_date, text)
    text = _DAY.sub(_said_day, text)
    text = _CLOCK.sub(_said_clock, text)
    text = _SHORT.sub(_said_whole, text)
    return _BEGINS.sub(lambda found: found[1] + found[2].upper(), text)


def _said_date(found: re.Match[str]) -> str:
    day, month = int(found[2]), int(found[3])
    if not _is_day(day, month):
        return found[0]
    return f"{found['day'] or 'ngày '}{day} tháng {month} năm {found[4]}"


def _said_day(found: re.Match[str]) -> str:
    day, month = int(found[2]), int(found[3])
    return f"{found['day']}{day} tháng {month}" if _is_day(day, month) else found[0]


def _said_clock(found: re.Match[str]) -> str:
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        return found[0]
    return f"{hour} giờ {minute}" if minute else f"{hour} giờ"


def _said_whole(found: re.Match[str]) -> str:
    if found["paper"]:
        return found[0]
    follows_a_number = found.string[found.start() - 1 : found.start()].isdigit()
    return " " * follows_a_number + READ_OUT[found["short"]]


def _is_day(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12
