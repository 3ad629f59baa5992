"""Adding evidence to a case, a focus point or an action item."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission, Tier
from app.access.pages import tier_choices
from app.access.policy import Actor, tiers_to_give
from app.documents.forms import SentTo, received
from app.documents.pages import upload_field
from app.evidence import actions
from app.evidence.actions import Link
from app.evidence.enums import LinkKind
from app.evidence.forms import EvidenceForm
from app.evidence.labels import EVIDENCE_KIND
from app.evidence.pages import EvidenceNew
from app.evidence.queries import Target, get_target, standing_to_target
from app.evidence.rules import source_problem
from app.evidence.views.crumbs import crumbs_to
from app.evidence.views.lists import add_href
from app.plans.policy import may_on_item
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import carried_out, options, redirect, render

_READ = {"permission": Permission.EVIDENCE_ADD}
_WRITE = {"permission": Permission.EVIDENCE_ADD, "upload": True}


async def _allowed_target(actor: Actor, kind: LinkKind, public_id: str) -> tuple[Target, tuple[Tier, ...]]:
    """Found and allowed before a byte of the body is read; with the tiers that the actor may give there."""
    target = await get_target(actor.scope, kind, public_id)
    standing = await standing_to_target(actor.scope, target)
    may_on_item(actor, Permission.EVIDENCE_ADD, standing).require()
    return target, tiers_to_give(actor, standing.ancestors)


def _page(
    request: Request[Any, Any, Any],
    target: Target,
    tiers: tuple[Tier, ...],
    form: FormState,
    *,
    again: bool,
    taken: Sequence[str] = (),
) -> EvidenceNew:
    return EvidenceNew(
        title="Tilføj dokumentation",
        crumbs=crumbs_to(target, "Tilføj"),
        target=f"{target.kind_label}: {target.label}",
        form=form,
        kinds=options(EVIDENCE_KIND),
        tiers=tier_choices(tiers),
        upload=upload_field(request, again=again),
        taken=tuple(taken),
        action=add_href(target),
        cancel_href=target.evidence_href,
    )


async def _new(request: Request[Any, Any, Any], actor: Actor, kind: LinkKind, public_id: str) -> Response[Any]:
    target, tiers = await _allowed_target(actor, kind, public_id)
    carried = carried_for(request)
    return render(request, _page(request, target, tiers, blank(EvidenceForm, carried), again=carried is not None))


async def _create(request: Request[Any, Any, Any], actor: Actor, kind: LinkKind, public_id: str) -> Response[Any]:
    target, tiers = await _allowed_target(actor, kind, public_id)
    submission = await read_form(request, EvidenceForm)
    uploads = submission.files.get("files", [])
    problem = source_problem(len(uploads), submission.typed("esdh_reference").strip())
    if problem:
        submission.refuse("files", problem)

    left_out: list[str] = []
    taken: list[str] = []

    async def save(form: EvidenceForm) -> Any:
        to = SentTo(target.entity_kind, target.id, target.case_id, target.label)
        async with received(request, uploads, to=to, field="files", previews=True, left_out=left_out) as files:
            taken.extend(file.file_name for file in files)
            return await actions.add_evidence(
                actor,
                kind=form.kind,
                title=form.title,
                dated_on=form.dated_on,
                link=Link(kind, public_id),
                files=files,
                esdh_reference=form.esdh_reference,
                tier=form.tier or Tier.OPEN,
            )

    made = await submission.run(save)
    if not submission.ok:
        page = _page(request, target, tiers, submission.state(), again=bool(uploads))
        return render(request, page, submission.status)
    if left_out:
        submission.warn("files", f"{' '.join(left_out)} Vælg kun det, der mangler, og gem igen.")
        page = _page(request, target, tiers, submission.state(), again=False, taken=taken)
        return carried_out(request, render(request, page), target.evidence_href)
    flash = "Dokumentationen er gemt." if len(made) == 1 else f"{len(made)} stykker dokumentation er gemt."
    return redirect(request, target.evidence_href, flash=flash)


Work = Callable[[Request[Any, Any, Any], Actor, LinkKind, str], Awaitable[Response[Any]]]


def _route(kind: LinkKind, work: Work) -> Callable[..., Awaitable[Response[Any]]]:
    async def handler(
        request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
    ) -> Response[Any]:
        return await work(request, actor, kind, public_id)

    return handler


_PATHS = {
    LinkKind.CASE: "/sager/{public_id:str}/dokumentation/ny",
    LinkKind.FOCUS_POINT: "/fokuspunkter/{public_id:str}/dokumentation/ny",
    LinkKind.ITEM: "/tiltag/{public_id:str}/dokumentation/ny",
}
routes: list[Any] = []
for _kind, _path in _PATHS.items():
    routes.append(get(_path, name=f"evidence.new_{_kind}", opt=_READ)(_route(_kind, _new)))
    routes.append(post(_path, name=f"evidence.create_{_kind}", opt=_WRITE)(_route(_kind, _create)))
