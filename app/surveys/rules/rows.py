"""Whether rows of respondents may be kept, and how long: never, unless the installation says so."""

from datetime import date, timedelta


def rows_problems(purpose: str, until: date | None, today: date, most_days: int) -> dict[str, str]:
    """What is wrong with keeping a file of rows for `purpose` until a day, by field; empty where nothing is.

    `most_days` is the installation's; 0: rows are never kept.
    """
    if not most_days:
        return {"keep_rows": "Rækker af svar gemmes ikke her."}
    problems = {} if purpose else {"keep_purpose": "Skriv, hvad rækkerne skal bruges til."}
    last = today + timedelta(days=most_days)
    if until is None:
        problems["keep_until"] = "Vælg den dato, de skal slettes."
    elif not today < until <= last:
        problems["keep_until"] = f"Vælg en dato efter i dag og senest {last:%d.%m.%Y}."
    return problems
