from app.accounts.enums import LinkPurpose

LINK_PURPOSE = {
    LinkPurpose.FIRST_PASSWORD: "Invitation",
    LinkPurpose.PASSWORD_RESET: "Ny adgangskode",
}
