"""Mail over SMTP, with the standard library, off the event loop."""

import asyncio
import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from enum import StrEnum

import msgspec
import structlog

from app.config import Settings, Smtp

log = structlog.get_logger("mail")
_PATIENCE = 15  # seconds


class Delivery(StrEnum):
    """What became of a letter."""

    DELIVERED = "delivered"
    REFUSED = "refused"  # this one, or its address
    UNREACHABLE = "unreachable"  # the server, or our login there: no letter gets through


def letter(smtp: Smtp, now: datetime, *, to: str, subject: str, text: str, mark: str | None = None) -> EmailMessage:
    """A plain letter. Line breaks in an address or a subject raise ValueError: no header is smuggled in.

    Two letters with the same `mark` are one to a mail program: the Message-ID is made of it.
    """
    message = EmailMessage()
    message["From"] = smtp.sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(now)
    domain = smtp.sender.rpartition("@")[2]
    message["Message-ID"] = f"<{mark}@{domain}>" if mark else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"  # nobody's holiday answer is wanted
    message.set_content(text)
    return message


async def deliver(smtp: Smtp, message: EmailMessage) -> bool:
    """Hands the letter to the server; False when that did not work, whatever the reason (it is logged by its type)."""
    return await post(smtp, message) is Delivery.DELIVERED


async def post(smtp: Smtp, message: EmailMessage) -> Delivery:
    """As `deliver`, and says whether the next letter may fare better."""
    try:
        await asyncio.to_thread(_send, smtp, message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, smtplib.SMTPNotSupportedError, UnicodeError) as error:
        log.warning("mail not sent", error=type(error).__name__)
        return Delivery.REFUSED
    except OSError as error:  # smtplib's own errors are among them
        log.warning("mail not sent", error=type(error).__name__)
        return Delivery.UNREACHABLE
    return Delivery.DELIVERED


def _send(smtp: Smtp, message: EmailMessage) -> None:
    with _connected(smtp) as server:
        server.send_message(message)


def problem_of(smtp: Smtp) -> str | None:
    """None when the server answers and takes our login; else in Danish what is wrong. For `handlepligt doctor`."""
    try:
        with _connected(smtp) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        return f"svarer ikke, eller afviser os: {error}"
    return None


@contextlib.contextmanager
def _connected(smtp: Smtp) -> Iterator[smtplib.SMTP]:
    context = ssl.create_default_context()
    is_tls = smtp.security == "tls"
    with (
        smtplib.SMTP_SSL(smtp.host, smtp.port, timeout=_PATIENCE, context=context)
        if is_tls
        else smtplib.SMTP(smtp.host, smtp.port, timeout=_PATIENCE)
    ) as server:
        if smtp.security == "starttls":
            server.starttls(context=context)
        if smtp.user:
            server.login(smtp.user, smtp.password)
        yield server


def link_address(settings: Settings, token: str) -> str:
    return f"{settings.base_url}/adgang/{token}"


class LinkLetter(msgspec.Struct, frozen=True):
    """What the letter about a link says, and to whom."""

    to: str
    name: str
    username: str
    address: str
    is_first: bool
    last_day: date


async def send_link(smtp: Smtp, now: datetime, link: LinkLetter) -> bool:
    """Sends the letter; False when it could not be sent."""
    subject, beginning = (
        ("Din bruger i Handlepligt", "Du har fået en bruger i Handlepligt. Vælg din adgangskode her:")
        if link.is_first
        else ("Ny adgangskode til Handlepligt", "Vælg en ny adgangskode til Handlepligt her:")
    )
    text = (
        f"Hej {link.name}\n\n{beginning}\n\n{link.address}\n\nDit brugernavn er {link.username}. "
        f"Linket virker én gang, til og med den {link.last_day:%d.%m.%Y}.\n\n"
        "Har du ikke ventet denne mail, så åbn ikke linket. Spørg din administrator."
    )
    return await deliver(smtp, letter(smtp, now, to=link.to, subject=subject, text=text))


class ForgottenLetter(msgspec.Struct, frozen=True):
    to: str
    name: str
    username: str
    address: str


async def send_forgotten_link(smtp: Smtp, now: datetime, link: ForgottenLetter) -> bool:
    """Sends the letter to somebody whose new password was asked for on the login page; False when it could not be."""
    text = (
        f"Hej {link.name}\n\nNogen har bedt om en ny adgangskode til din bruger i Handlepligt. Er det dig, så vælg den "
        f"her:\n\n{link.address}\n\nDit brugernavn er {link.username}. Linket virker én gang, i en time.\n\n"
        "Har du ikke bedt om det, så gør ingenting. Din adgangskode er den samme som før."
    )
    return await deliver(smtp, letter(smtp, now, to=link.to, subject="Ny adgangskode til Handlepligt", text=text))


async def send_address_changed(smtp: Smtp, now: datetime, *, to: str, name: str, by: str) -> bool:
    """Tells the old address of a login that links go to another now; False when it could not be."""
    text = (
        f"Hej {name}\n\n{by} har ændret e-mailen på din bruger i Handlepligt. Links til en ny adgangskode kommer ikke "
        "længere til denne adresse.\n\nVidste du det ikke, så sig det straks til en anden administrator i kommunen. "
        "Svar ikke på denne mail."
    )
    return await deliver(smtp, letter(smtp, now, to=to, subject="Din e-mail i Handlepligt er ændret", text=text))
