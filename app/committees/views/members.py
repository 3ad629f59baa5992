"""Giving and ending places in a committee. Nobody does it for themselves."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.policy import Actor
from app.committees import actions, queries
from app.committees.forms import EndMemberForm, MemberForm
from app.committees.labels import COMMITTEE_FUNCTION, COMMITTEE_SIDE
from app.committees.pages import EndMemberPage, NewMemberPage, address_of, crumbs_of
from app.committees.policy import require_another
from app.committees.queries import CommitteeDetail, Member
from app.committees.queries.people import MOST
from app.committees.views.changes import CHANGE, WRITE, committee_to_change
from app.committees.views.show import Req
from app.core.errors import NotFound
from app.db.transaction import reading
from app.organisation.actions import Created
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Option, options, redirect, render


@get("/udvalg/{public_id:str}/medlemmer/nyt", name="committees.new_member", opt=WRITE)
async def new(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], find: FromQuery[str] = ""
) -> Response[Any]:
    async with reading():
        committee = await committee_to_change(actor, public_id)
    form = blank(MemberForm, carried_for(request), find=find.strip()[:200], valid_from=actor.today)
    return await _new_page(request, actor, committee, form)


@post("/udvalg/{public_id:str}/medlemmer/nyt", name="committees.add_member", opt=CHANGE)
async def create(request: Req, actor: NamedDependency[Actor], public_id: FromPath[str]) -> Response[Any]:
    committee = await committee_to_change(actor, public_id)
    submission = await read_form(request, MemberForm)

    async def run(form: MemberForm) -> Created:
        person = await queries.get_person_to_add(actor.scope, committee.municipality, form.person)
        return await actions.add_member(
            actor,
            committee.id,
            person,
            side=form.side,
            function=form.function,
            valid_from=form.valid_from,
            valid_to=form.valid_to,
            stands_in_for=_place_of(committee, form.stands_in_for) if form.stands_in_for else None,
        )

    await submission.run(run)
    if not submission.ok:
        return await _new_page(request, actor, committee, submission.state(), submission.status)
    return redirect(request, address_of(committee), flash="Medlemmet er tilføjet.")


async def _new_page(
    request: Req, actor: Actor, committee: CommitteeDetail, form: FormState, status: int = 200
) -> Response[Any]:
    query = form.values["find"].strip()[:200]
    async with reading():
        people = await queries.pick_people(actor.scope, committee.municipality, query)
    page = NewMemberPage(
        title=f"Nyt medlem af {committee.name}",
        crumbs=crumbs_of(committee, "Nyt medlem"),
        action=f"{address_of(committee)}/medlemmer/nyt",
        cancel=address_of(committee),
        form=form,
        query=query,
        people=tuple(Option(each.public_id, each.name, each.job_title or None) for each in people),
        is_cut=len(people) == MOST,
        sides=options(COMMITTEE_SIDE),
        functions=options(COMMITTEE_FUNCTION),
        places=tuple(
            Option(each.public_id, f"{each.name}, {COMMITTEE_FUNCTION[each.function]}")
            for each in committee.members
            if each.stands_in_for is None and not each.is_over(actor.today)
        ),
    )
    return render(request, page, status)


def _place_of(committee: CommitteeDetail, public_id: str) -> int:
    """The key of a place in the committee. Raises `NotFound` for another committee's."""
    member = next((each for each in committee.members if each.public_id == public_id), None)
    if member is None:
        raise NotFound
    return member.id


def _member_of(actor: Actor, committee: CommitteeDetail, public_id: str) -> Member:
    """The member in the address. Raises `NotFound` for another committee's, `Denied` for oneself."""
    key = _place_of(committee, public_id)
    member = next(each for each in committee.members if each.id == key)
    require_another(actor, member.person)
    return member


@get("/udvalg/{public_id:str}/medlemmer/{member:str}/slut", name="committees.end_member", opt=WRITE)
async def show_end(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], member: FromPath[str]
) -> Response[Any]:
    async with reading():
        committee = await committee_to_change(actor, public_id)
    form = blank(EndMemberForm, carried_for(request), valid_to=actor.today)
    return _end_page(request, committee, _member_of(actor, committee, member), form)


@post("/udvalg/{public_id:str}/medlemmer/{member:str}/slut", name="committees.ended_member", opt=CHANGE)
async def end(
    request: Req, actor: NamedDependency[Actor], public_id: FromPath[str], member: FromPath[str]
) -> Response[Any]:
    committee = await committee_to_change(actor, public_id)
    found = _member_of(actor, committee, member)
    submission = await read_form(request, EndMemberForm)
    await submission.run(lambda form: actions.end_member(actor, found.id, valid_to=form.valid_to))
    if not submission.ok:
        return _end_page(request, committee, found, submission.state(), submission.status)
    return redirect(request, address_of(committee), flash="Pladsen har fået en slutdato.")


def _end_page(
    request: Req, committee: CommitteeDetail, member: Member, form: FormState, status: int = 200
) -> Response[Any]:
    page = EndMemberPage(
        title=f"Afslut {member.name}s plads",
        crumbs=crumbs_of(committee, "Afslut plads"),
        action=f"{address_of(committee)}/medlemmer/{member.public_id}/slut",
        cancel=address_of(committee),
        form=form,
        function=COMMITTEE_FUNCTION[member.function],
        committee=committee.name,
    )
    return render(request, page, status)


routes = [new, create, show_end, end]
