"""The inquiry that the scenario's memo answers, as far as we hold it: questions 3, 7 and 8.

The memo has twelve questions; the wording of these three is ours, after what it tells of them.
"""

from collections.abc import Sequence
from datetime import date

from app.access.policy import Actor
from app.cases.queries import get_case_ref_by_id
from app.committees.queries import list_committees
from app.indicators.enums import IndicatorKind
from app.indicators.queries import list_indicators
from app.inquiries.actions import (
    InquiryFacts,
    QuestionFacts,
    approve_answer,
    create_inquiry,
    insert_facts,
    write_answer,
    write_question,
)
from app.inquiries.enums import Origin
from app.inquiries.facts import facts_of_case, source_of
from app.inquiries.queries import list_answering_units
from app.meetings.queries import get_committee_forum
from app.requests.actions import AnswerFacts, RequestFacts, answer_request, make_request
from app.requests.enums import StepKind
from app.requests.queries import list_read

_WORDING = "(Gengivet efter notatet, ikke ordret.)"
_TURNOVER = (
    f"Hvor stor er omsætningen af medarbejdere og ledere i Familiecentret, som referatet fra MED-udvalget af 7. april "
    f"2025 beder om? {_WORDING}"
)
NOT_HELD = (
    "Tallene kan ikke trækkes af systemerne, fordi lønsystemet er skiftet. De kræver en manuel optælling fra flere "
    "kilder, med forbehold for præcision og sammenlignelighed."
)


async def ask(keeper: Actor, consultant: Actor, unit: str, cases: Sequence[int], memo: str) -> None:
    """Question 3 says what is not held; 7 and 8 are answered with facts from the cases, and 8 waits for an approval."""
    place = next(each.public_id for each in await list_answering_units(keeper.scope) if each.name == unit)
    made = await create_inquiry(
        keeper,
        place,
        InquiryFacts(
            title="Arbejdsmiljø i Børn, Familier og Fællesskaber",
            asked_by="Et byrådsmedlem",
            answered_by="Fagligt sekretariat",
            case_workers="To sagsbehandlere (notatets navne er ikke taget med)",
            esdh_case_no="EMN-2025-007999",
            document_no="14953235",
        ),
    )
    inquiry = made.public_id
    (turnover, after, visit) = [
        (await write_question(keeper, inquiry, QuestionFacts(no=no, text=text))).public_id
        for no, text in (
            (3, _TURNOVER),
            (7, f"Hvad er der gjort efter trivselsmålingen i efteråret 2024? {_WORDING}"),
            (8, f"Hvad var konklusionerne efter Arbejdstilsynets besøg, og hvad er de næste skridt? {_WORDING}"),
        )
    ]
    await write_answer(
        consultant,
        inquiry,
        turnover,
        seen=1,
        answer=f"Omsætningen i 2024 var uden tvivl højere end i de foregående år. Kilde: {memo}",
        not_held=NOT_HELD,
    )
    asked = next(each.row.public_id for each in await list_read(consultant.scope))
    followed = [(Origin.INDICATOR, each.public_id) for each in await list_indicators(consultant.scope)]
    for origin, public_id in ((Origin.REQUEST, asked), *followed):
        keys = [fact.key for fact in (await source_of(consultant, origin, public_id)).facts]
        await insert_facts(consultant, inquiry, turnover, case=public_id, keys=keys, origin=origin)
    await approve_answer(keeper, inquiry, turnover, seen=3 + len(followed))
    for question, groups in ((after, _AFTER), (visit, _VISIT)):
        for case in cases:
            ref = await get_case_ref_by_id(consultant.scope, case)
            keys = [
                fact.key
                for fact in await facts_of_case(consultant, ref)
                if fact.group in groups and fact.key != "summary"
            ]
            await insert_facts(consultant, inquiry, question, case=ref.public_id, keys=keys)
    await approve_answer(keeper, inquiry, after, seen=1 + len(cases))


async def tell_request(consultant: Actor, memo: str) -> None:
    """What the minutes of 7 April 2025 ask for. Which committee it was, who was asked and by when, the memo does not
    say; it does say that there was no figure on 14 July, and which way it went."""
    committee = next(row for row in (await list_committees(consultant.scope)).rows if row.rank == "LMU")
    forum = await get_committee_forum(consultant.scope, committee.public_id)
    made = await make_request(
        consultant,
        forum,
        RequestFacts(
            text="Omsætningen af medarbejdere og ledere i Familiecentret. (Gengivet efter notatet, ikke ordret.)",
            asked_on=date(2025, 4, 7),
            minutes_reference="Referat fra MED-udvalget af 7. april 2025",
        ),
    )
    rows = await list_indicators(consultant.scope)
    series = next(row for row in rows if row.kind is IndicatorKind.STAFF_TURNOVER)
    await answer_request(
        consultant,
        made.public_id,
        seen=1,
        facts=AnswerFacts(
            kind=StepKind.PART,
            text=f"Omsætningen i 2024 var uden tvivl højere end i de foregående år. Kilde: {memo}",
            caveat=NOT_HELD,
            indicator=series.public_id,
            document_no="14953235",
        ),
    )


_AFTER = ("Tiltag før besøget", "Målinger")
_VISIT = ("Besøget og reaktionen", "Arbejdstilsynets konklusioner", "Fokuspunkter", "Tiltag")
