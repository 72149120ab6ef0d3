"""A slip or an initiative answers once, nobody can tell who said what, and a share says how sure it is."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as some

from app.accounts.models import Role
from app.core import clock
from app.core.clock import start_of
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.models import State
from app.labels.models import LabelRun
from app.labels.stocks import STOCKS
from app.satisfaction import actions, policy
from app.satisfaction.counting import Share
from app.satisfaction.models import Answer, Batch, Degree, Surveyed
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder, unit


def batch(count=20):
    made = Batch.new(unit("ttpvhcc"), count, by_id=holder(Role.COORDINATOR).id)
    db.session.add(made)
    db.session.flush()
    return made


def said():
    return [(a.month, a.degree, a.text) for a in db.session.scalars(sa.select(Answer).order_by(Answer.id))]


def test_a_slip_answers_once(browser):
    made = batch()
    code = made.code(7)
    browser.post(f"/hai-long/{code}", {"degree": "good", "text": "Nhanh."})
    again = browser.post(f"/hai-long/{code}", {"degree": "bad"}, expect=422)

    assert "đã được dùng" in again.text
    assert [(degree, text) for _month, degree, text in said()] == [(Degree.GOOD, "Nhanh.")]
    assert db.session.get(Batch, made.id).used == [7]


def test_a_code_is_read_however_it_is_typed_and_nothing_else_is(browser):
    made = batch()
    code = made.code(3)
    browser.get(f"/hai-long/{code.lower()}")
    letters = code.rpartition("-")[2]
    others = (f"{made.id}-4", f"{made.id}-21", f"{made.id}-0", "9999-3", "１-３")
    for wrong in (*(f"{other}-{letters}" for other in others), "x", "1-2"):
        browser.get(f"/hai-long/{wrong}", expect=404)


def test_nothing_is_taken_without_a_choice_and_nothing_typed_is_lost(browser):
    page = browser.post(f"/hai-long/{batch().code(1)}", {"text": "Đợi lâu quá."}, expect=422)

    assert ("Đợi lâu quá." in page.text, said()) == (True, [])


def test_who_answered_and_what_was_said_stand_in_no_common_order():
    """Slips answered as 9, 2, 5 leave 2, 5, 9 and answers without a slip, a person or a time."""
    made = batch()
    for number in (9, 2, 5):
        actions.answer_slip(made, number, Degree.FAIR, "")

    assert made.used == [2, 5, 9]
    assert set(Answer.__table__.columns.keys()) == {"id", "month", "degree", "occasion", "text", "is_sample", "unit_id"}
    assert set(Surveyed.__table__.columns.keys()) == {"id"}


def test_an_answer_belongs_to_its_month_in_the_commune():
    made = batch()
    with clock.at(start_of(date(2026, 12, 31))):
        actions.answer_slip(made, 1, Degree.GOOD, "")
    with clock.at(start_of(date(2027, 1, 1))):
        actions.answer_slip(made, 2, Degree.BAD, "")

    assert [month for month, *_ in said()] == [date(2026, 12, 1), date(2027, 1, 1)]
    assert (actions.year_of(2026).whole, actions.year_of(2027).whole) == (Share(1, 1), Share(0, 1))
    assert actions.year_of(2025).whole.percent is None


def test_an_author_answers_once_the_commune_did(browser):
    open_one, done = InitiativeFactory(opened=True), InitiativeFactory(recognised=True)
    browser.sign_in(done.author)
    assert f"/sang-kien/{done.code}/hai-long" in browser.get(f"/sang-kien/{done.code}").text
    browser.post(f"/sang-kien/{done.code}/hai-long", {"degree": "very_good"})
    refused = browser.post(f"/sang-kien/{done.code}/hai-long", {"degree": "bad"}, expect=422)

    assert "Đã trả lời khảo sát" in refused.text
    assert [degree for _month, degree, _text in said()] == [Degree.VERY_GOOD]
    for person, initiative in ((open_one.author, open_one), (PersonFactory(), done)):
        browser.sign_in(person)
        browser.get(f"/sang-kien/{initiative.code}/hai-long", expect=403)
        page = browser.get(f"/sang-kien/{initiative.code}").text
        assert "hai-long" not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("state", list(State))
def test_answered_is_where_the_commune_has_spoken(state):
    one = InitiativeFactory.build(state=state, author=PersonFactory())
    one.author_id = one.author.id

    assert policy.answer(one.author, one) is (state in ("declined", "piloting", "recognised", "adopted"))


# R, binom::binom.confint(x, n, methods = "wilson"), to a tenth of a percent.
WILSON = [(0, 10, "0.0", "27.8"), (10, 10, "72.2", "100.0"), (90, 100, "82.6", "94.5"), (1, 1, "20.7", "100.0")]


@pytest.mark.parametrize(("satisfied", "answers", "low", "high"), WILSON)
def test_an_interval_is_that_of_the_books(satisfied, answers, low, high):
    assert Share(satisfied, answers).between == (Decimal(low), Decimal(high))


@given(some.integers(1, 5000).flatmap(lambda n: some.tuples(some.integers(0, n), some.just(n))))
def test_the_share_lies_in_its_interval_and_more_answers_make_it_narrower(both):
    few = Share(*both)
    many = Share(both[0] * 10, both[1] * 10)
    (low, high), (nearer, farther) = few.between, many.between

    assert Decimal(0) <= low <= few.percent <= high <= Decimal(100)
    assert farther - nearer <= high - low


def test_no_answers_are_no_data():
    assert (Share(0, 0).percent, Share(0, 0).between, Share(0, 0).ratio) == (None, None, None)


def test_slips_are_printed_for_ones_own_counter(browser):
    clerk = holder(Role.OFFICIAL, unit_id=unit("ttpvhcc").id)
    browser.sign_in(clerk)
    page = browser.get("/hai-long/phieu/in")
    assert (unit("ttpvhcc").name in page.text, unit("kinh_te").name in page.text) == (True, False)
    sent = {"unit_id": str(unit("ttpvhcc").id), "count": "21", "stock": "a4-21", "key": "k"}
    made = browser.post("/hai-long/phieu/in", sent)
    browser.post("/hai-long/phieu/in", sent)
    browser.get(made.location)
    browser.get(f"{made.location}/tep", expect=404)

    assert [db.session.scalar(sa.select(sa.func.count(model.id))) for model in (Batch, LabelRun)] == [1, 1]
    assert "từ 1 đến 1.000" in browser.post("/hai-long/phieu/in", {**sent, "key": "l", "count": "1001"}, expect=422).text
    browser.sign_in(holder(Role.OFFICIAL, unit_id=unit("kinh_te").id))
    browser.get(made.location, expect=403)
    assert made.location not in browser.get("/hai-long/phieu/").text
    browser.sign_in(PersonFactory())
    for path in ("phieu/", "phieu/in", "loi"):
        browser.get(f"/hai-long/{path}", expect=403)


@pytest.mark.parametrize("stock", ["a4-21", "a4-14", "a4-24"])
def test_what_stands_on_a_slip_has_room_on_each_paper(stock):
    by = holder(Role.COORDINATOR)

    assert actions.print_slips(unit("ttpvhcc"), 1000, STOCKS[stock][1], by=by, key=stock).count == 1000


def test_a_year_is_read_by_everybody_and_sentences_by_the_office(browser):
    made = batch()
    with clock.at(start_of(date(2026, 11, 3))):
        for number, degree in enumerate([Degree.GOOD, Degree.VERY_GOOD, Degree.BAD], 1):
            actions.answer_slip(made, number, degree, "Phòng chờ nóng." if degree is Degree.BAD else "")
    page = browser.get("/hai-long/?nam=2026")
    assert "66,7%" in page.text
    assert "Phòng chờ nóng" not in page.text
    for odd in ("nam=abc", "nam=1999", "nam=99999999999999999999"):
        assert "66,7%" in browser.get(f"/hai-long/?{odd}").text
    assert "11/2026,3,2,66.7" in browser.get("/hai-long/so-lieu.csv").text
    browser.get("/hai-long/so-lieu.pdf", expect=404)
    browser.sign_in(holder(Role.LEADER))
    assert "Phòng chờ nóng" in browser.get("/hai-long/loi").text


def test_taking_it_twice_is_refused_by_the_thing_itself():
    made = batch()
    made.take(1)
    with pytest.raises(RuleBroken, match="Mỗi phiếu trả lời một lần"):
        made.take(1)
