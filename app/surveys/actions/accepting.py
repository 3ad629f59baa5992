"""What readers have been shown does not go without whoever changes it having seen that it does."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.access.policy import Actor
from app.audit.actions import record_access
from app.audit.enums import EntityKind
from app.core.errors import Blocker, RuleViolation
from app.db.engine import current_engine
from app.db.sql import fetch_value
from app.db.transaction import beginning_with, transaction
from app.surveys.actions.pattern import PatternChange
from app.surveys.queries.moved import MovedFigures, find_moved

MUST_GO = "survey.must_go"


class MustGo(RuleViolation):
    """Shown figures would go; its blockers name those that the actor may know of."""

    def __init__(self, municipality: int, found: MovedFigures) -> None:
        lines = found.lines() or ("Tallene er for enheder, du ikke har adgang til.",)
        text = f"{found.text} har været vist og bliver nu skjult. Den, der har læst dem, kender dem stadig."
        super().__init__(MUST_GO, text, [Blocker(MUST_GO, line) for line in lines])
        self.municipality, self.count = municipality, found.count


@asynccontextmanager
async def changing_what_is_shown(actor: Actor) -> AsyncIterator[None]:
    """A transaction for a change that `require_accepted` may take back. That somebody was told what would go is logged
    even then: who tries one number after the other learns from what would have to be hidden."""
    is_outermost = current_engine().current_transaction.get() is None
    try:
        async with transaction():
            yield
    except MustGo as refused:
        if is_outermost:
            key = refused.municipality
            name = await fetch_value(str, "SELECT name FROM municipalities WHERE id = {}", key)
            told = {"fik at vide, hvor mange viste tal der ville blive skjult": refused.count}
            with beginning_with(None):
                await record_access(actor, EntityKind.MUNICIPALITY, key, subject=name or "", after=told)
        raise


async def require_accepted(actor: Actor, municipality: int, change: PatternChange, *, accepted: bool) -> None:
    """Raises `MustGo`, and so takes the whole change back, where shown figures go by it and that was not accepted."""
    if change.gone and not accepted:
        raise MustGo(municipality, await find_moved(actor.scope, change.gone))
