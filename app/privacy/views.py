"""What is held about a person: for themselves, and for who answers their request (GDPR article 15)."""

from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.core.errors import Denied
from app.db.transaction import reading
from app.documents.rules import content_disposition
from app.privacy.actions import record_handed_out, record_shown
from app.privacy.pages import archive, held_page, purge_lines, purge_page
from app.privacy.queries import Held, Subject, get_own_subject, get_subject, list_held, list_purgeable
from app.web.pages import Crumb, render

FILE = "oplysninger.zip"
_OWN = {"login_only": True, "recent_login": True}
_THEIRS = {"permission": Permission.PERSON_EXPORT, "recent_login": True}
Req = Request[Any, Any, Any]


@get("/min-konto/oplysninger", name="privacy.own", opt=_OWN)
async def show_own(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    async with reading():
        subject = await get_own_subject(actor.scope)
        held = await list_held(actor.scope, subject)
    crumbs = (Crumb("Min konto", "/min-konto"), Crumb("Oplysninger om dig"))
    href = f"/min-konto/oplysninger/{FILE}"
    return render(request, held_page("Oplysninger om dig", crumbs, subject, held, is_self=True, file_href=href))


@get(f"/min-konto/oplysninger/{FILE}", name="privacy.own_file", opt={**_OWN, "as_it_is": True})
async def own_file(actor: NamedDependency[Actor]) -> Response[bytes]:
    async with reading():
        subject = await get_own_subject(actor.scope)
        held = await list_held(actor.scope, subject)
    return await _file(actor, subject, held)


@get("/personer/{public_id:str}/oplysninger", name="privacy.person", opt=_THEIRS)
async def show_person(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        subject = await get_subject(actor.scope, public_id)
        held = await list_held(actor.scope, subject)
    await record_shown(actor, subject)
    base = f"/personer/{public_id}"
    crumbs = (Crumb("Personer", "/personer"), Crumb(subject.name, base), Crumb("Oplysninger"))
    page = held_page(
        f"Oplysninger om {subject.name}",
        crumbs,
        subject,
        held,
        is_self=actor.person == subject.id,
        file_href=f"{base}/oplysninger/{FILE}",
    )
    return render(request, page)


@get(f"/personer/{{public_id:str}}/oplysninger/{FILE}", name="privacy.person_file", opt={**_THEIRS, "as_it_is": True})
async def person_file(actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[bytes]:
    async with reading():
        subject = await get_subject(actor.scope, public_id)
        held = await list_held(actor.scope, subject)
    return await _file(actor, subject, held)


@get("/personer/kan-slettes", name="privacy.purge", opt={"permission": Permission.ACCOUNT_WRITE})
async def show_purge(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    if not actor.scope.admin_units:
        raise Denied
    async with reading():
        found = await list_purgeable(actor.scope)
    return render(request, purge_page(purge_lines(found, sees_cases=actor.scope.sees_cases)))


async def _file(actor: Actor, subject: Subject, held: tuple[Held, ...]) -> Response[bytes]:
    await record_handed_out(actor, subject, FILE)
    headers = {"Content-Disposition": content_disposition(FILE), "X-Content-Type-Options": "nosniff"}
    content = archive(subject, held, actor.name, actor.now)
    return Response(content, headers=headers, media_type="application/zip")


routes = [show_own, own_file, show_person, person_file, show_purge]
