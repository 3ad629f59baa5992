"""Every error becomes a calm Danish page with a request id; nothing internal shows."""

from typing import Any, ClassVar

import structlog
from litestar import Request, Response
from litestar.enums import MediaType
from litestar.exceptions import HTTPException

from app.access.policy import anonymous
from app.core.errors import AppError, Blocker, Busy, Conflict, RuleViolation, SecondPerson, Stale, TooMany
from app.db.errors import is_busy, is_unique_violation
from app.db.once import Repeated
from app.web.middleware import request_id_of
from app.web.pages import Page, redirect, render

log = structlog.get_logger("errors")
_TITLES = {
    403: "Du har ikke adgang til dette",
    404: "Siden findes ikke",
    405: "Siden kan ikke bruges på den måde",
    409: "Det kan ikke gøres endnu",
    413: "Det er for stort",
    422: "Noget skal rettes",
    429: "Vent lidt, før du prøver igen",
    500: "Der skete en fejl hos os",
    503: "Handlepligt har travlt",
}
_HTTP = {
    400: (422, "Det, du sendte, kunne ikke læses. Gå tilbage, og prøv igen."),
    401: (403, "Log ind for at se siden."),
    403: (403, "Du har ikke adgang til siden."),
    404: (404, "Siden findes ikke, eller du har ikke adgang til den."),
    405: (405, "Gå tilbage, og prøv igen."),
    413: (413, "Filen eller teksten er for stor. Vælg noget mindre, og prøv igen."),
    429: (429, "Der kom for mange forespørgsler. Vent lidt, og prøv igen."),
}
_DRAWN_AS = {405: 404, 413: 422}
# When not even the error page can be drawn. No template, no style: nothing that could fail again.
_PLAIN = (
    '<!DOCTYPE html><html lang="da"><meta charset="utf-8"><title>Der skete en fejl hos os</title>'
    "<h1>Der skete en fejl hos os</h1><p>Fejlen er noteret. Prøv igen om lidt.</p>"
    "<p>Skriv dette nummer, hvis du beder om hjælp: {}</p></html>"
)


class ErrorPage(Page, frozen=True):
    template: ClassVar[str] = ""
    code: int
    message: str
    request_id: str
    blockers: tuple[Blocker, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    back_href: str | None = None
    asks_another: bool = False  # the message says whom; no access would help


_PAGES: dict[int, type[ErrorPage]] = {
    code: type(f"ErrorPage{code}", (ErrorPage,), {"template": f"errors/{_DRAWN_AS.get(code, code)}.html"}, frozen=True)
    for code in _TITLES
}


def _page(request: Request[Any, Any, Any], code: int, message: str, title: str = "", **more: Any) -> Response[str]:
    request_id = request_id_of(request.scope)
    state = request.scope["state"]
    if "actor" not in state:
        state["actor"] = anonymous(request.app.state.clock.now(), request_id)
    page = _PAGES[code](title=title or _TITLES[code], code=code, message=message, request_id=request_id, **more)
    try:
        return render(request, page, status=code)
    except Exception as error:
        log.error("error page not drawn", error=type(error).__name__, where=where(error))
        return Response(_PLAIN.format(request_id), status_code=500, media_type=MediaType.HTML)


def on_app_error(request: Request[Any, Any, Any], error: AppError) -> Response[Any]:
    cause = type(error.__cause__).__name__ if error.__cause__ else None
    log.info("refused", code=error.code, status=error.status, cause=cause)
    if isinstance(error, Repeated) and error.location:
        return redirect(request, error.location, flash="Gemt.")
    if isinstance(error, RuleViolation):
        return _page(request, 409, error.message, blockers=error.blockers)
    if isinstance(error, Stale):
        return _page(request, 409, error.message, conflicts=error.conflicts, title="En anden har gemt først")
    if isinstance(error, SecondPerson):
        return _page(request, 403, error.message, title="Det kan du ikke gøre selv", asks_another=True)
    response = _page(request, error.status, error.message, title=error.title)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.wait)
    return response


def on_http_error(request: Request[Any, Any, Any], error: HTTPException) -> Response[str]:
    if error.status_code >= 500:
        return on_unexpected(request, error)
    if error.status_code == 413 and request.scope["route_handler"].opt.get("upload"):
        limit = request.app.state.settings.upload_limit_mb
        text = f"Det, du sendte, er for stort. Vælg færre eller mindre filer: højst {limit} MB pr. fil. Intet er gemt."
        return _page(request, 413, text)
    code, message = _HTTP.get(error.status_code, (422, "Det kunne ikke lade sig gøre. Gå tilbage, og prøv igen."))
    return _page(request, code, message)


def on_unexpected(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    if is_busy(error):
        busy = Busy()
        busy.__cause__ = error
        return on_app_error(request, busy)
    if is_unique_violation(error):  # two made the same at once, and this one came second
        return on_app_error(request, Stale())
    # The type and where, not the message: messages of databases quote values.
    log.error("unexpected", error=type(error).__name__, where=where(error))
    return _page(request, 500, "Fejlen er noteret. Intet er gemt halvt. Prøv igen om lidt.")


def where(error: Exception) -> list[str]:
    """The last places of ours that the error came through, for the log."""
    places, trace = [], error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if "/app/" in code.co_filename:
            places.append(f"{code.co_filename.rpartition('/app/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return places[-6:]
