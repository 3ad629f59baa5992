"""What a piece of evidence must have, and what it is called."""

from app.core.errors import RuleViolation
from app.evidence.enums import EvidenceKind


def source_problem(file_count: int, esdh_reference: str) -> str:
    """Why this is no evidence yet, in Danish; "" when it is.

    A version is either a file or a place in the ESDH system: never both, never neither.
    """
    if file_count and esdh_reference:
        return "Vælg filer, eller skriv en ESDH-henvisning. Gem dem hver for sig."
    if not file_count and not esdh_reference:
        return "Vælg mindst én fil, eller skriv, hvor dokumentet ligger i ESDH."
    return ""


def require_in_use(is_withdrawn: bool) -> None:
    """Raises `RuleViolation` for evidence that is withdrawn: it stays as it is, for good."""
    if is_withdrawn:
        raise RuleViolation("evidence.withdrawn", "Dokumentationen er trukket tilbage. Tilføj en ny i stedet.")


def title_of(title: str, stem: str, number: int, total: int) -> str:
    """The title of file `number` of `total`: what was typed, or else the file's name."""
    if not title:
        return stem[:200]
    return title if total == 1 else f"{title[:180]} ({number} af {total})"


def kind_of(media_type: str) -> EvidenceKind:
    """What a file sent without a kind is: a photo, or something else."""
    return EvidenceKind.PHOTO if media_type.startswith("image/") else EvidenceKind.OTHER
