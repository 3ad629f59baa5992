"""`backup` and `restore`: 0 all is well, 1 done but some file is missing, 2 it could not be done."""

import argparse
import asyncio
import sys
import time
from pathlib import Path

from app import config
from app.commands.backups import folder
from app.commands.backups.folder import Lost, Manifest
from app.commands.backups.making import Tell, keep_newest, make_backup
from app.commands.backups.restoring import Restored, look_at, other_keys, restore
from app.commands.common import Commands, Refused, command, database, plural
from app.core.clock import COPENHAGEN

_EVERY = 5  # seconds between two lines about how far it has come
_WHY = {"missing": "mangler på disken", "altered": "er ændret på disken", "erased": "blev slettet efter loven imens"}


def add_to(commands: Commands) -> None:
    taking = command(
        commands, "backup", run_backup, "tag en sikkerhedskopi af database og filer, også mens andre arbejder"
    )
    taking.add_argument(
        "place", metavar="MAPPE", type=Path, nargs="?", help="hvor den lægges; ellers backups i datamappen"
    )
    taking.add_argument("--keep", metavar="ANTAL", type=int, help="slet bagefter andre end de nyeste ANTAL i mappen")
    taking.add_argument("--database-only", action="store_true", help="tag ikke filerne med")
    putting = command(
        commands, "restore", run_restore, "gendan database og filer fra en sikkerhedskopi, på begge databaser"
    )
    putting.add_argument(
        "place", metavar="MAPPE", type=Path, help="en sikkerhedskopi, eller en mappe med flere: så den nyeste"
    )
    putting.add_argument("--check", action="store_true", help="se kun efter, om sikkerhedskopien er hel; rør intet")
    putting.add_argument(
        "--replace", action="store_true", help="erstat alt, der er i databasen; den gemmes først i datamappens backups"
    )
    putting.add_argument("--no-backup", action="store_true", help="sammen med --replace: gem ikke det, der erstattes")
    for parser in (taking, putting):
        parser.add_argument("--quiet", action="store_true", help="skriv kun noget, hvis der er noget galt")


def teller(*, is_quiet: bool) -> Tell:
    """Prints how far it has come, now and then."""
    told = time.monotonic()

    def tell(text: str) -> None:
        nonlocal told
        if not is_quiet and time.monotonic() - told > _EVERY:
            told = time.monotonic()
            print(f"{text} …", file=sys.stderr, flush=True)

    return tell


def run_backup(options: argparse.Namespace) -> int:
    if options.keep is not None and options.keep < 1:
        raise Refused("--keep skal være 1 eller mere.")
    settings = config.load()
    place = (options.place or settings.backup_dir).resolve()
    path = asyncio.run(_back_up(settings, place, options))
    manifest = folder.read_manifest(path)
    lost = manifest.files.lost if manifest.files else ()
    _name(lost)
    is_all = all(one.reason == "erased" for one in lost)
    removed = []
    if options.keep and is_all:
        removed = keep_newest(place, options.keep, has_files=not options.database_only)
    elif options.keep:
        print("Ældre sikkerhedskopier er ikke slettet: de kan have de filer, der mangler.", file=sys.stderr)
    if not options.quiet:
        print(f"Sikkerhedskopi: {path}")
        print(f"Taget: {contents(manifest)}.")
        print("Ikke med: indstillingerne. Gem HANDLEPLIGT_SECRET_KEY og de andre hemmeligheder et andet sted.")
        if removed:
            print(f"Slettet: {plural(len(removed), 'ældre sikkerhedskopi', 'ældre sikkerhedskopier')}.")
    return 0 if is_all else 1


def _name(lost: tuple[Lost, ...]) -> None:
    for one in lost:
        print(f"Ikke taget med: filen {one.sha256} {_WHY[one.reason]}.", file=sys.stderr)


async def _back_up(settings: config.Settings, place: Path, options: argparse.Namespace) -> Path:
    async with database(settings, is_migrated=False) as engine:
        tell = teller(is_quiet=options.quiet)
        return await make_backup(engine, settings, place, tell, has_files=not options.database_only)


def contents(manifest: Manifest) -> str:
    """`12 rækker i 58 tabeller og 2 filer (0,1 MB)`."""
    text = f"{plural(manifest.rows, 'række', 'rækker')} i {len(manifest.tables)} tabeller"
    if manifest.files is None:
        return f"{text}, uden filer"
    size = f"{manifest.files.size / 1e6:.1f} MB".replace(".", ",")
    return f"{text} og {plural(manifest.files.count, 'fil', 'filer')} ({size})"


def run_restore(options: argparse.Namespace) -> int:
    tell = teller(is_quiet=options.quiet)
    place = options.place.resolve()
    if options.check:
        source, manifest = asyncio.run(look_at(place, tell))
        if not options.quiet:
            print(f"{_named(source, manifest)}\nDen er hel: {contents(manifest)}, som de blev skrevet.")
        return 0
    settings = config.load()
    former = None if options.no_backup else settings.backup_dir
    done = asyncio.run(restore(settings, place, tell, is_replacing=options.replace, former=former))
    if not options.quiet:
        _say(done)
    if other_keys(done.manifest, settings):
        print(
            "HANDLEPLIGT_SECRET_KEY er ikke den, der blev brugt dengang. Uden den kan ingen bruge sit login i to trin: "
            "sæt den gamle nøgle efter den nye, med et mellemrum imellem.",
            file=sys.stderr,
        )
    for sha256 in done.missing:
        print(f"Filen {sha256} mangler: den er hverken i sikkerhedskopien eller på disken.", file=sys.stderr)
    return 1 if done.missing else 0


def _named(source: Path, manifest: Manifest) -> str:
    engine = "PostgreSQL" if manifest.engine == "postgresql" else "SQLite"
    when = f"{manifest.taken_at.astimezone(COPENHAGEN):%d.%m.%Y kl. %H.%M}"
    return f"Sikkerhedskopi: {source}, taget {when} af Handlepligt {manifest.version} på {engine}."


def _say(done: Restored) -> None:
    manifest = done.manifest
    if done.former is not None:
        print(f"Det, der blev erstattet, ligger i {done.former}. Filerne er ikke slettet.")
    print(_named(done.source, manifest))
    print(f"Gendannet: {contents(manifest)}.")
    for name in done.migrations:
        print(f"Kørt: {name}")
    if manifest.chain is None:
        print("Hændelsesloggen er tom, som i sikkerhedskopien.")
    else:
        print(f"Hændelsesloggen er hel til og med hændelse {manifest.chain.seq}, som sikkerhedskopien siger.")
    erased = [one for one in (manifest.files.lost if manifest.files else ()) if one.reason == "erased"]
    for one in erased:
        print(f"Filen {one.sha256} blev slettet efter loven, mens sikkerhedskopien blev taget. Den er ikke gendannet.")
    print("Alle skal logge ind igen. Hvad der er ændret, lukket eller slettet siden da, er det ikke mere.")
