"""`digest send`: the daily mails, from cron or a timer."""

import argparse
import asyncio
from datetime import date

from app import config
from app.commands.common import Commands, Refused, command, database, group, operator
from app.core.clock import SystemClock, danish_day
from app.core.dates import parse_date


def add_to(commands: Commands) -> None:
    digest = group(commands, "digest", "den daglige mail")
    send = command(digest, "send", run_send, "send dagens mail til dem, der ikke har fået den")
    send.add_argument("--date", metavar="DATO", help="en dag, der er gået, fx 20.11.2026; ellers i dag")


def run_send(options: argparse.Namespace) -> int:
    settings = config.load()
    clock = SystemClock()
    if settings.smtp is None:
        raise Refused("Der er ingen mailserver. Sæt HANDLEPLIGT_SMTP_HOST og HANDLEPLIGT_SMTP_FROM.")
    try:
        day = parse_date(options.date) if options.date else danish_day(clock.now())
    except ValueError as error:
        raise Refused(f"--date: {error}") from None
    return asyncio.run(_send(settings, settings.smtp, clock, day))


async def _send(settings: config.Settings, smtp: config.Smtp, clock: SystemClock, day: date) -> int:
    from app.digest.actions import send_digests

    async with database(settings):
        outcome = await send_digests(operator(), clock, smtp, settings.base_url, day)
    print(f"Sendt: {outcome.sent}. Intet at sende: {outcome.quiet}. Afvist: {outcome.refused}.")
    if outcome.is_cut_short:
        raise Refused("Mailserveren svarer ikke. Kør kommandoen igen; den går videre, hvor den slap.")
    return 1 if outcome.refused else 0
