"""A mail server that keeps what it is sent. Its fixture `postbox` is there for every test."""

import email
import email.policy
from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from app import config
from tests.support.server import free_port


class Postbox:
    """Keeps what it is sent; knows nobody at the addresses in `unknown`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.to: list[str] = []
        self.unknown: set[str] = set()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.unknown:
            return "550 Nobody here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        found = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(found, EmailMessage)
        self.letters.append(found)
        self.to += envelope.rcpt_tos
        return "250 OK"

    def text(self, to: str) -> str:
        """The words of the only letter to somebody."""
        (letter,) = [each for each in self.letters if each["To"] == to]
        content: str = letter.get_content()
        return content.replace("\r\n", "\n")


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, config.Smtp]]:
    box = Postbox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, config.Smtp("127.0.0.1", port, "", "", "handlepligt@eksempel.dk", "none")
    server.stop()
