"""`doctor`: every setting, what is wrong with it, and whether the parts that Handlepligt stands on work."""

import argparse
import asyncio
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

from app import config
from app.accounts import mail, oidc
from app.commands.audit import unguarded
from app.commands.backups import folder
from app.commands.common import Commands, Refused, command, database, operator
from app.core.clock import COPENHAGEN, SystemClock
from app.db import migrate
from app.db.guards import missing_guards
from app.documents import clamav
from app.documents.blobs import BlobStore
from app.documents.rules import StoreDown
from app.organisation.queries import holds_made_up, list_municipalities

_OLDEST_BACKUP = timedelta(days=2)  # a default of ours
_LEAST_FREE = 1_000_000_000  # bytes; a default of ours


def add_to(commands: Commands) -> None:
    command(commands, "doctor", doctor, "vis alle indstillinger, og se efter, om alt virker")


def doctor(_: argparse.Namespace) -> int:
    faults = _print_settings()
    if faults:
        print("\nRet indstillingerne. Resten kan først undersøges bagefter.")
        return 1
    settings = config.load()
    print("\nUndersøgt")
    of_database = _database_problem(settings)
    findings = [
        of_database,
        *_folder_problems(settings),
        _backup_problem(settings),
        *_scanner_problems(settings),
        *_mail_problems(settings),
        *_sso_problems(settings, has_database=of_database[1] is None),
    ]
    for name, problem in findings:
        print(f"  {name}: {problem or 'i orden'}")
    if settings.clamav is None:
        print("  Virusscanning: ikke sat op. Filer tages ind uden (HANDLEPLIGT_CLAMAV).")
    is_well = all(problem is None for _, problem in findings)
    print("\nAlt er i orden." if is_well else "\nNoget skal rettes.")
    return 0 if is_well else 1


def _print_settings() -> int:
    faults = 0
    print("Indstillinger")
    for variable in config.shown():
        origin = "" if variable.is_set else " (standard)"
        print(f"  {variable.name} = {variable.value or '(ikke sat)'}{origin if variable.value else ''}")
        if variable.help:
            print(f"      {variable.help}")
        for problem in variable.problems:
            print(f"      FEJL: {problem}")
            faults += 1
    return faults


def _database_problem(settings: config.Settings) -> tuple[str, str | None]:
    is_sqlite = settings.database_url.startswith("sqlite:///")
    name = f"Database ({'SQLite' if is_sqlite else 'PostgreSQL'})"
    if is_sqlite and not Path(settings.database_url.removeprefix("sqlite:///")).exists():  # looking must not create it
        return name, "findes ikke endnu. Kør »handlepligt migrate«."
    try:
        waiting, is_made_up, missing = asyncio.run(_look(settings))
    except Exception as error:  # whatever it is: say it, and go on with the rest
        return name, f"svarer ikke: {error}"
    if is_made_up and settings.is_production:
        return name, "indeholder demoens opdigtede kommuner og logins. Brug en anden."
    if waiting:
        return name, f"mangler {len(waiting)} migreringer. Kør »handlepligt migrate«."
    return name, unguarded(missing) if missing else None


async def _look(settings: config.Settings) -> tuple[list[str], bool, list[str]]:
    """The migrations to come, whether the demo's data lie there, and which guards of the log are gone."""
    async with database(settings, is_migrated=False) as engine:
        waiting = await migrate.pending(engine)
        if waiting:
            return waiting, False, []
        return [], await holds_made_up(operator().scope), await missing_guards(engine)


def _folder_problems(settings: config.Settings) -> list[tuple[str, str | None]]:
    data = settings.data_dir
    return [(f"Datamappe {data}", _not_writable(data)), files_problem(settings), _free_space(data)]


def files_problem(settings: config.Settings) -> tuple[str, str | None]:
    """Whether a small file can be written where the files lie, read, listed and removed."""
    if settings.s3 is None:
        return f"Filer {settings.blob_dir}", _not_writable(settings.blob_dir)
    name = f"Filer i bucketen {settings.s3.bucket} ({settings.s3.endpoint or 'Amazon S3'})"
    try:
        asyncio.run(BlobStore.of(settings).check())
    except StoreDown as error:
        return name, f"kan ikke bruges: {error.cause}"
    return name, None


def _backup_problem(settings: config.Settings) -> tuple[str, str | None]:
    """How old the newest backup is; that there is none is a fault only where there is something to lose."""
    newest = next(iter(folder.with_files(settings.backup_dir)), None)
    if newest is None:
        found = "der er ingen. Kør »handlepligt backup« hver nat." if settings.is_production else None
        return f"Sikkerhedskopier {settings.backup_dir}", found
    try:
        taken_at = folder.read_manifest(newest).taken_at
    except Refused as error:
        return f"Sikkerhedskopi {newest}", str(error)
    name = f"Sikkerhedskopi {newest}, taget {taken_at.astimezone(COPENHAGEN):%d.%m.%Y kl. %H.%M}"
    is_old = settings.is_production and SystemClock().now() - taken_at > _OLDEST_BACKUP
    return name, "ældre end to døgn (vores grænse). Se, hvorfor der ikke er kommet en nyere." if is_old else None


def _scanner_problems(settings: config.Settings) -> list[tuple[str, str | None]]:
    """Whether the virus scanner finds the test file, and takes the largest file we do; nothing where there is none."""
    if settings.clamav is None:
        return []
    problem = asyncio.run(clamav.problem_of(settings.clamav, settings.upload_limit_mb))
    return [(f"Virusscanning {settings.clamav.place}", problem)]


def _mail_problems(settings: config.Settings) -> list[tuple[str, str | None]]:
    """Whether the mail server answers; nothing where there is none."""
    if settings.smtp is None:
        return []
    return [(f"Mailserver {settings.smtp.host}", mail.problem_of(settings.smtp))]


def _sso_problems(settings: config.Settings, *, has_database: bool) -> list[tuple[str, str | None]]:
    """Whether the provider of single sign-on can be used, and its municipality is here; nothing where there is none."""
    if settings.oidc is None:
        return []
    problem = asyncio.run(oidc.problem_of(settings.oidc, SystemClock().now()))
    found: list[tuple[str, str | None]] = [(f"Kommunens login {settings.oidc.issuer}", problem)]
    if has_database:
        codes = asyncio.run(_codes(settings))
        known = ", ".join(codes) or "ingen endnu"
        text = f"kommunen med koden {settings.oidc.municipality} findes ikke (oprettet: {known})."
        found.append(("Kommunen, hvis login det er", None if settings.oidc.municipality in codes else text))
    return found


async def _codes(settings: config.Settings) -> list[str]:
    async with database(settings, is_migrated=False):
        return [row.code for row in await list_municipalities(operator().scope)]


def _not_writable(folder: Path) -> str | None:
    """None when a file can be written there, or the folder can be made."""
    existing = _nearest(folder)
    try:
        with tempfile.TemporaryFile(dir=existing):
            return None
    except OSError as error:
        return f"kan ikke skrives ({error.strerror})."


def _nearest(folder: Path) -> Path:
    """`folder`, or the nearest one above it that exists."""
    return next(parent for parent in (folder, *folder.parents) if parent.exists())


def _free_space(folder: Path) -> tuple[str, str | None]:
    free = shutil.disk_usage(_nearest(folder)).free
    shown = f"{free / 1e9:.1f} GB".replace(".", ",")
    return f"Ledig plads ({shown})", None if free >= _LEAST_FREE else "under 1 GB (vores grænse). Gør plads."
