"""Answers in words, as they are kept."""

from app.core.text import clean_line, sort_key


def answers_of(typed: str) -> list[str]:
    """One answer a line, in the order of the alphabet: their order in a file would tell whose they are."""
    return sorted(
        (line for line in map(clean_line, typed.splitlines()) if line), key=lambda line: (sort_key(line), line)
    )
