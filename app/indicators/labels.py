from app.indicators.enums import Better, IndicatorKind, Trend

INDICATOR_KIND = {
    IndicatorKind.STAFF_TURNOVER: "Personaleomsætning",
    IndicatorKind.LEADER_TURNOVER: "Lederomsætning",
    IndicatorKind.SICKNESS_ABSENCE: "Sygefravær, samlet for enheden",
    IndicatorKind.ERROR_RATE: "Fejlprocent",
    IndicatorKind.OWN: "Egen indikator",
}
BETTER = {Better.HIGHER: "Højere er bedre", Better.LOWER: "Lavere er bedre"}
TREND = {Trend.HIGHER: "Højere", Trend.LOWER: "Lavere", Trend.UNCHANGED: "Uændret"}
