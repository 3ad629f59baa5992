from app.committees.enums import CommitteeFunction, CommitteeKind, CommitteeSide

COMMITTEE_KIND = {
    CommitteeKind.MED: "MED-udvalg",
    CommitteeKind.WORK_ENVIRONMENT_COMMITTEE: "Arbejdsmiljøudvalg (AMU)",
    CommitteeKind.WORK_ENVIRONMENT_GROUP: "Arbejdsmiljøgruppe (AMG)",
}
COMMITTEE_SIDE = {
    CommitteeSide.EMPLOYER: "Ledelsen",
    CommitteeSide.EMPLOYEE: "Medarbejderne",
    CommitteeSide.NEUTRAL: "Ingen af siderne",
}
COMMITTEE_FUNCTION = {
    CommitteeFunction.CHAIR: "Formand",
    CommitteeFunction.DEPUTY_CHAIR: "Næstformand",
    CommitteeFunction.MEMBER: "Medlem",
    CommitteeFunction.HEALTH_SAFETY_REP: "Arbejdsmiljørepræsentant (AMR)",
    CommitteeFunction.UNION_REP: "Tillidsrepræsentant (TR)",
    CommitteeFunction.SECRETARY: "Sekretær",
}
