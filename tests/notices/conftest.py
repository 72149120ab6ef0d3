"""Mail for these tests: a real SMTP server."""

import pytest

from tests.mailboxes import mail_server


@pytest.fixture
def boxes(app):
    """Mailboxes of a running server; the app sends there."""
    before = app.config["MAIL_URL"]
    with mail_server() as (url, boxes):
        app.config["MAIL_URL"] = url
        yield boxes
    app.config["MAIL_URL"] = before


@pytest.fixture
def work(app):
    """Do what waits in the outbox, as the worker does."""
    from app.core import outbox
    from app.core.db import db

    def work():
        db.session.flush()
        with app.test_request_context("/", base_url=app.config["BASE_URL"]):
            done = outbox.work_off()
        db.session.expire_all()
        return done

    return work
