"""Makers for requests of committees."""

from datetime import date

from app.access.policy import Actor
from app.meetings.queries import get_committee_forum
from app.requests.actions import AnswerFacts, RequestFacts, answer_request, make_request
from app.requests.enums import StepKind
from tests.factories import Member

ASKED_ON = date(2025, 8, 18)
PART = AnswerFacts(kind=StepKind.PART, text="Den var højere end før", caveat="Talt i hånden")


async def make_asked(
    actor: Actor, committee: str, text: str = "Hvor mange er stoppet?", *, owner: str = "", due_on: date | None = None
) -> str:
    """A request of two days ago."""
    forum = await get_committee_forum(actor.scope, committee)
    facts = RequestFacts(text=text, asked_on=ASKED_ON, owner=owner, due_on=due_on, minutes_reference=f"Nr. {text}")
    return (await make_request(actor, forum, facts)).public_id


async def make_partly_answered(member: Member, committee: str, word: str) -> str:
    """A request with `word` in all it says, and a part of an answer of the member who is asked."""
    actor = member.actor
    made = await make_asked(actor, committee, f"Bedt om {word}", owner=member.public_id)
    facts = AnswerFacts(kind=StepKind.PART, text=f"Svaret {word}", caveat=f"Forbehold {word}", document_no=word)
    await answer_request(actor, made, seen=1, facts=facts)
    return made
