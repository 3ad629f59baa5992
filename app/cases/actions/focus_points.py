"""What the workplace works on, in answer to the authority's findings."""

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.actions import record
from app.audit.enums import AuditAction, EntityKind
from app.cases.actions.steps import begin, next_position, own_ids, required_line
from app.cases.enums import FocusPointState, Topic
from app.cases.labels import TOPIC
from app.cases.tables import FindingFocusPoint, FocusPoint, FocusPointTopic
from app.core import ids
from app.core.text import clean_text
from app.db.sql import insert
from app.db.transaction import transaction
from app.organisation.actions import Created


async def add_focus_point(
    actor: Actor,
    case_id: int,
    *,
    title: str,
    description: str = "",
    topics: tuple[Topic, ...] = (),
    findings: tuple[int, ...] = (),
) -> Created:
    """A focus point, last in its order, with its topics (rule 3) and the findings of the same case it answers.

    Raises `Invalid` for an empty title or a finding of another case, `NotFound`, `Denied`.
    """
    async with transaction():
        ref = await begin(actor, case_id, Permission.PLAN_WRITE)
        title = required_line(actor, title, "title", "titel")
        answered = await own_ids(actor, ref, "findings", findings)
        public_id = ids.new_public_id()
        key = await insert(
            FocusPoint(
                public_id=public_id,
                case=case_id,
                position=await next_position(actor, "focus_points", case_id),
                title=title,
                description=clean_text(description),
                state=FocusPointState.OPEN,
                closure=None,
                closed_reason="",
                closed_on=None,
                version=1,
            )
        )
        for topic in dict.fromkeys(topics):
            await insert(FocusPointTopic(focus_point=key, topic=topic))
        for finding in answered:
            await insert(FindingFocusPoint(finding=finding, focus_point=key))
        after = {
            "titel": title,
            "beskrivelse": clean_text(description),
            "emner": ", ".join(TOPIC[topic] for topic in dict.fromkeys(topics)),
        }
        record(actor, AuditAction.CREATED, EntityKind.FOCUS_POINT, key, case=case_id, subject=title, after=after)
    return Created(key, public_id)
