from app.documents.enums import Direction, DocumentKind, ScanState

DOCUMENT_KIND = {
    DocumentKind.RULING: "Afgørelse",
    DocumentKind.HEARING: "Høringsbrev",
    DocumentKind.AUTHORITY_REPLY: "Svar fra Arbejdstilsynet",
    DocumentKind.RECEIPT: "Kvittering",
    DocumentKind.COMPLAINT: "Klage",
    DocumentKind.AGREEMENT: "Aftale",
    DocumentKind.ADVISER_REPORT: "Rapport fra rådgiver",
    DocumentKind.MINUTES: "Referat",
    DocumentKind.OTHER: "Andet",
}
DIRECTION = {
    Direction.RECEIVED: "Modtaget",
    Direction.SENT: "Sendt",
    Direction.INTERNAL: "Intern",
}
SCAN_STATE = {
    ScanState.UNSCANNED: "Ikke scannet",
    ScanState.WAITING: "Venter på virusscanning",
    ScanState.CLEAN: "Uden virus",
    ScanState.INFECTED: "Virus fundet",
}
