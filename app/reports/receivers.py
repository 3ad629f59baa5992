"""What the author of a report is told of its receiver: who that is, and what they do not get (decision 0018). Pure."""

from collections.abc import Iterable

import msgspec

from app.access.enums import Tier
from app.reports.content import PROFILES, SECTIONS, STATUS_SECTIONS, Section
from app.reports.enums import Profile

SECTION: dict[Section, str] = {
    "table": "Hvem gør hvad hvornår",
    "news": "Hvad er nyt siden den forrige rapport",
    "deadlines": "Frister og forløb",
    "order": "Afgørelsen, krav og konklusioner, sagsnumre",
    "plan": "Fokuspunkter og tiltag",
    "surveys": "Trivselsmålinger, som sagen bygger på",
    "earlier": "Tiltag fra før afgørelsen, varige vilkår",
    "involvement": "Orientering og inddragelse",
    "remaining": "Det, der mangler",
    "authority": "Tilbagemelding og kontakt med Arbejdstilsynet, og det, der er værd at vide",
    "evidence": "Dokumentation",
}


class LeftOutRow(msgspec.Struct, frozen=True):
    """A row that the receiver does not get because of who may read it."""

    text: str
    tier: Tier


def sections_left_out(profile: Profile) -> tuple[str, ...]:
    """The parts of a status report that `profile` does not get, in its order."""
    kept = PROFILES[profile].sections
    return tuple(SECTION[section] for section in STATUS_SECTIONS if section not in kept)


def sections_kept(profile: Profile) -> tuple[str, ...]:
    """The parts that `profile` gets, in the order of the report."""
    kept = PROFILES[profile].sections
    return tuple(SECTION[section] for section in SECTIONS if section in kept)


class Fitted(msgspec.Struct, frozen=True):
    """A text as far as it fits, and what is over. Spaces and line ends count as characters."""

    text: str
    over: str = ""
    length: int = 0

    @property
    def too_many(self) -> int:
        return len(self.over)


def fitted(text: str, most: int | None) -> Fitted:
    """`text` against a highest length; None: any length fits."""
    if most is None or len(text) <= most:
        return Fitted(text, "", len(text))
    return Fitted(text[:most], text[most:], len(text))


def renumbered(rows: Iterable[LeftOutRow]) -> bool:
    """Whether the items of the report are numbered anew: those left out must leave no gap."""
    return any(row.text.startswith("Tiltag ") for row in rows)
