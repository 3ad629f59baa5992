"""Registering a ruling of the authority."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.cases import actions
from app.cases.enums import RulingKind
from app.cases.forms import RulingForm
from app.cases.labels import RULING_KIND
from app.cases.pages import RulingNewPage, case_header, case_href
from app.cases.queries import CaseDetail, CaseRef, get_case, get_case_ref
from app.cases.rules.dates import applicable_dates
from app.cases.views.common import WRITE, document_id, document_options, documents_of, require_write, saved
from app.core.errors import Invalid
from app.db.transaction import reading
from app.deadlines.enums import DeadlineKind
from app.documents.queries import DocumentRow
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import options, render

_FIELDS = {
    "ruled": DeadlineKind.RULED,
    "available": DeadlineKind.AVAILABLE,
    "compliance": DeadlineKind.COMPLIANCE,
    "report_back": DeadlineKind.REPORT_BACK,
}


@get("/sager/{case_id:str}/afgoerelser/ny", name="rulings.new", opt=WRITE)
async def new_ruling(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[str]:
    ref, detail, documents = await _load(actor, case_id)
    kind = None if detail.rulings else RulingKind.ORIGINAL
    form = blank(RulingForm, carried_for(request), kind=kind)
    return render(request, _page(ref, detail, documents, form))


@post("/sager/{case_id:str}/afgoerelser/ny", name="rulings.create", opt=WRITE)
async def create_ruling(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], case_id: FromPath[str]
) -> Response[Any]:
    ref, detail, documents = await _load(actor, case_id)
    submission = await read_form(request, RulingForm)

    async def register(form: RulingForm) -> Any:
        given = {name: day for name in _FIELDS if (day := getattr(form, name)) is not None}
        allowed = applicable_dates(ref.kind)
        wrong = {
            name: "Sagen har ikke den dato. Lad feltet være tomt." for name in given if _FIELDS[name] not in allowed
        }
        if wrong:
            raise Invalid("case.date_of_other_kind", "Nogle datoer passer ikke til sagen.", wrong)
        return await actions.register_ruling(
            actor,
            ref.id,
            kind=form.kind,
            seen=form.version or 0,
            dates={_FIELDS[name]: day for name, day in given.items()},
            note=form.note,
            document=document_id(documents, form.document),
        )

    made = await submission.run(register)
    if not submission.ok:
        ref, detail, documents = await _load(actor, case_id)
        return render(request, _page(ref, detail, documents, submission.state()), submission.status)
    return saved(request, case_href(ref.public_id), "Afgørelsen er gemt.", made.warnings)


async def _load(actor: Actor, case_id: str) -> tuple[CaseRef, CaseDetail, list[DocumentRow]]:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        require_write(actor, ref)
        return ref, await get_case(actor.scope, ref), await documents_of(actor, ref)


def _page(ref: CaseRef, detail: CaseDetail, documents: list[DocumentRow], form: FormState) -> RulingNewPage:
    further = [RulingKind.EXTENSION, RulingKind.CHANGED, RulingKind.APPEAL]
    allowed = applicable_dates(ref.kind)
    return RulingNewPage(
        title="Registrér en afgørelse",
        case=case_header(ref, "case", "Registrér en afgørelse"),
        form=form,
        may_write=True,
        version=seen_version(form, len(detail.rulings)),
        rulings=detail.rulings,
        kinds=options(RULING_KIND, further if detail.rulings else [RulingKind.ORIGINAL]),
        documents=document_options(documents),
        has_compliance=DeadlineKind.COMPLIANCE in allowed,
        has_report_back=DeadlineKind.REPORT_BACK in allowed,
    )


routes = [new_ruling, create_ruling]
