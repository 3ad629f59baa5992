"""Erasing the content of evidence and of letters: one page that says how far it is, and the steps of two people."""

from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.labels import ask_text
from app.access.policy import Actor
from app.accounts.queries.near import list_holders
from app.cases.queries import find_case_ref
from app.db.transaction import reading
from app.documents.forms import store_of
from app.documents.rules import StoreDown
from app.erasure import actions
from app.erasure.actions import Decision
from app.erasure.enums import ErasedKind, ErasureState
from app.erasure.forms import ApproveForm, AskForm
from app.erasure.labels import ERASED_KIND
from app.erasure.pages import (
    Deciding,
    ErasurePage,
    FileFate,
    course_of,
    deciding,
    fate_of,
    report_fate,
    state_words,
)
from app.erasure.policy import may_ask, may_decide
from app.erasure.queries import (
    ErasureRow,
    NamingReport,
    Subject,
    count_asked_elsewhere,
    files_to_erase,
    find_erasure,
    get_subject,
    list_decided_reports,
    list_erased_files,
    list_reports_naming,
    list_uses,
)
from app.reports.content import PROFILES
from app.reports.policy import may_withdraw
from app.reports.queries import sees_whole_case
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Crumb, redirect, render

Req = Request[Any, Any, Any]
_READ = {"permission": Permission.CASE_READ}
_SAY = {"permission": Permission.CONTENT_ERASE}
_APPROVE = {"permission": Permission.CONTENT_ERASE, "recent_login": True}
_BASE = {ErasedKind.EVIDENCE: "dokumentation", ErasedKind.DOCUMENT: "dokumenter"}
_LAST = "Slet indholdet"


def _way(subject: Subject, case: tuple[str, str] | None, *last: str) -> tuple[Crumb, ...]:
    way = [Crumb("Sager", "/sager")]
    if case is not None:
        way += [Crumb(case[1], f"/sager/{case[0]}"), Crumb("Dokumentation", f"/sager/{case[0]}/dokumentation")]
    if subject.kind is ErasedKind.EVIDENCE:
        way.append(Crumb(subject.title, f"/dokumentation/{subject.public_id}"))
    trail = [Crumb(_LAST, subject.href if last else None), *(Crumb(each) for each in last)]
    return (*way, *trail)


async def _case_of(actor: Actor, subject: Subject) -> tuple[str, str] | None:
    case = await find_case_ref(actor.scope, subject.case_id) if subject.case_id is not None else None
    return (case.public_id, f"{case.reference} {case.title}") if case else None


async def _page(
    request: Req,
    actor: Actor,
    kind: ErasedKind,
    public_id: str,
    form: FormState | None = None,
    status: int = 200,
) -> Response[Any]:
    async with reading():
        subject = await get_subject(actor.scope, kind, public_id)
        erasure = await find_erasure(actor.scope, subject)
        case = await _case_of(actor, subject)
        is_asked = erasure is not None and erasure.state is ErasureState.ASKED
        verdict = may_decide(actor, subject.where, erasure.askers if erasure else ())
        choices = None
        if erasure is not None and is_asked and verdict.ok:
            is_answer = form is not None and "shown" in form.lists and "answer" not in form.values
            fresh = blank(ApproveForm, carried_for(request), hides_name=erasure.hides_name)
            choices = await _choices(actor, subject, erasure, form if form and is_answer else fresh)
        asked = ""
        if erasure is not None and is_asked and not verdict.ok:
            but = [each for each in erasure.askers if each is not None]
            found = await list_holders(actor.scope, Permission.CONTENT_ERASE, subject.units, but=but)
            asked = ask_text((each.name, each.role) for each in found)
        files = await _fates(request, actor, subject)
        decided = await list_decided_reports(actor.scope, erasure.id) if erasure else []
        elsewhere = await count_asked_elsewhere(actor.scope, erasure) if erasure else 0
    is_own = erasure is not None and erasure.asked_by is not None and erasure.asked_by == actor.person
    may_begin = not is_asked and bool(subject.files) and may_ask(actor, subject.where, subject.added_by).ok
    back = f"/dokumentation/{public_id}" if kind is ErasedKind.EVIDENCE else ""
    page = ErasurePage(
        title=_LAST if is_asked or may_begin else "Om sletningen",
        crumbs=_way(subject, case),
        name=subject.title,
        kind=ERASED_KIND[kind],
        action=subject.href,
        back_href=back or (f"/sager/{case[0]}/dokumentation" if case else "/sager"),
        state=state_words(erasure),
        form=form if form and "answer" in form.values else blank(AskForm, carried_for(request)),
        problems=form or blank(AskForm),
        may_ask=may_begin,
        deciding=choices,
        decline_label=("Tag det tilbage" if is_own else "Afvis") if is_asked and (is_own or verdict.ok) else "",
        asked=asked,
        course=course_of(erasure),
        files=files,
        reports=tuple(report_fate(report, is_kept=is_kept) for report, is_kept in decided),
        elsewhere=_elsewhere(elsewhere),
        has_file=bool(subject.files),
    )
    return render(request, page, status)


def _elsewhere(count: int) -> str:
    if not count:
        return ""
    return "Den samme fil ligger også et andet sted. De, der har ret til at slette dér, er spurgt og har ikke sagt ja."


async def _choices(actor: Actor, whole: Subject, erasure: ErasureRow, form: FormState) -> Deciding:
    subject = await files_to_erase(actor.scope, whole, erasure)
    uses = await list_uses(actor.scope, subject.blobs, (subject.kind, subject.id))
    reports = await list_reports_naming(actor.scope, (subject, *uses.seen))
    return deciding(
        form,
        [(each, may_decide(actor, each.where, erasure.askers).ok) for each in uses.seen],
        [(each, await _may_withdraw(actor, each)) for each in reports],
    )


async def _may_withdraw(actor: Actor, report: NamingReport) -> bool:
    case = await find_case_ref(actor.scope, report.case_id)
    if case is None or not await sees_whole_case(actor.scope, case.id, PROFILES[report.profile].tiers):
        return False
    return may_withdraw(actor, report.state, case.ancestors).ok


async def _fates(request: Req, actor: Actor, subject: Subject) -> tuple[FileFate, ...]:
    store = store_of(request)
    fates = []
    for each in await list_erased_files(actor.scope, subject):
        try:
            is_there: bool | None = await store.find(each.sha256) is not None
        except StoreDown:
            is_there = None
        fates.append(fate_of(each.sha256, is_free=each.is_free, is_there=is_there))
    return tuple(fates)


async def _say(request: Req, actor: Actor, kind: ErasedKind, public_id: str) -> Response[Any]:
    """Asking, or saying no."""
    subject = await get_subject(actor.scope, kind, public_id)
    may_ask(actor, subject.where, subject.added_by).require()
    submission = await read_form(request, AskForm)

    async def say(form: AskForm) -> str:
        if form.answer:
            await actions.decline_erasure(actor, kind, public_id, reason=form.reason)
            return "Indholdet bliver stående."
        await actions.ask_erasure(actor, kind, public_id, reason=form.reason, hides_name=form.hides_name)
        return "Nu skal en anden godkende, at indholdet slettes."

    flash = await submission.run(say)
    if not submission.ok:
        return await _page(request, actor, kind, public_id, submission.state(), submission.status)
    return redirect(request, subject.href, flash=flash)


async def _deciding(request: Req, actor: Actor, kind: ErasedKind, public_id: str) -> Response[Any]:
    """The form stands on the page itself; one that was sent after the login had ended is drawn again, filled."""
    if carried_for(request) is not None:
        return await _page(request, actor, kind, public_id)
    return redirect(request, (await get_subject(actor.scope, kind, public_id)).href)


async def _approve(request: Req, actor: Actor, kind: ErasedKind, public_id: str) -> Response[Any]:
    subject = await get_subject(actor.scope, kind, public_id)
    may_decide(actor, subject.where, ()).require()
    submission = await read_form(request, ApproveForm)

    async def approve(form: ApproveForm) -> None:
        fields = msgspec.structs.asdict(form)
        del fields["version"]
        await actions.approve_erasure(actor, store_of(request), kind, public_id, Decision(**fields))

    await submission.run(approve)
    if not submission.ok:
        return await _page(request, actor, kind, public_id, submission.state(), submission.status)
    return redirect(request, subject.href, flash="Indholdet er slettet.")


Work = Callable[[Req, Actor, ErasedKind, str], Awaitable[Response[Any]]]


def _route(kind: ErasedKind, work: Work) -> Callable[..., Awaitable[Response[Any]]]:
    async def handler(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
        return await work(request, actor, kind, public_id)

    return handler


routes: list[Any] = []
for _kind, _base in _BASE.items():
    _path = f"/{_base}/{{public_id:str}}/slet-indhold"
    routes += [
        get(_path, name=f"erasure.show_{_kind}", opt=_READ)(_route(_kind, _page)),
        post(_path, name=f"erasure.ask_{_kind}", opt=_SAY)(_route(_kind, _say)),
        get(f"{_path}/godkend", name=f"erasure.deciding_{_kind}", opt=_READ)(_route(_kind, _deciding)),
        post(f"{_path}/godkend", name=f"erasure.approve_{_kind}", opt=_APPROVE)(_route(_kind, _approve)),
    ]
