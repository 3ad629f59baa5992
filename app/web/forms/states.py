"""A form as a template draws it, for the first time or again."""

from datetime import date
from typing import Annotated, Any

import msgspec

from app.core.errors import Blocker, Conflict
from app.web.forms.fields import Whole


class Form(msgspec.Struct, kw_only=True, frozen=True):
    """Base of every form. `version` is the row's version when the page was drawn."""

    version: Annotated[int | None, Whole("Version")] = None


class FieldError(msgspec.Struct, frozen=True):
    name: str
    message: str


class FormState(msgspec.Struct, frozen=True):
    """What a template needs to draw a form again: a value, a list and an error (or None) for every field."""

    values: dict[str, str]
    lists: dict[str, tuple[str, ...]]
    errors: dict[str, str | None]
    summary: tuple[FieldError, ...] = ()
    blockers: tuple[Blocker, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    message: str | None = None
    is_stale: bool = False  # somebody else has changed the row since this form was drawn


def seen_version(form: FormState, current: int) -> int:
    """The version that a form goes on from: the one its user saw, which a wrong field or a late login does not
    renew; the present one when the form is new, or when the user has just been told that the row was changed."""
    typed = form.values.get("version", "")
    return current if form.is_stale or not (typed.isascii() and typed.isdigit()) else int(typed[:9])


def blank(form_type: type[Form], carried: dict[str, list[str]] | None = None, **values: Any) -> FormState:
    """The state of a form not sent yet, with `values` (dates, enums, tuples or text) filled in."""
    names = form_type.__struct_fields__
    text = {name: _shown(values.get(name)) for name in names}
    lists = {name: _listed(values.get(name)) for name in names}
    if carried:
        text.update({name: carried[name][-1] for name in names if carried.get(name)})
        lists.update({name: tuple(carried[name]) for name in names if name in carried})
    return FormState(values=text, lists=lists, errors=dict.fromkeys(names))


def _shown(value: Any) -> str:
    if value is None or value is False or isinstance(value, list | tuple | set | frozenset):
        return ""
    if value is True:
        return "1"
    return value.isoformat() if isinstance(value, date) else str(value)


def _listed(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(str(part) for part in value)
    return ()
