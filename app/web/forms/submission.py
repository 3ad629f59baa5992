"""A form as it was sent: read, checked and run."""

from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from typing import Any, Generic, TypeVar, get_type_hints

from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException

from app.core.cpr import any_looks_like_cpr
from app.core.errors import Blocker, Conflict, Invalid, RuleViolation, Stale, TooMany
from app.core.text import clean_text
from app.db.once import Once, Repeated
from app.web.forms.fields import Text, field_value, typed_rule
from app.web.forms.states import FieldError, Form, FormState
from app.web.parts import SentFile, read_parts

KEY = "once"  # the field that the macro of every form draws: see app/db/once.py
CPR_OK = "cpr_ok"  # the box by which somebody says that what looks like a CPR number is none (rule 44)
AGAIN_OK = "again_ok"  # the box by which somebody says that a file whose content was erased is to be kept again
LOOKS_LIKE_CPR = "text.looks_like_cpr"
_CPR_TEXT = "Teksten ligner et CPR-nummer. Ret teksten, eller gem alligevel."
_CPR_FILE = "Filens navn ligner et CPR-nummer. Giv filen et andet navn, eller gem alligevel."

F = TypeVar("F", bound=Form)


class Submission(Generic[F]):
    """A form as it was sent: its value when every field was right, what was typed, and what is wrong."""

    def __init__(
        self,
        form_type: type[F],
        raw: dict[str, list[str]],
        files: dict[str, list[SentFile]],
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

    def warn(self, name: str, message: str) -> None:
        """Says something at a field of a form that was carried out all the same, in part."""
        self.errors.setdefault(name, message)

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


async def read_form(request: Request[Any, Any, Any], form_type: type[F]) -> Submission[F]:
    """Parses the body (urlencoded or multipart) into `form_type`."""
    raw, files = await _sent(request)
    submission = parse(form_type, raw, files)
    submission.once = _once(request, raw, files)
    submission.look_for_cpr()
    asks = request.scope["state"].setdefault("asks", {})
    if submission.looks_like_cpr or submission.says_no_cpr:
        asks[CPR_OK] = submission.says_no_cpr
    if any(raw.get(AGAIN_OK, ())):
        asks[AGAIN_OK] = True
    return submission


async def _sent(request: Request[Any, Any, Any]) -> tuple[dict[str, list[str]], dict[str, list[SentFile]]]:
    if request.content_type[0] == RequestEncodingType.MULTI_PART:
        return await read_parts(request, keep_files=bool(request.route_handler.opt.get("upload")))
    try:
        data = await request.form()
    except LookupError as error:  # an encoding that does not exist
        raise ClientException("unknown charset") from error
    raw: dict[str, list[str]] = {}
    for name, value in data.multi_items():
        raw.setdefault(name, []).append(str(value))
    return raw, {}


def says_again(request: Request[Any, Any, Any]) -> bool:
    """Whether the sender of a form that has been read wants a file whose content was erased earlier kept again; where
    they have not said so, the form asks when it is drawn again."""
    asks: dict[str, bool] = request.scope["state"].setdefault("asks", {})
    return asks.setdefault(AGAIN_OK, False)


def _once(request: Request[Any, Any, Any], raw: dict[str, list[str]], files: dict[str, list[SentFile]]) -> Once | None:
    """What tells this form from any other; None for one without a key, and for whoever is not logged in."""
    actor = request.scope["state"]["actor"]
    if actor.account is None or not any(raw.get(KEY, ())):
        return None
    uploads = [(name, file.filename, file.size, file.sha256) for name, several in files.items() for file in several]
    once = Once((actor.account, request.scope["path"], raw, uploads), actor.now)
    request.scope["state"]["once"] = once
    return once


def parse(
    form_type: type[F], raw: dict[str, list[str]], files: dict[str, list[SentFile]] | None = None
) -> Submission[F]:
    """Checks every field of `form_type` in `raw`; unknown names are ignored."""
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for name, hint in get_type_hints(form_type, include_extras=True).items():
        try:
            values[name] = field_value(hint, raw.get(name, []))
        except ValueError as error:
            errors[name] = str(error)
    value = None if errors else form_type(**values)
    return Submission(form_type, raw, files or {}, value, errors)


def _like_cpr(form_type: type[Form], raw: dict[str, list[str]], files: dict[str, list[SentFile]]) -> dict[str, str]:
    """The fields with what looks like a CPR number. The messages do not repeat it."""
    found = {}
    for name, hint in get_type_hints(form_type, include_extras=True).items():
        rule = typed_rule(hint)[1]
        if any_looks_like_cpr(file.filename for file in files.get(name, ())):
            found[name] = _CPR_FILE
        elif isinstance(rule, Text) and not rule.digits and any_looks_like_cpr(map(clean_text, raw.get(name, ()))):
            found[name] = _CPR_TEXT
    return found
