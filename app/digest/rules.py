"""What a daily mail says: plain text, with links, and no title but of open rows."""

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from app.handover.rules import Counts

NOTHING = Counts(0)
AHEAD = timedelta(days=14)
MOST = 30  # lines of one part; a mail is no list


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that waits. `on_date` None: the date is unknown."""

    title: str
    note: str
    path: str
    on_date: date | None = None


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for one person on one day.

    `answers` wait for a yes or a no, `confidential` counts their own items that no mail names, `ownerless` what they
    could hand over (rule 26).
    """

    day: date
    late: tuple[Line, ...] = ()
    soon: tuple[Line, ...] = ()
    unknown: tuple[Line, ...] = ()
    awaited: tuple[Line, ...] = ()  # answers of the authority that have not come
    unfinished: tuple[Line, ...] = ()  # made, and something that it must hold is missing
    to_tell: tuple[Line, ...] = ()  # cases of theirs that somebody is still to be told of
    answers: tuple[Line, ...] = ()
    confidential: int = 0
    ownerless: Counts = NOTHING

    @property
    def is_empty(self) -> bool:
        waits = (self.late, self.soon, self.unknown, self.awaited, self.to_tell, self.unfinished, self.answers)
        return not (any(waits) or self.confidential or str(self.ownerless))


def make_digest(
    day: date,
    lines: Sequence[Line],
    unknown: Sequence[Line],
    *,
    awaited: Sequence[Line] = (),
    unfinished: Sequence[Line] = (),
    to_tell: Sequence[Line] = (),
    answers: Sequence[Line] = (),
    confidential: int = 0,
    ownerless: Counts = NOTHING,
) -> Digest:
    """Sorts what is dated into overdue and the next 14 days; overdue begins the day after (rule 12)."""
    dated = sorted((line for line in lines if line.on_date is not None), key=lambda line: str(line.on_date))
    return Digest(
        day=day,
        late=tuple(line for line in dated if line.on_date is not None and line.on_date < day),
        soon=tuple(line for line in dated if line.on_date is not None and day <= line.on_date <= day + AHEAD),
        unknown=(*unknown, *(line for line in lines if line.on_date is None)),
        awaited=tuple(awaited),
        unfinished=tuple(unfinished),
        to_tell=tuple(to_tell),
        answers=tuple(answers),
        confidential=confidential,
        ownerless=ownerless,
    )


def subject(digest: Digest) -> str:
    """Counts only: a subject is read on locked screens."""
    parts = [f"{len(digest.late)} overskredet"] if digest.late else []
    parts += [f"{len(digest.soon)} inden 14 dage"] if digest.soon else []
    return f"Handlepligt {digest.day:%d.%m.%Y}: {', '.join(parts) or 'noget venter på dig'}"


def body(digest: Digest, name: str, address: str) -> str:
    """The mail; `address` is where people reach the application."""
    parts = [f"Hej {name}\n\nDet her venter på dig i Handlepligt."]
    for heading, lines in (
        ("OVERSKREDET", digest.late),
        ("DE NÆSTE 14 DAGE", digest.soon),
        ("DATOEN ER UKENDT", digest.unknown),
        ("VENTER PÅ ARBEJDSTILSYNETS SVAR", digest.awaited),
        ("IKKE FÆRDIG", digest.unfinished),
        ("SKAL HAVE BESKED OM EN AFGØRELSE", digest.to_tell),
        ("VENTER PÅ DIT SVAR", digest.answers),
    ):
        if lines:
            parts.append("\n\n".join([heading, *(_line(line, address) for line in lines[:MOST])]))
        if len(lines) > MOST:
            parts.append(f"Og {len(lines) - MOST} mere. Se dem på {address}/")
    if str(digest.ownerless):
        parts.append(f"MANGLER NY ANSVARLIG\n\n{_ownerless(digest.ownerless)}\n{address}/giv-videre")
    if digest.confidential:
        text = f"{digest.confidential} af det, der venter på dig, vises ikke i mails. Log ind, og se det:"
        parts.append(f"FORTROLIGT\n\n{text}\n{address}/mine-tiltag")
    text = "Du får højst én mail om dagen, og kun når noget venter. Slå den fra her:"
    parts.append(f"{text}\n{address}/min-konto/daglig-mail")
    return "\n\n\n".join(parts) + "\n"


def _ownerless(counts: Counts) -> str:
    return f"{counts} har en ansvarlig, der er fratrådt. Giv {counts.them} videre:"


def _line(line: Line, address: str) -> str:
    when = f", {line.on_date:%d.%m.%Y}" if line.on_date is not None else ""
    return f"- {line.title}\n  {line.note}{when}\n  {address}{line.path}"
