from app.material.enums import AnswerKind

ANSWER_KIND = {
    AnswerKind.RECEIVED: "Modtaget",
    AnswerKind.READ: "Læst",
    AnswerKind.POSITION: "Taget stilling",
}
ANSWER_KIND_TAG = {
    AnswerKind.RECEIVED: "neutral",
    AnswerKind.READ: "info",
    AnswerKind.POSITION: "success",
}
