"""Who may change a piece of evidence. It may prove something in several places, and all of them rest on it.

`linked` holds where each thing lies that it is linked to, in the reader's scope or not.
"""

from collections.abc import Sequence

import msgspec

from app.access.enums import Permission
from app.access.policy import YES, Above, Actor, Verdict, may

Linked = Sequence[Above]

_SHARED = (
    "Den hører også til noget, som du ikke har ret til at ændre. Bed en, der har ret til det hele, om at gøre det. "
    "Eller tilføj din egen dokumentation."
)


def may_link(actor: Actor, linked: Linked) -> Verdict:
    """Whether `actor` may let it prove something more: it takes nothing from anybody."""
    return may(actor, Permission.EVIDENCE_ADD, together(linked))


def may_replace(actor: Actor, linked: Linked) -> Verdict:
    """Whether `actor` may add a version, which then stands everywhere: only with the right at all it is linked to."""
    return _everywhere(actor, Permission.EVIDENCE_ADD, linked)


def may_withdraw(actor: Actor, linked: Linked) -> Verdict:
    """Whether `actor` may take it out of use everywhere: only with the right at all it is linked to."""
    return _everywhere(actor, Permission.EVIDENCE_WITHDRAW, linked)


def may_set_tier(actor: Actor, linked: Linked, added_by: int, *, on_own_item: bool) -> Verdict:
    """Whether `actor` may say who reads it: who may take it out of use; and who put it there and may still add such
    evidence, by their role or because it hangs on an item of theirs."""
    if actor.person == added_by:
        is_own = on_own_item and may(actor, Permission.CASE_READ, together(linked)).ok
        if may_link(actor, linked).ok or (is_own and actor.permits(Permission.EVIDENCE_ADD)):
            return YES
    return may_withdraw(actor, linked)


def may_name_reader(actor: Actor, places: Linked) -> Verdict:
    """Whether `actor` may say who shall read what nobody reads any more: a leader or consultant of all its places."""
    return _everywhere(actor, Permission.CASE_WRITE, places)


def counted(actor: Actor, linked: Linked, added_by: int) -> Linked:
    """`linked` as it counts for `actor`: an adviser changes on the one case only what they added themselves."""
    return linked if actor.person == added_by else [msgspec.structs.replace(each, case=None) for each in linked]


def together(linked: Linked) -> Above:
    """All the places of one piece of evidence as one."""
    case = next((each.case for each in linked), None)
    return Above(tuple(units for each in linked for units in each.units), case)


def _everywhere(actor: Actor, permission: Permission, linked: Linked) -> Verdict:
    verdicts = [may(actor, permission, each) for each in linked]
    refused = [verdict for verdict in verdicts if not verdict.ok]
    if not refused and verdicts:
        return YES
    return Verdict(False, _SHARED) if len(refused) < len(verdicts) else may(actor, permission, Above(()))
