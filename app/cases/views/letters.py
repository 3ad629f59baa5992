"""Filing a letter in a case."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Tier
from app.access.pages import tier_choices
from app.access.policy import Actor, tiers_to_give
from app.audit.enums import EntityKind
from app.cases import actions
from app.cases.pages import case_href
from app.cases.queries import CaseRef, get_case_ref
from app.cases.views.common import WRITE, require_write
from app.documents.enums import Direction
from app.documents.forms import DocumentForm, SentTo, received
from app.documents.labels import DIRECTION, DOCUMENT_KIND
from app.documents.pages import DocumentNew, upload_field
from app.organisation.actions import Created
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, options, redirect, render


def _page(request: Request[Any, Any, Any], actor: Actor, ref: CaseRef, form: FormState, *, again: bool) -> DocumentNew:
    back = case_href(ref.public_id, "/dokumentation")
    return DocumentNew(
        title="Læg et brev på sagen",
        crumbs=(
            Crumb("Sager", "/sager"),
            Crumb(ref.reference, case_href(ref.public_id)),
            Crumb("Dokumentation", back),
            Crumb("Nyt brev"),
        ),
        form=form,
        kinds=options(DOCUMENT_KIND),
        directions=options(DIRECTION),
        tiers=tier_choices(tiers_to_give(actor, ref.ancestors)),
        upload=upload_field(request, again=again),
        action=case_href(ref.public_id, "/dokumenter/nyt"),
        cancel_href=back,
    )


async def _case(actor: Actor, public_id: str) -> CaseRef:
    """Found and allowed before a byte of the body is read."""
    ref = await get_case_ref(actor.scope, public_id)
    require_write(actor, ref)
    return ref


@get("/sager/{public_id:str}/dokumenter/nyt", name="documents.new", opt=WRITE)
async def new(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    ref = await _case(actor, public_id)
    carried = carried_for(request)
    form = blank(DocumentForm, carried, direction=Direction.RECEIVED)
    return render(request, _page(request, actor, ref, form, again=carried is not None))


@post("/sager/{public_id:str}/dokumenter/nyt", name="documents.create", opt={**WRITE, "upload": True})
async def create(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    ref = await _case(actor, public_id)
    submission = await read_form(request, DocumentForm)
    uploads = submission.files.get("file", [])[:1]
    if not uploads:
        submission.refuse("file", "Vælg filen med brevet.")

    async def save(form: DocumentForm) -> Created:
        async with received(
            request, uploads, to=SentTo(EntityKind.CASE, ref.id, ref.id, ref.title), field="file"
        ) as files:
            return await actions.file_letter(
                actor,
                ref.id,
                kind=form.kind,
                direction=form.direction,
                title=form.title,
                dated_on=form.dated_on,
                esdh_document_no=form.esdh_document_no,
                file=files[0],
                tier=form.tier or Tier.OPEN,
            )

    await submission.run(save)
    if not submission.ok:
        return render(request, _page(request, actor, ref, submission.state(), again=bool(uploads)), submission.status)
    return redirect(request, case_href(ref.public_id, "/dokumentation"), flash="Brevet er lagt på sagen.")


routes = [new, create]
