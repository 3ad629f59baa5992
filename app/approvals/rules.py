"""Whether the two sides of a committee agree, and with which version. Pure."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from app.approvals.enums import ApprovalReply, ApprovalStatus
from app.committees.enums import CommitteeSide
from app.core.errors import Denied, Invalid, RuleViolation

SIDES = (CommitteeSide.EMPLOYER, CommitteeSide.EMPLOYEE)


class Given(msgspec.Struct, frozen=True):
    """An answer to the version with the fingerprint `hash`."""

    id: int
    person: int
    side: CommitteeSide
    reply: ApprovalReply
    hash: str


G = TypeVar("G", bound=Given)


def answers_to(answers: Sequence[G], hash: str) -> dict[CommitteeSide, G]:
    """What each side answered to the version. An answer to another version is none to this one; the first stands."""
    found: dict[CommitteeSide, G] = {}
    for each in answers:
        if each.hash == hash:
            found.setdefault(each.side, each)
    return found


def missing_sides(answers: Sequence[Given], hash: str) -> tuple[CommitteeSide, ...]:
    """Who has not answered the version."""
    given = answers_to(answers, hash)
    return tuple(side for side in SIDES if side not in given)


def status_of(
    answers: Sequence[Given], hash: str | None, due_on: date | None, today: date, *, is_withdrawn: bool
) -> ApprovalStatus:
    """How the version with the fingerprint `hash` stands; None: there is none. One side that disagrees is enough for no
    agreement, one that is silent is no agreement either, and from the day after the last day it is told so (rule 12).
    """
    if is_withdrawn:
        return ApprovalStatus.WITHDRAWN
    if hash is None:
        return ApprovalStatus.NOTHING
    given = answers_to(answers, hash)
    if any(each.reply is ApprovalReply.DISAGREES for each in given.values()):
        return ApprovalStatus.DISAGREED
    if len(given) == len(SIDES):
        return ApprovalStatus.AGREED
    return ApprovalStatus.SILENT if due_on is not None and due_on < today else ApprovalStatus.OPEN


def due_of(asked_on: date, due_on: date | None, version_on: date) -> date | None:
    """The last day to answer a version made on `version_on`: a later one gives as many days as the first did."""
    if due_on is None or version_on <= asked_on:
        return due_on
    return version_on + (due_on - asked_on)


def side_to_answer_for(
    sides: Collection[CommitteeSide], answers: Sequence[Given], hash: str, person: int
) -> CommitteeSide:
    """The side that `person` answers for, of those they sit on: one that lacks an answer.

    Raises `Denied` for who sits on neither, `RuleViolation` for who has answered this version (nobody answers for both
    sides) and where their side has.
    """
    own = [side for side in SIDES if side in sides]
    if not own:
        raise Denied("approval.no_side", "Kun medlemmer af udvalgets to sider svarer.")
    if any(each.person == person and each.hash == hash for each in answers):
        raise RuleViolation("approval.answered", "Du har allerede svaret på den her version.")
    missing = [side for side in own if side in missing_sides(answers, hash)]
    if not missing:
        raise RuleViolation("approval.side_answered", "Din side har allerede svaret på den her version.")
    return missing[0]


def check_remark(reply: ApprovalReply, remark: str, field: str) -> None:
    """Raises `Invalid` for a remark that is missing, and for one with an answer that has none: it would be lost."""
    if reply is ApprovalReply.AGREES and remark.strip():
        text = "Vælg »Enig med bemærkning«, hvis bemærkningen skal med."
    elif reply is not ApprovalReply.AGREES and not remark.strip():
        text = "Skriv bemærkningen. Den bliver gemt ordret."
    else:
        return
    raise Invalid("approval.remark", text, {field: text})


def to_record(answers: Mapping[CommitteeSide, G], recorded: Collection[int]) -> list[G]:
    """Which answers to one version are to stand as involvement in the case now: none before the employees' side has
    answered. An employer who agrees with themselves has informed nobody (rule 19)."""
    if CommitteeSide.EMPLOYEE not in answers:
        return []
    return [answers[side] for side in SIDES if side in answers and answers[side].id not in recorded]
