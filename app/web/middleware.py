"""What happens around every request: an id, a line in the log, who it is, and that the form is ours."""

import re
import secrets
import time
from datetime import timedelta
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from litestar import Request
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import RequestEncodingType, ScopeType
from litestar.exceptions import HTTPException
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from app.access.policy import Actor, anonymous
from app.accounts.actions import EXPIRED_KEPT, drop_carried, touch_session
from app.accounts.enums import SessionStage
from app.accounts.queries import CARRIED_LIMIT, Carried, SessionInfo, find_session
from app.core.errors import Denied, NotFound
from app.core.ids import token_digest
from app.web.parts import read_parts, remove_sent_files
from app.web.sessions import cookie_name

log = structlog.get_logger("http")
_GIVEN_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SEEN_EVERY = timedelta(minutes=5)
PROOF_LASTS = timedelta(minutes=10)
_MOST_VALUES = 500
_SAFE = ("GET", "HEAD", "OPTIONS")
STATIC = "/static/"
_OUR_FILE = re.compile(r"/static/[A-Za-z0-9._/-]{1,200}")  # what no disk can be asked for is not asked for

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), camera=(self)",
}


def request_id_of(scope: Scope) -> str:
    """The id of this request; made on first use, so that errors outside the middleware have one too."""
    state = scope.setdefault("state", {})
    if "request_id" not in state:
        given = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
        state["request_id"] = given if _GIVEN_ID.fullmatch(given) else secrets.token_hex(8)
    return str(state["request_id"])


async def before_send(message: Message, scope: Scope) -> None:
    """Headers and the log line of every answer, errors and unknown paths included."""
    if message["type"] != "http.response.start":
        return
    headers = MutableScopeHeaders.from_message(message)
    for name, value in SECURITY_HEADERS.items():
        headers.setdefault(name, value)
    settings = scope["litestar_app"].state.settings
    if settings.is_production:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    headers["X-Request-Id"] = request_id_of(scope)
    is_static = scope["path"].startswith(STATIC)
    if not is_static or message["status"] >= 400:
        headers.setdefault("Cache-Control", "no-store")
    if not is_static:
        scope["state"]["status"] = message["status"]
        _log_answer(scope, message["status"])


def _log_answer(scope: Scope, status: int) -> None:
    """Method, route, status, time. No address parameters, no names."""
    started = scope["state"].get("started")
    elapsed = round((time.perf_counter() - started) * 1000, 1) if started is not None else None
    log.info("request", method=scope.get("method"), route=scope.get("path_template") or "?", status=status, ms=elapsed)


class RequestStart(ASGIMiddleware):
    """Outermost: every line logged from here on carries the request's id.

    With a `host`, other names are refused, whatever the proxy lets through; a health check may come by IP address.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, host: str | None = None) -> None:
        self.host = host

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id_of(scope))
        scope["state"]["started"] = time.perf_counter()
        if self.host is not None and scope["path"] not in ("/healthz", "/readyz") and _hosts_of(scope) != [self.host]:
            raise NotFound("host", "Handlepligt findes ikke på denne adresse.")
        if "\x00" in scope["path"] or b"%00" in scope["query_string"]:  # which PostgreSQL cannot look for
            raise NotFound
        try:
            await next_app(scope, receive, send)
        finally:
            remove_sent_files(scope)


def _hosts_of(scope: Scope) -> list[str]:
    """One where all is well: with two, a proxy may have looked at the other."""
    named = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    return [re.sub(r":\d+$", "", host).casefold() for host in named]


class SameOrigin(ASGIMiddleware):
    """Refuses a change that another site's page sent: docs/decisions/0005-cross-site-requests.md.

    Browsers say where a request comes from (Sec-Fetch-Site; Origin in older ones); neither can be set by a page.
    """

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if scope["route_handler"].opt.get("without_origin"):  # from a server, which proves itself otherwise
            await next_app(scope, receive, send)
            return
        if scope.get("method") not in _SAFE and not is_same_origin(scope):
            raise Denied(
                "cross_site",
                "Formularen blev ikke sendt fra Handlepligts egen side. Åbn siden igen, og prøv igen.",
            )
        await next_app(scope, receive, send)


def is_same_origin(scope: Scope) -> bool:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc.casefold() == headers.get("host", "").casefold()


class WhoIsIt(ASGIMiddleware):
    """Puts the `Actor` in place; whoever is not logged in is led to the login page, and what they typed is kept."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        app_state = scope["litestar_app"].state
        now = app_state.clock.now()
        state = scope["state"]
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        nobody = anonymous(now, request_id_of(scope))
        state["actor"], state["session"], state["half_way"] = nobody, None, None
        if scope["path"].startswith(STATIC):
            if not _OUR_FILE.fullmatch(scope["path"]):
                raise NotFound
            await next_app(scope, receive, send)
            return
        secret = request.cookies.get(cookie_name(app_state.settings), "")
        digest = token_digest(secret) if secret else ""
        session = await find_session(nobody.scope, digest, nobody.today) if secret else None
        is_live = session is not None and session.expires_at > now and session.stage is SessionStage.OPEN
        if session is not None and is_live:
            state["session"] = session
            state["actor"] = _actor(session, nobody)
            if _must_prove(scope, session, nobody):
                await self._ask_for_proof(request, scope, receive, send)
                return
        elif session is not None and session.expires_at > now and session.stage is not SessionStage.ENDED:
            state["half_way"] = session  # only the pages of the second step look at it
        if not is_live and not scope["route_handler"].opt.get("public"):
            was_ours = session is not None and session.expires_at > now - EXPIRED_KEPT
            await self._ask_to_log_in(request, scope, receive, send, was_ours=was_ours)
            return
        await next_app(scope, receive, send)
        if session is not None and is_live:
            await self._afterwards(scope, session, state["actor"])

    async def _afterwards(self, scope: Scope, session: SessionInfo, actor: Actor) -> None:
        """What the reader need not wait for, and what must not cost them their page when the database is busy."""
        try:
            if actor.now - session.seen_at > _SEEN_EVERY:
                await touch_session(actor, session.id, hours=scope["litestar_app"].state.settings.session_hours)
            if _was_saved(scope, session):
                await drop_carried(actor, session.id)
        except Exception as error:
            log.warning("session not updated", error=type(error).__name__)

    async def _ask_for_proof(self, request: Request[Any, Any, Any], scope: Scope, receive: Receive, send: Send) -> None:
        """A page that asks who it is once more; what was typed rides along, as over a login."""
        if scope.get("method") in _SAFE:
            after = scope["route_handler"].opt.get("after_proof")  # a file leaves the reader on the page they come from
            here = after.format(**scope["path_params"]) if after else _here(scope)
            response = request.app.state.see_other(f"/bekraeft?naeste={quote(here, safe='/')}")
        else:
            carried = await _carried(request)
            response = await request.app.state.proof_page(
                request, scope["state"]["actor"], to=scope["path"], carried=carried, status=401
            )
        await response.to_asgi_response(app=None, request=request)(scope, receive, send)

    async def _ask_to_log_in(
        self, request: Request[Any, Any, Any], scope: Scope, receive: Receive, send: Send, *, was_ours: bool
    ) -> None:
        here = _here(scope)
        if scope.get("method") in _SAFE:
            target = f"/log-ind?naeste={quote(here, safe='/')}" if here != "/" else "/log-ind"
            response = request.app.state.see_other(target)
        else:
            carried = await _carried(request) if was_ours and is_same_origin(scope) else None
            response = request.app.state.login_page(
                request, to=scope["path"], carried=carried, session_ended=True, status=401
            )
        await response.to_asgi_response(app=None, request=request)(scope, receive, send)


def _here(scope: Scope) -> str:
    query = scope["query_string"].decode("latin-1")
    return f"{scope['path']}?{query}" if query else str(scope["path"])


def _must_prove(scope: Scope, session: SessionInfo, nobody: Actor) -> bool:
    """Whether the route wants somebody who has shown within ten minutes who they are: opt={"recent_login": True}.

    A form from another site is not drawn again: it goes on, to be refused.
    """
    if not scope["route_handler"].opt.get("recent_login") or nobody.now - session.proved_at <= PROOF_LASTS:
        return False
    return scope.get("method") in _SAFE or is_same_origin(scope)


def _was_saved(scope: Scope, session: SessionInfo) -> bool:
    """Whether this request was the carried form itself, and it went through."""
    carried = session.data.carried
    return carried is not None and carried.path == scope["path"] and scope["state"].get("status") == 303


def _actor(session: SessionInfo, nobody: Actor) -> Actor:
    return Actor(
        person=session.person,
        name=session.name,
        grants=session.grants,
        now=nobody.now,
        request_id=nobody.request_id,
        account=session.account,
    )


async def _carried(request: Request[Any, Any, Any]) -> Carried | None:
    """The text of a form that came too late. Only for a browser whose session was ours; files are not kept."""
    fields: dict[str, list[str]] = {}
    try:
        if request.content_type[0] == RequestEncodingType.MULTI_PART:
            fields, _ = await read_parts(request, keep_files=False)
        else:
            for name, value in (await request.form()).multi_items():
                fields.setdefault(name, []).append(str(value))
    except (HTTPException, LookupError):  # malformed, or too large: there is nothing to carry
        return None
    values = [value for several in fields.values() for value in several]
    is_carried = 0 < len(values) <= _MOST_VALUES and sum(map(len, [*fields, *values])) <= CARRIED_LIMIT
    return Carried(request.scope["path"], fields) if is_carried else None
