"""What a contest costs and what proves it lie in its folder."""

from app.accounts.models import Role
from app.core.clock import today
from tests.factories.contests import contest
from tests.factories.people import holder


def test_a_contest_has_its_money_and_proofs_in_a_folder(browser):
    made = contest()
    browser.sign_in(holder(Role.ORGANISER))
    money = {"year": str(today().year), "source": "commune", "planned": "12.000.000", "spent": "", "output": "Giải thưởng"}
    browser.post(f"/ho-so/{made.folder_id}/kinh-phi", money)

    assert "12.000.000" in browser.get(f"/cuoc-thi/{made.code}/to-chuc").text
    assert "Cuộc thi, hội thi" in browser.get(f"/kinh-phi/{today().year}").text
    browser.sign_in(holder(Role.JUDGE))
    browser.get(f"/ho-so/{made.folder_id}/kinh-phi", expect=403)
