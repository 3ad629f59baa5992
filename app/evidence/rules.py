"""What a piece of evidence must have, and what it is called."""

from collections.abc import Iterable

from app.core.errors import RuleViolation
from app.documents.enums import ScanState
from app.documents.rules import KEPT_BACK
from app.evidence.enums import EvidenceKind, RequestAct, RequestState


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


WAITS_FOR_ASKED = (RequestState.REQUESTED, RequestState.RETURNED)
OPEN_REQUEST = (*WAITS_FOR_ASKED, RequestState.DELIVERED)
# Every step there is. What has ended stays as it is.
STEPS: dict[tuple[RequestState, RequestAct], RequestState] = {
    **dict.fromkeys([(state, RequestAct.DELIVER) for state in WAITS_FOR_ASKED], RequestState.DELIVERED),
    (RequestState.DELIVERED, RequestAct.ACCEPT): RequestState.ACCEPTED,
    (RequestState.DELIVERED, RequestAct.RETURN): RequestState.RETURNED,
    **dict.fromkeys([(state, RequestAct.CANCEL) for state in OPEN_REQUEST], RequestState.CANCELLED),
}


def next_state(state: RequestState, act: RequestAct) -> RequestState:
    """The state after `act`. Raises `RuleViolation` where it is no step from `state`."""
    found = STEPS.get((state, act))
    if found is None:
        raise RuleViolation("request.step", "Det kan ikke gøres, som anmodningen står nu. En anden har måske svaret.")
    return found


def permitted_acts(
    state: RequestState, *, is_asker: bool, is_asked: bool, has_delivered: bool
) -> frozenset[RequestAct]:
    """What somebody may do about a request: who was asked delivers, who asked judges and takes back.

    `has_delivered`: the last delivery is theirs. Nobody judges their own, also where the request was handed over.
    """
    own = {RequestAct.DELIVER} if is_asked else set()
    if is_asker:
        own |= {RequestAct.CANCEL} if has_delivered else {RequestAct.CANCEL, RequestAct.ACCEPT, RequestAct.RETURN}
    return frozenset(act for act in own if (state, act) in STEPS)


def delivery_problem(pieces: Iterable[tuple[bool, ScanState | None]]) -> str:
    """Why nobody can say that a delivery will do, in Danish; "" where there is something to look at. Of each piece:
    whether it is withdrawn, and what the virus scanner has said of its file."""
    states = {scan for is_withdrawn, scan in pieces if not is_withdrawn}
    if states - KEPT_BACK:
        return ""
    if ScanState.WAITING in states:
        return "Det, der blev leveret, afventer virusscanning. Vent, til du kan hente det og se på det."
    if states:
        return "Der er fundet virus i det, der blev leveret. Send den tilbage."
    return "Det, der blev leveret, er trukket tilbage eller kan ikke ses. Send den tilbage."


def comment_problem(act: RequestAct, comment: str) -> str:
    """Why the comment will not do, in Danish; "" when it will: what goes back or is taken back says why."""
    needs = {RequestAct.RETURN: "Skriv, hvad der mangler.", RequestAct.CANCEL: "Skriv, hvorfor du tager den tilbage."}
    return "" if comment else needs.get(act, "")
