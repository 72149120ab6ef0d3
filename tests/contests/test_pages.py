"""Pages of contests: who may come, what bad input is told, what stays constant, and children in pictures."""

import io
import re
from datetime import timedelta
from decimal import Decimal

import pytest

from app.accounts.models import ChildrenShown, Role
from app.contests import queries
from app.contests.actions import entering, screening
from app.contests.models import ContestState, Entry, EntryState, ShowsEntries
from app.core import clock
from app.core.clock import utcnow
from app.core.db import db
from app.core.i18n import moment
from tests.factories import contests as make
from tests.factories.initiatives import InitiativeFactory, photo
from tests.factories.people import PersonFactory, holder

NEW = {"template": "y-tuong", "title": "Cuộc thi mới", "contacts": "Phòng VH-XH"}


def test_a_new_contest_takes_one_form_and_one_button(browser):
    browser.sign_in(make.organiser())
    days = {"receives_from": moment(utcnow()), "receives_until": moment(utcnow() + timedelta(days=10))}

    answer = browser.post("/cuoc-thi/moi", {**NEW, **days})
    code = answer.location.split("/")[2]
    browser.get(f"/cuoc-thi/{code}/to-chuc")
    browser.post(f"/cuoc-thi/{code}/cong-bo-the-le", {})

    assert "Đang nhận bài" in browser.get(f"/cuoc-thi/{code}").text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"receives_until": "30/11/2026"}, "Viết giờ rồi ngày, ví dụ 17:00, 30/11/2026."),
        ({"receives_until": "25:00, 30/11/2026"}, "Viết giờ rồi ngày"),
        ({"receives_until": "08:00, 01/01/2020"}, "Hạn nhận bài phải sau lúc bắt đầu nhận."),
        ({"title": ""}, "Chưa đặt tên cuộc thi."),
        ({"template": "khong-co"}, "Hãy chọn một mục trong danh sách."),
    ],
)
def test_what_does_not_fit_is_said_and_stays_typed(browser, typed, told):
    browser.sign_in(make.organiser())
    days = {"receives_from": "08:00, 01/11/2026", "receives_until": "17:00, 30/11/2026"}

    page = browser.post("/cuoc-thi/moi", {**NEW, **days, **typed}, expect=422).text

    assert told in page
    assert 'value="Phòng VH-XH"' in page


@pytest.mark.parametrize(
    "role", [None, Role.RESIDENT, Role.JUDGE, Role.COORDINATOR, Role.ORGANISER, Role.LEADER, Role.AUDITOR]
)
def test_who_comes_to_which_page(browser, role):
    made = make.contest()
    one = make.accepted(made, 1)[0]
    draft = make.contest(announced=False)
    make.seated(made.rounds[0], 1)
    juror = made.rounds[0].jurors[0]
    oversees, runs = role in (Role.ORGANISER, Role.LEADER, Role.AUDITOR), role is Role.ORGANISER
    if role is not None:
        browser.sign_in(PersonFactory() if role is Role.RESIDENT else holder(role))
    refused = 303 if role is None else 403  # a stranger is asked to sign in
    here = f"/cuoc-thi/{made.code}"
    for address, allowed in {
        here: True,
        f"/cuoc-thi/{draft.code}/to-chuc": oversees,
        f"{here}/to-chuc": oversees,
        f"{here}/xem-xet": oversees,
        f"{here}/bai.xlsx": oversees,
        f"{here}/vong/1": oversees,
        f"{here}/dau-hieu": oversees,
        "/cuoc-thi/moi": runs,
        f"{here}/gia-han": runs,
        f"{here}/vong/1/giam-khao": runs,
        f"/cuoc-thi/bai/{one.code}/xem-xet": runs,
        f"/cuoc-thi/bai/{one.code}/loai": runs,
    }.items():
        hidden = address.startswith(f"/cuoc-thi/{draft.code}") and role is not None
        browser.get(address, expect=200 if allowed else 404 if hidden else refused)
    browser.get(f"/cuoc-thi/{draft.code}", expect=200 if oversees else 404)
    if not runs:
        browser.post(f"/cuoc-thi/giam-khao/{juror.id}/thoi", {}, expect=refused)
        browser.post(f"{here}/vong/1/mo-cham", {}, expect=refused)
    browser.get(f"{here}/ket-qua", expect=404)
    assert draft.state is ContestState.DRAFT


@pytest.mark.parametrize("shows", list(ShowsEntries))
def test_what_the_database_shows_is_what_the_entry_says(shows):
    no_vote = {"vote_points": 0, "votes_from": None, "votes_until": None}
    made = make.contest(shows_entries=shows, **no_vote)
    one, other, *_more = make.accepted(made, 3)
    drafted = make.entry(made, sent=False, title="Nháp")
    entering.withdraw(other, by=other.author)

    def agree():
        found = set(db.session.scalars(queries.public_entries(made)))
        assert found == {entry for entry in (one, other, *_more, drafted) if entry.is_public}
        return len(found)

    before = agree()
    with make.later(made):
        make.marked(make.opened(made))
    with clock.at(made.rounds[-1].marks_until + timedelta(minutes=1)):
        make.published(made)
        after = agree()
        screening.disqualify(one, by=make.organiser(), reason="x")
        agree()

    assert (before, after) == {"screened": (2, 2), "results": (0, 2), "never": (0, 2)}[shows.value]


def test_drafts_are_nobody_elses(browser):
    made = make.contest()
    one = make.entry(made, sent=False)
    browser.sign_in(make.organiser())
    for address in (f"/cuoc-thi/bai-cua-toi/{one.id}", f"/cuoc-thi/bai-cua-toi/{one.id}/sua"):
        browser.get(address, expect=404)
    browser.post(f"/cuoc-thi/bai-cua-toi/{one.id}/gui", {"declares": "y"}, expect=404)


def entry_form(made, **typed):
    return {
        "sent_key": "mot-lan",
        "title": "Kho hong gió",
        "field_id": str(made.fields[0].id),
        "summary": "Hành hỏng vì ẩm.",
        "text": "Quạt cũ và ống tre.",
        "village_id": str(make._village("Tào Khê").id),
        "members-0-name": "Bùi Thị Mai",
        "members-0-birth_year": "1980",
        "shows_names": "y",
        **typed,
    }


def test_an_entry_is_written_looked_over_and_sent(browser):
    made, author = make.contest(), PersonFactory()
    browser.sign_in(author)
    here = browser.post(f"/cuoc-thi/{made.code}/nop", entry_form(made)).location
    browser.post(f"/cuoc-thi/{made.code}/nop", entry_form(made))  # the same form sent twice
    one = db.session.query(Entry).filter_by(author_id=author.id).one()

    assert here == f"/cuoc-thi/bai-cua-toi/{one.id}/xem-lai"
    assert "Hãy đọc và đánh dấu" in browser.post(f"/cuoc-thi/bai-cua-toi/{one.id}/gui", {}, expect=422).text
    browser.post(f"/cuoc-thi/bai-cua-toi/{one.id}/gui", {"declares": "y"})
    browser.post(f"/cuoc-thi/bai-cua-toi/{one.id}/gui", {"declares": "y"})

    assert (one.state, one.code) == (EntryState.SUBMITTED, f"{made.code}-001")
    assert "Kho hong gió" in browser.get("/cuoc-thi/bai-cua-toi/").text


def test_a_stale_form_is_told(browser):
    made = make.contest()
    one = make.entry(made, sent=False)
    browser.sign_in(one.author)
    answer = browser.post(f"/cuoc-thi/bai-cua-toi/{one.id}/sua", entry_form(made, version="0"), expect=409).text

    assert "vừa được sửa ở máy khác" in answer
    assert "Kho hong gió" in answer
    assert one.title == "Giàn phơi bánh đa"


def test_an_entry_that_comes_late_keeps_what_was_typed(browser):
    made = make.contest()
    one = make.entry(made, sent=False)
    with clock.at(made.receives_until + timedelta(seconds=1)):
        browser.sign_in(one.author)
        answer = browser.post(f"/cuoc-thi/bai-cua-toi/{one.id}/gui", {"declares": "y"}, expect=422).text

    assert "Cuộc thi nhận bài đến" in answer
    assert one.state is EntryState.DRAFT


def test_what_is_no_picture_is_refused_beside_its_field(browser):
    made = make.contest()
    browser.sign_in(PersonFactory())
    file = {"photos": (io.BytesIO(b"MZ\x90"), "anh.jpg")}

    page = browser.post(f"/cuoc-thi/{made.code}/nop", {**entry_form(made), **file}, expect=422).text

    assert "Kho hong gió" in page
    assert "photos-err" in page


@pytest.mark.parametrize(("children", "is_shown"), [(None, False), (ChildrenShown.AGREED, True), (ChildrenShown.NONE, True)])
def test_a_picture_is_for_everybody_only_once_somebody_spoke_of_children(browser, children, is_shown):
    made = make.contest(is_blind=False, shows_entries=ShowsEntries.SCREENED)
    one = make.entry(made, sent=False)
    entering.write(one, {}, [{"name": "Bùi Thị Mai", "birth_year": 1980}], [photo()])
    assert one.missing == ["Hãy nói rõ trong ảnh có thấy rõ mặt trẻ em không."]
    one.children = ChildrenShown.NONE
    entering.submit(one, by=one.author)
    screening.accept(one, by=make.organiser(), blind_title="", blind_text="")
    one.children = children
    db.session.flush()
    token = one.files[0].upload.token

    browser.get(f"/cuoc-thi/tep/{token}", expect=200 if is_shown else 403).close()
    assert (token in browser.get(f"/cuoc-thi/bai/{one.code}").text) is is_shown


def test_a_blind_contest_hides_files_from_everybody_but_author_and_organisers(browser):
    made = make.contest(shows_entries=ShowsEntries.SCREENED)
    one = make.entry(made, sent=False)
    entering.write(one, {}, [{"name": "Bùi Thị Mai", "birth_year": 1980}], [photo()])
    entering.submit(one, by=one.author, children=ChildrenShown.NONE)
    screening.accept(one, by=make.organiser(), blind_title="Bài", blind_text="Nội dung")
    token = one.files[0].upload.token
    for who, status in ((make.judge(), 403), (PersonFactory(), 403), (one.author, 200), (make.organiser(), 200)):
        browser.sign_in(who)
        browser.get(f"/cuoc-thi/tep/{token}", expect=status).close()


def test_one_s_own_ideas_are_offered_to_begin_from(browser):
    made, idea = make.contest(), InitiativeFactory(opened=True)
    browser.sign_in(idea.author)

    assert f"tu={idea.code}" in browser.get(f"/cuoc-thi/{made.code}/nop").text
    assert idea.solution in browser.get(f"/cuoc-thi/{made.code}/nop?tu={idea.code}").text
    browser.sign_in(PersonFactory())
    browser.get(f"/cuoc-thi/{made.code}/nop?tu={idea.code}", expect=404)


def test_home_invites_to_what_runs(browser):
    made = make.contest(title="Cuộc thi đang nhận bài")

    assert "Cuộc thi đang nhận bài" in browser.get("/").text
    with clock.at(made.receives_until + timedelta(minutes=1)):
        assert "Cuộc thi đang nhận bài" not in browser.get("/").text


@pytest.mark.parametrize("entries", [2, 6])
def test_pages_ask_the_same_however_many_entries_there_are(browser, count_queries, entries):
    made = make.contest()
    make.accepted(made, entries)
    with make.later(made):
        round = make.opened(made, judges=5)
        judge = make.sheets_of(round)[0].marker
        asked = {}
        for who, address in (
            (None, f"/cuoc-thi/{made.code}/bai"),
            (make.organiser(), f"/cuoc-thi/{made.code}/vong/1"),
            (make.organiser(), f"/cuoc-thi/{made.code}/vong/1/bai"),
            (make.organiser(), f"/cuoc-thi/{made.code}/xem-xet"),
            (judge, "/cham/"),
            (PersonFactory(), f"/cuoc-thi/{made.code}/binh-chon"),
        ):
            if who is not None:
                browser.sign_in(who)
            browser.get(address)
            with count_queries() as seen:
                browser.get(address)
            asked[address.removeprefix(f"/cuoc-thi/{made.code}")] = len(seen)

    assert asked == {"/bai": 7, "/vong/1": 8, "/vong/1/bai": 6, "/xem-xet": 8, "/cham/": 4, "/binh-chon": 10}


@pytest.mark.parametrize("step", ["1", "0.1", "0.01", "0.5"])
def test_saving_the_rules_keeps_the_step_of_votes(browser, step):
    made = make.contest(announced=False, vote_step=Decimal(step))
    db.session.flush()
    db.session.refresh(made)
    browser.sign_in(make.organiser())

    page = browser.get(f"/cuoc-thi/{made.code}/sua").text
    shown = page.split('name="vote_step"')[1].split("</select")[0]
    typed = {
        "version": str(made.version),
        "title": "Tên mới",
        **{name: getattr(made, name) for name in ("summary", "rules", "contacts")},
        **{name: moment(getattr(made, name)) for name in ("receives_from", "receives_until")},
        "results_on": f"{made.results_on:%d/%m/%Y}",
        "max_members": "5",
        "shows_entries": made.shows_entries.value,
        "votes_each": "3",
    }
    browser.post(f"/cuoc-thi/{made.code}/sua", {**typed, "vote_step": "NaN"}, expect=422)
    browser.post(f"/cuoc-thi/{made.code}/sua", {**typed, "vote_step": "một"}, expect=422)
    browser.post(f"/cuoc-thi/{made.code}/sua", {**typed, "vote_step": re.search(r'selected value="([^"]+)"', shown)[1]})

    assert shown.count("selected") == 1
    assert (made.title, made.vote_step) == ("Tên mới", Decimal(step))


@pytest.mark.parametrize(
    ("page", "typed"),
    [("bang", {"names": "Bảng của tôi"}), ("giai", {"prizes-0-name": "Giải của tôi", "prizes-0-quantity": "1"})],
)
def test_two_who_set_up_at_once_do_not_write_over_each_other(browser, page, typed):
    made = make.contest(announced=False)
    browser.sign_in(make.organiser())
    address, seen = f"/cuoc-thi/{made.code}/{page}", str(made.version)
    other = {"names": "Bảng khác", "prizes-0-name": "Giải khác", "prizes-0-quantity": "2"}

    assert f'value="{seen}"' in browser.get(address).text
    browser.post(address, {**other, "version": seen})
    told = browser.post(address, {**typed, "version": seen}, expect=422).text
    assert "Có người vừa sửa trước" in told
    assert "của tôi" in told
    db.session.refresh(made)
    assert [one.name for one in (made.fields if page == "bang" else made.prizes)] == [
        f"{'Bảng' if page == 'bang' else 'Giải'} khác"
    ]
    browser.post(address, {**typed, "version": str(made.version)})


def test_prizes_of_an_announced_contest_stay_and_what_was_typed_too(browser):
    made = make.contest()
    browser.sign_in(make.organiser())
    typed = {"prizes-0-name": "Giải của tôi", "prizes-0-quantity": "1", "version": str(made.version)}

    told = browser.post(f"/cuoc-thi/{made.code}/giai", typed, expect=422).text

    assert "Thể lệ đã công bố" in told
    assert "Giải của tôi" in told


def test_a_contest_is_not_announced_with_a_rubric_or_a_number_that_mean_nothing_to_it():
    made = make.contest(announced=False)
    made.rounds[-1].takes = 3
    made.rounds[0].rubric.agree_percent = 70

    troubles = " ".join(made.troubles)

    assert "là vòng cuối nên không chọn bài vào vòng sau" in troubles
    assert "dùng mẫu chấm có xếp loại, biểu quyết" in troubles
