"""Errors of the JSON API: application/problem+json (RFC 9457), with the same codes and words as the pages."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.types import Scope

from app.core.errors import AppError, Busy, Invalid, RuleViolation, Stale, TooMany
from app.db.errors import is_busy, is_unique_violation
from app.web.errors import where
from app.web.middleware import request_id_of

log = structlog.get_logger("api")
API = "/api/"
MEDIA_TYPE = "application/problem+json"
TITLES = {
    401: "Nøglen mangler eller gælder ikke",
    403: "Du har ikke adgang til dette",
    404: "Findes ikke",
    405: "Metoden kan ikke bruges her",
    406: "Svaret findes ikke i det format",
    409: "Det kan ikke gøres endnu",
    412: "En anden har gemt først",
    413: "Det er for stort",
    415: "Formatet kan ikke læses",
    422: "Noget skal rettes",
    428: "Skriv, hvad du så sidst",
    429: "For mange forespørgsler",
    500: "Der skete en fejl hos os",
    503: "Handlepligt har travlt",
}
# What the framework refuses by itself: our status, our code, our words.
_HTTP = {
    400: (422, "request.malformed", "Det, du sendte, kunne ikke læses. Se felterne og dokumentationen."),
    401: (401, "token.refused", "Send en nøgle, der gælder: »Authorization: Bearer hlp_…«."),
    404: (404, "not_found", "Adressen findes ikke, eller du har ikke adgang til den."),
    405: (405, "request.method", "Metoden kan ikke bruges på adressen. Se »Allow«."),
    413: (413, "request.too_large", "Det, du sendte, er for stort."),
}


class FieldProblem(msgspec.Struct, frozen=True):
    """A field that is wrong. `field` is its name in the request."""

    field: str
    message: str


class BlockerProblem(msgspec.Struct, frozen=True):
    """One thing that stands in the way, and the page where a person does it."""

    code: str
    text: str
    page: str | None


class ConflictProblem(msgspec.Struct, frozen=True):
    """A field that somebody else changed: what you sent and what is saved."""

    field: str
    yours: str
    saved: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """RFC 9457. `code` is stable and for programs; `detail` is Danish and for people. Empty lists: not about that."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: tuple[FieldProblem, ...] = ()
    blockers: tuple[BlockerProblem, ...] = ()
    conflicts: tuple[ConflictProblem, ...] = ()


class Refused(HTTPException):
    """A request that HTTP itself has a status for: 401, 406, 415, 428."""

    def __init__(self, status: int, code: str, detail: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(detail=detail, status_code=status, headers=headers, extra={"code": code})


def is_for_program(scope: Scope) -> bool:
    """Whether the answer goes to a program: everything under /api/ but the page about it."""
    handler: Any = scope.get("route_handler")  # missing where no route was found
    return scope["path"].startswith(API) and not (handler is not None and handler.opt.get("page"))


Handler = Callable[[Request[Any, Any, Any], Any], Response[Any]]


def or_page(problem: Handler, page: Handler) -> Handler:
    """The error as a problem for programs, as a page for people."""
    return lambda request, error: (problem if is_for_program(request.scope) else page)(request, error)


def _answer(
    request: Request[Any, Any, Any],
    status: int,
    code: str,
    detail: str,
    headers: dict[str, str] | None = None,
    **more: Any,
) -> Response[Problem]:
    problem = Problem(
        type=f"urn:handlepligt:problem:{code}",
        title=TITLES.get(status) or HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        request_id=request_id_of(request.scope),
        **more,
    )
    return Response(problem, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def on_app_error(request: Request[Any, Any, Any], error: AppError) -> Response[Problem]:
    cause = type(error.__cause__).__name__ if error.__cause__ else None
    log.info("refused", code=error.code, status=error.status, cause=cause)
    if isinstance(error, Invalid):
        fields = tuple(FieldProblem(name, text) for name, text in error.fields.items())
        return _answer(request, error.status, error.code, error.message, errors=fields)
    if isinstance(error, RuleViolation):
        blockers = tuple(BlockerProblem(each.code, each.text, each.href) for each in error.blockers)
        return _answer(request, error.status, error.code, error.message, blockers=blockers)
    if isinstance(error, Stale):
        both = tuple(ConflictProblem(each.label, each.mine, each.theirs) for each in error.conflicts)
        text = "Hent den igen, og send din ændring med den nye ETag. Intet er gemt."
        return _answer(request, 412, error.code, text, conflicts=both)
    if isinstance(error, TooMany):
        text = f"Vent {error.wait} sekunder, og prøv igen."
        return _answer(request, error.status, error.code, text, {"Retry-After": str(error.wait)})
    headers = {"Retry-After": "2"} if isinstance(error, Busy) else None
    return _answer(request, error.status, error.code, error.message, headers)


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    if isinstance(error, Refused):
        log.info("refused", code=error.extra["code"], status=error.status_code)  # type: ignore[index, call-overload]
        code = str(error.extra["code"])  # type: ignore[index, call-overload]
        return _answer(request, error.status_code, code, error.detail, error.headers)
    if error.status_code >= 500:
        return on_unexpected(request, error)
    fallback = (422, "request.refused", "Det kunne ikke lade sig gøre.")
    status, code, detail = _HTTP.get(error.status_code, fallback)
    extra = error.extra if isinstance(error.extra, list) else []
    fields = tuple(FieldProblem(str(each.get("key", "")), str(each.get("message", ""))) for each in extra)
    allowed = {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    return _answer(request, status, code, detail, allowed, errors=fields)


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    if is_busy(error):
        busy = Busy()
        busy.__cause__ = error
        return on_app_error(request, busy)
    if is_unique_violation(error):  # two made the same at once, and this one came second
        return on_app_error(request, Stale())
    places = where(error)
    if isinstance(error, RecursionError | UnicodeDecodeError) and not places:  # no JSON: none of our code saw it
        return _answer(request, *_HTTP[400])
    log.error("unexpected", error=type(error).__name__, where=places)
    return _answer(request, 500, "unexpected", "Fejlen er noteret. Intet er gemt halvt. Prøv igen om lidt.")
