"""The Jinja2 environment and its filters.

Templates get Structs, never table rows, and stay inside the subset that minijinja also takes:
macros, imports, filters, attribute access; no calls of Python methods.

The app puts one more global into the environment: `url(route_name, **params)`.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.core.calendar import long_date
from app.core.clock import COPENHAGEN
from app.core.dates import UNKNOWN, file_size, short_date
from app.web.svg import svg


def _local(value: date | datetime) -> date | datetime:
    """Move an instant to Danish time; refuse one that does not say its time zone (ValueError)."""
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError(f"an instant needs a time zone: {value!r}")
    return value.astimezone(COPENHAGEN)


def danish_date(value: date | datetime | None) -> str:
    """`10.04.2025`; an instant is shown as its date in Denmark; None is "ukendt"."""
    if value is None:
        return UNKNOWN
    return short_date(_local(value))


def danish_date_long(value: date | datetime | None) -> str:
    """`10. april 2025`; None is "ukendt"."""
    if value is None:
        return UNKNOWN
    return long_date(_local(value))


def danish_datetime(value: datetime | None) -> str:
    """`10.04.2025 kl. 14.05` in Danish time; None is "ukendt"; refuses a naive datetime."""
    if value is None:
        return UNKNOWN
    instant = _local(value)
    return f"{danish_date(value)} kl. {instant:%H.%M}"


def iso_date(value: date | datetime | None) -> str:
    """The ISO date in Denmark, for `<time datetime>` and date inputs; None is empty."""
    if value is None:
        return ""
    day = _local(value)
    return f"{day.year:04d}-{day.month:02d}-{day.day:02d}"


def nl2br(value: object) -> Markup:
    """Escaped text as paragraphs: a blank line starts a new one, a line end is a `<br>`."""
    if value is None:
        return Markup("")
    text = re.sub(r"\r\n?", "\n", str(value)).strip("\n")
    paragraphs = [part for part in re.split(r"\n[ \t]*\n\s*", text) if part.strip()]
    lines = (escape(part).replace("\n", Markup("<br>\n")) for part in paragraphs)
    return Markup("\n").join(Markup("<p>{}</p>").format(line) for line in lines)


def _static_url(root: Path) -> Callable[[str], str]:
    known: dict[str, str] = {}

    def static_url(path: str) -> str:
        """`/static/<path>?v=<content hash>`; raises FileNotFoundError for a missing file."""
        if path not in known:
            digest = hashlib.sha256((root / path).read_bytes()).hexdigest()[:16]
            known[path] = f"/static/{path}?v={digest}"
        return known[path]

    return static_url


_asked: ContextVar[tuple[str, Mapping[str, bool]]] = ContextVar("asked", default=("", {}))


@contextmanager
def asking(path: str, questions: Mapping[str, bool]) -> Iterator[None]:
    """While it lasts, the form that is sent to `path` asks `questions`: the names of their boxes, with whether they are
    ticked. Macros of forms do not see the page, and every form has to ask (rule 44)."""
    token = _asked.set((path, questions))
    try:
        yield
    finally:
        _asked.reset(token)


def _answer(action: str, name: str) -> bool | None:
    """Whether the box of the form with this address is ticked; None: it does not ask that."""
    path, questions = _asked.get()
    return questions.get(name) if action.partition("?")[0] == path else None


def make_environment(static_root: Path, templates_root: Path) -> Environment:
    """Build the environment every page is rendered with; the caller adds the app's globals."""
    environment = Environment(
        loader=FileSystemLoader(templates_root),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
    environment.globals["static_url"] = _static_url(static_root)
    environment.globals["answer_to"] = _answer
    environment.globals["form_key"] = lambda: secrets.token_urlsafe(9)
    environment.filters.update(
        danish_date=danish_date,
        danish_date_long=danish_date_long,
        danish_datetime=danish_datetime,
        iso_date=iso_date,
        file_size=file_size,
        nl2br=nl2br,
        svg=svg,
    )
    return environment
