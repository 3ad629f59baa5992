from app.api.enums import TokenScope

TOKEN_SCOPE = {
    TokenScope.READ: "Læse det, du selv kan læse",
    TokenScope.ITEMS_WRITE: "Opdatere tiltag: status og bemærkning",
    TokenScope.EVIDENCE_WRITE: "Tilføje dokumentation",
}
