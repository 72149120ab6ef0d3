"""E-mail: composed from templates, handed to the server of `MAIL_URL`, or laid into a folder."""

import hashlib
import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app, render_template, url_for

from app.core.clock import local, utcnow
from app.core.outbox import GaveUp

SECONDS = 20  # a server that is silent for so long counts as down


class Bounced(GaveUp):
    """The server refuses this address for good."""


def is_configured() -> bool:
    """Whether this commune sends e-mail."""
    return bool(current_app.config["MAIL_URL"])


def compose(
    template: str, *, to: str, name: str, subject: str, key: str, stop: dict[str, str] | None = None, **shown: Any
) -> EmailMessage:
    """A mail in text and HTML. `key` makes its Message-ID, so that a mail sent twice is one mail to its reader.

    `stop` names the page that stops such mails, with what it needs; it goes into `List-Unsubscribe` as well (RFC 8058),
    so that a mail program can stop them by one click.
    """
    host = urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"
    message = EmailMessage()
    message["Subject"] = " ".join(subject.split())
    message["From"] = _sender(host)
    message["To"] = str(Address(display_name=" ".join(name.split()), addr_spec=to))
    message["Date"] = format_datetime(local(utcnow()))
    message["Message-ID"] = f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    stop_url = url_for(**stop, _external=True) if stop else None  # type: ignore[arg-type]  # `stop` names the page itself
    if stop_url:
        message["List-Unsubscribe"] = f"<{stop_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    shown = {**shown, "name": name, "subject": subject, "stop_url": stop_url}
    message.set_content(render_template(f"emails/{template}.txt", **shown), cte="quoted-printable")
    message.add_alternative(render_template(f"emails/{template}.html", **shown), subtype="html", cte="quoted-printable")
    return message


def send(message: EmailMessage) -> None:
    """Hand a mail over. Raises `Bounced` when the address is refused for good, `OSError` or `SMTPException` otherwise."""
    url = urlsplit(current_app.config["MAIL_URL"])
    if url.scheme == "file":
        _lay_into(Path(unquote(url.path)), message)
        return
    with _server(url) as server:
        try:
            server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            [(code, said)] = refused.recipients.values()
            if code >= 500:
                raise Bounced(f"{code} {said.decode(errors='replace')}"[:200]) from None
            raise


@contextmanager
def _server(url: Any) -> Iterator[smtplib.SMTP]:
    """The server of `smtp://` (with STARTTLS) or `smtps://`. Raises `SMTPNotSupportedError` rather than speak openly."""
    host, secure = url.hostname or "localhost", ssl.create_default_context()
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, url.port or 465, timeout=SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=SECONDS)
    with server:
        server.ehlo()
        if url.scheme == "smtp" and (server.has_extn("starttls") or _must_be_secret(url)):
            server.starttls(context=secure)
            server.ehlo()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
        yield server


def _must_be_secret(url: Any) -> bool:
    """Only a server on this machine is spoken to in the open, or one whose address says `?tls=no`."""
    wish = parse_qs(url.query).get("tls", [""])[0]
    return wish == "required" or (wish != "no" and url.hostname not in ("localhost", "127.0.0.1", "::1"))


def _lay_into(folder: Path, message: EmailMessage) -> None:
    """One file a mail, whole or not at all; the same mail again is the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{message['Message-ID'][1:33]}.eml"
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(message.as_bytes())
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)


def _sender(host: str) -> str:
    given = current_app.config["MAIL_FROM"] or f"khong-tra-loi@{host if '.' in host else 'localhost'}"
    return str(Address(display_name="Sáng kiến Nam Thanh Miện", addr_spec=given))
