from app.surveys.enums import HiddenReason, Measure, RoundState, ScaleScoring, SurveyDirection

SCALE_SCORING = {
    ScaleScoring.MEAN: "Gennemsnit af svarene",
    ScaleScoring.SUM: "Sum af svarene",
}
ROUND_STATE = {
    RoundState.DRAFT: "Kladde",
    RoundState.PUBLISHED: "Offentliggjort",
}
ROUND_STATE_KIND = {
    RoundState.DRAFT: "neutral",
    RoundState.PUBLISHED: "info",
}
SURVEY_DIRECTION = {
    SurveyDirection.POSITIVE: "Fremgang",
    SurveyDirection.UNCHANGED: "Uændret",
    SurveyDirection.NEGATIVE: "Tilbagegang",
}
SURVEY_DIRECTION_KIND = {
    SurveyDirection.POSITIVE: "success",
    SurveyDirection.UNCHANGED: "neutral",
    SurveyDirection.NEGATIVE: "warning",
}
MEASURE = {
    Measure.MEAN: "Score",
    Measure.COUNT: "Antal svar",
    Measure.DISTRIBUTION: "Fordeling af svar",
    Measure.TEXT: "Fritekst",
}
HIDDEN_REASON = {
    HiddenReason.TOO_FEW: "skjult af hensyn til anonymitet",
    HiddenReason.WOULD_TELL: "skjult af hensyn til anonymitet",
    HiddenReason.SUPPLIER: "skjult af leverandøren",
}
