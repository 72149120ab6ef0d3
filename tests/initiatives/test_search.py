"""Finding initiatives as people type: 300 questions, the same answers on both databases."""

import hashlib
import json
import random

import pytest

from app.accounts.models import Role
from app.core.db import db
from app.core.search.query import Why, find, similar
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder, village
from tests.servers import ROOT

STORIES = [
    story
    for path in sorted((ROOT / "app" / "demo" / "data").glob("initiatives-*.json"))
    for story in json.loads(path.read_text(encoding="utf-8"))
]
QUESTIONS = [
    line.split("\t") for line in (ROOT / "tests" / "initiatives" / "queries.tsv").read_text(encoding="utf-8").splitlines()
]
# What both databases answered when the list was made; a change of the search that is meant changes it here.
SCORE = 0.95
ANSWERS = "92042a71439624ae"


@pytest.fixture
def stories():
    """The sample texts, all public, by key."""
    noise, rng = " ".join(story["problem"] for story in STORIES).split(), random.Random(7)
    for _ in range(200):
        text = " ".join(rng.sample(noise, 40))
        InitiativeFactory(opened=True, title=text[:60], problem=text, solution=text)
    return {
        story["key"]: InitiativeFactory(
            opened=True, **{name: story[name] or "…" for name in ("title", "problem", "solution", "landmark")}
        )
        for story in STORIES
    }


def firsts(typed, most=5, **asked):
    """Numbers of the first initiatives found."""
    return [hit.subject_id for hit in find(typed, kinds=("initiative",), **asked).hits[:most]]


def test_of_300_questions_as_people_type_them_95_in_100_are_answered_in_the_first_five(stories):
    keys = {one.id: key for key, one in stories.items()}
    answers = [[keys.get(id) for id in firsts(typed)] for _key, _kind, typed in QUESTIONS]
    missed = [(key, kind, typed) for (key, kind, typed), found in zip(QUESTIONS, answers, strict=True) if key not in found]

    assert len(QUESTIONS) == 300
    assert len(missed) <= (1 - SCORE) * 300, missed
    assert hashlib.sha256(json.dumps(answers).encode()).hexdigest()[:16] == ANSWERS, (len(missed), missed)


def test_as_typed_comes_before_without_tones_before_nearly():
    near = InitiativeFactory(opened=True, title="Trống trường mới")
    other = InitiativeFactory(opened=True, title="Trông trẻ buổi chiều")
    exact = InitiativeFactory(opened=True, title="Trồng cây bờ mương")
    slip = InitiativeFactory(opened=True, title="Trng rừng")
    later = InitiativeFactory(opened=True, title="Trống đồng")

    hits = find("trồng", kinds=("initiative",)).hits

    assert [hit.subject_id for hit in hits] == [exact.id, later.id, other.id, near.id, slip.id]
    assert [hit.why for hit in hits] == [Why.EXACT, Why.FOLDED, Why.FOLDED, Why.FOLDED, Why.CLOSE]


@pytest.mark.parametrize("typed", ["hòa", "hoà", "ho\u0300a", "HÒA", "hoa", "hoaf", "hoà!", "  hòa  "])
def test_every_way_to_write_a_word_finds_it(typed):
    one = InitiativeFactory(opened=True, title="Nhà văn hoá Hòa Bình")

    assert one.id in firsts(typed)


@pytest.mark.parametrize("typed", ["dong", "đông", "ddoong", "DONG"])
def test_d_finds_the_crossed_d(typed):
    one = InitiativeFactory(opened=True, title="Vụ đông trồng khoai")

    assert firsts(typed) == [one.id]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "a",
        "😀😀",
        '"',
        "*",
        "AND",
        'x" OR 1=1 --',
        "NEAR(a b)",
        "tiêu-đề:*",
        "'; DROP TABLE people; --",
        "\x00",
        "(",
        "^",
        "ơ" * 10_000,
        "nước sạch " * 1000,
        "中文",
        "+nuoc",
        "=nước",
        "nuoc_sach",
        "%",
        "\\",
    ],
)
def test_nothing_typed_is_an_operator_or_an_error(browser, typed):
    InitiativeFactory(opened=True, title="Nước sạch cho xóm")

    page = browser.get("/tim-kiem", query_string={"q": typed}).text

    assert "Tìm kiếm" in page


def test_what_is_not_public_is_found_by_the_office_only(browser):
    waiting = InitiativeFactory(submitted=True, title="Giếng khoan xóm Bãi")
    draft = InitiativeFactory(title="Giếng khoan bỏ hoang")

    assert firsts("giếng khoan") == []
    assert firsts("giếng khoan", everything=True) == [waiting.id]
    browser.sign_in(PersonFactory())
    assert waiting.code not in _shown(browser, "giếng khoan")
    browser.sign_in(holder(Role.COORDINATOR))
    assert waiting.code in _shown(browser, "giếng khoan")
    assert draft.search_entries() == []


def test_a_text_that_changed_is_found_by_its_new_words_only():
    one = InitiativeFactory(opened=True, title="Máy cấy lúa")
    one.amend(by=one.author, title="Máy gặt lúa", problem=one.problem, solution=one.solution, note="Sửa tên.")
    db.session.flush()

    assert [hit.why for hit in find("máy gặt").hits] == [Why.EXACT]
    assert {hit.why for hit in find("máy cấy").hits} <= {Why.CLOSE}


def test_an_author_is_found_by_name_only_if_they_show_it(browser):
    shown, hidden = PersonFactory(name="Vũ Thị Hiện"), PersonFactory(name="Vũ Thị Ẩn")
    InitiativeFactory(opened=True, author=shown, show_name=True, title="Đèn sân đình")
    InitiativeFactory(opened=True, author=hidden, show_name=False, title="Ghế sân đình")

    assert [(hit.kind, hit.title) for hit in find("vu thi hien").hits] == [("author", "Vũ Thị Hiện")]
    assert hidden.name not in [hit.title for hit in find("vũ thị ẩn").hits]
    listed = browser.get(f"/sang-kien/?nguoi-gui={shown.id}").text
    assert ("Đèn sân đình" in listed, "Ghế sân đình" in listed) == (True, False)
    assert "Ghế sân đình" not in browser.get(f"/sang-kien/?nguoi-gui={hidden.id}").text


def test_villages_are_found_and_lead_to_their_ideas(browser):
    page = _shown(browser, "an duong")

    assert f'href="/sang-kien/?thon={village().id}"' in page


def test_results_say_why_and_where(browser):
    InitiativeFactory(opened=True, title="Đèn ngõ", problem="Trời tối, <b>ngõ</b> lầy lội khó đi.")

    page = _shown(browser, "lay loi")

    assert "Đúng chữ, chưa xét dấu" in page
    assert "<mark>lầy</mark> <mark>lội</mark>" in page
    assert "<b>ngõ</b>" not in page


def test_a_page_of_results_asks_the_database_five_times_at_most(browser, count_queries):
    counts = []
    for _ in range(2):
        for _ in range(12):
            InitiativeFactory(opened=True, title="Đường làng có đèn")
        with count_queries() as asked:
            browser.get("/tim-kiem?q=duong+lang+denn")
        counts.append(len(asked))

    assert max(counts) <= 5, asked


def test_what_says_nearly_the_same_is_shown_on_the_check_page_with_a_way_to_support_it(browser):
    same = InitiativeFactory(opened=True, title="Đèn ngõ chạy pin mặt trời, mỗi nhà giữ một đèn")
    InitiativeFactory(opened=True, title="Lịch mở nước chung cho cả cánh")
    draft = InitiativeFactory(title="Lắp đèn ngõ chạy bằng pin mặt trời", problem="Ngõ tối.")
    browser.sign_in(draft.author)

    page = browser.get(f"/sang-kien/nhap/{draft.id}/xem-lai").text

    assert (f"/sang-kien/{same.code}/ung-ho" in page, "Lịch mở nước" in page) == (True, False)
    part = browser.client.get("/sang-kien/gan-giong", query_string={"noi-dung": draft.title}).text
    assert (same.title in part, "<form" in part) == (True, False)
    assert (
        "Chưa ai nói ý này" in browser.client.get("/sang-kien/gan-giong", query_string={"noi-dung": "cá lồng bè nổi"}).text
    )


def test_one_s_own_text_is_not_like_itself():
    one = InitiativeFactory(opened=True, title="Máy tách tép tỏi chạy mô tơ máy giặt cũ")

    assert [hit.subject_id for hit in similar(one.title, kind="initiative")] == [one.id]
    assert similar(one.title, kind="initiative", but=one.id) == []


def _shown(browser, typed):
    return browser.get("/tim-kiem", query_string={"q": typed}).text
