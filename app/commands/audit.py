"""`audit verify`, `audit anchor`, `audit erase` and `audit protect`.

They end with 0 where all is well, 1 where the log does not hold or nothing guards it, 2 where it could not be done.
"""

import argparse
import asyncio
import fcntl
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from app import config
from app.accounts.mail import deliver, letter
from app.audit.actions import erase_payload, record
from app.audit.enums import AuditAction, EntityKind
from app.audit.queries import (
    Broken,
    Erasure,
    count_entries,
    find_hash,
    find_number,
    get_head,
    list_erasures,
    verify_chain,
)
from app.audit.rules import Anchor, anchor_line, parse_anchors
from app.commands.common import Commands, Refused, command, database, group, operator, plural
from app.core.clock import COPENHAGEN
from app.db.guards import missing_guards, restore_guards
from app.db.transaction import transaction

_EVERY = 5  # seconds between two lines about how far it has come
_LETTER = """Det her er et anker for hændelsesloggen i Handlepligt.

Gem mailen et sted, hvor ingen med adgang til databasen kan rette den. Linjen herunder viser, hvor langt
loggen var nået, og hvordan den så ud. Læg linjen i en fil, og kør »handlepligt audit verify --anchor FIL«.
Så ser du, om loggen er skrevet om eller skåret af siden.

{}
"""


def add_to(commands: Commands) -> None:
    audit = group(commands, "audit", "hændelsesloggen")
    verify = command(audit, "verify", run_verify, "bevis, at ingen hændelse er ændret eller fjernet")
    verify.add_argument("--anchor", metavar="FIL", type=Path, help="hold også loggen op mod hver linje i ankerfilen")
    anchor = command(audit, "anchor", run_anchor, "skriv et sted uden for systemet, hvor langt loggen er nået")
    anchor.add_argument("--out", metavar="FIL", type=Path, help="føj en linje til filen")
    anchor.add_argument("--mail", metavar="ADRESSE", help="send linjen med mail")
    for parser in (verify, anchor):
        parser.add_argument("--quiet", action="store_true", help="skriv kun noget, hvis der er noget galt")
    erase = command(audit, "erase", run_erase, "slet indholdet af én hændelse efter loven; kæden holder, og det logges")
    erase.add_argument("entry", metavar="HÆNDELSE", help="hændelsens nummer, eller dens mærke fra hændelsesloggen")
    erase.add_argument("--reason", metavar="TEKST", required=True, help="hvorfor indholdet slettes")
    protect = command(audit, "protect", run_protect, "sæt de spærringer på igen, som »audit verify« siger mangler")
    protect.add_argument("--reason", metavar="TEKST", required=True, help="hvorfor de manglede; står i hændelsesloggen")


def run_verify(options: argparse.Namespace) -> int:
    anchors = parse_anchors(_read(options.anchor)) if options.anchor else ()
    broken, checked, erasures, missing = asyncio.run(_verify(anchors, is_quiet=options.quiet))
    if missing:
        print(unguarded(missing), file=sys.stderr)
    if broken is not None:
        where = f"Kæden er brudt ved hændelse {broken.seq}. " if broken.seq > 0 else "Loggen er ændret. "
        print(f"{where}{broken.reason}", file=sys.stderr)
        print(f"{plural(checked, 'hændelse', 'hændelser')} før den er i orden.", file=sys.stderr)
        return 1
    if options.quiet:
        return 1 if missing else 0
    print(f"Loggen er hel: {plural(checked, 'hændelse', 'hændelser')} undersøgt.")
    if anchors:
        last = max(anchors, key=lambda anchor: anchor.seq)
        lines = plural(len(anchors), "linje", "linjer")
        print(f"Den passer med ankerfilens {lines}; den nyeste er hændelse {last.seq}, {_when(last)}.")
    for erasure in erasures:
        day = f"{erasure.at.astimezone(COPENHAGEN):%d.%m.%Y}"
        print(f"Indholdet af hændelse {erasure.seq} er slettet efter loven {day}. Begrundelse: {erasure.reason}")
    return 1 if missing else 0


def unguarded(missing: Sequence[str]) -> str:
    """What is said where the database no longer refuses a change of the log or of what is frozen."""
    return (
        f"Databasen er ikke spærret mod ændringer af hændelsesloggen og af frosne rapporter: {', '.join(missing)} "
        "mangler, er slået fra eller er lavet om. Det kan kun være gjort direkte i databasen. Find ud af, hvem der har "
        "gjort det. Kør så »handlepligt audit protect«."
    )


def _when(anchor: Anchor) -> str:
    return f"{anchor.time.astimezone(COPENHAGEN):%d.%m.%Y kl. %H.%M}"


async def _verify(
    anchors: tuple[Anchor, ...], *, is_quiet: bool
) -> tuple[Broken | None, int, list[Erasure], list[str]]:
    checked, told = 0, time.monotonic()
    async with database(config.load()) as engine:
        scope = operator().scope
        missing = await missing_guards(engine)
        total = await count_entries(scope)
        async for checked, broken in verify_chain(scope, anchors):
            if broken is not None:
                return broken, checked, [], missing
            if not is_quiet and time.monotonic() - told > _EVERY:
                told = time.monotonic()
                print(f"{checked:,} af {total:,} hændelser undersøgt …".replace(",", "."), file=sys.stderr, flush=True)
        return None, checked, await list_erasures(scope), missing


def run_anchor(options: argparse.Namespace) -> int:
    if not options.out and not options.mail:
        raise Refused("Angiv, hvor ankeret skal hen: --out FIL, --mail ADRESSE eller begge.")
    settings = config.load()
    if options.mail and settings.smtp is None:
        raise Refused("Der er ingen mailserver. Sæt HANDLEPLIGT_SMTP_HOST, eller brug --out FIL.")
    if options.mail and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", options.mail):
        raise Refused(f"{options.mail} er ikke en mailadresse.")
    known = _known(options.out) if options.out else ()
    anchor, changed = asyncio.run(_head(settings, known))
    if changed is not None:
        print(f"Intet er forankret. Loggen passer ikke med linje {changed.line} i {options.out}.", file=sys.stderr)
        print(f"Se hvad der er sket: handlepligt audit verify --anchor {options.out}", file=sys.stderr)
        return 1
    if anchor is None:
        told = "Loggen er tom. Der er intet at forankre."
    else:
        if options.out:
            _append(options.out, anchor_line(anchor))
        if options.mail:
            asyncio.run(_send(settings, options.mail, anchor))
        told = f"Forankret: hændelse {anchor.seq}, {_when(anchor)}."
    if not options.quiet:
        print(told)
    return 0


def _read(path: Path) -> str:
    """Whatever is not text is a line that cannot be read, and named as one."""
    return path.read_bytes().decode("utf-8", "replace")


def _known(path: Path) -> tuple[Anchor, ...]:
    text = _read(path) if path.exists() else ""
    return parse_anchors(text) if text.strip() else ()


async def _head(settings: config.Settings, known: tuple[Anchor, ...]) -> tuple[Anchor | None, Anchor | None]:
    """The anchor to keep, and the newest one of the file if the log no longer agrees with it."""
    async with database(settings):
        actor = operator()
        if known:
            newest = max(known, key=lambda anchor: (anchor.seq, anchor.line))
            if await find_hash(actor.scope, newest.seq) != newest.hash:
                return None, newest
        head = await get_head(actor.scope)
    return (Anchor(actor.now, head.seq, head.hash) if head else None), None


def _append(path: Path, line: str) -> None:
    """One line more, on the disk before we say so. Two at once wait for each other."""
    is_new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        os.write(handle, f"{line}\n".encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        _sync_folder(path.resolve().parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


async def _send(settings: config.Settings, address: str, anchor: Anchor) -> None:
    if settings.smtp is None:
        raise RuntimeError("asked for before")
    subject = f"Handlepligt: anker for hændelsesloggen, hændelse {anchor.seq} ({settings.base_url})"
    text = _LETTER.format(anchor_line(anchor))
    if not await deliver(settings.smtp, letter(settings.smtp, anchor.time, to=address, subject=subject, text=text)):
        raise Refused("Mailen blev ikke sendt. Se hvorfor med »handlepligt doctor«.")


def run_erase(options: argparse.Namespace) -> int:
    seq = asyncio.run(_erase(options.entry, options.reason))
    print(f"Indholdet af hændelse {seq} er slettet. Hændelsen står tilbage, og sletningen er logget.")
    return 0


async def _erase(told: str, reason: str) -> int:
    async with database(config.load()):
        actor = operator()
        seq = await find_number(actor.scope, told)
        await erase_payload(actor, seq, reason=reason)
    return seq


def run_protect(options: argparse.Namespace) -> int:
    restored = asyncio.run(_protect(options.reason))
    if not restored:
        print("Databasen er spærret, som den skal være. Intet er ændret.")
        return 0
    print(f"Spærret igen: {', '.join(restored)}. Det står i hændelsesloggen.")
    return 0


async def _protect(reason: str) -> list[str]:
    async with database(config.load()) as engine, transaction():
        restored = await restore_guards(engine)
        if restored:
            record(
                operator(),
                AuditAction.CHANGED,
                EntityKind.INSTALLATION,
                0,
                subject="Databasens spærringer",
                after={"sat på igen": restored},
                reason=reason,
            )
    return restored
