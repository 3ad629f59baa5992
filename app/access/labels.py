from app.access.enums import Permission, Role

ROLE = {
    Role.MANAGER: "Leder",
    Role.HEALTH_SAFETY_REP: "Arbejdsmiljørepræsentant (AMR)",
    Role.COMMITTEE_MEMBER: "MED-udvalgsmedlem",
    Role.CONSULTANT: "Arbejdsmiljøkonsulent",
    Role.ADMINISTRATOR: "Administrator",
    Role.READER: "Læser",
}

PERMISSION = {
    Permission.CASE_READ: "Læse sager",
    Permission.CASE_WRITE: "Oprette sager og rette frister",
    Permission.CASE_CLOSE: "Lukke sager",
    Permission.PLAN_WRITE: "Skrive i handleplanen",
    Permission.PLAN_APPROVE: "Godkende handleplanen",
    Permission.ITEM_UPDATE: "Opdatere tiltag",
    Permission.EFFECT_EVALUATE: "Vurdere effekt",
    Permission.EVIDENCE_ADD: "Tilføje dokumentation",
    Permission.EVIDENCE_WITHDRAW: "Trække dokumentation tilbage",
    Permission.INVOLVEMENT_ADD: "Registrere inddragelse",
    Permission.REPORT_CREATE: "Lave rapport",
    Permission.REPORT_RELEASE: "Frigive rapport",
    Permission.REPORT_BACK: "Registrere tilbagemelding",
    Permission.ORGANISATION_WRITE: "Rette enheder og personer",
    Permission.ACCOUNT_WRITE: "Oprette brugere og roller",
}


def role_text(job_title: str, role: Role | None) -> str:
    """A person as reports and lists show them: the job, else the role, else unknown."""
    return job_title or (ROLE[role] if role else "ukendt rolle")
