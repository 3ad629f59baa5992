"""Who may do what with one action item: what the role gives, and what owning the item or helping with it gives."""

import msgspec

from app.access.enums import Permission
from app.access.policy import YES, Above, Actor, Verdict, by_another, may, second_person
from app.plans.enums import ItemStatus
from app.plans.rules import Answerable

# What the accountable owner and the helpers may, whatever their role: say how it goes, and show it.
OWN_ITEM = frozenset({Permission.ITEM_COMMENT, Permission.ITEM_UPDATE, Permission.EVIDENCE_ADD})


# Said to the owner, whether their role would let them judge or not.
OWN_ITEM_EFFECT = "Du er ansvarlig for tiltaget. En anden leder, AMR eller konsulent skal vurdere effekten."
HANDED_ON_EFFECT = "Du har selv givet tiltaget videre. En anden leder, AMR eller konsulent skal vurdere effekten."
OWN_POINT_EFFECT = (
    "Du er ansvarlig for tiltag under fokuspunktet, eller du har selv givet dem videre. En anden leder, AMR eller "
    "konsulent skal vurdere effekten."
)
LEFT_POINT_EFFECT = (
    "Du har selv taget et tiltag, du stod for, væk fra fokuspunktet, efter at det var begyndt. En anden leder, AMR "
    "eller konsulent skal vurdere effekten."
)
OWN_CASE_EFFECT = (
    "Ingen er begyndt på tiltag under fokuspunktet, og du er ansvarlig for sagen eller har selv givet den videre. "
    "En anden leder, AMR eller konsulent skal vurdere effekten."
)


class Standing(msgspec.Struct, frozen=True):
    """How a reader stands to an item: its unit with every unit above, whether they own it or help with it, and whether
    they may not judge it because they own it or gave it away themselves."""

    ancestors: Above
    is_theirs: bool = False
    is_owner: bool = False
    has_handed_on: bool = False

    @property
    def second_person(self) -> str:
        """Why somebody else judges the effect; "" for whoever may be that other person."""
        if self.is_owner:
            return OWN_ITEM_EFFECT
        return HANDED_ON_EFFECT if self.has_handed_on else ""


def may_on_item(actor: Actor, permission: Permission, standing: Standing) -> Verdict:
    """Whether `actor` may do this to an item: by a role, or for `OWN_ITEM` because it is theirs.

    The effect is judged by a second person: not by the owner, nor by who gave the item away themselves.

    It is theirs only while they may read what lies in its unit: who has moved on does nothing more there.
    """
    can_read = may(actor, Permission.CASE_READ, standing.ancestors).ok
    if permission in OWN_ITEM and actor.permits(permission) and standing.is_theirs and can_read:
        return YES
    verdict = may(actor, permission, standing.ancestors)
    if permission is Permission.EFFECT_EVALUATE and verdict.ok and standing.second_person:
        return second_person(standing.second_person)
    return verdict


def may_set_note_tier(actor: Actor, standing: Standing, by: int) -> Verdict:
    """Whether `actor` may say who reads a note: who plans the item; and who wrote it, while they may write there."""
    own = actor.person == by and may_on_item(actor, Permission.ITEM_COMMENT, standing).ok
    return YES if own else may_on_item(actor, Permission.PLAN_WRITE, standing)


def may_judge_point(actor: Actor, ancestors: Above, answerable: Answerable) -> Verdict:
    """Whether `actor` may judge a focus point as a whole: who answers for what was done under it does not."""
    verdict = may(actor, Permission.EFFECT_EVALUATE, ancestors)
    verdict = by_another(actor, verdict, answerable.items, OWN_POINT_EFFECT)
    verdict = by_another(actor, verdict, answerable.left, LEFT_POINT_EFFECT)
    return by_another(actor, verdict, answerable.case, OWN_CASE_EFFECT)


def step_permission(old: ItemStatus, new: ItemStatus) -> Permission:
    """What a new status asks for; one that stays is a note alone.

    Giving up changes the plan; leaving an evaluation undoes a judgement.
    """
    if old is not new and ItemStatus.CANCELLED in (old, new):
        return Permission.PLAN_WRITE
    if old is not new and ItemStatus.EFFECT_EVALUATED in (old, new):
        return Permission.EFFECT_EVALUATE
    return Permission.ITEM_COMMENT if old is new else Permission.ITEM_UPDATE


def permitted_steps(actor: Actor, old: ItemStatus, standing: Standing) -> frozenset[ItemStatus]:
    """The statuses that `actor` may set from `old`, as far as it is about who they are; the rules say the rest."""
    return frozenset(new for new in ItemStatus if may_on_item(actor, step_permission(old, new), standing).ok)
