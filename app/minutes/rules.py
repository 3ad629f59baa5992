"""When minutes are approved: by both sides, by two people, and of the same text. Pure."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol, TypeVar

import msgspec

from app.committees.enums import CommitteeSide
from app.core.dates import short_date
from app.core.errors import Denied, RuleViolation
from app.minutes.enums import MinutesReply, MinutesState

SIDES = (CommitteeSide.EMPLOYER, CommitteeSide.EMPLOYEE)


class Given(msgspec.Struct, frozen=True):
    """An answer to the text with the fingerprint `hash`."""

    person: int
    side: CommitteeSide
    reply: MinutesReply
    hash: str


def approved_by(answers: Sequence[Given], hash: str) -> frozenset[CommitteeSide]:
    """The sides that approve the text. An answer to an earlier text is none to this one."""
    return frozenset(each.side for each in answers if each.hash == hash and each.reply is MinutesReply.APPROVES)


def side_to_answer_for(
    sides: Collection[CommitteeSide], answers: Sequence[Given], hash: str, person: int
) -> CommitteeSide:
    """The side that `person` answers for, of those they sit on; the one that lacks an answer first.

    Raises `Denied` for who sits on neither, `RuleViolation` for who has answered this text: nobody answers for both.
    """
    own = [side for side in SIDES if side in sides]
    if not own:
        raise Denied("minutes.no_side", "Kun medlemmer af de to sider godkender referatet.")
    if any(each.person == person and each.hash == hash for each in answers):
        raise RuleViolation("minutes.answered", "Du har allerede svaret på det her referat.")
    missing = [side for side in own if side not in approved_by(answers, hash)]
    return (missing or own)[0]


def subject_of(forum: str, held_on: date) -> str:
    """What the log calls the minutes of a meeting."""
    return f"{forum}: referat {short_date(held_on)}"


class Standing(Protocol):
    @property
    def state(self) -> MinutesState: ...


M = TypeVar("M", bound=Standing)


def require_in(minutes: M | None, wanted: MinutesState) -> M:
    """Raises `RuleViolation` in words for minutes that stand otherwise, and where nothing is written (None)."""
    if minutes is None or minutes.state is not wanted:
        raise RuleViolation("minutes.state", _STANDS[minutes.state if minutes else None])
    return minutes


def require_none_here(minutes: Standing | None) -> None:
    """Raises `RuleViolation` where minutes are written here: a meeting has one or the other."""
    if minutes is not None:
        raise RuleViolation("minutes.here", "Referatet er skrevet her. Et andet dokument kan gemmes på sagen.")


def require_no_file(is_filed: bool) -> None:
    """Raises `RuleViolation` where the minutes are kept as a file."""
    if is_filed:
        raise RuleViolation("minutes.filed", "Referatet ligger som fil. Træk filen tilbage, før I skriver det her.")


_STANDS = {
    None: "Der er ikke skrevet noget referat endnu.",
    MinutesState.DRAFT: "Referatet er en kladde og ikke sendt til godkendelse.",
    MinutesState.SENT: "Referatet er sendt til godkendelse. Tag det tilbage, før I retter.",
    MinutesState.APPROVED: "Referatet er godkendt og låst. Skriv et tillæg.",
}
