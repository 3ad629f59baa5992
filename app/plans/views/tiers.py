"""Who may read an action item, or a note on it."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.forms import TierForm
from app.access.pages import tier_page
from app.access.policy import Actor, may_change_tier, tiers_to_give
from app.access.queries import list_named_readers, tier_mark
from app.cases.queries import find_case_ref
from app.core.calendar import long_date
from app.core.clock import danish_day
from app.core.errors import NotFound
from app.db.transaction import reading
from app.plans import actions
from app.plans.pages import item_crumbs, item_href
from app.plans.policy import may_on_item, may_set_note_tier
from app.plans.queries import get_item_row_by_public_id, get_note, pick_people, standing_to
from app.plans.views.common import AnyRequest, item_context, lone_item
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import redirect, render

_PATH = "/tiltag/{item_id:str}/fortrolighed"
_NOTE = "/bemaerkninger/{note_id:str}/fortrolighed"
_FILES = "Filer, der kom med bemærkningen, har deres egen fortrolighed under »Fotos og filer«."
_OWNER = "Den ansvarlige kan altid se sit eget tiltag."


async def _page(
    request: AnyRequest, actor: Actor, public_id: str, form: FormState | None = None, status: int = 200
) -> Response[str]:
    async with reading():
        item = await get_item_row_by_public_id(actor.scope, public_id)
        if item.case_id is None:
            raise NotFound
        case = await find_case_ref(actor.scope, item.case_id)
        standing = await standing_to(actor.scope, item.id, item.unit)
        named = await list_named_readers(actor.scope, "item", item.id)
        may_change = (
            case is not None
            and may_on_item(actor, Permission.PLAN_WRITE, standing).ok
            and may_change_tier(
                actor,
                item.tier,
                standing.ancestors,
                is_named=actor.person in {each.id for each in named},
            ).ok
        )
        people = (
            await pick_people(actor.scope, municipality=case.municipality, units=case.units)
            if case is not None and may_change
            else []
        )
    if may_change and form is None:
        readers = tuple(each.public_id for each in named)
        form = blank(TierForm, carried_for(request), tier=item.tier, readers=readers)
    page = tier_page(
        f"Tiltag {item.no}. {item.title}",
        item_crumbs(item, case, "Hvem kan se det?"),
        item.tier,
        named,
        me=actor.person,
        form=form if may_change else None,
        tiers=tiers_to_give(actor, standing.ancestors),
        people=[each for each in people if each.id != actor.person],
        version=seen_version(form, item.version) if form else item.version,
        action=item_href(item, "/fortrolighed"),
        cancel_href=item_href(item),
        also=_OWNER,
    )
    return render(request, page, status)


@get(_PATH, name="plans.item_tier", opt={"permission": Permission.CASE_READ})
async def show_tier(request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[str]:
    return await _page(request, actor, item_id)


@post(_PATH, opt={"permission": Permission.PLAN_WRITE, "recent_login": True})
async def set_tier(request: AnyRequest, actor: NamedDependency[Actor], item_id: FromPath[str]) -> Response[Any]:
    found = await item_context(actor, item_id, Permission.PLAN_WRITE)
    submission = await read_form(request, TierForm)
    await submission.run(
        lambda form: actions.set_item_tier(
            actor, found.item.id, tier=form.tier, readers=form.readers, reason=form.reason, seen=form.version or 0
        )
    )
    if not submission.ok:
        return await _page(request, actor, item_id, submission.state(), submission.status)
    return redirect(request, item_href(found.item), flash="Det er gemt, hvem der kan se tiltaget.")


async def _note_page(
    request: AnyRequest, actor: Actor, public_id: str, form: FormState | None = None, status: int = 200
) -> Response[str]:
    async with reading():
        note = await get_note(actor.scope, public_id)
        found = await lone_item(actor, note.item_public_id, Permission.CASE_READ)
        named = await list_named_readers(actor.scope, "item_update", note.id)
        case, above = found.case, found.standing.ancestors
        is_named = actor.person in {each.id for each in named}
        may_change = (
            case is not None
            and may_set_note_tier(actor, found.standing, note.by).ok
            and may_change_tier(actor, note.tier, above, is_named=is_named).ok
        )
        people = (
            await pick_people(actor.scope, municipality=case.municipality, units=case.units)
            if case is not None and may_change
            else []
        )
    if may_change and form is None:
        readers = tuple(each.public_id for each in named)
        form = blank(TierForm, carried_for(request), tier=note.tier, readers=readers)
    mark = tier_mark(actor.scope, note.tier, named)
    page = tier_page(
        f"Bemærkning af {note.by_name}, {long_date(danish_day(note.at))}, på tiltag {found.item.no}. "
        f"{found.item.title}",
        found.crumbs("Hvem kan se det?"),
        note.tier,
        named,
        me=actor.person,
        form=form if may_change else None,
        tiers=tiers_to_give(actor, above),
        people=[each for each in people if each.id != actor.person],
        version=seen_version(form, mark) if form else mark,
        action=f"/bemaerkninger/{public_id}/fortrolighed",
        cancel_href=item_href(found.item),
        also=_FILES,
    )
    return render(request, page, status)


@get(_NOTE, name="plans.note_tier", opt={"permission": Permission.CASE_READ})
async def show_note_tier(request: AnyRequest, actor: NamedDependency[Actor], note_id: FromPath[str]) -> Response[str]:
    return await _note_page(request, actor, note_id)


@post(_NOTE, opt={"permission": Permission.ITEM_COMMENT, "recent_login": True})
async def set_tier_of_note(request: AnyRequest, actor: NamedDependency[Actor], note_id: FromPath[str]) -> Response[Any]:
    note = await get_note(actor.scope, note_id)
    found = await item_context(actor, note.item_public_id, Permission.CASE_READ)
    may_set_note_tier(actor, found.standing, note.by).require()
    submission = await read_form(request, TierForm)
    await submission.run(
        lambda form: actions.set_note_tier(
            actor, note_id, tier=form.tier, readers=form.readers, reason=form.reason, seen=form.version or 0
        )
    )
    if not submission.ok:
        return await _note_page(request, actor, note_id, submission.state(), submission.status)
    return redirect(request, item_href(found.item), flash="Det er gemt, hvem der kan se bemærkningen.")


routes = [show_tier, set_tier, show_note_tier, set_tier_of_note]
