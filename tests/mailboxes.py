"""A real SMTP server on this machine that keeps what it accepts and can be told to be in trouble."""

import email
import email.policy
import random
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers import free_port


class Mailboxes:
    """What arrived, in order. `trouble` is the share of mails turned away for now; `unknown` addresses do not exist."""

    def __init__(self) -> None:
        self.arrived: list[EmailMessage] = []
        self.trouble, self.unknown, self.turned_away = 0.0, set[str](), 0
        self._chance = random.Random(11)

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.unknown:
            return "550 5.1.1 no such mailbox"
        if self._chance.random() < self.trouble / 2:
            self.turned_away += 1
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self._chance.random() < self.trouble / 2:
            self.turned_away += 1
            return "452 4.2.2 mailbox full"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.arrived.append(message)  # type: ignore[arg-type]  # the policy makes it an EmailMessage
        return "250 kept"

    def of(self, address: str) -> list[EmailMessage]:
        """What lies in one mailbox. A mail that came twice under one Message-ID is one mail, as for any mail program."""
        found = {message["Message-ID"]: message for message in self.arrived if address in message["To"]}
        return list(found.values())


@contextmanager
def mail_server() -> Iterator[tuple[str, Mailboxes]]:
    """The address of a running server, as `MAIL_URL` wants it, and its mailboxes."""
    boxes = Mailboxes()
    controller = Controller(boxes, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}", boxes
    finally:
        controller.stop()
