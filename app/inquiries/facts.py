"""What can be said in an answer today, by a case, a committee's request or an indicator; and the memo they make."""

from collections.abc import Iterator

import msgspec

from app.access.policy import Actor
from app.cases.queries import CaseRef, get_case_ref
from app.committees.queries.roles import list_roles
from app.core.calendar import long_date
from app.core.clock import COPENHAGEN
from app.core.dates import short_date
from app.indicators.queries import get_indicator, list_values
from app.indicators.words import formula_text, told
from app.inquiries.content import Memo, MemoAnswer, MemoFact
from app.inquiries.enums import Origin
from app.inquiries.queries import InquiryDetail
from app.inquiries.rules import Fact, case_facts, key_of, lower_first, sentence
from app.reports.content import Author
from app.reports.queries import WholeReport, load_material
from app.requests.enums import StepKind
from app.requests.labels import NO_DAY, REQUEST_STATUS, STEP_KIND
from app.requests.queries import Found, get_request
from app.requests.rules import is_overdue

GONE = "Det står der ikke mere."


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """What facts are taken from, and what it says today. `gone` are the keys of what it is known to say no more."""

    origin: Origin
    id: int
    municipality: int
    name: str  # as the memo calls it
    title: str
    facts: tuple[Fact, ...]
    gone: frozenset[str] | None  # None: whatever it does not say

    def said(self, key: str, before: str) -> str:
        """What it says today of what it said `before`; `before` itself where the reader cannot know."""
        now = next((each.text for each in self.facts if each.key == key), None)
        if now is not None:
            return now
        return GONE if self.gone is None or key in self.gone else before


async def source_of(actor: Actor, origin: Origin, public_id: str) -> Source:
    """Raises `NotFound` for what the actor does not read."""
    if origin is Origin.REQUEST:
        return await _request(actor, public_id)
    if origin is Origin.INDICATOR:
        return await _indicator(actor, public_id)
    ref = await get_case_ref(actor.scope, public_id)
    return Source(
        origin=origin,
        id=ref.id,
        municipality=ref.municipality,
        name=f"Sag {ref.reference}",
        title=f"Sag {ref.reference}: {ref.title}",
        facts=await facts_of_case(actor, ref),
        gone=None,
    )


async def _request(actor: Actor, public_id: str) -> Source:
    """Nobody is named: neither who is asked nor who wrote."""
    found, _ = await get_request(actor.scope, public_id)
    row = found.row
    name = f"Anmodning fra {row.committee_name}, {short_date(row.asked_on)}"
    facts = tuple({each.key: each for each in _said_of_request(actor, found)}.values())
    return Source(
        origin=Origin.REQUEST,
        id=row.id,
        municipality=row.municipality,
        name=name,
        title=name,
        facts=facts,
        gone=None,
    )


def _said_of_request(actor: Actor, found: Found) -> Iterator[Fact]:
    """What was asked, where it stands, and what was answered: an answer with its reservation, as one."""
    row = found.row
    where = f" ({row.minutes_reference})" if row.minutes_reference else ""
    asked = f"{row.committee_name} bad {long_date(row.asked_on)}{where} om: {row.text}"
    yield Fact("asked", "Anmodningen", sentence(asked))
    late = ", fristen er overskredet" if is_overdue(found.status, row.due_on, actor.today) else ""
    due = long_date(row.due_on) if row.due_on else lower_first(NO_DAY)
    yield Fact(
        "status",
        "Anmodningen",
        f"Anmodningen er {lower_first(REQUEST_STATUS[found.status])}{late}. Svar senest: {due}.",
    )
    for step in found.steps:
        if step.kind is StepKind.MOVED:
            continue
        text = f"{STEP_KIND[step.kind]} {long_date(step.at.astimezone(COPENHAGEN).date())}: {sentence(step.text)}"
        text += f" Forbehold: {sentence(step.caveat)}" if step.caveat else ""
        text += f" Indikator: {sentence(step.indicator_name)}" if step.indicator_name else ""
        text += f" Dokument: {sentence(step.document_no)}" if step.document_no else ""
        yield Fact(key_of("step", text), "Svar", text)


async def _indicator(actor: Actor, public_id: str) -> Source:
    """Its figures of the units that the actor reads, each with all that goes with it; a hidden one says that it is."""
    row = await get_indicator(actor.scope, public_id)
    values = await list_values(actor.scope, (row.id,))
    counted: dict[str, Fact] = {}
    known: set[str] = set()
    for each in values:
        key = key_of("value", f"{each.unit_public_id} {each.period_from} {each.period_to} {each.period_text}")
        known.add(key)
        if each.counts:
            formula = formula_text(each, row.kind, row.measured_in)
            text = f"{row.name}, {each.unit_name}, {told(each, row.measured_in)}"
            counted[key] = Fact(key, each.unit_name, f"{text} Beregning: {formula}." if formula else text)
    definition = Fact("definition", "Opgørelsen", f"{row.name} gøres op sådan: {sentence(row.definition)}")
    return Source(
        origin=Origin.INDICATOR,
        id=row.id,
        municipality=row.municipality,
        name=f"Indikatoren {row.name}",
        title=f"Indikatoren {row.name}",
        facts=(definition, *counted.values()),
        gone=frozenset(known - counted.keys()),
    )


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
