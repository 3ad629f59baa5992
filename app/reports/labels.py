from app.reports.enums import ChangeKind, ReplyOutcome, ReportPart, SnapshotState

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
