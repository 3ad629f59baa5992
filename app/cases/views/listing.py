"""All cases, and one visit with its cases."""

from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from app.access.enums import Permission
from app.access.policy import Actor, may, may_anywhere
from app.access.queries import ancestors_of
from app.cases.enums import CasePhase, NoticeKind, Topic
from app.cases.labels import CASE_PHASE, NOTICE_KIND, TOPIC
from app.cases.pages import CaseIndexPage, FilterValues, VisitPage, case_line_view
from app.cases.queries import CaseFilter, get_visit, list_cases, list_unit_choices
from app.cases.views.common import READ, unit_options
from app.core.text import clean_line
from app.db.transaction import reading
from app.web.pages import options, render

M = TypeVar("M", bound=StrEnum)


def _member(vocabulary: type[M], text: str) -> M | None:
    """A filter nobody offers limits nothing."""
    return next((each for each in vocabulary if each.value == text), None)


@get("/sager", name="cases.index", opt=READ)
async def index(
    request: Request[Any, Any, Any],
    actor: NamedDependency[Actor],
    enhed: FromQuery[str] = "",
    slags: FromQuery[str] = "",
    status: FromQuery[str] = "",
    emne: FromQuery[str] = "",
    soeg: FromQuery[str] = "",
    efter: FromQuery[str] = "",
) -> Response[str]:
    text = clean_line(soeg)[:200]
    filters = CaseFilter(
        unit=enhed[:12],
        kind=_member(NoticeKind, slags),
        phase=_member(CasePhase, status),
        topic=_member(Topic, emne),
        text=text,
    )
    async with reading():
        found = await list_cases(actor.scope, filters, efter)
        units = await list_unit_choices(actor.scope, (filters.unit,))
    chosen = {"enhed": enhed, "slags": slags, "status": status, "emne": emne, "soeg": text}
    used = {name: value for name, value in chosen.items() if value}
    first = "/sager?" + urlencode(used) if used else "/sager"
    page = CaseIndexPage(
        title="Sager",
        cases=tuple(case_line_view(line) for line in found.cases),
        filters=FilterValues(enhed, slags, status, emne, text),
        units=unit_options(units),
        kinds=options(NOTICE_KIND),
        phases=options(CASE_PHASE),
        topics=options(TOPIC),
        is_filtered=bool(used),
        may_register=may_anywhere(actor, Permission.CASE_WRITE),
        first_href=first if efter else None,
        next_href="/sager?" + urlencode({**used, "efter": found.after}) if found.after else None,
    )
    return render(request, page)


@get("/tilsynsbesoeg/{visit_id:str}", name="visits.show", opt=READ)
async def show_visit(
    request: Request[Any, Any, Any], actor: NamedDependency[Actor], visit_id: FromPath[str]
) -> Response[str]:
    async with reading():
        visit = await get_visit(actor.scope, visit_id)
        cases = await list_cases(actor.scope, CaseFilter(visit=visit.id), limit=200)
        above = await ancestors_of(actor.scope, (visit.unit,))
    may_register = may(actor, Permission.CASE_WRITE, above).ok
    page = VisitPage(
        title=f"Tilsynsbesøg i {visit.unit_name}",
        visit=visit,
        cases=tuple(case_line_view(line) for line in cases.cases),
        new_case_href=f"/sager/ny?besoeg={visit.public_id}" if may_register else None,
        edit_href=f"/tilsynsbesoeg/{visit.public_id}/ret" if may_register else None,
    )
    return render(request, page)


routes = [index, show_visit]
