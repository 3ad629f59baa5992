"""What is asked of those who erase content, and what stays. Pure."""

from collections.abc import Collection

from app.core.errors import Conflict, Invalid, RuleViolation, Stale
from app.erasure.enums import ErasureState

# What stands in place of a title and a file name that tell something.
NEUTRAL_TITLE = "Slettet indhold"
NEUTRAL_FILE = "Fil"
NEUTRAL_REASON = "Indholdet er slettet."
SAME_ELSEWHERE = "Den samme fil er slettet et andet sted i Handlepligt. Skal den også slettes her?"


def not_asked() -> RuleViolation:
    """Where nobody has asked, or somebody has decided already."""
    return RuleViolation("erasure.not_asked", "Der er ikke noget at svare på. En anden har måske svaret imens.")


def require_new(state: ErasureState | None, *, has_file: bool) -> None:
    """Raises `RuleViolation` where it has been asked already, and where there is no content to erase."""
    if state is ErasureState.ASKED:
        raise RuleViolation("erasure.asked_already", "Der er allerede bedt om at slette indholdet.")
    if not has_file:
        raise RuleViolation("erasure.nothing", "Her er ingen fil at slette.")


def require_seen(listed: Collection[str], shown: Collection[str]) -> None:
    """Raises `Stale` where something uses the file that the page did not list when it was decided."""
    if new := set(listed) - set(shown):
        theirs = f"{len(new)} nyt sted" if len(new) == 1 else f"{len(new)} nye steder"
        raise Stale(conflicts=(Conflict("Hvor filen bruges", "Det, siden viste", theirs),))


def require_reason(kept: int, reason: str) -> None:
    """Raises `Invalid` where something that holds or names the file is kept without a reason."""
    if kept and not reason:
        text = "Skriv, hvorfor det, du ikke satte kryds ved, bliver stående."
        raise Invalid("erasure.kept_without_reason", text, {"kept_reason": text})
