"""What a case can say in an answer today, and the memo that the answers make."""

from app.access.policy import Actor
from app.cases.queries import CaseRef
from app.committees.queries.roles import list_roles
from app.inquiries.content import Memo, MemoAnswer, MemoFact
from app.inquiries.queries import InquiryDetail
from app.inquiries.rules import Fact, case_facts
from app.reports.content import Author
from app.reports.queries import WholeReport, load_material


async def facts_of_case(actor: Actor, case: CaseRef) -> tuple[Fact, ...]:
    """What may be said of the case to everybody, in the words that its report to the authority has."""
    material = await load_material(actor.scope.open_only(), case)
    author = Author(name="", role="")
    return case_facts(WholeReport(material).report(author=author, show_names=False, now=actor.now, number=None))


async def memo_of(actor: Actor, found: InquiryDetail, *, no: int | None) -> Memo:
    """The memo as the answers stand; `no` None is a draft."""
    row = found.row
    roles = await list_roles(actor.scope, [actor.person] if actor.person else [])
    return Memo(
        no=str(no or ""),
        as_of=actor.today,
        created_at=actor.now,
        author=Author(name=actor.name, role=roles.get(actor.person or 0, "")),
        municipality=row.municipality_name,
        unit=row.unit_name,
        answered_by=row.answered_by,
        case_workers=row.case_workers,
        esdh_case_no=row.esdh_case_no,
        document_no=row.document_no,
        title=row.title,
        asked_by=row.asked_by,
        received_on=row.received_on,
        due_on=row.due_on,
        answers=tuple(
            MemoAnswer(
                no=each.no,
                question=each.text,
                answer=each.answer,
                facts=tuple(MemoFact(text=fact.text, source=fact.source, as_of=fact.as_of) for fact in each.facts),
                not_held=each.not_held,
            )
            for each in found.questions
        ),
    )
