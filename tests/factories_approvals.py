"""Makers for what committees are asked to agree with."""

from datetime import date

from app.access.policy import Actor
from app.approvals.actions import Answer, Question, answer_for_side, ask_committee
from app.approvals.enums import ApprovalReply, ApprovalTarget
from app.approvals.queries import Found, get_approval

PLAN, REPORT = ApprovalTarget.PLAN, ApprovalTarget.REPORT


async def make_asked_approval(
    actor: Actor,
    case: int,
    committee: str,
    target: ApprovalTarget = PLAN,
    *,
    due_on: date | None = None,
    text: str = "",
) -> str:
    question = Question(target=target, committee=committee, due_on=due_on, text=text)
    return (await ask_committee(actor, case, question)).public_id


async def answer_now(
    actor: Actor, approval: str, reply: ApprovalReply = ApprovalReply.AGREES, remark: str = ""
) -> Found:
    """Answers the version that stands now; how the question stands after it."""
    found = await get_approval(actor.scope, approval)
    await answer_for_side(actor, approval, hash=found.row.now_hash or "", answer=Answer(reply, remark))
    return await get_approval(actor.scope, approval)
