from app.cycles.enums import CycleElement, CycleKind, ElementState, GoalOutcome, Participant, Standing

CYCLE_KIND = {
    CycleKind.WORKPLACE_ASSESSMENT: "APV",
    CycleKind.ANNUAL_DISCUSSION: "Årlig arbejdsmiljødrøftelse",
}
CYCLE_KIND_SOURCE = {
    CycleKind.WORKPLACE_ASSESSMENT: "Bekendtgørelse nr. 65 af 22. januar 2024 om systematisk arbejdsmiljøarbejde, § 2",
    CycleKind.ANNUAL_DISCUSSION: "Bekendtgørelse nr. 65 af 22. januar 2024 om systematisk arbejdsmiljøarbejde, § 4",
}
CYCLE_KIND_INTERVAL = {
    CycleKind.WORKPLACE_ASSESSMENT: "Mindst hvert tredje år, og når arbejdet ændrer sig",
    CycleKind.ANNUAL_DISCUSSION: "Hvert år",
}

CYCLE_ELEMENT = {
    CycleElement.RISK_ASSESSMENT: "Risikovurdering",
    CycleElement.SICKNESS_ABSENCE: "Inddragelse af sygefravær",
    CycleElement.ACTION_PLAN: "Skriftlig handlingsplan",
    CycleElement.FOLLOW_UP: "Gennemførelse og opfølgning",
    CycleElement.COMING_YEAR: "Næste års samarbejde",
    CycleElement.COOPERATION: "Hvordan samarbejdet foregår",
    CycleElement.LAST_GOALS: "Sidste års mål",
    CycleElement.NEW_GOALS: "Nye mål",
    CycleElement.COMPETENCE: "Kompetenceudvikling",
    CycleElement.AMO_TOOK_PART: "AMO har deltaget",
    CycleElement.WRITTEN: "Skriftlig",
}
CYCLE_ELEMENT_HELP = {
    CycleElement.RISK_ASSESSMENT: "Problemerne er vurderet ud fra en afdækning af arbejdsmiljøet.",
    CycleElement.SICKNESS_ABSENCE: "Det er vurderet, om arbejdsmiljøet kan medvirke til sygefraværet. Skriv ikke om "
    "enkelte personer.",
    CycleElement.ACTION_PLAN: "For problemer, der ikke er løst med det samme: art, alvor, omfang og årsager, hvornår "
    "og hvordan de løses, og hvem der er ansvarlig.",
    CycleElement.FOLLOW_UP: "Planen er gennemført, og I har fulgt op på den.",
    CycleElement.COMING_YEAR: "Indholdet af næste års samarbejde om arbejdsmiljø er tilrettelagt.",
    CycleElement.COOPERATION: "Det er aftalt, hvordan samarbejdet skal foregå.",
    CycleElement.LAST_GOALS: "Det er vurderet, om målene fra sidste år er nået.",
    CycleElement.NEW_GOALS: "Der er sat mål for det kommende år.",
    CycleElement.COMPETENCE: "Kompetenceudvikling om arbejdsmiljø er drøftet.",
    CycleElement.AMO_TOOK_PART: "Arbejdsmiljøorganisationen har deltaget i at planlægge, gennemføre og følge op.",
    CycleElement.WRITTEN: "Det foreligger skriftligt.",
}
ELEMENT_STATE = {ElementState.DONE: "Gjort", ElementState.NOT_YET: "Ikke endnu"}
ELEMENT_STATE_TAG = {ElementState.DONE: "success", ElementState.NOT_YET: "warning"}

PARTICIPANT = {
    Participant.MANAGEMENT: "Ledelsen",
    Participant.HEALTH_SAFETY_REP: "Arbejdsmiljørepræsentant (AMR)",
    Participant.UNION_REP: "Tillidsrepræsentant (TR)",
    Participant.AMO: "Arbejdsmiljøorganisationen (AMO)",
    Participant.MED: "MED-udvalg",
    Participant.EMPLOYEES: "Medarbejderne",
    Participant.ADVISER: "Arbejdsmiljøkonsulent eller rådgiver",
}
UNFINISHED = "Noget af det, den skal indeholde, mangler"
GOAL_OUTCOME = {
    GoalOutcome.REACHED: "Nået",
    GoalOutcome.PARTLY: "Delvist nået",
    GoalOutcome.MISSED: "Ikke nået",
}
GOAL_OUTCOME_TAG = {
    GoalOutcome.REACHED: "success",
    GoalOutcome.PARTLY: "warning",
    GoalOutcome.MISSED: "danger",
}
STANDING = {
    Standing.LATE: "Overskredet",
    Standing.CHANGED: "Arbejdet er ændret",
    Standing.UNFINISHED: "Ikke færdig",
    Standing.SOON: "Snart",
    Standing.UNKNOWN: "Ukendt",
    Standing.FINE: "Inden for fristen",
}
STANDING_TAG = {
    Standing.LATE: "danger",
    Standing.CHANGED: "warning",
    Standing.UNFINISHED: "warning",
    Standing.SOON: "warning",
    Standing.UNKNOWN: "neutral",
    Standing.FINE: "success",
}
