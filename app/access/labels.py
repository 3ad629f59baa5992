from collections.abc import Iterable

from app.access.enums import Permission, Role, Tier

ROLE = {
    Role.MANAGER: "Leder",
    Role.HEALTH_SAFETY_REP: "Arbejdsmiljørepræsentant (AMR)",
    Role.UNION_REP: "Tillidsrepræsentant (TR)",
    Role.COMMITTEE_MEMBER: "MED-udvalgsmedlem",
    Role.COMMITTEE_SECRETARY: "Udvalgssekretær",
    Role.CONSULTANT: "Arbejdsmiljøkonsulent",
    Role.HR_SURVEYS: "HR (trivselsmålinger)",
    Role.SECRETARIAT: "Sekretariat",
    Role.EXTERNAL_ADVISER: "Ekstern rådgiver",
    Role.READER: "Læser",
    Role.ADMINISTRATOR: "Administrator",
    Role.AUDITOR: "Revisor",
}

ROLE_SHORT = {
    Role.MANAGER: "leder",
    Role.HEALTH_SAFETY_REP: "AMR",
    Role.UNION_REP: "TR",
    Role.COMMITTEE_MEMBER: "MED",
    Role.COMMITTEE_SECRETARY: "sekretær",
    Role.CONSULTANT: "konsulent",
    Role.HR_SURVEYS: "HR",
    Role.SECRETARIAT: "sekretariat",
    Role.EXTERNAL_ADVISER: "rådgiver",
    Role.READER: "læser",
    Role.ADMINISTRATOR: "administrator",
    Role.AUDITOR: "revisor",
}

TIER = {
    Tier.OPEN: "Åben",
    Tier.AMO: "Arbejdsmiljøorganisationen (AMO)",
    Tier.MANAGEMENT: "Ledelse",
    Tier.RESTRICTED: "Begrænset til navngivne",
}

# Where a tier is chosen, each says who reads.
TIER_READERS = {
    Tier.OPEN: "Alle med adgang til sagen",
    Tier.AMO: "Arbejdsmiljøorganisationen (AMO) og ledelsen",
    Tier.MANAGEMENT: "Kun ledelsen",
    Tier.RESTRICTED: "Kun dem, du vælger ved navn",
}

TIER_HELP = {
    Tier.OPEN: "Alle, der kan se sagen.",
    Tier.AMO: "AMR, TR, MED-udvalg, leder, arbejdsmiljøkonsulent og revisor.",
    Tier.MANAGEMENT: "Leder, arbejdsmiljøkonsulent og revisor.",
    Tier.RESTRICTED: "Kun dem, du vælger ved navn.",
}

PERMISSION = {
    Permission.CASE_READ: "Læse sager",
    Permission.CASE_WRITE: "Oprette sager og rette frister",
    Permission.CASE_CLOSE: "Lukke sager",
    Permission.PLAN_WRITE: "Skrive i handleplanen",
    Permission.PLAN_APPROVE: "Godkende handleplanen",
    Permission.ITEM_COMMENT: "Skrive bemærkninger til tiltag",
    Permission.ITEM_UPDATE: "Opdatere tiltag",
    Permission.ITEM_HAND_OVER: "Give en andens tiltag videre",
    Permission.EFFECT_EVALUATE: "Vurdere effekt",
    Permission.EVIDENCE_ADD: "Tilføje dokumentation",
    Permission.EVIDENCE_WITHDRAW: "Trække dokumentation tilbage",
    Permission.EVIDENCE_REQUEST: "Bede andre om dokumentation",
    Permission.CONTENT_ERASE: "Godkende, at indhold slettes",
    Permission.INVOLVEMENT_ADD: "Registrere inddragelse",
    Permission.REPORT_CREATE: "Lave rapport",
    Permission.REPORT_RELEASE: "Frigive rapport",
    Permission.REPORT_BACK: "Registrere tilbagemelding",
    Permission.REPORT_EXPORT: "Hente rapporter som PDF",
    Permission.ORGANISATION_WRITE: "Rette enheder og personer",
    Permission.ACCOUNT_WRITE: "Oprette brugere og roller",
    Permission.COMMITTEE_WRITE: "Rette udvalg og medlemmer",
    Permission.CASE_SHARE: "Give en ekstern rådgiver adgang til en sag",
    Permission.LOG_READ: "Læse hændelsesloggen",
    Permission.PERSON_EXPORT: "Udlevere, hvad der står om en person",
    Permission.SURVEY_READ: "Læse trivselsmålinger",
    Permission.SURVEY_WRITE: "Oprette trivselsmålinger og skrive tal ind",
    Permission.MATERIAL_SEND: "Registrere materiale sendt til enheder",
    Permission.MATERIAL_ANSWER: "Svare på materiale for en enhed",
    Permission.CYCLE_READ: "Læse APV og årlig arbejdsmiljødrøftelse",
    Permission.CYCLE_WRITE: "Registrere APV og årlig arbejdsmiljødrøftelse",
    Permission.INDICATOR_WRITE: "Skrive tal til indikatorer",
    Permission.INDICATOR_DEFINE: "Oprette og rette indikatorer",
    Permission.MEETING_READ: "Læse enhedens møder",
    Permission.MEETING_WRITE: "Holde enhedens møder",
    Permission.INQUIRY_READ: "Læse forespørgsler fra byrådet",
    Permission.INQUIRY_WRITE: "Oprette og besvare forespørgsler fra byrådet",
    Permission.INQUIRY_APPROVE: "Godkende svar på forespørgsler",
}


def ask_text(people: Iterable[tuple[str, Role]]) -> str:
    """Whom to ask for what one may not do alone, by name and role; the administrator where there is nobody."""
    names = [f"{name} ({ROLE_SHORT[role]})" for name, role in people]
    if not names:
        return "Lige nu har ingen anden ret til det. Spørg jeres administrator, hvem der kan få den."
    return f"Spørg {' eller '.join(filter(None, (', '.join(names[:-1]), names[-1])))}."
