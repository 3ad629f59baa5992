"""Who must know of a ruling, and the forms that prove that they do."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.audit.enums import EntityKind
from app.cases.enums import CasePhase
from app.cases.queries import CaseRef, get_case_ref
from app.cases.rules import must_inform
from app.db.transaction import reading
from app.documents.forms import SentTo, received
from app.documents.pages import upload_field
from app.involvement.actions import end_waiver, waive_informing
from app.involvement.queries import get_waiver, list_involvements, list_waivers, told_since
from app.notices.actions import telling as actions
from app.notices.forms import LinkMaterialForm, PostedForm, ReasonForm, WaiverForm
from app.notices.pages import telling as pages
from app.notices.queries import tasks
from app.notices.queries.boards import list_boards_of_case
from app.web.carried import carried_for
from app.web.forms import FormState, Submission, blank, read_form
from app.web.pages import Option, redirect, render

Req = Request[Any, Any, Any]
READ = {"permission": Permission.CASE_READ}
ADD = {"permission": Permission.INVOLVEMENT_ADD}
_HERE = "/sager/{public_id:str}/orientering"


async def _case(actor: Actor, public_id: str) -> CaseRef:
    case = await get_case_ref(actor.scope, public_id)
    may(actor, Permission.INVOLVEMENT_ADD, case.ancestors).require()
    return case


@get(_HERE, name="notices.told", opt=READ)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    async with reading():
        case = await get_case_ref(actor.scope, public_id)
        records = await list_involvements(actor.scope, case.id)
        waivers = await list_waivers(actor.scope, case.id)
        since = await told_since(actor.scope, case.id)
        materials = await tasks.list_linked_materials(actor.scope, case.id)
        left = await tasks.list_to_tell(actor.scope, limit=1, case=case.id)
        boards = await list_boards_of_case(actor.scope, case.id)
    page = pages.told_page(
        case,
        records,
        waivers,
        materials,
        left[0] if left else None,
        [(board.name, board.href) for board in boards],
        since=since,
        may_add=may(actor, Permission.INVOLVEMENT_ADD, case.ancestors).ok,
        must=must_inform(case.kind) and case.phase is not CasePhase.HEARING,
    )
    return render(request, page)


def _done(request: Req, case: CaseRef, flash: str) -> Response[Any]:
    return redirect(request, pages.here(case), flash=flash)


def _posted(request: Req, actor: Actor, case: CaseRef, form: FormState, *, again: bool, status: int) -> Response[Any]:
    may_file = may(actor, Permission.EVIDENCE_ADD, case.ancestors).ok
    upload = upload_field(request, again=again) if may_file else None
    return render(request, pages.posted_page(case, form, upload), status)


@get(f"{_HERE}/opslag", name="notices.posted", opt=ADD)
async def show_posted(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    case, carried = await _case(actor, public_id), carried_for(request)
    form = blank(PostedForm, carried, on_date=actor.today)
    return _posted(request, actor, case, form, again=carried is not None, status=200)


@post(f"{_HERE}/opslag", name="notices.record_posted", opt={**ADD, "upload": True})
async def record_posted(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    case = await _case(actor, public_id)
    submission = await read_form(request, PostedForm)
    uploads = submission.files.get("photo", [])
    if len(uploads) > 1:
        submission.refuse("photo", "Vælg ét billede.")

    async def save(form: PostedForm) -> None:
        to = SentTo(EntityKind.CASE, case.id, case.id, case.title)
        posted = actions.Posted(place=form.where_hung, on_date=form.on_date, until_on=form.until_on, who=form.put_up_by)
        async with received(request, uploads, to=to, field="photo", previews=True) as files:
            await actions.record_notice(actor, case.id, posted, files)

    await submission.run(save)
    if not submission.ok:
        form = submission.state()
        return _posted(request, actor, case, form, again=bool(uploads), status=submission.status)
    return _done(request, case, "Opslaget er registreret. Medarbejderne er orienteret.")


async def _answered(
    request: Req, case: CaseRef, submission: Submission[Any], page: pages.ChoicePage, flash: str
) -> Response[Any]:
    if not submission.ok:
        return render(request, page, submission.status)
    return _done(request, case, flash)


@get(f"{_HERE}/ikke-relevant", name="notices.waiver", opt=ADD)
async def show_waiver(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    case = await _case(actor, public_id)
    return render(request, pages.waiver_page(case, blank(WaiverForm, carried_for(request))))


@post(f"{_HERE}/ikke-relevant", name="notices.waive", opt=ADD)
async def waive(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    case = await _case(actor, public_id)
    submission = await read_form(request, WaiverForm)
    await submission.run(lambda form: waive_informing(actor, case.id, party=form.party, reason=form.reason))
    return await _answered(request, case, submission, pages.waiver_page(case, submission.state()), "Det er gemt.")


@get(f"{_HERE}/ikke-relevant/{{waiver_id:str}}", name="notices.ask_end_waiver", opt=ADD)
async def show_end_waiver(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], waiver_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        case = await _case(actor, public_id)
        row = await get_waiver(actor.scope, case.id, waiver_id)
    return render(request, pages.end_waiver_page(case, row, blank(ReasonForm, carried_for(request))))


@post(f"{_HERE}/ikke-relevant/{{waiver_id:str}}", name="notices.end_waiver", opt=ADD)
async def end(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], waiver_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        case = await _case(actor, public_id)
        row = await get_waiver(actor.scope, case.id, waiver_id)
    submission = await read_form(request, ReasonForm)
    await submission.run(lambda form: end_waiver(actor, case.id, waiver_id, reason=form.reason))
    page = pages.end_waiver_page(case, row, submission.state())
    return await _answered(request, case, submission, page, "Opgaven er åben igen.")


async def _choices(actor: Actor, case: CaseRef) -> tuple[Option, ...]:
    async with reading():
        rows = await tasks.list_materials_to_link(actor.scope, case.id)
    return tuple(Option(row.public_id, row.title) for row in rows)


@get(f"{_HERE}/materiale", name="notices.material", opt=ADD)
async def show_material(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    case = await _case(actor, public_id)
    form = blank(LinkMaterialForm, carried_for(request))
    return render(request, pages.material_page(case, form, await _choices(actor, case)))


@post(f"{_HERE}/materiale", name="notices.link_material", opt=ADD)
async def link_material(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    case = await _case(actor, public_id)
    submission = await read_form(request, LinkMaterialForm)
    await submission.run(lambda form: actions.link_material(actor, case.id, form.material))
    page = pages.material_page(case, submission.state(), await _choices(actor, case))
    return await _answered(request, case, submission, page, "Materialet er knyttet til sagen.")


@get(f"{_HERE}/materiale/{{told_id:str}}", name="notices.ask_unlink", opt=ADD)
async def show_unlink(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], told_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        case = await _case(actor, public_id)
        row = await tasks.get_linked_material(actor.scope, case.id, told_id)
    return render(request, pages.remove_material_page(case, row, blank(ReasonForm, carried_for(request))))


@post(f"{_HERE}/materiale/{{told_id:str}}", name="notices.unlink", opt=ADD)
async def unlink(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], told_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        case = await _case(actor, public_id)
        row = await tasks.get_linked_material(actor.scope, case.id, told_id)
    submission = await read_form(request, ReasonForm)
    await submission.run(lambda form: actions.unlink_material(actor, case.id, told_id, reason=form.reason))
    page = pages.remove_material_page(case, row, submission.state())
    return await _answered(request, case, submission, page, "Materialet er fjernet fra sagen.")


routes = [
    show,
    show_posted,
    record_posted,
    show_waiver,
    waive,
    show_end_waiver,
    end,
    show_material,
    link_material,
    show_unlink,
    unlink,
]
