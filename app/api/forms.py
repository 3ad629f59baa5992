from datetime import date
from typing import Annotated

from app.api.enums import TokenScope
from app.web.forms import Choice, Day, Form, Text


class TokenForm(Form, frozen=True):
    name: Annotated[str, Text("Navn", required=True, most=80)]
    scopes: Annotated[tuple[TokenScope, ...], Choice("Det må nøglen", required=True)] = ()
    expires_on: Annotated[date | None, Day("Sidste dag", required=True)] = None


class RevokeForm(Form, frozen=True):
    """Nothing is typed: the button is the answer."""
