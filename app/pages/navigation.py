"""Where one can go from here: the bottom bar and the links, by role."""

from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from app.accounts.models import Role
from app.core.access import can
from app.core.clock import today
from app.core.i18n import address


@dataclass(frozen=True)
class Item:
    """One place to go; `raised` is the main act in the middle of the bar."""

    label: str
    url: str
    icon: str
    current: bool = False
    raised: bool = False


@dataclass(frozen=True)
class Navigation:
    """The bottom bar of a phone and the links of a desktop."""

    tabs: tuple[Item, ...]
    links: tuple[Item, ...]


def navigation(person: Any) -> Navigation:
    """What this person reaches in one tap."""
    home = _item(_("Trang chủ"), "pages.home", "home")
    ideas = _item(_("Ý tưởng"), "initiatives.index", "bulb")
    send = _item(_("Gửi"), "writing.new", "plus", raised=True)
    desk = _item(_("Việc"), "desk.show", "list")
    figures = _item(_("Chỉ tiêu"), "indicators.show", "chart", year=today().year)
    mine = _item(_("Của tôi"), "accounts.me", "person")
    marking = _item(_("Chấm"), "sheets.index", "tick", raised=True)
    council = _item(_("Hội đồng"), "council.index", "people")
    contests = _item(_("Cuộc thi"), "contests.index", "flag")
    office = person.has(Role.COORDINATOR, Role.OFFICIAL)
    scan = _item(_("Quét"), "tracing.find", "qr")
    island = _item(_("Đảo Cò"), "tourism.index", "stork")
    behind = ("/dao-co/bien-tap", "/dao-co/dieu-hanh", "/dao-co/thang", "/dao-co/ghi-nhan")
    if request.path.startswith(("/dao-co/", "/en/dao-co/")) and not request.path.startswith(behind):
        # Whoever came by a plaque finds nothing else in the way.
        way = _item(_("Đến chơi"), "tourism.way", "flag", raised=True)
        listen, on_map = _item(_("Nghe"), "tourism.guide", "play"), _item(_("Bản đồ"), "tourism.lake_map", "pin")
        now = _item(_("Hôm nay"), "tourism.index", "stork")
        tabs = [now, listen, way, on_map, _item(_("Chim"), "tourism.birds", "leaf")]
    elif request.path.startswith("/so-sx/"):  # whoever keeps a book is at it
        book = _item(_("Ghi việc"), "keeping.index", "plus", raised=True)
        tabs = [home, _item(_("Sản phẩm"), "products.index", "leaf"), book, scan, mine]
    elif person.has(Role.LEADER, Role.AUDITOR):
        tabs = [desk, figures, _item(_("Quá hẹn"), "deciding.overdue", "clock", raised=True), ideas, mine]
    elif person.has(Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER):
        tabs = [desk, ideas, marking, council, mine]
    elif person.has(Role.COUNCIL_SECRETARY):
        tabs = [desk, ideas, send, council, mine]
    elif person.has(Role.TOURISM_EDITOR):
        receive = _item(_("Đón khách"), "visits_office.index", "people", raised=True)
        tabs = [desk, island, receive, _item(_("Biên tập"), "tourism_editing.index", "list"), mine]
    elif person.has(Role.JUDGE):
        tabs = [desk, ideas, marking, contests, mine]
    elif person.has(Role.ORGANISER):
        tabs = [desk, ideas, send, contests, mine]
    elif office:
        tabs = [desk, ideas, send, figures, mine]
    elif person.has(Role.VILLAGE_TEAM):
        send_for = _item(_("Gửi hộ"), "sending_for.new", "plus", raised=True)
        tabs = [home, ideas, send_for, _item(_("Xác nhận"), "voting.residents", "people"), mine]
    elif person.has(Role.ADMINISTRATOR):
        tabs = [home, ideas, send, _item(_("Quản trị"), "people.index", "gear"), mine]
    else:
        tabs = [home, ideas, send, scan, mine]
    products = _item(_("Sản phẩm"), "products.index", "leaf")
    roadmap = _item(_("Lộ trình"), "roadmap.index", "flag")
    links = [
        home,
        ideas,
        contests,
        products,
        island,
        roadmap,
        _item(_("Tổ đổi mới"), "community.index", "people"),
        _item(_("Đối tác"), "partners.index", "share"),
        _item(_("Tin tức"), "announcements.index", "file"),
        figures,
        _item(_("Báo cáo"), "reports.index", "list"),
        council,
        _item(_("Tổ chức"), "organisations.index", "people"),
    ]
    if person.is_authenticated:
        links += [desk, _item(_("Sổ sản xuất"), "keeping.index", "list")]
    if can("products.see_office"):
        links.append(_item(_("Kinh tế"), "office.show", "chart"))
    if can("businesses.see"):
        links.append(_item(_("Cơ sở kinh doanh"), "businesses.index", "list"))
    if can("imports.take"):
        links.append(_item(_("Nhập từ bảng tính"), "imports.index", "list"))
    if can("tourism.look_in"):
        links.append(_item(_("Biên tập Đảo Cò"), "tourism_editing.index", "list"))
    if can("initiatives.send_for"):
        links.append(_item(_("Gửi hộ"), "sending_for.index", "people"))
    if person.has(Role.ADMINISTRATOR, Role.AUDITOR):
        links.append(_item(_("Quản trị"), "people.index", "gear"))
    return Navigation(tuple(tabs), tuple(links))


def _item(label: str, endpoint: str, icon: str, *, raised: bool = False, **values: Any) -> Item:
    return Item(label, address(endpoint, **values), icon, request.endpoint == endpoint, raised)
