"""Asking for evidence, and answering."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission, Tier
from app.access.pages import tier_choices
from app.access.policy import Actor, tiers_to_give
from app.audit.enums import EntityKind
from app.cases.queries import find_case_ref
from app.core.errors import Invalid, NotFound
from app.db.transaction import reading
from app.documents.forms import SentTo, received
from app.documents.pages import upload_field
from app.evidence import asking
from app.evidence.actions import Link
from app.evidence.asking import Delivery
from app.evidence.enums import LinkKind, RequestAct
from app.evidence.forms import RequestAnswerForm, RequestForm
from app.evidence.labels import REQUEST_ACT
from app.evidence.queries import Target, get_target, list_case_evidence, standing_to_target
from app.evidence.queries.requests import RequestRow, get_request, list_deliveries, list_request_steps
from app.evidence.request_pages import RequestNew, RequestShow, request_line, step_lines, waits_for
from app.evidence.rules import source_problem
from app.evidence.views.crumbs import crumbs_to
from app.plans.policy import may_on_item
from app.plans.queries import find_person, pick_people
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Option, options, redirect, render

Req = Request[Any, Any, Any]
_ASK = {"permission": Permission.EVIDENCE_REQUEST}
_READ = {"permission": Permission.CASE_READ}
_ANSWER = {"permission": Permission.EVIDENCE_ADD, "upload": True}  # or who was asked, whatever their role
_PATHS = {
    LinkKind.CASE: "/sager/{public_id:str}/anmodninger/ny",
    LinkKind.ITEM: "/tiltag/{public_id:str}/anmodninger/ny",
}
_JUDGING = (RequestAct.ACCEPT, RequestAct.RETURN, RequestAct.CANCEL)
_DONE = {
    RequestAct.DELIVER: "Leveret. Nu skal den, der bad om det, sige god for det.",
    RequestAct.ACCEPT: "Du har sagt god for det.",
    RequestAct.RETURN: "Sendt tilbage.",
    RequestAct.CANCEL: "Anmodningen er taget tilbage.",
}


async def _allowed(actor: Actor, kind: LinkKind, public_id: str) -> tuple[Target, int]:
    """What it is about, found and allowed, with the municipality whose people may be asked."""
    target = await get_target(actor.scope, kind, public_id)
    may_on_item(actor, Permission.EVIDENCE_REQUEST, await standing_to_target(actor.scope, target)).require()
    case = await find_case_ref(actor.scope, target.case_id) if target.case_id is not None else None
    if case is None:
        raise NotFound
    return target, case.municipality


async def _new(
    request: Req, actor: Actor, kind: LinkKind, public_id: str, form: FormState | None = None, status: int = 200
) -> Response[Any]:
    async with reading():
        target, municipality = await _allowed(actor, kind, public_id)
        people = await pick_people(actor.scope, municipality=municipality, units=target.units)
    page = RequestNew(
        title="Bed om dokumentation",
        crumbs=crumbs_to(target, "Bed om dokumentation"),
        target=f"{target.kind_label}: {target.label}",
        form=form or blank(RequestForm, carried_for(request)),
        people=tuple(Option(each.public_id, each.name) for each in people if each.id != actor.person),
        action=request.scope["path"],
        cancel_href=target.href,
    )
    return render(request, page, status)


async def _create(request: Req, actor: Actor, kind: LinkKind, public_id: str) -> Response[Any]:
    target, municipality = await _allowed(actor, kind, public_id)
    submission = await read_form(request, RequestForm)

    async def ask(form: RequestForm) -> Any:
        found = await find_person(actor.scope, municipality, public_id=form.asked_of)
        if found is None or form.due_on is None:
            raise Invalid("request.asked_of", "Vælg en person fra listen.", {"asked_of": "Vælg en person fra listen."})
        link = Link(kind, public_id)
        await asking.request_evidence(
            actor, link, municipality, title=form.title, asked_of=found.id, due_on=form.due_on
        )
        return found.name

    name = await submission.run(ask)
    if not submission.ok:
        return await _new(request, actor, kind, public_id, submission.state(), submission.status)
    return redirect(request, target.href, flash=f"{name} er bedt om det.")


async def _tiers_for(actor: Actor, target: Target) -> tuple[Tier, ...]:
    return tiers_to_give(actor, (await standing_to_target(actor.scope, target)).ancestors)


async def _show(
    request: Req,
    actor: Actor,
    public_id: str,
    form: FormState | None = None,
    status: int = 200,
    *,
    again: bool = False,
) -> Response[Any]:
    async with reading():
        row = await get_request(actor.scope, public_id)
        acts = row.acts(actor)
        target = await get_target(actor.scope, *row.about)
        steps = await list_request_steps(actor.scope, row.id)
        delivered = await list_deliveries(actor.scope, [step.id for step in steps])
        may_deliver = RequestAct.DELIVER in acts
        tiers = await _tiers_for(actor, target) if may_deliver else ()
        choices = await _choices(actor, row) if may_deliver else ()
    carried = None if form else carried_for(request)
    form = form or blank(RequestAnswerForm, carried)
    page = RequestShow(
        title=row.title,
        crumbs=crumbs_to(target, row.title),
        request=request_line(row, actor.today),
        steps=step_lines(steps, delivered),
        form=form,
        version=seen_version(form, row.version),
        may_deliver=may_deliver,
        answers=options(REQUEST_ACT, [act for act in _JUDGING if act in acts]),
        may_only_cancel=acts == {RequestAct.CANCEL},
        waits_for=waits_for(row, acts),
        choices=choices,
        tiers=tier_choices(tiers),
        upload=upload_field(request, again=again or carried is not None),
        action=row.href,
        back_href=target.href,
    )
    return render(request, page, status)


async def _choices(actor: Actor, row: RequestRow) -> tuple[Option, ...]:
    """The evidence of the case that the reader sees and that is in use."""
    if row.case_id is None:
        return ()
    found = {each.public_id: each for each in await list_case_evidence(actor.scope, row.case_id)}
    return tuple(Option(key, each.title) for key, each in found.items() if not each.is_withdrawn)


@get("/anmodninger/{public_id:str}", name="evidence.request", opt=_READ)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _show(request, actor, public_id)


@post("/anmodninger/{public_id:str}", name="evidence.answer_request", opt=_ANSWER)
async def answer(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    row = await get_request(actor.scope, public_id)  # before a byte of the body is read
    asking.require_party(actor, row)
    submission = await read_form(request, RequestAnswerForm)
    uploads = submission.files.get("files", [])
    if submission.typed("act") == RequestAct.DELIVER and not submission.raw.get("chosen"):
        problem = source_problem(len(uploads), submission.typed("esdh_reference").strip())
        if problem:
            submission.refuse("files", problem)

    async def run(form: RequestAnswerForm) -> str:
        seen = form.version or 0
        if form.act is RequestAct.DELIVER:
            to = SentTo(EntityKind.EVIDENCE_REQUEST, row.id, row.case_id, row.title)
            async with received(request, uploads, to=to, field="files", previews=True) as files:
                delivery = Delivery(
                    files=files,
                    esdh_reference=form.esdh_reference,
                    chosen=form.chosen,
                    tier=form.tier or Tier.OPEN,
                )
                await asking.deliver_evidence(actor, public_id, seen=seen, delivery=delivery, comment=form.comment)
        elif form.act is RequestAct.ACCEPT:
            await asking.accept_delivery(actor, public_id, seen=seen, comment=form.comment)
        elif form.act is RequestAct.RETURN:
            await asking.return_delivery(actor, public_id, seen=seen, comment=form.comment)
        else:
            await asking.cancel_request(actor, public_id, seen=seen, comment=form.comment)
        return _DONE[form.act]

    flash = await submission.run(run)
    if not submission.ok:
        return await _show(request, actor, public_id, submission.state(), submission.status, again=bool(uploads))
    return redirect(request, row.href, flash=flash)


Work = Callable[[Req, Actor, LinkKind, str], Awaitable[Response[Any]]]


def _route(kind: LinkKind, work: Work) -> Callable[..., Awaitable[Response[Any]]]:
    async def handler(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
        return await work(request, actor, kind, public_id)

    return handler


routes: list[Any] = [show, answer]
for _kind, _path in _PATHS.items():
    routes.append(get(_path, name=f"evidence.new_request_{_kind}", opt=_ASK)(_route(_kind, _new)))
    routes.append(post(_path, name=f"evidence.create_request_{_kind}", opt=_ASK)(_route(_kind, _create)))
