"""Giving an external adviser access to one case, and taking it back."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor
from app.accounts.views.delivery import deliver_link
from app.cases import actions
from app.cases.forms import EndShareForm, ShareForm
from app.cases.pages import AdvisersPage, EndSharePage, SharePage, case_header, case_href, share_line
from app.cases.queries import CaseRef, Share, get_case_ref, get_share, list_shares
from app.cases.rules import latest_until
from app.cases.views.common import Web, require_write
from app.db.transaction import reading
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import redirect, render

_SHARE = {"permission": Permission.CASE_SHARE}
# Changes of who may see what ask first who it is that changes them (app/web/middleware.py).
_CHANGE = {**_SHARE, "recent_login": True}


async def _case(actor: Actor, case_id: str) -> CaseRef:
    ref = await get_case_ref(actor.scope, case_id)
    require_write(actor, ref, Permission.CASE_SHARE)
    return ref


def _index_href(ref: CaseRef) -> str:
    return case_href(ref.public_id, "/raadgivere")


@get("/sager/{case_id:str}/raadgivere", name="cases.advisers", opt=_SHARE)
async def index(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    async with reading():
        ref = await _case(actor, case_id)
        shares = await list_shares(actor.scope, ref.id)
    page = AdvisersPage(
        title="Eksterne rådgivere",
        case=case_header(ref, "case", "Eksterne rådgivere"),
        shares=tuple(share_line(each, _index_href(ref), actor.today) for each in shares),
        new_href=f"{_index_href(ref)}/ny",
    )
    return render(request, page)


def _new_page(actor: Actor, ref: CaseRef, form: FormState) -> SharePage:
    return SharePage(
        title="Giv en rådgiver adgang",
        case=case_header(ref, "case", "Giv en rådgiver adgang"),
        form=form,
        may_write=True,
        action=f"{_index_href(ref)}/ny",
        cancel_href=_index_href(ref),
        latest=latest_until(actor.today),
    )


@get("/sager/{case_id:str}/raadgivere/ny", name="cases.new_share", opt=_SHARE)
async def new(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    async with reading():
        ref = await _case(actor, case_id)
    return render(request, _new_page(actor, ref, blank(ShareForm, carried_for(request))))


@post("/sager/{case_id:str}/raadgivere/ny", name="cases.share", opt=_CHANGE)
async def share(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref = await _case(actor, case_id)
    submission = await read_form(request, ShareForm)
    adviser = await submission.run(
        lambda form: actions.share_case(
            actor,
            ref.id,
            name=form.name,
            email=form.email,
            company=form.company,
            until=form.until,
            reason=form.reason,
        )
    )
    if not submission.ok:
        return render(request, _new_page(actor, ref, submission.state()), submission.status)
    back = _index_href(ref)
    if adviser.issued is None:
        return redirect(request, back, flash=f"{adviser.name} har adgang og kan logge ind som før.")
    return await deliver_link(
        request,
        actor,
        adviser.issued,
        crumbs=case_header(ref, "case", "Link til rådgiveren").crumbs,
        back=back,
        note="Rådgiveren har fået en ny bruger."
        if adviser.is_new
        else "Rådgiveren bruger den bruger, du før har givet.",
    )


async def _end_page(actor: Actor, case_id: str, share_id: str, form: FormState) -> tuple[CaseRef, Share, EndSharePage]:
    async with reading():
        ref = await _case(actor, case_id)
        found = await get_share(actor.scope, ref.id, share_id)
    page = EndSharePage(
        title="Stop rådgiverens adgang",
        case=case_header(ref, "case", "Stop rådgiverens adgang"),
        form=form,
        may_write=True,
        share=share_line(found, _index_href(ref), actor.today),
        action=f"{_index_href(ref)}/{found.public_id}/stop",
        cancel_href=_index_href(ref),
    )
    return ref, found, page


@get("/sager/{case_id:str}/raadgivere/{share_id:str}/stop", name="cases.ask_end_share", opt=_SHARE)
async def show_end(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], share_id: FromPath[str]
) -> Response[str]:
    _, _, page = await _end_page(actor, case_id, share_id, blank(EndShareForm, carried_for(request)))
    return render(request, page)


@post("/sager/{case_id:str}/raadgivere/{share_id:str}/stop", name="cases.end_share", opt=_CHANGE)
async def end(
    request: Web, actor: NamedDependency[Actor], case_id: FromPath[str], share_id: FromPath[str]
) -> Response[Any]:
    ref, found, _ = await _end_page(actor, case_id, share_id, blank(EndShareForm))
    submission = await read_form(request, EndShareForm)
    await submission.run(lambda form: actions.end_share(actor, ref.id, found.public_id, reason=form.reason))
    if not submission.ok:
        _, _, page = await _end_page(actor, case_id, share_id, submission.state())
        return render(request, page, submission.status)
    return redirect(request, _index_href(ref), flash=f"{found.name} har ikke længere adgang til sagen.")


routes = [index, new, share, show_end, end]
