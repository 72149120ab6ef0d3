"""/kiem-chung, and the command behind it: what fits is said, what was changed is said with its place."""

import subprocess
import sys
import zipfile

import pytest
import sqlalchemy as sa

from app.accounts.models import Role
from app.core import audit, checks
from app.core.audit import Event
from app.core.checks import Finding
from app.core.db import db
from tests.core.test_chain import unguarded
from tests.factories.initiatives import InitiativeFactory
from tests.factories.people import PersonFactory, holder
from tests.servers import ROOT

PAGE = "/kiem-chung"


@pytest.fixture
def idea():
    """A public one with some history between that of others."""
    made, official, other = InitiativeFactory(opened=True), holder(Role.COORDINATOR), PersonFactory()
    made.answer(by=official, text="Xã sẽ làm.")
    other.record("people.a", by=other)
    made.refer(by=official, council_session="Đợt 1")
    db.session.flush()
    return made


def tamper(**values):
    """Past the guards."""
    unguarded()
    db.session.execute(sa.update(Event.__table__).where(Event.__table__.c.id == 1).values(**values))


def test_the_page_says_where_the_chain_ends_and_promises_no_more_than_it_can(browser, idea):
    page = browser.get(PAGE).text

    assert audit.head(db.session.connection()).mark in page
    assert "phát hiện được sửa đổi" in page
    assert "không thể sửa" not in page
    assert "python3 verify.pyz http://localhost" in page


def test_an_empty_chain_is_said(browser):
    assert "Chưa có dòng nào." in browser.get(PAGE).text


def test_the_script_is_handed_out_with_its_parts_and_runs(browser, tmp_path):
    answer = browser.get(f"{PAGE}/verify.pyz")
    (tmp_path / "verify.pyz").write_bytes(answer.data)

    with zipfile.ZipFile(tmp_path / "verify.pyz") as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    done = subprocess.run(
        [sys.executable, "-I", tmp_path / "verify.pyz", tmp_path / "nothing"], capture_output=True, text=True, check=False
    )

    assert inside.pop("__main__.py") == (ROOT / "tools" / "verify.py").read_bytes()
    assert inside == {file.name: file.read_bytes() for file in (ROOT / "tools").glob("*.py") if file.name in inside}
    assert len(inside) == len(list((ROOT / "tools").glob("*.py"))) - 1
    assert "attachment" in answer.headers["Content-Disposition"]
    assert (done.returncode, done.stderr) == (2, "Could not check: there is no ledger\n")


@pytest.mark.parametrize("typed", ["{}", " {} ", "sk {}"])
def test_a_code_shows_its_rows_in_words_and_that_they_fit(browser, idea, typed):
    asked = idea.code.removeprefix("SK-") if typed.startswith("sk") else idea.code

    page = browser.get(PAGE, query_string={"ma": typed.format(asked)}).text

    assert "Mọi dòng dưới đây khớp với chuỗi." in page
    assert page.index("Xã trả lời") < page.index("Hội đồng đang xem xét")
    first, _between, last = db.session.scalars(sa.select(Event.hash).order_by(Event.id))
    assert (first[:16] in page, last[:16] in page, _between[:16] in page.partition("Đầu chuỗi")[0]) == (True, True, False)
    assert f'href="{PAGE}?ma={idea.code}"' in browser.get(f"/sang-kien/{idea.code}", expect=200).text


def test_a_row_that_was_changed_is_said(browser, idea):
    tamper(role="leader")

    page = browser.get(f"{PAGE}?ma={idea.code}").text

    assert "Có dòng không khớp: nhật ký đã bị sửa sau khi ghi." in page
    assert page.count("<span>không khớp</span>") == page.count("<span>khớp</span>") == 1


@pytest.mark.parametrize("typed", ["SK-2020-99999", "x", "1-2", "0" * 80])
def test_a_code_of_nothing_is_said(browser, typed):
    assert "Không có mã này" in browser.get(f"{PAGE}?ma={typed}").text


def test_what_is_not_public_is_not_found(browser):
    hidden = InitiativeFactory(submitted=True)
    hidden.return_to_author(by=holder(Role.COORDINATOR), reason="Thiếu ảnh")

    assert "Không có mã này" in browser.get(f"{PAGE}?ma={hidden.code}").text


def test_a_printed_mark_is_found_again_or_not(browser, idea):
    head = audit.head(db.session.connection())
    mark, longer = head.mark, f"{head.mark}{'0' if head.hash[16] != '0' else '1'}"
    fits, not_so = "vẫn mang đúng dấu đã in", "không có dòng nào mang dấu đó"

    assert fits in browser.get(f"{PAGE}?ma={mark.upper()}").text
    for wrong in (f"2-{mark.partition('-')[2]}", f"99-{'a' * 16}", f"9999999999-{'a' * 16}", longer):
        assert not_so in browser.get(f"{PAGE}?ma={wrong}").text


def test_a_mark_on_a_row_that_was_changed_does_not_fit(browser, idea):
    first = db.session.scalars(sa.select(Event).where(Event.id == 1)).one()
    mark = f"1-{first.hash[:16]}"
    tamper(role="leader")

    assert "không có dòng nào mang dấu đó" in browser.get(f"{PAGE}?ma={mark}").text


def test_features_add_codes_of_their_own(browser, monkeypatch):
    known = [*checks._checkers, lambda typed: Finding("Giấy 7", True, "Giấy này thật.") if typed == "GCN-7" else None]
    monkeypatch.setattr(checks, "_checkers", known)

    assert "Giấy này thật." in browser.get(f"{PAGE}?ma=GCN-7").text


def test_the_page_asks_the_same_questions_however_long_the_history(browser, idea, count_queries):
    asked = []
    for more in (1, 20):
        for _ in range(more):
            idea.record("initiatives.answer", by=holder(Role.COORDINATOR))
        with count_queries() as seen:
            browser.get(f"{PAGE}?ma={idea.code}")
        asked.append(len(seen))

    assert asked[0] == asked[1] <= 6


@pytest.fixture
def command(app):
    """`flask ledger verify` on the connection of the test."""
    return lambda: app.test_cli_runner().invoke(args=["ledger", "verify"])


def test_the_command_says_that_everything_fits(command, idea, monkeypatch):
    _in_this_transaction(monkeypatch)

    done = command()

    head = audit.head(db.session.connection())
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "Everything fits.")
    assert f"Head {head.mark}, hash {head.hash}, 3 rows" in done.output


def test_the_command_says_each_place_and_ends_with_one(command, idea, monkeypatch):
    _in_this_transaction(monkeypatch)
    tamper(role="leader", actor_id=99)

    done = command()

    assert done.exit_code == 1
    assert "content: row 1 does not fit its hash" in done.output
    assert "actor: row 1 names another person" in done.output
    assert "2 places do not fit" in done.output


def _in_this_transaction(monkeypatch):
    """What a test wrote is seen on its own connection only; the command opens another."""
    from contextlib import contextmanager

    from app.pages import cli

    connection = db.session.connection()

    @contextmanager
    def here():
        yield connection

    monkeypatch.setattr(cli, "snapshot", here)
