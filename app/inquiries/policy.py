"""Who may write in an inquiry, answer a question of it, and approve the answer."""

from app.access.enums import Permission
from app.access.policy import Above, Actor, Verdict, by_another, may
from app.core.errors import RuleViolation
from app.inquiries.enums import AnswerState, InquiryState


def require_open(state: InquiryState) -> None:
    """Raises `RuleViolation` for an inquiry that was taken back."""
    if state is InquiryState.WITHDRAWN:
        raise RuleViolation("inquiry.withdrawn", "Forespørgslen er trukket tilbage og kan ikke ændres.")


def may_answer(actor: Actor, above: Above, owner: int | None) -> Verdict:
    """Whoever was given the question, and whoever keeps the inquiry."""
    if actor.person is not None and actor.person == owner:
        return Verdict(ok=True)
    return may(actor, Permission.INQUIRY_WRITE, above)


def may_approve(actor: Actor, above: Above, answered_by: int | None) -> Verdict:
    """Who keeps inquiries or leads the unit, and did not write the answer last: two people stand behind it."""
    reason = "Du har selv skrevet i svaret. En anden skal godkende det: sekretariatet, lederen eller en konsulent."
    return by_another(actor, may(actor, Permission.INQUIRY_APPROVE, above), (answered_by,), reason)


def require_draft(state: AnswerState) -> None:
    """Raises `RuleViolation` for an approved answer."""
    if state is AnswerState.APPROVED:
        raise RuleViolation("inquiry.approved", "Svaret er godkendt. Åbn det igen, før du retter i det.")
