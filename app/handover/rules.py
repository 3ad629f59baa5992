"""Which of the chosen items and cases can be handed over as they stand now."""

from collections.abc import Sequence

import msgspec

from app.core.errors import Blocker


class Counts(msgspec.Struct, frozen=True):
    """How many items, cases and requests for evidence."""

    items: int
    cases: int = 0
    requests: int = 0

    def __str__(self) -> str:
        """In Danish, without what there is none of: "2 tiltag og 1 sag"."""
        parts = [f"{self.items} tiltag"] if self.items else []
        parts += ["1 sag" if self.cases == 1 else f"{self.cases} sager"] if self.cases else []
        parts += ["1 anmodning" if self.requests == 1 else f"{self.requests} anmodninger"] if self.requests else []
        return " og ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))

    @property
    def them(self) -> str:
        """The pronoun: "det", "den" or "dem"."""
        if self.total > 1:
            return "dem"
        return "den" if self.cases or self.requests else "det"

    @property
    def total(self) -> int:
        return self.items + self.cases + self.requests


class Words(msgspec.Struct, frozen=True):
    """What a row is called in the sentences about it."""

    thing: str
    it: str


ITEM = Words("Tiltaget", "Det")
CASE = Words("Sagen", "Den")


def why_not(words: Words, *, is_theirs: bool, is_open: bool, is_as_seen: bool, status: str, owner: str) -> str:
    """Why an item or a case stays where it is, in Danish; "" where it may go on.

    Somebody may have finished it, handed it over or changed it since the page was drawn: nothing is done to what was
    not seen.
    """
    if not is_open:
        return f"{words.thing} er ændret imens. {words.it} er nu {status.lower()} og skal ikke gives videre."
    if not is_theirs:
        return f"{words.thing} er givet videre imens. Ansvarlig er nu {owner}."
    if not is_as_seen:
        return f"{words.thing} er ændret imens. Se, hvordan {words.it.lower()} står nu, og send igen."
    return ""


def refused_text(refused: Sequence[Blocker], chosen: Counts) -> str:
    """What is said above the rows that stopped it: everything goes over, or nothing does."""
    which = str(chosen) if chosen.total == 1 else f"{len(refused)} af de {chosen.total}, du valgte,"
    return f"Intet er givet videre endnu. {which} kunne ikke gives videre. Se hvorfor, og send igen."
