"""The pages of evidence, those of an action item that show it, and one person's list."""

from typing import Any

from app.evidence.views import add, files, items, lists, quarantine, requests, show, stranded, tiers

routes: list[Any] = [
    *lists.routes,
    *add.routes,
    *show.routes,
    *files.routes,
    *items.routes,
    *requests.routes,
    *tiers.routes,
    *stranded.routes,
    *quarantine.routes,
]
