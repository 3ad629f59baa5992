"""Which fields of a report are compared, what they are called, and what they are about.

What is in no table here follows from something that is, or from the day (`tests/reports/test_changes.py` lists it).
"""

import re
from collections.abc import Callable
from typing import Any

import msgspec

from app.reports.enums import ReportPart

LATE = ", fristen er overskredet"  # what the day adds to an item's status


def same(value: Any) -> Any:
    return value


def numbers(value: tuple[str, ...]) -> tuple[str, ...]:
    """Of "2. Bemanding", "3 Sparring": what they point at, whatever it is called now."""
    return tuple(text.partition(" ")[0] for text in value)


def numbers_of(value: str) -> str:
    """Of "Fokuspunkt 2: Bemanding": the number alone."""
    return value.partition(":")[0]


def roles(value: str | tuple[str, ...]) -> Any:
    """Without the name that stands after a role where the maker of the report wanted names."""
    if isinstance(value, tuple):
        return tuple(roles(each) for each in value)
    return re.sub(r" \([^()]*\)$", "", value)


class Field(msgspec.Struct, frozen=True):
    """`is_prose`: written by hand, so that its spelling can be put right. `happens`: empty, and not unknown, before it
    has happened. `of` is what is compared of the value."""

    label: str
    part: ReportPart
    is_prose: bool = False
    happens: bool = False
    of: Callable[[Any], Any] = same


Fields = dict[str, Field]
_MEASURES, _EFFECT, _EVIDENCE = ReportPart.MEASURES, ReportPart.EFFECT, ReportPart.EVIDENCE
_SURVEYS = ReportPart.SURVEYS
_REMARKS, _DATES, _EXCHANGE, _CASE = ReportPart.REMARKS, ReportPart.DATES, ReportPart.EXCHANGE, ReportPart.CASE

FINDING: Fields = {
    "kind": Field("Slags", ReportPart.FINDINGS),
    "text": Field("Tekst", ReportPart.FINDINGS, True),
    "source": Field("Hvor det står", ReportPart.FINDINGS, True),
    "answered_by": Field("Besvaret af", ReportPart.FINDINGS, of=numbers),
}
POINT: Fields = {
    "title": Field("Titel", _MEASURES, True),
    "status": Field("Status", _MEASURES),
    "description": Field("Beskrivelse", _MEASURES, True),
    "topics": Field("Emner", _MEASURES),
    "also_items": Field("Tiltag, der også hører til", _MEASURES, of=numbers),
    "effect_result": Field("Effekt", _EFFECT),
    "effect_evaluated_by": Field("Vurderet af", _EFFECT, of=roles),
    "effect_basis": Field("Hvad vurderingen bygger på", _EFFECT, True),
    "effect_surveys": Field("Målinger, som vurderingen bygger på", _EFFECT),
    "remeasure_on": Field("Mål igen senest", _MEASURES, happens=True),
    "closing_decision": Field("Begrundelse for lukning", _MEASURES, True),
}
ITEM: Fields = {
    "title": Field("Titel", _MEASURES, True),
    "status": Field("Status", _MEASURES, of=lambda text: text.removesuffix(LATE)),
    "unit": Field("Enhed", _MEASURES),
    "problem": Field("Problem", _MEASURES, True),
    "cause": Field("Årsag", _MEASURES, True),
    "nature": Field("Art", _MEASURES, True),
    "severity": Field("Alvor", _MEASURES, True),
    "scope": Field("Omfang", _MEASURES, True),
    "measure": Field("Hvad I gør", _MEASURES, True),
    "what_was_done": Field("Hvad er gjort", _MEASURES, True),
    "how_it_solves": Field("Sådan løser det problemet", _MEASURES, True),
    "prevention_level": Field("Forebyggelsesniveau", _MEASURES),
    "owner_role": Field("Ansvarlig", _MEASURES),
    "helpers": Field("Hjælpere", _MEASURES, of=roles),
    "due_on": Field("Frist", _MEASURES),
    "late_reason": Field("Begrundelse for en sen frist", _MEASURES, True),
    "date_moves": Field("Flyttet frist", _MEASURES),
    "review_interval": Field("Følges", _MEASURES),
    "next_review_on": Field("Næste opfølgning", _MEASURES),
    "is_done": Field("Gennemført", _MEASURES),
    "done_on": Field("Gennemført den", _MEASURES, happens=True),
    "effect_criterion": Field("Tegn på, at det virker", _EFFECT, True),
    "effect_check_on": Field("Effekten vurderes", _EFFECT),
    "effect_result": Field("Effekt", _EFFECT),
    "effect_evaluated_on": Field("Effekt vurderet", _EFFECT, happens=True),
    "effect_evaluated_by": Field("Vurderet af", _EFFECT, of=roles),
    "effect_basis": Field("Hvad vurderingen bygger på", _EFFECT, True),
    "effect_surveys": Field("Målinger, som vurderingen bygger på", _EFFECT),
    "follow_up": Field("Nye tiltag", _EFFECT, of=numbers),
}
SURVEY: Fields = {
    "focus_point": Field("Fokuspunkt", _SURVEYS, of=numbers_of),
    "role": Field("Hvad den viser", _SURVEYS),
    "survey": Field("Måling", _SURVEYS),
    "period": Field("Hvornår", _SURVEYS),
    "unit": Field("Enhed", _SURVEYS),
    "scale": Field("Skala", _SURVEYS),
    "instrument": Field("Spørgeskema", _SURVEYS),
    "edition": Field("Udgave", _SURVEYS),
    "value": Field("Resultat", _SURVEYS),
    "answered": Field("Svar", _SURVEYS),
    "comparison": Field("Før og efter", _SURVEYS),
    "was": Field("Enheden dengang", _SURVEYS),
    "wished": Field("Hvad I vil opnå", _SURVEYS),
    "note": Field("Bemærkning", _SURVEYS, True),
}
INDICATOR: Fields = {
    "focus_point": Field("Fokuspunkt", _SURVEYS, of=numbers_of),
    "indicator": Field("Indikator", _SURVEYS),
    "unit": Field("Enhed", _SURVEYS),
    "definition": Field("Sådan gøres det op", _SURVEYS, True),
    "figure": Field("Tal", _SURVEYS),
    "before": Field("Før", _SURVEYS),
    "better": Field("Hvad er bedst", _SURVEYS),
    "note": Field("Bemærkning", _SURVEYS, True),
}
PRIOR: Fields = {
    "title": Field("Titel", _MEASURES, True),
    "description": Field("Beskrivelse", _MEASURES, True),
    "since": Field("Siden", _MEASURES),
    "since_text": Field("Hvornår", _MEASURES, True),
    "judgement": Field("Vurdering", _MEASURES),
    "judgement_text": Field("Vurderingens ord", _MEASURES, True),
    "source": Field("Hvor det står", _MEASURES, True),
}
CONDITION: Fields = {
    "description": Field("Beskrivelse", _MEASURES, True),
    "last_reviewed_on": Field("Sidst fulgt op", _MEASURES, happens=True),
}
EVIDENCE: Fields = {
    "title": Field("Titel", _EVIDENCE, True),
    "kind": Field("Slags", _EVIDENCE),
    "on": Field("Dato", _EVIDENCE),
    "version": Field("Version", _EVIDENCE),
    "file_name": Field("Fil", _EVIDENCE),
    "sha256": Field("Filens fingeraftryk", _EVIDENCE),
    "esdh_ref": Field("ESDH", _EVIDENCE),
    "belongs_to": Field("Hører til", _EVIDENCE),
    "note": Field("Note", _EVIDENCE),
    "is_withdrawn": Field("Trukket tilbage", _EVIDENCE),
}
INVOLVEMENT: Fields = {
    "on": Field("Dato", _REMARKS),
    "kind": Field("Hvad skete der", _REMARKS),
    "forum": Field("Hvem", _REMARKS),
    "roles": Field("Hvordan", _REMARKS),
    "minutes_ref": Field("Referat", _REMARKS),
    "remark": Field("Bemærkning", _REMARKS, True),
    "is_withdrawn": Field("Trukket tilbage", _REMARKS),
}
RULING: Fields = {
    "ruled_on": Field("Dato", _DATES),
    "available_on": Field("Tilgængelig i Digital Post", _DATES),
    "summary": Field("Kort", _DATES, True),
    "document": Field("Brev", _DATES),
}
CLOCK: Fields = {
    "on": Field("Dato", _DATES),
    "source": Field("Kilde", _DATES),
}
REPORT_BACK: Fields = {
    "sent_on": Field("Sendt", _EXCHANGE),
    "receipt": Field("Kvittering", _EXCHANGE),
    "note": Field("Note", _EXCHANGE, True),
    "mark": Field("Mærke", _EXCHANGE),
}
REPLY: Fields = {
    "on": Field("Dato", _EXCHANGE),
    "outcome": Field("Svar", _EXCHANGE),
    "document": Field("Brev", _EXCHANGE),
    "note": Field("Note", _EXCHANGE, True),
}
CONTACT: Fields = {
    "on": Field("Dato", _EXCHANGE),
    "kind": Field("Slags", _EXCHANGE),
    "text": Field("Hvad I talte om", _EXCHANGE, True),
}
PLAN: Fields = {
    "state": Field("Status", _CASE),
    "version": Field("Version", _CASE),
    "approved_on": Field("Godkendt", _CASE),
    "note": Field("Note", _CASE, True),
}
CASE: Fields = {
    "case_reference": Field("Sagsnummer", _CASE),
    "title": Field("Titel", _CASE, True),
    "municipality": Field("Kommune", _CASE),
    "units": Field("Enheder", _CASE),
    "kind": Field("Slags", _CASE),
    "status": Field("Tilstand", _CASE),
    "at_case_no": Field("Arbejdstilsynets sagsnummer", _CASE),
    "esdh_case_no": Field("ESDH-sagsnummer", _CASE),
    "kle": Field("KLE", _CASE),
    "visited_on": Field("Besøgt", _CASE),
    "order_summary": Field("Påbuddet, kort", _CASE, True),
    "topics": Field("Emner", _CASE),
}
