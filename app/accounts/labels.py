from app.accounts.enums import LinkPurpose, SessionStage

SESSION_STAGE = {
    SessionStage.OPEN: "logget ind",
    SessionStage.AWAITS_CODE: "mangler koden",
    SessionStage.AWAITS_SETUP: "mangler at sætte to trin op",
    SessionStage.ENDED: "logget ud",
}

LINK_PURPOSE = {
    LinkPurpose.FIRST_PASSWORD: "Invitation",
    LinkPurpose.PASSWORD_RESET: "Ny adgangskode",
}
