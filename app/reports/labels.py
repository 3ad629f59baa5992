from app.reports.enums import ReplyOutcome, SnapshotState

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
