from app.inquiries.enums import AnswerState, InquiryState, Origin

INQUIRY_STATE = {InquiryState.OPEN: "I gang", InquiryState.WITHDRAWN: "Trukket tilbage"}
ANSWER_STATE = {
    AnswerState.EMPTY: "Ikke besvaret",
    AnswerState.DRAFT: "Udkast",
    AnswerState.APPROVED: "Godkendt",
}
ANSWER_STATE_TAG = {AnswerState.EMPTY: "neutral", AnswerState.DRAFT: "warning", AnswerState.APPROVED: "success"}
ORIGIN = {
    Origin.CASE: "Sag",
    Origin.REQUEST: "Anmodning fra et udvalg",
    Origin.INDICATOR: "Indikator",
}
