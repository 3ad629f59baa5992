"""The files of a material: added, opened by whoever sees it, taken out of use."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.enums import EntityKind
from app.db.transaction import reading
from app.documents.forms import SentTo, WithdrawPaperForm, received
from app.documents.pages import WithdrawPaperPage, upload_field
from app.documents.queries import PaperRow
from app.documents.views import paper_response
from app.material import actions, queries
from app.material.forms import FilesForm
from app.material.pages import HOME, FilesPage, address_of, crumbs_of
from app.material.queries import MaterialRow
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, redirect, render

Req = Request[Any, Any, Any]
FILE = {"permission": Permission.SURVEY_READ, "as_it_is": True}
SEND = {"permission": Permission.MATERIAL_SEND}
_NEW = f"{HOME}/{{public_id:str}}/filer/ny"
_FILE = f"{HOME}/{{public_id:str}}/filer/{{file_id:str}}"


@get(_NEW, name="material.files", opt=SEND)
async def show_files(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        row = await actions.material_to_keep(actor, public_id)
    carried = carried_for(request)
    return _files_page(request, row, blank(FilesForm, carried), again=carried is not None)


@post(_NEW, name="material.add_files", opt={**SEND, "upload": True})
async def add_files(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        row = await actions.material_to_keep(actor, public_id)
    submission = await read_form(request, FilesForm)
    uploads = submission.files.get("files", [])
    if not uploads:
        submission.refuse("files", "Vælg mindst én fil.")

    async def run(_: FilesForm) -> None:
        to = SentTo(EntityKind.MATERIAL, row.id, None, row.title)
        async with received(request, uploads, to=to, field="files", previews=True) as files:
            await actions.add_material_files(actor, public_id, files)

    await submission.run(run)
    if not submission.ok:
        return _files_page(request, row, submission.state(), again=bool(uploads), status=submission.status)
    flash = "Filen er gemt." if len(uploads) == 1 else f"{len(uploads)} filer er gemt."
    return redirect(request, address_of(row), flash=flash)


def _files_page(request: Req, row: MaterialRow, form: FormState, *, again: bool, status: int = 200) -> Response[Any]:
    page = FilesPage(
        title="Tilføj filer",
        crumbs=crumbs_of(Crumb(row.title, address_of(row)), Crumb("Tilføj filer")),
        action=f"{address_of(row)}/filer/ny",
        cancel=address_of(row),
        form=form,
        upload=upload_field(request, again=again, is_paper=True),
    )
    return render(request, page, status)


async def _paper(actor: Actor, public_id: str, file_id: str) -> PaperRow:
    row = await queries.get_material(actor.scope, public_id)
    return await queries.get_material_paper(actor.scope, row.id, file_id)


@get(f"{_FILE}/hent/{{file_name:str}}", name="material.file", opt=FILE)
async def download(
    request: Req,
    actor: NamedDependency[Actor],
    public_id: FromPath[str],
    file_id: FromPath[str],
    file_name: FromPath[str],
) -> Response[Any]:
    return await paper_response(request, await _paper(actor, public_id, file_id))


@get(f"{_FILE}/vis/billede.jpg", name="material.preview", opt=FILE)
async def preview(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], file_id: FromPath[str]
) -> Response[Any]:
    return await paper_response(request, await _paper(actor, public_id, file_id), preview=True)


@get(f"{_FILE}/traek-tilbage", name="material.file_withdraw", opt=SEND)
async def show_withdraw(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], file_id: FromPath[str]
) -> Response[Any]:
    return await _withdraw_page(request, actor, public_id, file_id, blank(WithdrawPaperForm, carried_for(request)))


@post(f"{_FILE}/traek-tilbage", name="material.file_withdraw_it", opt=SEND)
async def withdraw(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], file_id: FromPath[str]
) -> Response[Any]:
    row, _ = await _kept_paper(actor, public_id, file_id)
    submission = await read_form(request, WithdrawPaperForm)
    await submission.run(lambda form: actions.withdraw_material_file(actor, public_id, file_id, reason=form.reason))
    if not submission.ok:
        return await _withdraw_page(request, actor, public_id, file_id, submission.state(), submission.status)
    return redirect(request, address_of(row), flash="Filen er trukket tilbage.")


async def _kept_paper(actor: Actor, public_id: str, file_id: str) -> tuple[MaterialRow, PaperRow]:
    async with reading():
        row = await actions.material_to_keep(actor, public_id)
        return row, await queries.get_material_paper(actor.scope, row.id, file_id)


async def _withdraw_page(
    request: Req, actor: Actor, public_id: str, file_id: str, form: FormState, status: int = 200
) -> Response[Any]:
    row, paper = await _kept_paper(actor, public_id, file_id)
    page = WithdrawPaperPage(
        title="Træk filen tilbage",
        subject=paper.title,
        crumbs=crumbs_of(Crumb(row.title, address_of(row)), Crumb("Træk tilbage")),
        action=f"{address_of(row)}/filer/{file_id}/traek-tilbage",
        cancel=address_of(row),
        form=form,
    )
    return render(request, page, status)


routes = [show_files, add_files, download, preview, show_withdraw, withdraw]
