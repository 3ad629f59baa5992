"""Who may do what with one action item: what the role gives, and what owning the item or helping with it gives."""

import msgspec

from app.access.enums import Permission
from app.access.policy import YES, Actor, Verdict, may
from app.plans.enums import ItemStatus

# What the accountable owner and the helpers may, whatever their role: say how it goes, and show it.
OWN_ITEM = frozenset({Permission.ITEM_UPDATE, Permission.EVIDENCE_ADD})


class Standing(msgspec.Struct, frozen=True):
    """How a reader stands to an item: its unit with every unit above, and whether they own it or help with it."""

    ancestors: frozenset[int]
    is_theirs: bool = False


def may_on_item(actor: Actor, permission: Permission, standing: Standing) -> Verdict:
    """Whether `actor` may do this to an item: by a role, or for `OWN_ITEM` because it is theirs.

    It is theirs only while they may read what lies in its unit: who has moved on does nothing more there.
    """
    can_read = may(actor, Permission.CASE_READ, standing.ancestors).ok
    if permission in OWN_ITEM and actor.permits(permission) and standing.is_theirs and can_read:
        return YES
    return may(actor, permission, standing.ancestors)


def step_permission(old: ItemStatus, new: ItemStatus) -> Permission:
    """What a new status asks for. Giving up changes the plan; leaving an evaluation undoes a judgement."""
    if old is not new and ItemStatus.CANCELLED in (old, new):
        return Permission.PLAN_WRITE
    if old is not new and ItemStatus.EFFECT_EVALUATED in (old, new):
        return Permission.EFFECT_EVALUATE
    return Permission.ITEM_UPDATE


def permitted_steps(actor: Actor, old: ItemStatus, standing: Standing) -> frozenset[ItemStatus]:
    """The statuses that `actor` may set from `old`, as far as it is about who they are; the rules say the rest."""
    return frozenset(new for new in ItemStatus if may_on_item(actor, step_permission(old, new), standing).ok)
