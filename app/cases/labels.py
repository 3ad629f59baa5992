from collections.abc import Iterable

from app.cases.enums import (
    CaseOutcome,
    CasePhase,
    CaseState,
    ComplaintState,
    ContactChannel,
    ExtensionState,
    FindingKind,
    FocusPointClosure,
    FocusPointState,
    NoticeKind,
    RulingKind,
    Topic,
)

NOTICE_KIND = {
    NoticeKind.IMPROVEMENT: "Påbud med frist",
    NoticeKind.IMMEDIATE: "Strakspåbud",
    NoticeKind.INVESTIGATION: "Undersøgelsespåbud",
    NoticeKind.REPRIMAND: "Påtale",
    NoticeKind.AGREEMENT: "Aftaleforløb",
    NoticeKind.GUIDANCE: "Vejledning",
    NoticeKind.PROHIBITION: "Forbud",
    NoticeKind.COMPETENCE: "Kompetencepåbud",
    NoticeKind.NO_DUTY_TO_ACT: "Afgørelse uden handlepligt",
    NoticeKind.OWN_PLAN: "Egen handleplan",
}
CASE_PHASE = {
    CasePhase.HEARING: "I høring",
    CasePhase.OPEN: "Åben",
    CasePhase.REPORTED: "Tilbagemeldt",
    CasePhase.CLOSED: "Lukket",
}
CASE_STATE = {
    CaseState.HEARING: "I høring",
    CaseState.RECEIVED: "Modtaget",
    CaseState.INFORMED: "AMO orienteret",
    CaseState.PLANNING: "Handleplan i gang",
    CaseState.IN_PROGRESS: "Tiltag i gang",
    CaseState.READY_TO_REPORT: "Klar til tilbagemelding",
    CaseState.SUSPENDED: "Suspenderet af klage",
    CaseState.REPORTED: "Tilbagemeldt",
    CaseState.COMPLIED: "Efterkommet, ikke lukket",
    CaseState.CLOSED: "Lukket",
}
CASE_OUTCOME = {
    CaseOutcome.COMPLIED: "Efterkommet",
    CaseOutcome.NOT_COMPLIED: "Ikke efterkommet",
    CaseOutcome.REVOKED: "Ophævet",
    CaseOutcome.REPLACED: "Erstattet af en anden sag",
    CaseOutcome.NO_RULING: "Endte uden afgørelse",
    CaseOutcome.CONCLUDED: "Afsluttet uden handlepligt",
    CaseOutcome.AGREEMENT_COMPLETED: "Aftaleforløb afsluttet",
    CaseOutcome.AGREEMENT_DECLINED: "Aftaleforløb afslået",
    CaseOutcome.AGREEMENT_EXPIRED: "Tilbud om aftaleforløb udløbet",
    CaseOutcome.AGREEMENT_TERMINATED: "Aftaleforløb opsagt",
    CaseOutcome.PLAN_ENDED: "Egen handleplan afsluttet",
}
TOPIC = {
    Topic.WORKLOAD: "Stor arbejdsmængde og tidspres",
    Topic.UNCLEAR_DEMANDS: "Uklare krav og modstridende krav",
    Topic.EMOTIONAL_DEMANDS: "Høje følelsesmæssige krav i arbejdet med mennesker",
    Topic.OFFENSIVE_BEHAVIOUR: "Krænkende handlinger, herunder mobning og seksuel chikane",
    Topic.VIOLENCE: "Arbejdsrelateret vold",
    Topic.OTHER: "Andet (§ 5)",
}
RULING_KIND = {
    RulingKind.ORIGINAL: "Afgørelse",
    RulingKind.EXTENSION: "Afgørelse om længere frist",
    RulingKind.CHANGED: "Ændret afgørelse",
    RulingKind.APPEAL: "Afgørelse af klage",
    RulingKind.NEW_DATE: "Ny frist i Arbejdstilsynets svar",
}
FINDING_KIND = {
    FindingKind.DEMAND: "Krav",
    FindingKind.CONCLUSION: "Konklusion",
}
FOCUS_POINT_STATE = {
    FocusPointState.OPEN: "Åbent",
    FocusPointState.CLOSED: "Lukket",
}
FOCUS_POINT_CLOSURE = {
    FocusPointClosure.EFFECT: "Effekten er god nok",
    FocusPointClosure.REASONED: "Lukket med begrundelse",
}
COMPLAINT_STATE = {
    ComplaintState.FILED: "Indsendt",
    ComplaintState.UPHELD: "Medhold",
    ComplaintState.REJECTED: "Ikke medhold",
    ComplaintState.WITHDRAWN: "Trukket tilbage",
}
EXTENSION_STATE = {
    ExtensionState.REQUESTED: "Ansøgt",
    ExtensionState.GRANTED: "Bevilget",
    ExtensionState.REFUSED: "Afslået",
    ExtensionState.WITHDRAWN: "Trukket tilbage",
}
CONTACT_CHANNEL = {
    ContactChannel.PHONE: "Telefon",
    ContactChannel.MEETING: "Møde",
    ContactChannel.VISIT: "Besøg",
    ContactChannel.LETTER: "Brev eller Digital Post",
    ContactChannel.EMAIL: "E-mail",
    ContactChannel.SELF_SERVICE: "Arbejdstilsynets selvbetjening",
}


def topics_text(topics: Iterable[Topic]) -> str:
    """The topics in a sentence, in the order of the vocabulary."""
    chosen = set(topics)
    return ", ".join(label for topic, label in TOPIC.items() if topic in chosen)
