"""The rules that annotate the fields of a form, and how what was sent becomes a value."""

from datetime import date
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from app.core.dates import parse_date
from app.core.text import clean_line, clean_text, verbatim_text

MOST_CHOSEN = 500  # a query takes some thousand values at most


class Rule(msgspec.Struct, frozen=True):
    label: str
    required: bool = False


class Text(Rule, frozen=True):
    """One line, or several with `lines`; at most `most` characters. `as_written` keeps the words unaltered.

    `digits`: a password, a code, a number of ten digits of another kind: it is not searched for CPR numbers.
    """

    label: str
    required: bool = False
    most: int = 200
    lines: bool = False
    as_written: bool = False
    digits: bool = False


class Day(Rule, frozen=True):
    pass


class Whole(Rule, frozen=True):
    """A whole number from `low` to `high`."""

    label: str
    required: bool = False
    low: int = 0
    high: int = 1_000_000


class Choice(Rule, frozen=True):
    """A member of an enum, or any of a list of public ids."""


class Tick(Rule, frozen=True):
    """A box: present means yes."""


def typed_rule(hint: Any) -> tuple[Any, Rule]:
    """The type of a field and its rule."""
    base, rule = get_args(hint)[:2] if get_origin(hint) is Annotated else (hint, Rule(""))
    return base, rule


def field_value(hint: Any, sent: list[str]) -> Any:
    """What was sent for one field, by its rule. Raises ValueError with a Danish message."""
    base, rule = typed_rule(hint)
    kind = _plain(base)
    typed = sent[-1].strip() if sent else ""
    if isinstance(rule, Tick):
        return bool(typed)
    if get_origin(kind) in (tuple, list):
        return _several(kind, rule, sent)
    if not typed:
        if rule.required:
            raise ValueError(_missing(rule))
        return "" if kind is str else None
    if isinstance(rule, Text):
        return _text(rule, sent[-1])
    if kind is date:
        return parse_date(typed)
    if kind is int:
        return _whole(rule, typed)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _member(kind, typed)
    return clean_line(typed)[:200]


def _plain(base: Any) -> Any:
    """`date` for `date | None`."""
    if get_origin(base) in (Union, UnionType):
        return next(part for part in get_args(base) if part is not type(None))
    return base


def _missing(rule: Rule) -> str:
    verb = "Vælg" if isinstance(rule, Choice) else "Udfyld"
    return f"{verb} {rule.label[:1].lower()}{rule.label[1:]}."


def _text(rule: Text, typed: str) -> str:
    clean = verbatim_text if rule.as_written else clean_text if rule.lines else clean_line
    text = clean(typed)
    if len(text) > rule.most:
        raise ValueError(f"{rule.label} må højst have {rule.most} tegn. Du har skrevet {len(text)}.")
    if not text.strip() and rule.required:
        raise ValueError(_missing(rule))
    return text


def _whole(rule: Rule, typed: str) -> int:
    low, high = (rule.low, rule.high) if isinstance(rule, Whole) else (0, 1_000_000)
    if not typed.isascii() or not typed.isdigit() or len(typed) > 9 or not low <= int(typed) <= high:
        raise ValueError(f"{rule.label} skal være et helt tal fra {low} til {high}.")
    return int(typed)


def _member(kind: type[Enum], typed: str) -> Enum:
    for member in kind:
        if str(member.value) == typed:
            return member
    raise ValueError("Vælg en af mulighederne på listen.")


def _several(kind: Any, rule: Rule, sent: list[str]) -> tuple[Any, ...]:
    part = get_args(kind)[0]
    chosen = tuple(dict.fromkeys(value.strip() for value in sent if value.strip()))
    if not chosen and rule.required:
        raise ValueError(_missing(rule))
    if len(chosen) > MOST_CHOSEN:
        raise ValueError(f"Vælg højst {MOST_CHOSEN}.")
    if isinstance(part, type) and issubclass(part, Enum):
        return tuple(_member(part, value) for value in chosen)
    return tuple(clean_line(value)[:100] for value in chosen)
