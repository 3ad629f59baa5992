"""The seven families of errors. `code` is a stable English slug; `message` is Danish and says what to do."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


class Blocker(msgspec.Struct, frozen=True):
    """One thing that stands in the way, and the page where it is done (None: nothing to link to)."""

    code: str
    text: str
    href: str | None = None


class Conflict(msgspec.Struct, frozen=True):
    """One field that two people changed: what you typed and what is saved now."""

    label: str
    mine: str
    theirs: str


def conflicts_between(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> tuple[Conflict, ...]:
    """Every field, by its label, that I would write and that differs from what is saved. Nothing is said as "tomt"."""
    return tuple(
        Conflict(label[:1].upper() + label[1:], str(mine[label] or "tomt"), str(theirs[label] or "tomt"))
        for label in mine
        if mine[label] != theirs[label]
    )


class AppError(Exception):
    status = 500
    title = ""  # of its page; "" is the one of its status

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message


class NotFound(AppError):
    """The thing does not exist for this reader."""

    status = 404

    def __init__(
        self, code: str = "not_found", message: str = "Siden findes ikke, eller du har ikke adgang til den."
    ) -> None:
        super().__init__(code, message)


class Denied(AppError):
    """The reader may know that the thing exists, but not do this to it."""

    status = 403

    def __init__(self, code: str = "denied", message: str = "Du har ikke rettigheder til at gøre dette.") -> None:
        super().__init__(code, message)


class SecondPerson(Denied):
    """Somebody else must do it, whatever the reader's role; the message says who or what first."""

    def __init__(self, message: str, code: str = "second_person") -> None:
        super().__init__(code, message)


class Invalid(AppError):
    """A field is malformed. `fields` maps the input's name to its Danish message."""

    status = 422

    def __init__(self, code: str, message: str, fields: dict[str, str] | None = None) -> None:
        super().__init__(code, message)
        self.fields = fields or {}


class RuleViolation(AppError):
    """The fields are well formed, but the rules do not allow the step yet; `blockers` says what is missing."""

    status = 409

    def __init__(self, code: str, message: str, blockers: Sequence[Blocker] = ()) -> None:
        super().__init__(code, message)
        self.blockers = tuple(blockers)


class Stale(AppError):
    """Somebody saved first. `conflicts` holds both versions, so that neither is lost."""

    status = 409

    def __init__(
        self,
        code: str = "stale",
        message: str = "En anden har gemt ændringer, siden du åbnede siden. Intet er gået tabt.",
        conflicts: Sequence[Conflict] = (),
    ) -> None:
        super().__init__(code, message)
        self.conflicts = tuple(conflicts)


class TooMany(AppError):
    """Tried too often; `wait` seconds until the next try counts. Says the same whatever was tried."""

    status = 429

    def __init__(self, wait: int) -> None:
        minutes = -(-wait // 60)
        shown = "et minut" if minutes == 1 else f"{minutes} minutter"
        super().__init__("too_many", f"Der har været for mange forsøg. Vent {shown}, og prøv igen.")
        self.wait = wait


class Busy(AppError):
    status = 503

    def __init__(self, code: str = "busy", message: str = "Systemet har travlt. Prøv igen om et øjeblik.") -> None:
        super().__init__(code, message)
