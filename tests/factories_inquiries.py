"""Makers for the council's inquiries."""

from datetime import date

from app.access.enums import Role
from app.inquiries.actions import (
    InquiryFacts,
    QuestionFacts,
    approve_answer,
    create_inquiry,
    freeze_memo,
    insert_facts,
    reopen_answer,
    write_answer,
    write_question,
)
from app.inquiries.queries import get_inquiry
from tests.factories import Cast, Member, UnitRef, make_member


async def make_secretary(cast: Cast, unit: UnitRef, name: str = "Signe Sekretær") -> Member:
    """Somebody who keeps inquiries at a unit, and reads no cases."""
    return await make_member(cast.clock, cast.municipality, name, Role.SECRETARIAT, unit.id)


async def make_inquiry(keeper: Member, unit: UnitRef, word: str, *owners: str) -> tuple[str, tuple[str, ...]]:
    """An inquiry with a question for each of `owners` (public ids or ""), `word` in all it says: its id and theirs."""
    facts = InquiryFacts(
        title=f"Forespørgsel {word}",
        asked_by=f"Byrådsmedlem {word}",
        received_on=date(2025, 6, 30),
        answered_by=f"Sekretariat {word}",
        case_workers=f"Sagsbehandler {word}",
        esdh_case_no=f"EMN {word}",
        document_no=f"Dok {word}",
    )
    made = await create_inquiry(keeper.actor, unit.public_id, facts)
    questions = []
    for no, owner in enumerate(owners, 1):
        question = QuestionFacts(no=no, text=f"Hvad er {word}?", owner=owner)
        questions.append((await write_question(keeper.actor, made.public_id, question)).public_id)
    return made.public_id, tuple(questions)


async def answer_and_approve(writer: Member, approver: Member, inquiry: str, question: str, answer: str) -> None:
    """An answer that two people stand behind."""
    row = (await get_inquiry(writer.scope, inquiry)).question(question)
    await write_answer(writer.actor, inquiry, question, seen=row.version, answer=answer, not_held="")
    await approve_answer(approver.actor, inquiry, question, seen=row.version + 1)


async def make_answered(keeper: Member, writer: Member, unit: UnitRef, word: str, case: str) -> tuple[str, str, str]:
    """An inquiry with a frozen memo and a question that is open again, with a fact of `case`: its id and theirs."""
    inquiry, (first, second) = await make_inquiry(keeper, unit, word, "", writer.public_id)
    await answer_and_approve(keeper, writer, inquiry, first, f"Svar {word}")
    await insert_facts(writer.actor, inquiry, second, case=case, keys=["kind"])
    await approve_answer(keeper.actor, inquiry, second, seen=2)
    await freeze_memo(keeper.actor, inquiry)
    await reopen_answer(keeper.actor, inquiry, second, seen=3)
    await write_answer(writer.actor, inquiry, second, seen=4, answer=f"Kladde {word}", not_held=f"Ikke {word}")
    (fact,) = (await get_inquiry(writer.scope, inquiry)).question(second).facts
    return inquiry, second, fact.public_id
