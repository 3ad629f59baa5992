from enum import StrEnum


class SessionStage(StrEnum):
    """How far a login has come. Only an open session may do anything."""

    OPEN = "open"
    AWAITS_CODE = "awaits_code"  # the password was right; the second factor is asked for
    AWAITS_SETUP = "awaits_setup"  # the password was right; a second factor must be set up first
    ENDED = "ended"


class LinkPurpose(StrEnum):
    """What a link is for. Both let its holder choose a password."""

    FIRST_PASSWORD = "first_password"  # noqa: S105 - a word, no password
    PASSWORD_RESET = "password_reset"  # noqa: S105
