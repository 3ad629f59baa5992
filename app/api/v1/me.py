"""Who asks: the first call to try."""

from datetime import date

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency

from app.access.policy import Actor
from app.api.enums import TokenScope
from app.api.guard import token_of
from app.api.rules import MOST_REQUESTS
from app.api.v1.common import BASE, READS, AnyRequest


class Me(msgspec.Struct, frozen=True, kw_only=True):
    """The token, and whose it is."""

    owner: str
    token: str
    scopes: tuple[TokenScope, ...]
    expires_on: date
    requests_per_minute: int


@get(f"{BASE}/me", name="api.me", opt={"login_only": True}, tags=["Nøglen"], summary="Hvem er jeg?", responses=READS)
async def show_me(request: AnyRequest, actor: NamedDependency[Actor]) -> Response[Me]:
    """Nøglens ejer, hvad nøglen må, og hvor længe den gælder."""
    token = token_of(request)
    return Response(
        Me(
            owner=token.owner_name,
            token=token.token_name,
            scopes=token.scopes,
            expires_on=token.expires_on,
            requests_per_minute=MOST_REQUESTS,
        )
    )


routes = [show_me]
