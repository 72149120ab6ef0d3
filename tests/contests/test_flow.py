"""A contest from its template to published results, by the steps that people take."""

from datetime import timedelta

from app.contests.models import ContestState
from app.core import clock
from tests.factories import contests as make


def test_a_contest_comes_to_published_results(browser):
    made = make.contest()
    entries = make.accepted(made, 3)
    with make.later(made):
        round = make.opened(made)
        make.marked(round, marks=((20, 28, 27), (10, 15, 15), (18, 25, 20)))
    with clock.at(made.votes_until + timedelta(minutes=1)):
        make.published(made)
        assert made.state is ContestState.PUBLISHED
        assert [one.place for one in entries] == [1, 3, 2]
        assert str(entries[0].score) == "75.00"
        assert entries[0].prize.name == "Giải nhất"
        assert entries[1].prize is not None  # two second prizes: third place gets one as well
        page = browser.get(f"/cuoc-thi/{made.code}/ket-qua").text
        assert "Bài số 1" in page
        assert browser.get(f"/api/v1/contests/{made.code}/results").json["rounds"][0]["entries"][0]["place"] == 1
