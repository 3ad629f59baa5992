from app.reports.enums import ChangeKind, Profile, ReplyOutcome, ReportPart, ReportType, SnapshotState

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
}
REPORT_PART = {
    ReportPart.FINDINGS: "Krav og konklusioner",
    ReportPart.MEASURES: "Tiltag",
    ReportPart.EFFECT: "Effekt",
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
