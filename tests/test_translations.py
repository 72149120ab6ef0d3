"""Vietnamese is what the code says; English is whole where English is promised."""

import re
import unicodedata
from datetime import timedelta

import pytest
from babel.messages.pofile import read_po

from app.accounts.models import Role
from app.announcements.models import AnnouncementKind, AnnouncementState
from app.community.models import ActivityKind, ActivityState, Duty, ExemplarKind, ExemplarState, Subject, TeamKind
from app.contests.models import ContestState, EntryState, Phase
from app.core.clock import at
from app.core.i18n import WORDS
from app.council.models import Outcome, SessionState
from app.folders.models import FundSource
from app.initiatives.models import AdoptionState, AwardClass, Channel, Sphere, State
from app.initiatives.queries.listing import Order
from app.partners.models import Help, MatchState, NeedState, OfferState, PartnerKind
from app.products.models import CertificateKind, LinkKind, Measure, OcopGroup, ProductState, Step
from app.reports.models import ReportState
from app.roadmap.models import TaskState
from app.satisfaction.models import Degree
from app.scorecard.models import Band, Mode, Source
from app.tracing.models import TroubleKind
from tests.factories import contests
from tests.factories.council import published
from tests.factories.initiatives import InitiativeFactory, adoption, attachment, pilot
from tests.factories.people import organisation
from tests.servers import ROOT
from tests.words import everything, shown_in_english

VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)
PLACE = re.compile(r"%\((\w+)\)[a-z]")
# Names are not translated; what people wrote is marked with its language.
KEPT = ("Nam Thanh Miện", "Tiếng Việt", "An Dương", "Nguyễn Văn Thử", "Nguyễn Thị Hoa")


SHOWN = (State, Order, Sphere, AwardClass, AdoptionState, Channel, SessionState, Outcome)
SHOWN += (ContestState, Phase, EntryState, TaskState, FundSource)
SHOWN += (ActivityKind, ActivityState, Duty, ExemplarKind, ExemplarState, Subject, TeamKind, Degree)
SHOWN += (Band, Mode, ReportState, Source)
SHOWN += (AnnouncementKind, AnnouncementState, Help, MatchState, NeedState, OfferState, PartnerKind)
SHOWN += (CertificateKind, LinkKind, Measure, OcopGroup, ProductState, Step, TroubleKind)


@pytest.fixture(scope="module")
def english():
    with (WORDS / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


def test_every_message_of_the_english_pages_is_translated(app, english):
    wanted = shown_in_english(app.jinja_env)
    wanted |= {str(member.label) for kind in SHOWN for member in kind}
    wanted |= {str(role.label) for role in Role}

    assert sorted(message for message in wanted if not (english.get(message) and english.get(message).string)) == []


def test_no_translation_is_fuzzy_or_of_something_gone(english):
    assert [entry.id for entry in english if entry.fuzzy and entry.id] == []
    assert sorted({_first(entry.id) for entry in english if entry.id} - everything()) == []
    assert not english.obsolete


def test_translations_name_the_same_places(english):
    for entry in english:
        for string in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            assert entry.id == "" or set(PLACE.findall(string)) == set(PLACE.findall(_first(entry.id))), entry.id
            assert string.strip(), entry.id


def test_every_message_is_written_in_one_way():
    assert [message for message in everything() if unicodedata.normalize("NFC", message) != message] == []


def test_templates_say_nothing_past_the_translators():
    silent = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->", re.DOTALL)
    found = {
        f"{path.name}: {line.strip()}"
        for path in (ROOT / "templates").rglob("*.html")
        for line in silent.sub("", path.read_text()).splitlines()
        if VIETNAMESE.search(line)
    }

    assert found == set()


@pytest.mark.parametrize(
    "address",
    [
        "/en/",
        "/en/sang-kien/",
        "/en/sang-kien/?xep=ung-ho",
        "/en/tim-kiem?q=Sang+kien",
        "/en/tim-kiem?q=zzz",
        "/en/sang-kien/{}",
        "/en/sang-kien/{}/gop-y",
        "/en/sang-kien/{}/ban-cu/1",
        *("/en/gop-y/so-lieu", "/en/tra-cuu", "/en/nhan-phieu", "/en/ma-giay", "/en/to-chuc/", "/en/to-chuc/{id}"),
        *("/en/bo-chi-so/2026/sang-kien", "/en/tro-giup", "/en/rieng-tu", "/en/tiep-can", "/en/giao-dien", "/en/kiem-chung"),
        "/en/du-lieu",
        *("/en/kiem-chung?ma={}", "/en/kiem-chung?ma=1-0000000000000000", "/en/kiem-chung?ma=x"),
        *("/en/dang-nhap", "/en/dang-ky", "/en/quen-mat-khau"),
        *("/en/cuoc-thi/", "/en/cuoc-thi/{contest}", "/en/cuoc-thi/{contest}/bai", "/en/cuoc-thi/{contest}/ket-qua"),
        *("/en/cuoc-thi/bai/{contest}-001", "/en/cuoc-thi/{contest}/binh-chon", "/en/giay-chung-nhan/{prize}"),
        *("/en/hoi-dong/", "/en/hoi-dong/{session}", "/en/giay-chung-nhan/{certificate}", "/en/kiem-chung"),
    ],
)
def test_an_english_page_is_english(browser, address):
    one = InitiativeFactory(recognised=True)
    pilot(one)
    adoption(one)
    attachment(one)

    one.amend(by=one.author, title="Idea", problem="Problem", solution="Solution", note="Clearer")
    office = organisation(one.author, "HTX An Dương")

    made = published() if "{session}" in address or "{certificate}" in address else None
    named = {"session": made.code, "certificate": made.cases[0].certificate.code} if made else {}

    if "{contest}" in address or "{prize}" in address:
        held = contests.contest()
        won = contests.accepted(held, 2)[0]
        with contests.later(held):
            contests.marked(contests.opened(held))
        with at(held.votes_until + timedelta(minutes=1)):
            contests.published(held)
        named |= {"contest": held.code, "prize": won.certificate.code}

    page = browser.get(address.format(one.code, id=office.id, **named)).text

    assert '<html lang="en"' in page
    said = re.sub(r'<(\w+)[^>]*\blang="vi"[^>]*>.*?</\1>|<title>.*?</title>|<meta[^>]*>', "", page, flags=re.DOTALL)
    said = re.sub(r"(use this phrase; write it down): [^<]+", r"\1", said)  # a Vietnamese passphrase
    said = re.sub(r'<option value="\d+">[^<]+</option>', "", said)  # places are called what they are called
    for name in KEPT:
        said = said.replace(name, "")
    assert [line.strip() for line in said.splitlines() if VIETNAMESE.search(line)] == []


@pytest.mark.parametrize("address", ["/", "/sang-kien/?xep=ung-ho", "/tro-giup", "/bo-chi-so/2026/sang-kien"])
def test_search_engines_are_told_of_both_languages(browser, address):
    """Of the page itself, as `canonical` is: however it was put in order."""
    for page, shown in ((address, "vi"), (f"/en{address}", "en")):
        told = dict(re.findall(r'<link rel="alternate" hreflang="([a-z-]+)" href="([^"]+)"', browser.get(page).text))
        path = address.partition("?")[0]
        here = f"http://localhost{path}"
        assert told == {"vi": here, "en": f"http://localhost/en{path}", "x-default": here}, shown


def test_the_same_page_is_a_tap_away_in_the_other_language(browser):
    one = InitiativeFactory(opened=True)

    assert f'href="/en/sang-kien/{one.code}"' in browser.get(f"/sang-kien/{one.code}").text
    assert f'href="/sang-kien/{one.code}"' in browser.get(f"/en/sang-kien/{one.code}").text


def test_one_supporter_and_two_supporters(browser):
    one = InitiativeFactory(recognised=True)
    for votes, words in ((1, "1 supporter<"), (2, "2 supporters<")):
        one.votes = votes
        assert words in browser.get(f"/en/sang-kien/{one.code}").text


def _first(id: object) -> str:
    return id[0] if isinstance(id, (tuple, list)) else str(id)
