"""The register of businesses as tables see it: what is taken away can be brought back."""

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.accounts.forms import organisation_name
from app.businesses import queries
from app.businesses.models import (
    Business,
    BusinessKind,
    Cashless,
    SalesChannel,
    must_be_checkable,
    must_begin,
    registered_number,
)
from app.commune import queries as commune
from app.core import text
from app.core.db import db
from app.core.workflow import RuleBroken
from app.imports.columns import Column, as_in_a_form, day, one_of, place, shown, wording, yes_no
from app.imports.places import Places
from app.imports.registers import Register, Told, takes

_KINDS = {
    **dict.fromkeys(
        ("hộ", "hkd", "hộ kd", "hộ cá thể", "hộ kinh doanh cá thể", "cá thể", "hộ gia đình"), BusinessKind.HOUSEHOLD
    ),
    **dict.fromkeys(
        ("dn", "công ty", "cty", "công ty tnhh", "công ty cổ phần", "doanh nghiệp tư nhân"), BusinessKind.COMPANY
    ),
    **dict.fromkeys(("htx", "liên hiệp hợp tác xã"), BusinessKind.COOPERATIVE),
}
_CHANNELS = {
    **dict.fromkeys(
        (
            "sàn",
            "tmđt",
            "sàn thương mại điện tử",
            "shopee",
            "lazada",
            "tiki",
            "sendo",
            "tiktok shop",
            "voso",
            "postmart",
            "buudien",
        ),
        SalesChannel.MARKETPLACE,
    ),
    **dict.fromkeys(("mxh", "facebook", "fb", "zalo", "tiktok", "youtube", "fanpage"), SalesChannel.SOCIAL),
    **dict.fromkeys(("web", "website", "trang web", "trang web riêng", "trang thông tin điện tử"), SalesChannel.OWN_SITE),
}
_CASHLESS = {
    **dict.fromkeys(("x", "có", "co", "yes", "1", "qr", "chuyển khoản", "rồi"), Cashless.YES),
    **dict.fromkeys(("ko", "no", "0", "chưa", "chưa có", "tiền mặt"), Cashless.NO),
    **dict.fromkeys(("?", "không rõ"), Cashless.UNKNOWN),
}
_FACTS = ("trade", "number", "since", "cashless")
_CHECK = ("sells_online", "channel", "checked_on")

COLUMNS = (
    Column(
        "name",
        _l("Tên cơ sở"),
        wording(160, check=as_in_a_form(organisation_name)),
        (
            "tên",
            "tên cơ sở kinh doanh",
            "tên hộ kinh doanh",
            "tên hộ",
            "tên doanh nghiệp",
            "cơ sở",
            "hộ kinh doanh",
            "tên hkd",
        ),
        "Hộ kinh doanh Nguyễn Văn Mẫu",
    ),
    Column(
        "kind",
        _l("Loại cơ sở"),
        one_of(BusinessKind, _KINDS),
        ("loại", "loại hình", "loại hình kinh doanh", "hình thức"),
        "Hộ kinh doanh",
    ),
    Column("village", _l("Thôn"), place, ("thôn xóm", "địa chỉ thôn", "thôn làng", "địa bàn", "xóm"), "An Dương"),
    Column(
        "trade",
        _l("Ngành nghề"),
        wording(160),
        ("ngành", "nghề", "ngành nghề kinh doanh", "lĩnh vực", "mặt hàng", "ngành hàng"),
        "Làm bánh đa",
    ),
    Column(
        "number",
        _l("Số đăng ký hoặc mã số thuế"),
        wording(40, check=registered_number),
        ("số đăng ký", "mã số thuế", "mst", "số đkkd", "số giấy đăng ký", "số giấy phép", "mã số", "mã số hộ kinh doanh"),
        "04A8000001",
    ),
    Column(
        "since",
        _l("Hoạt động từ ngày"),
        day,
        ("từ ngày", "ngày bắt đầu", "ngày hoạt động", "hoạt động từ", "ngày đăng ký", "ngày cấp", "bắt đầu từ"),
        "01/07/2025",
        needed=True,
    ),
    Column(
        "sells_online",
        _l("Bán hàng trực tuyến"),
        yes_no,
        ("bán online", "bán hàng online", "bán trực tuyến", "tham gia tmđt", "tmđt", "thương mại điện tử"),
        "Có",
    ),
    Column(
        "channel",
        _l("Kênh bán"),
        one_of(SalesChannel, _CHANNELS),
        ("kênh", "kênh bán hàng", "kênh trực tuyến", "nơi bán trực tuyến"),
        "Mạng xã hội",
    ),
    Column(
        "checked_on",
        _l("Ngày kiểm tra"),
        day,
        ("kiểm tra ngày", "ngày rà soát", "ngày khảo sát", "ngày xem"),
        "15/10/2026",
    ),
    Column(
        "cashless",
        _l("Không dùng tiền mặt"),
        one_of(Cashless, _CASHLESS),
        (
            "thanh toán không tiền mặt",
            "thanh toán không dùng tiền mặt",
            "nhận thanh toán không tiền mặt",
            "ttktm",
            "chuyển khoản",
        ),
        "Có",
    ),
)


def cells_of(business: Business) -> list[str]:
    """A business as a line of a table, in the order of the columns."""
    facts = _facts(business, None)
    return [shown(facts[column.name]) for column in COLUMNS]


def _known() -> Places:
    return Places(db.session.scalars(commune.villages(current=False)))


def _facts(business: Business, known: Places | None) -> Mapping[str, Any]:
    village = known.now(business.village) if known else business.village
    names = ("name", "kind", *_FACTS, *_CHECK)
    return {name: getattr(business, name) for name in names} | {"village": village}


def _key(told: Mapping[str, Any]) -> Hashable:
    return text.name_key(told["name"]), told["village"].id, told["kind"]


def _settle(told: Told, business: Business | None, _known: Places) -> Iterator[tuple[str, str]]:
    """The days of a row, and what its three cells on selling online come to: a check, or nothing new."""
    since = told["since"] if "since" in told or business is None else business.since
    try:
        must_begin(since, business.first_checked_on if business else None)
    except RuleBroken as broken:
        yield "since", str(broken)
        return
    sells, channel, on = (told.pop(name, None) for name in _CHECK)
    sells = True if sells is None and channel is not None else sells
    if business is not None:
        channel = channel or (business.channel if sells else None)
        on = on or (business.checked_on if (sells, channel) == (business.sells_online, business.channel) else None)
        if sells is None and on == business.checked_on:
            return
    if sells is None:
        if on is not None:
            yield "sells_online", _("Có ngày kiểm tra mà chưa ghi có bán trực tuyến hay không.")
    elif sells and channel is None:
        yield "channel", _("Chưa ghi kênh bán.")
    elif not sells and channel is not None:
        yield "channel", _("Không bán trực tuyến thì không có kênh bán.")
    elif on is None:
        yield "checked_on", _("Chưa ghi ngày kiểm tra.")
    else:
        try:
            must_be_checkable(on, since=since, last=business.checked_on if business else None)
        except RuleBroken as broken:
            yield "checked_on", str(broken)
        told |= dict(zip(_CHECK, (sells, channel, on), strict=True))


def _write(business: Business, told: Told) -> None:
    """What it is known by stays as it stands."""
    facts: Told = {}
    if not business.name_key:
        facts = {
            "name": told["name"],
            "kind": told["kind"],
            "village": told["village"],
            "trade": "",
            "cashless": Cashless.UNKNOWN,
        }
    business.write(facts | {name: told[name] for name in _FACTS if name in told})
    if "checked_on" in told:
        business.check(on=told["checked_on"], channel=told["channel"])


BUSINESSES = takes(
    Register(
        name="co-so-kinh-doanh",
        words=_l("Cơ sở kinh doanh"),
        endpoint="businesses.index",
        columns=COLUMNS,
        key=("name", "kind", "village"),
        known=_known,
        standing=queries.standing,
        facts=_facts,
        key_of=_key,
        make=Business,
        write=_write,
        entered="businesses.enter",
        changed="businesses.change",
        unique=("number",),
        settle=_settle,
    )
)
