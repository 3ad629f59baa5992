"""The pages of evidence, and the form that a phone uses on an action item."""

from typing import Any

from app.evidence.views import add, files, items, lists, show, stranded, tiers

routes: list[Any] = [
    *lists.routes,
    *add.routes,
    *show.routes,
    *files.routes,
    *items.routes,
    *tiers.routes,
    *stranded.routes,
]
