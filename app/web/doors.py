"""Links are drawn only where they lead somewhere: what the page behind a link needs, its route says itself."""

from collections.abc import Callable
from typing import Any

from litestar import Request

from app.access.policy import Above, Actor, may


def doors(request: Request[Any, Any, Any], ancestors: Above) -> Callable[[str | None], str | None]:
    """A function that gives an address of ours back if the reader may open it, and None if not.

    `ancestors` as for `access.policy.may`: where the thing lies that the page is about.
    """
    actor: Actor = request.scope["state"]["actor"]

    def opened(href: str | None) -> str | None:
        if href is None:
            return None
        path = href.partition("?")[0].partition("#")[0]
        _, handler, *_ = request.app.asgi_router.handle_routing(path=path, method="GET")
        permission = handler.opt.get("permission")
        return href if permission is None or may(actor, permission, ancestors).ok else None

    return opened
