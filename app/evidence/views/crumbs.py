"""The way to a page of evidence."""

from app.evidence.enums import LinkKind
from app.evidence.queries import Target
from app.web.pages import Crumb


def crumbs_to(target: Target, *trail: str) -> tuple[Crumb, ...]:
    """From the case, when the reader sees it, over the item to the page; the last one is no link."""
    way = way_to(target)
    if trail[0] != "Dokumentation":
        way = (*way, Crumb("Dokumentation", target.evidence_href))
    return (*way, *(Crumb(label) for label in trail))


def way_to(target: Target) -> tuple[Crumb, ...]:
    """To what evidence is about: all links."""
    steps = [Crumb("Sager", "/sager")]
    if target.case_public_id is not None and target.kind is LinkKind.CASE:
        steps.append(Crumb(target.label, target.href))
    elif target.case_public_id is not None:
        steps.append(Crumb("Sagen", f"/sager/{target.case_public_id}"))
    if target.kind is LinkKind.ITEM:
        steps.append(Crumb(target.label, target.href))
    return tuple(steps)
