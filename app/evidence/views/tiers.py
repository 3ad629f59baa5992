"""Who may read a piece of evidence, or a letter."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.forms import TierForm
from app.access.pages import tier_page
from app.access.policy import Actor, may, may_change_tier, tiers_to_give
from app.access.queries import Named, list_named_readers, tier_mark
from app.cases.queries import get_case_ref_by_id
from app.db.transaction import reading
from app.documents.queries import get_document
from app.evidence.policy import may_set_tier, together
from app.evidence.queries import get_evidence, hangs_on_own_item, list_links, place_of, units_linked
from app.evidence.tiers import set_document_tier, set_evidence_tier
from app.evidence.views.crumbs import way_to
from app.plans.queries import pick_people
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, redirect, render

AnyRequest = Request[Any, Any, Any]
_READ = {"permission": Permission.CASE_READ}
_EVIDENCE = "/dokumentation/{public_id:str}/fortrolighed"
_LETTER = "/dokumenter/{public_id:str}/fortrolighed"
_LAST = "Hvem kan se det?"


def _is_named(actor: Actor, named: tuple[Named, ...]) -> bool:
    return actor.person in {each.id for each in named}


async def _evidence_page(
    request: AnyRequest, actor: Actor, public_id: str, form: FormState | None = None, status: int = 200
) -> Response[Any]:
    async with reading():
        evidence = await get_evidence(actor.scope, public_id)
        links = await list_links(actor.scope, evidence.id)
        linked = await units_linked(actor.scope, evidence.id)
        named = await list_named_readers(actor.scope, "evidence", evidence.id)
        place = await place_of(actor.scope, evidence.id)
        is_own = await hangs_on_own_item(actor.scope, evidence.id)
        people = await pick_people(actor.scope, municipality=place.municipality, units=place.units)
    ancestors = together(linked)
    may_change = (
        may_set_tier(actor, linked, evidence.added_by, on_own_item=is_own).ok
        and may_change_tier(actor, evidence.tier, ancestors, is_named=_is_named(actor, named)).ok
    )
    if may_change and form is None:
        form = _form(request, evidence.tier, named)
    mark = tier_mark(actor.scope, evidence.tier, named)
    way = (*way_to(links[0]), Crumb("Dokumentation", links[0].evidence_href))
    page = tier_page(
        evidence.title,
        (*way, Crumb(evidence.title, evidence.href), Crumb(_LAST)),
        evidence.tier,
        named,
        me=actor.person,
        form=form if may_change else None,
        tiers=tiers_to_give(actor, ancestors),
        people=[each for each in people if each.id != actor.person],
        version=seen_version(form, mark) if form else mark,
        action=f"{evidence.href}/fortrolighed",
        cancel_href=evidence.href,
    )
    return render(request, page, status)


def _form(request: AnyRequest, tier: Any, named: tuple[Named, ...]) -> FormState:
    return blank(TierForm, carried_for(request), tier=tier, readers=tuple(each.public_id for each in named))


@get(_EVIDENCE, name="evidence.tier_form", opt=_READ)
async def show_tier(request: AnyRequest, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    return await _evidence_page(request, actor, public_id)


@post(_EVIDENCE, name="evidence.tier", opt={"permission": Permission.EVIDENCE_WITHDRAW, "recent_login": True})
async def set_tier(request: AnyRequest, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    evidence = await get_evidence(actor.scope, public_id)
    linked, is_own = await units_linked(actor.scope, evidence.id), await hangs_on_own_item(actor.scope, evidence.id)
    may_set_tier(actor, linked, evidence.added_by, on_own_item=is_own).require()
    submission = await read_form(request, TierForm)
    await submission.run(
        lambda form: set_evidence_tier(
            actor, public_id, tier=form.tier, readers=form.readers, reason=form.reason, seen=form.version or 0
        )
    )
    if not submission.ok:
        return await _evidence_page(request, actor, public_id, submission.state(), submission.status)
    return redirect(request, evidence.href, flash="Det er gemt, hvem der kan se dokumentationen.")


async def _letter_page(
    request: AnyRequest, actor: Actor, public_id: str, form: FormState | None = None, status: int = 200
) -> Response[Any]:
    async with reading():
        letter = await get_document(actor.scope, public_id)
        ref = await get_case_ref_by_id(actor.scope, letter.case_id)
        named = await list_named_readers(actor.scope, "document", letter.id)
        people = await pick_people(actor.scope, municipality=ref.municipality, units=ref.units)
    may_change = (
        may(actor, Permission.CASE_WRITE, ref.ancestors).ok
        and may_change_tier(actor, letter.tier, ref.ancestors, is_named=_is_named(actor, named)).ok
    )
    if may_change and form is None:
        form = _form(request, letter.tier, named)
    mark = tier_mark(actor.scope, letter.tier, named)
    case = f"/sager/{ref.public_id}"
    page = tier_page(
        letter.title,
        (
            Crumb("Sager", "/sager"),
            Crumb(f"{ref.reference} {ref.title}", case),
            Crumb("Dokumentation", f"{case}/dokumentation"),
            Crumb(_LAST),
        ),
        letter.tier,
        named,
        me=actor.person,
        form=form if may_change else None,
        tiers=tiers_to_give(actor, ref.ancestors),
        people=[each for each in people if each.id != actor.person],
        version=seen_version(form, mark) if form else mark,
        action=f"/dokumenter/{public_id}/fortrolighed",
        cancel_href=f"{case}/dokumentation",
    )
    return render(request, page, status)


@get(_LETTER, name="documents.tier_form", opt=_READ)
async def show_letter_tier(
    request: AnyRequest, actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    return await _letter_page(request, actor, public_id)


@post(_LETTER, name="documents.tier", opt={"permission": Permission.CASE_WRITE, "recent_login": True})
async def set_letter_tier(
    request: AnyRequest, actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    letter = await get_document(actor.scope, public_id)
    ref = await get_case_ref_by_id(actor.scope, letter.case_id)
    may(actor, Permission.CASE_WRITE, ref.ancestors).require()
    submission = await read_form(request, TierForm)
    await submission.run(
        lambda form: set_document_tier(
            actor, public_id, tier=form.tier, readers=form.readers, reason=form.reason, seen=form.version or 0
        )
    )
    if not submission.ok:
        return await _letter_page(request, actor, public_id, submission.state(), submission.status)
    return redirect(request, f"/sager/{ref.public_id}/dokumentation", flash="Det er gemt, hvem der kan se brevet.")


routes = [show_tier, set_tier, show_letter_tier, set_letter_tier]
