"""The inquiry that the scenario's memo answers, as far as we hold it: questions 3, 7 and 8.

The memo has twelve questions; the wording of these three is ours, after what it tells of them.
"""

from collections.abc import Sequence

from app.access.policy import Actor
from app.cases.queries import get_case_ref_by_id
from app.inquiries.actions import (
    InquiryFacts,
    QuestionFacts,
    approve_answer,
    create_inquiry,
    insert_facts,
    write_answer,
    write_question,
)
from app.inquiries.facts import facts_of_case
from app.inquiries.queries import list_answering_units

_WORDING = "(Gengivet efter notatet, ikke ordret.)"
_TURNOVER = (
    f"Hvor stor er omsætningen af medarbejdere og ledere i Familiecentret, som referatet fra MED-udvalget af 7. april "
    f"2025 beder om? {_WORDING}"
)
_NOT_HELD = (
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
        not_held=_NOT_HELD,
    )
    await approve_answer(keeper, inquiry, turnover, seen=2)
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


_AFTER = ("Tiltag før besøget", "Målinger")
_VISIT = ("Besøget og reaktionen", "Arbejdstilsynets konklusioner", "Fokuspunkter", "Tiltag")
