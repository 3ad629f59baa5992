"""What readers have been shown does not go without whoever changes it having seen that it does."""

from app.access.policy import Actor
from app.core.errors import Blocker, RuleViolation
from app.surveys.actions.pattern import PatternChange
from app.surveys.queries.moved import find_moved
from app.surveys.rules.moved import moved_count, moved_lines

MUST_GO = "survey.must_go"


async def require_accepted(actor: Actor, change: PatternChange, *, accepted: bool) -> None:
    """Raises `RuleViolation`, and so takes the whole change back, where shown figures go by it and that was not
    accepted; its blockers name those that the actor may know of."""
    if not change.gone or accepted:
        return
    found = await find_moved(actor.scope, change.gone)
    text = f"{moved_count(found)} har været vist og bliver nu skjult. Den, der har læst dem, kender dem stadig."
    lines = [Blocker(MUST_GO, line) for line in moved_lines(found.named)]
    raise RuleViolation(MUST_GO, text, lines or [Blocker(MUST_GO, "Tallene er for enheder, du ikke har adgang til.")])
