"""How many must have answered before something is shown: looked at first, then confirmed. For administrators."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.access.enums import Permission
from app.access.policy import Actor
from app.audit.actions import record_access
from app.audit.enums import AuditAction, EntityKind
from app.db.transaction import reading
from app.organisation.queries import MunicipalityRow, get_settings
from app.organisation.rules import Thresholds, settings_mark, threshold_problems
from app.organisation.views.settings import HERE as SETTINGS
from app.organisation.views.settings import administered, chosen
from app.surveys.actions.pattern import PatternChange
from app.surveys.actions.thresholds import change_thresholds, preview_thresholds
from app.surveys.forms import ThresholdsForm
from app.surveys.pages.thresholds import (
    NAMES,
    Preview,
    ThresholdsPage,
    mark_of,
    numbers_of,
    preview_of,
    threshold_lines,
)
from app.surveys.queries.moved import find_moved
from app.web.carried import carried_for
from app.web.forms import FormState, Submission, blank, read_form, seen_version
from app.web.pages import Crumb, redirect, render

HERE = f"{SETTINGS}/maalinger"
_WRITE = {"permission": Permission.ORGANISATION_WRITE}
# What everybody is shown changes (app/web/middleware.py).
_CHANGE = {**_WRITE, "recent_login": True}
Req = Request[Any, Any, Any]


@get(HERE, name="thresholds.show", opt=_WRITE)
async def show(request: Req, actor: NamedDependency[Actor], kommune: FromQuery[str] = "") -> Response[Any]:
    return await _page(request, actor, kommune)


@post(HERE, name="thresholds.save", opt=_CHANGE)
async def save(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    rows = await administered(actor)
    submission = await read_form(request, ThresholdsForm)
    own = chosen(rows, submission.typed("municipality"))
    wanted = _wanted(submission)
    if submission.value is None or wanted is None:
        return await _page(request, actor, own.code, submission.state(), status=submission.status)
    if not (submission.value.confirm and submission.value.looked_at == mark_of(wanted)):
        return await _look(request, actor, own, submission, wanted)

    async def run(form: ThresholdsForm) -> PatternChange:
        return await change_thresholds(actor, own.id, wanted, seen=form.version or 0, reason=form.reason)

    await submission.run(run)
    if not submission.ok:
        return await _page(request, actor, own.code, submission.state(), status=submission.status)
    return redirect(request, f"{SETTINGS}?kommune={own.code}", flash="Grænserne er gemt og gælder alle målinger.")


def _wanted(submission: Submission[ThresholdsForm]) -> Thresholds | None:
    """The thresholds as they were typed; None with a message at the field where they cannot be."""
    form = submission.value
    if form is None or None in (form.minimum, form.distribution, form.sensitive, form.span):
        return None
    minimum, distribution, sensitive, span = (int(getattr(form, name) or 0) for name in NAMES)
    problems = threshold_problems(minimum, distribution, sensitive, span)
    for name, text in problems.items():
        submission.refuse(name, text)
    return None if problems else Thresholds(minimum, distribution, sensitive, span / 100)


async def _look(
    request: Req, actor: Actor, own: MunicipalityRow, submission: Submission[ThresholdsForm], wanted: Thresholds
) -> Response[Any]:
    """What it would do, before anything is saved. Who asks is logged: how many figures appear tells of numbers."""
    async with reading():
        change = await preview_thresholds(actor, own.id, wanted)
        gone, came = [await find_moved(actor.scope, keys) for keys in (change.gone, change.came)]
    await record_access(
        actor,
        EntityKind.MUNICIPALITY,
        own.id,
        subject=own.name,
        action=AuditAction.OPENED,
        after={"prøvede grænser for målinger": ", ".join(map(str, numbers_of(wanted).values()))},
    )
    return await _page(request, actor, own.code, submission.state(), preview_of(gone, came), mark_of(wanted))


async def _page(
    request: Req,
    actor: Actor,
    code: str,
    form: FormState | None = None,
    preview: Preview | None = None,
    looked_at: str = "",
    status: int = 200,
) -> Response[Any]:
    async with reading():
        rows = await administered(actor)
        own = chosen(rows, code)
        settings = await get_settings(actor.scope, own.id)
    now = settings.survey_thresholds
    form = form or blank(ThresholdsForm, carried_for(request), **numbers_of(now))
    page = ThresholdsPage(
        title="Hvornår tal i målinger vises",
        crumbs=(Crumb("Enheder", "/enheder"), Crumb("Indstillinger", SETTINGS), Crumb("Målinger")),
        action=HERE,
        cancel=f"{SETTINGS}?kommune={own.code}",
        form=form,
        version=seen_version(form, settings_mark(settings)),
        code=own.code,
        name=own.name,
        lines=threshold_lines(now),
        preview=preview,
        looked_at=looked_at,
        others=tuple(Crumb(row.name, f"{HERE}?kommune={row.code}") for row in rows if row != own),
    )
    return render(request, page, status)


routes = [show, save]
