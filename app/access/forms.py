"""The form of a row's tier: the same for every kind of row."""

from typing import Annotated

from app.access.enums import Tier
from app.web.forms import Choice, Form, Text


class TierForm(Form, frozen=True):
    """`readers` are public ids of people; they count where the tier is restricted."""

    tier: Annotated[Tier, Choice("Hvem kan se det?", required=True)]
    reason: Annotated[str, Text("Begrundelse", required=True, lines=True, most=2000)]
    readers: Annotated[tuple[str, ...], Choice("Personer")] = ()
