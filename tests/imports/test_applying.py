"""A table beside the register: what is new, what is another, what is the same, what is wrong; and all of it or nothing."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.businesses import actions as keeping
from app.businesses.importing import BUSINESSES, cells_of
from app.businesses.models import Business, SalesChannel
from app.commune.models import Village
from app.community.actions.importing import STAFF
from app.community.models import Staff
from app.core.audit import Event
from app.core.clock import at, today, utcnow
from app.core.db import db
from app.core.workflow import RuleBroken
from app.imports import actions, queries
from app.imports.comparing import Fate, compare
from app.imports.headings import laid
from app.imports.models import ImportDraft
from app.imports.reading import separated
from tests.factories.businesses import business, facts
from tests.factories.community import staff
from tests.factories.people import holder, unit, village

HEAD = "Tên cơ sở;Loại cơ sở;Thôn;Ngành nghề;MST;Hoạt động từ ngày;Bán online;Kênh bán;Ngày kiểm tra;Không dùng tiền mặt"
NEW = "Hộ Mới;Hộ;An Dương;Bán phở;04A8000009;1/7/25;có;Zalo;1/3/2026;x"


@pytest.fixture
def coordinator():
    return holder(Role.COORDINATOR)


def sent(by, *lines, register=BUSINESSES, head=HEAD):
    table = laid(separated("\n".join([head, *lines])), register.columns, register.key)
    return actions.take(table, register, source="ds.csv", by=by)


def looked_at(draft, register=BUSINESSES):
    return compare(draft, register)


def said_yes(draft, by, *, register=BUSINESSES, skip=False, seen=None):
    return actions.apply(draft, register, seen=seen or compare(draft, register).digest, skip=skip, by=by)


def faults(row):
    return {fault.words: fault.sentence for fault in row.faults}


def test_what_is_new_is_entered_with_all_it_says(coordinator):
    done = said_yes(sent(coordinator, NEW), coordinator)
    [one] = db.session.scalars(sa.select(Business))

    assert cells_of(one) == [
        *("Hộ Mới", "Hộ kinh doanh", "An Dương", "Bán phở", "04A8000009", "01/07/2025"),
        *("Có", "Mạng xã hội", "01/03/2026", "Có"),
    ]
    assert done.counts == {Fate.NEW: 1}


def test_what_is_another_is_changed_and_an_empty_cell_says_nothing(coordinator):
    one = business(name="Hộ Cũ", trade="Bán bún", number="04A8000001")
    keeping.check(one, on=date(2026, 2, 1), channel=SalesChannel.SOCIAL, by=coordinator)
    draft = sent(coordinator, "HỘ CŨ;HKD;an duong;Bán phở;;;không;;1/6/2026;")
    [row] = looked_at(draft).rows

    assert row.fate is Fate.CHANGED
    assert [(change.words, change.before, change.after) for change in row.changes] == [
        ("Ngành nghề", "Bán bún", "Bán phở"),
        ("Bán hàng trực tuyến", "Có", "Không"),
        ("Kênh bán", "Mạng xã hội", ""),
        ("Ngày kiểm tra", "01/02/2026", "01/06/2026"),
    ]
    said_yes(draft, coordinator)
    assert (one.name, one.trade, one.number, one.since) == ("Hộ Cũ", "Bán phở", "04A8000001", date(2025, 7, 1))
    assert (one.sells_online, one.earlier[0].channel) == (False, SalesChannel.SOCIAL)


def test_what_was_taken_away_comes_back_as_the_same(coordinator):
    for name in ("Hộ A", "Hộ; “B”", "=Hộ C"):
        one = business(name=name, trade="Bán +phở")
    keeping.check(one, on=date(2026, 2, 1), channel=SalesChannel.OWN_SITE, by=coordinator)
    rows = [
        ";".join(f'"{cell}"' for cell in cells_of(one))
        for one in db.session.scalars(sa.select(Business).order_by(Business.id))
    ]
    fates = [row.fate for row in looked_at(sent(coordinator, *rows)).rows]

    assert fates == [Fate.SAME, Fate.SAME, Fate.WRONG]  # a formula is no name
    with pytest.raises(RuleBroken, match="Không có dòng nào"):
        said_yes(sent(coordinator, *rows), coordinator, skip=True)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (";Hộ;An Dương;;;1/7/25", {"Tên cơ sở": "Chưa ghi."}),
        ("Hộ A;Quán;Thôn Nhầm;;;1/7/25", {"Loại cơ sở": "Chỉ ghi một trong", "Thôn": "Không có nơi nào"}),
        ("Hộ A;Hộ;An Dương;;;", {"Hoạt động từ ngày": "Chưa ghi."}),
        ("Hộ A;Hộ;An Dương;;;31/2/2026", {"Hoạt động từ ngày": "Ngày viết theo thứ tự"}),
        ("Hộ A;Hộ;An Dương;;;1/1/2099", {"Hoạt động từ ngày": "tương lai"}),
        ("Hộ A;Hộ;An Dương;;030085001234;1/7/25", {"Số đăng ký hoặc mã số thuế": "định danh"}),
        ("Hộ A;Hộ;An Dương;;04A8000001;1/7/25", {"Số đăng ký hoặc mã số thuế": "Đã ghi cho Hộ Đã Có"}),
        ("Hộ A;Hộ;An Dương;;;1/7/25;có;;1/3/2026", {"Kênh bán": "Chưa ghi kênh"}),
        ("Hộ A;Hộ;An Dương;;;1/7/25;không;Zalo;1/3/2026", {"Kênh bán": "không có kênh"}),
        ("Hộ A;Hộ;An Dương;;;1/7/25;có;Zalo;", {"Ngày kiểm tra": "Chưa ghi ngày"}),
        ("Hộ A;Hộ;An Dương;;;1/7/25;;;1/3/2026", {"Bán hàng trực tuyến": "chưa ghi có bán"}),
        ("Hộ A;Hộ;An Dương;;;1/7/25;có;Zalo;1/6/2025", {"Ngày kiểm tra": "bắt đầu hoạt động"}),
        ("Hộ Đã Có;Hộ;An Dương;;;;không;;1/1/2026", {"Ngày kiểm tra": "sau ngày đó"}),
        ("Hộ Đã Có;Hộ;An Dương;;;1/5/2026", {"Hoạt động từ ngày": "kiểm tra trước ngày đó"}),
    ],
)
def test_what_is_wrong_is_said_beside_the_row(coordinator, line, said):
    one = business(name="Hộ Đã Có", number="04A8000001")
    keeping.check(one, on=date(2026, 2, 1), channel=SalesChannel.SOCIAL, by=coordinator)
    [row] = looked_at(sent(coordinator, line)).rows

    assert faults(row).keys() == said.keys()
    assert all(part in faults(row)[name] for name, part in said.items())


def test_the_same_row_or_number_twice_in_a_table_is_wrong_the_second_time(coordinator):
    lines = ("Hộ A;Hộ;An Dương;;04A8000001;1/7/25", "HỘ A;HKD;Thôn An Dương;;;1/7/25", "Hộ B;Hộ;An Dương;;04a8000001;1/7/25")
    rows = looked_at(sent(coordinator, *lines)).rows

    assert [row.fate for row in rows] == [Fate.NEW, Fate.WRONG, Fate.WRONG]
    assert "dòng 2" in faults(rows[1])["Tên cơ sở"]
    assert "dòng 2" in faults(rows[2])["Số đăng ký hoặc mã số thuế"]


def test_a_village_named_as_before_a_merger_is_the_same_place(coordinator):
    business(name="Hộ A", of="Tào Khê")
    village("Tào Khê").merge_into(village(), by=holder(Role.ADMINISTRATOR), on=today(), reason="Sáp nhập")
    db.session.flush()
    lines = ("Hộ A;Hộ;Tào Khê;;;", "Hộ A;Hộ;An Dương;Bán phở;;", "Hộ B;Hộ;Tào Khê;;;1/7/25")
    draft = sent(coordinator, *lines)

    assert [row.fate for row in looked_at(draft).rows] == [Fate.SAME, Fate.WRONG, Fate.NEW]
    said_yes(draft, coordinator, skip=True)
    made = db.session.scalars(sa.select(Business).where(Business.name == "Hộ B")).one()
    assert made.village_id == village().id


def test_rows_that_are_wrong_are_left_out_only_when_somebody_says_so(coordinator):
    draft = sent(coordinator, NEW, "Hộ Sai;Hộ;Thôn Nhầm;;;1/7/25")
    with pytest.raises(RuleBroken, match="Còn 1 dòng lỗi"):
        said_yes(draft, coordinator)
    assert db.session.scalars(sa.select(Business)).all() == []

    said_yes(draft, coordinator, skip=True)

    [told] = db.session.scalars(sa.select(Event).where(Event.name == queries.APPLIED))
    [[line, name, sentence]] = told.details.pop("rows")
    assert (line, name, "Không có nơi nào" in sentence) == (3, "Hộ Sai", True)
    counts = {"new": 1, "changed": 0, "same": 0, "wrong": 1}
    assert told.details == counts | {"register": "co-so-kinh-doanh", "source": "ds.csv"}
    [entered] = db.session.scalars(sa.select(Event).where(Event.name == "businesses.enter"))
    assert (entered.actor_id, entered.role, entered.details) == (coordinator.id, "coordinator", {"draft": draft.id})
    assert (draft.applied_at is not None, draft.rows) == (True, [])


@pytest.mark.parametrize(
    "meanwhile",
    [
        lambda by: business(name="Hộ Mới", number="04A8000077"),
        lambda by: business(name="Hộ Khác"),
        lambda by: keeping.change(db.session.scalars(sa.select(Business)).one(), facts(name="Hộ Cũ", trade="x"), by=by),
        lambda by: village().merge_into(village("Hội Yên"), by=holder(Role.ADMINISTRATOR), on=today(), reason="Sáp nhập"),
    ],
    ids=["entered by hand", "another entered", "changed by hand", "the village went on"],
)
def test_what_changed_since_it_was_looked_at_is_looked_at_again(coordinator, meanwhile):
    business(name="Hộ Cũ", of="Phù Tải")
    draft = sent(coordinator, NEW)
    seen = looked_at(draft).digest
    meanwhile(coordinator)
    db.session.flush()
    with pytest.raises(RuleBroken, match="vừa thay đổi"):
        said_yes(draft, coordinator, seen=seen)

    assert draft.applied_at is None


def test_nothing_is_half_imported(coordinator, monkeypatch):
    """Somebody enters one of the rows after the register was looked at under the lock."""
    draft = sent(coordinator, *(f"Hộ {n};Hộ;An Dương;;;1/7/25" for n in range(3)))
    comparison = looked_at(draft)
    business(name="Hộ 2")
    monkeypatch.setattr(actions, "compare", lambda *_: comparison)
    with pytest.raises(RuleBroken, match="vừa thay đổi"):
        said_yes(draft, coordinator, seen=comparison.digest)

    assert db.session.scalars(sa.select(Business.name)).all() == ["Hộ 2"]


def test_a_row_changed_by_another_in_between_is_not_overwritten(coordinator, monkeypatch):
    one = business(name="Hộ A")
    draft = sent(coordinator, "Hộ A;Hộ;An Dương;Bán phở;;", "Hộ B;Hộ;An Dương;;;1/7/25")
    comparison = looked_at(draft)
    db.session.execute(
        sa.update(Business)
        .where(Business.id == one.id)
        .values(version=Business.version + 1, trade="Bán bún")
        .execution_options(synchronize_session=False)
    )
    monkeypatch.setattr(actions, "compare", lambda *_: comparison)
    with pytest.raises(RuleBroken, match="vừa thay đổi"):
        said_yes(draft, coordinator, seen=comparison.digest)

    assert db.session.execute(sa.select(Business.name, Business.trade)).all() == [("Hộ A", "Bán bún")]


def test_sent_twice_it_is_one_draft_and_applied_twice_it_happens_once(coordinator):
    draft, again = sent(coordinator, NEW), sent(coordinator, NEW)
    assert draft is again
    seen = looked_at(draft).digest
    assert said_yes(draft, coordinator, seen=seen) is not None
    assert said_yes(draft, coordinator, seen=seen) is None
    assert db.session.scalar(sa.select(sa.func.count(Event.id)).where(Event.name == queries.APPLIED)) == 1

    assert [row.fate for row in looked_at(sent(coordinator, NEW)).rows] == [Fate.SAME]


def test_somebody_elses_same_table_is_theirs(coordinator):
    other = holder(Role.COORDINATOR)
    assert sent(coordinator, NEW).id != sent(other, NEW).id
    assert db.session.scalars(queries.draft(sent(other, NEW).id, coordinator)).all() == []


def test_staff_by_name_and_unit(coordinator):
    old = staff("Lê Văn Cán", "vhxh", post="Chuyên viên", has_signature=True)
    left = staff("Trần Văn Nghỉ", "vhxh")
    left.leave(on=today() - timedelta(days=1), by=coordinator)
    head = "TT;Họ tên;Đơn vị;Chức vụ;Ngày vào làm;CKS"
    lines = (
        f"1;LÊ VĂN CÁN;{unit().short_name};Phó phòng;;",
        f"2;Trần Văn Nghỉ;{unit().name};;1/3/2026;x",
        f"3;Người Mới 😀;{unit().name};;1/3/2026;x",
        "4;Người Mới;Phòng Không Có;;1/3/2026;x",
        f"5;Người Mới;{unit('kinh_te').name};;;x",
    )
    draft = sent(coordinator, *lines, register=STAFF, head=head)
    rows = looked_at(draft, STAFF).rows

    assert [row.fate for row in rows] == [Fate.CHANGED, Fate.NEW, Fate.WRONG, Fate.WRONG, Fate.WRONG]
    assert [(c.words, c.before, c.after) for c in rows[0].changes] == [
        ("Chức danh", "Chuyên viên", "Phó phòng"),
        ("Chữ ký số", "Có", "Không"),
    ]
    assert list(faults(rows[2])) == ["Họ và tên"]
    assert list(faults(rows[4])) == ["Làm việc từ ngày"]
    said_yes(draft, coordinator, register=STAFF, skip=True)
    assert (old.name, old.post, old.has_signature) == ("Lê Văn Cán", "Phó phòng", False)
    again = db.session.scalars(sa.select(Staff).where(Staff.until.is_(None), Staff.name == "Trần Văn Nghỉ")).one()
    assert (again.since, again.has_signature, again.post) == (date(2026, 3, 1), True, "")
    names = sa.select(Event.name).where(Event.name.in_(("staff.change", "staff.employ"))).order_by(Event.id.desc()).limit(2)
    assert set(db.session.scalars(names)) == {"staff.change", "staff.employ"}


def test_a_table_asks_the_same_number_of_questions_however_long(coordinator, count_queries):
    business(name="Hộ Cũ")
    counted = []
    for size in (3, 60):
        draft = sent(coordinator, *(f"Hộ {size}-{n};Hộ;An Dương;;;1/7/25;có;Zalo;1/3/2026" for n in range(size)))
        db.session.flush()
        with count_queries() as seen:
            looked_at(draft)
        counted.append(len(seen))
        said_yes(draft, coordinator)

    assert counted[0] == counted[1] <= 3


def test_what_nobody_said_yes_to_is_forgotten_after_a_week(coordinator):
    """What was applied stays, empty: its number is never another's."""
    with at(utcnow() - timedelta(days=8)):
        done = sent(coordinator, NEW)
        said_yes(done, coordinator)
        sent(coordinator, "Hộ A;Hộ;An Dương;;;1/7/25")
    new = sent(coordinator, "Hộ B;Hộ;An Dương;;;1/7/25")
    actions._sweep()

    assert db.session.scalars(sa.select(ImportDraft.id)).all() == [done.id, new.id]
    assert (done.rows, done.left_out) == ([], [])


def test_whoever_leaves_takes_their_drafts_along(coordinator):
    sent(coordinator, NEW)
    actions._forget(coordinator)

    assert db.session.scalar(sa.select(sa.func.count(ImportDraft.id))) == 0


def test_a_draft_that_was_dropped_elsewhere_is_not_applied(coordinator):
    draft = sent(coordinator, NEW)
    seen = looked_at(draft).digest
    actions.drop(draft)
    with pytest.raises(RuleBroken, match="đã bỏ"):
        said_yes(draft, coordinator, seen=seen)


def test_a_village_without_a_business_changes_nothing_in_it(coordinator):
    before = db.session.scalar(sa.select(sa.func.count(Village.id)))
    said_yes(sent(coordinator, NEW), coordinator)

    assert db.session.scalar(sa.select(sa.func.count(Village.id))) == before
