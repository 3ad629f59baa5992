"""What every field of a case must hold, whoever writes it."""

from app.core.errors import Invalid
from app.core.text import clean_line
from app.organisation.rules import cvr_problem, production_unit_no_problem


def required_line(text: str, field: str, label: str, most: int = 200) -> str:
    """`text` on one line, at most `most` signs. Raises `Invalid` naming `field` where it is empty or too long."""
    line = clean_line(text)
    if not line:
        raise Invalid(f"case.{field}_missing", f"Udfyld {label}.", {field: f"Udfyld {label}."})
    if len(line) > most:
        message = f"Skriv højst {most} tegn."
        raise Invalid(f"case.{field}_long", message, {field: message})
    return line


def required_text(text: str, field: str, message: str) -> None:
    """Raises `Invalid` naming `field` where there is no text."""
    if not text:
        raise Invalid(f"case.{field}_missing", message, {field: message})


def check_numbers(**numbers: str | None) -> None:
    """Raises `Invalid` naming each field that is no CVR or P-number; unknown is allowed."""
    problems = {
        name: (production_unit_no_problem if name == "production_unit_no" else cvr_problem)(number or "")
        for name, number in numbers.items()
    }
    fields = {name: message for name, message in problems.items() if message}
    if fields:
        raise Invalid("case.numbers", "Ret numrene.", fields)
