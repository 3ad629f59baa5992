"""Handing over what somebody stands for, before or after they have left."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may, may_anywhere
from app.core.errors import Denied, Invalid
from app.db.transaction import reading
from app.evidence.queries.requests import list_requests_of
from app.handover import actions
from app.handover.forms import HandOverForm
from app.handover.pages import HERE, gone_page, hand_over_page
from app.handover.queries import Holder, count_withheld, get_holder, list_gone, list_held, list_held_cases
from app.handover.rules import Counts
from app.plans.queries import find_people_named, find_person, pick_people
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import redirect, render

HAND_OVER = {"permission": Permission.ITEM_HAND_OVER}
# Who owns an item reads it: who may see what changes (app/web/middleware.py).
CHANGE = {**HAND_OVER, "recent_login": True}
Req = Request[Any, Any, Any]


def _require(actor: Actor) -> None:
    if not may_anywhere(actor, Permission.ITEM_HAND_OVER):
        raise Denied


@get(HERE, name="handover.index", opt=HAND_OVER)
async def index(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    _require(actor)
    async with reading():
        people = await list_gone(actor.scope)
    return render(request, gone_page(people))


@get(f"{HERE}/{{public_id:str}}", name="handover.show", opt=HAND_OVER)
async def show(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    _require(actor)
    return await _page(request, actor, public_id, blank(HandOverForm, carried_for(request)))


async def _page(request: Req, actor: Actor, public_id: str, form: FormState, status: int = 200) -> Response[Any]:
    async with reading():
        scope = actor.scope
        holder = await get_holder(scope, public_id)
        held = await list_held(scope, holder.id)
        held_cases = await list_held_cases(scope, holder.id)
        requests = await list_requests_of(scope, holder.id)
        withheld = await count_withheld(scope, holder.id)
        theirs = [
            item
            for item in held
            if item.case_public_id is not None and may(actor, Permission.ITEM_HAND_OVER, item.ancestors).ok
        ]
        cases = [case for case in held_cases if may(actor, Permission.CASE_WRITE, case.ancestors).ok]
        units = tuple({item.unit for item in theirs} | {unit for case in cases for unit in case.units})
        needs = units or requests
        people = await pick_people(scope, municipality=holder.municipality, units=units, to_own=True) if needs else []
    others = [item for item in held if item not in theirs]
    other_cases = [case for case in held_cases if case not in cases]
    page = hand_over_page(
        holder, theirs, others, cases, other_cases, requests, people, form, actor.today, withheld=withheld
    )
    return render(request, page, status)


@post(f"{HERE}/{{public_id:str}}", name="handover.hand_over", opt=CHANGE)
async def hand_over(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    _require(actor)
    holder = await get_holder(actor.scope, public_id)
    submission = await read_form(request, HandOverForm)

    async def run(form: HandOverForm) -> tuple[Counts, str]:
        to, name = await _taker(actor, holder, form)
        items = _chosen(form.shown if form.everything else form.items)
        cases = _chosen(form.shown_cases if form.everything else form.cases)
        requests = _chosen(form.shown_requests if form.everything else form.requests)
        return await actions.hand_over(actor, holder, items, cases, requests, to=to, reason=form.reason), name

    done = await submission.run(run)
    if not submission.ok:
        return await _page(request, actor, public_id, submission.state(), submission.status)
    counts, name = done
    scope = actor.scope
    is_more = (
        await list_held(scope, holder.id)
        or await list_held_cases(scope, holder.id)
        or await list_requests_of(scope, holder.id)
    )
    where = f"{HERE}/{public_id}" if is_more else HERE
    return redirect(request, where, flash=f"{counts} er givet videre til {name}.")


def _chosen(values: tuple[str, ...]) -> list[actions.Chosen]:
    """The rows of a form; what is no version of ours counts as one that nobody has seen."""
    found = []
    for value in values:
        public_id, _, version = value.partition(".")
        found.append(actions.Chosen(public_id, int(version[:9]) if version.isascii() and version.isdigit() else 0))
    return found


async def _taker(actor: Actor, holder: Holder, form: HandOverForm) -> tuple[int, str]:
    """The person chosen, or the one with the typed name; `Invalid` at the field otherwise."""
    if form.to_name:
        named = await find_people_named(actor.scope, holder.municipality, form.to_name)
        if len(named) != 1:
            text = "Flere hedder det. Vælg på listen." if named else "Ingen af jeres personer hedder det."
            raise Invalid("handover.to", text, {"to_name": text})
        return named[0].id, named[0].name
    found = await find_person(actor.scope, holder.municipality, public_id=form.to) if form.to else None
    if found is None:
        raise Invalid("handover.to", "Vælg en ny ansvarlig.", {"to": "Vælg en ny ansvarlig på listen."})
    return found.id, found.name


routes = [index, show, hand_over]
