"""Mail on its way: no server elsewhere is spoken to in the open."""

import smtplib
from urllib.parse import urlsplit

import pytest

from app.core import mail
from tests.notices.conftest import boxes

__all__ = ["boxes"]


@pytest.mark.parametrize(
    ("address", "must"),
    [
        ("smtp://mail.example.vn:587", True),
        ("smtp://mail.example.vn?tls=required", True),
        ("smtp://127.0.0.1:25?tls=required", True),
        ("smtp://127.0.0.1:25", False),
        ("smtp://localhost", False),
        ("smtp://mail.example.vn?tls=no", False),
    ],
)
def test_only_this_machine_is_spoken_to_in_the_open(address, must):
    assert mail._must_be_secret(urlsplit(address)) is must


def test_a_server_that_offers_no_secrecy_gets_nothing(app, boxes):
    app.config["MAIL_URL"] += "?tls=required"
    with app.test_request_context():
        message = mail.compose("link_address", to="a@vidu.vn", name="Hoa", subject="Thử", key="k", token="0" * 64)
        with pytest.raises(smtplib.SMTPNotSupportedError):
            mail.send(message)

    assert boxes.arrived == []


def test_a_name_adds_no_line_and_no_address_to_a_mail(app, boxes):
    with app.test_request_context():
        sly = "Hoa\r\nBcc: ke-xau@evil.vn, <x@evil.vn>"
        message = mail.compose("link_address", to="a@vidu.vn", name=sly, subject=sly, key="k", token="0" * 64)
        mail.send(message)

    [arrived] = boxes.arrived
    assert arrived["Bcc"] is None
    assert [address.addr_spec for address in arrived["To"].addresses] == ["a@vidu.vn"]
