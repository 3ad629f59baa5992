"""Who asks with a token, and what they may with it. A cookie counts for nothing here, and a token for no page."""

from typing import Any

from litestar import Request
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from app.access.policy import Actor, anonymous
from app.accounts.actions.limits import count_from
from app.api.actions import count_request
from app.api.enums import TokenScope
from app.api.labels import TOKEN_SCOPE
from app.api.queries import TokenInfo, find_token
from app.api.rules import PREFIX, permissions_of
from app.core.errors import Denied
from app.core.ids import token_digest
from app.web.client import address_of
from app.web.middleware import request_id_of
from app.web.problems import Refused, is_for_program

_WRITES = ("POST", "PUT", "PATCH")
_JSON = ("application/json", "application/problem+json", "application/*", "*/*")


class TokenGuard(ASGIMiddleware):
    """Lets in who shows a token that works and covers the route; everybody else gets the same answer."""

    scopes = (ScopeType.HTTP,)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        if not is_for_program(scope):
            await next_app(scope, receive, send)
            return
        app_state = scope["litestar_app"].state
        nobody = anonymous(app_state.clock.now(), request_id_of(scope))
        scope["state"]["actor"], scope["state"]["session"] = nobody, None
        request: Request[Any, Any, Any] = Request(scope, receive, send)
        opt = scope["route_handler"].opt
        if not opt.get("public"):
            token = await _token(request, nobody)
            scope["state"]["token"] = token
            scope["state"]["actor"] = _actor(token, nobody)
            await count_request(nobody, token.id)
            _require_scope(token, opt.get("token"))
        _require_formats(request, opt)
        await next_app(scope, receive, send)


async def _token(request: Request[Any, Any, Any], nobody: Actor) -> TokenInfo:
    """The token of the request. Whatever is wrong with it, the answer is the same; many wrong ones are slowed down."""
    scheme, _, secret = request.headers.get("authorization", "").strip().partition(" ")
    secret = secret.strip() if scheme.lower() == "bearer" else ""
    found = await find_token(nobody.scope, token_digest(secret), nobody.today)
    if found is None or not secret.startswith(PREFIX):
        await count_from(nobody, "token", address_of(request.scope, request.app.state.settings))
        raise Refused(
            401,
            "token.refused",
            "Send en nøgle, der gælder: »Authorization: Bearer hlp_…«.",
            {"WWW-Authenticate": 'Bearer realm="Handlepligt"'},
        )
    return found


def _actor(token: TokenInfo, nobody: Actor) -> Actor:
    """The owner as of now, narrowed by the token. The log names the token beside the person."""
    return Actor(
        person=token.person,
        name=f"{token.owner_name} (nøglen »{token.token_name}«)",
        grants=token.grants,
        now=nobody.now,
        request_id=nobody.request_id,
        account=token.account,
        only=permissions_of(token.scopes),
    )


def _require_scope(token: TokenInfo, needed: TokenScope | None) -> None:
    if needed is not None and needed not in token.scopes:
        words = TOKEN_SCOPE[needed]
        raise Denied("token.scope", f"Nøglen må ikke det. Den mangler »{needed}«: {words[0].lower()}{words[1:]}.")


def _require_formats(request: Request[Any, Any, Any], opt: dict[str, Any]) -> None:
    """The body comes in a format we read, and the answer goes out in one that is wanted."""
    if request.method in _WRITES and "consumes" in opt:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind not in opt["consumes"]:
            raise Refused(415, "request.media_type", f"Send {' eller '.join(opt['consumes'])}.")
    wanted = request.headers.get("accept", "*/*")
    kinds = {part.partition(";")[0].strip().lower() for part in wanted.split(",") if part.strip()}
    if kinds and not opt.get("as_it_is") and kinds.isdisjoint(_JSON):
        raise Refused(406, "request.accept", "Svaret findes kun som application/json.")


def token_of(request: Request[Any, Any, Any]) -> TokenInfo:
    token: TokenInfo = request.scope["state"]["token"]
    return token
