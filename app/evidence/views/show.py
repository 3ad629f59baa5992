"""One piece of evidence: its versions and links, a new version, further links, withdrawal."""

from collections.abc import Callable
from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, Verdict
from app.audit.enums import EntityKind
from app.db.transaction import reading
from app.documents.forms import SentTo, received
from app.documents.pages import upload_field
from app.evidence import actions
from app.evidence.enums import LinkKind
from app.evidence.forms import LinkForm, VersionForm, WithdrawForm, as_link
from app.evidence.pages import EvidenceShow, EvidenceWithdraw, LinkNew, VersionNew, evidence_line, file_line
from app.evidence.policy import Linked, counted, everywhere, may_link, may_replace, may_set_tier, may_withdraw
from app.evidence.queries import (
    EvidenceRow,
    EvidenceVersionRow,
    Target,
    get_evidence,
    hangs_on_own_item,
    list_evidence_versions,
    list_links,
    list_targets,
    units_linked,
)
from app.evidence.rules import require_in_use, source_problem
from app.evidence.views.crumbs import way_to
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, Option, redirect, render

_ADD = Permission.EVIDENCE_ADD
_WITHDRAW = Permission.EVIDENCE_WITHDRAW


@get("/dokumentation/{public_id:str}", name="evidence.show", opt={"permission": Permission.CASE_READ})
async def show(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    async with reading():
        evidence = await get_evidence(actor.scope, public_id)
        versions = await list_evidence_versions(actor.scope, evidence.id)
        links = await list_links(actor.scope, evidence.id)
        linked = await units_linked(actor.scope, evidence.id)
        is_own = await hangs_on_own_item(actor.scope, evidence.id)
    may_tier = may_set_tier(actor, linked, evidence.added_by, on_own_item=is_own).ok
    is_open = not evidence.is_withdrawn
    can_link = is_open and may_link(actor, linked).ok
    replacing = may_replace(actor, linked)
    page = EvidenceShow(
        title=evidence.title,
        crumbs=(*_way(links[0]), Crumb(evidence.title)),
        evidence=evidence_line(evidence, may_set_tier=may_tier),
        versions=tuple(file_line(public_id, version) for version in versions),
        links=tuple(Crumb(f"{link.kind_label}: {link.label}", link.href) for link in links),
        may_change=is_open and replacing.ok,
        may_withdraw=is_open and may_withdraw(actor, linked).ok,
        may_link=can_link and evidence.case_id is not None,
        erase_href=_erase_href(actor, evidence, versions, linked),
        why_not=replacing.reason if can_link else "",
    )
    return render(request, page)


def _erase_href(actor: Actor, evidence: EvidenceRow, versions: list[EvidenceVersionRow], linked: Linked) -> str | None:
    """The page about erasing its content: for who may ask or say yes, and for everybody once it is erased."""
    is_erased = any(version.erased_at for version in versions)
    may_begin = evidence.added_by == actor.person or everywhere(actor, Permission.CONTENT_ERASE, linked).ok
    has_file = any(version.sha256 for version in versions)
    return f"{evidence.href}/slet-indhold" if is_erased or (has_file and may_begin) else None


def _way(link: Target) -> tuple[Crumb, ...]:
    return (*way_to(link), Crumb("Dokumentation", link.evidence_href))


async def _changeable(
    actor: Actor, public_id: str, may_change: Callable[[Actor, Linked], Verdict]
) -> tuple[EvidenceRow, list[Target]]:
    """Found, allowed and in use, before a byte of the body is read."""
    evidence = await get_evidence(actor.scope, public_id)
    links = await list_links(actor.scope, evidence.id)
    may_change(actor, counted(actor, await units_linked(actor.scope, evidence.id), evidence.added_by)).require()
    require_in_use(evidence.is_withdrawn)
    return evidence, links


def _crumbs(evidence: EvidenceRow, links: list[Target], label: str) -> tuple[Crumb, ...]:
    return (*_way(links[0]), Crumb(evidence.title, evidence.href), Crumb(label))


def _version_page(
    request: Request[Any, Any, Any], evidence: EvidenceRow, links: list[Target], form: FormState, *, again: bool
) -> VersionNew:
    return VersionNew(
        title="Tilføj en ny version",
        crumbs=_crumbs(evidence, links, "Ny version"),
        form=form,
        version=seen_version(form, evidence.no),
        upload=upload_field(request, again=again),
        action=f"{evidence.href}/ny-version",
        cancel_href=evidence.href,
    )


@get("/dokumentation/{public_id:str}/ny-version", name="evidence.new_version", opt={"permission": _ADD})
async def new_version(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    evidence, links = await _changeable(actor, public_id, may_replace)
    carried = carried_for(request)
    form = blank(VersionForm, carried)
    return render(request, _version_page(request, evidence, links, form, again=carried is not None))


@post(
    "/dokumentation/{public_id:str}/ny-version",
    name="evidence.add_version",
    opt={"permission": _ADD, "upload": True},
)
async def add_version(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    evidence, links = await _changeable(actor, public_id, may_replace)
    submission = await read_form(request, VersionForm)
    uploads = submission.files.get("files", [])
    problem = source_problem(len(uploads), submission.typed("esdh_reference").strip())
    if problem or len(uploads) > 1:
        submission.refuse("files", problem or "Vælg kun én fil: en version er én fil.")

    async def save(form: VersionForm) -> Any:
        to = SentTo(EntityKind.EVIDENCE, evidence.id, evidence.case_id, evidence.title)
        async with received(request, uploads, to=to, field="files", previews=True) as files:
            return await actions.add_evidence_version(
                actor,
                public_id,
                seen=form.version or 0,
                file=files[0] if files else None,
                esdh_reference=form.esdh_reference,
            )

    number = await submission.run(save)
    if not submission.ok:
        evidence = await get_evidence(actor.scope, public_id)
        page = _version_page(request, evidence, links, submission.state(), again=bool(uploads))
        return render(request, page, submission.status)
    return redirect(request, evidence.href, flash=f"Version {number} er gemt.")


def _withdraw_page(evidence: EvidenceRow, links: list[Target], form: FormState) -> EvidenceWithdraw:
    return EvidenceWithdraw(
        title="Træk dokumentationen tilbage",
        crumbs=_crumbs(evidence, links, "Træk tilbage"),
        form=form,
        links=tuple(f"{link.kind_label}: {link.label}" for link in links),
        action=f"{evidence.href}/traek-tilbage",
        cancel_href=evidence.href,
    )


@get("/dokumentation/{public_id:str}/traek-tilbage", name="evidence.withdraw_form", opt={"permission": _WITHDRAW})
async def withdraw_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    evidence, links = await _changeable(actor, public_id, may_withdraw)
    return render(request, _withdraw_page(evidence, links, blank(WithdrawForm, carried_for(request))))


@post("/dokumentation/{public_id:str}/traek-tilbage", name="evidence.withdraw", opt={"permission": _WITHDRAW})
async def withdraw(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    evidence, links = await _changeable(actor, public_id, may_withdraw)
    submission = await read_form(request, WithdrawForm)
    await submission.run(lambda form: actions.withdraw_evidence(actor, public_id, reason=form.reason))
    if not submission.ok:
        return render(request, _withdraw_page(evidence, links, submission.state()), submission.status)
    return redirect(request, evidence.href, flash="Dokumentationen er trukket tilbage.")


async def _link_page(actor: Actor, evidence: EvidenceRow, links: list[Target], form: FormState) -> LinkNew:
    linked = {(link.kind, link.id) for link in links}
    targets = await list_targets(actor.scope, evidence.case_id) if evidence.case_id else []
    return LinkNew(
        title="Knyt til flere",
        crumbs=_crumbs(evidence, links, "Knyt til flere"),
        form=form,
        targets=tuple(
            Option(f"{target.kind}:{target.public_id}", _target_label(target))
            for target in targets
            if (target.kind, target.id) not in linked
        ),
        action=f"{evidence.href}/knyt",
        cancel_href=evidence.href,
    )


def _target_label(target: Target) -> str:
    return "Hele sagen" if target.kind is LinkKind.CASE else f"{target.kind_label}: {target.label}"


@get("/dokumentation/{public_id:str}/knyt", name="evidence.link_form", opt={"permission": _ADD})
async def link_form(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    evidence, links = await _changeable(actor, public_id, may_link)
    return render(request, await _link_page(actor, evidence, links, blank(LinkForm, carried_for(request))))


@post("/dokumentation/{public_id:str}/knyt", name="evidence.link", opt={"permission": _ADD})
async def link(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    evidence, links = await _changeable(actor, public_id, may_link)
    submission = await read_form(request, LinkForm)
    wanted = [as_link(value) for value in submission.value.targets] if submission.value else []
    if None in wanted:
        submission.refuse("targets", "Vælg fra listen.")
    chosen = [each for each in wanted if each is not None]
    await submission.run(lambda form: actions.link_evidence(actor, public_id, chosen))
    if not submission.ok:
        page = await _link_page(actor, evidence, links, submission.state())
        return render(request, page, submission.status)
    return redirect(request, evidence.href, flash="Dokumentationen er knyttet til flere.")


routes = [show, new_version, add_version, withdraw_form, withdraw, link_form, link]
