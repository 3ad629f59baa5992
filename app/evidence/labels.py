from app.evidence.enums import EvidenceKind, LinkKind

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
