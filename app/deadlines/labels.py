from app.deadlines.enums import ClockState, DateSource, DeadlineKind

DEADLINE_KIND = {
    DeadlineKind.HEARING: "Høringsfrist",
    DeadlineKind.COMPLAINT: "Klagefrist",
    DeadlineKind.COMPLIANCE: "Efterkommelsesfrist",
    DeadlineKind.REPORT_BACK: "Tilbagemeldingsfrist",
    DeadlineKind.AGREEMENT_ACCEPTANCE: "Frist for at tage imod aftaleforløb",
    DeadlineKind.AGREEMENT_END: "Aftaleforløbet slutter",
    DeadlineKind.ADVISER_CHOSEN: "Frist for at oplyse rådgiver",
    DeadlineKind.ADVISER_REPORT: "Frist for rådgiverens rapport",
    DeadlineKind.INVESTIGATION_ACCOUNT: "Frist for arbejdsgiverens redegørelse",
    DeadlineKind.HEARING_SENT: "Høring sendt",
    DeadlineKind.HEARING_ANSWERED: "Høring besvaret",
    DeadlineKind.RULED: "Afgørelsens dato",
    DeadlineKind.AVAILABLE: "Tilgængelig i Digital Post",
    DeadlineKind.AGREEMENT_OFFERED: "Aftaleforløb tilbudt",
    DeadlineKind.AGREEMENT_ACCEPTED: "Aftaleforløb accepteret",
    DeadlineKind.ADVISER_AGREED: "Skriftlig aftale med rådgiver",
    DeadlineKind.ADVISER_AMO_INVOLVED: "AMO inddraget om rådgiver",
    DeadlineKind.CONTROL_VISIT: "Kontrolbesøg",
}
DATE_SOURCE = {
    DateSource.LETTER: "Fra Arbejdstilsynets brev",
    DateSource.COMPUTED: "Beregnet",
    DateSource.INTERNAL: "Fastsat internt",
}
CLOCK_STATE = {
    ClockState.UNKNOWN: "Frist ukendt",
    ClockState.AWAITING: "Afventer ny dato fra Arbejdstilsynet",
    ClockState.UPCOMING: "Kommer",
    ClockState.DUE_SOON: "Snart",
    ClockState.DUE_TODAY: "I dag",
    ClockState.OVERDUE: "Overskredet",
    ClockState.EXPIRED: "Udløbet",
    ClockState.SUSPENDED: "Suspenderet af klage",
    ClockState.MET: "Overholdt",
    ClockState.MET_LATE: "Opfyldt efter fristen",
    ClockState.ENDED: "Afsluttet: efterkommet",
    ClockState.VOID: "Bortfaldet",
}
