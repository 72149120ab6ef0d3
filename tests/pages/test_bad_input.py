"""What nobody means to type, in every field of every form here: refused in words or taken clean, never a bug."""

import unicodedata

import pytest
from markupsafe import escape

from app.accounts.models import Role
from app.core import text
from app.core.clock import today
from app.core.db import db
from tests.browser import Outline
from tests.factories.people import PASSWORD, holder, organisation, village

NASTY = {
    "over-long": "dài " * 20_000,
    "over-long in one word": "x" * 70_000,
    "a number without end": "9" * 400,
    "a negative number": "-1",
    "half a number": "1e309",
    "emoji": "👩\u200d🌾🌾🐃",
    "decomposed": unicodedata.normalize("NFD", "Đường Hòa Bình ở giữa"),
    "right to left": "\u202eevil\u202c عربي",
    "zero width": "ho\u200ba\u2060 \ufeffthi",
    "NUL": "Ho\x00a",
    "control letters": "\x1b[2J\x07\x08",
    "a lone surrogate": "\ud800",
    "markup": "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>",
    "SQL": "'; DROP TABLE people; --",
    "a template": "{{ 7*7 }}${7*7}{% raw %}",
    "a path": "../../../../etc/passwd",
    "only spaces": " \u00a0\u3000\t ",
    "look-alikes": "Нgυуễn",
    "letters that swell": "ﷺﬃßİŉ" * 20,
}


def forms(person) -> dict[str, dict[str, object]]:
    """The address of each form with an answer that would be taken."""
    day = today().strftime("%d/%m/%Y")
    one = organisation(person)
    resident = {"name": "Đặng Thị Hoà", "village_id": village().id, "phone": "0912 345 678", "email": "hoa@vidu.vn"}
    return {
        "/dang-nhap": {"identifier": "Đặng Thị Hoà", "password": PASSWORD, "next": "/"},
        "/dang-ky": {**resident, "password": PASSWORD, "account": "y", "next": "/"},
        "/giao-dien": {"size": "a", "theme": "dark"},
        "/tai-khoan/mat-khau": {"current": "không phải cái này", "password": "gió mát trăng thanh bến nước"},
        "/to-chuc/moi": {"name": "HTX Sen", "kind": "cooperative", "village_id": village().id},
        f"/to-chuc/{one.id}/thanh-vien": {"name": "Không Có Ai", "is_owner": "y"},
        "/quan-tri/thon/moi": {"name": "Đông Thôn", "valid_from": day},
        "/quan-tri/don-vi/moi": {"name": "Phòng Thử", "short_name": "Thử", "kind": "department", "valid_from": day},
        "/quan-tri/linh-vuc/moi": {"name": "Thủy lợi", "name_en": "Irrigation"},
        f"/quan-tri/thon/{village().id}/sap-nhap": {"successor_id": village("Hội Yên").id, "on": day, "reason": "NQ 1"},
        "/quan-tri/thiet-lap": {"target": "8", "days_off": day, "days_worked": day, "days_open": "5"},
        f"/quan-tri/nguoi/{holder(Role.LEADER).id}/giao-vai-tro": {"role": "judge", "valid_from": day, "valid_to": day},
        f"/quan-tri/nguoi/{holder(Role.LEADER).id}/khoa": {"reason": "Mất điện thoại"},
    }


@pytest.mark.parametrize("typed", NASTY.values(), ids=NASTY)
def test_every_field_of_every_form_survives(app, browser, typed):
    person = holder(Role.ADMINISTRATOR)
    everything = forms(person)
    db.session.commit()
    sent = typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace") if typed == "\ud800" else typed

    for address, good in everything.items():
        browser.sign_in(person)  # whoever signed up a moment ago is somebody else
        for field in good:
            with app.app_context():
                answer = browser.client.post(address, data={**good, field: sent})
            where = f"{address} {field}: {answer.status_code}"
            assert answer.status_code in (303, 422), where
            if answer.status_code == 422:
                _look_over(answer.text, good, field, sent, where)


def _look_over(page: str, good: dict[str, object], field: str, typed: str, where: str) -> None:
    """A refused form says which field, leads to it, and keeps what was typed, but no password."""
    assert Outline(page).complaints() == [], where
    assert 'role="alert"' in page, where
    assert "-err" in page, where
    for name, value in good.items():
        if f'id="{name}"' in page and f'name="{name}" type="text"' in page and name != field:
            assert f'value="{escape(value)}"' in page, f"{where}: {name} is lost"
    kept = escape(text._FORBIDDEN.sub("", text.clean(typed)))
    if f'name="{field}" type="text"' in page:
        assert f'value="{kept}"' in page or f'value="{escape(typed.strip())}"' in page, where
    assert "<script>alert" not in page, where
    assert PASSWORD not in page, where


@pytest.mark.parametrize("address", ["/dang-nhap", "/dang-ky", "/to-chuc/moi"])
@pytest.mark.parametrize("sent", [{"name": ["a", "b"]}, {"name[]": "a", "name.x": "b"}, {f"f{n}": "x" for n in range(300)}])
def test_answers_to_questions_nobody_asked_are_left_alone(browser, address, sent):
    browser.sign_in(holder(Role.ADMINISTRATOR))

    browser.post(address, sent, expect=422)


def test_fields_that_a_form_does_not_have_set_nothing(browser):
    typed = {
        "name": "Đặng Thị Hoà",
        "password": PASSWORD,
        "account": "y",
        "confirmed_at": "2026-01-01",
        "is_sample": "1",
        "id": "7",
    }

    browser.post("/dang-ky", {**typed, "grants": "administrator", "role": "administrator"})

    page = browser.get("/tai-khoan").text
    assert "Tổ của thôn chưa xác nhận" in page
    browser.get("/quan-tri/", expect=403)
