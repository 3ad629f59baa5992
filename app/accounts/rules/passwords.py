"""What a password must be, before anybody looks at whether it is common."""

MIN_PASSWORD = 12
MAX_PASSWORD = 200


def password_problem(password: str) -> str | None:
    """A Danish message when `password` is too short or too long."""
    if len(password) < MIN_PASSWORD:
        return f"Adgangskoden skal have mindst {MIN_PASSWORD} tegn."
    if len(password) > MAX_PASSWORD:
        return f"Adgangskoden må højst have {MAX_PASSWORD} tegn."
    return None
