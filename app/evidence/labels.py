from app.evidence.enums import EvidenceKind, LinkKind, RequestAct, RequestState

EVIDENCE_KIND = {
    EvidenceKind.PHOTO: "Foto",
    EvidenceKind.MINUTES: "Referat",
    EvidenceKind.GUIDELINE: "Retningslinje eller arbejdsgang",
    EvidenceKind.SCHEDULE: "Plan eller vagtplan",
    EvidenceKind.TRAINING: "Kursus eller oplæring",
    EvidenceKind.MEASUREMENT: "Måling eller optælling",
    EvidenceKind.OTHER: "Andet",
}
LINK_KIND = {
    LinkKind.CASE: "Sag",
    LinkKind.FOCUS_POINT: "Fokuspunkt",
    LinkKind.ITEM: "Tiltag",
}
REQUEST_STATE = {
    RequestState.REQUESTED: "Ønsket",
    RequestState.DELIVERED: "Leveret",
    RequestState.RETURNED: "Sendt tilbage",
    RequestState.ACCEPTED: "Godkendt",
    RequestState.CANCELLED: "Taget tilbage",
}
REQUEST_ACT = {
    RequestAct.DELIVER: "Levér",
    RequestAct.ACCEPT: "Sig god for det",
    RequestAct.RETURN: "Send tilbage",
    RequestAct.CANCEL: "Tag anmodningen tilbage",
}
