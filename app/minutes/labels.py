from app.minutes.enums import MinutesReply, MinutesState

MINUTES_STATE = {
    MinutesState.DRAFT: "Kladde",
    MinutesState.SENT: "Sendt til godkendelse",
    MinutesState.APPROVED: "Godkendt af begge sider",
}
MINUTES_STATE_TAG = {
    MinutesState.DRAFT: "neutral",
    MinutesState.SENT: "warning",
    MinutesState.APPROVED: "success",
}
MINUTES_REPLY = {
    MinutesReply.APPROVES: "Godkender referatet",
    MinutesReply.ASKS: "Beder om en rettelse",
}
