from app.involvement.enums import Channel, InvolvementKind, Party

INVOLVEMENT_KIND = {
    InvolvementKind.INFORMED: "Orienteret",
    InvolvementKind.HEARD: "Hørt",
    InvolvementKind.DISCUSSED: "Drøftet",
    InvolvementKind.AGREED: "Enig",
    InvolvementKind.DISSENTED: "Uenig",
}
PARTY = {
    Party.AMO: "Arbejdsmiljøorganisationen (AMO)",
    Party.HEALTH_SAFETY_REP: "Arbejdsmiljørepræsentant (AMR)",
    Party.UNION_REP: "Tillidsrepræsentant (TR)",
    Party.MED: "MED-udvalg",
    Party.EMPLOYEE_REP: "Repræsentant for medarbejderne",
    Party.EMPLOYEES: "Medarbejderne",
}
# For lines that are short of room.
PARTY_SHORT = {
    Party.AMO: "AMO",
    Party.HEALTH_SAFETY_REP: "AMR",
    Party.UNION_REP: "TR",
    Party.MED: "MED-udvalg",
    Party.EMPLOYEE_REP: "medarbejdernes repræsentant",
    Party.EMPLOYEES: "medarbejderne",
}
CHANNEL = {
    Channel.MEETING: "Møde",
    Channel.EMAIL: "E-mail",
    Channel.CONVERSATION: "Samtale",
    Channel.NOTICE: "Opslag eller intranet",
    Channel.OTHER: "Andet",
}
