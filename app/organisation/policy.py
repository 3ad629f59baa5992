"""What nobody may do to a unit, whatever their role."""

from datetime import date

from app.core.errors import RuleViolation


def require_open(closed_on: date | None) -> None:
    """Raises `RuleViolation` for a unit that is closed."""
    if closed_on is not None:
        raise RuleViolation("unit.closed", "Enheden er lukket og kan ikke ændres.")
