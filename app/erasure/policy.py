"""Who may ask that content is erased, and who may say yes: two people, always."""

from collections.abc import Collection

from app.access.enums import Permission
from app.access.policy import YES, Actor, Verdict, second_person
from app.evidence.policy import Linked, everywhere

OWN_REQUEST = "Du har selv bedt om det. En anden leder, AMR eller konsulent skal godkende, at indholdet slettes."


def may_ask(actor: Actor, where: Linked, added_by: int) -> Verdict:
    """Whether `actor` may ask: who has the right at all it is linked to, and who put it there."""
    is_theirs = actor.person == added_by and actor.permits(Permission.EVIDENCE_ADD)
    return YES if is_theirs else everywhere(actor, Permission.CONTENT_ERASE, where)


def may_decide(actor: Actor, where: Linked, asked_by: Collection[int | None]) -> Verdict:
    """Whether `actor` may say yes or no: who has the right at all it is linked to, and did not ask themselves.

    `asked_by` are who asked here, and who asked for the same bytes elsewhere. Who asked stays who they are, whatever
    is handed over afterwards.
    """
    verdict = everywhere(actor, Permission.CONTENT_ERASE, where)
    is_own = actor.person is not None and actor.person in asked_by
    return second_person(OWN_REQUEST) if verdict.ok and is_own else verdict
