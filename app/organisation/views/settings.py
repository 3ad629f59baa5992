"""What a municipality decides for itself: for who administers all of it."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery

from app.access.enums import Permission
from app.access.policy import Actor
from app.core.errors import Denied, NotFound
from app.db.transaction import reading
from app.organisation import actions, queries
from app.organisation.forms import SettingsForm
from app.organisation.pages import SettingsPage
from app.organisation.queries import MunicipalityRow
from app.organisation.rules import settings_mark
from app.web.carried import carried_for
from app.web.forms import FormState, blank, read_form, seen_version
from app.web.pages import Crumb, redirect, render

HERE = "/kommune"
_WRITE = {"permission": Permission.ORGANISATION_WRITE}
Req = Request[Any, Any, Any]


async def administered(actor: Actor) -> list[MunicipalityRow]:
    """The municipalities that the actor administers all of, seldom more than one. Raises `Denied` for none."""
    found = await queries.list_wholly_administered(actor.scope)
    if not found:
        raise Denied("settings.denied", "Indstillingerne er for dem, der er administrator for hele kommunen.")
    return found


def chosen(rows: list[MunicipalityRow], code: str) -> MunicipalityRow:
    """The one with this code; the first where none is named. Raises `NotFound` for another."""
    found = [row for row in rows if code in ("", row.code)]
    if not found:
        raise NotFound
    return found[0]


async def _page(
    request: Req, actor: Actor, code: str, form: FormState | None = None, status: int = 200
) -> Response[Any]:
    async with reading():
        rows = await administered(actor)
        own = chosen(rows, code)
        settings = await queries.get_settings(actor.scope, own.id)
    kept = {"report_text_most": settings.report_text_most, "notice_links": settings.notice_links}
    form = form or blank(SettingsForm, carried_for(request), **kept)
    page = SettingsPage(
        title="Kommunens indstillinger",
        crumbs=(Crumb("Enheder", "/enheder"), Crumb("Indstillinger")),
        action=HERE,
        cancel="/enheder",
        form=form,
        version=seen_version(form, settings_mark(settings)),
        code=own.code,
        name=own.name,
        others=tuple(Crumb(row.name, f"{HERE}?kommune={row.code}") for row in rows if row != own),
    )
    return render(request, page, status)


@get(HERE, name="settings.show", opt=_WRITE)
async def show(request: Req, actor: NamedDependency[Actor], kommune: FromQuery[str] = "") -> Response[Any]:
    return await _page(request, actor, kommune)


@post(HERE, name="settings.save", opt=_WRITE)
async def save(request: Req, actor: NamedDependency[Actor]) -> Response[Any]:
    rows = await administered(actor)
    submission = await read_form(request, SettingsForm)
    own = chosen(rows, submission.typed("municipality"))
    await submission.run(
        lambda form: actions.choose_settings(
            actor,
            own.id,
            report_text_most=form.report_text_most,
            notice_links=form.notice_links,
            seen=form.version or 0,
        )
    )
    if not submission.ok:
        return await _page(request, actor, own.code, submission.state(), submission.status)
    return redirect(request, f"{HERE}?kommune={own.code}", flash="Indstillingerne er gemt.")


routes = [show, save]
