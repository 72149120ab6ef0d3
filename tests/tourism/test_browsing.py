"""What visitors read: complete in both languages, each figure with its source, nothing hidden to be seen."""

import re
from datetime import date, datetime, timedelta
from html.parser import HTMLParser

import icalendar
import pytest
import sqlalchemy as sa

from app.core import batches, clock, news, remembered
from app.core.clock import ZONE, today, utcnow
from app.core.db import db
from app.demo.tourism import chirping
from app.tourism.actions import editing
from app.tourism.actions.setting_up import ship_content
from app.tourism.models import (
    RESERVED,
    Figure,
    Occasion,
    PlaqueCount,
    Recording,
    Season,
    Service,
    ServiceKind,
    Source,
    Species,
    Topic,
)
from tests.factories.tourism import attraction, checked, editor, slot, sound

PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 10)"}
PAGES = (
    "",
    "mat-mang",
    "nghe",
    "ban-do",
    "chim",
    "noi-quy",
    "chuyen",
    "den-choi",
    "so-lieu",
    "nguon",
    "su-kien/",
    "dat-cho",
    "gop-y",
)


class Figures(HTMLParser):
    """The digits of a page's main part that no source stands behind and nothing live makes."""

    VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "wbr", "path", "circle", "rect", "line"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.bare: list[str] = []
        self.sources: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "data-source" in given:
            self.sources |= set(given["data-source"].split())
        vouched = (
            bool(given.get("data-source"))
            or "data-live" in given
            or tag in ("nav", "form", "script", "head", "header", "footer")
        )
        if tag not in self.VOID:
            self.open.append((tag, vouched))

    def handle_endtag(self, tag):
        if any(name == tag for name, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data):
        if re.search(r"\d", data) and not any(vouched for _tag, vouched in self.open):
            self.bare.append(data.strip())


@pytest.fixture(autouse=True)
def forgetful():
    """Pages are given again for a minute; no test reads another's."""
    remembered.pages.clear()


def fresh(browser, address):
    remembered.pages.clear()
    return browser.get(address).text


def occasion(**facts):
    starts = utcnow() + timedelta(days=3)
    given = {"title": "Đếm chim", "title_en": "Bird count", "text": "Cùng đếm.", "text_en": "Count with us."}
    given |= {"place": "Chòi", "place_en": "Hide", "starts_at": starts, "ends_at": starts + timedelta(hours=2)}
    return editing.begin(Occasion, checked(**(given | facts)), by=editor())


def service(**facts):
    given = {"kind": ServiceKind.BOAT, "name": "Thuyền", "name_en": "Boat", "provider": "Tổ thuyền", "phone": "+84912345678"}
    given |= {"price": 50_000, "price_to": 100_000, "unit": "một người", "unit_en": "per person", "text": "", "text_en": ""}
    return editing.begin(Service, checked(**(given | facts)), by=editor())


@pytest.fixture
def island():
    """A place with something to hear, an event, a price, a trip."""
    place = attraction(
        slug="choi-ngam-chim", name="Chòi ngắm chim", name_en="Bird hide", text="Từ năm 1994.", text_en="Since 1994."
    )
    editing.put_recording(place, "vi", sound(), by=editor())
    occasion()
    service()
    slot()
    return place


def english_words(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    main = re.sub(r'<(\w+)[^>]*\blang="vi"[^>]*>.*?</\1>', " ", main, flags=re.S)
    return re.sub(r"<[^>]+>", " ", main)


@pytest.mark.parametrize("page", [*PAGES, "choi-ngam-chim", "su-kien/{event}"])
@pytest.mark.parametrize("language", ["", "/en"])
def test_every_figure_on_every_page_has_a_source(browser, island, page, language):
    event = db.session.scalars(sa.select(Occasion.id)).first()
    answer = browser.get(f"{language}/dao-co/{page.format(event=event)}")
    read = Figures(answer.text)

    assert read.bare == []
    known = {str(id) for id in db.session.scalars(sa.select(Source.id))}
    assert read.sources <= known
    assert read.sources or page in ("dat-cho", "gop-y", "mat-mang")


def test_a_figure_without_a_source_is_noticed():
    assert Figures("<main><p>Có 15.000 con cò</p><p data-source='3'>15.000</p></main>").bare == ["Có 15.000 con cò"]
    assert Figures("<main><p data-source=''>16.000</p></main>").bare == ["16.000"]


def test_nothing_is_said_without_a_source_in_the_tables_either():
    for kind in (Figure, Service, Occasion, Season, Species):
        assert not kind.__table__.c.source_id.nullable
        assert not kind.__table__.c.checked_on.nullable


def test_pages_say_the_same_in_english(browser, island):
    for page in (*PAGES, "choi-ngam-chim"):
        said = english_words(browser.get(f"/en/dao-co/{page}").text)
        odd = re.findall(r"[^\s<>]*[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ][^\s<>]*", said)
        assert set(odd) <= {
            "Đảo",
            "Dương",
            "Hà",
            "Nội",
            "Hải",
            "Phòng",
            "Luộc",
            "Việt",
            "Nam",
            "Miện,",
            "Miện",
            "ốc,",
            "cò",
            "đồng",
        }, page


def test_conflicting_figures_are_a_range_with_everybody_who_says_so(browser):
    topic = db.session.scalars(sa.select(Topic).where(Topic.label == "Cò")).one()
    page = browser.get("/dao-co/so-lieu").text

    assert len(topic.figures) == 3
    assert "15.000–18.000" in page
    assert all(f"{figure.low:,.0f}".replace(",", ".") in page for figure in topic.figures)
    assert "31,673" in page
    assert "31.673" in browser.get("/en/dao-co/so-lieu").text


def test_what_is_past_its_check_date_is_worded_with_care(browser):
    service(name="Vé", checked_on=today() - timedelta(days=400), check_by=today() - timedelta(days=1))
    page = browser.get("/dao-co/den-choi").text
    season = db.session.scalars(sa.select(Season).where(Season.first_month == 9)).one()
    season.checked_on, season.check_by = today() - timedelta(days=800), today() - timedelta(days=500)

    assert "nay có thể đã đổi" in page
    with clock.at(datetime(today().year, 11, 28, 12, tzinfo=ZONE)):
        assert "có thể đã đổi" in fresh(browser, "/dao-co/").partition('class="today"')[2].partition("</section>")[0]
    assert "could have changed" in browser.get("/en/dao-co/den-choi").text


def test_the_page_of_today_knows_the_hour(browser):
    def at(hour: int) -> str:
        with clock.at(datetime(2026, 11, 28, hour, tzinfo=ZONE)):
            return fresh(browser, "/dao-co/den-choi")

    assert "05:49–07:13" in at(5)
    assert "Sáng sớm chim bay đi" in at(5)
    assert "16:43–17:37" in at(12)
    assert "đổi ca" in at(12)
    assert "chim đã về tổ" in at(19)
    with clock.at(datetime(2026, 6, 1, 12, tzinfo=ZONE)):
        assert "Mùa vắng" in fresh(browser, "/dao-co/den-choi")


def test_hidden_places_exist_for_editors_alone(browser):
    hidden = attraction(is_shown=False)
    event = occasion(is_shown=False)
    editing.put_recording(hidden, "vi", chirping(), by=editor())
    token = db.session.scalars(sa.select(Recording)).one().upload.token
    addresses = (
        f"/dao-co/{hidden.slug}",
        f"/dao-co/su-kien/{event.id}",
        f"/dao-co/su-kien/{event.id}/lich.ics",
        f"/dao-co/tep/{token}",
    )
    for address in addresses:
        browser.get(address, expect=404)
    assert hidden.name not in browser.get("/dao-co/nghe").text
    browser.sign_in(editor())
    for address in addresses:
        browser.get(address).close()


def test_every_page_of_the_site_is_kept_from_places(app):
    taken = {rule.rule.split("/")[2] for rule in app.url_map.iter_rules() if rule.rule.startswith("/dao-co/")}

    assert {name for name in taken if name and not name.startswith("<")} <= RESERVED


def test_plaques_are_counted_by_day_and_nobody_is_known(browser, island):
    address = f"/dao-co/{island.slug}"
    for path, headers in (
        (f"{address}?bien", PHONE),
        (f"{address}?bien=1", PHONE),
        (address, PHONE),
        (f"{address}?bien", {"User-Agent": "Googlebot"}),
    ):
        browser.get(path, headers=headers)
    batches.write_all()
    browser.get(f"/en{address}?bien", headers=PHONE)
    batches.write_all()

    assert [(one.day, one.count) for one in db.session.scalars(sa.select(PlaqueCount))] == [(today(), 3)]
    assert {column.name for column in PlaqueCount.__table__.columns} == {"id", "day", "count", "attraction_id"}


def test_only_the_map_may_ask_where_one_stands(browser, island):
    assert "geolocation=(self)" in browser.get("/dao-co/ban-do").headers["Permissions-Policy"]
    assert "geolocation=()" in browser.get("/dao-co/").headers["Permissions-Policy"]


def test_a_recording_is_played_in_portions(browser, island):
    token = island.recordings[0].upload.token
    answer = browser.get(f"/dao-co/tep/{token}", headers={"Range": "bytes=0-99"}, expect=206)

    assert (answer.mimetype, len(answer.data)) == ("audio/mpeg", 100)
    answer.close()
    assert "attachment" not in answer.headers["Content-Disposition"]


def test_events_are_calendars_of_their_own(browser):
    event = occasion()
    [told] = icalendar.Calendar.from_ical(browser.get(f"/en/dao-co/su-kien/{event.id}/lich.ics").data).walk("VEVENT")
    feed = icalendar.Calendar.from_ical(browser.get("/dao-co/lich.ics").data)

    assert (str(told["SUMMARY"]), told.decoded("DTSTART"), told.decoded("DTEND")) == (
        "Bird count",
        event.starts_at.replace(microsecond=0),
        event.ends_at.replace(microsecond=0),
    )
    assert [str(one["UID"]) for one in feed.walk("VEVENT")] == [str(told["UID"])]
    assert str(feed.walk("VEVENT")[0]["SUMMARY"]) == "Đếm chim"
    with clock.at(event.ends_at + timedelta(minutes=1)):
        assert not icalendar.Calendar.from_ical(browser.get("/dao-co/lich.ics").data).walk("VEVENT")


def test_the_worker_keeps_public_pages_of_its_language_only(browser, island):
    for language in ("", "/en"):
        answer = browser.get(f"{language}/dao-co/sw.js")
        told = answer.text.partition("self.GUIDE = ")[2].partition(";\n")[0]
        pages = re.findall(r'"(/[^"]*)"', told.partition('"parts"')[0])
        assert all(page.startswith(f"{language}/dao-co/") for page in pages)
        assert f"{language}/dao-co/choi-ngam-chim" in pages
        assert not [page for page in pages if re.search("bien-tap|dieu-hanh|phieu|dat-cho|ghi-nhan|thang", page)]
        assert answer.headers["Cache-Control"] == "no-cache"


def test_the_worker_is_another_one_after_every_change(browser, island):
    before = browser.get("/dao-co/sw.js").data
    assert browser.get("/dao-co/sw.js").data == before
    told = {before}
    editing.write(island, {"text": "Khác."}, by=editor())
    told.add(browser.get("/dao-co/sw.js").data)
    editing.put_recording(island, "vi", sound(3), by=editor())
    told.add(browser.get("/dao-co/sw.js").data)
    editing.drop_recording(island, "vi", by=editor())
    told.add(browser.get("/dao-co/sw.js").data)

    assert len(told) == 4


def test_a_changed_page_is_seen_at_once(browser, island):
    db.session.commit()
    assert "Thuyền" in browser.get("/dao-co/den-choi").text
    editing.write(db.session.scalars(sa.select(Service)).first(), {"name": "Xuồng máy"}, by=editor())
    db.session.commit()

    assert "Xuồng máy" in browser.get("/dao-co/den-choi").text
    assert news.of_house().now() is not None


@pytest.mark.parametrize("page", PAGES)
def test_pages_ask_the_same_questions_however_much_there_is(browser, count_queries, page):
    def asked() -> int:
        with count_queries() as seen:
            browser.get(f"/dao-co/{page}{'?' if '?' not in page else '&'}x={utcnow().timestamp()}")
        return len(seen)

    attraction()
    occasion()
    service()
    slot()
    few = asked()
    for _ in range(3):
        editing.put_recording(attraction(), "vi", sound(1), by=editor())
        occasion()
        service()
        slot()

    assert asked() == few <= 12


def test_what_public_sources_say_is_loaded_once():
    before = db.session.scalar(sa.select(sa.func.count(Figure.id)))
    ship_content()

    assert db.session.scalar(sa.select(sa.func.count(Figure.id))) == before > 10


def test_the_season_goes_on_over_new_year():
    birds = db.session.scalars(sa.select(Season).where(Season.first_month == 9)).one()

    assert birds.months == [9, 10, 11, 12, 1, 2, 3, 4]
    species = Species(months=[11, 12, 1, 6])
    assert species.spans == [(6, 6), (11, 1)]
    assert Species(months=list(range(1, 13))).spans == [(1, 12)]
    assert Species(months=[]).spans == []
    assert date(2026, 1, 5).month in birds.months


def test_places_and_birds_are_found_with_and_without_tones(browser):
    place = attraction(name="Chòi ngắm chim", name_en="Bird hide")
    hidden = attraction(name="Chòi bỏ hoang", is_shown=False)
    page = browser.get("/tim-kiem?q=choi+ngam").text

    assert f"/dao-co/diem/{place.id}" in page
    assert hidden.name not in browser.get("/tim-kiem?q=choi").text
    assert browser.get(f"/dao-co/diem/{place.id}", expect=301).location.endswith(f"/dao-co/{place.slug}")
    browser.get(f"/dao-co/diem/{hidden.id}", expect=404)
    assert "/dao-co/chim#chim-" in browser.get("/tim-kiem?q=egretta").text
