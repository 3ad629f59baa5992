"""What the handlers of a case share."""

from collections.abc import Iterable
from typing import Any, Protocol, TypeVar

from litestar import Request, Response

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.cases.queries import CaseDetail, CaseRef, UnitChoice, get_case, get_case_ref
from app.core.errors import Blocker, Invalid, NotFound
from app.db.transaction import reading
from app.documents.queries import DocumentRow, list_documents
from app.web.pages import Option, redirect

Web = Request[Any, Any, Any]
READ = {"permission": Permission.CASE_READ}
WRITE = {"permission": Permission.CASE_WRITE}
# Changes of who may see what ask first who it is that changes them (app/web/middleware.py).
ACCESS = {**WRITE, "recent_login": True}
PLAN = {"permission": Permission.PLAN_WRITE}


def may_write(actor: Actor, ref: CaseRef, permission: Permission = Permission.CASE_WRITE) -> bool:
    return may(actor, permission, ref.ancestors).ok


def require_write(actor: Actor, ref: CaseRef, permission: Permission = Permission.CASE_WRITE) -> None:
    """A page that is nothing but a form is not shown to who may not send it."""
    may(actor, permission, ref.ancestors).require()


async def open_case(actor: Actor, case_id: str, needed: Permission | None = None) -> tuple[CaseRef, CaseDetail]:
    """The case as its pages show it. Raises `NotFound` outside the scope, then `Denied` without `needed`."""
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        if needed is not None:
            require_write(actor, ref, needed)
        return ref, await get_case(actor.scope, ref)


class _Named(Protocol):
    @property
    def public_id(self) -> str: ...


N = TypeVar("N", bound=_Named)


def chosen(rows: Iterable[N], public_id: str) -> N:
    """The one of `rows` that the address names. Raises `NotFound` where none is."""
    found = next((each for each in rows if each.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


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
    return tuple(Option(each.public_id, each.title) for each in documents if each.erased_at is None)


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
