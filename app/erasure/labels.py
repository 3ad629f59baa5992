from app.erasure.enums import ErasedKind, ErasureState

ERASURE_STATE = {
    ErasureState.ASKED: "Venter på godkendelse",
    ErasureState.DONE: "Slettet",
    ErasureState.DECLINED: "Afvist",
    ErasureState.CANCELLED: "Taget tilbage",
}
ERASED_KIND = {
    ErasedKind.EVIDENCE: "Dokumentation",
    ErasedKind.DOCUMENT: "Brev",
}
