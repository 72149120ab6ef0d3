"""The means of criteria on the page of an entry."""

from datetime import timedelta
from decimal import Decimal

from app.contests.actions import judging
from app.contests.means import means_shown
from app.core import clock
from tests.factories import contests as make


def test_means_of_criteria_are_half_up_and_say_when_they_do_not_add_up(browser):
    made = make.contest()
    made.rounds[0].judges_per_entry = 8
    one = make.accepted(made, 1)[0]
    with make.later(made):
        round = make.opened(made, judges=8)
        for number, sheet in enumerate(make.sheets_of(round)):
            make.sign(round, sheet, 15 + (number == 0), 20, 20)
        judging.unseal(round, by=make.organiser())
    with clock.at(made.rounds[-1].marks_until + timedelta(minutes=1)):
        make.published(made)
        plain = means_shown(one)
        one.mean -= 1
        corrected = means_shown(one)
        page = browser.get(f"/cuoc-thi/bai/{one.code}").text

    assert plain.rows[0][2] == Decimal("15.13")  # 15,125
    assert (plain.adds_up, corrected.adds_up) == (True, False)
    assert "không phải là tổng các dòng trên" in page
