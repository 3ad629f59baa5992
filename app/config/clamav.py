"""The virus scanner that files are shown to: docs/decisions/0020-files-of-strangers.md."""

import re
from collections.abc import Mapping

import msgspec

from app.config.variables import Problem

_NAME = "HANDLEPLIGT_CLAMAV"
_PLACE = re.compile(r"(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})")


class Clamav(msgspec.Struct, frozen=True):
    """Where ClamAV's daemon listens: at a `socket` of this machine, or else at `host` and `port`."""

    host: str = ""
    port: int = 0
    socket: str = ""
    seconds: float = 60.0  # how long it may think after the last byte: a default of ours

    @property
    def place(self) -> str:
        return self.socket or f"{self.host}:{self.port}"


def problems(values: Mapping[str, str]) -> list[Problem]:
    """What is wrong with the setting, in Danish; nothing where there is no scanner."""
    value = values[_NAME]
    match = _PLACE.fullmatch(value)
    if not value or value.startswith("/") or (match and 0 < int(match[2]) < 65536):
        return []
    return [Problem(_NAME, "Skal være vært:port eller stien til en socket, der begynder med /.")]


def clamav_of(values: Mapping[str, str]) -> Clamav | None:
    """The setting, which has no problems; None where there is no scanner."""
    value = values[_NAME]
    if not value:
        return None
    if value.startswith("/"):
        return Clamav(socket=value)
    host, _, port = value.rpartition(":")
    return Clamav(host=host.strip("[]"), port=int(port))
