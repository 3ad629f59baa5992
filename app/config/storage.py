"""Where files lie, and how much of them there may be: docs/decisions/0019-where-files-lie.md."""

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from app.config.variables import Problem

_PREFIX = "HANDLEPLIGT_S3_"
_BUCKET = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
_FOLDERS = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")


class S3(msgspec.Struct, frozen=True):
    """A bucket that holds the files. Without an `endpoint` it is one of Amazon's, in `region`."""

    bucket: str
    access_key: str
    secret_key: str
    endpoint: str = ""
    prefix: str = ""
    region: str = "us-east-1"


class Room(msgspec.Struct, frozen=True):
    """How many MB (of 1,000,000 bytes) of files there may be."""

    case_mb: int = 2_000
    all_mb: int = 100_000


def problems(values: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the settings of the bucket, in Danish; nothing where files lie on the disk."""
    if not values[f"{_PREFIX}BUCKET"]:
        return [
            Problem(f"{_PREFIX}{name}", "Gælder kun sammen med HANDLEPLIGT_S3_BUCKET, som mangler.")
            for name in ("ENDPOINT", "PREFIX", "ACCESS_KEY", "SECRET_KEY", "ACCESS_KEY_FILE", "SECRET_KEY_FILE")
            if values[f"{_PREFIX}{name}"]
        ]
    found = []
    if not _BUCKET.fullmatch(values[f"{_PREFIX}BUCKET"]):
        found.append(Problem(f"{_PREFIX}BUCKET", "Skal være navnet på en bucket: små bogstaver, tal, punktum, streg."))
    if values[f"{_PREFIX}PREFIX"] and not _FOLDERS.fullmatch(values[f"{_PREFIX}PREFIX"]):
        found.append(Problem(f"{_PREFIX}PREFIX", "Skal være mapper med / imellem, uden / først og sidst."))
    if problem := _endpoint_problem(values[f"{_PREFIX}ENDPOINT"]):
        found.append(Problem(f"{_PREFIX}ENDPOINT", problem))
    for name in ("ACCESS_KEY", "SECRET_KEY"):
        found += _key_problems(values, f"{_PREFIX}{name}")
    return found


def _endpoint_problem(endpoint: str) -> str:
    """https, or plain http to this machine alone."""
    if not endpoint:
        return ""
    try:
        parts = urlsplit(endpoint)
        is_whole = bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
    except ValueError:
        return "Er ikke en adresse."
    if is_whole and (parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or ""))):
        return ""
    return "Skal være en adresse, der begynder med https://."


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _key_problems(values: Mapping[str, str], name: str) -> list[Problem]:
    """A key stands in the variable, or in the file that another variable names."""
    file = values[f"{name}_FILE"]
    if values[name]:
        return [Problem(f"{name}_FILE", f"Sæt kun én af {name} og {name}_FILE.")] if file else []
    if not file:
        return [Problem(name, f"Mangler. Sæt den eller {name}_FILE.")]
    try:
        return [] if _first_line(file) else [Problem(f"{name}_FILE", "Filen er tom.")]
    except (OSError, UnicodeDecodeError) as error:
        return [Problem(f"{name}_FILE", f"Kan ikke læses ({getattr(error, 'strerror', None) or 'ikke tekst'}).")]


def _first_line(file: str) -> str:
    return Path(file).read_text("utf-8").strip().partition("\n")[0].strip()


def s3_of(values: Mapping[str, str]) -> S3 | None:
    """The settings, which have no problems; None where files lie on the disk."""
    if not values[f"{_PREFIX}BUCKET"]:
        return None

    def key(name: str) -> str:
        return values[name] or _first_line(values[f"{name}_FILE"])

    return S3(
        bucket=values[f"{_PREFIX}BUCKET"],
        access_key=key(f"{_PREFIX}ACCESS_KEY"),
        secret_key=key(f"{_PREFIX}SECRET_KEY"),
        endpoint=values[f"{_PREFIX}ENDPOINT"].rstrip("/"),
        prefix=values[f"{_PREFIX}PREFIX"],
        region=values[f"{_PREFIX}REGION"],
    )
