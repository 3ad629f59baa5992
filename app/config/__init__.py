"""The only reader of the environment. Every variable is `HANDLEPLIGT_…`; `handlepligt doctor` lists them."""

import ipaddress
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from app.config import clamav, sso, storage
from app.config.clamav import Clamav
from app.config.sso import Oidc
from app.config.storage import S3, Room
from app.config.variables import VARIABLES, Problem

_HERE = Path(__file__).resolve().parent.parent
_CHECKOUT = _HERE.parent
_BUNDLED = _HERE / "_bundled"  # where the wheel keeps what lies outside the package in a checkout
INCOMING = "tmp"  # below the folder of files
DEMO_DATA_DIR = "./data/demo"
_SECRETS = (
    "HANDLEPLIGT_SECRET_KEY",
    "HANDLEPLIGT_SMTP_PASSWORD",
    "HANDLEPLIGT_OIDC_CLIENT_SECRET",
    "HANDLEPLIGT_S3_SECRET_KEY",
)
DEMO_SECRET = "kun-til-demo-og-udvikling"  # noqa: S105 - refused in production


def _resource(name: str) -> Path:
    bundled = _BUNDLED / name
    return bundled if bundled.is_dir() else _CHECKOUT / name


TEMPLATES = _resource("templates")
MIGRATIONS = _resource("migrations")
STATIC = _HERE / "static"


class Smtp(msgspec.Struct, frozen=True):
    """The mail server. `security` is starttls, tls or none."""

    host: str
    port: int
    user: str
    password: str
    sender: str
    security: str


class Settings(msgspec.Struct, frozen=True):
    env: str
    database_url: str
    data_dir: Path
    backup_dir: Path
    secret_key: str
    host: str
    port: int
    base_url: str
    upload_limit_mb: int
    session_hours: int
    log_level: str
    accessibility_contact: str = ""
    is_demo: bool = False
    is_key_kept: bool = True  # False: the key is made at this start, and gone after it
    second_factor: str = "standard"
    trusted_proxies: tuple[str, ...] = ()
    smtp: Smtp | None = None
    oidc: Oidc | None = None
    s3: S3 | None = None
    room: Room = Room()
    clamav: Clamav | None = None
    survey_rows_days: int = 0  # so long rows of respondents may be kept; 0: never

    @property
    def is_production(self) -> bool:
        return self.env == "production"

    @property
    def blob_dir(self) -> Path:
        """Where files lie; with a bucket, only those that are on their way to it."""
        return self.data_dir / "blobs"

    @property
    def incoming_dir(self) -> Path:
        """Files on their way in, in the same file system as `blob_dir`."""
        return self.blob_dir / INCOMING


class Shown(msgspec.Struct, frozen=True):
    """A variable as `handlepligt doctor` prints it: secrets are hidden."""

    name: str
    value: str
    help: str
    is_set: bool
    problems: tuple[str, ...]


def shown(environ: Mapping[str, str] | None = None) -> list[Shown]:
    """Every variable with its value, or its default, and what is wrong with it; unknown ones last."""
    source = environ if environ is not None else os.environ
    values, found = _values(environ), problems(environ)

    def wrong(name: str) -> tuple[str, ...]:
        return tuple(problem.text for problem in found if problem.variable == name)

    known = [
        Shown(
            v.name,
            _without_secret(v.name, values[v.name]) or v.default,
            v.help,
            bool(source.get(v.name)),
            wrong(v.name),
        )
        for v in VARIABLES
    ]
    unknown = sorted({problem.variable for problem in found} - set(values))
    return known + [Shown(name, "…", "", True, wrong(name)) for name in unknown]


def _without_secret(name: str, value: str) -> str:
    if name in _SECRETS:
        return "(skjult)" if value else ""
    value = re.sub(r"(://[^:@/]*):.*@", r"\1:(skjult)@", value)  # up to the last @: a password may hold any sign
    return re.sub(r"(?i)([?&]password=)[^&]*", r"\1(skjult)", value)


def problems(environ: Mapping[str, str] | None = None) -> list[Problem]:
    """Everything wrong with the configuration, in Danish; empty when the application may start."""
    values = _values(environ)
    found: list[Problem] = []
    if values["HANDLEPLIGT_ENV"] not in ("development", "test", "production"):
        found.append(Problem("HANDLEPLIGT_ENV", "Skal være development, test eller production."))
    for name, low, high in (
        ("HANDLEPLIGT_PORT", 0, 65535),
        ("HANDLEPLIGT_UPLOAD_LIMIT_MB", 1, 2048),
        ("HANDLEPLIGT_CASE_LIMIT_MB", 1, 99_999_999),
        ("HANDLEPLIGT_STORAGE_LIMIT_MB", 1, 99_999_999),
        ("HANDLEPLIGT_SURVEY_ROWS_DAYS", 0, 730),
        ("HANDLEPLIGT_SESSION_HOURS", 1, 72),
        ("HANDLEPLIGT_SMTP_PORT", 1, 65535),
    ):
        if not re.fullmatch(r"[0-9]{1,8}", values[name]) or not low <= int(values[name]) <= high:
            found.append(Problem(name, f"Skal være et helt tal fra {low} til {high}."))
    if problem := _database_problem(values["HANDLEPLIGT_DATABASE_URL"]):
        found.append(Problem("HANDLEPLIGT_DATABASE_URL", problem))
    if values["HANDLEPLIGT_LOG_LEVEL"] not in ("debug", "info", "warning", "error"):
        found.append(Problem("HANDLEPLIGT_LOG_LEVEL", "Skal være debug, info, warning eller error."))
    found += _account_problems(values)
    found += sso.problems(values)
    found += storage.problems(values)
    found += clamav.problems(values)
    source = environ if environ is not None else os.environ
    ours = (name for name in source if name.startswith("HANDLEPLIGT_") and not name.startswith("HANDLEPLIGT_TEST_"))
    unknown = sorted(set(ours) - set(values))
    found += [Problem(name, "Variablen kendes ikke. Er navnet stavet rigtigt?") for name in unknown]
    if values["HANDLEPLIGT_ENV"] == "production":
        found += _production_problems(values)
    return found


def _account_problems(values: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the settings of logins and mail."""
    found = []
    if values["HANDLEPLIGT_SECOND_FACTOR"] not in ("standard", "all", "off"):
        found.append(Problem("HANDLEPLIGT_SECOND_FACTOR", "Skal være standard, all eller off."))
    for proxy in _listed(values["HANDLEPLIGT_TRUSTED_PROXIES"]):
        try:
            ipaddress.ip_network(proxy)
        except ValueError:
            found.append(Problem("HANDLEPLIGT_TRUSTED_PROXIES", f"{proxy} er hverken en adresse eller et net."))
    if values["HANDLEPLIGT_SMTP_SECURITY"] not in ("starttls", "tls", "none"):
        found.append(Problem("HANDLEPLIGT_SMTP_SECURITY", "Skal være starttls, tls eller none."))
    if values["HANDLEPLIGT_SMTP_HOST"]:
        if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", values["HANDLEPLIGT_SMTP_FROM"]):
            found.append(Problem("HANDLEPLIGT_SMTP_FROM", "Skal være en mailadresse."))
        if bool(values["HANDLEPLIGT_SMTP_USER"]) != bool(values["HANDLEPLIGT_SMTP_PASSWORD"]):
            found.append(Problem("HANDLEPLIGT_SMTP_PASSWORD", "Sæt både bruger og adgangskode, eller ingen af dem."))
    return found


def _listed(value: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in value.split(",") if part.strip())


def _database_problem(url: str) -> str:
    if url.startswith("sqlite:///"):
        is_file = url.removeprefix("sqlite:///") not in ("", ":memory:")
        return "" if is_file else "Skal nævne en fil: sqlite:///sti."
    if not url:
        return ""
    if not url.startswith(("postgresql://", "postgres://")):
        return "Skal begynde med sqlite:/// eller postgresql://."
    is_whole = _port_is_right(url) and bool(urlsplit(url).path.strip("/"))
    return "" if is_whole else "Skal have formen postgresql://bruger:adgangskode@vært:port/database."


def _port_is_right(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:  # also for an address that cannot be taken apart at all
        return False


def _is_https(url: str) -> bool:
    return _port_is_right(url) and urlsplit(url).scheme == "https" and bool(urlsplit(url).hostname)


def _production_problems(values: Mapping[str, str]) -> list[Problem]:
    found = []
    secret = values["HANDLEPLIGT_SECRET_KEY"]
    if not secret:
        found.append(Problem("HANDLEPLIGT_SECRET_KEY", "Mangler. Sæt mindst 32 tilfældige tegn."))
    elif any(key == DEMO_SECRET or len(key) < 32 or len(set(key)) < 10 for key in secret.split()):
        text = "Er en standardværdi eller for let at gætte. Hver nøgle har mindst 32 tegn og ingen mellemrum."
        found.append(Problem("HANDLEPLIGT_SECRET_KEY", text))
    if not _is_https(values["HANDLEPLIGT_BASE_URL"]):
        found.append(Problem("HANDLEPLIGT_BASE_URL", "Skal være den https-adresse, brugerne ser."))
    if not values["HANDLEPLIGT_DATABASE_URL"]:
        found.append(Problem("HANDLEPLIGT_DATABASE_URL", "Skal sættes i production."))
    if values["HANDLEPLIGT_SECOND_FACTOR"] == "off":
        found.append(Problem("HANDLEPLIGT_SECOND_FACTOR", "Kan ikke slås fra i production."))
    if values["HANDLEPLIGT_SMTP_PASSWORD"] and values["HANDLEPLIGT_SMTP_SECURITY"] == "none":
        found.append(Problem("HANDLEPLIGT_SMTP_SECURITY", "En adgangskode må ikke sendes ukrypteret."))
    return found


def _values(environ: Mapping[str, str] | None) -> dict[str, str]:
    source = environ if environ is not None else os.environ
    return {v.name: source.get(v.name, "").strip() or (v.default if "<" not in v.default else "") for v in VARIABLES}


class ConfigurationError(Exception):
    """Raised by `load` with one Danish line per problem."""


def load(environ: Mapping[str, str] | None = None, *, is_demo: bool = False) -> Settings:
    """Settings from the environment. Raises `ConfigurationError` naming each variable that is wrong.

    The demo keeps its data in a folder of its own unless told otherwise.
    """
    found = problems(environ)
    if found:
        raise ConfigurationError("\n".join(f"{p.variable}: {p.text}" for p in found))
    values = _values(environ)
    source = environ if environ is not None else os.environ
    is_default = is_demo and not source.get("HANDLEPLIGT_DATA_DIR", "").strip()
    data_dir = Path(DEMO_DATA_DIR if is_default else values["HANDLEPLIGT_DATA_DIR"]).resolve()
    port = int(values["HANDLEPLIGT_PORT"])
    host = values["HANDLEPLIGT_HOST"]
    return Settings(
        env=values["HANDLEPLIGT_ENV"],
        database_url=values["HANDLEPLIGT_DATABASE_URL"] or f"sqlite:///{data_dir / 'handlepligt.sqlite'}",
        data_dir=data_dir,
        backup_dir=Path(values["HANDLEPLIGT_BACKUP_DIR"] or data_dir / "backups").resolve(),
        secret_key=values["HANDLEPLIGT_SECRET_KEY"] or (DEMO_SECRET if is_demo else secrets.token_hex(32)),
        host=host,
        port=port,
        base_url=values["HANDLEPLIGT_BASE_URL"].rstrip("/") or f"http://{host}:{port}",
        upload_limit_mb=int(values["HANDLEPLIGT_UPLOAD_LIMIT_MB"]),
        session_hours=int(values["HANDLEPLIGT_SESSION_HOURS"]),
        log_level=values["HANDLEPLIGT_LOG_LEVEL"],
        accessibility_contact=values["HANDLEPLIGT_ACCESSIBILITY_CONTACT"],
        is_demo=is_demo,
        is_key_kept=bool(values["HANDLEPLIGT_SECRET_KEY"]),
        second_factor="off" if is_demo else values["HANDLEPLIGT_SECOND_FACTOR"],
        trusted_proxies=_listed(values["HANDLEPLIGT_TRUSTED_PROXIES"]),
        smtp=_smtp(values),
        oidc=sso.oidc_of(values),
        s3=None if is_demo else storage.s3_of(values),
        clamav=None if is_demo else clamav.clamav_of(values),
        survey_rows_days=int(values["HANDLEPLIGT_SURVEY_ROWS_DAYS"]),
        room=Room(int(values["HANDLEPLIGT_CASE_LIMIT_MB"]), int(values["HANDLEPLIGT_STORAGE_LIMIT_MB"])),
    )


def _smtp(values: Mapping[str, str]) -> Smtp | None:
    if not values["HANDLEPLIGT_SMTP_HOST"]:
        return None
    return Smtp(
        host=values["HANDLEPLIGT_SMTP_HOST"],
        port=int(values["HANDLEPLIGT_SMTP_PORT"]),
        user=values["HANDLEPLIGT_SMTP_USER"],
        password=values["HANDLEPLIGT_SMTP_PASSWORD"],
        sender=values["HANDLEPLIGT_SMTP_FROM"],
        security=values["HANDLEPLIGT_SMTP_SECURITY"],
    )
