from app.meetings.enums import AgendaState, MeetingKind, MeetingState, Presence, Recurrence

MEETING_KIND = {
    MeetingKind.ORDINARY: "Ordinært møde",
    MeetingKind.EXTRAORDINARY: "Ekstraordinært møde",
    MeetingKind.WORKSHOP: "Temadag",
    MeetingKind.STANDING: "Fast punkt på enhedens møde",
}
MEETING_STATE = {
    MeetingState.PLANNED: "Planlagt",
    MeetingState.HELD: "Holdt",
    MeetingState.CANCELLED: "Aflyst",
}
MEETING_STATE_TAG = {
    MeetingState.PLANNED: "info",
    MeetingState.HELD: "success",
    MeetingState.CANCELLED: "neutral",
}
PRESENCE = {
    Presence.PRESENT: "Til stede",
    Presence.APOLOGY: "Afbud",
    Presence.ABSENT: "Udeblevet",
}
AGENDA_STATE = {
    AgendaState.PROPOSED: "Foreslået",
    AgendaState.ON_AGENDA: "På dagsordenen",
    AgendaState.TREATED: "Behandlet",
    AgendaState.MOVED: "Udsat",
    AgendaState.SENT: "Sendt videre",
    AgendaState.WITHDRAWN: "Taget af",
}
AGENDA_STATE_TAG = {
    AgendaState.PROPOSED: "warning",
    AgendaState.ON_AGENDA: "info",
    AgendaState.TREATED: "success",
    AgendaState.MOVED: "neutral",
    AgendaState.SENT: "neutral",
    AgendaState.WITHDRAWN: "neutral",
}
RECURRENCE = {
    Recurrence.WEEKS: "uger",
    Recurrence.MONTHS: "måneder, på samme ugedag",
}
