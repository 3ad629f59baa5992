"""Which of the chosen items can be handed over as they stand now."""

from collections.abc import Sequence

from app.core.errors import Blocker


def why_not(*, is_theirs: bool, is_open: bool, is_as_seen: bool, status: str, owner: str) -> str:
    """Why an item stays where it is, in Danish; "" where it may go on.

    Somebody may have finished it, handed it over or changed it since the page was drawn: nothing is done to what was
    not seen.
    """
    if not is_open:
        return f"Tiltaget er blevet ændret imens. Det er nu {status.lower()} og skal ikke gives videre."
    if not is_theirs:
        return f"Tiltaget er givet videre imens. Ansvarlig er nu {owner}."
    if not is_as_seen:
        return "Tiltaget er ændret imens. Se, hvordan det står nu, og send igen."
    return ""


def refused_text(refused: Sequence[Blocker], chosen: int) -> str:
    """What is said above the rows that stopped it: everything goes over, or nothing does."""
    which = "Tiltaget er ændret" if chosen == 1 else f"{len(refused)} af de {chosen} tiltag er ændret"
    return f"Intet er givet videre endnu. {which}, siden du åbnede siden."
