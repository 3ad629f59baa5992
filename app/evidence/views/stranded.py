"""A reader for what is restricted to people who have all left."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from app.access.enums import Permission
from app.access.policy import Actor, may
from app.access.queries import Row
from app.accounts.queries.near import list_workers
from app.cases.pages import case_header
from app.cases.queries import get_case_ref
from app.core.calendar import long_date
from app.core.clock import danish_day
from app.db.transaction import reading
from app.evidence.forms import StrandedForm
from app.evidence.pages import StrandedPage
from app.evidence.policy import may_name_reader
from app.evidence.queries.stranded import Stranded, list_stranded
from app.evidence.tiers import name_reader
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form
from app.web.pages import Option, redirect, render

_PATH = "/sager/{public_id:str}/uden-laeser"
_OPT = {"permission": Permission.CASE_WRITE}
_LABEL: dict[Row, str] = {
    "item": "Tiltag, oprettet {day}, ansvarlig {name}",
    "item_update": "Bemærkning på et tiltag, skrevet {day} af {name}",
    "evidence": "Dokumentation, lagt ind {day} af {name}",
    "document": "Brev, lagt ind {day} af {name}",
}


def _option(row: Stranded) -> Option:
    return Option(row.choice, _LABEL[row.row].format(day=long_date(danish_day(row.at)), name=row.by_name))


async def _page(
    request: Request[Any, Any, Any], actor: Actor, public_id: str, form: FormState | None = None, status: int = 200
) -> Response[Any]:
    async with reading():
        ref = await get_case_ref(actor.scope, public_id)
        may(actor, Permission.CASE_WRITE, ref.ancestors).require()
        found = await list_stranded(actor.scope, ref.id, ref.units)
        rows = [each for each in found if may_name_reader(actor, each.places).ok]
        people = await list_workers(actor.scope, frozenset().union(*(each.units for each in rows)))
    page = StrandedPage(
        title="Fortroligt uden læser",
        case=case_header(ref, "evidence", "Fortroligt uden læser"),
        form=form or blank(StrandedForm, carried_for(request)),
        rows=tuple(_option(each) for each in rows),
        people=tuple(Option(each.public_id, each.name, each.job_title or None) for each in people),
        action=f"/sager/{public_id}/uden-laeser",
        cancel_href=f"/sager/{public_id}/dokumentation",
    )
    return render(request, page, status)


@get(_PATH, name="evidence.stranded", opt=_OPT)
async def show(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    return await _page(request, actor, public_id)


@post(_PATH, name="evidence.name_reader", opt={**_OPT, "recent_login": True})
async def choose(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], public_id: FromPath[str]
) -> Response[Any]:
    ref = await get_case_ref(actor.scope, public_id)
    may(actor, Permission.CASE_WRITE, ref.ancestors).require()
    submission = await read_form(request, StrandedForm)
    await submission.run(
        lambda form: name_reader(actor, public_id, row=form.row, reader=form.reader, reason=form.reason)
    )
    if not submission.ok:
        return await _page(request, actor, public_id, submission.state(), submission.status)
    return redirect(
        request, f"/sager/{public_id}/dokumentation", flash="Gemt. Den, du valgte, kan nu læse det og vælge flere."
    )


routes = [show, choose]
