"""Passwords and lockout."""

from datetime import datetime, timedelta

MIN_PASSWORD = 12
LOCK_AFTER = 5
LOCK_FOR = timedelta(minutes=15)


def password_problem(password: str, username: str) -> str | None:
    """A Danish message when `password` is too weak: under 12 characters, one repeated, or the user name itself."""
    if len(password) < MIN_PASSWORD:
        return f"Adgangskoden skal have mindst {MIN_PASSWORD} tegn."
    if len(password) > 200:
        return "Adgangskoden må højst have 200 tegn."
    if len(set(password)) < 5 or password.casefold() == username.casefold():
        return "Adgangskoden er for let at gætte."
    return None


def lock_until(failed_count: int, now: datetime) -> datetime | None:
    """When the account opens again after `failed_count` wrong passwords in a row; None: it stays open."""
    return now + LOCK_FOR if failed_count >= LOCK_AFTER else None
