from app.requests.enums import RequestStatus, StepKind

STEP_KIND = {
    StepKind.PART: "Delvist svar",
    StepKind.ANSWER: "Svar",
    StepKind.IMPOSSIBLE: "Kan ikke besvares",
    StepKind.NOT_ENOUGH: "Svaret er ikke nok",
    StepKind.MOVED: "Ny frist eller ansvarlig",
    StepKind.WITHDRAWN: "Trukket tilbage",
}
REQUEST_STATUS = {
    RequestStatus.OPEN: "Åben",
    RequestStatus.PART: "Delvist besvaret",
    RequestStatus.ANSWERED: "Besvaret",
    RequestStatus.IMPOSSIBLE: "Kan ikke besvares",
    RequestStatus.WITHDRAWN: "Trukket tilbage",
}
REQUEST_STATUS_TAG = {
    RequestStatus.OPEN: "info",
    RequestStatus.PART: "warning",
    RequestStatus.ANSWERED: "success",
    RequestStatus.IMPOSSIBLE: "neutral",
    RequestStatus.WITHDRAWN: "neutral",
}
NOBODY = "Ingen endnu"
NO_DAY = "Ingen frist sat"
