"""From what a browser sends to a Struct, with Danish messages, keeping what was typed.

A form is a `Form` Struct whose fields are annotated with their rules:

    class RegisterVisitForm(Form):
        visited_on: Annotated[date | None, Day("Dato for besøget")] = None
        note: Annotated[str, Text("Bemærkning", lines=True, most=4000)] = ""

`submission = await read_form(request, RegisterVisitForm)`; then
`await submission.run(lambda form: actions.register_visit(actor, form, …))`: it runs only when every field is right,
and turns `Invalid`, `RuleViolation`, `Stale` and `TooMany` into messages beside the form. `submission.ok` tells.
"""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import date
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from litestar import Request
from litestar.datastructures import UploadFile
from litestar.exceptions import ClientException

from app.core.cpr import any_looks_like_cpr
from app.core.dates import parse_date
from app.core.errors import Blocker, Conflict, Invalid, RuleViolation, Stale, TooMany
from app.core.text import clean_line, clean_text, verbatim_text
from app.db.once import Once, Repeated

KEY = "once"  # the field that the macro of every form draws: see app/db/once.py
CPR_OK = "cpr_ok"  # the box by which somebody says that what looks like a CPR number is none (rule 44)
LOOKS_LIKE_CPR = "text.looks_like_cpr"
_CPR_TEXT = "Teksten ligner et CPR-nummer. Ret teksten, eller gem alligevel."
_CPR_FILE = "Filens navn ligner et CPR-nummer. Giv filen et andet navn, eller gem alligevel."
MOST_CHOSEN = 500  # a query takes some thousand values at most

F = TypeVar("F", bound="Form")


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


class Submission(Generic[F]):
    """A form as it was sent: its value when every field was right, what was typed, and what is wrong."""

    def __init__(
        self,
        form_type: type[F],
        raw: dict[str, list[str]],
        files: dict[str, list[UploadFile]],
        value: F | None,
        errors: dict[str, str],
    ) -> None:
        self.form_type = form_type
        self.raw = raw
        self.files = files
        self.value = value
        self.errors = errors
        self.blockers: tuple[Blocker, ...] = ()
        self.conflicts: tuple[Conflict, ...] = ()
        self.message: str | None = None
        self.is_stale = False
        self.wait: int | None = None  # seconds, after too many tries
        self.looks_like_cpr = False
        self.status = 422 if errors else 200
        self.once: Once | None = None

    @property
    def ok(self) -> bool:
        return self.status == 200

    def typed(self, name: str) -> str:
        """What was sent under a name, as it was typed; "" where nothing was."""
        return (self.raw.get(name) or [""])[-1]

    def refuse(self, name: str, message: str) -> None:
        """Marks a field wrong for a reason its rule cannot know (a missing file); nothing runs then."""
        self.errors.setdefault(name, message)
        self.value, self.status = None, 422

    @property
    def says_no_cpr(self) -> bool:
        """Whether the sender has been asked and has said that there is no CPR number."""
        return any(self.raw.get(CPR_OK, ()))

    def look_for_cpr(self) -> None:
        """Asks once about every text and file name that looks like a CPR number (rule 44); nothing runs until then."""
        found = {} if self.says_no_cpr else _like_cpr(self.form_type, self.raw, self.files)
        if found:
            self.looks_like_cpr = True
            self.errors = {**found, **self.errors}
            self.value, self.status = None, 422

    async def run(self, action: Callable[[F], Awaitable[Any]]) -> Any:
        """Runs `action` with the form unless a field is wrong; gives its result, or None where it refused."""
        if self.value is None:
            return None
        try:
            with self.once.claimed_first() if self.once else nullcontext():
                return await action(self.value)
        except Repeated:
            raise Repeated(await self.once.first_answer() if self.once else "") from None
        except Invalid as error:
            self.status, self.errors = error.status, dict(error.fields)
            self.message = None if error.fields else error.message
        except RuleViolation as error:
            self.status, self.blockers, self.message = error.status, error.blockers, error.message
        except Stale as error:
            self.status, self.conflicts, self.message = error.status, error.conflicts, error.message
            self.is_stale = True
        except TooMany as error:
            self.status, self.wait, self.message = error.status, error.wait, error.message
        return None

    def state(self) -> FormState:
        names = self.form_type.__struct_fields__
        return FormState(
            values={name: self.typed(name) for name in names},
            lists={name: tuple(self.raw.get(name, ())) for name in names},
            errors={name: self.errors.get(name) for name in names},
            summary=tuple(FieldError(name, text) for name, text in self.errors.items()),
            blockers=self.blockers,
            conflicts=self.conflicts,
            message=self.message,
            is_stale=self.is_stale,
        )


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


async def read_form(request: Request[Any, Any, Any], form_type: type[F]) -> Submission[F]:
    """Parses the body (urlencoded or multipart) into `form_type`."""
    try:
        data = await request.form()
    except LookupError as error:  # a part in an encoding that does not exist
        raise ClientException("unknown charset") from error
    raw: dict[str, list[str]] = {}
    files: dict[str, list[UploadFile]] = {}
    for name, value in data.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                files.setdefault(name, []).append(value)
        else:
            raw.setdefault(name, []).append(str(value))
    submission = parse(form_type, raw, files)
    submission.once = _once(request, raw, files)
    submission.look_for_cpr()
    if submission.looks_like_cpr or submission.says_no_cpr:
        request.scope["state"]["asks_about_cpr"] = submission.says_no_cpr
    return submission


def _once(
    request: Request[Any, Any, Any], raw: dict[str, list[str]], files: dict[str, list[UploadFile]]
) -> Once | None:
    """What tells this form from any other; None for one without a key, and for whoever is not logged in."""
    actor = request.scope["state"]["actor"]
    if actor.account is None or not any(raw.get(KEY, ())):
        return None
    uploads = [(name, file.filename, _size(file)) for name, several in files.items() for file in several]
    once = Once((actor.account, request.scope["path"], raw, uploads), actor.now)
    request.scope["state"]["once"] = once
    return once


def _size(file: UploadFile) -> int:
    size = file.file.seek(0, 2)
    file.file.seek(0)
    return size


def parse(
    form_type: type[F], raw: dict[str, list[str]], files: dict[str, list[UploadFile]] | None = None
) -> Submission[F]:
    """Checks every field of `form_type` in `raw`; unknown names are ignored."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, hint in get_type_hints(form_type, include_extras=True).items():
        try:
            values[name] = _field(hint, raw.get(name, []))
        except ValueError as error:
            errors[name] = str(error)
    value = None if errors else form_type(**values)
    return Submission(form_type, raw, files or {}, value, errors)


def _like_cpr(form_type: type[Form], raw: dict[str, list[str]], files: dict[str, list[UploadFile]]) -> dict[str, str]:
    """The fields with what looks like a CPR number. The messages do not repeat it."""
    found = {}
    for name, hint in get_type_hints(form_type, include_extras=True).items():
        rule = _typed(hint)[1]
        if any_looks_like_cpr(file.filename for file in files.get(name, ())):
            found[name] = _CPR_FILE
        elif isinstance(rule, Text) and not rule.digits and any_looks_like_cpr(map(clean_text, raw.get(name, ()))):
            found[name] = _CPR_TEXT
    return found


def _typed(hint: Any) -> tuple[Any, Rule]:
    """The type of a field and its rule."""
    base, rule = get_args(hint)[:2] if get_origin(hint) is Annotated else (hint, Rule(""))
    return base, rule


def _field(hint: Any, sent: list[str]) -> Any:
    base, rule = _typed(hint)
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
