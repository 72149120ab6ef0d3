"""An announcement is written, published, amended with the moment told, withdrawn with a reason; pinned it stands on top."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.accounts.models import ChildrenShown, Role, Upload
from app.announcements import actions, queries
from app.announcements.models import Announcement, AnnouncementKind, AnnouncementState
from app.core.audit import Event
from app.core.clock import today
from app.core.db import db
from app.core.files import RefusedFile
from app.core.search.query import find
from app.core.workflow import RuleBroken
from tests.factories.announcements import ENGLISH, draft, facts, published
from tests.factories.initiatives import photo
from tests.factories.people import holder, village

ALLOWED = {
    "publish": {AnnouncementState.DRAFT},
    "withdraw": {AnnouncementState.DRAFT, AnnouncementState.PUBLISHED},
}
TOMORROW, YESTERDAY = today() + timedelta(days=1), today() - timedelta(days=1)


@pytest.fixture
def coordinator():
    return holder(Role.COORDINATOR)


def kept(made, **changes):
    return {name: getattr(made, name) for name in facts()} | changes


def names(query):
    return [one.title for one in db.session.scalars(query)]


def told(name):
    return [event.details for event in db.session.scalars(sa.select(Event).where(Event.name == name))]


def test_the_table_of_transitions_is_exactly_this():
    assert {name: set(move.sources) for name, move in Announcement.transitions().items()} == ALLOWED


def test_the_same_form_again_is_the_same_announcement(coordinator):
    first = actions.draft(facts(), key="k", by=coordinator)

    assert actions.draft(facts(), key="k", by=coordinator) is first


def test_a_draft_is_nobodys_business_until_it_is_published(coordinator):
    made = draft()
    assert (made.is_public, made.public_name, names(queries.on_top(today()))) == (False, None, [])
    made.publish(by=coordinator)

    assert (made.is_public, made.public_name) == (True, f"TT-{made.id:04d}")
    assert names(queries.on_top(today())) == [made.title]


def test_a_notice_whose_day_is_over_is_not_published(coordinator):
    made = draft(valid_until=YESTERDAY)
    with pytest.raises(RuleBroken, match="quá ngày hiệu lực"):
        made.publish(by=coordinator)
    made.valid_until = today()
    made.publish(by=coordinator)

    assert (made.is_published, made.is_over) == (True, False)


def test_what_it_says_is_amended_with_the_moment_and_a_row_of_history(coordinator):
    made = published()
    for changes in ({}, {"pinned_until": TOMORROW}, {"spoken": "Mời bà con."}):
        actions.write(made, kept(made, **changes), by=coordinator)
    assert (made.amended_at, told("announcements.amend")) == (None, [])

    actions.write(made, kept(made, text="Nhốt **vịt**.", valid_until=TOMORROW), by=coordinator)

    assert made.amended_at is not None
    assert made.html == "<p>Nhốt <strong>vịt</strong>.</p>\n"
    assert told("announcements.amend") == [{"changed": ["text", "valid_until"]}]


def test_a_draft_that_is_changed_was_not_amended(coordinator):
    made = draft()
    actions.write(made, kept(made, text="Khác"), by=coordinator)

    assert (made.amended_at, told("announcements.write")) == (None, [{"changed": ["text"]}])


def test_what_was_withdrawn_is_not_changed(coordinator):
    made = published()
    made.withdraw(by=coordinator, reason="Nhầm ngày")
    with pytest.raises(RuleBroken, match="đã rút"):
        actions.write(made, kept(made, text="x"), by=coordinator)
    with pytest.raises(RuleBroken, match="đã rút"):
        actions.show_picture(made, photo(), "Gà", ChildrenShown.NONE, by=coordinator)
    with pytest.raises(RuleBroken, match="đã rút"):
        actions.remove_picture(made, by=coordinator)
    assert names(queries.on_top(today())) == names(queries.for_feed("vi")) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": AnnouncementState.PUBLISHED},
        {"state": AnnouncementState.WITHDRAWN},
        {"kind": AnnouncementKind.NEWS, "valid_until": TOMORROW},
    ],
)
def test_the_database_wants_moments_reasons_and_days_where_they_belong(wrong):
    made = draft()
    with pytest.raises(IntegrityError), db.session.begin_nested():
        db.session.execute(sa.update(Announcement).where(Announcement.id == made.id).values(**wrong))


def test_the_database_wants_a_picture_to_be_told(coordinator):
    made = draft()
    actions.show_picture(made, photo(), "Gà trong chuồng", ChildrenShown.NONE, by=coordinator)
    for wrong in ({"alt": ""}, {"children": None}):
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.execute(sa.update(Announcement).where(Announcement.id == made.id).values(**wrong))


def test_a_new_picture_takes_the_place_of_the_old_one(coordinator):
    made = published()
    actions.show_picture(made, photo(), "Gà", ChildrenShown.NONE, by=coordinator)
    old = made.upload.token
    actions.show_picture(made, photo((200, 200)), "Vịt", ChildrenShown.NONE, by=coordinator)
    assert db.session.scalars(sa.select(Upload.token)).all() == [made.upload.token] != [old]
    assert made.amended_at is not None

    actions.remove_picture(made, by=coordinator)
    actions.remove_picture(made, by=coordinator)

    assert (made.upload, made.alt, made.children) == (None, "", None)
    assert db.session.scalars(sa.select(Upload.token)).all() == []
    assert told("announcements.amend") == [{"changed": ["picture"]}] * 3


def test_what_is_no_picture_is_refused_and_the_old_one_stays(coordinator):
    made = published()
    actions.show_picture(made, photo(), "Gà", ChildrenShown.NONE, by=coordinator)
    stream = photo()
    stream.truncate(40)
    with pytest.raises(RefusedFile):
        actions.show_picture(made, stream, "Hỏng", ChildrenShown.NONE, by=coordinator)
    assert (made.alt, made.upload is not None) == ("Gà", True)


def test_pinned_ones_stand_on_top_to_the_end_of_their_day():
    old, pinned, new = published(), published(pinned_until=today()), published()
    over, gone = published(pinned_until=TOMORROW), published()
    over.pinned_until, gone.valid_until = YESTERDAY, YESTERDAY

    assert names(queries.on_top(today())) == [one.title for one in (pinned, over, new, old)]
    assert names(queries.newest_first(queries.announcements(today(), pinned=True))) == [pinned.title]
    others = names(queries.newest_first(queries.announcements(today(), pinned=False)))
    assert others == [one.title for one in (gone, over, new, old)]


def test_those_of_one_kind_for_one_village_and_what_went_on_in_it(coordinator):
    here = published(village_id=village().id)
    news = published(kind=AnnouncementKind.NEWS)
    there = published(village_id=village("Hội Yên").id)

    def listed(**wanted):
        return names(queries.newest_first(queries.announcements(today(), pinned=False, **wanted)))

    assert listed(kind=AnnouncementKind.NEWS) == [news.title]
    assert listed(village_id=village().id) == [here.title]
    village("Hội Yên").merge_into(village(), by=coordinator, on=today(), reason="Sáp nhập")
    db.session.flush()
    assert listed(village_id=village().id) == [there.title, here.title]


def test_english_is_told_where_somebody_wrote_it():
    both, plain = published(**ENGLISH), published()

    assert (both.told_title("en"), both.told_summary("en")) == ("Vaccination of poultry", "On Monday.")
    assert both.told_html("en") == "<p><strong>Bring</strong> your poultry.</p>\n"
    assert (plain.told_title("en"), plain.told_html("en")) == (plain.title, plain.html)
    assert (names(queries.for_feed("en")), len(names(queries.for_feed("vi")))) == ([both.title], 2)


def test_it_is_read_aloud_as_it_was_written_for_that_or_as_it_is():
    made = draft(title="Mời họp", summary="19:00 tối nay", text="Mang theo **CCCD**")
    assert made.reading.text == "Mời họp.\n19 giờ tối nay.\nMang theo căn cước công dân."
    made.spoken = "Kính mời bà con ra nhà văn hóa."

    assert made.reading.text == "Kính mời bà con ra nhà văn hóa."


def test_nothing_that_runs_comes_of_what_is_written():
    made = draft(text="<script>alert(1)</script> [a](javascript:alert(1)) [b](https://vidu.vn)")

    assert "<script" not in made.html
    assert "javascript:" not in made.html.replace("[a](javascript:alert(1))", "")
    assert 'href="https://vidu.vn"' in made.html


def test_it_is_found_while_it_is_published(coordinator):
    made = draft(text="Tiêm cho **ngan**, ngỗng")
    assert find("ngan ngong").hits == []
    made.publish(by=coordinator)
    assert [(hit.kind, hit.subject_id) for hit in find("ngan ngong").hits] == [("announcement", made.id)]
    made.withdraw(by=coordinator, reason="Nhầm")

    assert find("ngan ngong").hits == []
