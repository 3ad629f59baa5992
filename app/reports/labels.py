from app.reports.enums import (
    ChangeKind,
    Profile,
    ReplyOutcome,
    ReportPart,
    ReportType,
    RoadStep,
    SnapshotState,
    StepState,
)

REPORT_TYPE = {
    ReportType.STATUS: "Statusrapport",
    ReportType.ACTION_PLAN: "Handleplan",
    ReportType.OVERVIEW: "Oversigt over sager",
}
PROFILE = {
    Profile.AUTHORITY: "Arbejdstilsynet",
    Profile.COMMITTEE: "AMO og MED-udvalg",
    Profile.MANAGEMENT: "Ledelsen",
    Profile.NOTICE_BOARD: "Opslag, som alle kan læse",
}

SNAPSHOT_STATE = {
    SnapshotState.DRAFT: "Kladde",
    SnapshotState.RELEASED: "Frigivet",
    SnapshotState.WITHDRAWN: "Trukket tilbage",
}
REPLY_OUTCOME = {
    ReplyOutcome.COMPLIED: "Påbuddet er efterkommet",
    ReplyOutcome.ASKS: "Arbejdstilsynet beder om mere",
    ReplyOutcome.NOT_COMPLIED: "Påbuddet er ikke efterkommet",
    ReplyOutcome.CONTROL_VISIT: "Arbejdstilsynet kommer på kontrolbesøg",
    ReplyOutcome.NEW_REACTION: "Arbejdstilsynet har givet en ny reaktion",
}
REPORT_PART = {
    ReportPart.FINDINGS: "Krav og konklusioner",
    ReportPart.MEASURES: "Tiltag",
    ReportPart.EFFECT: "Effekt",
    ReportPart.SURVEYS: "Trivselsmålinger",
    ReportPart.EVIDENCE: "Dokumentation",
    ReportPart.REMARKS: "Bemærkninger",
    ReportPart.DATES: "Frister og datoer",
    ReportPart.EXCHANGE: "Tilbagemelding, svar og kontakt",
    ReportPart.CASE: "Sagens oplysninger",
}
CHANGE_KIND = {
    ChangeKind.NEW: "Nyt",
    ChangeKind.GONE: "Ikke længere med",
    ChangeKind.CHANGED: "Ændret",
}
ROAD_STEP = {
    RoadStep.CHECK: "Er det hele med?",
    RoadStep.DRAFT: "Lav en kladde",
    RoadStep.INFORM: "Orientér om kladden",
    RoadStep.RELEASE: "Frigiv rapporten",
    RoadStep.SEND: "Send i Arbejdstilsynets selvbetjening",
    RoadStep.AWAIT: "Vent på Arbejdstilsynets svar",
    RoadStep.END: "Luk sagen",
}
STEP_STATE = {
    StepState.DONE: "Gjort",
    StepState.NOW: "Nu",
    StepState.LATER: "Senere",
    StepState.SKIPPED: "Ikke registreret",
}


def subject_of(kind: ReportType, no: int) -> str:
    """What the log calls a report of a case: "Statusrapport nr. 2"."""
    return f"{REPORT_TYPE[kind]} nr. {no}"
