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
CHANNEL = {
    Channel.MEETING: "Møde",
    Channel.EMAIL: "E-mail",
    Channel.CONVERSATION: "Samtale",
    Channel.NOTICE: "Opslag eller intranet",
    Channel.OTHER: "Andet",
}
