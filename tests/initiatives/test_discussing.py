"""Remarks: one level of answers, harmless text, fair limits, reports, decisions in bulk, public figures."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.accounts.actions import own_data
from app.accounts.models import Purpose, Role
from app.core.audit import history_of
from app.core.clock import at, utcnow
from app.core.db import db
from app.core.markdown import rendered
from app.core.workflow import RuleBroken
from app.initiatives.actions import discussing
from app.initiatives.models import Comment, CommentState, Objection, State
from app.notices.models import Notice
from tests.browser import Browser
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder
from tests.notices.conftest import work

__all__ = ["work"]


def say(one, by=None, text="Ý này hay.", **facts):
    number = db.session.scalar(sa.select(sa.func.count()).select_from(Comment))
    given = {"sent_key": f"k{number}", "show_name": False, **facts}
    return discussing.remark(one, by=by or PersonFactory(), text=text, **given)


def reported(comment, times=3):
    for _ in range(times):
        discussing.report(comment, by=PersonFactory(), objection=Objection.SPAM)
    return comment


@pytest.mark.parametrize(
    ("written", "becomes"),
    [
        ("**đậm** và *nghiêng*", "<p><strong>đậm</strong> và <em>nghiêng</em></p>\n"),
        ("- một\n- hai", "<ul>\n<li>một</li>\n<li>hai</li>\n</ul>\n"),
        ("dòng một\ndòng hai", "<p>dòng một<br>\ndòng hai</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,1)", "<p>[x](data:text/html,1)</p>\n"),
        ("![x](http://a.vn/1.png)", '<p>!<a href="http://a.vn/1.png" rel="ugc nofollow">x</a></p>\n'),
        ("# to", "<p># to</p>\n"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>\n"),
        ('[x](http://a.vn "t\\" onclick=\\"1")', '<p><a href="http://a.vn" rel="ugc nofollow">x</a></p>\n'),
    ],
)
def test_markdown_becomes_harmless_html(written, becomes):
    assert rendered(written) == becomes


def test_who_speaks_is_marked_and_names_are_shown_only_if_wished(browser):
    one = InitiativeFactory(opened=True)
    shown, hidden, official = PersonFactory(name="Bà Hiện"), PersonFactory(name="Ông Ẩn"), holder(Role.COORDINATOR)
    first = say(one, shown, show_name=True)
    say(one, hidden, "Tôi không nêu tên.")
    say(one, official, "Xã đang xem.", parent=first)
    say(one, one.author, "Cảm ơn bà con.", parent=first)

    for address in (f"/sang-kien/{one.code}", f"/sang-kien/{one.code}/gop-y"):
        page = browser.get(address).text
        assert [name in page for name in ("Bà Hiện", "Ông Ẩn", official.name, "Bà con thôn An Dương")] == [
            True,
            False,
            True,
            True,
        ]
        assert [str(role.label) in page for role in (Role.COORDINATOR, Role.AUTHOR)] == [True, True]
        assert page.index("Ý này hay.") < page.index("Xã đang xem.") < page.index("Cảm ơn bà con.")


def test_there_is_one_level_of_answers():
    one, other = InitiativeFactory(opened=True), InitiativeFactory(opened=True)
    first = say(one)
    answer = say(one, parent=first)

    with pytest.raises(RuleBroken):
        say(one, parent=answer)
    with pytest.raises(RuleBroken):
        say(other, parent=first)


@pytest.mark.parametrize("state", ["submitted", "withdrawn"])
def test_nothing_is_said_where_nobody_reads(state):
    one = (
        InitiativeFactory(submitted=True) if state == "submitted" else InitiativeFactory(opened=True, state=State.WITHDRAWN)
    )

    with pytest.raises(RuleBroken):
        say(one)


def test_the_same_form_says_it_once_and_a_flood_is_stopped():
    one, person = InitiativeFactory(opened=True), PersonFactory()
    say(one, person, sent_key="once")
    say(one, person, sent_key="once")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Comment)) == 1

    for n in range(4):
        say(one, person, sent_key=f"more-{n}")
    with pytest.raises(RuleBroken, match="nhanh quá"):
        say(one, person, sent_key="flood")
    with at(utcnow() + timedelta(minutes=11)):
        say(one, person, sent_key="later")


def test_enough_reports_hide_a_remark_until_a_person_decides(browser):
    one = InitiativeFactory(opened=True)
    bad = reported(say(one, text="Mua ngay kẻo hết"), times=2)
    assert bad.state is CommentState.SHOWN

    reported(bad, times=1)

    assert bad.state is CommentState.HELD
    assert "Mua ngay" not in browser.get(f"/sang-kien/{one.code}").text
    browser.sign_in(PersonFactory())
    assert "Góp ý này đang ẩn." in browser.get(f"/sang-kien/{one.code}/gop-y").text
    browser.get(f"/gop-y/{bad.id}/bao", expect=404)


def test_one_person_reports_once_and_never_themselves():
    bad = say(InitiativeFactory(opened=True))
    neighbour = PersonFactory()
    discussing.report(bad, by=neighbour, objection=Objection.ABUSE)

    with pytest.raises(RuleBroken, match="Đã báo"):
        discussing.report(bad, by=neighbour, objection=Objection.SPAM)
    with pytest.raises(RuleBroken, match="chính mình"):
        discussing.report(bad, by=bad.author, objection=Objection.SPAM)


def test_the_desk_works_in_bulk_and_shows_the_oldest_first(browser):
    one = InitiativeFactory(opened=True)
    remarks = [say(one, text=f"Lời thứ {n}") for n in range(4)]
    for hours, number in ((9, 1), (6, 2), (3, 0)):
        with at(utcnow() - timedelta(hours=hours)):
            reported(remarks[number])
    browser.sign_in(holder(Role.COORDINATOR))

    page = browser.get("/gop-y/kiem-duyet").text
    assert page.index("Lời thứ 1") < page.index("Lời thứ 2") < page.index("Lời thứ 0")
    assert "Lời thứ 3" not in page
    browser.post("/gop-y/kiem-duyet", {"comment": [remarks[0].id, remarks[1].id], "decision": "spam"})
    browser.post("/gop-y/kiem-duyet", {"comment": [remarks[2].id, remarks[3].id], "decision": "leave"})
    browser.post("/gop-y/kiem-duyet", {"comment": ["x", "9" * 30], "decision": "leave"}, expect=422)

    assert [comment.state for comment in remarks] == [*[CommentState.REMOVED] * 2, *[CommentState.SHOWN] * 2]
    assert [comment.removed_for for comment in remarks] == [Objection.SPAM, Objection.SPAM, None, None]
    assert "Không có góp ý nào bị báo." in browser.get("/gop-y/kiem-duyet").text


def test_nobody_decides_about_their_own_and_residents_see_no_desk(browser):
    official = holder(Role.COORDINATOR)
    own = reported(say(InitiativeFactory(opened=True), official))

    with pytest.raises(RuleBroken):
        discussing.decide([own.id], by=official, objection=None)
    browser.sign_in(PersonFactory())
    browser.get("/gop-y/kiem-duyet", expect=403)


def test_moderation_is_public_in_numbers(browser):
    one = InitiativeFactory(opened=True)
    bad, good = reported(say(one)), reported(say(one))
    official = holder(Role.COORDINATOR)
    discussing.decide([bad.id], by=official, objection=Objection.PRIVATE)
    discussing.decide([good.id], by=official, objection=None)

    page = browser.get("/gop-y/so-lieu").text

    for words, number in (("Góp ý đã viết", 2), ("Lượt báo", 6), ("Lần tạm ẩn", 2), ("Xem rồi để lại", 1), ("Gỡ", 1)):
        assert f"<dt>{words}</dt>\n    <dd>{number}</dd>" in page
    assert f"{Objection.PRIVATE.label}: 1" in page


def test_authors_hear_of_remarks_and_of_answers(work):
    one = InitiativeFactory(opened=True)
    first = say(one, text="Làm ở đâu?")
    say(one, one.author, "Ở ngõ 3.", parent=first)
    work()

    told = {row.person_id: row.text for row in db.session.scalars(sa.select(Notice))}
    assert told == {one.author_id: "Có góp ý mới: Làm ở đâu?", first.author_id: "Có góp ý mới: Ở ngõ 3."}


def test_writing_previewing_answering_and_reporting_from_the_pages(browser):
    one = InitiativeFactory(opened=True)
    talk = f"/sang-kien/{one.code}/gop-y"
    browser.sign_in(PersonFactory(name="Cô Góp"))

    shown = browser.post(talk, {"text": "**Hay** <b>quá</b>", "sent_key": "a", "preview": "1"}, expect=200).text
    assert "<strong>Hay</strong> &lt;b&gt;quá&lt;/b&gt;" in shown
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Comment)) == 0
    browser.post(talk, {"text": "", "sent_key": "a"}, expect=422)
    browser.post(talk, {"text": "x" * 2001, "sent_key": "a"}, expect=422)
    browser.post(talk, {"text": "**Hay**", "sent_key": "a"})
    first = db.session.scalars(sa.select(Comment)).one()
    assert "Trả lời Cô Góp" in browser.get(f"{talk}?tra-loi={first.id}").text
    browser.post(talk, {"text": "Đồng ý", "sent_key": "b", "tra-loi": str(first.id)})
    assert db.session.scalars(sa.select(Comment.parent_id)).all() == [None, first.id]
    browser.get(f"{talk}?tra-loi=999999", expect=404)

    browser.sign_in(PersonFactory())
    browser.post(f"/gop-y/{first.id}/bao", {"objection": "nonsense"}, expect=422)
    browser.post(f"/gop-y/{first.id}/bao", {"objection": "abuse"})
    assert db.session.get(Comment, first.id).reported_at is not None


def test_a_page_with_thirty_remarks_asks_a_constant_number_of_questions(browser, count_queries):
    one = InitiativeFactory(opened=True)
    counts = []
    for _ in range(2):
        for _ in range(8):
            say(one, parent=say(one))
        with count_queries() as asked:
            browser.get(f"/sang-kien/{one.code}")
        counts.append(len(asked))

    assert max(counts) <= 6, asked
    assert len(set(counts)) == 1


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LEADER])
def test_the_history_says_who_removed_a_remark_as_what_and_why_and_who_put_it_back(browser, role):
    moderator = holder(role)
    bad = reported(say(InitiativeFactory(opened=True), text="Bán điện thoại cũ"))
    browser.sign_in(moderator)
    browser.post("/gop-y/kiem-duyet", {"comment": [bad.id], "decision": "spam"})
    assert "Bán điện thoại cũ" in browser.get("/gop-y/kiem-duyet").text

    neighbour = Browser(browser.app)
    neighbour.sign_in(PersonFactory())
    neighbour.post(f"/gop-y/{bad.id}/hien-lai", expect=403)
    browser.post(f"/gop-y/{bad.id}/hien-lai")

    assert (bad.state, bad.removed_for) == (CommentState.SHOWN, None)
    told = [(event.name, event.actor_id, event.role, event.reason) for event in db.session.scalars(history_of(bad))][-2:]
    assert told == [
        ("comments.remove", moderator.id, role, "spam"),
        ("comments.restore", moderator.id, role, None),
    ]
    browser.post(f"/gop-y/{bad.id}/hien-lai", expect=404)


def test_a_reason_counts_in_the_year_of_the_removal_and_stays_counted(browser):
    with at(utcnow() - timedelta(days=400)):
        bad = reported(say(InitiativeFactory(opened=True)))
    official = holder(Role.COORDINATOR)
    discussing.decide([bad.id], by=official, objection=Objection.ABUSE)
    discussing.put_back(bad, by=official)

    page = browser.get("/gop-y/so-lieu").text

    assert page.index(f"{Objection.ABUSE.label}: 1") < page.index(f"{Objection.ABUSE.label}: 0")


def test_strangers_hide_nothing_and_a_decision_lasts():
    official = holder(Role.COORDINATOR)
    remark = say(InitiativeFactory(opened=True))
    for _ in range(4):
        discussing.report(remark, by=PersonFactory(unconfirmed=True), objection=Objection.SPAM)
    assert (remark.state, remark.reported_at is None) == (CommentState.SHOWN, False)

    reported(remark)
    assert remark.state is CommentState.HELD
    discussing.decide([remark.id], by=official, objection=None)
    reported(remark, times=2)
    assert (remark.state, remark.reported_at is None) == (CommentState.SHOWN, False)
    reported(remark, times=1)
    assert remark.state is CommentState.HELD


def test_what_was_said_in_office_waits_in_the_open():
    official = holder(Role.COORDINATOR)

    remark = reported(say(InitiativeFactory(opened=True), official), times=5)

    assert (remark.state, remark.reported_at is None) == (CommentState.SHOWN, False)


def test_a_removed_remark_is_taken_out_of_what_people_were_told(work):
    one = InitiativeFactory(opened=True)
    bad = reported(say(one, text="Lời thô tục"))
    bad.restore(by=holder(Role.COORDINATOR))
    work()
    assert "Lời thô tục" in db.session.scalars(sa.select(Notice.text)).one()
    reported(bad)

    discussing.decide([bad.id], by=holder(Role.COORDINATOR), objection=Objection.ABUSE)

    assert tuple(db.session.execute(sa.select(Notice.text, Notice.wants_mail)).one()) == ("Góp ý này đã gỡ.", False)
    discussing.put_back(bad, by=holder(Role.COORDINATOR))
    assert db.session.scalars(sa.select(Notice.text)).one() == "Có góp ý mới: Lời thô tục"


def test_a_remark_that_is_refused_keeps_its_words_and_what_is_hidden_takes_no_answer(browser):
    one = InitiativeFactory(opened=True)
    hidden = reported(say(one))
    writer = PersonFactory()
    browser.sign_in(writer)

    page = browser.post(f"/sang-kien/{one.code}/gop-y?tra-loi={hidden.id}", {"text": "Trả lời dài."}, expect=422).text
    assert "đang ẩn" in page
    assert "Trả lời dài." in page
    for n in range(discussing.LIMITS[0][0]):
        say(one, writer, text=f"Lời {n}")
    assert "Lời quá nhanh" in browser.post(f"/sang-kien/{one.code}/gop-y", {"text": "Lời quá nhanh"}, expect=422).text


@pytest.mark.parametrize("number", ["²", "٣", "9" * 30, "-1", "x"])
def test_a_number_that_is_none_answers_nothing(browser, number):
    one = InitiativeFactory(opened=True)

    answer = browser.get(f"/sang-kien/{one.code}/gop-y", query_string={"tra-loi": number}, expect=404)
    assert "Không thấy trang này" in answer.text


def test_showing_one_s_name_is_an_agreement_that_is_kept_and_can_be_taken_back():
    writer = PersonFactory()
    remark = say(InitiativeFactory(opened=True), writer, show_name=True)
    assert Purpose.PUBLIC_NAME in own_data.agreed(writer)

    own_data.withdraw(writer, Purpose.PUBLIC_NAME)
    db.session.expire_all()

    assert not remark.show_name
