"""What the handlers of a case share."""

from typing import Any

from litestar import Request, Response

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.queries import CaseRef, UnitChoice
from app.core.errors import Blocker, Invalid
from app.documents.queries import DocumentRow, list_documents
from app.web.pages import Option, redirect

READ = {"permission": Permission.CASE_READ}
WRITE = {"permission": Permission.CASE_WRITE}
PLAN = {"permission": Permission.PLAN_WRITE}


def may_write(actor: Actor, ref: CaseRef, permission: Permission = Permission.CASE_WRITE) -> bool:
    return may(actor, permission, ref.ancestors).ok


def require_write(actor: Actor, ref: CaseRef, permission: Permission = Permission.CASE_WRITE) -> None:
    """A page that is nothing but a form is not shown to who may not send it."""
    may(actor, permission, ref.ancestors).require()


def unit_options(choices: list[UnitChoice]) -> tuple[Option, ...]:
    """Units by name, with the unit above so that two of one name can be told apart."""
    return tuple(
        Option(each.public_id, f"{each.name} ({each.parent_name})" if each.parent_name else each.name)
        for each in choices
    )


def unit_id(choices: list[UnitChoice], public_id: str, field: str) -> int:
    """The key behind a chosen unit; `Invalid` naming `field` for one that was not offered."""
    found = next((each.id for each in choices if each.public_id == public_id), None)
    if found is None:
        raise Invalid("case.units", "Vælg en enhed på listen.", {field: "Vælg en enhed på listen."})
    return found


async def documents_of(actor: Actor, ref: CaseRef) -> list[DocumentRow]:
    return await list_documents(actor.scope, ref.id)


def document_options(documents: list[DocumentRow]) -> tuple[Option, ...]:
    return tuple(Option(each.public_id, each.title) for each in documents)


def document_id(documents: list[DocumentRow], public_id: str) -> int | None:
    """The key behind a chosen document; None where none is chosen."""
    if not public_id:
        return None
    found = next((each.id for each in documents if each.public_id == public_id), None)
    if found is None:
        raise Invalid("case.document", "Vælg et dokument fra sagen.", {"document": "Vælg et dokument fra sagen."})
    return found


def saved(request: Request[Any, Any, Any], to: str, text: str, warnings: tuple[Blocker, ...] = ()) -> Response[None]:
    """Back to a page; what the change brought with it is said there, and blocks nothing."""
    if not warnings:
        return redirect(request, to, flash=text)
    return redirect(request, to, flash=" ".join([text, *(each.text for each in warnings)]), kind="warning")
