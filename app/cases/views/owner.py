"""Choosing who is accountable for a case."""

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.policy import Actor
from app.accounts.queries.near import find_person, pick_people
from app.cases import actions
from app.cases.forms import OwnerForm
from app.cases.pages import OwnerPage, case_header, case_href
from app.cases.queries import get_case_ref
from app.cases.views.common import ACCESS, WRITE, Web, require_write
from app.core.errors import Invalid
from app.db.transaction import reading
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Option, redirect, render


async def _page(actor: Actor, case_id: str, form: FormState) -> OwnerPage:
    async with reading():
        ref = await get_case_ref(actor.scope, case_id)
        require_write(actor, ref)
        people = await pick_people(actor.scope, municipality=ref.municipality, units=ref.units, to_own=True)
    return OwnerPage(
        title="Ansvarlig for sagen",
        case=case_header(ref, "case", "Ansvarlig for sagen"),
        form=form,
        may_write=True,
        version=seen_version(form, ref.version),
        owner=ref.owner_name,
        people=tuple(
            Option(each.public_id, f"{each.name}, {each.job_title}" if each.job_title else each.name)
            for each in people
            if each.id != ref.owner
        ),
    )


@get("/sager/{case_id:str}/ansvarlig", name="cases.owner", opt=WRITE)
async def show(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[str]:
    return render(request, await _page(actor, case_id, blank(OwnerForm, carried_for(request))))


@post("/sager/{case_id:str}/ansvarlig", name="cases.change_owner", opt=ACCESS)
async def change(request: Web, actor: NamedDependency[Actor], case_id: FromPath[str]) -> Response[Any]:
    ref = await get_case_ref(actor.scope, case_id)
    require_write(actor, ref)
    submission = await read_form(request, OwnerForm)

    async def save(form: OwnerForm) -> None:
        person = await find_person(actor.scope, ref.municipality, public_id=form.owner)
        if person is None:
            raise Invalid("case.owner", "Vælg en anden person.", {"owner": "Vælg en person på listen."})
        await actions.change_owner(actor, ref.id, seen=form.version or 0, owner=person.id, reason=form.reason)

    await submission.run(save)
    if not submission.ok:
        return render(request, await _page(actor, case_id, submission.state()), submission.status)
    return redirect(request, case_href(ref.public_id), flash="Den ansvarlige er skiftet.")


routes = [show, change]
