"""A plan that a unit makes of itself after a survey, without anybody's order (decision 0029)."""

from collections.abc import Sequence

from app.access.policy import Actor
from app.cases.actions import register_case
from app.cases.actions.register import CreatedCase
from app.cases.enums import NoticeKind, Topic
from app.core.errors import Invalid
from app.db.transaction import transaction
from app.surveys.actions.links import link_result
from app.surveys.enums import LinkRole


async def open_own_plan(
    actor: Actor, unit: int, *, title: str, topics: tuple[Topic, ...], results: Sequence[str] = ()
) -> CreatedCase:
    """Opens a plan of the unit's own, tied to the results that show the problem (as of `ResultChoice.value`).

    Who may: whoever may plan in the unit. Raises `Invalid` naming the field, `Denied`.
    """
    async with transaction():
        made = await register_case(actor, kind=NoticeKind.OWN_PLAN, title=title, units=(unit,), topics=topics)
        for result in dict.fromkeys(results):
            try:
                await link_result(actor, made.id, result=result, role=LinkRole.PROBLEM)
            except Invalid as error:
                raise Invalid(error.code, error.message, {"results": error.message}) from None
    return made
