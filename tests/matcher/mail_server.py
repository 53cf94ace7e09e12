"""A real mail server on this machine, and an inbox that tests can look into."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from matcher.config import Config


class Inbox:
    """Keeps what comes in as (sender, recipients, content). `answers`: what to say to single recipients instead."""

    def __init__(self, answers: Mapping[str, str] | None = None):
        self.answers = dict(answers or {})
        self.kept: list[tuple[str, list[str], bytes]] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if b"SPAM" in envelope.content:
            return "554 5.7.1 no thank you"
        self.kept.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"

    @property
    def messages(self) -> list[EmailMessage]:
        return [read(content) for _, _, content in self.kept]

    @property
    def recipients(self) -> list[str]:
        return [recipient for _, recipients, _ in self.kept for recipient in recipients]


@contextmanager
def serving(inbox: Inbox, **options: Any) -> Iterator[int]:
    """The port at which a mail server puts messages into `inbox`."""
    controller = Controller(inbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def read(message: bytes) -> EmailMessage:
    return message_from_bytes(message, policy=policy.default)  # type: ignore[return-value]


def body(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def with_server(config: Config, port: int) -> Config:
    """The configuration with the mail server at a port of this machine."""
    return replace(config, mail=replace(config.mail, smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False))
