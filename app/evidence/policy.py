"""Who may change a piece of evidence. It may prove something in several places, and all of them rest on it.

`linked` holds where each thing lies that it is linked to, in the reader's scope or not.
"""

from collections.abc import Collection, Sequence

import msgspec

from app.access.enums import Permission, Tier
from app.access.policy import YES, Above, Actor, Verdict, may, may_read
from app.evidence.enums import RequestAct, RequestState
from app.evidence.rules import permitted_acts

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
    return everywhere(actor, Permission.EVIDENCE_ADD, linked)


def may_withdraw(actor: Actor, linked: Linked) -> Verdict:
    """Whether `actor` may take it out of use everywhere: only with the right at all it is linked to."""
    return everywhere(actor, Permission.EVIDENCE_WITHDRAW, linked)


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
    return everywhere(actor, Permission.CASE_WRITE, places)


def counted(actor: Actor, linked: Linked, added_by: int) -> Linked:
    """`linked` as it counts for `actor`: an adviser changes on the one case only what they added themselves."""
    return linked if actor.person == added_by else [msgspec.structs.replace(each, case=None) for each in linked]


def together(linked: Linked) -> Above:
    """All the places of one piece of evidence as one."""
    case = next((each.case for each in linked), None)
    return Above(tuple(units for each in linked for units in each.units), case)


def everywhere(actor: Actor, permission: Permission, linked: Linked) -> Verdict:
    """Whether `actor` holds `permission` at all of `linked`; where only at some, the reason says so."""
    verdicts = [may(actor, permission, each) for each in linked]
    refused = [verdict for verdict in verdicts if not verdict.ok]
    if not refused and verdicts:
        return YES
    return Verdict(False, _SHARED) if len(refused) < len(verdicts) else may(actor, permission, Above(()))


def acts_on(
    actor: Actor, state: RequestState, *, asked_by: int, asked_of: int, delivered_by: int | None
) -> frozenset[RequestAct]:
    """What `actor` may do about a request that they see: deliver what they were asked for, judge what they asked for.

    Being asked is enough, whatever the role; a key for a program must leave them adding evidence.
    """
    if actor.person is None or not actor.permits(Permission.EVIDENCE_ADD):
        return frozenset()
    return permitted_acts(
        state,
        is_asker=asked_by == actor.person,
        is_asked=asked_of == actor.person,
        has_delivered=delivered_by == actor.person,
    )


def may_lay_open(actor: Actor, linked: Linked, tiers: Collection[Tier], target: Tier) -> Verdict:
    """Whether `actor` may link evidence to something of tier `target`, so that more people read it.

    `tiers` are those of what it is linked to now. Where all of that is confidential, only who reads it by role lets
    others in; what hangs on an item for named readers alone stays there.
    """
    if not tiers or target in tiers or Tier.OPEN in tiers:
        return YES
    if all(may_read(actor, tier, together(linked)) for tier in tiers):
        return YES
    return Verdict(False, "Den hører til et fortroligt tiltag, og her kan flere læse den. Ret fortroligheden først.")
