"""The figure of a year: what counts, what does not, and what a closed year remembers."""

import hashlib
import json
import random
from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.commune.settings import DOUBLE_USE, Rules, rules
from app.core.audit import history_of
from app.core.clock import at, today
from app.core.db import db
from app.core.workflow import RuleBroken
from app.initiatives.actions import adopting
from app.initiatives.models import Adoption, AdoptionState, Attachment, Initiative, Sphere
from app.scorecard.actions import closing
from app.scorecard.actions.closing import close_year
from app.scorecard.actions.tallying import Tally, tally_of
from app.scorecard.models import ClosedYear
from tests.factories.initiatives import InitiativeFactory, adoption, attachment
from tests.factories.people import holder, unit
from tests.factories.scorecard import set_of

LAST_YEAR = today().year - 1


def tally(year: int = LAST_YEAR, **settings: str) -> Tally:
    return tally_of(year, rules=Rules(settings))


def adopted(on: date = date(LAST_YEAR, 6, 1), **facts: object) -> Adoption:
    """One that counts."""
    made = adoption(InitiativeFactory(recognised=True), adopted_on=on, decision_on=on, **facts)
    adopting.confirm_adoption(made, by=holder(Role.LEADER))
    db.session.flush()
    return made


def test_only_what_a_leader_confirmed_counts():
    counted = adopted()
    adoption(InitiativeFactory(recognised=True), adopted_on=date(LAST_YEAR, 6, 1))
    InitiativeFactory(recognised=True)

    assert [item["code"] for item in tally().items] == [counted.initiative.code]


def test_an_adoption_counts_in_the_year_of_its_date():
    adopted(date(LAST_YEAR, 1, 1)), adopted(date(LAST_YEAR, 12, 31)), adopted(date(LAST_YEAR + 1, 1, 1))

    assert (tally().adopted, tally(LAST_YEAR + 1).adopted, tally(LAST_YEAR - 1).adopted) == (2, 1, 0)


def test_what_is_revoked_no_longer_counts_and_counts_again_once_in_its_new_year():
    made, leader = adopted(), holder(Role.LEADER)
    adopting.revoke_adoption(made, by=leader, reason="Đã thôi dùng")
    assert tally().adopted == 0

    again = adoption(made.initiative, adopted_on=date(LAST_YEAR + 1, 1, 5))
    adopting.confirm_adoption(again, by=leader)

    assert (tally().adopted, tally(LAST_YEAR + 1).adopted) == (0, 1)


def test_without_a_confirmed_proof_nothing_counts_however_it_came_about():
    made = adopted()
    taken_back = sa.update(Attachment).where(Attachment.adoption_id == made.id)
    db.session.execute(taken_back.values(confirmed_at=None, confirmed_by_id=None))

    assert tally().adopted == 0


def test_months_spheres_and_the_two_indicators():
    adopted(date(LAST_YEAR, 3, 31), sphere=Sphere.MANAGEMENT)
    adopted(date(LAST_YEAR, 3, 1), sphere=Sphere.LIFE)
    adopted(date(LAST_YEAR, 12, 1), sphere=Sphere.PRODUCTION)

    both, apart = tally(), tally(**{DOUBLE_USE: "no"})

    assert both.by_month == [0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1]
    assert both.by_sphere == {"management": 1, "production": 1, "life": 1}
    assert (both.indicator_management, both.indicator_applied, both.overlap) == (1, 3, 1)
    assert (apart.indicator_management, apart.indicator_applied, apart.overlap) == (1, 2, 0)


def test_a_closed_year_keeps_its_figure_and_tells_every_later_change():
    gone, stays = adopted(date(LAST_YEAR, 2, 1)), adopted(date(LAST_YEAR, 3, 1))
    leader = holder(Role.LEADER)
    closed = close_year(LAST_YEAR, by=leader, rules=rules())
    frozen = closed.digest

    adopting.revoke_adoption(gone, by=leader, reason="Đã thôi dùng")
    late = adopted(date(LAST_YEAR, 4, 1))
    db.session.execute(sa.update(Adoption).where(Adoption.id == stays.id).values(decision_number="99/QĐ"))
    db.session.flush()

    now = tally()
    assert (now.adopted, len(now.live)) == (2, 2)
    assert [(told["code"], told["change"], told["reason"]) for told in now.amendments] == [
        (gone.initiative.code, "removed", "Đã thôi dùng"),
        (late.initiative.code, "added", None),
        (stays.initiative.code, "changed", None),
    ]
    assert (now.closed.digest, now.closed.is_intact) == (frozen, True)


def test_what_did_not_change_is_no_amendment_and_neither_is_a_better_title():
    same, renamed = adopted(), adopted()
    close_year(LAST_YEAR, by=holder(Role.LEADER), rules=rules())

    renamed.initiative.title = "Tên rõ hơn"
    db.session.flush()

    now = tally()
    assert (now.amendments, now.adopted, len(now.live)) == ([], 2, 2)
    assert {item["code"] for item in now.items} == {same.initiative.code, renamed.initiative.code}


def test_one_that_is_gone_without_being_revoked_is_told_without_a_day_or_reason():
    made = adopted()
    close_year(LAST_YEAR, by=holder(Role.LEADER), rules=rules())
    db.session.execute(sa.update(Attachment).where(Attachment.adoption_id == made.id).values(adoption_id=None))

    assert tally().amendments == [{"code": made.initiative.code, "change": "removed", "at": None, "reason": None}]


def test_an_amendment_says_when_it_happened():
    gone, leader = adopted(), holder(Role.LEADER)
    close_year(LAST_YEAR, by=leader, rules=rules())
    adopting.revoke_adoption(gone, by=leader, reason="Thôi dùng")
    late = adopted()

    removed, added = tally().amendments
    assert removed["at"] == gone.revoked_at.isoformat()
    assert added["at"] == late.confirmed_at.isoformat()


def test_of_two_revocations_the_later_one_is_told():
    made, leader = adopted(), holder(Role.LEADER)
    close_year(LAST_YEAR, by=leader, rules=rules())
    adopting.revoke_adoption(made, by=leader, reason="Lần đầu")
    again = adoption(made.initiative, adopted_on=date(LAST_YEAR, 7, 1), decision_on=date(LAST_YEAR, 7, 1))
    adopting.confirm_adoption(again, by=leader)
    assert [told["change"] for told in tally().amendments] == ["changed"]
    adopting.revoke_adoption(again, by=leader, reason="Lần sau")

    assert [(told["change"], told["reason"]) for told in tally().amendments] == [("removed", "Lần sau")]

    adoption(made.initiative, adopted_on=date(LAST_YEAR, 8, 1))
    assert [(told["change"], told["reason"]) for told in tally().amendments] == [("removed", "Lần sau")]


def test_the_order_is_that_of_the_days_and_then_of_the_codes():
    later, early, second = adopted(date(LAST_YEAR, 5, 2)), adopted(date(LAST_YEAR, 5, 1)), adopted(date(LAST_YEAR, 5, 1))
    second.initiative.code, early.initiative.code = "SK-2019-0001", "SK-2019-0002"
    db.session.flush()

    assert [item["code"] for item in tally().items] == ["SK-2019-0001", "SK-2019-0002", later.initiative.code]


def test_a_row_tells_all_that_proves_it():
    made = adopted(date(LAST_YEAR, 5, 2), sphere=Sphere.PRODUCTION)
    attachment(made.initiative, adoption=made, confirmed=True)
    attachment(made.initiative, adoption=made)

    assert tally().items == [
        {
            "code": made.initiative.code,
            "title": made.initiative.title,
            "sphere": "production",
            "adopted_on": f"{LAST_YEAR}-05-02",
            "decision_number": "15/QĐ-UBND",
            "decision_on": f"{LAST_YEAR}-05-02",
            "unit": unit().name,
            "proofs": 2,
        }
    ]


def test_a_closed_year_is_a_snapshot_with_its_digest_and_one_line_of_history():
    leader, then = holder(Role.LEADER), datetime(LAST_YEAR + 1, 1, 5, 8, tzinfo=UTC)

    with at(then):
        made = adopted()
        set_of(LAST_YEAR, _4_6="9")
        closed = close_year(LAST_YEAR, by=leader, rules=Rules({}))

    content = {"items": tally().live, "target": 9, "year": LAST_YEAR}
    told = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert closed.digest == hashlib.sha256(told.encode()).hexdigest()
    assert (closed.year, closed.target, closed.closed_at, closed.closed_by_id) == (LAST_YEAR, 9, then, leader.id)
    assert [item["code"] for item in closed.items] == [made.initiative.code]
    [line] = db.session.scalars(history_of(closed))
    assert (line.name, line.actor_id, line.role) == ("closed_years.close", leader.id, "leader")
    assert line.details == {"year": LAST_YEAR, "adopted": 1}
    told = {"year": LAST_YEAR, "target": 9, "adopted": 1, "digest": closed.digest}
    assert line.facts == told | {"scorecard": closed.scorecard_digest, "total": "1.1805", "band": "not_met"}
    assert line.subject == str(LAST_YEAR)
    assert (tally().as_json()["closed"], tally(LAST_YEAR - 1).as_json()["closed"]) == (True, False)


@pytest.mark.parametrize("touched", [{"target": 1}, {"year": 2021}, {"items": [{"code": "SK-2020-0001"}]}])
def test_whatever_is_changed_in_a_snapshot_is_seen(touched):
    closed = close_year(LAST_YEAR, by=holder(Role.LEADER), rules=rules())
    assert closed.is_intact is True

    for name, value in touched.items():
        setattr(closed, name, value)

    assert closed.is_intact is False


def test_of_two_closings_at_once_the_second_is_told():
    leader = holder(Role.LEADER)
    stale = Tally(LAST_YEAR, 8, [], None, [], True)
    close_year(LAST_YEAR, by=leader, rules=rules())

    with (
        pytest.raises(RuleBroken, match=f"Năm {LAST_YEAR} đã chốt rồi"),
        mock.patch.object(closing, "tally_of", return_value=stale),
    ):
        close_year(LAST_YEAR, by=leader, rules=rules())


def test_a_snapshot_that_was_touched_is_found_out():
    adopted()
    closed = close_year(LAST_YEAR, by=holder(Role.LEADER), rules=rules())

    closed.items = []

    assert closed.is_intact is False


def test_a_year_is_closed_once_and_only_when_it_is_over():
    leader = holder(Role.LEADER)
    close_year(LAST_YEAR, by=leader, rules=rules())

    with pytest.raises(RuleBroken, match="đã chốt"):
        close_year(LAST_YEAR, by=leader, rules=rules())
    with pytest.raises(RuleBroken, match=f"Năm {today().year} chưa hết"):
        close_year(today().year, by=leader, rules=rules())


def test_the_target_of_a_closed_year_stays_what_it_was():
    close_year(LAST_YEAR, by=holder(Role.LEADER), rules=rules())
    set_of(today().year, _4_6="12")

    assert (tally().target, tally(today().year).target, tally(LAST_YEAR - 1).target) == (8, 12, 8)


@pytest.mark.parametrize("seed", range(100))
def test_the_figure_is_what_a_recount_of_the_history_says(seed):
    """Proposals, proofs, confirmations, returns and revocations in any order, then counted again from the rows by hand."""
    rng = random.Random(seed)
    leader, official = holder(Role.LEADER), holder(Role.OFFICIAL)
    initiatives = [InitiativeFactory(recognised=True) for _ in range(4)]
    for _ in range(24):
        one = rng.choice(initiatives)
        live = next((a for a in one.adoptions if a.state in (AdoptionState.PROPOSED, AdoptionState.CONFIRMED)), None)
        acts = {
            "propose": lambda one=one: adopting.propose_adoption(one, by=holder(Role.COORDINATOR), proofs=[], **_facts(rng)),
            "prove": lambda live=live: attachment(live.initiative, adoption=live).confirm(by=official),
            "confirm": lambda live=live: adopting.confirm_adoption(live, by=leader),
            "send_back": lambda live=live: live.send_back(by=leader, reason="Thiếu"),
            "revoke": lambda live=live: adopting.revoke_adoption(live, by=leader, reason="Thôi dùng"),
        }
        try:
            with db.session.begin_nested():
                acts[rng.choice(list(acts))]()
        except (RuleBroken, AttributeError):  # not now, or there is nothing to act upon
            db.session.expire_all()
    db.session.flush()

    for year in (LAST_YEAR, LAST_YEAR - 1):
        assert [item["code"] for item in tally(year).items] == _recounted(year)


def _facts(rng: random.Random) -> dict[str, object]:
    on = date(LAST_YEAR, 12, 31) - timedelta(days=rng.randrange(600))
    number = rng.choice(["15/QĐ-UBND", "15/QĐ-UBND", ""])
    return {
        "unit": unit(),
        "sphere": rng.choice(list(Sphere)),
        "adopted_on": on,
        "decision_number": number,
        "decision_on": on,
        "signer": "Chủ tịch",
    }


def _recounted(year: int) -> list[str]:
    """From the events alone: the last word on each adoption, then its date."""
    rows = db.session.execute(
        sa.text(
            "SELECT i.code, a.adopted_on, (SELECT e.name FROM events e WHERE e.subject_type = 'adoptions'"
            " AND e.subject_id = a.id AND e.name <> 'adoptions.complete' ORDER BY e.id DESC LIMIT 1)"
            " FROM adoptions a JOIN initiatives i ON i.id = a.initiative_id"
        )
    )
    counted = [(str(on), code) for code, on, last in rows if last == "adoptions.confirm" and str(on)[:4] == str(year)]
    assert len({code for _on, code in counted}) == len(counted), "each counts once"
    return [code for _on, code in sorted(counted)]


def test_counting_asks_the_same_few_questions_however_much_there_is(count_queries):
    asked = []
    for more in (1, 12):
        for _ in range(more):
            adopted()
        db.session.expunge_all()
        with count_queries() as seen:
            tally()
        asked.append(len(seen))

    assert asked[0] == asked[1] <= 4


def test_the_command_the_interface_and_the_page_say_the_same(app, browser):
    adopted(), adopted(sphere=Sphere.LIFE)
    set_of(LAST_YEAR, _4_6="9")
    db.session.flush()

    answered = browser.get(f"/api/v1/tally/{LAST_YEAR}").json
    printed = json.loads(app.test_cli_runner().invoke(args=["tally", str(LAST_YEAR), "--json"]).output)
    page = browser.get(f"/bo-chi-so/{LAST_YEAR}/sang-kien").text

    assert answered == printed
    assert set(answered) == {"year", "target", "adopted", "by_sphere", "closed", "items", "amendments"}
    assert (answered["adopted"], answered["target"], answered["closed"]) == (2, 9, False)
    assert set(answered["items"][0]) == {
        *("code", "title", "sphere", "adopted_on", "decision_number", "decision_on", "unit", "proofs")
    }
    assert all(item["code"] in page for item in answered["items"])


def test_no_route_sets_a_figure(app):
    """The tally is read from the records: whatever is sent to it, it has no ear for it."""
    deaf = [rule for rule in app.url_map.iter_rules() if "sang-kien" in rule.rule and rule.rule.startswith("/bo-chi-so")]

    assert deaf
    assert all(rule.methods <= {"GET", "HEAD", "OPTIONS"} for rule in deaf)
    assert db.session.scalar(sa.select(sa.func.count(ClosedYear.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count(Initiative.id))) == 0
