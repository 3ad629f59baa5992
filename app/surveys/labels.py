from app.surveys.enums import (
    BestEnd,
    HiddenReason,
    LinkRole,
    Measure,
    RoundState,
    ScaleScoring,
    SurveyDirection,
    WishedChange,
)

SCALE_SCORING = {
    ScaleScoring.MEAN: "Gennemsnit af svarene",
    ScaleScoring.SUM: "Sum af svarene",
}
BEST_END = {
    BestEnd.HIGHER: "Højere er bedre",
    BestEnd.LOWER: "Lavere er bedre",
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
LINK_ROLE = {
    LinkRole.PROBLEM: "Viser problemet",
    LinkRole.BASELINE: "Udgangspunkt",
    LinkRole.EFFECT: "Effekt",
}
WISHED_CHANGE = {
    WishedChange.BETTER: "Det skal blive bedre",
    WishedChange.SAME: "Det skal blive, som det er",
}
HIDDEN_REASON = {
    HiddenReason.TOO_FEW: "skjult af hensyn til anonymitet",
    HiddenReason.WOULD_TELL: "skjult af hensyn til anonymitet",
    HiddenReason.SUPPLIER: "skjult af leverandøren",
}
